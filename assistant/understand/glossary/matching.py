"""Match a phrase of a glossary, with its gaps, at one place of a clause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.understand.glossary.notation import (
    END,
    GAP,
    MERE,
    NUMBER,
    SPECIAL,
    START,
    WORD,
    Entry,
    Token,
)

_LONGEST_GAP: Final = 40
"""Tokens in a gap that has words after it: nobody says more, and looking further takes time."""


@dataclass(frozen=True, slots=True)
class Match:
    """Hold where an entry's words end, and what stands in its gaps: start and end of each."""

    entry: Entry
    end: int
    gaps: Mapping[str, tuple[int, int]]


def match(entry: Entry, tokens: Sequence[Token], at: int, *, begun: bool) -> Match | None:
    """Match an entry at one token; a gap takes as little as it can, at least one token."""
    gaps: dict[str, tuple[int, int]] = {}
    parts = entry.parts
    if parts[0] == START:
        if begun:
            return None
        parts = parts[1:]
    end = _follow(parts, tokens, at, gaps)
    return None if end is None else Match(entry, end, gaps)


def _follow(
    parts: Sequence[str], tokens: Sequence[Token], at: int, gaps: dict[str, tuple[int, int]]
) -> int | None:
    for index, part in enumerate(parts):
        if part == END:
            return at if at == len(tokens) else None
        if at >= len(tokens):
            return None
        if part == GAP:
            rest = parts[index + 1 :]
            if not rest:
                gaps[GAP] = (at, len(tokens))
                return len(tokens)
            plain = rest[0] not in SPECIAL
            for stop in range(at + 1, min(len(tokens), at + _LONGEST_GAP) + 1):
                if plain and (stop == len(tokens) or tokens[stop].key != rest[0]):
                    continue
                end = _follow(rest, tokens, stop, gaps)
                if end is not None:
                    gaps[GAP] = (at, stop)
                    return end
            return None
        token = tokens[at]
        if part == NUMBER:
            if token.kind != "number":
                return None
            gaps[NUMBER] = (at, at + 1)
        elif part == WORD:
            if token.kind == MERE:
                return None
            gaps[WORD] = (at, at + 1)
        elif token.kind == "name" or token.key != part:
            return None
        at += 1
    return at
