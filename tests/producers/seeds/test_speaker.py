"""What reaches the log: events, heartbeats after them, and what a restart makes of both."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import orjson
import pytest

from core import topics
from core.errors import Transient
from core.event import Event, MessageType
from core.lifecycle import Phase, standing
from core.timespan import ManualClock
from core.topics import Family
from core.wire import Reading, decode_event
from producers.records import EVENT_TOPIC, event_record
from producers.seeds.printed_form import printed_form
from producers.seeds.settings import DEMO_LENGTH, REPERTOIRES, SeedSettings
from producers.seeds.speaker import LONGEST_SILENCE, ORPHANED, Speaker, Stage
from streams.memory import MemoryStreams
from streams.ports import PATIENCE
from streams.record import Headers, Outgoing, Receipt
from tests.producers.seeds.scripts import (
    FAMILIES,
    T0,
    Play,
    events,
    lives,
    make_world,
    play,
    records,
    rivermouth,
    ticks,
)

SEEDED = SeedSettings(seed=1)
every_family = pytest.mark.parametrize("family", FAMILIES)


class HeldSink:
    """Record what is published; acknowledge only while not held."""

    def __init__(self) -> None:
        self.held = False
        self.published: list[Outgoing] = []
        self._unacknowledged: list[Callable[[], None]] = []
        self.delivered = self.failed = 0
        self.delivered_by_topic: dict[str, int] = {}

    def publish(
        self,
        topic: str,
        key: str | bytes | None,
        value: bytes | None,
        headers: Headers | None = None,
        on_delivered: Callable[[Receipt], None] | None = None,
    ) -> None:
        self.published.append(Outgoing(topic, key, value, headers))

        def acknowledge() -> None:
            self.delivered += 1
            if on_delivered is not None:
                on_delivered(Receipt(topic, 0, self.delivered))

        self._unacknowledged.append(acknowledge)

    def publish_all(self, records: Iterable[Outgoing], timeout: timedelta = PATIENCE) -> None:
        for record in records:
            self.publish(record.topic, record.key, record.value, record.headers)
        self.flush(timeout)

    def flush(self, timeout: timedelta = PATIENCE) -> None:
        if self.held and self._unacknowledged:
            raise Transient(f"{len(self._unacknowledged)} records are not acknowledged")
        waiting, self._unacknowledged = self._unacknowledged, []
        for acknowledge in waiting:
            acknowledge()

    def close(self, timeout: timedelta = PATIENCE) -> None:
        self.flush(timeout)

    def beats(self) -> list[Outgoing]:
        return [record for record in self.published if record.topic == topics.FEED_STATUS]


def _open(messages: Iterable[Event], now: datetime) -> dict[str, Event]:
    newest = {event.event_id: event for event in messages}
    return {
        event_id: event
        for event_id, event in newest.items()
        if (phase := standing(event, now).phase).in_force or phase is Phase.UPCOMING
    }


@every_family
def test_every_message_is_read_back_as_it_was_told(family: Family):
    city = rivermouth()
    told = [e for _, say in ticks(family, make_world(family), 1500) for e in say]
    sink, clock = HeldSink(), ManualClock(T0)
    played = Play(family, MemoryStreams(clock=clock), clock, SEEDED, sink)
    played.run_for(timedelta(minutes=60))
    sent = [r for r in sink.published if r.topic == EVENT_TOPIC[family]]
    assert len(sent) > 200
    for record in sent:
        assert record.value is not None
        fields = orjson.loads(record.value)
        now = datetime.fromisoformat(fields["timestamp"])
        event = decode_event(record.value, Reading(EVENT_TOPIC[family], family, city.timezone, now))
        assert record.key == event.event_id
        assert event.event_id.startswith(f"{event.source}:seed-")
        assert not event.extra
        assert record.headers is not None
        assert record.headers["ce_subject"] == event.event_id
    for event in told[:300]:
        value = printed_form(
            event_record(event, city.timezone, event.issued_at).value or b"", family
        )
        reading = Reading(EVENT_TOPIC[family], family, city.timezone, event.issued_at)
        assert decode_event(value, reading) == event


@pytest.mark.parametrize(
    ("family", "printed"),
    [
        (
            Family.EMERGENCY,
            {"area", "expires_at", "affected_groups", "instructions", "coordinates"},
        ),
        (
            Family.TRANSIT,
            {"mode", "line", "affected_stations", "delay_minutes", "reason", "alternatives"}
            | {"estimated_resolution"},
        ),
        (
            Family.INFRASTRUCTURE,
            {"area", "affected_customers", "utility_company", "estimated_restoration", "cause"}
            | {"status"},
        ),
    ],
)
def test_fields_have_the_names_that_the_seeds_print(family: Family, printed: set[str]):
    clock = ManualClock(T0)
    streams = MemoryStreams(clock=clock)
    play(family, 90, streams=streams, clock=clock)
    seen = {
        name for r in records(streams, EVENT_TOPIC[family]) for name in orjson.loads(r.value or b"")
    }
    assert printed | {"event_id", "type", "severity", "timestamp", "source"} <= seen


@every_family
def test_the_same_seed_and_start_give_the_same_bytes(family: Family):
    def sent(seed: int) -> list[Outgoing]:
        sink, clock = HeldSink(), ManualClock(T0)
        played = Play(family, MemoryStreams(clock=clock), clock, SeedSettings(seed=seed), sink)
        played.run_for(timedelta(minutes=20))
        return sink.published

    assert sent(5) == sent(5)
    assert sent(5) != sent(6)


@every_family
def test_each_source_is_heard_from_often_enough_whether_anything_happens_or_not(family: Family):
    clock = ManualClock(T0)
    streams = MemoryStreams(clock=clock)
    settings = SeedSettings(seed=1, interval=timedelta(hours=1))
    play(family, 10, streams=streams, clock=clock, settings=settings)
    beats = [orjson.loads(r.value or b"") for r in records(streams, topics.FEED_STATUS)]
    wanted = {s.id: s for s in rivermouth().sources if s.family in REPERTOIRES[family].sources}
    assert {beat["source"] for beat in beats} == set(wanted)
    for source_id, source in wanted.items():
        own = [beat for beat in beats if beat["source"] == source_id]
        heard = [datetime.fromisoformat(beat["observed_at"]) for beat in own]
        longest = max(b - a for a, b in pairwise(heard))
        assert longest <= min(LONGEST_SILENCE, source.max_silence / 3)
        assert {(b["state"], b["full_state"], b["family"]) for b in own} == {
            ("ok", False, source.family.value)
        }
        assert own[0]["types"] == list(source.types)
        assert own[0]["max_silence_s"] == source.max_silence.total_seconds()
        assert own[-1]["observed_at"] == own[-1]["last_ok_at"]


def test_a_heartbeat_comes_only_after_every_event_is_acknowledged():
    sink, clock = HeldSink(), ManualClock(T0)
    played = Play(Family.INFRASTRUCTURE, MemoryStreams(clock=clock), clock, SEEDED, sink)
    played.run_for(timedelta(minutes=2))
    before = len(sink.beats())
    assert before > 0
    sink.held = True
    played.run_for(timedelta(minutes=3))
    held_from = clock.now()
    assert len(sink.beats()) == before
    sink.held = False
    played.run_for(timedelta(seconds=30))
    after = sink.beats()[before:]
    assert after
    for record in after:
        beat = orjson.loads(record.value or b"")
        assert datetime.fromisoformat(beat["observed_at"]) >= held_from


class Watcher:
    """Note what a person is shown."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.told: list[Event] = []

    def said(self, event: Event) -> None:
        self.told.append(event)

    def waiting(self, reason: str) -> None:
        self.seen.append(f"waiting: {reason}")

    def resumed(self) -> None:
        self.seen.append("resumed")


