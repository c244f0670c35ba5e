"""Keep an answer within its room by saying less, never by breaking off in a fact."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from assistant.answer import Statement, write
from assistant.phrases import Writing
from assistant.wording import clip

_WORDY = 10
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
    for attempt in attempts:
        kept = list(attempt)
        while len(written(kept)) > room:
            droppable = [s for s in kept if s.worth > 0]
            if not droppable or len(kept) == 1:
                break
            least = max(droppable, key=lambda s: s.worth)
            kept.reverse()
            kept.remove(least)
            kept.reverse()
        if len(written(kept)) <= room:
            return _with_what_fits(kept, attempt, room, written)
    first = _short(statements)[0]
    return (_cut(first, room, written),)


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


def _cut(statement: Statement, room: int, written: _Written) -> Statement:
    """Cut the one statement that is left at a word's end."""
    over = len(written([statement])) - room
    if over <= 0:
        return statement
    return replace(statement, text=clip(statement.text, len(statement.text) - over))
