"""Turn what people type into words that the lexicons know: plain, singular and spelt right."""

import re
import unicodedata
from collections.abc import Collection, Set
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.naming.ordinary_words import is_ordinary

_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_CONTRACTIONS: Final = (
    (re.compile(r"\bwhat's\b|\bwhats\b"), "what is"),
    (re.compile(r"\b(is|are|was|do|does|did|has|have|ca|wo|should|can)n'?t\b"), r"\1 not"),
    (
        re.compile(r"\b(there|it|power|water|gas|internet|train|bus|who|where|how|when)'s\b"),
        r"\1 is",
    ),
    (re.compile(r"\bwi-?\s?fi\b"), "wifi"),
    (re.compile(r"\bi'm\b"), "i am"),
)
_IRREGULAR: Final = {
    "buses": "bus",
    "busses": "bus",
    "gas": "gas",
    "wires": "wire",
    "emergencies": "emergency",
}
_SLIPS: Final = {
    "issus": "issues", "isues": "issues", "sitll": "still", "wen": "when", "whn": "when",
    "wich": "which", "whch": "which", "wat": "what", "wht": "what", "lat": "late", "lte": "late",
    "ope": "open", "opn": "open", "shu": "shut", "clsd": "closed", "dwn": "down", "bak": "back",
}  # fmt: skip
"""Slips of the commonest words that look like forms of others."""
_KEEP_S: Final = ("ss", "us", "is", "as", "ws")


def plain(text: str) -> str:
    """Return the text in lower case, without accents and with contractions written out."""
    spread = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    low = "".join(c for c in spread if not unicodedata.combining(c)).lower()
    for pattern, written in _CONTRACTIONS:
        low = pattern.sub(written, low)
    return low


def words_of(low: str) -> list[str]:
    """Return the words of a plain text, in order."""
    return _WORD.findall(low)


def singular(word: str) -> str:
    """Return the word without a plural or possessive ending, as the lexicons list it."""
    word = word.removesuffix("'s")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEEP_S):
        return word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class Words:
    """Hold a message as words.

    Attributes:
        text: the plain text.
        spelt: the words, in order, with misspellings of lexicon words put right.
        singular: the same, each in the singular.
        padded: both as lines with a space at either end, to look for whole words in.
    """

    text: str
    spelt: tuple[str, ...]
    singular: tuple[str, ...]
    padded: tuple[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        lines = f" {' '.join(self.singular)} ", f" {' '.join(self.spelt)} "
        object.__setattr__(self, "padded", lines)

    @property
    def line(self) -> str:
        """Return the corrected words as one line, for patterns."""
        return " ".join(self.spelt)

    @property
    def typed(self) -> str:
        """Return the words as they were typed, as one line."""
        return " ".join(_WORD.findall(self.text))

    def has(self, phrase: str) -> bool:
        """Say whether the words of a phrase follow each other here, in singular or as spelt."""
        wanted = f" {phrase} "
        return wanted in self.padded[0] or wanted in self.padded[1]

    def has_any(self, phrases: Collection[str]) -> bool:
        """Say whether any of the phrases is here."""
        singular, spelt = self.padded
        for phrase in phrases:  # no call for each of them: there are thousands
            wanted = f" {phrase} "
            if wanted in singular or wanted in spelt:
                return True
        return False


_AS_NEAR: Final = 12


class Speller:
    """Put misspelt words right, where one known word is near and the word itself is no word."""

    def __init__(self, known: Collection[str], never_meant: Collection[str] = ()) -> None:
        """Know words.

        Args:
            known: the words that are right as they are.
            never_meant: those of them that no other word is put right to.
        """
        self._known = frozenset(known)
        choices = self._known.difference(never_meant)
        self._choices = tuple(sorted(word for word in choices if len(word) >= 4))

    def read(self, text: str, foreign: Set[str] = frozenset()) -> Words:
        """Split a message into words and spell them as the lexicons do.

        Args:
            text: the message.
            foreign: words of another language, which stay as they are.
        """
        low = plain(text)
        typed = words_of(low)
        spelt = tuple(word if word in foreign else self._correct(word) for word in typed)
        return Words(low, spelt, tuple(singular(word) for word in spelt))

    def _correct(self, word: str) -> str:
        word = _SLIPS.get(word, word)
        one = singular(word)
        if len(word) < 4 or word in self._known or one in self._known:
            return word
        if is_ordinary(word) or any(c.isdigit() for c in word):
            return word
        allowed = 1 if len(word) < 6 else 2
        found = process.extract(one, self._choices, scorer=OSA.distance, score_cutoff=allowed,
                                limit=_AS_NEAR)  # fmt: skip
        fewest = min((slips for _, slips, _ in found), default=0)
        # Of words as near, those of the same first letter: "tains" are trains, and no rain.
        near = [
            known for known, slips, _ in found
            if slips == fewest and known[0] == word[0] and abs(len(known) - len(one)) <= 1
        ]  # fmt: skip
        meant = min(near, key=lambda known: _slip(one, known), default=word)
        several = f"{meant}s"
        return several if word == f"{one}s" and several in self._known else meant


def _slip(typed: str, meant: str) -> int:
    """Rank how people slip: letters swapped, then one left out or put in, then a wrong one."""
    if sorted(typed) == sorted(meant):
        return 0  # "fiers" are fires
    shorter, longer = sorted((typed, meant), key=len)
    rest = iter(longer)
    return 1 if all(letter in rest for letter in shorter) else 2  # "lihts" are lights, no lifts
