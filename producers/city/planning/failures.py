"""Plan when and how the city's sources fail."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from core.city import Source
from core.timespan import Span
from producers.city.chance import chance
from producers.city.plan_parts import SourceFailure
from producers.city.planning.upsets import arrivals
from producers.city.scenario import How, Scenario

RECOVERED: Final = timedelta(minutes=1)
"""So long before a stretch ends every source is well again, to say what it held back."""
LASTS_MIN: Final = (4.0, 15.0)
"""The least and the most minutes of a failure that comes by itself."""


def plan_failures(
    scenario: Scenario, sources: Sequence[Source], span: Span, seed: int
) -> tuple[SourceFailure, ...]:
    """Return the failures of a stretch in order; of one source none overlaps another."""
    kept: list[SourceFailure] = []
    for failure in (
        *_scripted(scenario, sources, span),
        *_by_chance(scenario, sources, span, seed),
    ):
        mine = (other.span for other in kept if other.source == failure.source)
        if not any(failure.span.overlaps(other) for other in mine):
            kept.append(failure)
    return tuple(sorted(kept, key=lambda failure: (failure.span.start, failure.source)))


def _scripted(scenario: Scenario, sources: Sequence[Source], span: Span) -> Iterator[SourceFailure]:
    for part in scenario.failures:
        starts = span.start + timedelta(minutes=part.at_min)
        ends = starts + timedelta(minutes=part.minutes)
        if span.end is not None:
            ends = min(ends, span.end - RECOVERED)
        if starts < ends:
            for source in sources:
                if part.knows in source.types:
                    yield SourceFailure(source=source.id, span=Span(starts, ends), how=part.how)


def _by_chance(
    scenario: Scenario, sources: Sequence[Source], span: Span, seed: int
) -> Iterator[SourceFailure]:
    if not sources:
        return
    for at in arrivals(seed, "failures", span, scenario.failures_an_hour):
        luck = chance(seed, "failure", at.isoformat())
        source, how = luck.choice(list(sources)), luck.choice(list(How))
        ends = at + timedelta(minutes=luck.uniform(*LASTS_MIN))
        if span.end is None or ends < span.end - RECOVERED:
            yield SourceFailure(source=source.id, span=Span(at, ends), how=how)
