"""Time scripts for roads that jam: readings come every half minute."""

from zoneinfo import ZoneInfo

import pytest

from core.severity import Severity
from core.telemetry import TrafficCondition
from indexer.anomalies.detectors.congestion import Congestion
from indexer.anomalies.detectors.usual import By, Course
from tests.indexer.anomalies.detectors.script import (
    Part,
    outlives_snapshots,
    play,
    road,
    series,
    thawed,
)

HALF = 0.5
DAY = 24 * 60.0
LEVEL = Course((1.0,) * 24, (1.0,) * 24)
"""A city whose roads are as fast at any hour."""


def jams(**more: float) -> Congestion:
    return Congestion(ZoneInfo("America/New_York"), course=LEVEL, **more)


def run(*parts: Part, start: float = 0.0) -> list[TrafficCondition]:
    """Return readings with these speeds in km/h."""
    return series(road, *parts, step=HALF, start=start)


def slowing(first: float, last: float) -> Part:
    """Return speeds that fall evenly within twenty minutes, too slowly to be sudden."""
    return 20, [first + (last - first) * n / 40 for n in range(40)]


def test_it_opens_after_ten_minutes_below_half_and_not_earlier():
    played = play(jams(), run((60, 45), slowing(45, 20), (20, 20)))
    assert len(played.since) == 1
    assert 76 <= played.since[0] <= 79
    assert played.opened[0] == played.since[0] + 10


def test_a_sudden_fall_is_not_told_here():
    assert play(jams(), run((60, 45), (60, 10))).looks == []


def test_a_jam_after_a_sudden_fall_that_is_over_is_told():
    played = play(jams(), run((60, 45), (20, 10), (60, 45), slowing(45, 15), (20, 15)))
    assert len(played.opened) == 1
    assert played.opened[0] > 140


def test_a_sudden_fall_does_not_end_a_jam_that_is_told():
    played = play(jams(), run((60, 45), slowing(45, 20), (30, 20), (30, 5), (30, 45)))
    assert len(played.opened) == 1
    assert 140 <= played.closed[0] <= 145


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a spike", [(60, 45), (0.5, 3), (30, 45)]),
        ("slow, but above half", [(60, 45), (60, [26, 28, 27])]),
        ("nine minutes", [(60, 45), (9, 15), (30, 45)]),
        ("a road that is always slow", [(180, 22)]),
        ("noise about the usual", [(180, [45, 38, 50, 41, 55])]),
    ],
)
def test_it_says_nothing_of(name: str, parts: list[Part]):
    unknown = [
        road(n * HALF, reading.speed_kmh, free_flow_kmh=None)
        for n, reading in enumerate(run(*parts))
    ]
    assert play(jams(), unknown).opened == []


def test_a_road_that_begins_jammed_is_held_against_its_free_flow():
    assert play(jams(), run((30, 20))).opened == [10.0]


def test_where_nothing_is_known_nothing_is_said():
    few = [road(n * HALF, 5, free_flow_kmh=None) for n in range(10)]
    assert play(jams(), few).looks == []


def test_noise_at_the_threshold_opens_it_once_and_it_closes_when_it_flows():
    noisy = [22, 24, 21, 23, 20, 25]
    played = play(jams(), run((60, 46), slowing(46, 22), (40, noisy), (30, 46)))
    assert len(played.opened) == 1
    assert 123 <= played.closed[0] <= 125


def test_the_jam_itself_does_not_become_usual():
    played = play(jams(), run((60, 45), slowing(45, 15), (180, 15)))
    open_looks = [look for look in played.looks if look.baseline]
    assert open_looks[-1].baseline == pytest.approx(open_looks[0].baseline, rel=0.02)


def test_the_same_hour_of_other_days_counts_before_the_hours_before():
    slow_hour = run((220, 55), slowing(55, 20), (60, 20))
    week = [
        road(day * DAY + reading_minute, reading.speed_kmh)
        for day in (-4, -3, -2, -1, 0)
        for reading_minute, reading in ((n * HALF, r) for n, r in enumerate(slow_hour))
    ]
    plain, weekly = play(jams(), slow_hour), play(jams(), week)
    assert len(plain.opened) == 1
    assert [minute for minute in weekly.opened if minute > -DAY] == []


def test_it_says_from_what_the_usual_was_taken():
    detector = jams()
    played = play(detector, run((60, 45), slowing(45, 20), (20, 20)))
    assert played.looks[0].facts["by"] == By.HOURS_BEFORE.value
    days = run((1, 45))[:0]
    for day in (-2, -1):
        days += [road(day * DAY + n * HALF, 45) for n in range(360)]  # Wednesday and Thursday
    known = play(detector, days + run((60, 45), slowing(45, 20), (20, 20)))
    assert known.looks[0].facts["by"] == By.SAME_HOUR.value
    assert known.looks[0].sureness > played.looks[0].sureness


def test_a_standstill_is_moderate():
    looks = play(jams(), run((60, 45), slowing(45, 20), (15, 20), slowing(20, 5))).looks
    assert [looks[0].severity, looks[-1].severity] == [Severity.LOW, Severity.MODERATE]


def test_doubled_and_old_readings_change_nothing():
    script = run((30, 45), slowing(45, 15), (20, 15), (10, 45))
    doubled = [again for reading in script for again in (reading, reading, script[0])]
    assert play(jams(), doubled).looks == play(jams(), script).looks


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(
        jams(), run((70, [45, 50]), slowing(45, 20), (15, [15, 25]), (10, 45))
    )


def test_its_state_stays_small():
    detector = jams()
    state = detector.state()
    for n in range(14 * 24 * 12):
        detector.take(state, road(n * 5.0, 45))
    thawed(detector)(state)
    assert len(state.usual.days) == 48


def test_the_sentences_read_well():
    days = [road(day * DAY + n * HALF, 45) for day in (-2, -1) for n in range(240)]
    played = play(jams(), days + run((7, 45), slowing(45, 9), (20, 9), (20, 45)))
    assert played.first.headline == "Traffic is slow on Harbor Bridge"
    assert played.first.message == (
        "Traffic on Harbor Bridge is moving at 9 km/h instead of the usual 45 since 8:20 am; "
        "measured, not confirmed."
    )
    assert played.end.headline == "Traffic on Harbor Bridge is no longer slow"
    assert played.end.message == (
        "Traffic on Harbor Bridge moved at as little as 9 km/h instead of 45 from 8:20 am to "
        "8:47 am; that is over."
    )


def test_the_sentence_says_so_where_only_the_hours_before_are_known():
    played = play(jams(), run((88, 60), slowing(60, 9), (20, 9)))
    assert played.first.message == (
        "Traffic on Harbor Bridge is moving at 9 km/h instead of about 59 since 9:40 am; "
        "measured, not confirmed."
    )
