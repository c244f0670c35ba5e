"""Write as residents write: in their language, in a hurry, with slips of the finger."""

import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import yaml

from core.event import EventType

_FILE: Final = Path(__file__).parent / "phrases.yaml"
_SLIPS: Final = 0.35
"""The share of texts with a slip in them."""
_SHOUTS: Final = 0.06
_SECOND: Final = 0.3
"""The share of texts in another language than the city's first, where it has others."""

Phrases = Mapping[str, Mapping[EventType, Sequence[str]]]


@cache
def phrases() -> Phrases:
    """Return what residents write, by language and by what they mean."""
    given = cast(dict[str, dict[str, list[str]]], _read())
    return {
        language: {EventType(kind): tuple(texts) for kind, texts in kinds.items()}
        for language, kinds in given.items()
    }


def _read() -> Any:
    return yaml.safe_load(_FILE.read_text(encoding="utf-8"))


def choose_language(languages: Sequence[str], kind: EventType, luck: random.Random) -> str:
    """Return a language of the city in which residents write of this, the first most often.

    English where the city's own languages are not written here.
    """
    known = [tag for tag in languages if kind in phrases().get(tag.split("-")[0], {})]
    if not known:
        return "en"
    if len(known) == 1 or luck.random() >= _SECOND:
        return known[0]
    return luck.choices(known[1:], [1 / n for n in range(1, len(known))])[0]


def write(language: str, kind: EventType, place: str, luck: random.Random) -> str:
    """Return what somebody writes about this kind of thing at a place."""
    text = luck.choice(phrases()[language.split("-")[0]][kind]).format(place=place)
    if luck.random() < _SLIPS:
        text = _slip(text, luck)
    return text.upper() if luck.random() < _SHOUTS else text


def _slip(text: str, luck: random.Random) -> str:
    """Swap, drop or double one letter inside one of the longer words."""
    words = text.split(" ")
    long = [n for n, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not long:
        return text
    chosen = luck.choice(long)
    word = words[chosen]
    at = luck.randrange(1, len(word) - 2)
    words[chosen] = luck.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )
    return " ".join(words)
