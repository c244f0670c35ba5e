"""Time scripts for gales: readings come each minute."""

import pytest

from core.severity import Severity
from core.telemetry import EnvironmentReading
from indexer.anomalies.detectors.wind import Wind
from tests.indexer.anomalies.detectors.script import Part, air, outlives_snapshots, play, series


def run(*parts: Part) -> list[EnvironmentReading]:
    """Return readings with these winds in km/h."""
    return series(lambda minute, wind: air(minute, wind_kmh=wind), *parts, step=1.0)


def test_a_gale_opens_within_minutes_and_not_at_once():
    played = play(Wind(), run((30, 30), (20, 70)))
    assert played.opened == [33.0]
    assert played.since == [30.0]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a gust", [(30, 45), (1, 140), (30, 45)]),
        ("gusts", [(60, [45, 50, 90, 48, 44])]),
        ("two minutes", [(30, 30), (2, 75), (30, 30)]),
        ("a strong breeze", [(200, [58, 61, 55])]),
    ],
)
def test_it_says_nothing_of(name: str, parts: list[Part]):
    assert play(Wind(), run(*parts)).opened == []


def test_noise_at_the_threshold_opens_it_once_and_it_closes_below_54():
    played = play(Wind(), run((10, 30), (60, [64, 60, 66, 61]), (20, 57), (20, 40)))
    assert len(played.opened) == 1
    assert 92 <= played.closed[0] <= 95


def test_a_wind_that_is_not_told_says_nothing():
    assert play(Wind(), [air(minute) for minute in range(60)]).looks == []


def test_doubled_and_old_readings_change_nothing():
    script = run((10, 30), (30, 70), (20, 30))
    doubled = [again for reading in script for again in (reading, reading, script[0])]
    assert play(Wind(), doubled).looks == play(Wind(), script).looks


def test_severity_follows_beaufort():
    looks = play(Wind(), run((10, 70), (10, 95), (10, 125))).looks
    assert [looks[3].severity, looks[15].severity, looks[-1].severity] == [
        Severity.MODERATE, Severity.HIGH, Severity.CRITICAL,
    ]  # fmt: skip


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(Wind(), run((10, 30), (20, [70, 58]), (20, 30)))


def test_the_sentences_read_well():
    played = play(Wind(), run((20, 30), (20, 71), (20, 30)))
    assert played.first.headline == "Wind of 71 km/h near 8th St and Pine St"
    assert played.first.message == (
        "The wind near 8th St and Pine St is at 71 km/h on average; it has been at 62 km/h "
        "(a gale) or more since 8:20 am."
    )
    assert played.end.headline == "The wind near 8th St and Pine St is below 62 km/h again"
    assert played.end.message == (
        "The wind near 8th St and Pine St was at up to 71 km/h on average from 8:20 am to 8:41 am; "
        "that is over."
    )
