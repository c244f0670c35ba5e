"""Test that nobody speaks through the sentences of an anomaly, whatever its readings are called."""

from typing import Any

import pytest

from core.event import Event, EventType
from core.telemetry import subject_of
from core.topics import TRAFFIC_CONDITIONS, VEHICLE_POSITIONS
from indexer.anomalies.joint_side import JointEngine
from indexer.anomalies.rehearsal import LocalEngine
from tests.indexer.anomalies.detectors.script import bus, road, series
from tests.indexer.bench import TOWN

SPAM = "WIN MONEY call 555-0100 <img src=x>"


def told_of(topic: str, readings: list[Any]) -> list[Event]:
    """Return the anomalies that a whole engine tells of readings."""
    engine = LocalEngine(TOWN, n_partitions=1, joint=JointEngine(TOWN))
    told: list[Event] = []
    for reading in sorted(readings, key=lambda reading: reading.timestamp):
        told += engine.take(topic, subject_of(reading).key, reading, reading.timestamp)
    return [*told, *engine.finish()]


def late(**fields: Any) -> list[Any]:
    return [
        reading
        for number in range(4)
        for reading in series(
            lambda minute, late_s, n=number: bus(
                minute, delay_s=int(late_s), vehicle_id=f"v-{n}", **fields
            ),
            (15, 900.0),
        )
    ]  # fmt: skip


@pytest.mark.parametrize("field", ["line", "kind"])
def test_a_strange_word_of_a_vehicle_is_not_told(field: str) -> None:
    told = told_of(VEHICLE_POSITIONS, late(**{field: SPAM}))
    assert EventType.VEHICLE_DELAY in {event.type for event in told}
    for event in told:
        assert "WIN" not in f"{event.headline}{event.message}{event.lines}"


def test_a_strange_name_of_a_road_is_told_by_its_id() -> None:
    readings = series(
        lambda minute, kmh: road(minute, kmh, name=SPAM), (30, 55.0), (15, 5.0), step=0.5
    )
    told = told_of(TRAFFIC_CONDITIONS, readings)
    assert told
    for event in told:
        assert "WIN" not in f"{event.headline}{event.message}{event.road}"
        assert "harbor-bridge" in event.headline
