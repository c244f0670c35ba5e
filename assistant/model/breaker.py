"""Let a model's server rest that fails, and try it again now and then."""

from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

_MINUTE_S: Final = 60.0
_CALLS_A_MINUTE: Final = 10


class Outcome(Enum):
    """What became of one request to the server, as far as its health is concerned."""

    ANSWERED = auto()
    """It answered, whatever it said."""
    FAILED = auto()
    """It could not be reached, was too late, or refused everybody."""
    UNKNOWN = auto()
    """Nobody waited for it to end."""


class Breaker:
    """Open after failures in a row; then let one request through every so often.

    While failures stand, no more than ten requests go out in any minute. Every `enter` that
    returned True is followed by one `leave`.
    """

    def __init__(self, failures: int, rest_s: float, now_s: Callable[[], float]) -> None:
        """Close the breaker.

        Args:
            failures: so many in a row open it; 0 keeps it closed for ever.
            rest_s: seconds between two tries while it is open.
            now_s: a monotonic clock.
        """
        self._limit = failures
        self._rest_s = rest_s
        self._now_s = now_s
        self._in_a_row = 0
        self._next_try_s = 0.0
        self._trying = False
        self._calls: deque[float] = deque(maxlen=_CALLS_A_MINUTE)

    @property
    def open(self) -> bool:
        """Say whether the server rests."""
        return bool(self._limit) and self._in_a_row >= self._limit

    def enter(self) -> bool:
        """Ask to send one request; False means not now."""
        if not self._limit:
            return True
        now = self._now_s()
        if now < self._next_try_s or (self.open and self._trying):
            return False
        crowded = len(self._calls) == _CALLS_A_MINUTE and now - self._calls[0] < _MINUTE_S
        if self._in_a_row and crowded:
            return False
        self._calls.append(now)
        if self.open:
            self._trying = True
            self._next_try_s = now + self._rest_s
        return True

    def leave(self, outcome: Outcome, *, rest_s: float = 0.0) -> None:
        """Tell what became of a request.

        Args:
            outcome: what became of it.
            rest_s: how long a server that failed asked to be left alone.
        """
        self._trying = False
        if outcome is Outcome.UNKNOWN:
            return
        if outcome is Outcome.ANSWERED:
            if self.open:
                self._next_try_s = 0.0
            self._in_a_row = 0
            return
        self._in_a_row += 1
        rest_s = max(rest_s, self._rest_s if self.open else 0.0)
        self._next_try_s = max(self._next_try_s, self._now_s() + rest_s)
