"""Time scripts for vehicles that go too fast: readings come every ten seconds."""

from typing import Any

import pytest

from core.telemetry import VehiclePosition
from indexer.anomalies.detectors.speeding import Speeding
from tests.indexer.anomalies.detectors.script import Part, bus, outlives_snapshots, play, series

TEN_S = 1 / 6


def run(*parts: Part, **fields: Any) -> list[VehiclePosition]:
    """Return readings with these speeds in km/h."""
    return series(lambda minute, fast: bus(minute, speed_kmh=fast, **fields), *parts, step=TEN_S)


@pytest.mark.parametrize(
    ("kind", "limit"), [("bus", 80), ("tram", 70), ("car", 100), ("truck", 100), ("train", 120)]
)
def test_each_kind_has_its_limit(kind: str, limit: float):
    fast = play(Speeding(), run((2, limit - 10), (2, limit + 1), kind=kind))
    assert fast.opened == [2.33]
    assert fast.since == [2.0]
    assert play(Speeding(), run((4, limit), kind=kind)).looks == []


@pytest.mark.parametrize(
    ("name", "parts", "kind"),
    [
        ("a spike", [(2, 60), (TEN_S, 140), (2, 60)], "bus"),
        ("two spikes", [(2, 60), (TEN_S, 140), (TEN_S, 60), (TEN_S, 140), (2, 60)], "bus"),
        ("twenty seconds", [(2, 60), (2 * TEN_S, 95), (2, 60)], "bus"),
        ("an ambulance", [(20, 150)], "ambulance"),
        ("a kind that nobody knows", [(20, 300)], "ferry"),
        ("a kind that is not told", [(20, 300)], ""),
    ],
)
def test_it_says_nothing_of(name: str, parts: list[Part], kind: str):
    assert play(Speeding(), run(*parts, kind=kind)).opened == []


def test_a_speed_that_is_not_told_says_nothing():
    unknown = [bus(minute, speed_kmh=None) for minute in range(9)]
    assert play(Speeding(), unknown).looks == []


def test_noise_at_the_limit_opens_it_once():
    played = play(Speeding(), run((2, 60), (10, [82, 79, 81, 78]), (2, 60)))
    assert len(played.opened) == 1
    assert played.closed == [12.5]


def test_another_city_has_other_limits():
    assert play(Speeding({"bus": 50.0}), run((3, 60))).opened == [0.33]


def test_doubled_and_old_readings_change_nothing():
    script = run((2, 60), (2, 95), (2, 60))
    doubled = [again for reading in script for again in (reading, reading, bus(0.1))]
    assert play(Speeding(), doubled).looks == play(Speeding(), script).looks


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(Speeding(), run((2, 60), (2, [95, 78]), (6, 60)))


def test_a_short_one_is_told_at_its_minute():
    played = play(Speeding(), run((20, 60), (5 * TEN_S, 96), (5, 60)))
    assert played.end.message == (
        "Bus 12 (bus-1207) went at up to 96 km/h at 8:20 am, where 80 is its limit; that is over."
    )


def test_the_sentences_read_well():
    played = play(Speeding(), run((20, 60), (10, 96), (10, 60)))
    assert played.first.headline == "Bus 12 is going at 96 km/h"
    assert played.first.message == (
        "Bus 12 (bus-1207) is going at 96 km/h instead of at most 80 since 8:20 am, "
        "near 8th St and Pine St."
    )
    assert played.end.headline == "Bus 12 is no longer too fast"
    assert played.end.message == (
        "Bus 12 (bus-1207) went at up to 96 km/h from 8:20 am to 8:30 am, where 80 is its limit; "
        "that is over."
    )
