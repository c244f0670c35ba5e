"""Find the words that say that something is over, and whether they say it, expect it or deny it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.verify.clauses import clauses
from assistant.verify.words import Book, book


class Mode(StrEnum):
    """How an end is told."""

    ASSERTED = "asserted"
    AHEAD = "ahead"
    DENIED = "denied"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Ending:
    """Hold one word of an end, where it stands in the statement, and how it is told."""

    start: int
    end: int
    mode: Mode
    clause: int


@lru_cache(maxsize=2048)
def endings(text: str, language: str) -> tuple[Ending, ...]:
    """Return the words of an end in a statement."""
    words = book(language)
    found: list[Ending] = []
    for clause in clauses(text):
        for name in ("over_past", "over_ahead", "over_any"):
            for match in words.lists[name].finditer(clause.text):
                start, end = clause.start + match.start(), clause.start + match.end()
                if any(one.start < end and start < one.end for one in found):
                    continue
                mode = _mode(clause.text, match.start(), match.end(), name, words)
                found.append(Ending(start, end, mode, clause.start))
    return tuple(sorted(found, key=_by_start))


def _by_start(ending: Ending) -> int:
    return ending.start


def _mode(clause: str, start: int, end: int, name: str, words: Book) -> Mode:
    before, behind = clause[:start], clause[end:]
    lists = words.lists
    if lists["negation"].search(before):
        return Mode.DENIED
    if lists["subordinate"].search(before) or name == "over_ahead":
        return Mode.AHEAD
    chain = lists["auxiliary_before"].search(before)
    if name == "over_past" or chain:
        head = before[: chain.start()] if chain else before
        return Mode.AHEAD if lists["modal_before"].search(head) else Mode.ASSERTED
    if lists["future"].search(before):
        return Mode.AHEAD
    if lists["said_behind"].match(behind):
        return Mode.ASSERTED
    if lists["future"].search(behind):
        return Mode.AHEAD
    return Mode.ASSERTED if words.spaced else Mode.BARE
