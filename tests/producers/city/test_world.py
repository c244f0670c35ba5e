"""One city: the same for all who tell of it, from any instant on, stretch after stretch."""

import gc
import os
import subprocess
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import orjson
import pytest

from core import topics
from core.event import Event
from core.lifecycle import Phase, standing
from core.timespan import ManualClock, ScaledClock, SystemClock, from_millis
from indexer.arrivals import city_time
from indexer.heartbeats import decode_beat
from producers.city import __main__ as command
from producers.city.beginnings import begin
from producers.city.encoding import FAMILY_OF
from producers.city.fleet import Fleet
from producers.city.happening import Spoken
from producers.city.parts import TOPICS
from producers.city.plan import plan_stretch
from producers.city.playing.performing import Venue, perform
from producers.city.scenario import load
from producers.city.stretches import Stretches
from producers.city.world import World
from producers.readback import is_open, newest_events
from streams.embedded import EmbeddedBroker
from streams.kafka import KafkaStreams
from streams.memory import MemoryStreams
from streams.settings import KafkaSettings
from tests.producers.city.planned import RIVERMOUTH, rivermouth
from tests.producers.city.tiny import tiny

ROOT = Path(__file__).parents[3]
BEGINS = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)
EVENTS = tuple(FAMILY_OF)
FEW = Fleet(scale=0.05)


def world(
    name: str = "thunderstorm", seed: int = 1, begins: datetime = BEGINS, hours: float | None = None
) -> World:
    scenario = load(name)
    if hours is not None:
        scenario = scenario.model_copy(update={"hours": hours})
    return World(rivermouth(), RIVERMOUTH, scenario, seed, begins, FEW)


known = cache(world)
"""A world that tests share: it has no state that time moves."""


def short() -> World:
    """Return a world in which an hour of a storm is planned."""
    return world(hours=1.0)


@pytest.fixture(scope="module")
def whole() -> list[Spoken]:
    """Return what is said in 22 minutes of it."""
    return _all(short(), after(30), after(52))


def after(minutes: float) -> datetime:
    return BEGINS + timedelta(minutes=minutes)


def _all(of: World, since: datetime, until: datetime, *wanted: str) -> list[Spoken]:
    return list(of.spoken(wanted or TOPICS, since, until))


def test_everything_is_said_in_the_order_of_time_topic_and_key(whole: list[Spoken]):
    assert {s.topic for s in whole} >= set(TOPICS) - {
        topics.EMERGENCY_EVENTS,
        topics.TRANSIT_EVENTS,
    }
    assert all(
        (a.at, a.topic, a.key) <= (b.at, b.topic, b.key) for a, b in pairwise(whole)
    )  # fmt: skip
    assert all(after(30) <= spoken.at < after(52) for spoken in whole)


def test_a_process_may_begin_anywhere_and_tell_of_some_topics_only(whole: list[Spoken]):
    other = short()
    assert _all(other, after(41), after(52)) == [s for s in whole if s.at >= after(41)]
    for topic in (topics.VEHICLE_POSITIONS, topics.INFRASTRUCTURE_EVENTS, topics.CITIZEN_REPORTS):
        alone = _all(other, after(30), after(52), topic)
        assert alone == [s for s in whole if s.topic == topic]


def test_heartbeats_go_with_the_events_of_their_sources():
    power = _all(known(), BEGINS, after(5), topics.INFRASTRUCTURE_EVENTS, topics.FEED_STATUS)
    heard = {s.key for s in power if s.topic == topics.FEED_STATUS}
    assert heard == {s.id for s in rivermouth().sources if s.family == "infrastructure"}
    alone = {s.key for s in _all(known(), BEGINS, after(5), topics.FEED_STATUS)}
    assert alone == {s.id for s in rivermouth().sources}


@pytest.mark.parametrize("minutes", [47, 130])
def test_what_stands_is_what_was_told_last(minutes: float):
    told: dict[tuple[str, str], Spoken] = {}
    for spoken in _all(known(), BEGINS, after(minutes), *EVENTS):
        told[spoken.topic, spoken.key] = spoken
    states = {(s.topic, s.key): s for s in world().states(EVENTS, after(minutes))}
    before = {key for key, spoken in states.items() if spoken.at < BEGINS}
    assert told
    assert {key: s for key, s in states.items() if key not in before} == told


def test_after_a_scenario_comes_a_calm_day_and_what_is_open_is_ended():
    of = world(hours=2.0)
    ends = of.plan.ends
    left = {s.key for s in of.states(EVENTS, ends) if _open(s, ends)}
    assert left
    later = _all(of, ends, ends + timedelta(hours=5), *EVENTS)
    newest = {s.key: s for s in later}
    assert left & newest.keys()
    assert not [s for s in newest.values() if s.key in left and _open(s, ends + timedelta(hours=5))]
    measured = _all(of, ends, ends + timedelta(minutes=6), topics.VEHICLE_POSITIONS)
    assert len(measured) > 50


