"""When each line's vehicles set out: headways by the time of day, on weekdays and at weekends."""

from dataclasses import dataclass

EVERY_DAY, WEEKDAYS, WEEKENDS = "daily", "weekdays", "weekends"

# The parts of a service day, from when they hold (minutes after midnight); night ends before 5:00.
DAWN, MORNING, MIDDAY, EVENING_PEAK = 5 * 60, 6 * 60 + 30, 9 * 60 + 30, 15 * 60 + 30
EVENING, LATE, NIGHT, END = 19 * 60, 22 * 60, 24 * 60 + 30, 28 * 60 + 15


@dataclass(frozen=True)
class Headways:
    """Minutes between two vehicles of one direction; `night` 0 is no service at night."""

    peak: int
    day: int
    late: int
    night: int = 0


_METRO = Headways(peak=5, day=10, late=20)
_BUS = Headways(peak=10, day=15, late=30)
_BUSY_BUS = Headways(peak=8, day=15, late=30, night=40)

HEADWAYS: dict[str, Headways] = {
    "Blue": Headways(peak=5, day=10, late=20, night=40),
    "Red": _METRO,
    "Green": _METRO,
    "Airport": Headways(peak=10, day=15, late=30, night=40),
    "4": _BUSY_BUS,
    "7": Headways(peak=8, day=15, late=30),
    "12": _BUSY_BUS,
    "15": _BUS,
    "22": _BUS,
    "30": _BUS,
    "42": _BUS,
    "55": _BUS,
}


def departures_min(line: str) -> list[tuple[int, str]]:
    """Return when a line's vehicles leave either end, and on which days.

    Returns:
        Minutes after midnight of the service day, above 24 hours after the next midnight, in
        order, each with the name of its service.
    """
    headways = HEADWAYS[line]
    weekdays, weekends = _minutes(headways, headways.peak), _minutes(headways, headways.day)
    return [
        (minute, EVERY_DAY if minute in weekdays and minute in weekends
         else WEEKDAYS if minute in weekdays else WEEKENDS)
        for minute in sorted(weekdays | weekends)
    ]  # fmt: skip


def _minutes(headways: Headways, peak: int) -> set[int]:
    parts = (
        (DAWN, MORNING, headways.day),
        (MORNING, MIDDAY, peak),
        (MIDDAY, EVENING_PEAK, headways.day),
        (EVENING_PEAK, EVENING, peak),
        (EVENING, LATE, headways.day),
        (LATE, NIGHT, headways.late),
        (NIGHT, END, headways.night),
    )
    return {minute for begin, end, step in parts if step for minute in range(begin, end, step)}
