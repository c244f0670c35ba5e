"""Read places that are told by another: "the other side of the river", "north of Downtown".

What they are told by is the place named beside them, else where the person is or what was spoken
of before. Which side of the water is "the other" is never guessed: without one, it is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from core.gazetteer import Gazetteer
from core.naming.place_words import keys
from core.naming.regions import SIDES
from core.place import Mention, Place, PlaceKind

_WATERS: Final = r"river|water|bay|canal|creek|channel|inlet|estuary|stream|sound|bridge|tunnel"
_ARTICLE: Final = r"(?:(?:the|le|la|les|el|los|las) |l')?"
_SIDE: Final = r"side|bank|shore|end|lado|orilla|c[oô]t[ée]|rive"
"""With what glossaries leave beside a name of the pack: "otro lado del río"."""
_FAR_SIDE: Final = re.compile(
    r"\b(?:other|opposite|far) (?:" + _SIDE + r")\b(?! (?:effect|street|road|dish|door))"
    r"(?P<of> of (?:the )?(?P<what>\w+)?)?",
    re.IGNORECASE,
)
_ACROSS: Final = re.compile(
    r"\b(?:across|beyond)(?: from)?(?: the)? (?:" + _WATERS + r")\b"
    r"|\bover(?: on)?(?: the)? (?:other side|river|water)\b",
    re.IGNORECASE,
)
_ACROSS_NAME: Final = re.compile(r"\bacross(?: from)?(?: the)? ?$", re.IGNORECASE)
_NEAR_SIDE: Final = re.compile(
    r"\b(?:this|my|our|same) (?:" + _SIDE + r")\b(?P<of> of (?:the )?(?P<what>\w+)?)?",
    re.IGNORECASE,
)
_BOTH_SIDES: Final = re.compile(
    r"\b(?:both|either|each) (?:sides?|banks?|shores?)\b(?P<of> of (?:the )?(?P<what>\w+)?)?",
    re.IGNORECASE,
)
_OF_WATER: Final = re.compile(_WATERS, re.IGNORECASE)
_OF_CITY: Final = frozenset({"town", "city"})
_REST: Final = re.compile(
    r"\b(?:elsewhere|(?:any|some|every)where else|(?:the )?rest of (?:the )?(?:city|town)|"
    r"(?:the )?other (?:parts|areas|neighbou?rhoods|districts)(?: of (?:the )?(?:city|town))?)\b",
    re.IGNORECASE,
)
_EVERYWHERE: Final = re.compile(
    r"\b(?:everywhere|anywhere|(?:all over|across|around|throughout|in all of|all of|all around)"
    r"(?: the)?(?: whole| entire)? (?:city|town|place)|(?:whole|entire) (?:city|town)|in town|"
    r"in (?:this|your|our|my) (?:city|town)|"
    r"city-?wide|town-?wide|all over)\b",
    re.IGNORECASE,
)
_SIDE_OF: Final = re.compile(
    r"\b(?P<up>north|south)?[ -]?(?P<across>east|west)?(?: side)? of " + _ARTICLE + "$",
    re.IGNORECASE,
)
_OF_IT: Final = re.compile(
    r",? (?:to the )?(?P<up>north|south)?[ -]?(?P<across>east|west)? of (?:it|there)\b",
    re.IGNORECASE,
)
"""Behind the name, as languages have it that put the side there."""
_BETWEEN: Final = re.compile(r"\b(?:between|from) ?" + _ARTICLE + "$", re.IGNORECASE)
_AND: Final = re.compile(r" ?(?:and|&|y|et|to) ?" + _ARTICLE, re.IGNORECASE)
_BUT: Final = re.compile(
    r"\b(?P<how>outside(?: of)?|except(?: for)?(?: in)?|excluding|besides?|apart from|aside from|"
    r"other than|everywhere but|anywhere but|beyond)(?: in)? ?" + _ARTICLE + "$",
    re.IGNORECASE,
)
_OUTSIDE: Final = re.compile(
    r"\b(?:(?:the )?(?:next|other|another|neighbou?ring|nearby|different|adjacent) "
    r"(?:county|city|cities|town|towns|state|country|village)|out of (?:town|state|the city)|"
    r"outside (?:of )?(?:the )?(?:city|town)(?: limits)?|beyond the city|abroad|overseas)\b",
    re.IGNORECASE,
)
_LOOKS_BACK: Final = 40
_MOST_SPOTS: Final = 20
_AREAS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK})
_NO_ENDS: Final = frozenset({PlaceKind.LINE, PlaceKind.CITY, PlaceKind.BANK})


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what a text says about a place by another.

    Attributes:
        places: the places meant instead of those that it names.
        choices: the sides of the water, where it cannot tell which is meant.
        ends: the two ends, where a way between them is meant.
        words: what it says, where that is no place of the city.
        here: True where it means where the person is.
    """

    places: tuple[Place, ...] = ()
    choices: tuple[Place, ...] = ()
    ends: tuple[Place, ...] = ()
    words: str = ""
    here: bool = False


