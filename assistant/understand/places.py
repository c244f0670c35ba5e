"""Settle which place a question is about: named, shared by the device, or spoken of before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.question import Question
from core.gazetteer import Gazetteer
from core.place import Mention, Place, PlaceKind


class PlaceState(StrEnum):
    """How far the place of a question is settled."""

    NAMED = "named"
    SHARED = "shared"
    REMEMBERED = "remembered"
    NONE = "none"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    WANTED = "wanted"
    """The person says "here" or "my area", and has not said where that is."""


@dataclass(frozen=True, slots=True)
class Where:
    """Hold the place of a question.

    Attributes:
        state: how far it is settled.
        places: the places meant; lines among them; empty where it is not settled.
        choices: what an ambiguous name may mean.
        words: the name that is ambiguous, unknown or outside.
    """

    state: PlaceState
    places: tuple[Place, ...] = ()
    choices: tuple[Place, ...] = ()
    words: str = ""

    @property
    def lines(self) -> tuple[Place, ...]:
        """Return the lines among the places."""
        return tuple(place for place in self.places if place.kind is PlaceKind.LINE)

    @property
    def spots(self) -> tuple[Place, ...]:
        """Return the places that are no lines."""
        return tuple(place for place in self.places if place.kind is not PlaceKind.LINE)


_HERE: Final = re.compile(
    r"\b(here|near me|around me|close to me|by me|my (area|place|street|block|house|home|apartment|"
    r"neighbou?rhood|location|building|address|part of town|zip|corner|part)|where i (am|live)|"
    r"our (area|street|block|house|building|neighbou?rhood))\b"
)
MAX_PLACES: Final = 3


def settle(
    question: Question,
    line: str,
    mentions: Sequence[Mention],
    remembered: Sequence[Place],
    gazetteer: Gazetteer,
) -> Where:
    """Settle the place of a question.

    Args:
        question: the question, with what came beside its text.
        line: its words in lower case.
        mentions: the places named in the text.
        remembered: the places last spoken of.
        gazetteer: the city's names.
    """
    unknown = gazetteer.unknown_names(question.text, mentions)
    doubtful = next((m for m in mentions if m.place is None), None)
    if doubtful is not None:
        return Where(PlaceState.AMBIGUOUS, choices=doubtful.places, words=doubtful.text)
    if unknown and not mentions:
        return Where(PlaceState.UNKNOWN, words=unknown[0])
    named = tuple(dict.fromkeys(m.place for m in mentions if m.place is not None))
    here = _HERE.search(line) is not None
    if named and not (here and all(p.kind is PlaceKind.LINE for p in named)):
        return Where(PlaceState.NAMED, named[:MAX_PLACES])
    if question.location is not None and (here or not question.area):
        shared = gazetteer.at(question.location.point, question.location.accuracy_m)
        if not gazetteer.city.in_reach(question.location.point):
            return Where(PlaceState.OUTSIDE)
        return Where(PlaceState.SHARED, (*named, shared))
    if question.area:
        return _chosen(question.area, gazetteer)
    if here and not remembered:
        return Where(PlaceState.WANTED, named)
    if remembered and not named:
        return Where(PlaceState.REMEMBERED, tuple(remembered))
    return Where(PlaceState.NAMED, named) if named else Where(PlaceState.NONE)


def _chosen(name: str, gazetteer: Gazetteer) -> Where:
    """Settle a place that was chosen by name beside the text."""
    found = gazetteer.lookup(name)
    if not found:
        mentions = gazetteer.find(name)
        found = mentions[0].places if len(mentions) == 1 else ()
    if not found:
        return Where(PlaceState.UNKNOWN, words=name)
    if len(found) > 1:
        return Where(PlaceState.AMBIGUOUS, choices=found, words=name)
    return Where(PlaceState.NAMED, found)
