"""Keep event time: the watermark, a sliding window, the usual interval, and panes.

All are small msgspec structs without a clock, made without arguments, so that a detector's state
may hold them and go into a snapshot. Instants are milliseconds since 1970.
"""

from datetime import timedelta
from statistics import median
from typing import Final

import msgspec

DISORDER: Final = timedelta(seconds=5)
"""How far the watermark stays behind the newest event time."""
LATENESS: Final = timedelta(seconds=30)
"""What is older than the watermark by more than this is late."""
MAX_SAMPLES: Final = 512
"""A sliding window that is given more keeps the newest."""
_DISORDER_MS: Final = DISORDER // timedelta(milliseconds=1)
_LATENESS_MS: Final = LATENESS // timedelta(milliseconds=1)
_GAPS_KEPT: Final = 9
_GAPS_NEEDED: Final = 3
_UNSET: Final = -(1 << 60)


class Watermark(msgspec.Struct):
    """Follow how far one partition's event time has come.

    The newest event time counts only up to the instant at which its record reached the log: a
    sensor whose clock runs ahead must not make all the others late.
    """

    ms: int = _UNSET
    """Everything before this is taken to have been heard; never goes back."""

    @property
    def known(self) -> bool:
        """Say whether anything was heard yet."""
        return self.ms != _UNSET

    def hear(self, event_ms: int, arrived_ms: int) -> bool:
        """Take note of one reading; return whether the watermark moved on.

        Args:
            event_ms: when it was measured.
            arrived_ms: when its record reached the log, in city time; -1 for unknown.
        """
        reached = min(event_ms, arrived_ms) if arrived_ms >= 0 else event_ms
        if reached - _DISORDER_MS <= self.ms:
            return False
        self.ms = reached - _DISORDER_MS
        return True

    def is_late(self, event_ms: int) -> bool:
        """Say whether a reading comes too late to count."""
        return event_ms < self.ms - _LATENESS_MS


class Sliding(msgspec.Struct):
    """Keep the values of the last while, by the instants at which they were measured."""

    samples: list[tuple[int, float]] = []

    def add(self, at_ms: int, value: float, span_ms: int) -> None:
        """Add a value, and forget those that are `span_ms` older than the newest."""
        samples = self.samples
        samples.append((at_ms, value))
        if len(samples) > 1 and at_ms < samples[-2][0]:
            samples.sort()
        self.forget(samples[-1][0] - span_ms)
        if len(samples) > MAX_SAMPLES:
            del samples[: len(samples) - MAX_SAMPLES]

    def forget(self, before_ms: int) -> None:
        """Forget the values measured before an instant."""
        samples = self.samples
        if samples and samples[0][0] < before_ms:
            kept = next((n for n, (at, _) in enumerate(samples) if at >= before_ms), len(samples))
            del samples[:kept]

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def total(self) -> float:
        """Return the sum of the values."""
        return sum(value for _, value in self.samples)

    @property
    def mean(self) -> float:
        """Return the mean; 0 for no values."""
        return self.total / len(self.samples) if self.samples else 0.0


class UsualInterval(msgspec.Struct, array_like=True):
    """Learn how long it usually takes from one reading to the next: a running median."""

    heard_ms: int = _UNSET
    """When the newest reading was measured."""
    gaps: list[int] = []
    """The last gaps in milliseconds, the newest last."""

    def hear(self, at_ms: int) -> bool:
        """Take note of a reading; return whether it is newer than all before."""
        if at_ms <= self.heard_ms:
            return False
        if self.heard_ms != _UNSET:
            self.gaps.append(at_ms - self.heard_ms)
            if len(self.gaps) > _GAPS_KEPT:
                del self.gaps[0]
        self.heard_ms = at_ms
        return True

    @property
    def usual(self) -> timedelta | None:
        """Return the usual interval; None while too few readings were heard to say."""
        if len(self.gaps) < _GAPS_NEEDED:
            return None
        return timedelta(milliseconds=median(self.gaps))


def panes(after_ms: int, up_to_ms: int, length_ms: int) -> range:
    """Return the ends of the panes that close after one instant, up to another."""
    first = after_ms - after_ms % length_ms + length_ms
    return range(first, up_to_ms + 1, length_ms)
