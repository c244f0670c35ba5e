"""Hold the words by which a question tells how a thing is, and know what may be one misspelt."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.understand.lexicon import any_of, lexicon
from core.naming.ordinary_words import is_ordinary


class Mark(StrEnum):
    """Name the lists of words; what stands in several counts by the first."""

    SKIPPED = "skipped"
    CAN = "can"
    MUST = "must"
    ENDS = "ends"
    BAD = "bad"
    GOOD = "good"
    EITHER = "either"
    FAULT = "fault"
    SERVICE = "service"


SAYS: Final = frozenset({Mark.ENDS, Mark.GOOD, Mark.BAD, Mark.CAN, Mark.MUST})


@lru_cache(maxsize=4096)
def is_strange(word: str) -> bool:
    """Say whether a word is one that nobody knows, and so might turn the question round."""
    if len(word) < _SHORT or any(c.isdigit() for c in word) or is_ordinary(word):
        return False
    return states().fullmatch(word) is None and word not in listed_words()


@lru_cache(maxsize=4096)
def is_misspelt_end(word: str) -> bool:
    """Say whether a word may be meant for one that says that trouble is over: "liftd"."""
    ends = _end_words()
    if not word.endswith("d") or len(word) < _SHORT or word in ends:
        return False
    if states().fullmatch(word):
        return False
    return process.extractOne(word, ends, scorer=OSA.distance, score_cutoff=1) is not None


@lru_cache
def _end_words() -> tuple[str, ...]:
    lists = lexicon(_FILE)
    listed = {w for pattern in lists["ends"]["words"] for w in _spread(pattern)}
    return tuple(w for w in listed.union(lists["spelt"]["words"]) if w.endswith("ed"))


_SHORT: Final = 4


@lru_cache
def spelt() -> frozenset[str]:
    """Return the single words of the lists, for the speller to know."""
    lists = lexicon(_FILE)
    patterns = [p for name in (*SAYS, Mark.EITHER, Mark.FAULT) for p in lists[name]["words"]]
    found = {word for p in patterns for word in _spread(p) if len(word) >= _SHORT}
    return frozenset(found | {*lists["spelt"]["words"]})


def tells_state(word: str) -> bool:
    """Say whether a word alone tells how a thing is."""
    found = states().fullmatch(word)
    return found is not None and found.lastgroup in SAYS


def _spread(pattern: str) -> list[str]:
    """Return the words that a simple pattern stands for: its stem with every ending."""
    if re.fullmatch(r"[a-z]+", pattern):
        return [pattern]
    if found := re.fullmatch(r"([a-z]+)([a-z])\?", pattern):
        return [found[1], found[1] + found[2]]
    if found := re.fullmatch(r"([a-z]+)\(\?:([a-z|]+)\)(\??)", pattern):
        return [found[1] + end for end in found[2].split("|")] + [found[1]] * bool(found[3])
    return []


@lru_cache
def states() -> re.Pattern[str]:
    """Return what finds every word of the lists, in a group named by its list."""
    groups = [f"(?P<{mark}>{'|'.join(lexicon(_FILE)[mark]['words'])})" for mark in Mark]
    return re.compile(rf"\b(?:{'|'.join(groups)})(?!\S)")


@lru_cache
def negation() -> re.Pattern[str]:
    """Return what turns round the state that follows."""
    return any_of(lexicon(_FILE)["negation"]["words"])


@lru_cache
def none_of() -> re.Pattern[str]:
    """Return what says that there is none of what follows."""
    words = [*lexicon(_FILE)["negation"]["none"], *lexicon(_FILE)["negation"]["words"]]
    return re.compile(rf"\b(?:{'|'.join(words)})(?: \w+){{0,2}}$")


@lru_cache
def not_yet() -> re.Pattern[str]:
    """Return what makes an end before which it stands one that has not come."""
    return re.compile(rf"\b(?:{'|'.join(lexicon(_FILE)['ends']['not_yet'])})$")


@lru_cache
def had_before() -> re.Pattern[str]:
    """Return what says, before a service, that somebody has it."""
    had = lexicon(_FILE)["service"]["had"][0]
    return re.compile(rf"\b{had}(?: (?:any|the|our|my|still|no|hot|running|cell))*$")


@lru_cache
def listed_words() -> frozenset[str]:
    """Return words that are no ordinary English and turn nothing round."""
    return frozenset(lexicon(_FILE)["understood"]["words"])


_FILE: Final = "states"
