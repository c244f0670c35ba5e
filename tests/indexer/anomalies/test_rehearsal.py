"""The engine in one process tells what an indexer would, and hands the joiner its part."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import orjson

from core.event import Event, EventType
from core.severity import Severity
from core.telemetry import Reading, encode_reading, subject_of, taken_at
from core.timespan import format_rfc3339, from_millis
from core.topics import ANOMALIES, CITIZEN_REPORTS, INFRASTRUCTURE_EVENTS, VEHICLE_POSITIONS, Family
from indexer.anomalies.detectors.catalogue import local_detectors
from indexer.anomalies.partials import PASS, REPORT, VEHICLE, Partial
from indexer.anomalies.rehearsal import LocalEngine, Value
from tests.indexer.anomalies.told import ROAD, T0, fleet, watch_of
from tests.indexer.bench import TOWN

FLEET = fleet(5, minutes=15)


class Ear:
    """Note what the joiner's part of the engine would get, and tell one thing at the end."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.partials: list[Partial] = []
        self.asked: list[datetime] = []
        self.marks: dict[str, datetime] = {}

    def hear(self, topic: str, event: Event) -> None:
        self.heard.append((topic, event.event_id))

    def merge(
        self,
        partials: Sequence[Partial],
        watermarks: Mapping[str, tuple[datetime, datetime]],
        now: datetime,
    ) -> Sequence[Event]:
        self.partials += partials
        self.asked.append(now)
        self.marks = {name: mark for name, (mark, _) in watermarks.items()}
        if len(self.asked) > 1:
            return ()
        return [
            Event(
                event_id="anomaly:line_delay:12:x", family=Family.ANOMALY,
                type=EventType.LINE_DELAY, severity=Severity.LOW, issued_at=now,
                source="civicsense",
            )
        ]  # fmt: skip


def test_it_tells_what_a_watch_tells_of_the_same_records():
    watch = watch_of(ROAD, local_detectors(TOWN))
    for reading, arrived_ms in FLEET:
        watch.take(reading, arrived_ms)
    alone = list(watch.drain().events)
    engine = LocalEngine(TOWN, n_partitions=1)
    records = [
        (VEHICLE_POSITIONS, subject_of(reading).key, reading, from_millis(arrived_ms))
        for reading, arrived_ms in FLEET
    ]
    assert list(engine.run(records)) == alone
    assert len(alone) > 3


def test_readings_may_come_as_structs_objects_or_bytes():
    told: list[list[Event]] = []
    forms: list[Callable[[Reading], Value]] = [_as_it_is, encode_reading, _as_json]
    for form in forms:
        engine = LocalEngine(TOWN)
        records = [(VEHICLE_POSITIONS, "x", form(r), taken_at(r)) for r, _ in FLEET]
        told.append(list(engine.run(records)))
    assert told[0] == told[1] == told[2]


def _as_it_is(reading: Reading) -> Value:
    return reading


def _as_json(reading: Reading) -> Value:
    return orjson.loads(encode_reading(reading))


def test_the_joiner_gets_windows_watermarks_events_and_anomalies():
    ear = Ear()
    engine = LocalEngine(TOWN, joint=ear)
    outage = {"event_id": "p:1", "type": "power_outage", "severity": "high",
              "timestamp": format_rfc3339(T0)}  # fmt: skip
    report = {"report_id": "r1", "description": "no power", "timestamp": format_rfc3339(T0)}
    engine.take(INFRASTRUCTURE_EVENTS, "p:1", outage, T0)
    engine.take(CITIZEN_REPORTS, "r1", report, T0)
    told = list(
        engine.run((VEHICLE_POSITIONS, f"{n}", r, taken_at(r)) for n, (r, _) in enumerate(FLEET))
    )
    assert "anomaly:line_delay:12:x" in [event.event_id for event in told]
    assert {partial.kind for partial in ear.partials} == {VEHICLE, PASS, REPORT}
    assert ear.heard[0] == (INFRASTRUCTURE_EVENTS, "p:1")
    assert (ANOMALIES, "anomaly:line_delay:12:x") in ear.heard
    assert len(ear.heard) == 1 + len(told)
    assert set(ear.marks) > {f"{VEHICLE_POSITIONS}/0"}
    assert ear.asked == sorted(ear.asked)
    assert ear.asked[-1] > taken_at(FLEET[-1][0]) + timedelta(minutes=4)


def test_what_cannot_be_read_is_counted_and_passed_over():
    engine = LocalEngine(TOWN)
    assert engine.take(VEHICLE_POSITIONS, "x", {"vehicle_id": "x"}, T0) == ()
    assert engine.take(INFRASTRUCTURE_EVENTS, "x", {"no": 1}, T0) == ()
    assert engine.take("feed_status", "x", {}, T0) == ()
    assert engine.counts["rejected_schema"] == 1
    assert engine.finish() == ()
