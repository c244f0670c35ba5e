"""Learn what is usual of one subject at each hour of weekdays and of weekends.

What was measured in the same hour on other days counts first. Where there is none yet, the hours
before do, carried on by the course that a day usually takes in a city.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from indexer.anomalies.statistics import Average

DAYS: Final = 20.0
"""How many days of an hour count: what is usual follows the season."""
_HOUR_S: Final = 3600.0
_HELD: Final = 0.6
"""An hour counts as measured where its readings lie over this share of it."""


class By(Enum):
    """Say from what the usual value was taken."""

    SAME_HOUR = "same_hour"
    HOURS_BEFORE = "hours_before"


class Expected(NamedTuple):
    """Hold what is usual at an instant, and from what that is known."""

    value: float
    by: By
    weekend: bool


class Course(NamedTuple):
    """Hold the course that a day usually takes: 24 shares of the most there is, by local hour.

    An hour's share holds at its middle; between two it is interpolated.
    """

    weekday: Sequence[float]
    weekend: Sequence[float]

    def at(self, hours: float, weekend: bool) -> float:
        """Return the share at a local time in hours since midnight."""
        shares = self.weekend if weekend else self.weekday
        place = hours - 0.5
        before = int(place // 1)
        part = place - before
        return shares[before % 24] * (1 - part) + shares[(before + 1) % 24] * part


class Moment(NamedTuple):
    """Hold an instant as the city counts time.

    Attributes:
        total_h: local hours since 1970.
        share: of the day's course.
    """

    total_h: float
    weekend: bool
    share: float


class Usual(msgspec.Struct):
    """Hold what was measured so far, hour by hour.

    Attributes:
        days: mean over days, by hour, those of weekends from 24 on.
        hour: the local hour that runs, counted from 1970.
        begun: which share of it had passed at its first reading, and `reached` at its last.
        running: its mean so far.
        base: what was measured lately, over the course's share at its time.
        offset_s: the zone's offset from UTC, known until `offset_until_s`.
    """

    days: dict[int, Average] = msgspec.field(default_factory=dict[int, Average])
    hour: int = -1
    begun: float = 0.0
    reached: float = 0.0
    running: Average = msgspec.field(default_factory=Average)
    base: Average = msgspec.field(default_factory=Average)
    offset_s: float = 0.0
    offset_until_s: float = 0.0

    def learn(self, value: float, at: Moment, *, ordinary: bool, memory: float) -> None:
        """Take one value.

        Args:
            value: what was measured; already cut to a plausible distance where not `ordinary`.
            at: when.
            ordinary: False for what is an anomaly: it must not become what is usual lately.
            memory: how many values `base` stands for at most.
        """
        hour = int(at.total_h)
        part = at.total_h - hour
        if hour != self.hour:
            if self.reached - self.begun >= _HELD:
                self.days.setdefault(_slot(self.hour), Average()).add(self.running.mean, DAYS)
            self.hour, self.begun, self.running = hour, part, Average()
        self.reached = part
        self.running.add(value)
        if ordinary:
            self.base.add(value / at.share, memory)

    def expected(self, at: Moment, least: float) -> Expected | None:
        """Return what is usual; `least` values of the hours before are needed for them to do."""
        weekend, first = at.weekend, int(at.total_h) % 24
        here = self.days.get(first + 24 * weekend)
        if here is not None:
            part = at.total_h % 1 - 0.5
            beside = self.days.get((first + (1 if part > 0 else -1)) % 24 + 24 * weekend)
            value = here.mean
            if beside is not None:
                value += abs(part) * (beside.mean - value)
            return Expected(value, By.SAME_HOUR, weekend)
        if self.base.weight < least:
            return None
        return Expected(self.base.mean * at.share, By.HOURS_BEFORE, weekend)

    def moment(self, at_s: float, timezone: ZoneInfo, course: Course) -> Moment:
        """Return an instant, given in seconds since 1970, as the city counts time."""
        if not self.offset_until_s - _HOUR_S <= at_s < self.offset_until_s:
            offset = datetime.fromtimestamp(at_s, timezone).utcoffset()
            self.offset_s = offset.total_seconds() if offset else 0.0
            self.offset_until_s = (at_s // _HOUR_S + 1) * _HOUR_S  # zones change on the hour
        total = (at_s + self.offset_s) / _HOUR_S
        weekend = _on_weekend(int(total))
        return Moment(total, weekend, course.at(total % 24, weekend))


def _on_weekend(hour: int) -> bool:
    return (hour // 24 + 3) % 7 >= 5  # 1970 began on a Thursday


def _slot(hour: int) -> int:
    return hour % 24 + 24 * _on_weekend(hour)
