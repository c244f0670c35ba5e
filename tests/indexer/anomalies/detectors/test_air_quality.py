"""Time scripts for the air at a station: readings come each minute; 8:00 is a full hour."""

from typing import Any

import pytest

from core.severity import Severity
from core.telemetry import EnvironmentReading
from indexer.anomalies.detector import Level
from indexer.anomalies.detectors.air_quality import AirQuality
from tests.indexer.anomalies.detectors.script import (
    Part,
    air,
    at,
    outlives_snapshots,
    play,
    series,
)

MIXED = [1.0, 1.02, 0.98, 1.01, 0.99]
"""No two readings in a row are the same, as with a sensor that lives."""


def run(*parts: Part, field: str = "pm25_ugm3", step: float = 1.0) -> list[EnvironmentReading]:
    """Return readings with about these concentrations."""
    count = 0

    def reading(minute: float, value: float) -> EnvironmentReading:
        nonlocal count
        count += 1
        return air(minute, **{field: value * MIXED[count % 5]})

    return series(reading, *parts, step=step)


def figures(readings: list[EnvironmentReading]) -> dict[str, Any]:
    """Return what is shown beside the last reading."""
    detector = AirQuality()
    state = detector.state()
    for reading in readings:
        detector.take(state, reading)
    return dict(detector.derived(state))


def test_smoke_opens_it_at_the_first_full_hour_and_not_earlier():
    played = play(AirQuality(), run((180, 8), (240, 80)))
    assert played.opened == [240.0]
    assert played.looks[0].observed == 126


def test_clean_air_says_nothing_but_shows_its_index():
    readings = run((200, 8))
    assert play(AirQuality(), readings).looks == []
    assert figures(readings) == {
        "nowcast_pm25_ugm3": 8.0, "aqi": 44.0, "category": "good", "hours_used": 3.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a spike", [(200, 8), (1, 2000), (200, 8)]),
        ("a spike each hour", [(400, [8] * 59 + [900])]),
        ("ten minutes of smoke", [(180, 8), (10, 150), (180, 8)]),
        ("impossible values", [(180, 8), (30, 60_000), (180, 8)]),
        ("air at the threshold", [(400, 35.0)]),
    ],
)
def test_it_says_nothing_of(name: str, parts: list[Part]):
    assert play(AirQuality(), run(*parts)).opened == []


def test_a_stuck_sensor_is_not_averaged():
    alive = run((180, 8))
    stuck = [air(180 + minute, pm25_ugm3=300.0) for minute in range(600)]
    assert play(AirQuality(), alive + stuck).looks == []
    assert figures(alive + stuck) == {}


def test_what_a_stuck_sensor_brought_about_ends_when_that_is_seen():
    alive = run((200, 8))
    stuck = [air(200 + minute, pm25_ugm3=300.0) for minute in range(600)]
    played = play(AirQuality(), alive + stuck)
    assert played.opened == [240.0]
    assert played.looks[-1].at < at(264)


def test_a_stuck_sensor_that_wakes_counts_again():
    woken = [air(900 + minute, pm25_ugm3=8 * MIXED[minute % 5]) for minute in range(200)]
    stuck = [air(180 + minute, pm25_ugm3=9.0) for minute in range(720)]
    assert figures(run((180, 8)) + stuck + woken)["aqi"] == 44.0


def test_fine_particles_cannot_be_more_than_all_particles():
    wrong = [air(m, pm25_ugm3=150 * MIXED[m % 5], pm10_ugm3=20 * MIXED[m % 5]) for m in range(300)]
    assert figures(wrong) == {}


def test_the_worst_pollutant_sets_the_index():
    both = [air(m, pm25_ugm3=8 * MIXED[m % 5], pm10_ugm3=200 * MIXED[m % 5]) for m in range(300)]
    shown = figures(both)
    assert shown["aqi"] == 123.0
    assert shown["nowcast_pm10_ugm3"] == 200.0
    assert shown["category"] == "unhealthy for sensitive groups"


def test_two_hours_are_needed_and_less_than_three_quarters_of_one_is_none():
    assert figures(run((119, 50))) == {}
    assert figures(run((121, 50)))["aqi"] == 137.0
    halves = [r for r in run((400, 50)) if r.timestamp.minute < 40]
    assert figures(halves) == {}


def test_a_station_that_sends_each_hour_is_taken_at_its_word():
    hourly = run((10 * 60, 50), step=60.0)
    assert figures(hourly)["aqi"] == 136.0


def test_a_station_that_was_silent_for_hours_starts_again():
    readings = run((300, 80))
    later = [air(900 + m, pm25_ugm3=8 * MIXED[m % 5]) for m in range(30)]
    assert figures(readings + later) == {}


def test_ozone_is_told_by_its_mean_of_eight_hours():
    played = play(AirQuality(), run((600, 90), field="o3_ppb"))
    assert played.opened == [360.0]
    assert played.first.message == (
        "The air quality index near 8th St and Pine St is 161, unhealthy (ozone, 90 ppb, EPA mean "
        "of 8 hours); it has been above 100 since 2:00 pm."
    )


def test_a_peak_of_ozone_is_told_by_its_hour():
    assert play(AirQuality(), run((180, 40), (60, 180), (60, 40), field="o3_ppb")).opened == [240.0]


def test_it_closes_when_the_nowcast_falls():
    played = play(AirQuality(), run((180, 8), (180, 60), (600, 5)))
    assert len(played.opened) == 1
    assert len(played.closed) == 1
    assert played.closed[0] % 60 == 0


def test_severity_follows_the_category():
    looks = [
        look for look in play(AirQuality(), run((180, 45), (360, 300))).looks
        if look.level is Level.BEYOND
    ]  # fmt: skip
    assert looks[0].severity is Severity.MODERATE
    assert looks[-1].severity is Severity.CRITICAL
    assert looks[0].sureness < looks[-1].sureness


def test_doubled_and_old_readings_change_nothing():
    script = run((180, 8), (180, 80))
    doubled = [again for reading in script for again in (reading, reading, script[0])]
    assert play(AirQuality(), doubled).looks == play(AirQuality(), script).looks


def test_a_reading_of_the_weather_alone_says_nothing():
    assert figures([air(minute, temperature_c=20.0) for minute in range(300)]) == {}


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(AirQuality(), run((130, 8), (130, 80), (130, 4)))


def test_the_sentences_read_well():
    played = play(AirQuality(), run((180, 8), (180, 100), (600, 5)))
    assert played.first.headline == ("The air is unhealthy near 8th St and Pine St")
    assert played.first.message == (
        "The air quality index near 8th St and Pine St is 151, unhealthy (fine particles, "
        "56 µg/m³, EPA NowCast); it has been above 100 since 12:00 pm."
    )
    assert played.end.headline == "The air near 8th St and Pine St is no longer unhealthy"
    assert played.end.message == (
        "The air quality index near 8th St and Pine St was up to 175, unhealthy (fine particles, "
        "90 µg/m³, EPA NowCast), from 12:00 pm to 4:00 pm; it is 100 or less now."
    )
