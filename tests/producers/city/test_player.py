"""Playing: at its time, after what is acknowledged, through a Kafka that is away."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core import topics
from core.errors import Rejected, RejectReason
from core.timespan import ManualClock
from producers.city.happening import Spoken
from producers.city.playing import player as playing
from producers.city.playing.player import Player, Stage
from streams.memory import MemorySink, MemoryStreams
from streams.ports import RecordSink
from streams.record import Receipt
from tests.producers.city.scripted import ALL, T0, Told, at, beat, log_of, outage, reading, values

OUTAGES, ROADS, BEATS = ALL


class Watching:
    def __init__(self) -> None:
        self.seen: list[Spoken] = []
        self.told: list[str] = []

    def said(self, spoken: Spoken) -> None:
        self.seen.append(spoken)

    def waiting(self, reason: str) -> None:
        self.told.append("waiting")

    def resumed(self) -> None:
        self.told.append("resumed")


class Played:
    """Run a player by hand."""

    def __init__(
        self, records: Iterable[Spoken], *, sink: RecordSink | None = None, **more: Any
    ) -> None:
        self.clock = ManualClock(T0)
        self.streams = MemoryStreams(clock=self.clock)
        self.script, self.watching = Told(list(records)), Watching()
        stage = Stage(sink or self.streams.sink(), self.clock, onlooker=self.watching)
        self.player = Player(self.script, stage, ALL, since=T0, **more)

    def go_to(self, minute: float, step: timedelta = timedelta(seconds=10)) -> None:
        while self.clock.now() < at(minute):
            self.clock.set(min(self.clock.now() + step, at(minute)))
            self.player.advance(self.clock.now())

    def jump_to(self, minute: float) -> None:
        self.clock.set(at(minute))
        self.player.advance(self.clock.now())


@pytest.fixture
def soon_stalled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "STALLED_S", 0.0)
    monkeypatch.setattr(playing, "_LOOK", timedelta(milliseconds=2))


def test_nothing_is_said_before_its_time():
    played = Played([outage(1), outage(2, "in_progress"), outage(3, "restored")])
    played.go_to(2)
    assert [v["status"] for v in values(played.streams, OUTAGES)] == [
        "investigating", "in_progress",
    ]  # fmt: skip
    assert played.player.due == at(3)
    played.go_to(3)
    assert played.player.done


def test_messages_carry_their_key_and_the_headers_of_a_cloud_event():
    played = Played([outage(1), reading(1)])
    played.go_to(1)
    (record,) = log_of(played.streams, OUTAGES)
    headers = dict(record.headers)
    assert record.key == b"city-power:20261120-outage-1"
    assert headers["ce_type"] == b"infrastructure.power_outage"
    assert headers["ce_time"] == b"2026-11-20T14:01:00Z"
    assert log_of(played.streams, ROADS)[0].headers == ()


class Slow(MemorySink):
    """Acknowledge only when a test says so."""

    def __init__(self, streams: MemoryStreams) -> None:
        super().__init__(streams.records)
        self.log: list[str] = []

    def publish(self, topic: str, *given: Any, **more: Any) -> None:
        self.log.append(topic)
        super().publish(topic, *given, **more)


@pytest.mark.usefixtures("soon_stalled")
def test_a_heartbeat_waits_until_what_was_said_before_it_is_acknowledged():
    streams = MemoryStreams()
    sink = Slow(streams)
    played = Played([outage(1), beat(1.5), beat(2)], sink=sink)
    streams.records.down = True
    played.go_to(3)
    assert sink.log == [OUTAGES]
    streams.records.down = False
    played.go_to(3.5)
    assert sink.log == [OUTAGES, BEATS]
    assert [v["observed_at"] for v in values(streams, BEATS)] == ["2026-11-20T14:02:00Z"]


@pytest.mark.usefixtures("soon_stalled")
def test_while_kafka_is_away_a_person_is_told_once_and_no_message_is_lost():
    messages = [outage(m, f"step {m}") for m in range(1, 40)]
    roads = [reading(m / 6, speed=m % 90) for m in range(240)]
    records = sorted([*messages, *roads], key=lambda s: s.at)
    played = Played(records)
    played.go_to(5)
    played.streams.records.down = True
    played.go_to(30, timedelta(minutes=1))
    assert played.watching.told == ["waiting"]
    played.streams.records.down = False
    played.go_to(40)
    assert played.watching.told == ["waiting", "resumed"]
    told = [v["status"] for v in values(played.streams, OUTAGES)]
    assert list(dict.fromkeys(told)) == [f"step {m}" for m in range(1, 40)]
    measured = [v["timestamp"] for v in values(played.streams, ROADS)]
    assert len(measured) < 150, "readings of the time that was missed are left out"
    assert measured[-1] == "2026-11-20T14:39:50Z"


def test_a_short_delay_is_caught_up_with_whole():
    played = Played([reading(m / 60) for m in range(60)])
    played.jump_to(0.9)
    assert len(values(played.streams, ROADS)) == 55


def test_a_leap_of_the_clock_leaves_out_readings_and_no_message():
    records = sorted(
        [*(reading(m) for m in range(600)), *(outage(m, f"step {m}") for m in range(0, 600, 50))],
        key=lambda s: s.at,
    )
    played = Played(records)
    played.jump_to(480)
    assert {v["status"] for v in values(played.streams, OUTAGES)} == {
        f"step {m}" for m in range(0, 480, 50)
    }
    assert len(values(played.streams, ROADS)) <= 2
    played.go_to(490)
    assert len(values(played.streams, ROADS)) >= 10


def test_no_more_is_handed_over_than_kafka_takes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(playing, "CHUNK", 10)
    monkeypatch.setattr(playing, "MOST_UNACKNOWLEDGED", 30)
    monkeypatch.setattr(playing, "_LOOK", timedelta(milliseconds=1))
    streams = MemoryStreams()
    sink = Slow(streams)
    streams.records.down = True
    played = Played([reading(m / 1000) for m in range(500)], sink=sink)
    played.jump_to(0.5)
    assert len(sink.log) == 30
    streams.records.down = False
    played.go_to(0.8)
    assert len(values(streams, ROADS)) == 500


def test_a_maximum_is_kept_to_the_message_and_heartbeats_do_not_count():
    records = [beat(0.1), *(outage(m, f"step {m}") for m in range(1, 9)), beat(8.5)]
    played = Played(records, max_messages=3)
    played.go_to(9)
    assert (played.player.said, played.player.done) == (3, True)
    assert len(values(played.streams, OUTAGES)) == 3
    assert len(values(played.streams, BEATS)) == 1


def test_a_record_that_can_never_be_taken_stops_the_player():
    class Refusing(MemorySink):
        def publish(
            self, topic: str, key: Any, value: Any, headers: Any = None,
            on_delivered: Callable[[Receipt], None] | None = None,
        ) -> None:  # fmt: skip
            assert on_delivered is not None
            refused = Rejected(RejectReason.TOO_LARGE, "above the broker's limit")
            on_delivered(Receipt(topic, -1, -1, refused))

    played = Played([outage(1)], sink=Refusing(MemoryStreams().records))
    with pytest.raises(Rejected, match="above the broker"):
        played.go_to(2)


def test_what_is_said_first_is_said_at_once():
    played = Played([outage(5)], first=[replace(outage(-60), at=T0)])
    played.jump_to(0)
    assert [v["timestamp"] for v in values(played.streams, OUTAGES)] == ["2026-11-20T13:00:00Z"]


def test_a_voucher_decides_what_heartbeats_say():
    class Doubting:
        def vouched(self, beats: Iterable[Spoken]) -> Iterable[Spoken]:
            return [beat(0.5, "error") for _ in beats]

    clock = ManualClock(T0)
    streams = MemoryStreams(clock=clock)
    stage = Stage(streams.sink(), clock, voucher=Doubting())
    player = Player(Told([beat(0.5)]), stage, [BEATS], since=T0)
    clock.set(at(1))
    player.advance(clock.now())
    assert [v["state"] for v in values(streams, topics.FEED_STATUS)] == ["error"]


def test_it_ends_at_its_end(monkeypatch: pytest.MonkeyPatch):
    ends: datetime = at(2)
    played = Played([outage(1), outage(3)], until=ends)
    played.go_to(4)
    assert played.player.done
    assert played.player.said == 1