def test_a_person_is_told_once_that_kafka_is_away_and_once_that_it_is_back():
    sink, clock, watcher = HeldSink(), ManualClock(T0), Watcher()
    log = MemoryStreams(clock=clock).log()
    stage = Stage(rivermouth(), sink, log, onlooker=watcher)
    speaker = Speaker(Family.TRANSIT, stage, SEEDED, clock.now())
    for held in (False, True, False):
        sink.held = held
        for _ in range(120):
            speaker.advance(clock.now())
            clock.advance(timedelta(seconds=1))
    assert [word.partition(":")[0] for word in watcher.seen] == ["waiting", "resumed"]
    assert len(watcher.told) == speaker.said


def test_a_stop_while_nothing_is_acknowledged_is_told():
    sink, clock = HeldSink(), ManualClock(T0)
    played = Play(Family.TRANSIT, MemoryStreams(clock=clock), clock, SEEDED, sink)
    sink.held = True
    played.run_for(timedelta(seconds=5))
    with pytest.raises(Transient, match="not acknowledged"):
        played.speaker.close(clock.now())
    assert sink.beats() == []


def test_a_maximum_is_kept_to_the_message():
    clock = ManualClock(T0)
    streams = MemoryStreams(clock=clock)
    played = play(Family.EMERGENCY, 30, streams=streams, clock=clock,
                  settings=SeedSettings(seed=1, max_messages=17))  # fmt: skip
    assert played.speaker.done
    assert played.speaker.said == len(records(streams, topics.EMERGENCY_EVENTS)) == 17


