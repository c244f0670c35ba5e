from datetime import UTC, datetime, timedelta

import pytest

from core.event import EventType
from core.timespan import Span
from evals.alarms import Alarm, Truth, tally, wilson

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LATE = EventType.VEHICLE_DELAY


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def truth(start: float, end: float | None, subject: str = "bus-1", kind: EventType = LATE) -> Truth:
    return Truth(kind, subject, Span(at(start), None if end is None else at(end)))


def alarm(
    start: float, end: float | None, told: float | None = None, subject: str = "bus-1",
    kind: EventType = LATE,
) -> Alarm:  # fmt: skip
    span = Span(at(start), None if end is None else at(end))
    return Alarm(kind, subject, span, at(start if told is None else told))


@pytest.mark.parametrize(
    ("truths", "alarms", "found", "missed", "right", "false"),
    [
        ([truth(0, 10)], [alarm(2, 11)], 1, 0, 1, 0),
        ([truth(0, 10)], [alarm(12, 20)], 1, 0, 1, 0),
        ([truth(0, 10)], [alarm(14, 20)], 0, 1, 0, 1),
        ([truth(0, 10)], [], 0, 1, 0, 0),
        ([], [alarm(0, 10)], 0, 0, 0, 1),
        ([truth(0, 10)], [alarm(2, 11, subject="bus-2")], 0, 1, 0, 1),
        ([truth(0, 10)], [alarm(2, 11, kind=EventType.BREAKDOWN)], 0, 1, 0, 1),
        ([truth(0, None)], [alarm(50, None)], 1, 0, 1, 0),
        ([truth(0, 10), truth(14, 20)], [alarm(2, 19)], 1, 0, 1, 0),
        ([truth(0, 10), truth(30, 40)], [alarm(2, 39)], 2, 0, 1, 0),
        ([truth(0, 10)], [alarm(1, 4), alarm(6, 9)], 1, 0, 2, 0),
    ],
)
def test_an_alarm_is_right_where_it_meets_its_truth(
    truths: list[Truth], alarms: list[Alarm], found: int, missed: int, right: int, false: int
) -> None:
    tallies = tally(truths, alarms).values()

    assert sum(len(t.found) for t in tallies) == found
    assert sum(len(t.missed) for t in tallies) == missed
    assert sum(len(t.right) for t in tallies) == right
    assert sum(len(t.false) for t in tallies) == false


def test_a_slowdown_finds_the_congestion_that_it_is() -> None:
    road = truth(0, 30, "main-street", EventType.CONGESTION)
    counted = tally([road], [alarm(3, 20, subject="main-street", kind=EventType.SLOWDOWN)])

    assert counted[EventType.CONGESTION].recall == 1
    assert counted[EventType.CONGESTION].precision == 1


def test_the_delay_runs_from_the_truths_beginning_to_the_first_message() -> None:
    counted = tally([truth(0, 30)], [alarm(1, 30, told=4), alarm(10, 20)])

    assert counted[LATE].delays_s == [240]


def test_the_interval_of_no_failures_is_not_certainty() -> None:
    low, high = wilson(300, 300)

    assert 0.98 < low < 1
    assert high == 1
    assert wilson(0, 0) == (0, 1)


def test_what_is_over_at_once_may_be_seen_and_need_not_be() -> None:
    brief = Truth(LATE, "bus-1", Span(at(0), at(1)), brief=True)

    assert tally([brief], [alarm(0, 1)])[LATE].precision == 1
    assert tally([brief], [])[LATE].recall is None
