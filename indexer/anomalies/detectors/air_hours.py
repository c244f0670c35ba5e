"""Gather one pollutant's readings into hourly means, without those of a sensor out of order."""

from datetime import timedelta
from typing import Final

import msgspec

from indexer.anomalies.detectors.nowcast import HOURS
from indexer.anomalies.statistics import steady

HOUR_MS: Final = 3_600_000
COMPLETE: Final = 0.75
"""An hour has a mean where readings cover this share of it (EPA's completeness)."""
STUCK_READINGS: Final = 20
STUCK_MS: Final = HOUR_MS
"""A value that stays exactly the same for both so many readings and so long is stuck."""
_SLOW_MS: Final = 15 * 60_000
"""A sensor slower than this is not smoothed: its readings are means already."""


class AirHours(msgspec.Struct):
    """Hold one pollutant's last 12 hours, and the one that runs.

    Attributes:
        hours: by an hour's start in milliseconds: how many readings, and their sum.
        start_ms: of the hour that runs.
        count: its readings so far, and `total` their sum.
        recent: its last three readings; each counts as their middle, so that one slip is none.
        same: how often the newest value was read in a row, since `same_ms`.
    """

    hours: dict[int, tuple[int, float]] = msgspec.field(
        default_factory=dict[int, tuple[int, float]]
    )
    start_ms: int = 0
    count: int = 0
    total: float = 0.0
    recent: list[float] = msgspec.field(default_factory=list[float])
    value: float = -1.0
    same: int = 0
    same_ms: int = 0

    def add(self, at_ms: int, value: float, most: float, usual_ms: int) -> bool:
        """Take one reading; return whether it shows that earlier ones must be left out.

        Args:
            at_ms: when it was taken, in milliseconds since 1970.
            value: the concentration.
            most: what reads more is impossible, and left out.
            usual_ms: the station's usual interval.
        """
        if value > most:
            return False
        if value != self.value:
            self.value, self.same, self.same_ms = value, 0, at_ms
        self.same += 1
        if self.same >= STUCK_READINGS and at_ms - self.same_ms >= STUCK_MS:
            return self._left_out_since(self.same_ms)
        middle = steady(self.recent, value)
        if at_ms >= self.start_ms + HOUR_MS:
            self._turn(at_ms)
        self.count += 1
        self.total += value if usual_ms > _SLOW_MS else middle
        return False

    def means(self, hour_ms: int, usual: timedelta) -> list[float | None]:
        """Return the means of the 12 hours before the one that starts at `hour_ms`, newest first.

        Args:
            hour_ms: start of the hour that runs.
            usual: the station's usual interval, by which an hour is complete or not.
        """
        needed = COMPLETE * HOUR_MS / max(1, usual // timedelta(milliseconds=1))
        if hour_ms > self.start_ms:
            self._turn(hour_ms)
        means: list[float | None] = []
        for ago in range(1, HOURS + 1):
            count, total = self.hours.get(hour_ms - ago * HOUR_MS, (0, 0.0))
            means.append(total / count if count and count >= needed else None)
        return means

    def _turn(self, at_ms: int) -> None:
        if self.count:
            self.hours[self.start_ms] = (self.count, self.total)
        self.start_ms, self.count, self.total = at_ms - at_ms % HOUR_MS, 0, 0.0
        for start in [start for start in self.hours if start < self.start_ms - HOURS * HOUR_MS]:
            del self.hours[start]

    def _left_out_since(self, since_ms: int) -> bool:
        self.count, self.total = 0, 0.0
        first = since_ms - since_ms % HOUR_MS
        spoilt = [start for start in self.hours if start >= first]
        for start in spoilt:
            del self.hours[start]
        return bool(spoilt)