@every_family
def test_the_demo_is_a_varied_minute_that_ends_all_it_began(family: Family):
    clock = ManualClock(T0)
    streams = MemoryStreams(clock=clock)
    played = Play(family, streams, clock, SeedSettings(seed=3, demo=True))
    played.run_for(
        timedelta(minutes=5), until=lambda: played.speaker.done, step=timedelta(seconds=0.25)
    )
    assert abs(clock.now() - T0 - DEMO_LENGTH) < timedelta(seconds=3)
    told = events(streams, family, clock.now())
    assert len({event.type for event in told}) >= 3
    assert sum(len({m.status for m in messages}) >= 3 for messages in lives(told).values()) >= 3
    assert _open(told, clock.now()) == {}


@pytest.mark.parametrize("seed", [1, 2, 3])
@every_family
def test_a_restart_carries_on_and_leaves_no_orphan(family: Family, seed: int):
    clock = ManualClock(T0)
    streams = MemoryStreams(clock=clock)
    first = play(family, 9, streams=streams, clock=clock, settings=SeedSettings(seed=seed))
    first.speaker.close(clock.now())
    stopped = clock.now()
    left = _open(events(streams, family, stopped), stopped)
    assert left
    clock.advance(timedelta(minutes=1))
    again = SeedSettings(seed=seed + 100)
    play(family, 25, streams=streams, clock=clock, settings=again)
    told = lives(events(streams, family, clock.now()))
    limit = REPERTOIRES[family].limit
    for event_id, before in left.items():
        later = [e for e in told[event_id] if e.issued_at > stopped]
        if standing(before, stopped + timedelta(minutes=1)).phase is Phase.ENDED:
            assert later == []  # its stated end came while nobody spoke
            continue
        assert later[-1].ends_by_word
        assert sum(e.ends_by_word for e in later) == 1
        assert later[0].issued_at - stopped < timedelta(minutes=4)
        assert {e.begins_at for e in later} == {before.begins_at}
    moments = sorted({e.issued_at for messages in told.values() for e in messages})
    for moment in moments:
        so_far = [e for messages in told.values() for e in messages if e.issued_at <= moment]
        assert len(_open(so_far, moment)) <= limit


