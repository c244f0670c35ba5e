"""Read word by word how a question says a thing is, to check what its pattern says.

`predicate_of` marks the words that tell a state ("out", "lifted"), turns those round that are
denied, and gives one reading where all of them agree. Where they do not, or a word stands there
that nobody knows, there is none: a Yes or No to a question half understood may be its contrary.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, cast

from assistant.understand.state_words import (
    SAYS,
    Mark,
    had_before,
    is_misspelt_end,
    is_strange,
    negation,
    none_of,
    not_yet,
    states,
    tells_state,
)


@dataclass(frozen=True, slots=True)
class Predicate:
    """Hold what a question says of a thing.

    Attributes:
        well: whether it asks if all is well, not if something is wrong; None where that is unsure.
        ends: whether it asks if trouble is over.
    """

    well: bool | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class _Marked:
    """Hold one word that tells a state, after what denies it was taken into account."""

    mark: Mark
    word: str
    start: int
    denied: bool


UNSURE: Final = Predicate()
_ASKED_DENIED: Final = re.compile(
    r"^(?:so |and |but |hey |hi |wait )*(?:(?:is|are|was|were|do|does|did|has|have) not\b"
    r"|(?:ca|can|could) not(?= (?:i|we|you)\b))"
)
"""Turns nothing round: "isn't it out?" asks the same as "is it out?"."""
_OR_RE: Final = re.compile(r" or (?!(?:is it )?just\b|anything\b|so\b|something\b|what\b)")
_REACH: Final = 4
"""So many words a denial reaches at most."""
_APART_RE: Final = re.compile(r"\b(?:from|after|despite|with|because of|during|given|since)\b")
"""Begins what is only said of the circumstances: "is it safe from flooding"."""
_NOTICE_RE: Final = re.compile(r"alert|warning|notice|advisor|evacuation|order|watch|lockdown")
"""What may itself be suspended, which is its end."""
_INDEFINITE_RE: Final = re.compile(r"\b(?:an?|any|some|another|new|more|there|every)\b")
_TOLD: Final = re.compile(r"\b(?:put|send|sent|give|given|gave|issue[ds]?) out (?:an?|any)\b")
"""Sends out a warning, and puts out no fire."""


def predicate_of(
    line: str, known: Collection[str] = (), guessed: Collection[str] = ()
) -> Predicate:
    """Return what a question says of a thing, by its words in lower case.

    Args:
        line: the words, without place names and without a tag (", isn't it?") at the end.
        known: words that are known to the city's other lexicons.
        guessed: those of the words that a misspelt one was put right to.
    """
    words = set(line.split())
    if any(is_strange(w) or is_misspelt_end(w) for w in words.difference(known)):
        return UNSURE
    if any(map(tells_state, guessed)):
        return UNSURE
    line = _TOLD.sub("told", _ASKED_DENIED.sub("is", line))
    return _agreed(line, _marks(line))


def _agreed(line: str, marks: Sequence[_Marked]) -> Predicate:
    """Return the one reading of the marks; unsure where they differ."""
    faults = [m for m in marks if m.mark is Mark.FAULT]
    ended = [m for m in marks if _ends(m, line, faults)]
    if any(m.word == "suspended" for m in marks) and any(_NOTICE_RE.match(m.word) for m in faults):
        return UNSURE
    signs = [(m.start, sign) for m in marks if (sign := _sign(m, faults)) is not None]
    halves = _OR_RE.search(line)
    if halves and len({sign for _, sign in signs}) > 1:
        return UNSURE
    if ended:
        later = [sign for start, sign in signs if start > ended[-1].start]
        denied = {m.denied for m in ended}
        if len(denied) > 1 or False in later or (True in denied and len(ended) > 1):
            return UNSURE
        return Predicate(well=False) if True in denied else Predicate(well=True, ends=True)
    told = {sign for _, sign in signs}
    if len(told) > 1:
        return UNSURE
    if told == {False}:
        return Predicate(well=False)
    if told == {True}:
        return UNSURE if any(not m.denied for m in faults) else Predicate(well=True)
    if faults:
        denied = {m.denied for m in faults}
        return UNSURE if len(denied) > 1 else Predicate(well=denied == {True})
    return _of_service(line, marks)


def _of_service(line: str, marks: Sequence[_Marked]) -> Predicate:
    """Return what is said of a service that somebody has, or has not."""
    services = [m for m in marks if m.mark is Mark.SERVICE]
    if any(m.denied for m in services):
        return Predicate(well=False)
    had = any(had_before().search(line[: m.start].rstrip()) for m in services)
    return Predicate(well=True) if had else UNSURE


def _ends(marked: _Marked, line: str, faults: Sequence[_Marked]) -> bool:
    if marked.mark is Mark.EITHER:
        return bool(faults)
    if marked.mark is Mark.ENDS:
        return True
    if marked.word != "out" or not (fires := [m for m in faults if m.word.startswith("fire")]):
        return False
    return _INDEFINITE_RE.search(line[: fires[0].start]) is None


def _sign(marked: _Marked, faults: Sequence[_Marked]) -> bool | None:
    """Return whether a word says that all is well; None where it says neither."""
    match marked.mark:
        case Mark.GOOD | Mark.CAN:
            if marked.word.endswith(" on") and faults:
                return marked.denied  # "is the boil notice still on"
            return not marked.denied
        case Mark.BAD if marked.word == "out" and any(m.word.startswith("fire") for m in faults):
            return None
        case Mark.BAD | Mark.MUST:
            return marked.denied
        case Mark.EITHER if not faults:
            return marked.denied
        case _:
            return None


def _marks(line: str) -> list[_Marked]:
    """Return the words that tell a state, in order, each with whether it is denied."""
    found: list[_Marked] = []
    for match in states().finditer(line):
        mark = Mark(cast(str, match.lastgroup))
        if mark is Mark.ENDS and not_yet().search(line[: match.start()].rstrip()):
            continue
        found.append(_Marked(mark, match[0], match.start(), _denied(mark, line, match.start())))
    stopped = {
        one.start for one, then in pairwise(found)
        if one.word.startswith(("stop", "quit")) and then.mark is Mark.GOOD
    }  # fmt: skip
    apart = _APART_RE.search(line)
    end = (
        apart.start()
        if apart and any(m.mark in SAYS and m.start < apart.start() for m in found)
        else len(line)
    )
    return [
        m for m in found
        if m.mark is not Mark.SKIPPED and m.start not in stopped and m.start < end
    ]  # fmt: skip


def _denied(mark: Mark, line: str, start: int) -> bool:
    """Say whether the words before a state turn it round."""
    before = " ".join(line[:start].split()[-_REACH:])
    if mark in (Mark.FAULT, Mark.SERVICE):
        nouns = none_of().search(before)
        return nouns is not None
    without = before.endswith((" no", " without")) or before in ("no", "without")
    return (len(negation().findall(before)) + without) % 2 == 1