def test_a_city_without_an_end_goes_on_over_midnight():
    midnight = datetime(2026, 11, 21, 5, tzinfo=UTC)
    of = world("calm", begins=midnight - timedelta(days=1))
    around = timedelta(hours=2)
    said = _all(of, midnight - around, midnight + around, *EVENTS, topics.FEED_STATUS)
    assert all((a.at, a.topic, a.key) <= (b.at, b.topic, b.key) for a, b in pairwise(said))
    beats = [s.at for s in said if s.key == "city-power" and s.topic == topics.FEED_STATUS]
    assert max(b - a for a, b in pairwise(beats)) < timedelta(minutes=2)
    ids = Counter(s.key for s in said if s.topic != topics.FEED_STATUS and s.at >= midnight)
    assert ids


def test_the_day_after_is_the_same_whether_it_was_prepared_or_is_asked_for_at_once():
    midnight = datetime(2026, 11, 21, 5, tzinfo=UTC)
    begins, minute = midnight - timedelta(minutes=90), timedelta(minutes=1)
    asked = (topics.VEHICLE_POSITIONS, topics.TRIPS, *EVENTS)
    through = _all(world("calm", begins=begins), begins, midnight + minute, *asked)
    at_once = _all(world("calm", begins=begins), midnight, midnight + minute, *asked)
    assert [s for s in through if s.at >= midnight] == at_once
    assert {s.topic for s in at_once} >= {topics.VEHICLE_POSITIONS}


def test_of_days_that_are_over_only_the_first_plan_is_kept_and_they_can_be_asked_for_again(
    tmp_path: Path,
):
    begins = datetime(2026, 11, 20, tzinfo=UTC)
    city = tiny(tmp_path)
    stretches = Stretches(plan_stretch(city, load("calm"), 1, begins), tmp_path, FEW)
    tomorrow, later = begins + timedelta(days=1, hours=12), begins + timedelta(days=5)
    plan = stretches.at(tomorrow)[-1].plan
    happenings, forgotten = [h.id for h in plan.happenings], weakref.ref(plan)
    del plan
    stretches.at(later)
    gc.collect()
    assert forgotten() is None
    assert stretches.first.plan.begins == begins
    again = stretches.at(tomorrow)[-1].plan
    assert tomorrow in again.span
    assert [h.id for h in again.happenings] == happenings


def test_two_seeds_are_two_cities():
    first, second = (
        {s.key for s in _all(known(seed=n), BEGINS, after(120), *EVENTS)} for n in (1, 2)
    )
    assert first
    assert not first & second


STORM = """
title: Half an hour of a storm
begins: "15:30"
hours: 0.5
rates: {outage: 30, crash: 20, breakdown: 10, fire: 10}
upsets: {engine_warning: 20, speeding: 20}
mistakes: 0.2
failures_an_hour: 6
weather: {cells: [{at_min: 10, rain_mm_h: 30, gust_kmh: 100, lightning_per_min: 4}]}
"""


def _recorded(folder: Path, call: Callable[[Sequence[str]], object]) -> tuple[bytes, bytes]:
    """Return the recording and the truth that a call of the command writes."""
    folder.mkdir()
    record, truth = folder / "city.jsonl", folder / "truth.jsonl"
    scenario = folder / "half-hour.yaml"
    scenario.write_text(STORM, "utf-8")
    call(
        [
            "--scenario", str(scenario), "--seed", "3", "--city", str(RIVERMOUTH),
            "--begins", BEGINS.isoformat(), "--fleet", "0.05",
            "--record", str(record), "--truth", str(truth),
        ]
    )  # fmt: skip
    return record.read_bytes(), truth.read_bytes()


def _no_logging(_: object) -> None:
    """Leave the tests' own logging as it is."""


def _elsewhere(options: Sequence[str]) -> None:
    """Run the command in another process, in which sets have another order."""
    hash_seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    subprocess.run(
        [sys.executable, "-m", "producers.city", *options],
        cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": hash_seed}, check=True, capture_output=True,
    )  # fmt: skip


def test_the_same_seed_gives_the_same_bytes_in_every_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(command, "set_up_logging_from", _no_logging)
    first, second = _recorded(tmp_path / "a", command.main), _recorded(tmp_path / "b", _elsewhere)
    assert first == second
    lines = [orjson.loads(line) for line in first[0].splitlines()]
    assert {line["topic"] for line in lines} >= {topics.VEHICLE_POSITIONS, topics.FEED_STATUS}
    times = [datetime.fromisoformat(line["at"]) for line in lines]
    assert times == sorted(times)
    account = [orjson.loads(line) for line in first[1].splitlines()]
    truths = {line["happening"] for line in account if line["kind"] == "truth"}
    assert {line["truth"] for line in account if line["kind"] == "said"} & truths - {""}
    assert {"truth", "said", "blind"} == {line["kind"] for line in account}


