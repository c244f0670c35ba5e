"""Remember of a conversation what its next message may leave out."""

import msgspec

from assistant.understand.aspects import Aspect
from assistant.understand.topics import BROAD, SPECIFIC, Topic
from core.gazetteer import Gazetteer
from core.geo import LonLat
from core.place import Place, PlaceKind


class PlaceMemory(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold a place by name of the pack, or a point that the person shared."""

    kind: PlaceKind
    id: str
    point: LonLat | None = None
    accuracy_m: float = 0.0


class Memory(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold what was last spoken of: the topics, what about them, where, in which language."""

    topics: tuple[str, ...] = ()
    aspect: Aspect = Aspect.STATUS
    places: tuple[PlaceMemory, ...] = ()
    language: str = ""
    language_chosen: bool = False
    """Whether the person chose the language beside the text, and did not only write in it."""
    asked_back: bool = False
    """Whether the last answer asked which place is meant."""


def pack(memory: Memory) -> bytes:
    """Write a memory for the session store."""
    return msgspec.json.encode(memory)


def unpack(stored: bytes | None) -> Memory:
    """Read a memory; one that is missing or of another shape is an empty one."""
    if not stored:
        return Memory()
    try:
        return msgspec.json.decode(stored, type=Memory)
    except msgspec.MsgspecError:
        return Memory()


def remember_place(place: Place) -> PlaceMemory:
    """Keep a place for later."""
    if place.kind is PlaceKind.POINT:
        return PlaceMemory(place.kind, "", place.point, place.accuracy_m)
    return PlaceMemory(place.kind, place.key)


def recall_places(memory: Memory, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Return the places last spoken of, as far as the pack still has them."""
    found = [
        gazetteer.at(kept.point, kept.accuracy_m)
        if kept.point is not None
        else gazetteer.place(kept.kind, kept.id)
        for kept in memory.places
    ]
    return tuple(place for place in found if place is not None)


def recall_topics(memory: Memory) -> tuple[Topic, ...]:
    """Return the topics last spoken of."""
    return tuple(_TOPICS[name] for name in memory.topics if name in _TOPICS)


_TOPICS = {topic.name: topic for topic in (*SPECIFIC, *BROAD)}
