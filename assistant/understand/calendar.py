"""Turn days and times of day, as people say them in a city, into instants."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from core.timespan import Span

DAY: Final = timedelta(days=1)
MINUTE: Final = timedelta(minutes=1)
_SMALL_HOURS: Final = 4
"""Before this hour people still call the day before's night tonight."""


class PartOfDay(StrEnum):
    """Name a part of a day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


_HOURS: Final = {
    PartOfDay.MORNING: (5, 12),
    PartOfDay.AFTERNOON: (12, 18),
    PartOfDay.EVENING: (18, 24),
    PartOfDay.NIGHT: (18, 30),
}
"""From which hour to which; 30 is 6 o'clock of the next day."""


@dataclass(frozen=True, slots=True)
class LocalTime:
    """Tell the time in one city at one instant.

    Attributes:
        now: aware UTC.
        zone: the city's zone, in which days begin and clocks are read.
    """

    now: datetime
    zone: ZoneInfo

    @property
    def local(self) -> datetime:
        """Return what the city's clocks show."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """Return the city's date."""
        return self.local.date()

    @property
    def monday(self) -> date:
        """Return the day on which this week began."""
        return self.today - timedelta(days=self.today.weekday())

    def at(self, day: date, hour: float = 0, minute: int = 0) -> datetime:
        """Return the instant of a time of day, as aware UTC.

        A time that the clocks show twice is the earlier; one that they leave out counts on from
        before they were put forward. Hours from 24 on are those of the next day.
        """
        days, hours = divmod(int(hour), 24)
        wall = datetime.combine(day + timedelta(days=days), time(hours, minute), self.zone)
        return wall.astimezone(UTC)

    def days(self, start: date, end: date) -> Span:
        """Return the whole days from `start` up to `end`, which is left out; of 23 to 25 hours."""
        return Span(self.at(start), self.at(end))

    def day(self, day: date) -> Span:
        """Return one whole day."""
        return self.days(day, day + DAY)

    def part(self, day: date, part: PartOfDay) -> Span:
        """Return a part of a day; the night is that which begins then."""
        start, end = _HOURS[part]
        return Span(self.at(day, start), self.at(day, end))

    def tonight(self) -> Span:
        """Return the night that goes on, or the next one; at 00:30 it is still going on."""
        small = self.local.hour < _SMALL_HOURS
        return self.part(self.today - DAY if small else self.today, PartOfDay.NIGHT)

    def weekend(self, weeks: int = 0) -> Span:
        """Return Saturday and Sunday of this week, or of one so many weeks away."""
        saturday = self.monday + timedelta(days=5 + 7 * weeks)
        return self.days(saturday, saturday + 2 * DAY)

    def week(self, weeks: int = 0) -> Span:
        """Return a week from Monday on: this one, or one so many weeks away."""
        monday = self.monday + timedelta(days=7 * weeks)
        return self.days(monday, monday + 7 * DAY)

    def month(self, months: int = 0) -> Span:
        """Return a calendar month: this one, or one so many months away."""
        number = self.today.year * 12 + self.today.month - 1 + months
        first, following = (date(n // 12, n % 12 + 1, 1) for n in (number, number + 1))
        return self.days(first, following)
