"""Time scripts for stations that fill up: gates send a count each half minute."""

from zoneinfo import ZoneInfo

import pytest

from core.geo import LonLat
from core.severity import Severity
from core.telemetry import RiderTaps
from indexer.anomalies.detectors.surge import Surge
from indexer.anomalies.detectors.usual import By, Course
from tests.indexer.anomalies.detectors.script import (
    Part,
    Played,
    at,
    outlives_snapshots,
    play,
    series,
    taps,
)

LEVEL = Course((1.0,) * 24, (1.0,) * 24)
DAY = 24 * 60.0


def surges(course: Course = LEVEL) -> Surge:
    where = {"central": LonLat(-74.0, 40.7)}
    return Surge(ZoneInfo("America/New_York"), where, course=course)


def run(*parts: Part, start: float = 0.0) -> list[RiderTaps]:
    """Return counts that come to these riders a minute."""
    return series(lambda m, rate: taps(m, round(rate / 2)), *parts, step=0.5, start=start)


def look(*parts: Part) -> Played:
    return play(surges(), run(*parts))


def test_a_crowd_opens_within_ten_minutes_and_not_at_once():
    played = look((60, 20), (40, 60))
    assert len(played.opened) == 1
    assert 65 < played.opened[0] < 71
    assert 61 < played.since[0] < 65


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("one train's riders", [(60, 20), (0.5, 400), (30, 20)]),
        ("half as many again", [(60, 20), (60, 30)]),
        ("many times next to nobody", [(60, 2), (60, 8)]),
        ("an ordinary unsteadiness", [(180, [20, 30, 10, 16, 24])]),
        ("a station that is always full", [(180, 90)]),
        ("a station that is full after a few minutes", [(4, 10), (90, 80)]),
    ],
)
def test_it_says_nothing_of(name: str, parts: list[Part]):
    assert look(*parts).opened == []


def test_riders_who_leave_do_not_count():
    out = [taps(n / 2, 90, "out") for n in range(200)]
    assert play(surges(), run((100, 20)) + out).opened == []


def test_the_peak_of_a_working_day_is_no_surge():
    course = Surge(ZoneInfo("America/New_York")).course
    day = [n / 2 for n in range(-180, 600)]
    rates = [taps(m, round(40 * course.at((m / 60 + 8) % 24, weekend=False) / 2)) for m in day]
    assert play(surges(course), rates).opened == []


def test_it_closes_when_the_crowd_has_gone_and_noise_does_not_make_it_flap():
    played = look((60, 20), (40, [38, 44, 42, 46]), (30, 20))
    assert len(played.opened) == 1
    assert len(played.closed) == 1
    assert 104 < played.closed[0] < 114


def test_the_crowd_itself_does_not_become_usual():
    played = look((60, 20), (110, 80))
    looks = [look for look in played.looks if look.baseline]
    assert looks[-1].baseline == pytest.approx(looks[0].baseline, rel=0.05)
    assert played.closed == []


def test_the_same_hour_of_other_days_counts_before_the_hours_before():
    morning: list[Part] = [(60, 20), (60, 60), (60, 20)]
    week = [
        reading for day in (-4, -3, -2, -1, 0) for reading in run(*morning, start=day * DAY)
    ]  # Monday to Friday
    played = play(surges(), week)
    assert [minute for minute in played.opened if minute > -1.5 * DAY] == []
    crowd = play(surges(), week + run((40, 70), start=180))
    assert len([minute for minute in crowd.opened if minute > 180]) == 1
    assert crowd.looks[-1].facts["by"] == By.HOURS_BEFORE.value
    known = play(surges(), [*week, *run(*morning, start=-6 * DAY)])
    assert known.opened == played.opened


def test_a_station_that_does_not_follow_the_course_of_a_day_is_no_surge():
    course = Surge(ZoneInfo("America/New_York")).course
    assert play(surges(course), run((720, 30), start=-120)).opened == []


def test_what_is_told_as_usual_is_what_was_measured_not_what_the_day_may_bring():
    course = Surge(ZoneInfo("America/New_York")).course
    played = play(surges(course), run((180, 20), (20, 100), start=-60))
    assert played.looks[0].facts["by"] == By.HOURS_BEFORE.value
    assert played.looks[0].baseline == 20


def test_riders_who_come_back_after_a_closure_are_no_surge():
    assert look((60, 30), (60, 2), (60, 30)).opened == []


def test_a_station_that_opens_is_no_surge():
    assert look((60, 0), (120, 30)).opened == []


def test_a_crowd_that_stays_for_hours_becomes_usual():
    assert len(look((60, 20), (600, 50)).closed) == 1


def test_silent_gates_are_no_quiet_hour():
    gates_off = run((120, 30)) + run((60, 30), start=300)
    assert play(surges(), gates_off).opened == []


def test_counts_that_come_late_or_twice_in_any_order_still_count():
    script = run((60, 20), (40, 60))
    swapped = [reading for pair in zip(script[1::2], script[::2], strict=True) for reading in pair]
    assert play(surges(), swapped).opened == play(surges(), script).opened


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(surges(), run((45, 20), (20, 60), (20, 20)))


def test_a_great_crowd_is_moderate_and_known_hours_make_it_surer():
    looks = look((60, 20), (20, 50), (20, 120)).looks
    assert [looks[0].severity, looks[-1].severity] == [Severity.LOW, Severity.MODERATE]
    days = [r for day in (-2, -1) for r in run((60, 20), start=day * DAY)]
    known = play(surges(), days + run((20, 20), (20, 60))).looks
    assert known[0].sureness > looks[0].sureness


def test_the_sentences_read_well():
    days = [r for day in (-2, -1) for r in run((70, 20), start=day * DAY - 5)]
    played = play(surges(), days + run((20, 20), (20, 60), (19, 20)))
    assert played.first.headline == "Many more riders than usual at Central Station"
    assert played.first.message == (
        "At Central Station, 60 riders a minute are tapping in instead of 20 at this hour on "
        "weekdays, since 8:23 am."
    )
    assert played.end.headline == "No more riders than usual at Central Station"
    assert played.end.message == (
        "At Central Station, up to 60 riders a minute tapped in instead of 20 at this hour on "
        "weekdays, from 8:23 am to 8:44 am; that is over."
    )


def test_the_sentence_says_so_where_only_the_hours_before_are_known():
    played = look((80, 20), (20, 60))
    assert played.first.message == (
        "At Central Station, 60 riders a minute are tapping in instead of 20 as in the hours "
        "before, since 9:23 am."
    )
    assert played.looks[0].spot.stops == ("central",)
    assert played.looks[0].spot.point == LonLat(-74.0, 40.7)
    assert played.looks[0].at > at(80)
