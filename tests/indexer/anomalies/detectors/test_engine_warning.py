"""Time scripts for engines that run hot: readings come every quarter of a minute."""

from typing import Any

import pytest

from core.severity import Severity
from core.telemetry import VehiclePosition
from indexer.anomalies.detectors.engine_warning import EngineWarning
from tests.indexer.anomalies.detectors.script import Part, bus, outlives_snapshots, play, series


def run(*parts: Part, **fields: Any) -> list[VehiclePosition]:
    """Return readings with these temperatures in degrees Celsius."""
    return series(lambda minute, hot: bus(minute, engine_temp_c=hot, **fields), *parts)


def test_it_opens_after_a_minute_and_not_earlier():
    played = play(EngineWarning(), run((5, 92), (5, 114)))
    assert played.opened == [6.0]
    assert played.since == [5.0]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a spike", [(5, 92), (0.25, 118), (5, 92)]),
        ("a broken sensor", [(5, 92), (5, 327)]),
        ("a warm engine", [(30, [97, 101, 104])]),
        ("three quarters of a minute", [(5, 92), (0.75, 118), (5, 92)]),
    ],
)
def test_it_says_nothing_of(name: str, parts: list[Part]):
    assert play(EngineWarning(), run(*parts)).opened == []


def test_a_temperature_that_is_not_told_says_nothing():
    assert play(EngineWarning(), [bus(minute) for minute in range(10)]).looks == []


def test_it_closes_below_the_lower_threshold_only():
    played = play(EngineWarning(), run((5, 114), (5, [111, 108, 106]), (5, 100)))
    assert len(played.opened) == 1
    assert played.closed == [11.0]


def test_doubled_and_old_readings_change_nothing():
    script = run((5, 92), (5, 114), (5, 90))
    doubled = [again for reading in script for again in (reading, reading, bus(0.5))]
    assert play(EngineWarning(), doubled).looks == play(EngineWarning(), script).looks


def test_a_very_hot_engine_is_moderate():
    looks = play(EngineWarning(), run((3, 112), (3, 124))).looks
    assert [looks[0].severity, looks[-1].severity] == [Severity.LOW, Severity.MODERATE]


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(EngineWarning(), run((2, 92), (5, [114, 107]), (5, 95)))


def test_the_sentences_read_well():
    played = play(EngineWarning(), run((20, 90), (10, 114), (10, 90)))
    assert played.first.headline == "Bus 12 has a hot engine"
    assert played.first.message == (
        "The engine of bus 12 (bus-1207) is at 114 °C, above its limit of 110 °C since 8:20 am, "
        "near 8th St and Pine St."
    )
    assert played.end.headline == "Bus 12 no longer has a hot engine"
    assert played.end.message == (
        "The engine of bus 12 (bus-1207) was at up to 114 °C, above its limit of 110 °C, from "
        "8:20 am to 8:30 am; that is over."
    )


def test_the_engines_of_a_train_and_of_a_truck_read_well():
    train = play(EngineWarning(), run((5, 114), kind="train", line="Blue"))
    assert train.first.message.startswith("The engine of a Blue Line train (bus-1207) is at 114 °C")
    truck = play(EngineWarning(), run((5, 114), kind="truck", line=""))
    assert truck.first.message.startswith("The engine of the truck bus-1207 is at 114 °C")
