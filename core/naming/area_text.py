"""Read the areas out of a source's words: "parts of Eastside", "Downtown, Riverside and Harbor".

A place counts only where the words around it are ordinary talk of areas: "Riverside County" and
"Harbor, WA" are not this city's Riverside and Harbor.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from core.gazetteer import Gazetteer
from core.naming.place_words import keys
from core.place import Mention, Place, PlaceKind

_SPLIT: Final = re.compile(r"[,;/|\n]|\band\b|&|\+", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\b(?:between|from|bounded by|north of|south of|east of|west of)\b.*",
                             re.IGNORECASE)  # fmt: skip
_PARTLY: Final = frozenset(
    {"part", "parts", "portion", "portions", "section", "sections", "some", "areas", "north",
     "south", "east", "west", "northern", "southern", "eastern", "western", "central", "upper",
     "lower", "near", "around", "partial", "partially", "pockets", "blocks", "block", "corner"}
)  # fmt: skip
_FILLER: Final = _PARTLY | {
    "of", "the", "in", "and", "all", "whole", "entire", "most", "much", "area", "neighborhood",
    "district", "zone", "community", "region", "to", "at", "on", "for", "city", "zip", "code",
    "customers", "residents", "including", "surrounding", "greater", "vicinity", "along", "nearby",
}  # fmt: skip
_STATES: Final = frozenset(
    """
    al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny
    nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc usa uk canada
    """.split()  # noqa: SIM905
)
"""What behind a comma says that the name before it is somewhere else."""


_MAX_PHRASE: Final = 300
"""Characters of one name or phrase; looking for corners in a longer one takes ever longer."""
_MAX_NAMES: Final = 300
"""Names of one message that are looked up; the others count as unknown, never as elsewhere."""


@dataclass(frozen=True, slots=True)
class NamedPlaces:
    """Hold what a source's words name.

    Attributes:
        places: the places meant; of a name that fits several, all.
        partly: ids of those of which the source names only a part.
        unknown: the words that name nothing of this city.
    """

    places: tuple[Place, ...] = ()
    partly: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()

    def of_kind(self, *kinds: PlaceKind) -> tuple[Place, ...]:
        """Return the places of these kinds."""
        return tuple(place for place in self.places if place.kind in kinds)


def read_areas_text(texts: Iterable[str], gazetteer: Gazetteer) -> NamedPlaces:
    """Read every place that a source's area texts name."""
    places: dict[Place, bool] = {}
    unknown: list[str] = []
    told = list(dict.fromkeys(texts))
    for text in told[:_MAX_NAMES]:
        for name, found, partly in _parts(text, gazetteer):
            if not found:
                unknown.append(name)
            for place in found:
                places[place] = places.get(place, True) and partly
    unknown += told[_MAX_NAMES:]
    return NamedPlaces(
        tuple(places), frozenset(p.id for p, partly in places.items() if partly), tuple(unknown)
    )


def read_road_text(text: str, gazetteer: Gazetteer) -> NamedPlaces:
    """Read a road as its own field names it: there "Main" is the street."""
    if len(text) > _MAX_PHRASE:
        return NamedPlaces(unknown=(text,))
    named = read_areas_text((text,), gazetteer)
    if named.places:
        return named
    kinds = (PlaceKind.STREET, PlaceKind.INTERSECTION)
    found = [m.places for m in gazetteer.find(f"on {text}")] or [gazetteer.lookup(text)]
    places = tuple(place for group in found for place in group if place.kind in kinds)
    return NamedPlaces(places, unknown=() if places else (text,))


def _parts(text: str, gazetteer: Gazetteer) -> Iterator[tuple[str, tuple[Place, ...], bool]]:
    whole = gazetteer.lookup(text, strict=True) if len(text) <= _MAX_PHRASE else ()
    if whole:
        yield text, whole, False
        return
    mentions = gazetteer.find(text, strict=True) if len(text) <= _MAX_PHRASE else ()
    if len(mentions) == 1 and _rest_is_filler(text, mentions[0]):
        partly = bool(_PARTLY & set(keys(_without(text, mentions[0]))))
        yield text, mentions[0].places, partly
        return
    head = _BETWEEN.sub("", text)
    bounded = head != text and bool(head.strip())
    pieces = [piece.strip() for piece in _SPLIT.split(head if bounded else text)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > _MAX_NAMES:
        yield ", ".join(pieces[_MAX_NAMES:])[:_MAX_PHRASE], (), False
    for index, piece in enumerate(pieces[:_MAX_NAMES]):
        after = pieces[index + 1] if index + 1 < len(pieces) else ""
        if keys(piece) and keys(piece)[0] in _STATES and len(keys(piece)) == 1 and index:
            continue  # told with the name before it
        if after.lower().strip(".") in _STATES and f", {after}" in text:
            yield f"{piece}, {after}", (), False
            continue
        yield _piece(piece, gazetteer, bounded)


def _piece(piece: str, gazetteer: Gazetteer, bounded: bool) -> tuple[str, tuple[Place, ...], bool]:
    if len(piece) > _MAX_PHRASE:
        return piece, (), False
    found = gazetteer.lookup(piece, strict=True)
    if found:
        return piece, found, bounded
    mentions = gazetteer.find(piece, strict=True)
    if len(mentions) == 1 and _rest_is_filler(piece, mentions[0]):
        partly = bounded or bool(_PARTLY & set(keys(_without(piece, mentions[0]))))
        return piece, mentions[0].places, partly
    return piece, (), False


def _without(text: str, mention: Mention) -> str:
    return f"{text[: mention.start]} {text[mention.end :]}"


def _rest_is_filler(text: str, mention: Mention) -> bool:
    return all(word in _FILLER for word in keys(_without(text, mention)))
