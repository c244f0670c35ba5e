"""Read how a language writes numbers and times (`<language>.toml` beside this file)."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale

_FOLDER: Final = Path(__file__).parent
_DEFAULT: Final = "en"


class Role(StrEnum):
    """Which instant of an event a time is told as."""

    BEGIN = "begin"
    END = "end"
    OVER = "over"
    ISSUED = "issued"
    CONFIRMED = "confirmed"
    EARLIER = "earlier"


class Lasting(StrEnum):
    """Which length of time is told."""

    AHEAD = "ahead"
    LENGTH = "length"
    AGO = "ago"
    LATE = "late"


class Against(StrEnum):
    """How a number is set against the true one."""

    MORE = "more"
    LEAST = "least"
    LESS = "less"
    MOST = "most"
    ALMOST = "almost"


@dataclass(frozen=True, slots=True, eq=False)
class Tongue:
    """Hold one language's words for figures, as patterns over lower-case text."""

    language: str
    spaced: bool
    thousands: str
    decimal: str
    joiners: frozenset[str]
    numerals: Mapping[str, int]
    one: frozenset[str]
    units: Mapping[str, str]
    unit: re.Pattern[str]
    am: re.Pattern[str]
    pm: re.Pattern[str]
    clock: Mapping[str, Any]
    rough: re.Pattern[str]
    rough_after: re.Pattern[str]
    compare: tuple[tuple[Against, re.Pattern[str]], ...]
    absolute: re.Pattern[str]
    roles: tuple[tuple[Role, re.Pattern[str]], ...]
    roles_after: tuple[tuple[Role, re.Pattern[str]], ...]
    verbs: Mapping[Role, re.Pattern[str]]
    lasting: tuple[tuple[Lasting, re.Pattern[str]], ...]
    half_hour: re.Pattern[str]
    hour_and_half: re.Pattern[str]
    days: tuple[tuple[int, re.Pattern[str]], ...]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]


@cache
def tongue(language: str) -> Tongue:
    """Return a language's words; English where there is no file of it."""
    path = _FOLDER / f"{language}.toml"
    if not path.exists():
        return tongue(_DEFAULT)
    book = tomllib.loads(path.read_text("utf-8"))
    spaced = language != "zh"
    units = {word: unit for unit, words in book["units"].items() for word in words}
    clock, lasting, days = book["clock"], book["durations"], book["days"]
    away = {"yesterday": -1, "today": 0, "tomorrow": 1}
    locale = Locale.parse(language)
    return Tongue(
        language=language,
        spaced=spaced,
        thousands=book["thousands"],
        decimal=book["decimal"],
        joiners=frozenset(book["joiners"]),
        numerals=book["numerals"],
        one=frozenset(book["one"]["words"]),
        units=units,
        unit=_any(units, spaced),
        am=_any(clock["am"], spaced),
        pm=_any(clock["pm"], spaced),
        clock=clock,
        rough=_ending(book["rough"]["words"]),
        rough_after=_any(book["rough"]["words"], spaced),
        compare=tuple((Against(k), _ending(words)) for k, words in book["compare"].items()),
        absolute=_any(book["absolute"]["words"], spaced),
        roles=tuple((Role(k), _any(words, spaced)) for k, words in book["roles"].items()),
        roles_after=tuple(
            (Role(k), _any(words, spaced)) for k, words in book["roles_after"].items()
        ),
        verbs={Role(k): _stems(words, spaced) for k, words in book["verbs"].items()},
        lasting=tuple((Lasting(k), _any(lasting[k], spaced)) for k in Lasting),
        half_hour=_any(lasting["half_hour"], spaced),
        hour_and_half=_any(lasting["hour_and_half"], spaced),
        days=tuple((away[k], _any(words, spaced)) for k, words in days.items()),
        weekdays=_names(locale.days["format"]),
        months=_names(locale.months["format"]),
    )


def _names(forms: Mapping[str, Mapping[int, str]]) -> dict[str, int]:
    """Return the names of days or months, written out or short, with their numbers."""
    written = {
        name.lower().rstrip("."): number
        for width in ("wide", "abbreviated")
        for number, name in forms[width].items()
    }
    return {name: number for name, number in written.items() if len(name) > 1}


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _any(words: Iterable[str], spaced: bool) -> re.Pattern[str]:
    """Match any of some words, whole words where the language sets spaces."""
    either = _either(words) or r"(?!)"
    return re.compile(rf"(?<![^\W\d_])(?:{either})(?!\w)" if spaced else rf"(?:{either})")


def _stems(words: Iterable[str], spaced: bool) -> re.Pattern[str]:
    """Match words that begin with one of some stems; short ones have to be the whole word."""
    if not spaced:
        return re.compile(_either(words))
    ends = {word: "" if len(word) > 4 or word.endswith(("v", "b")) else r"(?!\w)" for word in words}
    either = "|".join(re.escape(word) + end for word, end in ends.items())
    return re.compile(rf"(?<!\w)(?:{either})")


def _ending(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of some words at the end of what stands before a figure; Chinese sets no spaces."""
    return re.compile(rf"(?<![^\W\d_\u3400-\u9fff])(?:{_either(words)})\s*$")
