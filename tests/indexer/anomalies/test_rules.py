"""Rules are checked whole, look as they say, and are read again while all goes on."""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.errors import Misconfigured
from core.event import Event, EventType
from core.telemetry import (
    EnvironmentReading,
    Reading,
    RiderTaps,
    TapDirection,
    VehiclePosition,
)
from indexer.anomalies import rule_book
from indexer.anomalies.rehearsal import LocalEngine
from indexer.anomalies.rule_book import RuleBook
from indexer.anomalies.rule_detectors import RuleDetector, detectors_of
from indexer.anomalies.rules import read_rules
from tests.indexer.anomalies.told import T0, Hot, hear, room, watch_of
from tests.indexer.bench import TOWN

FENCE: dict[str, Any] = {
    "id": "no-trucks", "on": "vehicle_positions", "geofence": {"area": "the mill"},
    "kinds": ["truck"], "severity": "low", "says": "a truck is in Milltown",
}  # fmt: skip
NOISE: dict[str, Any] = {
    "id": "noise", "on": "environment_readings", "field": "noise_db", "above": 75,
    "clears_below": 70, "for": "2m", "severity": "moderate", "says": "Loud", "type": "noise",
}  # fmt: skip


def write(folder: Path, *rules: dict[str, Any]) -> Path:
    path = folder / "rules.yaml"
    path.write_text(yaml.safe_dump(list(rules)), encoding="utf-8")
    return path


def fired(folder: Path, readings: list[Reading], *rules: dict[str, Any]) -> list[Event]:
    """Return what rules tell of readings, each at its own time."""
    detectors = detectors_of(read_rules(write(folder, *rules), TOWN), TOWN)
    engine = LocalEngine(TOWN, detectors=(), rules=detectors)
    told: list[Event] = []
    for reading in readings:
        assert not isinstance(reading, RiderTaps) or reading.stop_id
        topic, key = keyed(reading)
        told += engine.take(topic, key, reading, reading.timestamp)  # pyright: ignore
    return told


def keyed(reading: Reading) -> tuple[str, str]:
    match reading:
        case VehiclePosition():
            return "vehicle_positions", reading.vehicle_id
        case RiderTaps():
            return "rider_taps", reading.stop_id
        case _:
            return "environment_readings", "s1"


def truck(second: float, lon: float, kind: str = "truck") -> VehiclePosition:
    at = T0 + timedelta(seconds=second)
    return VehiclePosition(vehicle_id="t-1", kind=kind, lat=40.7, lon=lon, timestamp=at)


def loud(second: float, noise_db: float, begins: datetime = T0) -> EnvironmentReading:
    at = begins + timedelta(seconds=second)
    return EnvironmentReading(
        station_id="s1", lat=40.7, lon=-74.05, noise_db=noise_db, timestamp=at
    )


INSIDE, OUTSIDE = -74.05, -73.95


def test_a_geofence_opens_at_the_first_reading_inside_and_closes_when_it_left(tmp_path: Path):
    lons = [OUTSIDE, INSIDE, INSIDE, OUTSIDE, OUTSIDE, OUTSIDE]
    told = fired(tmp_path, [truck(n * 30, lon) for n, lon in enumerate(lons)], FENCE)
    assert [(event.status, event.type) for event in told] == [
        ("measured", EventType.GEOFENCE), ("cleared", EventType.GEOFENCE),
    ]  # fmt: skip
    assert told[0].event_id == "anomaly:geofence:no-trucks/t-1:20261120T1200Z"
    assert (told[0].headline, told[0].message) == (
        "A truck is in Milltown", "Truck t-1 has been in Milltown since 7:00 am.",
    )  # fmt: skip
    assert told[1].message == "Truck t-1 was in Milltown from 7:00 am to 7:01 am."
    assert told[1].ends_at == T0 + timedelta(seconds=90)


def test_other_kinds_and_other_lines_may_pass(tmp_path: Path):
    cars = [truck(n * 30, INSIDE, "car") for n in range(5)]
    assert fired(tmp_path, [*cars], FENCE) == []
    assert fired(tmp_path, [*cars], FENCE | {"kinds": ["Car"], "lines": ["12"]}) == []
    assert len(fired(tmp_path, [*cars], FENCE | {"kinds": ["Car"]})) == 1
    assert fired(tmp_path, [*cars], FENCE | {"kinds": ["Car"], "keys": ["t-2"]}) == []


