"""Make readings of a small fleet, and a detector that is easy to foresee."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from core.event import EventType
from core.geo import LonLat
from core.severity import Severity
from core.telemetry import EnvironmentReading, Reading, VehiclePosition, taken_at
from core.timespan import to_millis
from core.topics import ENVIRONMENT_READINGS, VEHICLE_POSITIONS
from indexer.anomalies.detector import (
    AnyDetector,
    Detector,
    Level,
    Look,
    Names,
    Spot,
    Told,
    Wording,
)
from indexer.anomalies.names import PackNames
from indexer.anomalies.watch import PartitionWatch
from tests.indexer.bench import TOWN

T0 = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ROOM = f"{ENVIRONMENT_READINGS}/0"
ROAD = f"{VEHICLE_POSITIONS}/0"


class Seen(msgspec.Struct):
    """How often a subject was looked at, and in how many panes."""

    readings: int = 0
    panes: int = 0


class Hot(Detector[EnvironmentReading, Seen]):
    """Open at 30 degrees after a minute, close below 25 after a minute."""

    kind = EventType.HEAT
    topic = ENVIRONMENT_READINGS
    unit = "°C"
    opens_after = timedelta(minutes=1)
    closes_after = timedelta(minutes=1)
    state = Seen

    def take(self, state: Seen, reading: EnvironmentReading) -> Look | None:
        state.readings += 1
        value = reading.temperature_c
        if value is None:
            return None
        if value == 99:
            raise RuntimeError("a fault of the detector's own")
        level = Level.BEYOND if value >= 30 else Level.CLEAR if value < 25 else Level.BETWEEN
        return Look(
            at=reading.timestamp,
            level=level,
            observed=value,
            baseline=30.0,
            severity=Severity.MODERATE,
            spot=Spot(point=LonLat(reading.lon, reading.lat)),
        )

    def pane(self, state: Seen, watermark: datetime) -> Look | None:
        state.panes += 1
        return None

    def derived(self, state: Seen) -> dict[str, float | str]:
        return {"readings": state.readings}

    def wording(self, told: Told, names: Names) -> Wording:
        over = "" if told.until is None else " no more"
        return Wording("hot", f"it is {told.last.observed:g} at {told.subject}{over}.")


def room(second: float, degrees: float | None = 20.0, station: str = "s1") -> EnvironmentReading:
    return EnvironmentReading(
        station_id=station,
        lat=40.7,
        lon=-74.05,
        temperature_c=degrees,
        timestamp=T0 + timedelta(seconds=second),
    )


def watch_of(
    partition: str = ROOM, detectors: Iterable[AnyDetector] | None = None
) -> PartitionWatch:
    looking = (Hot(),) if detectors is None else detectors
    return PartitionWatch(partition, looking, PackNames(TOWN), Counter())


def fleet(seed: int, minutes: int, vehicles: int = 6) -> list[tuple[Reading, int]]:
    """Return what a few troubled buses say, out of order now and then, with arrival times."""
    chance, told = random.Random(seed), list[tuple[Reading, int]]()
    for second in range(0, minutes * 60, 10):
        for number in range(vehicles):
            late = 0 if chance.random() < 0.95 else chance.randint(1, 90)
            at = T0 + timedelta(seconds=second - late + number / 10)
            ill = number % 3 == 0 and 240 <= second < 900
            reading = VehiclePosition(
                vehicle_id=f"bus-{number}",
                kind="bus",
                line="12",
                lat=40.7 + number / 1000 + (0 if ill else second / 1e6),
                lon=-74.05 + (0 if ill else second / 1e6),
                speed_kmh=0.0 if ill else chance.uniform(10, 120),
                status="in_service",
                next_stop=f"stop-{second // 90}",
                delay_s=chance.randint(-10, 20) + (400 if ill else 0),
                fuel_pct=9.0 if number == 1 and second > 600 else 60.0,
                engine_temp_c=118.0 if number == 2 and 300 < second < 700 else 90.0,
                timestamp=at,
            )
            told.append((reading, to_millis(at) + 500))
    return told


def hear(watch: PartitionWatch, readings: Iterable[Reading]) -> PartitionWatch:
    """Let a watch take readings that arrived as they were taken."""
    for reading in readings:
        watch.take(reading, to_millis(taken_at(reading)))
    return watch