def test_the_account_names_causes_what_was_said_and_who_was_blind():
    of = world("blind-in-storm", hours=3.0)
    lines = list(of.account())
    truths = list(of.truth())
    ids = {happening.id for happening in of.plan.happenings}
    causes = {dict(t.detail).get("cause") for t in truths if t.subject in ids} - {None}
    assert causes
    assert causes <= ids
    assert of.plan.failures
    assert all(failure in lines for failure in of.plan.failures)


# --- beginnings ----------------------------------------------------------------------------------


def test_everyday_life_begins_with_the_local_day_and_a_scenario_with_its_clock():
    zone = rivermouth().timezone
    noon = datetime(2026, 11, 20, 17, 3, 20, tzinfo=UTC)
    midnight = datetime(2026, 11, 20, 5, tzinfo=UTC)
    clock = ScaledClock(BEGINS, SystemClock().now(), 10)
    assert begin(load("lively"), ManualClock(noon), zone) == midnight
    assert begin(load("thunderstorm"), clock, zone) == BEGINS
    assert begin(load("thunderstorm"), ManualClock(noon), zone) == noon.replace(second=0)


# --- played --------------------------------------------------------------------------------------


def _open(spoken: Spoken, at: datetime) -> bool:
    from producers.city.playing.opening import stands

    return stands(spoken, at, rivermouth().timezone)


def _venue(streams: MemoryStreams, clock: ManualClock, folder: Path) -> Venue:
    return Venue(rivermouth(), streams, KafkaSettings(), clock, folder)


def _found(streams: MemoryStreams, now: datetime) -> dict[str, Event]:
    return newest_events(streams.log(), EVENTS, str, rivermouth().timezone, now)


def test_another_citys_leftovers_are_ended_and_ours_are_taken_up(tmp_path: Path):
    clock = ManualClock(after(60))
    streams = MemoryStreams(clock=clock)
    venue, stop = _venue(streams, clock, tmp_path), threading.Event()
    wanted = (*EVENTS, topics.FEED_STATUS)
    perform(known(seed=1), wanted, venue, stop, until=clock.now())
    first = {i for i, e in _found(streams, clock.now()).items() if is_open(e, clock.now())}
    assert len(first) > 3
    clock.advance(timedelta(minutes=2))
    perform(known(seed=1), wanted, venue, stop, until=clock.now())
    still = {i for i, e in _found(streams, clock.now()).items() if is_open(e, clock.now())}
    assert len(still & first) > 2
    perform(known(seed=2), wanted, venue, stop, until=clock.now())
    now = _found(streams, clock.now())
    assert {standing(now[i], clock.now()).phase for i in first | still} == {Phase.ENDED}
    expected = {s.key for s in known(seed=2).states(EVENTS, clock.now()) if _open(s, clock.now())}
    assert {i for i, e in now.items() if is_open(e, clock.now())} == expected


def test_while_another_process_speaks_its_events_are_left_alone(tmp_path: Path):
    clock = ManualClock(after(60))
    streams = MemoryStreams(clock=clock)
    venue, stop = _venue(streams, clock, tmp_path), threading.Event()
    lasting = threading.Thread(target=perform, args=(known(seed=1), EVENTS, venue, stop))
    lasting.start()
    try:
        while not _found(streams, clock.now()):
            stop.wait(0.01)
        perform(known(seed=2), EVENTS, venue, threading.Event(), until=clock.now())
    finally:
        stop.set()
        lasting.join(20)
    own = {s.key for s in known(seed=1).states(EVENTS, clock.now()) if _open(s, clock.now())}
    assert own <= {i for i, e in _found(streams, clock.now()).items() if is_open(e, clock.now())}


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with EmbeddedBroker() as embedded:
        yield embedded.start()


def test_at_ten_times_the_speed_heartbeats_are_never_ahead_of_their_records(
    broker: str, tmp_path: Path
):
    clock = ScaledClock(after(60), SystemClock().now(), 10)
    settings = KafkaSettings(bootstrap_servers=broker)
    streams, stop = KafkaStreams(settings), threading.Event()
    venue = Venue(rivermouth(), streams, settings, clock, tmp_path)
    until = clock.now() + timedelta(seconds=40)
    said = perform(known(), TOPICS, venue, stop, until=until)
    assert said > 50
    log = streams.log()
    beats = list(log.read_all([topics.FEED_STATUS]))
    log.close()
    assert len(beats) >= 15
    for record in beats:
        arrived = city_time(clock, from_millis(record.timestamp_ms))
        beat = decode_beat(record.value or b"", arrived, rivermouth().timezone)
        told = orjson.loads(record.value or b"")["observed_at"]
        assert beat.observed_at == datetime.fromisoformat(told)
        assert beat.observed_at <= arrived + timedelta(seconds=1)
        assert arrived - beat.observed_at < timedelta(seconds=60)
