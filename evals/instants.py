"""Choose the instants at which a city is asked: around what happens, while sources are blind."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from evals.ledger import OVER
from evals.recorded_city import Heard, RecordedCity
from producers.city.plan_parts import SourceFailure

SOON: Final = timedelta(seconds=3)
"""So soon after a message it must be known."""


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """Hold one instant, why it was chosen, and what it was chosen for.

    Attributes:
        at: when.
        kind: before, first, during, update, end, afterwards, withdrawn, blind, recovered or calm.
        event_id: the event, where it was chosen for one.
        source: the source, where it was chosen for one that is blind.
    """

    at: datetime
    kind: str
    event_id: str = ""
    source: str = ""


def instants(city: RecordedCity, most: int, chance: Random) -> list[Instant]:
    """Return at most so many instants of a take, in order, every kind among them."""
    by_kind: dict[str, list[Instant]] = {}
    failures = [line for line in city.world.account() if isinstance(line, SourceFailure)]
    for found in (*_of_events(city.story(), chance), *_of_failures(city, failures, chance)):
        if city.begins + timedelta(minutes=1) < found.at < city.ends:
            by_kind.setdefault(found.kind, []).append(found)
    length = (city.ends - city.begins).total_seconds()
    by_kind["calm"] = [
        Instant(city.begins + timedelta(seconds=round(chance.uniform(120, length))), "calm")
        for _ in range(max(2, most // 10))
    ]
    chosen: set[Instant] = set()
    for kinds in by_kind.values():
        chance.shuffle(kinds)
    while len(chosen) < most and any(by_kind.values()):
        for kinds in by_kind.values():
            if kinds and len(chosen) < most:
                chosen.add(kinds.pop())
    return sorted(chosen)


def _of_events(story: Sequence[Heard], chance: Random) -> Iterator[Instant]:
    told: dict[str, list[tuple[datetime, dict[str, str]]]] = {}
    for heard in story:
        told.setdefault(heard.key, []).append((heard.at, json.loads(heard.value or b"{}")))
    for event_id, messages in told.items():
        first, (last, ending) = messages[0][0], messages[-1]
        yield Instant(first - timedelta(seconds=40), "before", event_id)
        yield Instant(first + SOON, "first", event_id)
        if last > first:
            between = (last - first) * chance.uniform(0.2, 0.9)
            yield Instant(first + between, "during", event_id)
        for at, _ in messages[1:-1][:2]:
            yield Instant(at + SOON, "update", event_id)
        if ending.get("message_type") == "cancel":
            yield Instant(last + SOON, "withdrawn", event_id)
        elif ending.get("status") in OVER:
            yield Instant(last + SOON, "end", event_id)
            yield Instant(last + timedelta(minutes=chance.uniform(5, 40)), "afterwards", event_id)


def _of_failures(
    city: RecordedCity, failures: Iterable[SourceFailure], chance: Random
) -> Iterator[Instant]:
    for failure in failures:
        start, end = failure.span.start, failure.span.end
        source = city.city.source_by_id.get(failure.source)
        if end is None or source is None:
            continue
        since = start + source.max_silence + timedelta(seconds=15)
        if since < end:
            yield Instant(since, "blind", source=source.id)
            for _ in range(3):
                at = since + (end - since) * chance.random()
                yield Instant(at, "blind", source=source.id)
        yield Instant(end + timedelta(minutes=chance.uniform(1, 3)), "recovered", source=source.id)
