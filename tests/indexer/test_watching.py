"""What the owner keeps true of telemetry while stores, brokers and other owners come and go."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import orjson
import pytest

from core.observation import Observation
from core.telemetry import Reading, Subject, encode_reading, subject_of
from core.timespan import format_rfc3339
from core.topics import (
    ANOMALIES,
    CITIZEN_REPORTS,
    ENVIRONMENT_READINGS,
    INFRASTRUCTURE_EVENTS,
    VEHICLE_POSITIONS,
)
from indexer import footing as footing_module
from indexer import watches as watches_module
from indexer.anomalies.detectors.catalogue import local_detectors
from indexer.anomalies.partials import REPORT, ReportRow
from tests.indexer.anomalies.told import T0, Hot, fleet, room
from tests.indexer.bench import TOWN, Bench, Works
from tests.indexer.line import message

ROOMS = ENVIRONMENT_READINGS


@pytest.fixture(autouse=True)
def _no_holds(  # pyright: ignore[reportUnusedFunction]
    impatient_owner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(footing_module, "HOLD_S", 0.0)


def works_at(instant: datetime = T0, detectors: tuple[Any, ...] = (Hot(),)) -> Works:
    works = Works()
    works.clock.set(instant)
    works.detectors = detectors
    return works


def tell(works: Works, readings: Sequence[Reading]) -> None:
    """Write readings, each at its own time."""
    for reading in readings:
        works.clock.set(max(works.clock.now(), reading.timestamp))  # pyright: ignore
        subject = subject_of(reading)
        works.write(encode_reading(reading), subject.topic, subject.key)


def hot_room(until_s: int = 90) -> list[Reading]:
    return [room(second, 33) for second in range(0, until_s, 10)]


def anomalies(works: Works) -> list[tuple[str, str, str]]:
    """Return id, time and status of every record on the topic of anomalies, in its order."""
    records = [orjson.loads(record.value or b"{}") for record in works.read(ANOMALIES)]
    return [(told["event_id"], told["timestamp"], told["status"]) for told in records]


def held(works: Works) -> Any:
    """Return all that telemetry left in the store, but for how often it was counted."""
    store = works.held
    watches = {name: msgspec.msgpack.decode(kept) for name, kept in store.watches.items()}
    marks = {name: mark for name, (mark, _) in store.watermarks.items()}
    return store.observations, watches, marks, store.partials, store.offsets


def test_readings_become_observations_and_what_is_unusual_an_event():
    works = works_at()
    tell(works, hot_room())
    Bench(works).steps(5)
    observed = works.held.observations[Subject(ROOMS, "s1")]
    assert observed == Observation(
        reading=room(80, 33), usual_interval=timedelta(seconds=10), derived={"readings": 9}
    )
    assert anomalies(works) == [
        ("anomaly:heat:s1:20261120T1201Z", "2026-11-20T12:01:00Z", "measured")
    ]
    state = works.state("anomaly:heat:s1:20261120T1201Z", ANOMALIES)
    assert state is not None, "the anomaly was consumed as an event too"
    assert works.offset(topic=ROOMS) == 9


def test_the_anomaly_is_acknowledged_before_the_offset_moves():
    works = works_at()
    bench = Bench(works)
    bench.steps()
    bench.sink.out.add(ANOMALIES)
    tell(works, hot_room())
    bench.steps(4)
    assert (works.offset(topic=ROOMS), bench.sink.tries[ANOMALIES] > 0) == (None, True)
    bench.sink.out.clear()
    bench.steps(4)
    assert (works.offset(topic=ROOMS), len(anomalies(works))) == (9, 1)


def test_a_crash_between_publishing_and_applying_repeats_the_same_record_and_nothing_else():
    calm, works = works_at(), works_at()
    for world in (calm, works):
        tell(world, hot_room(60))
    quiet, crashed = Bench(calm), Bench(works)
    quiet.steps(5)
    crashed.steps()
    tell(calm, hot_room(120)[6:])
    tell(works, hot_room(120)[6:])
    crashed.truth.fail_before = 1
    crashed.owner.step()
    crashed.owner.close()
    assert len(anomalies(works)) == 1, "published, and not applied"
    assert works.offset(topic=ROOMS) == 6
    quiet.steps(8)
    Bench(works).steps(8)
    first, *again = anomalies(works)
    assert again == [first]
    assert anomalies(calm) == [first]
    assert held(works)[:4] == held(calm)[:4]
    assert works.state(first[0], ANOMALIES) is not None


def test_a_killed_owner_leaves_what_an_undisturbed_one_has():
    detectors = local_detectors(TOWN)
    calm, works = works_at(detectors=detectors), works_at(detectors=detectors)
    told = [reading for reading, _ in fleet(3, minutes=12)]
    for world in (calm, works):
        tell(world, told[:400])
    quiet = Bench(calm)
    quiet.steps(4)
    for dying in range(5):
        bench = Bench(works)
        bench.truth.fail_after = dying % 2
        bench.steps(2)  # and is killed, without a word
        bench.owner._source.close()  # pyright: ignore[reportPrivateUsage]
        if dying == 2:
            for world in (calm, works):
                tell(world, told[400:])
    quiet.steps(8)
    Bench(works).steps(8)
    assert held(works)[:4] == held(calm)[:4]
    assert set(anomalies(works)) == set(anomalies(calm))
    assert len(anomalies(calm)) > 3


def test_a_store_that_applied_and_could_not_say_so_takes_nothing_twice():
    works = works_at()
    bench = Bench(works)
    bench.steps()
    bench.truth.fail_after = 1
    tell(works, hot_room(60))
    bench.steps(6)
    tell(works, [room(60, 33)])
    bench.steps(4)
    observed = works.held.observations[Subject(ROOMS, "s1")]
    assert observed.derived == {"readings": 7}
    assert works.offset(topic=ROOMS) == 7


def test_a_store_that_was_emptied_gets_the_last_while_again():
    works = works_at()
    bench = Bench(works)
    tell(works, hot_room(60))
    bench.steps(4)
    works.held.empty()
    bench.steps(4)
    tell(works, [room(60, 33)])
    bench.steps(4)
    assert works.held.observations[Subject(ROOMS, "s1")].derived == {"readings": 7}


def test_poison_goes_to_the_dead_letters_and_stops_nothing():
    works = works_at()
    bench = Bench(works)
    works.write(b"{", ROOMS, "s1")
    works.write(b'{"station_id":"s1","lat":400,"lon":1}', ROOMS, "s1")
    works.write(encode_reading(room(0)), ROOMS, "another")
    works.write(encode_reading(room(3600)), ROOMS, "s1")
    works.write(b"\x00" * 70_000, ROOMS, "s1")
    tell(works, [room(1)])
    bench.steps(4)
    reasons = [letter["error.reason"] for letter in works.letters(ROOMS)]
    assert reasons == ["not_json", "bad_geo", "key_mismatch", "bad_time", "too_large"]
    assert works.held.observations[Subject(ROOMS, "s1")].reading == room(1)
    assert works.offset(topic=ROOMS) == 6


def test_a_null_record_takes_the_observation_back():
    works = works_at()
    bench = Bench(works)
    tell(works, [room(0)])
    bench.steps(3)
    works.write(None, ROOMS, "s1")
    bench.steps(3)
    assert works.held.observations == {}


@pytest.mark.parametrize(("topic", "kept_h"), [(ROOMS, 12), (VEHICLE_POSITIONS, 1)])
def test_telemetry_without_an_offset_begins_at_the_longest_window_ago(topic: str, kept_h: int):
    works = works_at()
    for hours in (20, 11, 0.5, 0):
        works.clock.set(T0 - timedelta(hours=hours))
        works.write(b"{", topic, f"{hours}")
    Bench(works).steps(4)
    assert len(works.letters(topic)) == sum(hours <= kept_h for hours in (20, 11, 0.5, 0))


def test_an_owner_that_hands_over_writes_what_it_has_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watches_module, "FLUSH_S", 3600.0)
    works = works_at()
    bench = Bench(works)
    tell(works, hot_room())
    bench.steps(3)
    assert works.offset(topic=ROOMS) is None
    bench.owner.close()
    assert works.offset(topic=ROOMS) == 9
    assert len(anomalies(works)) == 1


def test_events_are_applied_though_readings_wait_to_be_written(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watches_module, "FLUSH_S", 3600.0)
    works = works_at()
    bench = Bench(works)
    tell(works, hot_room())
    works.write(message(timestamp=format_rfc3339(T0)), INFRASTRUCTURE_EVENTS)
    bench.steps(3)
    assert (works.offset(topic=ROOMS), works.offset(topic=INFRASTRUCTURE_EVENTS)) == (None, 1)


def test_many_readings_are_written_before_their_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watches_module, "FLUSH_S", 3600.0)
    monkeypatch.setattr(watches_module, "FLUSH_READINGS", 9)
    works = works_at()
    tell(works, hot_room())
    Bench(works).steps(3)
    assert works.offset(topic=ROOMS) == 9


def report(report_id: str, second: float, **fields: Any) -> bytes:
    told = {
        "report_id": report_id,
        "description": "no power at all, SECRETWORDS",
        "timestamp": format_rfc3339(T0 + timedelta(seconds=second)),
        "area": "the Mill",
        "coordinates": {"lat": 40.7, "lon": -74.05},
    }
    return orjson.dumps(told | fields)


def test_residents_reports_leave_kind_and_place_and_none_of_their_words():
    works = works_at()
    bench = Bench(works)
    works.write(report("r-1", 0), CITIZEN_REPORTS, "r-1")
    bench.steps(3)
    works.write(report("r-2", -400, area="SECRETPLACE"), CITIZEN_REPORTS, "r-2")
    works.write(report("r-3", 0, status="closed"), CITIZEN_REPORTS, "r-3")
    bench.steps(3)
    (partial,) = works.held.partials.values()
    rows = msgspec.msgpack.decode(partial.rows, type=list[ReportRow])
    assert partial.kind == REPORT
    assert [(row.kind, row.area, row.lat) for row in rows] == [
        ("power_outage", "Milltown", 40.7), ("power_outage", "", 40.7),
    ]  # fmt: skip
    kept = b"".join([partial.rows, *works.held.watches.values()])
    assert b"SECRET" not in kept
    assert b"r-1" not in kept


def test_a_record_that_says_it_was_sent_tomorrow_makes_nothing_late_and_no_reading_true():
    works = works_at(T0 + timedelta(days=1))
    works.write(report("r-1", 0), CITIZEN_REPORTS, "r-1")
    works.write(encode_reading(room(86_400)), ROOMS, "s1")
    works.clock.set(T0 + timedelta(seconds=10))
    Bench(works).steps(4)
    assert all(mark <= works.clock.now() for mark, _ in works.held.watermarks.values())
    assert [letter["error.reason"] for letter in works.letters(ROOMS)] == ["bad_time"]


def test_partitions_of_readings_tick_too_the_empty_ones_as_well():
    works = works_at()
    bench = Bench(works)
    tell(works, [room(0)])
    bench.steps(4)
    reached = bench.truth.reached()
    assert len([p for p in reached if p.startswith(ROOMS)]) >= 1
    assert all(instant is not None for p, instant in reached.items() if p.startswith(ROOMS))
