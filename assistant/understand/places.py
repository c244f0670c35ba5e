"""Settle which place a question is about: named, told by another, shared, or spoken of before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from assistant.question import Question
from assistant.understand.relative import Told, read_relative
from core.gazetteer import Gazetteer
from core.naming.ordinary_words import is_ordinary
from core.naming.place_words import keys
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
        ends: the two places between which the way is meant.
        number: the house number on the street meant, where the pack cannot tell where that is.
    """

    state: PlaceState
    places: tuple[Place, ...] = ()
    choices: tuple[Place, ...] = ()
    words: str = ""
    ends: tuple[Place, ...] = ()
    number: str = ""

    @property
    def lines(self) -> tuple[Place, ...]:
        """Return the lines among the places."""
        return tuple(place for place in self.places if place.kind is PlaceKind.LINE)

    @property
    def spots(self) -> tuple[Place, ...]:
        """Return the places that are no lines."""
        return tuple(place for place in self.places if place.kind is not PlaceKind.LINE)


_HERE: Final = re.compile(
    r"\b(here|near ?by|(near|around|close to|by|round|beside|next to) (me|us)|around the corner|"
    r"next door|down (the|my|our) (street|road|block)|where i (am|live)|where we (are|live)|"
    r"(my|our)( whole| entire)? (area|place|street|road|block|house|home|apartment|flat|"
    r"condo|neighbou?rhood|hood|"
    r"location|building|address|part of town|zip|corner|part|end|side of town)|"
    r"(this|the) (area|neighbou?rhood|block)(?= |$)(?! of))\b"
)
MAX_PLACES: Final = 4
_NAME_CHARS: Final = 40
_CORNER_OF: Final = re.compile(
    r"\b(?:corner|intersection|junction|crossing)(?: of)?(?: the)? ?$", re.IGNORECASE
)
_JOINED: Final = re.compile(r" ?(?:and|with|y|et|n) (?:the )?", re.IGNORECASE)
_CROSSED: Final = re.compile(
    r" ?(?:[&/@+]|x|meets?|cross(?:es)?|intersects(?: with)?) ?(?:the )?", re.IGNORECASE
)
_THE_KIND: Final = re.compile(r"\bthe (\w+)\b")
_OR_CITY: Final = re.compile(
    r"\bor (?:is it )?(?:the |all of the )?(?:whole|entire|all of) ?(?:the )?(?:city|town)\b"
    r"|\bor (?:is it )?(?:every|city-?)(?:where|wide)\b",
    re.IGNORECASE,
)
_ANOTHER: Final = re.compile(
    r"\b(?:other|another|different|else|every|any|which) ?$", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"\b(?:between|from) ?$", re.IGNORECASE)


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
    settled = _narrowed(mentions)
    doubtful = next((m for m in settled if m.place is None), None)
    known = _known(question.text, doubtful, remembered) if doubtful is not None else None
    if known is not None and len(settled) == 1:
        return Where(PlaceState.NAMED, (known,))
    kin = _kin(doubtful, remembered) if doubtful is not None and len(settled) == 1 else None
    if kin is not None:
        return Where(PlaceState.NAMED, (kin,))
    if doubtful is not None:
        return Where(PlaceState.AMBIGUOUS, choices=doubtful.places, words=doubtful.text)
    apart = _no_corner(question.text, settled)
    if apart is not None:
        return apart
    shared = _shared(question, gazetteer)
    told = read_relative(
        question.text, settled, [*([shared] if shared else []), *remembered], gazetteer
    )
    strangers = gazetteer.unknown_names(question.text, mentions)
    if strangers and not (told and told.places and not mentions):
        return Where(PlaceState.UNKNOWN, choices=gazetteer.alike(strangers[0]), words=strangers[0])
    named = tuple(dict.fromkeys(m.place for m in settled if m.place is not None))
    if told is not None and (told.places or told.choices or told.words):
        return _told(told, named)
    named = _without_city(named, question.text)
    here = (told is not None and told.here) or _HERE.search(line) is not None
    if here and not _OR_CITY.search(question.text):  # "has the city closed roads near me"
        named = tuple(place for place in named if place.kind is not PlaceKind.CITY)
    if named and not (here and all(p.kind is PlaceKind.LINE for p in named)):
        number = _house_number(settled)
        block = gazetteer.block(named[0], number) if number else None
        if block is not None:
            return Where(PlaceState.NAMED, (block,))
        return Where(PlaceState.NAMED, named[:MAX_PLACES], number=number)
    if question.location is not None and (here or not question.area):
        if shared is None:
            return Where(PlaceState.OUTSIDE)
        return Where(PlaceState.SHARED, (*named, shared))
    if question.area:
        return _chosen(question.area, gazetteer)
    if here and not remembered:
        return Where(PlaceState.WANTED, named)
    if remembered and not named and (other := _namesake(line, remembered, gazetteer)):
        return Where(PlaceState.NAMED, (other,))
    if remembered and not named:
        return Where(PlaceState.REMEMBERED, tuple(remembered))
    return Where(PlaceState.NAMED, named) if named else _bare(question.text, gazetteer)


def _known(text: str, doubtful: Mention, remembered: Sequence[Place]) -> Place | None:
    """Return the one of several that was spoken of: "the bridge" after Harbor Bridge."""
    if _ANOTHER.search(text[: doubtful.start]):
        return None
    found = [place for place in doubtful.places if place in remembered]
    return found[0] if len(found) == 1 else None


