"""Bring what a frightened person types into the form that the patterns are written in.

No accents, no punctuation, no repeated letters; slang and slips written out; and the few nouns of
danger put right where they are misspelt. Cheap, and without anything that could fail.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.naming.ordinary_words import is_ordinary

MOST_READ: Final = 2000
"""Characters of a message that are read; the doors take no more."""
_SENTENCE: Final = re.compile(r"[^.!?;\n。！？；…]+[.!?;\n。！？；…]*")
_ENDS_ASKING: Final = ("?", "？")
_REPEATED: Final = re.compile(r"([a-z])\1{2,}")
_APOSTROPHES: Final = str.maketrans("’‘ʼ`´", "'''''")
_TOKEN: Final = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|[🔥🆘]")
"""A word, or one of the signs that stand for one."""
_HAN: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
_NEAR_FROM: Final = 4
_TWO_SLIPS_FROM: Final = 9


@dataclass(frozen=True, slots=True)
class Typed:
    """Hold one sentence as typed.

    Attributes:
        text: lower case, without accents.
        asks: whether it ends with a question mark.
    """

    text: str
    asks: bool


def sentences(message: str) -> tuple[Typed, ...]:
    """Split a message into sentences; where there are several, the whole follows as one more."""
    text = message[:MOST_READ].translate(_APOSTROPHES)
    marked = [m.group() for m in _SENTENCE.finditer(text)]
    found = [Typed(_low(s), s.rstrip(" !！.").endswith(_ENDS_ASKING)) for s in marked]
    if len(found) > 1:
        found.append(Typed(_low(text), any(s.asks for s in found)))
    return tuple(found)


def _low(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text).lower()
    return "".join(c for c in spread if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class Speller:
    """Write out one language's words.

    Attributes:
        apostrophe: what stands for an apostrophe in the patterns: nothing, or a space.
        written: a word as typed, and as it is written in the patterns.
        near: nouns of danger that are recognised when misspelt.
        never: words that are near one of them, and are none.
    """

    apostrophe: str
    written: Mapping[str, str]
    near: Collection[str]
    never: Collection[str]

    def spell(self, low: str) -> str:
        """Return a sentence as its words, one space between them."""
        words: list[str] = []
        for token in _TOKEN.findall(_REPEATED.sub(r"\1", low)):
            known = self.written.get(token)
            if known is not None:
                words.append(known)
                continue
            for word in token.replace("'", self.apostrophe).split():
                words.append(self.written.get(word) or self._put_right(word))
        return " ".join(words)

    def _put_right(self, word: str) -> str:
        if len(word) < _NEAR_FROM or word in self.near or word in self.never:
            return word
        return _nearest(word, self.near) if not is_ordinary(word) else word


@lru_cache(maxsize=4096)
def _nearest(word: str, near: Collection[str]) -> str:
    slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found and found[0][0] == word[0] else word


@dataclass(frozen=True, slots=True)
class SignSpeller:
    """Write out a language without spaces, by replacing signs.

    Attributes:
        written: signs as typed, and as they are written in the patterns.
    """

    written: Mapping[str, str]

    def spell(self, low: str) -> str:
        """Return a sentence without spaces and punctuation."""
        text = "".join(_HAN.findall(low))
        for typed, written in self.written.items():
            text = text.replace(typed, written)
        return text
