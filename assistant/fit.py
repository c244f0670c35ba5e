"""Keep an answer within its room by saying less, never by breaking off in a fact."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from assistant.answer import Statement, write
from assistant.phrases import Writing
from assistant.wording import clip

_WORDY = 10
_MATTERS = 1
"""What is worth no more is what people need: what, where, since, until when, as of when."""
_ABBREVIATED = re.compile(
    r"\b(?:St|Ste|Mt|Ft|Dr|Mrs?|Ms|Ave?|Blvd|Rd|No|Sra?|Sta|Sto|[ap]\. ?m|\w)\.$"
)
_Written = Callable[[Sequence[Statement]], str]
"""Writes statements out, as the answer will."""


def fit(
    lead: str,
    statements: Sequence[Statement],
    room: int | None,
    *,
    brief: bool,
    marked: bool,
    writing: Writing,
) -> tuple[Statement, ...]:
    """Choose statements, and their short forms where needed, that fit the room.

    Args:
        lead: what stands before them.
        statements: in the order in which they are to be said.
        room: characters (code points) in all; None for no limit.
        brief: whether short forms are wanted even where there is room.
        marked: whether citation marks are written.
        writing: how the language sets sentences.
    """
    if room is None:
        return tuple(statements)
    written = partial(write, lead, marked=marked, writing=writing)
    attempts = [_short(statements)] if brief else [tuple(statements), _short(statements)]
    fitting = [kept for attempt in attempts if (kept := _kept(attempt, room, written))]
    if fitting:  # the short forms only where the long ones push out what matters
        return max(fitting, key=lambda kept: sum(s.worth <= _MATTERS for s in kept))
    left = list(_short(statements))
    while len(left) > 1 and len(written(left)) > room:
        left.remove(max(reversed(left[1:]), key=lambda s: s.worth))
    return (_cut(left[0], room, written, writing),) if len(left) == 1 else tuple(left)


def _kept(all_: Sequence[Statement], room: int, written: _Written) -> tuple[Statement, ...]:
    """Drop the least until the rest fits; nothing where even what must stay does not."""
    kept = list(all_)
    while len(written(kept)) > room:
        droppable = [s for s in kept if s.worth > 0]
        if not droppable or len(kept) == 1:
            return ()
        least = max(droppable, key=lambda s: s.worth)
        kept.reverse()
        kept.remove(least)
        kept.reverse()
    return _with_what_fits(kept, all_, room, written)


def _with_what_fits(
    kept: Sequence[Statement], all_: Sequence[Statement], room: int, written: _Written
) -> tuple[Statement, ...]:
    """Put back what was dropped and still fits, the worthiest first."""
    chosen = list(kept)
    for statement in sorted((s for s in all_ if s not in kept), key=lambda s: s.worth):
        fuller = [s for s in all_ if s in chosen or s is statement]
        if len(written(fuller)) <= room:
            chosen = fuller
    return tuple(chosen)


def _short(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the short forms; what has none is worth less than what has."""
    return tuple(
        replace(s, text=s.short) if s.short else replace(s, worth=s.worth and s.worth + _WORDY)
        for s in statements
    )


def _cut(statement: Statement, room: int, written: _Written, writing: Writing) -> Statement:
    """Cut the one statement that is left after a sentence, else at a word's end."""
    over = len(written([statement])) - room
    if over <= 0:
        return statement
    text, left = statement.text, len(statement.text) - over
    ends = [n + 1 for n, sign in enumerate(text[:left]) if _ends(text, n, sign, writing)]
    kept = text[: ends[-1]] if ends else clip(text, left)
    return replace(statement, text=kept)


def _ends(text: str, place: int, sign: str, writing: Writing) -> bool:
    """Say whether a sentence ends with the sign at a place of a text."""
    if sign not in writing.stops:
        return False
    following, sentence = text[place + 1 : place + 2], text[: place + 1]
    quoted = sentence.count('"') % 2 or sentence.count("“") > sentence.count("”")
    if quoted or sentence.count("«") > sentence.count("»"):
        return False
    return not sign.isascii() or (following in ("", " ") and not _ABBREVIATED.search(sentence))
