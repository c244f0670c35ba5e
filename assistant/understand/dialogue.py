"""Remember of a conversation what its next message may leave out.

Nothing that a person typed is kept: only what was spoken of (topics, places, a time), what was
offered to choose from, and which events were told, so that a later turn of them can be corrected.
"""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from assistant.understand.aspects import Aspect
from assistant.understand.history import History
from assistant.understand.times import Tense, When
from assistant.understand.topics import BROAD, SPECIFIC, Topic
from core.gazetteer import Gazetteer
from core.geo import LonLat
from core.identity import EventKey
from core.place import Place, PlaceKind
from core.timespan import Span

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class PlaceMemory(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold a place by name of the pack, or a point that the person shared."""

    kind: PlaceKind
    id: str
    point: LonLat | None = None
    accuracy_m: float = 0.0


class WhenMemory(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold the time that was spoken of, in instants, so that midnight does not move it."""

    tense: Tense
    start: Instant
    end: Instant | None = None
    key: str = ""
    told: tuple[Instant, ...] = ()
    length_s: float | None = None


class ToldEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold how an event was told, to notice when that turns out otherwise."""

    topic: str
    event_id: str
    type: str
    at: Instant
    """When it was told."""
    over: bool = False
    ends_at: Instant | None = None


class Memory(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold what was last spoken of: the topics, what about them, where, when, in which language."""

    topics: tuple[str, ...] = ()
    aspect: Aspect = Aspect.STATUS
    places: tuple[PlaceMemory, ...] = ()
    language: str = ""
    asked_back: bool = False
    """Whether the last answer asked which place is meant."""
    language_chosen: bool = False
    """Whether the language was chosen, and not only heard."""
    when: WhenMemory | None = None
    history: History | None = None
    offered: tuple[str, ...] = ()
    """What the last answer offered: names of places, or questions of our own."""
    choosing: bool = False
    """Whether the offered are what an ambiguous name may mean."""
    told: tuple[ToldEvent, ...] = ()


MOST_TOLD = 12
"""Events told that are kept; the oldest go first."""


def pack(memory: Memory) -> bytes:
    """Write a memory for the session store."""
    return msgspec.json.encode(memory)


def unpack(stored: bytes | None) -> Memory:
    """Read a memory; one that is missing or of another shape is an empty one."""
    if not stored:
        return Memory()
    try:
        return msgspec.json.decode(stored, type=Memory)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Memory()


def heard(memory: Memory) -> dict[EventKey, datetime]:
    """Return when the conversation was last told of which event."""
    return {EventKey(told.topic, told.event_id): told.at for told in memory.told}


def remember_place(place: Place) -> PlaceMemory:
    """Keep a place for later; a point stays in its session alone, and as long."""
    if place.kind is PlaceKind.POINT:
        return PlaceMemory(place.kind, "", place.point, place.accuracy_m)
    return PlaceMemory(place.kind, place.key)


def recall_places(memory: Memory, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Return the places last spoken of, as far as the pack still has them."""
    found = [_recalled(kept, gazetteer) for kept in memory.places]
    return tuple(place for place in found if place is not None)


def _recalled(kept: PlaceMemory, gazetteer: Gazetteer) -> Place | None:
    if kept.point is not None:
        return gazetteer.at(kept.point, kept.accuracy_m)
    if kept.kind is PlaceKind.CITY:
        named = gazetteer.lookup(gazetteer.city.name)
        return next((place for place in named if place.kind is PlaceKind.CITY), None)
    return gazetteer.place(kept.kind, kept.id)


def remember_when(when: When) -> WhenMemory | None:
    """Keep a time for later; a question about now leaves none."""
    if when.span is None or not when.said:
        return None
    length_s = None if when.length is None else when.length.total_seconds()
    span = when.span
    return WhenMemory(when.tense, span.start, span.end, when.key, when.told, length_s)


def recall_when(memory: Memory) -> When | None:
    """Return the time last spoken of; None for now."""
    kept = memory.when
    if kept is None:
        return None
    length = None if kept.length_s is None else timedelta(seconds=kept.length_s)
    return When(kept.tense, Span(kept.start, kept.end), kept.key, kept.told, length, said=True)


def recall_topics(memory: Memory) -> tuple[Topic, ...]:
    """Return the topics last spoken of."""
    return tuple(_TOPICS[name] for name in memory.topics if name in _TOPICS)


_TOPICS = {topic.name: topic for topic in (*SPECIFIC, *BROAD)}
