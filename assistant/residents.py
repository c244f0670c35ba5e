"""Read clusters of residents' reports: what of, how many; unverified, and never their words."""

import re
from typing import Final

from assistant.understand.topics import EVERYTHING, SPECIFIC, Topic
from core.city import City
from core.coverage import would_know
from core.event import Event, EventType

_SPLIT: Final = re.compile(r"[_\s-]+")


def kind_of(event: Event) -> str:
    """Return what a cluster's reports are of; empty where it does not say."""
    subject = event.extra.get("subject")
    return subject.split("/", 1)[0].strip().lower() if isinstance(subject, str) else ""


def count_of(event: Event) -> int | None:
    """Return how many residents reported; None where it does not say."""
    observed = event.extra.get("observed")
    return int(observed) if isinstance(observed, int | float) and observed >= 1 else None


def topic_of(event: Event) -> Topic | None:
    """Return the topic that a cluster's reports are of; None for one that we do not know."""
    kind = kind_of(event)
    for topic in SPECIFIC:
        if kind == topic.name or kind in {known.value for known in topic.types}:
            return topic
    words = {word for word in _SPLIT.split(kind) if word}
    return next((topic for topic in SPECIFIC if not words.isdisjoint(topic.words)), None)


def speaks_to(event: Event, topic: Topic) -> bool:
    """Say whether a cluster answers a question about the topic."""
    if topic.name == EVERYTHING.name:
        return True
    kind = kind_of(event)
    if kind in {known.value for known in topic.types}:
        return True
    found = topic_of(event)
    return found is not None and found.name == topic.name


def would_confirm(event: Event, city: City) -> tuple[str, ...]:
    """Return the publishers of the sources that would know; empty where none would."""
    topic = topic_of(event)
    if topic is None:
        return ()
    kind = kind_of(event)
    own = {known.value for known in topic.types}
    types = {kind} if kind in own else own
    found = (source.publisher for source in city.sources if would_know(source, types))
    return tuple(dict.fromkeys(found))


def official_types(event: Event) -> frozenset[EventType]:
    """Return the types of event by which a source would confirm a cluster."""
    topic = topic_of(event)
    return topic.types if topic is not None else frozenset()