def read_relative(
    text: str, mentions: Sequence[Mention], base: Sequence[Place], gazetteer: Gazetteer
) -> Told | None:
    """Read a place that is told by another; None where the text only names places, or none.

    Args:
        text: the question.
        mentions: the places that it names, each of them settled.
        base: where the person is or what was spoken of before, the nearest to mind first.
        gazetteer: the city's names.
    """
    spots = [m for m in mentions if m.place is not None and m.place.kind is not PlaceKind.LINE]
    spots = spots[:_MOST_SPOTS]
    outside = _OUTSIDE.search(text)
    if outside is not None and all(m.place and m.place.kind is PlaceKind.CITY for m in spots):
        return Told(words=outside.group().strip())
    for read in (_sides, _pairs, _compass, _without):
        told = read(text, spots, base, gazetteer)
        if told is not None:
            return told
    return _rest(text, spots, base, gazetteer)


def _sides(
    text: str, spots: Sequence[Mention], base: Sequence[Place], gazetteer: Gazetteer
) -> Told | None:
    """Read "the other side of the river", "across the bridge", "this side", "both sides"."""
    sides = gazetteer.regions.sides()
    named = [m for m in spots if m.place and not _parts_city(m.place, gazetteer)]
    if (both := _BOTH_SIDES.search(text)) and sides and not named and _of_water(both, text, spots):
        return Told((_whole(gazetteer),))
    far = next((f for f in _FAR_SIDE.finditer(text) if _of_water(f, text, spots)), None)
    far = far or _ACROSS.search(text) or _across_named(text, spots, gazetteer)
    near = None if far else _NEAR_SIDE.search(text)
    own_end = near is not None and not near["of"] and near.group().lower().startswith(("my", "our"))
    if near is not None and not named and (own_end or (near["what"] or "").lower() in _OF_CITY):
        return Told(here=True)
    if near is not None and (named or not _of_water(near, text, spots)):
        return None
    if far is None and near is None:
        return None
    if not sides:
        return Told(here=True) if not named else None
    told_by = [m.place for m in named if m.place] or list(base)
    own = next((s for p in told_by if (s := gazetteer.regions.side_of(p)) is not None), None)
    if own is None:
        return Told(choices=sides)
    meant = [s for s in sides if (_bank(s) == own) == (far is None)]
    if len(meant) != 1:
        return Told(choices=tuple(meant) or sides)
    both_named = far is not None and any(
        re.search(r"\b(?:and|or)\b", text[m.end : far.start()])
        for m in named
        if m.end < far.start()
    )
    kept = [m.place for m in named if m.place] if both_named else []
    return Told((*kept, meant[0]))


def _of_water(found: re.Match[str], text: str, spots: Sequence[Mention]) -> bool:
    """Say whether a side is one of the water: "the other side of the street" is none."""
    what = found["what"]
    if not found["of"]:
        return True
    if what and (_OF_WATER.fullmatch(what) or what.lower() in _OF_CITY):
        return True
    return any(found.start() <= m.start <= found.end("of") <= m.end for m in spots)


