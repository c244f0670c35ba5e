"""Keep a day's tokens within a cap: reserved before a model is asked, settled afterwards."""

from dataclasses import dataclass
from datetime import date, tzinfo

from core.timespan import Clock


@dataclass(frozen=True, slots=True)
class Reservation:
    """Hold tokens that were set aside, and the city's day that they belong to."""

    tokens: int
    day: date


class Budget:
    """Count one day's tokens of this process, in the city's days."""

    def __init__(self, daily_tokens: int, zone: tzinfo, clock: Clock) -> None:
        self._cap = daily_tokens
        self._zone = zone
        self._clock = clock
        self._day: date = self._today()
        self._used = 0

    @property
    def left(self) -> int:
        """Return how many tokens today still has; never below 0."""
        self._turn_over()
        return max(0, self._cap - self._used)

    def reserve(self, tokens: int) -> Reservation | None:
        """Set tokens aside; None where today has not that many left."""
        if tokens > self.left:
            return None
        self._used += tokens
        return Reservation(tokens, self._day)

    def settle(self, reserved: Reservation, used: int) -> None:
        """Put what was really used in place of what was reserved.

        What was reserved yesterday burdens yesterday, which nobody counts any more.
        """
        self._turn_over()
        if reserved.day == self._day:
            self._used += used - reserved.tokens

    def _turn_over(self) -> None:
        today = self._today()
        if today != self._day:
            self._day, self._used = today, 0

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()
