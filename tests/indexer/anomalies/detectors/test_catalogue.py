"""All local detectors together, in a real watch: a morning with one of each, and nothing else."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from core import topics
from core.city import City, load_city
from core.event import Event, EventType
from core.telemetry import Reading, taken_at
from core.timespan import to_millis
from indexer.anomalies.anomaly_events import detector_name
from indexer.anomalies.detectors.catalogue import local_detectors
from indexer.anomalies.names import PackNames
from indexer.anomalies.watch import PartitionWatch
from tests.indexer.anomalies.detectors.script import air, bus, road, taps

PACK = Path(__file__).parents[4] / "cities" / "rivermouth"
MINUTES = [n / 4 for n in range(5 * 60 * 4)]


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(PACK)


def bent(minute: float, begins: float, ends: float, usual: Any, then: Any) -> Any:
    """Return one value within a stretch of minutes, another outside of it."""
    return then if begins <= minute < ends else usual


def vehicles() -> Iterable[Reading]:
    for m in MINUTES:
        place = {"lon": -74.0 + m * 1e-4, "lat": 40.70}
        yield bus(m, vehicle_id="bus-1", delay_s=bent(m, 60, 80, 30, 420), **place)
        yield bus(m, vehicle_id="bus-2", speed_kmh=bent(m, 60, 80, 30.0, 0.0), lat=40.71,
                  lon=-74.0 + bent(m, 60, 80, m, 60) * 1e-4)  # fmt: skip
        yield bus(m, vehicle_id="bus-3", engine_temp_c=bent(m, 60, 80, 90.0, 116.0), **place)
        yield bus(m, vehicle_id="bus-4", fuel_pct=bent(m, 60, 80, 50.0, 6.0), **place)
        yield bus(m, vehicle_id="bus-5", speed_kmh=bent(m, 60, 70, 30.0, 95.0), **place)
        if not 60 <= m < 80:
            yield bus(m, vehicle_id="bus-6", **place)


def roads() -> Iterable[Reading]:
    for m in MINUTES[::2]:
        jam = max(0.0, min(1.0, (m - 60) / 20)) if m < 140 else 0.0
        yield road(m, 50 - 38 * jam, road_id="r1", name="First Street")
        yield road(m, bent(m, 60, 90, 50.0, 10.0), road_id="r2", name="Second Street")
        if not 60 <= m < 80:
            yield road(m, 50.0, road_id="r3", name="Third Street")


def stations() -> Iterable[Reading]:
    for m in MINUTES[::4]:
        steady = 0.1 * (m % 3)
        yield air(m, station_id="s1", pm25_ugm3=bent(m, 120, 300, 8.0, 90.0) + steady)
        yield air(m, station_id="s2", temperature_c=bent(m, 60, 100, 30.0, 37.0) + steady)
        yield air(m, station_id="s3", wind_kmh=bent(m, 60, 100, 20.0, 75.0) + steady)
        if not 60 <= m < 80:
            yield air(m, station_id="s4", humidity_pct=50.0)


def gates() -> Iterable[Reading]:
    for m in MINUTES[::2]:
        yield taps(m, bent(m, 60, 90, 8, 40))
        yield taps(m, 8, stop_id="uptown")


DAY: dict[str, Sequence[Reading]] = {
    topics.VEHICLE_POSITIONS: list(vehicles()),
    topics.TRAFFIC_CONDITIONS: list(roads()),
    topics.ENVIRONMENT_READINGS: list(stations()),
    topics.RIDER_TAPS: list(gates()),
}
EXPECTED = {
    (EventType.VEHICLE_DELAY, "bus-1"),
    (EventType.BREAKDOWN, "bus-2"),
    (EventType.ENGINE_WARNING, "bus-3"),
    (EventType.FUEL_WARNING, "bus-4"),
    (EventType.SPEEDING, "bus-5"),
    (EventType.SENSOR_SILENT, "bus-6"),
    (EventType.CONGESTION, "r1"),
    (EventType.SLOWDOWN, "r2"),
    (EventType.SENSOR_SILENT, "r3"),
    (EventType.AIR_QUALITY, "s1"),
    (EventType.HEAT, "s2"),
    (EventType.WIND, "s3"),
    (EventType.SENSOR_SILENT, "s4"),
    (EventType.SURGE, "central"),
}


def watch_of(city: City, topic: str, counts: Counter[str]) -> PartitionWatch:
    return PartitionWatch(f"{topic}/0", local_detectors(city), PackNames(city), counts)


def told(city: City, topic: str, thawed_at: Sequence[int] = ()) -> list[Event]:
    """Return what a watch tells of a topic's morning, written down and read back at times."""
    counts = Counter[str]()
    watch, events = watch_of(city, topic, counts), list[Event]()
    for number, reading in enumerate(DAY[topic]):
        if number in thawed_at:
            events += watch.drain().events
            snapshot, watch = watch.snapshot(7), watch_of(city, topic, counts)
            assert watch.restore(snapshot) == 7
        watch.take(reading, to_millis(taken_at(reading)))
    events += watch.drain().events
    assert counts["unexpected"] == 0
    return events


def test_each_is_found_once_and_nothing_else(city: City):
    events = [event for topic in DAY for event in told(city, topic)]
    opened = Counter((e.type, e.extra["subject"]) for e in events if e.message_type == "alert")
    assert opened == Counter(dict.fromkeys(EXPECTED, 1))
    ended = {(e.type, e.extra["subject"]) for e in events if e.status == "cleared"}
    assert ended == EXPECTED - {(EventType.AIR_QUALITY, "s1")}


@pytest.mark.parametrize("topic", DAY)
def test_a_watch_that_dies_and_lives_again_tells_the_same(city: City, topic: str):
    length = len(DAY[topic])
    points = range(length // 7, length, length // 7)
    assert told(city, topic, points) == told(city, topic)


def test_every_anomaly_says_what_it_measured(city: City):
    for topic in DAY:
        for event in told(city, topic):
            assert event.headline
            assert event.message.endswith(".")
            assert event.extra["unit"]
            assert 0 < event.extra["sureness"] <= 1
            assert not {"cause", "because", "due to", "advise", "should"} & set(
                event.message.lower().split()
            )


def test_names_tell_detectors_apart(city: City):
    names = [detector_name(detector) for detector in local_detectors(city)]
    assert len(names) == len(set(names))
