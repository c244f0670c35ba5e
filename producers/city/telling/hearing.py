"""Say when a source can be heard, given how it fails."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from core.city import Source
from core.timespan import Span
from producers.city.chance import share
from producers.city.plan_parts import SourceFailure
from producers.city.scenario import How
from producers.heartbeat import FeedError

MOST_BETWEEN: Final = timedelta(seconds=30)
"""No source lets more time pass between two heartbeats."""


def beat_every(source: Source) -> timedelta:
    """Return how often a source sends a heartbeat."""
    return min(source.max_silence / 3, MOST_BETWEEN)


class Hearing:
    """Know when one source is heard.

    Args:
        source: which.
        failures: those of all sources.
    """

    def __init__(self, source: Source, failures: Iterable[SourceFailure]) -> None:
        self.source = source
        self.failures = tuple(
            sorted((f for f in failures if f.source == source.id), key=lambda f: f.span.start)
        )
        self._every = beat_every(source)
        self._phase = self._every * share(0, "heartbeat", source.id)
        self._mute = [span for f in self.failures for span in self._mute_spans(f)]
        self._starts = [span.start for span in self._mute]

    def heard_from(self, at: datetime) -> datetime:
        """Return the first instant from `at` on at which it can be heard."""
        place = bisect_right(self._starts, at) - 1
        if place >= 0:
            end = self._mute[place].end
            if end is not None and at < end:
                return self.heard_from(end)
        return at

    def failure_at(self, at: datetime) -> SourceFailure | None:
        """Return the failure that an instant lies in; None where the source is well."""
        return next((failure for failure in self.failures if at in failure.span), None)

    def beats(self, since: datetime, until: datetime) -> Iterable[datetime]:
        """Yield the instants at which it would send a heartbeat."""
        number = -(-(since - _EPOCH - self._phase) // self._every)
        at = _EPOCH + self._phase + number * self._every
        while at < until:
            yield at
            at += self._every

    def error_at(self, at: datetime) -> FeedError | None:
        """Return what a heartbeat at an instant says; None where all is well, or it is silent."""
        failure = self.failure_at(at)
        if failure is None or failure.how is How.SILENCE:
            return None
        if failure.how is How.STALE:
            return FeedError.STALE_CONTENT
        return FeedError.UNREACHABLE if self.heard_from(at) > at else None

    def last_ok(self, at: datetime) -> datetime:
        """Return when its last good look was, at an instant within a failure."""
        for beat in reversed(list(self.beats(at - self._longest(at), at))):
            if self.heard_from(beat) == beat:
                return beat
        return at - self._longest(at)

    def _longest(self, at: datetime) -> timedelta:
        failure = self.failure_at(at)
        begun = at if failure is None else failure.span.start
        return at - begun + 2 * self._every

    def _mute_spans(self, failure: SourceFailure) -> Iterable[Span]:
        end = failure.span.end or failure.span.start
        if failure.how is not How.FLICKER:
            yield failure.span
            return
        at = failure.span.start
        while at < end:
            yield Span(at, min(end, at + self._every))
            at += 2 * self._every


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
