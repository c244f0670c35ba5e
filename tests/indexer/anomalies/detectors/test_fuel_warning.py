"""Time scripts for tanks that run empty: readings come every quarter of a minute."""

from typing import Any

import pytest

from core.telemetry import VehiclePosition
from indexer.anomalies.detectors.fuel_warning import FuelWarning
from tests.indexer.anomalies.detectors.script import Part, bus, outlives_snapshots, play, series


def run(*parts: Part, **fields: Any) -> list[VehiclePosition]:
    """Return readings with these levels in per cent."""
    return series(lambda minute, left: bus(minute, fuel_pct=left, **fields), *parts)


def test_it_opens_after_a_minute_at_ten_per_cent_and_not_earlier():
    played = play(FuelWarning(), run((5, 11), (5, 10)))
    assert played.opened == [6.0]
    assert played.since == [5.0]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a spike down", [(5, 40), (0.25, 0), (5, 40)]),
        ("just above", [(30, [10.5, 12, 11])]),
        ("a full tank", [(30, 80)]),
    ],
)
def test_it_says_nothing_of(name: str, parts: list[Part]):
    assert play(FuelWarning(), run(*parts)).opened == []


def test_a_tram_has_no_tank():
    assert play(FuelWarning(), [bus(minute, kind="tram") for minute in range(9)]).looks == []


def test_noise_at_the_threshold_opens_it_once_and_filling_up_closes_it():
    played = play(FuelWarning(), run((5, 20), (20, [9.8, 10.2, 10.0, 10.4]), (3, 95)))
    assert len(played.opened) == 1
    assert played.closed == [25.5]


def test_doubled_and_old_readings_change_nothing():
    script = run((5, 20), (5, 9), (5, 95))
    doubled = [again for reading in script for again in (reading, reading, bus(0.5))]
    assert play(FuelWarning(), doubled).looks == play(FuelWarning(), script).looks


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(FuelWarning(), run((2, 20), (5, [9, 12]), (5, 95)))


def test_the_sentences_read_well():
    told = {"kind": "truck", "line": ""}
    played = play(FuelWarning(), run((20, 20), (10, 7.5), (10, 90), **told))
    assert played.first.headline == "The truck bus-1207 is low on fuel"
    assert played.first.message == (
        "The truck bus-1207 has 7.5 % of its fuel left; it has been at 10 % or less since 8:20 am, "
        "near 8th St and Pine St."
    )
    assert played.end.headline == "The truck bus-1207 is no longer low on fuel"
    assert played.end.message == (
        "The truck bus-1207 was low on fuel from 8:20 am to 8:30 am, at 10 % or less; that is over."
    )
