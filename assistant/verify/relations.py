"""Hold words that say where a thing is from another: north of, across, near, all of.

They hold only where our composed words say the same of a cited event, or its source does, in
whatever language; a name of the city that has such a word in it ("North Station") says no side.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from assistant.verify.bearing import Telling, tellings
from assistant.verify.mentioned import mentions
from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court, Witness
from core.gazetteer import Gazetteer
from core.place import PlaceKind

_WORDS: Final = {
    "north": r"\bnorth(?:ern|bound|wards?|erly|east\w*|west\w*)?\b|\b(?:al|el|del|hacia el|zona"
    r"|lado|rumbo) norte\b"
    r"|\bnor(?:este|oeste)\b|\bnord(?:-\w+)?\b|北(?!京)",
    "south": r"\bsouth(?:ern|bound|wards?|erly|east\w*|west\w*)?\b|\b(?:al|el|del|hacia el|zona"
    r"|lado|rumbo) sur\b"
    r"|\bsur(?:este|oeste)\b|\b(?:au|du|le|vers le|rive|côté) sud\b|\bsud-\w+|南",
    "east": r"\b(?:north-?|south-?)?east(?:ern|bound|wards?|erly)?\b|\b(?:al|del|hacia el|zona"
    r"|lado|rumbo) este\b"
    r"|\b(?:nor|sur)este\b|\b(?:à l|l|de l|vers l)['’]est\b|\b(?:rive|côté|secteur|(?:nord"
    r"|sud)-)\s?est\b|东(?!西)|東",
    "west": r"\b(?:north-?|south-?)?west(?:ern|bound|wards?|erly)?\b|\b(?:nor|sur)?oeste\b"
    r"|\b(?:nord-|sud-)?ouest\b"
    r"|(?<!东)西(?!班牙)",
    "across": r"\b(?:across(?! {4})|other side|far side|opposite)\b"
    r"|\b(?:al otro lado|del otro lado|otra orilla|enfrente)\b"
    r"|\b(?:de l['’]autre côté|en face|autre rive)\b|对岸|對岸|对面|另一侧|另一边",
    "near": r"\b(?:near(?:by|est|er)?|close to(?! \d)|next to|beside|adjacent|vicinity|around the"
    " corner"
    r"|steps from)\b"
    r"|\b(?:cerca(?! de (?:l[ao]s? )?(?:\d|un[ao]?s?\b|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    r"|diez|cien|mil))|cercan[ao]s?|junto a|al lado|próxim[ao]s? a|inmediaciones)\b"
    r"|\b(?:(?<!à peu )près(?! d[e'’]\s?(?:\d|une? |deux|trois|quatre|cinq|six|sept|huit|neuf|dix"
    r"|vingt|cent|mille))|proche|à côté|à proximité|aux abords|non loin)\b|附近|旁边|旁邊|靠近"
    r"|邻近",
    "along": r"\b(?:along|alongside)\b|\ba lo largo\b|\ble long\b|沿(?:着|线|途)?",
    "inbound": r"\binbound\b|\b(?:hacia el centro)\b|\bvers le centre(?:-ville)?\b|进城|入城",
    "outbound": r"\boutbound\b|\bhacia (?:fuera|afuera)\b|\bvers la banlieue\b|出城",
    "both": r"\b(?:both|either|each|all) (?:directions?|ways|sides)\b|\bambos (?:sentidos|lados)\b"
    r"|\bambas direcciones\b"
    r"|\bles deux (?:sens|directions|côtés)\b|双向|两个方向|雙向",
    "above": r"\b(?:upstream|uphill|upriver)\b|\b(?:aguas|río) arriba\b|\ben amont\b|上游",
    "below": r"\b(?:downstream|downhill|downriver)\b|\b(?:aguas|río) abajo\b|\ben aval\b|下游",
    "whole": r"\b(?:across(?= {4})|all of|the whole of|whole|entire|entirety|throughout"
    r"|every part of|all over|everywhere)\b"
    r"|\b(?:tod[ao] (?:el|la|eastside|\w+side)|por tod[ao]|enter[ao]|la totalidad)\b"
    r"|\b(?:tout le|toute la|l['’]ensemble|partout|en entier|entière?)\b|整个|全部地区|全区|到处"
    r"|各处",
    "citywide": r"\b(?:city-?wide|across the city|(?:whole|entire) city|rest of the city)\b"
    r"|\b(?:toda la ciudad|resto de la ciudad)\b|\b(?:toute la ville|reste de la ville)\b|全市"
    r"|整个城市",
    "outside": r"\b(?:outside|beyond|out of town|underground|indoors?|outdoors?)\b|\b(?:fuera de"
    r"|más allá)\b"
    r"|\b(?:hors de|en dehors|au-delà)\b|以外|外面|之外",
}  # fmt: skip
_EACH: Final = {name: re.compile(words, re.IGNORECASE) for name, words in _WORDS.items()}
_ANY: Final = re.compile("|".join(f"(?:{words})" for words in _WORDS.values()), re.IGNORECASE)
_WHOLE: Final = frozenset({"whole"})
_ENGLISH: Final = re.compile(r"\b(?:as a whole|whole (?:hours?|day|number))\b", re.IGNORECASE)


def check(text: str, court: Court) -> list[Checked]:
    """Find words of side, nearness and extent, and hold each against what is said of the events."""
    if _ANY.search(text) is None:
        return []
    bare = _without_names(court.gazetteer, text)
    told = list(tellings(court))
    checked: list[Checked] = []
    last = 0
    for start, end, names in _relations(bare):
        if start >= last:
            claim = Claim(ClaimKind.PLACE, text[start:end], start, end)
            checked.append(_held(claim, names, court, told))
            last = end
    return checked


def _relations(bare: str) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield each such word, in order, with all that it says: "northeast" says north and east."""
    found = [
        (hit.start(), hit.end(), name)
        for name, pattern in _EACH.items()
        for hit in pattern.finditer(bare)
        if _ENGLISH.match(bare, max(0, hit.start() - 5)) is None
    ]
    found.sort(key=_by_place)
    for start, end, _ in found:
        names = {name for s, e, name in found if s >= start and e <= end}
        yield start, end, frozenset(names)


