"""Cut text into words that compare: without case, accents, punctuation and spelling habits."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_UNSPACED_LETTERS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
"""Letters of scripts that put no spaces between words (Thai, Lao, Khmer, Japanese, Chinese)."""
_UNSPACED: Final = re.compile(f"[{_UNSPACED_LETTERS}]")
_WORD: Final = re.compile(
    rf"[&@]|[{_UNSPACED_LETTERS}]+|[^\W_{_UNSPACED_LETTERS}]+(?:['’][^\W_]+)*"
)

STREET_TYPES: Final = frozenset(
    {"street", "avenue", "boulevard", "road", "drive", "lane", "place", "way", "court", "terrace"}
    | {"highway", "parkway", "expressway", "freeway", "alley", "row", "crescent", "close", "walk"}
)
_SPELLINGS: Final = {
    "&": "and", "@": "at", "st": "street", "str": "street", "saint": "street", "ave": "avenue",
    "av": "avenue", "blvd": "boulevard", "boul": "boulevard", "rd": "road", "dr": "drive",
    "ln": "lane", "pl": "place", "sq": "square", "hwy": "highway", "pkwy": "parkway",
    "pky": "parkway", "expwy": "expressway", "expy": "expressway", "fwy": "freeway",
    "ct": "court", "ter": "terrace", "ctr": "center", "cntr": "center", "centre": "center",
    "harbour": "harbor", "stn": "station", "sta": "station", "mt": "mount", "ft": "fort",
    "pt": "point", "hts": "heights", "theatre": "theater", "hosp": "hospital",
    "univ": "university", "uni": "university", "intl": "international", "int'l": "international",
    "neighbourhood": "neighborhood", "hood": "neighborhood", "zipcode": "zip", "bldg": "building",
    "brdg": "bridge", "gdns": "gardens", "elem": "elementary", "dist": "district",
}  # fmt: skip
"""One spelling for each word. `st` is both "street" and "saint", so both read as "street"."""
_UNITS: Final = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
"""
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_FRENCH_ORDINAL: Final = re.compile(r"(\d{1,3})(?:e|er|eme|re|ere)")
_ORDINAL: Final = re.compile(r"\d{1,3}(?:st|nd|rd|th)")


def ordinal(number: int) -> str:
    """Write an ordinal number: 1st, 2nd, 3rd, 4th, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


_ORDINAL_WORDS: Final = {word: ordinal(index) for index, word in enumerate(_UNITS.split(), 1)} | {
    f"{word[:-1]}ieth": ordinal(number) for word, number in _TENS.items()
}


@dataclass(frozen=True, slots=True)
class Word:
    """Hold one word of a text: as it compares, and where it stands."""

    key: str
    start: int
    end: int
    capital: bool


@lru_cache(maxsize=65_536)
def _fold(raw: str) -> str:
    """Return a word as it compares."""
    lowered = raw.casefold().replace("’", "'")
    if not lowered.isascii():
        decomposed = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    if lowered.endswith("'s"):
        lowered = lowered[:-2]
    plain = lowered.replace("'", "")
    if plain[:1].isdigit() and (counted := _FRENCH_ORDINAL.fullmatch(plain)):
        return ordinal(int(counted[1]))
    return _SPELLINGS.get(plain) or _ORDINAL_WORDS.get(plain) or plain


def words(text: str) -> list[Word]:
    """Cut a text into comparable words; "twenty-second" is one word, `22nd`."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        raw = match.group()
        word = Word(_fold(raw), match.start(), match.end(), raw[0].isupper())
        tens = _TENS.get(found[-1].key) if found else None
        if tens and word.key in _SINGLE_ORDINALS:
            key = ordinal(tens + int(word.key[0]))
            found[-1] = Word(key, found[-1].start, word.end, found[-1].capital)
        else:
            found.append(word)
    return found


_SINGLE_ORDINALS: Final = frozenset(ordinal(number) for number in range(1, 10))


def keys(name: str) -> tuple[str, ...]:
    """Return the comparable words of a name."""
    return tuple(word.key for word in words(name))


def is_ordinal(key: str) -> bool:
    """Say whether a word is an ordinal number, as numbered streets have."""
    return key[:1].isdigit() and _ORDINAL.fullmatch(key) is not None


def is_unspaced(name: str) -> bool:
    """Say whether a name is in a script that puts no spaces between words."""
    return not name.isascii() and _UNSPACED.search(name) is not None
