"""Time scripts for heat: readings come each minute."""

import pytest

from core.severity import Severity
from core.telemetry import EnvironmentReading
from indexer.anomalies.detectors.heat import Heat
from tests.indexer.anomalies.detectors.script import Part, air, outlives_snapshots, play, series


def run(*parts: Part) -> list[EnvironmentReading]:
    """Return readings with these temperatures in degrees Celsius."""
    return series(lambda minute, warm: air(minute, temperature_c=warm), *parts, step=1.0)


def test_it_opens_after_ten_minutes_and_not_earlier():
    played = play(Heat(), run((30, 33), (60, 36)))
    assert played.opened == [41.0]
    assert played.since == [31.0]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a spike", [(30, 33), (1, 45), (30, 33)]),
        ("nine minutes", [(30, 33), (9, 36), (30, 33)]),
        ("a warm day", [(300, [34.2, 34.9, 33.0])]),
        ("a sensor in the sun", [(300, 63)]),
    ],
)
def test_it_says_nothing_of(name: str, parts: list[Part]):
    assert play(Heat(), run(*parts)).opened == []


def test_noise_at_the_threshold_opens_it_once_and_it_closes_below_34():
    played = play(Heat(), run((10, 33), (90, [35.1, 34.8, 35.2, 34.6]), (30, 34.5), (30, 33.5)))
    assert len(played.opened) == 1
    assert played.closed == [136.0]


def test_a_temperature_that_is_not_told_says_nothing():
    assert play(Heat(), [air(minute) for minute in range(60)]).looks == []


def test_doubled_and_old_readings_change_nothing():
    script = run((10, 33), (30, 36), (20, 30))
    doubled = [again for reading in script for again in (reading, reading, script[0])]
    assert play(Heat(), doubled).looks == play(Heat(), script).looks


def test_forty_degrees_are_high():
    looks = play(Heat(), run((20, 36), (20, 41))).looks
    assert [looks[0].severity, looks[-1].severity] == [Severity.MODERATE, Severity.HIGH]


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(Heat(), run((10, 33), (30, [36, 34.5]), (20, 30)))


def test_the_sentences_read_well():
    played = play(Heat(), run((19, 33), (60, 36.4), (60, 30)))
    assert played.first.headline == "It is 36 °C near 8th St and Pine St"
    assert played.first.message == (
        "The air near 8th St and Pine St is at 36 °C; it has been at 35 °C or more since 8:20 am."
    )
    assert played.end.headline == "It is no longer 35 °C near 8th St and Pine St"
    assert played.end.message == (
        "The air near 8th St and Pine St was at up to 36 °C from 8:20 am to 9:20 am; that is over."
    )