def test_what_was_left_open_long_ago_is_only_ended():
    clock = ManualClock(T0)
    streams = MemoryStreams(clock=clock)
    play(Family.INFRASTRUCTURE, 9, streams=streams, clock=clock)
    left = _open(events(streams, Family.INFRASTRUCTURE, clock.now()), clock.now())
    clock.advance(timedelta(hours=5))
    back = clock.now()
    play(Family.INFRASTRUCTURE, 3, streams=streams, clock=clock, settings=SeedSettings(seed=2))
    told = lives(events(streams, Family.INFRASTRUCTURE, clock.now()))
    assert left
    for event_id in left:
        (last,) = [e for e in told[event_id] if e.issued_at >= back]
        assert last.ends_by_word


def test_an_event_of_a_story_that_is_no_longer_told_is_ended():
    clock = ManualClock(T0)
    streams = MemoryStreams(clock=clock)
    (told,) = make_world(Family.TRANSIT).tick(T0 - timedelta(minutes=2))[:1]
    stranded = msgspec.structs.replace(
        told, event_id="metro-transit:seed-gone-20251225145800-0a1", lines=("Old Line",)
    )
    others = msgspec.structs.replace(told, event_id="metro-transit:4711")
    for event in (stranded, others):
        record = event_record(event, rivermouth().timezone, event.issued_at)
        streams.sink().publish(record.topic, record.key, record.value)
    play(Family.TRANSIT, 2, streams=streams, clock=clock)
    found = lives(events(streams, Family.TRANSIT, clock.now()))
    assert found[stranded.event_id][-1].status == "resolved"
    assert found[others.event_id] == [others]
    taken = {
        line for i, es in found.items() if i != others.event_id for e in es for line in e.lines
    }
    assert not taken & set(others.lines)


def test_two_at_once_keep_to_their_own_events_and_what_one_leaves_is_taken_up(tmp_path: Path):
    clock = ManualClock(T0)
    streams = MemoryStreams(clock=clock)
    one = Play(Family.TRANSIT, streams, clock, SeedSettings(seed=1, state_dir=tmp_path))
    one.run_for(timedelta(minutes=5))
    first_ids = set(_open(events(streams, Family.TRANSIT, clock.now()), clock.now()))
    two = Play(Family.TRANSIT, streams, clock, SeedSettings(seed=2, state_dir=tmp_path))
    started = clock.now()
    two.run_for(timedelta(minutes=3))
    told = lives(events(streams, Family.TRANSIT, clock.now()))
    by_two = {i for i, messages in told.items() if messages[-1].issued_at >= started}
    assert first_ids
    assert by_two
    assert not first_ids & by_two
    left = set(_open(events(streams, Family.TRANSIT, clock.now()), clock.now())) & by_two
    assert left
    two.speaker.close(clock.now())
    two.speaker.release()
    one.run_for(ORPHANED + timedelta(minutes=12))
    told = lives(events(streams, Family.TRANSIT, clock.now()))
    assert all(told[event_id][-1].ends_by_word for event_id in left)
    one.speaker.release()


def test_missed_time_is_left_out_not_caught_up_with():
    clock = ManualClock(T0)
    streams = MemoryStreams(clock=clock)
    played = play(Family.EMERGENCY, 2, streams=streams, clock=clock)
    said = played.speaker.said
    clock.advance(timedelta(hours=8))
    played.run_for(timedelta(seconds=10))
    assert played.speaker.said - said <= 12
    newest = events(streams, Family.EMERGENCY, clock.now())[-1]
    assert clock.now() - newest.issued_at < timedelta(seconds=10)


def test_a_cancel_says_that_it_was_reported_in_error():
    cancels = [
        event
        for family in FAMILIES
        for _, say in ticks(family, make_world(family), 4000)
        for event in say
        if event.message_type is MessageType.CANCEL
    ]
    assert cancels
    for event in cancels:
        assert standing(event, event.issued_at).phase is Phase.CANCELLED
        assert event.ends_at is None
