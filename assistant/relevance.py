"""Say whether an event bears on a question: by its type, its words, its source and its street."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from assistant.evidence import Evidence
from assistant.residents import speaks_to
from assistant.rules import asks_for_rule
from assistant.source_words import may_mean, tells_of_drinking
from assistant.understand.aspects import Aspect
from assistant.understand.history import History
from assistant.understand.times import When
from assistant.understand.topics import OPERATORS_ONLY, WATER, Topic
from core.event import EventType
from core.place import Place, PlaceKind
from core.severity import Severity
from core.store import Hit, TextVector
from core.topics import Family

_OF_ONE_STREET: Final = frozenset(
    {EventType.ROAD_CLOSURE, EventType.ROAD_WORK, EventType.CONGESTION, EventType.SLOWDOWN}
)
_CONFIRMS: Final = frozenset(
    {"confirm", "confirmed", "confirming", "acknowledge", "acknowledged", "admit", "admitted"}
)
"""Words that ask a source whether it is as residents say."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one part of a question: one topic at one place.

    Attributes:
        topic: what is asked about.
        place: where; None for the whole city.
        aspect: what about it.
        when: the time asked about.
        sources: ids of the sources asked about; empty for whoever knows.
        words: the question's words in the singular, by which a rule of the city's own is asked.
        history: what is asked of the record; None for nothing of its own.
        particular: words that tell one thing from others of its kind; empty for none.
        meaning: what they mean; None without a model.
    """

    topic: Topic
    place: Place | None
    aspect: Aspect = Aspect.STATUS
    when: When = field(default_factory=When)
    sources: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    history: History | None = None
    particular: str = ""
    meaning: TextVector | None = None


def belongs(hit: Hit, asked: Asked) -> bool:
    """Say whether an event bears on what is asked, wherever it is."""
    event, topic = hit.event.event, asked.topic
    if event.type in OPERATORS_ONLY:
        return False
    if event.type is EventType.OTHER and event.family is Family.ANOMALY:
        return asks_for_rule(event, asked.words)
    if event.type is EventType.REPORT_CLUSTER and event.family is Family.ANOMALY:
        confirms = not asked.sources or not _CONFIRMS.isdisjoint(asked.words)
        return speaks_to(event, topic) and confirms
    if asked.sources and event.sourced and event.source not in asked.sources:
        return False
    if topic is WATER and event.type is EventType.HEALTH_ADVISORY:
        return tells_of_drinking(event)
    if event.type is EventType.OTHER:
        fits = event.family in topic.families
    else:
        fits = event.type in topic.types
    if fits and topic.hazard:
        fits = may_mean(event, topic.hazard)
    return fits or (topic.severe_too and event.severity is Severity.CRITICAL)


def meets_only(evidence: Evidence, place: Place | None) -> bool:
    """Say whether an event is on a street that only meets the one asked about."""
    if place is None or place.kind is not PlaceKind.STREET or not evidence.relation.answers:
        return False
    streets = evidence.hit.event.footprint.street_ids
    kind = evidence.hit.event.event.type
    return kind in _OF_ONE_STREET and bool(streets) and place.id not in streets


def told_once(hits: Iterable[Hit]) -> list[Hit]:
    """Keep each thing once, also where it comes under several ids (contract, "Same thing")."""
    kept: list[Hit] = []
    shapes: dict[tuple[object, ...], list[object]] = {}
    for hit in hits:
        event = hit.event.event
        words = (event.headline or event.message).lower()
        place = (event.areas, event.lines, event.stops, event.road, event.coordinates)
        alike = (event.type, words, place, hit.standing.phase)
        told = shapes.setdefault(alike if words else (event.event_id, event.family), [])
        if not words and told:
            continue
        if event.geometry not in told:
            told.append(event.geometry)
            kept.append(hit)
    return kept