def _across_named(
    text: str, spots: Sequence[Mention], gazetteer: Gazetteer
) -> re.Match[str] | None:
    """Find "across the Alder": water that the pack knows by name; a bridge by name is itself."""
    for mention in spots:
        found = _ACROSS_NAME.search(text, max(0, mention.start - _LOOKS_BACK), mention.start)
        water = any(mention.place and mention.place.id == w.id for w in gazetteer.city.water)
        if found and water:
            return found
    return None


def _pairs(
    text: str, spots: Sequence[Mention], base: Sequence[Place], gazetteer: Gazetteer
) -> Told | None:
    """Read "between Downtown and Harbor" as the way from one to the other."""
    for left, right in pairwise(spots):
        joined = _AND.fullmatch(text[left.end : right.start])
        led = _BETWEEN.search(_before(text, left))
        if not joined or not led or left.place is None or right.place is None:
            continue
        ends = (left.place, right.place)
        if {p.kind for p in ends} & _NO_ENDS or {p.kind for p in ends} == {PlaceKind.STREET}:
            continue
        if led.group().lower().startswith("from") and "to" not in joined.group().lower():
            continue
        return Told((gazetteer.regions.way(*ends),), ends=ends)
    return None


def _compass(
    text: str, spots: Sequence[Mention], base: Sequence[Place], gazetteer: Gazetteer
) -> Told | None:
    """Read "north of Downtown"."""
    for mention in spots:
        found = _SIDE_OF.search(_before(text, mention)) or _OF_IT.match(text[mention.end :])
        side = ((found["up"] or "") + (found["across"] or "")).lower() if found else ""
        if found is None or mention.place is None or side not in SIDES:
            continue
        if " side of" in found.group().lower():
            continue  # "the north side of Downtown" lies in it
        if mention.place.kind is PlaceKind.CITY:
            return Told(words=f"{found.group().strip()} {mention.text}")
        if _parts_city(mention.place, gazetteer):
            return Told(choices=gazetteer.regions.sides()) if gazetteer.regions.sides() else None
        return Told((gazetteer.regions.beyond(mention.place, side),))
    return None


def _without(
    text: str, spots: Sequence[Mention], base: Sequence[Place], gazetteer: Gazetteer
) -> Told | None:
    """Read "outside Eastside" and "anywhere but Harbor"; outside a building is at it."""
    if len(spots) != 1 or spots[0].place is None:
        return None
    place, found = spots[0].place, _BUT.search(_before(text, spots[0]))
    if found is None:
        return None
    if place.kind is PlaceKind.CITY:
        return Told(words=f"{found.group()}{spots[0].text}".strip())
    how = found["how"].lower()
    if how.startswith(("outside", "beside", "beyond")) and place.kind not in _AREAS:
        return None
    return Told((gazetteer.regions.rest(place),))


def _rest(
    text: str, spots: Sequence[Mention], base: Sequence[Place], gazetteer: Gazetteer
) -> Told | None:
    """Read "the rest of the city", "everywhere"."""
    named = [m for m in spots if m.place and m.place.kind is not PlaceKind.CITY]
    if _REST.search(text):
        areas = [place for place in base if place.kind in _AREAS]
        if named or not areas:
            return Told((_whole(gazetteer),))
        return Told((gazetteer.regions.rest(areas[0]),))
    if not named and _EVERYWHERE.search(text):
        return Told((_whole(gazetteer),))
    return None


def _whole(gazetteer: Gazetteer) -> Place:
    city = gazetteer.city
    place = gazetteer.place(PlaceKind.CITY, city.id)
    areas = tuple(area.id for area in city.areas)
    return place or Place(
        city.id, city.name, PlaceKind.CITY, city.outline, city.center, None, areas
    )


def _parts_city(place: Place, gazetteer: Gazetteer) -> bool:
    """Say whether a place is the water or a bridge: what people look across, not from."""
    if any(place.id == water.id for water in gazetteer.city.water):
        return True
    return place.kind is PlaceKind.STREET and keys(place.name)[-1:] == ("bridge",)


def _before(text: str, mention: Mention) -> str:
    """Return the words before a name, as far back as any pattern looks."""
    return text[max(0, mention.start - _LOOKS_BACK) : mention.start]


def _bank(side: Place) -> str | None:
    return side.bank or side.id.removeprefix("side|")