def test_a_threshold_must_last_and_clears_lower(tmp_path: Path):
    levels = [80, 80, 74, 80, 91, 72, 72, 69, 69, 69]
    told = fired(tmp_path, [loud(n * 30, level) for n, level in enumerate(levels)], NOISE)
    assert [(e.status, e.type, e.type_text) for e in told] == [
        ("measured", EventType.OTHER, "noise"), ("measured", EventType.OTHER, "noise"),
        ("cleared", EventType.OTHER, "noise"),
    ]  # fmt: skip
    assert (told[0].issued_at, told[0].begins_at) == (T0 + timedelta(seconds=120), T0)
    began = "Noise near Milltown rose above 75 dB at 7:00 am"
    assert [event.message for event in told] == [
        f"{began}, and measured 91 dB at 7:02 am.",
        f"{began}, and measured 72 dB at 7:03 am.",
        f"{began}, reached 91 dB, and was back below that by 7:03 am.",
    ]
    assert told[0].extra["subject"] == "noise/s1"


@pytest.mark.parametrize(
    ("where", "hour_utc", "fires"),
    [
        ({"hours": "22:00-06:00"}, 4, True),
        ({"hours": "22:00-06:00"}, 2, False),
        ({"hours": "22:00-06:00"}, 12, False),
        ({"hours": "06:00-22:00"}, 12, True),
        ({"area": "mill"}, 12, True),
        ({"area": "east"}, 12, False),
        ({"polygon": [[-75, 40], [-75, 41], [-73, 41], [-73, 40]]}, 12, True),
    ],
)
def test_a_threshold_holds_where_and_when_it_says(
    tmp_path: Path, where: dict[str, Any], hour_utc: int, fires: bool
):
    begins = datetime(2026, 11, 20, hour_utc, 10, tzinfo=UTC)
    told = fired(tmp_path, [loud(n * 30, 80, begins) for n in range(9)], NOISE | {"where": where})
    assert bool(told) is fires


def test_below_is_the_other_side_and_types_of_the_contract_are_its_own(tmp_path: Path):
    rule = {
        "id": "empty", "on": "vehicle_positions", "field": "fuel_pct", "below": 10, "for": 0,
        "severity": "low", "says": "Nearly empty", "type": "fuel_warning",
    }  # fmt: skip
    readings: list[Reading] = [
        VehiclePosition(vehicle_id="v", lat=40.7, lon=-74.05, fuel_pct=fuel, timestamp=at)
        for fuel, at in ((11.0, T0), (9.0, T0 + timedelta(seconds=20)))
    ]
    (told,) = fired(tmp_path, readings, rule)
    assert (told.type, told.type_text) == (EventType.FUEL_WARNING, "")
    assert told.message == (
        "The fuel level near Milltown fell below 10 % at 7:00 am, and measured 9 % at 7:00 am."
    )