def _by_place(found: tuple[int, int, str]) -> tuple[int, int]:
    return (found[0], -found[1])


def _held(claim: Claim, names: frozenset[str], court: Court, told: Sequence[Telling]) -> Checked:
    by: list[str] = []
    events: set[str] = set()
    for telling in told:
        if names <= _said(court.gazetteer, telling.text):
            by.append(telling.by)
            events |= telling.events
    for witness in court.witnesses:
        if _by_fields(names, witness):
            by.append(f"{witness.event_id}.areas")
            events.add(witness.event_id)
    if events:
        return Checked(claim, by=tuple(dict.fromkeys(by)), events=frozenset(events))
    return Checked(claim, why="where it is from there is not said")


def _by_fields(names: frozenset[str], witness: Witness) -> bool:
    footprint = witness.hit.event.footprint
    if footprint.everywhere:
        return "citywide" in names or names == _WHOLE
    return names == _WHOLE and bool(footprint.whole_area_ids)


@lru_cache(maxsize=8192)
def _said(gazetteer: Gazetteer, text: str) -> frozenset[str]:
    if _ANY.search(text) is None:
        return frozenset()
    bare = _without_names(gazetteer, text)
    return frozenset(name for name, pattern in _EACH.items() if pattern.search(bare))


def _without_names(gazetteer: Gazetteer, text: str) -> str:
    """Return a text as long, with blanks for the names of areas in it and strokes for others."""
    bare = text
    for one in mentions(gazetteer, text):
        if one.places[0].said and _ANY.search(one.text):
            continue  # "north of Downtown" is no name but says a side
        blank = " " if one.places[0].kind in (PlaceKind.AREA, PlaceKind.ZIP) else "_"
        bare = bare[: one.start] + blank * (one.end - one.start) + bare[one.end :]
    return bare
