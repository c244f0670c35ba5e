"""Gather the words that are known of the cited events, by their stems, in whatever language.

A word of another language than the source's is borne out where its meaning in English is: by the
list of meanings of its language, else by the glossary that reads questions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.understand.glossary import to_english
from assistant.verify.stems import stem
from assistant.verify.witness import Court, Said
from assistant.verify.words import Book, book
from assistant.verify.words.folding import fold

WORD: Final = re.compile(r"[^\W\d_]+")
_ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class Known:
    """Hold the words of some texts.

    Attributes:
        own: stems of texts in the answer's language.
        english: stems of texts in English, or in no language that is said.
        lowered: the texts themselves, in lower case.
    """

    own: frozenset[str]
    english: frozenset[str]
    lowered: str

    def has(self, word: str, words: Book) -> bool:
        """Say whether a lower-case word, or what it means, stands in the texts."""
        if not words.spaced:
            return word in self.lowered or self._means(word, words)
        root = fold(stem(word, words.language))
        return root in self.own or self._means(root, words) or self._translated(word, words)

    def _means(self, root: str, words: Book) -> bool:
        return not self.english.isdisjoint(words.meanings.get(root, ()))

    def _translated(self, word: str, words: Book) -> bool:
        if words.language == _ENGLISH or not self.english:
            return False
        english = _in_english(word, words.language)
        return bool(english) and english <= self.english


def known_of(court: Court) -> Known:
    """Return all that is said of the cited events: by their sources, by us, by their types."""
    ours = tuple(Said("composed", one.text, court.language) for one in court.ours)
    said = tuple(one for witness in court.witnesses for one in witness.said)
    return _known((*said, *ours), court.language)


def known_in(texts: Sequence[Said], language: str) -> Known:
    """Return the words of some texts."""
    return _known(tuple(texts), language)


def of_types(court: Court) -> frozenset[str]:
    """Return the words by which the cited events' types may be called."""
    words, found = book(court.language), set[str]()
    for witness in court.witnesses:
        found |= words.types.get(witness.hit.event.event.type.value, frozenset())
    return frozenset(found)


@lru_cache(maxsize=2048)
def _known(said: tuple[Said, ...], language: str) -> Known:
    own: set[str] = set()
    english: set[str] = set()
    for one in said:
        spoken = one.language or _ENGLISH
        plain = one.text.lower()
        if spoken == language:
            own.update(_stems(plain, language))
        if spoken == _ENGLISH:
            english.update(_stems(plain, _ENGLISH))
    return Known(frozenset(own), frozenset(english), "\n".join(one.text.lower() for one in said))


@lru_cache(maxsize=8192)
def _stems(plain: str, language: str) -> frozenset[str]:
    return frozenset(fold(stem(word, language)) for word in WORD.findall(plain))


@lru_cache(maxsize=8192)
def _in_english(word: str, language: str) -> frozenset[str]:
    found = to_english(word, language).lower()
    if found == word:
        return frozenset()
    return frozenset(fold(stem(one, _ENGLISH)) for one in WORD.findall(found))
