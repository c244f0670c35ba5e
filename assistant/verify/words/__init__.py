"""Hold the words that a model may phrase facts with, and those that change them: `<language>.toml`.

A list is of patterns over lower-case text, whole words where the language sets spaces.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, cast

from assistant.verify.stems import stem
from assistant.verify.words.folding import fold

_FOLDER: Final = Path(__file__).parent
_DEFAULT: Final = "en"


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """Hold one language's words.

    Attributes:
        language: primary subtag.
        spaced: whether it sets spaces between words.
        lists: patterns by the name of their list, `negation.words`.
        states: patterns of words that say how things stand, by the state.
        types: for each type of event, the stems that its name bears out; phrases where not spaced.
        phrasing: stems of the phrasing vocabulary; phrases where not spaced.
        light: those among them that say nothing by themselves.
        meanings: the English stems that a stem (a phrase where not spaced) may stand for.
        courtesy: whole sentences that cite nothing.
    """

    language: str
    spaced: bool
    lists: Mapping[str, re.Pattern[str]]
    states: Mapping[str, re.Pattern[str]]
    types: Mapping[str, frozenset[str]]
    phrasing: frozenset[str]
    light: frozenset[str]
    meanings: Mapping[str, frozenset[str]]
    courtesy: re.Pattern[str]


@cache
def book(language: str) -> Book:
    """Return a language's words; English where there is no file of it."""
    path = _FOLDER / f"{language}.toml"
    if not path.exists():
        return book(_DEFAULT)
    written = tomllib.loads(path.read_text("utf-8"))
    spaced = language != "zh"

    def root(word: str) -> str:
        return fold(stem(word, language)) if spaced else word

    def table(name: str) -> Mapping[str, list[str]]:
        return cast("Mapping[str, list[str]]", written.get(name, {}))

    meanings = {
        root(word): frozenset(fold(stem(one, "en")) for one in str(english).split())
        for word, english in cast("Mapping[str, str]", written.get("meanings", {})).items()
    }
    return Book(
        language=language,
        spaced=spaced,
        lists={name: _pattern(words, spaced) for name, words in table("lists").items()},
        states={name: _pattern(words, spaced) for name, words in table("states").items()},
        types={
            name: frozenset(root(word) for word in str(words).split())
            for name, words in table("types").items()
        },
        phrasing=frozenset(
            root(word) for words in table("phrasing").values() for word in str(words).split()
        ),
        light=frozenset(root(word) for word in str(written["phrasing"]["function"]).split()),
        meanings=meanings,
        courtesy=re.compile("|".join(f"(?:{one})" for one in written["courtesy"])),
    )


def _pattern(words: Iterable[str], spaced: bool) -> re.Pattern[str]:
    either = "|".join(words) or r"(?!)"
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])" if spaced else rf"(?:{either})")
