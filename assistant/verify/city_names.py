"""Hold every name of the city in a statement against the events that it cites.

A name holds where a cited event lies there, runs there or stops there, or where the words about it
say the name; one name of the city in the place of another is the lie that is easiest to believe.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.verify.bearing import (
    Telling,
    clause_of,
    leads_around,
    name_keys,
    says,
    says_of_itself,
    tellings,
)
from assistant.verify.lines_named import lines_named
from assistant.verify.mentioned import mentions
from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court, Witness
from core.city import City, Landmark
from core.footprint import Basis, Footprint
from core.naming.place_words import STREET_TYPES, keys
from core.place import Mention, Place, PlaceKind

_KINDS: Final = {
    PlaceKind.STREET: ClaimKind.ROAD, PlaceKind.INTERSECTION: ClaimKind.ROAD,
    PlaceKind.STOP: ClaimKind.STOP, PlaceKind.LINE: ClaimKind.LINE,
}  # fmt: skip
_FIELDS: Final = {
    ClaimKind.ROAD: "road", ClaimKind.STOP: "stops", ClaimKind.LINE: "lines",
    ClaimKind.PLACE: "areas",
}  # fmt: skip
_AREAS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK})
_STATION: Final = (
    re.compile(
        r"(?:\b(?:stations?|stops?|estaci[oó]n(?:es)?|paradas?|gares?|arr[êe]ts?)(?: de(?:l| la)?|"
        r" du"
        r"| d['’])?|站)\s*$", re.IGNORECASE,
    ),
    re.compile(r"\s*(?:(?:stations?|stops?)\b|(?:地铁|公交)?车?站)", re.IGNORECASE),
)  # fmt: skip
"""Words that make a name that of a stop, before it and behind it."""
_JOINING: Final = frozenset(
    {"and", "at", "between", "from", "to", "near", "of", "on", "y", "e", "et", "entre", "con",
     "the", "el", "la", "le", "de", "del", "du", "esquina", "angle", "coin"}
)  # fmt: skip


def check(text: str, court: Court) -> list[Checked]:
    """Find the places, streets, stops and lines in a statement, and hold each to be an event's."""
    told = list(tellings(court))
    checked = [_held(one, court, told, text) for one in mentions(court.gazetteer, text)]
    if any(one.held for one in checked):
        checked = [_with_the_city(one, court) for one in checked]
    taken = [(one.claim.start, one.claim.end) for one in checked]
    for line in lines_named(text, court):
        if not any(start < line.claim.end and line.claim.start < end for start, end in taken):
            checked.append(line)
    return checked


def _with_the_city(one: Checked, court: Court) -> Checked:
    """Let the city's own name stand beside a place in it, as in "Eastside, Rivermouth"."""
    names = (court.city.name, *court.city.aliases)
    if one.held or name_keys(one.claim.text) not in {name_keys(name) for name in names}:
        return one
    everybody = frozenset(witness.event_id for witness in court.witnesses)
    return Checked(one.claim, by=("city.name",), events=everybody)


def _held(mention: Mention, court: Court, told: Sequence[Telling], text: str) -> Checked:
    kind = _KINDS.get(mention.places[0].kind, ClaimKind.PLACE)
    stop = kind is ClaimKind.PLACE and _is_called_a_stop(mention, text)
    kind = ClaimKind.STOP if stop else kind
    claim = Claim(kind, mention.text, mention.start, mention.end)
    found = _Found(list[str](), set[str]())
    for witness in court.witnesses:
        if any(_lies_there(place, witness) for place in mention.places) and not (
            stop or _numbered(mention)
        ):
            found.add(f"{witness.event_id}.{_FIELDS[kind]}", {witness.event_id})
    around = kind is not ClaimKind.ROAD or leads_around(clause_of(text, mention.start))
    for names in _spellings(mention, court):
        for telling in _saying(names, told):
            if around or says_of_itself(telling, names[0]):
                found.add(telling.by, telling.events)
    if found.events:
        return Checked(claim, by=tuple(dict.fromkeys(found.by)), events=frozenset(found.events))
    return Checked(claim, why=f"no cited event bears the name {mention.text}")


