"""Tell time: aware UTC instants, half-open spans, and the clock that is passed in."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, final

from core.errors import Misconfigured


class Clock(Protocol):
    """Say what time it is in the city; the only way that code may learn it."""

    def now(self) -> datetime:
        """Return the present instant as aware UTC."""
        ...


@final
@dataclass(frozen=True, slots=True)
class SystemClock:
    """Follow the machine's clock."""

    def now(self) -> datetime:
        """Return the machine's time as aware UTC."""
        return datetime.now(UTC)


@final
@dataclass(frozen=True, slots=True)
class ScaledClock:
    """Run city time at a multiple of wall time (`CIVIC_CLOCK`, contract 4).

    Attributes:
        city_start: the city's instant at `wall_start`.
        wall_start: the machine's instant at which the scaled time began.
        rate: city seconds for each second of the wall, above 0.
    """

    city_start: datetime
    wall_start: datetime
    rate: float

    def now(self) -> datetime:
        """Return the city's present instant as aware UTC."""
        return self.city_start + (datetime.now(UTC) - self.wall_start) * self.rate


@final
class ManualClock:
    """Stand still until told to move: the double for tests and time scripts."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant last set."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to `instant`, backwards too."""
        self._now = instant.astimezone(UTC)

    def advance(self, step: timedelta) -> None:
        """Move on by `step`."""
        self._now += step


def clock_from(environ: Mapping[str, str] = os.environ) -> Clock:
    """Make the process's clock from `CIVIC_CLOCK=<city start>@<wall start>@<rate>`.

    Raises:
        Misconfigured: the variable is set and cannot be read.
    """
    text = environ.get("CIVIC_CLOCK", "")
    if not text:
        return SystemClock()
    try:
        city_text, wall_text, rate_text = text.split("@")
        city, wall, rate = parse_rfc3339(city_text), parse_rfc3339(wall_text), float(rate_text)
    except ValueError as error:
        raise Misconfigured(
            f"CIVIC_CLOCK={text!r} is not <city start>@<wall start>@<rate>"
        ) from error
    if rate <= 0:
        raise Misconfigured(f"CIVIC_CLOCK={text!r}: the rate must be above 0")
    return ScaledClock(city, wall, rate)


def paced(wall_s: float, clock: Clock, least_s: float = 0.1) -> float:
    """Return how often, in wall seconds, to do what an unscaled clock wants every `wall_s`.

    A clock that runs faster wants it as much oftener, so that in city time nothing is later; but
    never more often than every `least_s`.
    """
    rate = clock.rate if isinstance(clock, ScaledClock) else 1.0
    return min(wall_s, max(least_s, wall_s / rate))


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hold a half-open stretch of time `[start, end)`; a missing end is open."""

    start: datetime
    end: datetime | None = None

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant and (self.end is None or instant < self.end)

    def overlaps(self, other: "Span") -> bool:
        """Say whether the two spans share an instant."""
        return (self.end is None or other.start < self.end) and (
            other.end is None or self.start < other.end
        )


def parse_rfc3339(text: str) -> datetime:
    """Read an RFC 3339 instant that carries its offset.

    Raises:
        ValueError: the text is no such instant, or has no offset.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return instant.astimezone(UTC)


def to_millis(instant: datetime) -> int:
    """Return the instant as whole milliseconds since 1970, as Kafka and Redis keep it."""
    return round(instant.timestamp() * 1000)


def from_millis(millis: float) -> datetime:
    """Return the aware UTC instant of milliseconds since 1970."""
    return datetime.fromtimestamp(millis / 1000, UTC)


def format_rfc3339(instant: datetime) -> str:
    """Write an instant as RFC 3339 in UTC, as it goes on the wire."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def monotonic_s() -> float:
    """Return seconds on the machine's monotonic clock, for durations only."""
    return time.monotonic()
