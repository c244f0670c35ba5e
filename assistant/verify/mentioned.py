"""Find the names of the city in a statement, in any case of letters, each where it stands."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from core.gazetteer import Gazetteer
from core.place import Mention, Place, PlaceKind

_ARTICLES: Final = frozenset({"the", "el", "la", "le", "los", "las", "les"})
_ENDS: Final = re.compile(r"[.;:!?,。；：，]")


@lru_cache(maxsize=256)
def mentions(gazetteer: Gazetteer, text: str) -> tuple[Mention, ...]:
    """Return the names of the city in a text, in any case of letters, "the bay" among them."""
    found = tuple(_in_one_sentence(one, text) for one in gazetteer.find(text, strict=True))
    taken = [(one.start, one.end) for one in found]
    more = [
        Mention(hit.start(), hit.end(), hit.group(), _common(gazetteer)[1][_plain(hit.group())])
        for hit in _common(gazetteer)[0].finditer(text)
        if not any(start < hit.end() and hit.start() < end for start, end in taken)
    ]
    return tuple(sorted((*found, *more), key=_by_start)) if more else found


def _in_one_sentence(mention: Mention, text: str) -> Mention:
    """Return a mention without a number that ends what goes before: "since 16:22. Mission Street".

    The minutes of a time are no house number either.
    """
    number = mention.house_number
    if not number:
        return mention
    behind = mention.start + len(number)
    begins = re.search(r"[^\W\d]", text[behind : mention.end])
    minutes = mention.start > 0 and text[mention.start - 1] in ":.,h"
    apart = _ENDS.search(text[behind : behind + (begins.start() if begins else 0)]) is not None
    if begins is None or not (minutes or apart):
        return mention
    start = behind + begins.start()
    return replace(mention, start=start, text=text[start : mention.end], house_number="")


def _by_start(mention: Mention) -> int:
    return mention.start


@lru_cache(maxsize=8)
def _common(gazetteer: Gazetteer) -> tuple[re.Pattern[str], dict[str, tuple[Place, ...]]]:
    """Return the places that are called by an ordinary word: "the bay", "campus", "le Port"."""
    named: dict[str, list[Place]] = {}
    written: dict[str, str] = {}
    for kind, parts in (
        (PlaceKind.LANDMARK, gazetteer.city.landmarks), (PlaceKind.AREA, gazetteer.city.areas),
    ):  # fmt: skip
        for part in parts:
            place = gazetteer.place(kind, part.id)
            for name in (part.name, *part.aliases):
                article, _, rest = name.partition(" ")
                led = bool(rest) and article.casefold() in _ARTICLES
                if place is None or len(name) < 3 or not (led or kind is PlaceKind.LANDMARK):
                    continue
                named.setdefault(_plain(name), []).append(place)
                spaced = re.escape(name).replace(r"\ ", r"\s+")
                # "The Works" is an area, "the works" are not: only landmarks in any case.
                area = rf"(?i:{re.escape(article)})\s+{re.escape(rest)}"
                written[name] = rf"(?i:{spaced})" if kind is PlaceKind.LANDMARK else area
    words = "|".join(written[name] for name in sorted(written, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)"), {
        name: tuple(places) for name, places in named.items()
    }


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