def test_taps_can_be_counted(tmp_path: Path):
    rule = {"id": "rush", "on": "rider_taps", "field": "count", "above": 50, "for": "0s",
            "severity": "low", "says": "A rush"}  # fmt: skip
    tap = RiderTaps(stop_id="st", direction=TapDirection.IN, count=80, timestamp=T0)
    (told,) = fired(tmp_path, [tap], rule)
    assert (told.stops, told.type_text) == (("st",), "rush")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "No Spaces"}, "rule 'No Spaces': id: String should match"),
        ({"on": "weather"}, "rule 'noise': on: Input should be 'vehicle_positions'"),
        ({"field": "loudness"}, "field 'loudness' is no number of environment_readings: pm25_ugm3"),
        ({"above": None}, "needs a geofence, or a field with above or below"),
        ({"below": 3}, "needs a geofence, or a field with above or below"),
        ({"clears_below": 80}, "above goes with clears_below, which is not higher"),
        ({"for": "soon"}, "for: must be a duration such as 30s, 5m or 1h"),
        ({"for": "9h"}, "for: must be from 0s to 6h"),
        ({"severity": "huge"}, "severity: Input should be 'critical', 'high', 'moderate' or 'low'"),
        ({"says": ""}, "says: String should have at least 1 character"),
        ({"kinds": ["bus"]}, "kinds and lines are of vehicle_positions only"),
        ({"where": {"hours": "at night"}}, 'where.hours: must be hours such as "22:00-06:00"'),
        ({"where": {"area": "atlantis"}}, "rule 'noise': the city has no area 'atlantis'"),
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"geofence": {"area": "mill"}}, "a geofence is on vehicle_positions"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, changes: dict[str, Any], said: str):
    rule = {name: value for name, value in (NOISE | changes).items() if value is not None}
    with pytest.raises(Misconfigured) as refused:
        read_rules(write(tmp_path, rule), TOWN)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert str(tmp_path) in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- id: [", "line 1: no YAML"),
        ("id: x", "a rules file is a list"),
        ("- 7", "rule 1: Input should be a valid dictionary"),
        (yaml.safe_dump([NOISE, NOISE]), "rule 'noise': two rules have this id"),
        (
            yaml.safe_dump([FENCE | {"geofence": {"polygon": [[0, 0], [1, 1], [1, 0], [0, 1]]}}]),
            "the polygon crosses itself",
        ),
        (yaml.safe_dump([FENCE | {"geofence": {}}]), "geofence: needs an area or a polygon"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str, said: str):
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as refused:
        read_rules(path, TOWN)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_no_rules_are_no_rules(tmp_path: Path, text: str):
    assert read_rules(tmp_path / "missing.yaml", TOWN) == ()
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_rules(path, TOWN) == ()


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setattr(rule_book, "CHECK_S", 0.0)


def names(book: RuleBook) -> list[str]:
    return [detector.name or detector.kind.value for detector in book.detectors()]


def touch(path: Path, second: int) -> None:
    os.utime(path, (second, second))


@pytest.mark.usefixtures("_at_once")
def test_rules_are_read_again_when_their_file_changes_and_kept_when_it_is_broken(tmp_path: Path):
    path, counts = write(tmp_path, FENCE), Counter[str]()
    touch(path, 1)
    book = RuleBook(path, TOWN, (Hot(),), counts)
    first = book.detectors()
    assert names(book) == ["heat", "rule:no-trucks"]
    assert book.detectors() is first
    touch(write(tmp_path, FENCE, NOISE), 2)
    assert names(book) == ["heat", "rule:no-trucks", "rule:noise"]
    path.write_text("- id: [", encoding="utf-8")
    touch(path, 3)
    assert names(book) == ["heat", "rule:no-trucks", "rule:noise"]
    path.unlink()
    assert names(book) == ["heat"]
    assert counts == {"rules_reloaded": 2, "rules_refused": 1}


def test_rules_that_are_broken_at_the_start_are_refused(tmp_path: Path):
    path = write(tmp_path, NOISE | {"severity": "huge"})
    with pytest.raises(Misconfigured):
        RuleBook(path, TOWN, (), Counter())
    assert RuleBook(None, TOWN, (), Counter()).detectors() == ()


def test_a_rule_that_is_changed_goes_on_with_what_it_knows(tmp_path: Path):
    watch = watch_of(detectors=detectors_of(read_rules(write(tmp_path, NOISE), TOWN), TOWN))
    hear(watch, [loud(0, 80), loud(60, 80)])
    softer = read_rules(write(tmp_path, NOISE | {"says": "Louder"}), TOWN)
    watch.use(detectors_of(softer, TOWN))
    hear(watch, [loud(120, 80), room(130)])
    assert [event.headline for event in watch.drain().events] == ["Louder"]


def test_the_packs_own_rules_can_be_used(pytestconfig: pytest.Config):
    from core.city import load_city

    folder = pytestconfig.rootpath / "cities" / "rivermouth"
    city = load_city(folder)
    detectors = detectors_of(read_rules(folder / "rules.yaml", city), city)
    assert [detector.name for detector in detectors] == ["rule:old-town-trucks", "rule:noise-night"]
    assert all(isinstance(detector, RuleDetector) for detector in detectors)
