"""Time scripts for vehicles that stand: readings come every quarter of a minute."""

from typing import Any

import pytest

from core.geo import LonLat
from core.telemetry import VehiclePosition
from indexer.anomalies.detectors.breakdown import Breakdown
from indexer.anomalies.detectors.in_service import Termini
from tests.indexer.anomalies.detectors.script import Part, bus, outlives_snapshots, play, series

END = LonLat(-74.05, 40.7)
TERMINI = Termini({"12": [END]})
METRE = 1 / 84_000
"""One metre to the east, in degrees."""


def run(*parts: Part, start: float = 0.0, lon: float = -74.0, **fields: Any):
    """Return readings of a bus that goes at these speeds in km/h, eastwards."""

    def place(minute: float, speed: float) -> VehiclePosition:
        nonlocal lon
        lon += speed / 3.6 * 15 * METRE
        return bus(minute, **({"speed_kmh": speed, "lon": lon} | fields))

    return series(place, *parts, start=start)


def look(readings: list[VehiclePosition]):
    return play(Breakdown(TERMINI), readings)


def test_a_stand_opens_after_five_minutes_and_not_earlier():
    played = look(run((5, 25), (10, 0), (5, 25)))
    assert played.opened == [10.0]
    assert played.since == [5.0]
    assert played.closed == [15.5]


def test_its_own_word_opens_it_as_well():
    played = look(run((5, 25), (10, 0), kind="car", line="", status="breakdown"))
    assert played.opened == [5.0]
    assert played.since == [0.0]
    assert played.first.message == (
        "The car bus-1207 has stood still for 5 minutes and reports a breakdown, since 8:00 am, "
        "near 8th St and Pine St."
    )


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("red lights and stops", run(*[(0.5, 25), (1.5, 0)] * 15)),
        ("a long stop", run((5, 25), (4.75, 0), (5, 25))),
        ("a layover at the end of its line", run((30, 0), lon=END.lon + 100 * METRE)),
        ("a taxi at its rank", run((30, 0), kind="car", line="")),
        ("a bus in the depot", run((30, 0), status="out_of_service")),
        ("a bus ahead of its timetable", run((5, 25), (9, 0), delay_s=-60)),
        ("a bus that crawls", run((30, 3))),
    ],
)
def test_it_says_nothing_of(name: str, readings: list[VehiclePosition]):
    assert look(readings).opened == []


def test_near_the_end_of_another_line_it_stands_all_the_same():
    elsewhere = Termini({"12": [LonLat(-73.0, 40.7)], "7": [END]})
    assert play(Breakdown(elsewhere), run((6, 0), lon=END.lon)).opened == [5.0]


def test_without_a_speed_the_position_tells():
    still = [bus(n / 4, speed_kmh=None, lon=-74.0 + METRE * (n % 3) * 10) for n in range(40)]
    moving = [bus(n / 4, speed_kmh=None, lon=-74.0 + METRE * n * 60) for n in range(40)]
    assert look(still).opened == [5.25]
    assert look(moving).looks == []


def test_it_stands_at_each_reading_but_somewhere_else():
    hops = [bus(n / 2, speed_kmh=0.0, lon=-74.0 + METRE * n * 200) for n in range(60)]
    assert look(hops).opened == []


def test_one_wrong_position_does_not_make_it_move():
    readings = run((5, 25), (10, 0))
    stray = [*readings[:30], bus(7.55, speed_kmh=0.0, lon=-73.9), *readings[30:]]
    assert len(look(stray).opened) == 1


def test_doubled_and_old_readings_change_nothing():
    script = run((5, 25), (10, 0), (5, 25))
    doubled = [again for reading in script for again in (reading, reading, script[0])]
    assert look(doubled).looks == look(script).looks


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(Breakdown(TERMINI), run((2, 25), (8, 0), (4, 25)))


def test_the_sentences_read_well():
    played = look(run((20, 25), (10, 0), (10, 25)))
    assert played.first.headline == "Bus 12 is not moving"
    assert played.first.message == (
        "Bus 12 (bus-1207) has stood still for 5 minutes, since 8:20 am, near 8th St and Pine St."
    )
    assert played.end.headline == "Bus 12 is moving again"
    assert played.end.message == (
        "Bus 12 (bus-1207) stood still for 10 minutes, from 8:20 am to 8:30 am, "
        "near 8th St and Pine St."
    )
