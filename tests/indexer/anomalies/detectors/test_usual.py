"""What is usual at an hour: learnt by days, else from the hours before."""

from datetime import datetime
from zoneinfo import ZoneInfo

from indexer.anomalies.detectors.usual import By, Course, Usual

NEW_YORK = ZoneInfo("America/New_York")
LEVEL = Course((1.0,) * 24, (1.0,) * 24)
PEAKS = Course(tuple(0.5 + (hour in (8, 17)) * 0.5 for hour in range(24)), (0.5,) * 24)


def second(day: int, hour: float) -> float:
    """Return the instant of a local time of November 2026 in seconds since 1970."""
    local = datetime(2026, 11, day, int(hour), round(hour % 1 * 60), tzinfo=NEW_YORK)
    return local.timestamp()


def learn(usual: Usual, day: int, hour: int, value: float, share: float = 1.0) -> None:
    for minute in range(round(60 * share)):
        now = usual.moment(second(day, hour) + 60 * minute, NEW_YORK, LEVEL)
        usual.learn(value, now, ordinary=True, memory=60)


def value_at(usual: Usual, day: int, hour: float, course: Course = LEVEL) -> tuple[float, By]:
    found = usual.expected(usual.moment(second(day, hour), NEW_YORK, course), least=10)
    assert found is not None
    return found.value, found.by


def test_the_same_hour_of_weekdays_is_known_after_one_of_them():
    usual = Usual()
    learn(usual, 17, 8, 40)
    learn(usual, 17, 9, 20)
    learn(usual, 17, 10, 20)
    assert value_at(usual, 18, 8.5) == (40, By.SAME_HOUR)
    assert value_at(usual, 18, 9.5) == (20, By.SAME_HOUR)
    assert value_at(usual, 18, 9.0) == (30, By.SAME_HOUR)


def test_a_weekend_is_not_a_weekday():
    usual = Usual()
    learn(usual, 20, 8, 40)  # Friday
    learn(usual, 20, 9, 10)
    assert value_at(usual, 21, 8.5)[1] is By.HOURS_BEFORE
    learn(usual, 21, 8, 16)  # Saturday
    learn(usual, 21, 9, 16)
    assert value_at(usual, 22, 8.5) == (16, By.SAME_HOUR)
    assert value_at(usual, 23, 8.5) == (40, By.SAME_HOUR)


def test_half_an_hour_is_no_hour():
    usual = Usual()
    learn(usual, 17, 8, 40, share=0.5)
    learn(usual, 17, 9, 20)
    assert value_at(usual, 18, 8.5)[1] is By.HOURS_BEFORE


def test_the_hours_before_are_carried_on_by_the_course_of_a_day():
    usual = Usual()
    for minute in range(60):
        at_s = second(17, 15) + 60 * minute
        usual.learn(20, usual.moment(at_s, NEW_YORK, PEAKS), ordinary=True, memory=60)
    assert value_at(usual, 17, 17.5, PEAKS) == (40, By.HOURS_BEFORE)


def test_an_anomaly_does_not_become_what_was_lately():
    usual = Usual()
    learn(usual, 17, 8, 40)
    for minute in range(60):
        at_s = second(17, 9) + 60 * minute
        usual.learn(90, usual.moment(at_s, NEW_YORK, LEVEL), ordinary=False, memory=60)
    assert value_at(usual, 17, 11.5) == (40, By.HOURS_BEFORE)


def test_where_too_little_is_known_nothing_is_expected():
    usual = Usual()
    assert usual.expected(usual.moment(second(17, 8), NEW_YORK, LEVEL), least=1) is None


def test_hours_are_the_citys_when_the_clocks_change():
    usual = Usual()
    learn(usual, 1, 0, 5)  # a Sunday; at two o'clock it is one o'clock again
    learn(usual, 1, 8, 40)
    learn(usual, 1, 9, 10)
    assert value_at(usual, 7, 8.5) == (40, By.SAME_HOUR)


def test_a_year_of_hours_is_48_numbers():
    usual = Usual()
    for hour in range(24 * 21):
        for minute in (0, 20, 59):
            at_s = second(1, 0) + 3600 * hour + 60 * minute
            now = usual.moment(at_s, NEW_YORK, LEVEL)
            usual.learn(hour % 24, now, ordinary=True, memory=60)
    assert len(usual.days) == 48