def _kin(doubtful: Mention, remembered: Sequence[Place]) -> Place | None:
    """Return the one of several that shares its own name with a place spoken of before."""
    own = {keys(place.name)[:-1] for place in remembered} - {()}
    found = [p for p in doubtful.places if keys(p.name)[:-1] in own and p not in remembered]
    return found[0] if len(found) == 1 else None


def _namesake(line: str, remembered: Sequence[Place], gazetteer: Gazetteer) -> Place | None:
    """Return what shares its name with the place spoken of: "the avenue" after Springfield Park."""
    kinds = [found[1] for found in _THE_KIND.finditer(line)]
    for place in remembered:
        *own, kind = keys(place.name) or ("",)
        for other in kinds:
            found = gazetteer.lookup(" ".join((*own, other)), strict=True) if own else ()
            if other != kind and len(found) == 1 and found[0] != place:
                return found[0]
    return None


def _shared(question: Question, gazetteer: Gazetteer) -> Place | None:
    """Return the device's point, where it is in reach of the city."""
    location = question.location
    if location is None or not gazetteer.city.in_reach(location.point):
        return None
    return gazetteer.at(location.point, location.accuracy_m)


def _narrowed(mentions: Sequence[Mention]) -> list[Mention]:
    """Take of a name that fits several the one in the area beside it: "the library in Eastside"."""
    areas = {
        m.place.id: m for m in mentions
        if m.place is not None and m.place.kind in (PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK)
    }  # fmt: skip
    named = {m.place for m in mentions}
    settled: list[Mention] = []
    told_by: list[Mention] = []
    for mention in mentions:
        same = tuple(p for p in mention.places if p in named)
        if mention.place is None and len(same) == 1:  # "the school Jefferson High"
            continue
        inside = tuple(p for p in mention.places if not areas.keys().isdisjoint(p.area_ids))
        if mention.place is None and len(inside) == 1:
            told_by += [areas[a] for a in inside[0].area_ids if a in areas]
            mention = replace(mention, places=inside)
        settled.append(mention)
    return [mention for mention in settled if mention not in told_by]


def _no_corner(text: str, mentions: Sequence[Mention]) -> Where | None:
    """Ask which street is meant by a corner of two that never meet; None where there is none."""
    for left, right in pairwise(mentions):
        between = text[left.end : right.start]
        streets = all(m.place and m.place.kind is PlaceKind.STREET for m in (left, right))
        if not streets or len(between) > _NAME_CHARS or left.place is None or right.place is None:
            continue
        before = text[max(0, left.start - _NAME_CHARS) : left.start]
        led = _CORNER_OF.search(before) and _JOINED.fullmatch(between)
        if (led or _CROSSED.fullmatch(between)) and not _BETWEEN.search(before):
            both = (left.place, right.place)
            return Where(PlaceState.UNKNOWN, choices=both, words=text[left.start : right.end])
    return None


def _told(told: Told, named: tuple[Place, ...]) -> Where:
    """Settle a place that is told by another; lines that are named stay."""
    if told.words:
        by_itself = not told.words.lower().startswith(("out", "beyond"))
        return Where(PlaceState.OUTSIDE, words=told.words if by_itself else "")
    if told.choices:
        return Where(PlaceState.AMBIGUOUS, choices=told.choices)
    lines = tuple(place for place in named if place.kind is PlaceKind.LINE)
    return Where(PlaceState.NAMED, (*lines, *told.places)[:MAX_PLACES], ends=told.ends)


def _without_city(named: tuple[Place, ...], text: str) -> tuple[Place, ...]:
    """Leave out the city beside a place in it: "Eastside, Rivermouth"; or all but it, if asked."""
    if _OR_CITY.search(text):
        return tuple(p for p in named if p.kind in (PlaceKind.CITY, PlaceKind.LINE)) or named
    spots = tuple(p for p in named if p.kind not in (PlaceKind.CITY, PlaceKind.LINE))
    return tuple(p for p in named if p.kind is not PlaceKind.CITY) if spots else named


def _house_number(settled: Sequence[Mention]) -> str:
    numbers = [m.house_number for m in settled if m.house_number]
    return numbers[0] if len(numbers) == len(settled) == 1 else ""


def _bare(text: str, gazetteer: Gazetteer) -> Where:
    """Settle a message that is a name and nothing else: "blue", "12"."""
    name = text.strip(" \t\n.,;:!?\"'")
    found = gazetteer.lookup(name) if 0 < len(name) <= _NAME_CHARS else ()
    lines = all(place.kind is PlaceKind.LINE for place in found)
    if not found or (not lines and all(map(is_ordinary, keys(name)))):  # "market", "ferry"
        return Where(PlaceState.NONE)
    if len(found) > 1:
        return Where(PlaceState.AMBIGUOUS, choices=found, words=name)
    return Where(PlaceState.NAMED, found)


def _chosen(name: str, gazetteer: Gazetteer) -> Where:
    """Settle a place that was chosen by name beside the text."""
    found = gazetteer.lookup(name)
    if not found:
        mentions = gazetteer.find(name)
        found = mentions[0].places if len(mentions) == 1 else ()
    if not found:
        return Where(PlaceState.UNKNOWN, choices=gazetteer.alike(name), words=name[:60])
    if len(found) > 1:
        return Where(PlaceState.AMBIGUOUS, choices=found, words=name)
    return Where(PlaceState.NAMED, found)