@dataclass(frozen=True, slots=True)
class _Found:
    by: list[str]
    events: set[str]

    def add(self, by: str, events: frozenset[str] | set[str]) -> None:
        self.by.append(by)
        self.events.update(events)


def _is_called_a_stop(mention: Mention, text: str) -> bool:
    """Say whether the words around make the name of an area that of a stop in it."""
    before, behind = _STATION
    head = text[max(0, mention.start - 24) : mention.start]
    return before.search(head) is not None or behind.match(text, mention.end) is not None


def _numbered(mention: Mention) -> bool:
    return bool(mention.house_number)


def _lies_there(place: Place, witness: Witness) -> bool:
    """Say whether an event is at a place by its typed fields; a stretch is told by words only."""
    footprint = witness.hit.event.footprint
    if place.kind is PlaceKind.CITY:
        return footprint.everywhere or footprint.basis is Basis.CITYWIDE
    if place.kind in _AREAS:
        return footprint.everywhere or place.id in footprint.area_ids
    if place.kind is PlaceKind.LINE:
        return place.id in footprint.line_ids
    if place.kind is PlaceKind.STOP:
        return _stops(place, footprint)
    if place.kind is PlaceKind.LANDMARK:
        return place.id in footprint.landmark_ids
    if place.kind is PlaceKind.STREET:
        return not place.said and place.id in footprint.street_ids
    if place.kind is PlaceKind.INTERSECTION and place.member_ids:
        return set(place.member_ids) <= set(footprint.street_ids)
    return False


def _stops(place: Place, footprint: Footprint) -> bool:
    return not {place.id, *place.member_ids}.isdisjoint(footprint.stop_ids)


def _spellings(mention: Mention, court: Court) -> Iterator[list[tuple[str, ...]]]:
    """Yield lists of names of which a text about an event has to hold all."""
    number = [(mention.house_number,)] if mention.house_number else []
    written = name_keys(mention.text)
    if mention.house_number and written[:1] == (mention.house_number.lower(),):
        written = written[1:]
    yield [*number, written]
    parts = list(_parts(mention.text))
    if len(parts) > 1:
        yield [*number, *parts]
    for place in mention.places:
        if place.said:
            yield [*number, *(_short(name) for name in place.said[1:])]
        elif place.kind is not PlaceKind.INTERSECTION:
            yield from ([*number, name] for name in _called(court.city, place.kind, place.id))
            yield [*number, name_keys(place.name)]


@lru_cache(maxsize=4096)
def _called(city: City, kind: PlaceKind, place_id: str) -> tuple[tuple[str, ...], ...]:
    """Return all names of an area, a street or a landmark: what one language calls it too."""
    known = {
        PlaceKind.STREET: city.street_by_id,
        PlaceKind.LANDMARK: _landmarks(city),
    }.get(kind, city.area_by_id)
    found = known.get(place_id)
    return () if found is None else tuple(name_keys(name) for name in (found.name, *found.aliases))


@lru_cache(maxsize=8)
def _landmarks(city: City) -> dict[str, Landmark]:
    return {landmark.id: landmark for landmark in city.landmarks}


def _parts(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the names of which a corner is made: "Oak Street and the river"."""
    part: list[str] = []
    for key in (*keys(text), "and"):
        if key in _JOINING:
            if part:
                yield _bare(tuple(part))
            part = []
        else:
            part.append(key)


def _short(name: str) -> tuple[str, ...]:
    return _bare(name_keys(name))


def _bare(name: tuple[str, ...]) -> tuple[str, ...]:
    """Return a street's name without the word for a street, as sources write corners."""
    return name[:-1] if len(name) > 1 and name[-1] in STREET_TYPES else name


def _saying(names: Sequence[tuple[str, ...]], told: Sequence[Telling]) -> Iterator[Telling]:
    """Yield the texts that hold the names; of one event all of them have to be held."""
    first = names[0] if names else ()
    for telling in told:
        if not says(telling, first):
            continue
        about = [other for other in told if other.events <= telling.events]
        if all(any(says(other, name) for other in about) for name in names[1:]):
            yield telling
