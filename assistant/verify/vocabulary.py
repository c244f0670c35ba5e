"""Hold every word that no other check accounts for: a word that nobody said is no fact.

A word has to stand in what is said of the cited events, be a name of their kind, or belong to the
phrasing vocabulary, which holds no hazard, harm, cause, person or advice. A number that nobody
accounts for has to stand in a source's text as it is written.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from assistant.verify.clauses import unquoted
from assistant.verify.known_words import Known, known_of, of_types
from assistant.verify.stems import stem
from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court
from assistant.verify.words import Book, book
from assistant.verify.words.folding import fold

_TOKEN: Final = re.compile(r"[^\W_]*\d[^\W_]*(?:[.,:/·-]?\d+)*|[^\W\d_]+")
_SIGNS: Final = re.compile(r"[%‰$€£¥°µ²³±×<>=~+*@#^\\|]")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_LONGEST: Final = 12
_WHY: Final = "nobody said this word of the cited events"


def check(text: str, court: Court, accounted: Sequence[tuple[int, int]]) -> list[Checked]:
    """Find words that nothing bears out.

    Args:
        text: one statement.
        court: the cited events.
        accounted: stretches that other checks hold.
    """
    words = book(court.language)
    plain = _without(unquoted(text), accounted)
    known, kinds = known_of(court), of_types(court)
    unknown = list(_unknown(plain, words, known, kinds))
    unknown += [
        (found.start(), found.end()) for found in _SIGNS.finditer(plain)
        if found[0] not in known.lowered
    ]  # fmt: skip
    return [
        Checked(Claim(ClaimKind.WORD, text[start:end], start, end), why=_WHY)
        for start, end in unknown
    ]


def _without(plain: str, accounted: Sequence[tuple[int, int]]) -> str:
    for start, end in accounted:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return plain


def _unknown(
    plain: str, words: Book, known: Known, kinds: frozenset[str]
) -> Iterator[tuple[int, int]]:
    for token in _TOKEN.finditer(plain):
        word = token[0]
        if any(sign.isdigit() for sign in word):
            if not re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", known.lowered):
                yield token.span()
        elif not words.spaced and _CHINESE.search(word):
            yield from _unsegmented(word, token.start(), words, known, kinds)
        elif not _spaced(word, words, known, kinds):
            yield token.span()


def _spaced(word: str, words: Book, known: Known, kinds: frozenset[str]) -> bool:
    root = _root(word, words.language)
    return root in words.phrasing or root in kinds or known.has(word, words)


@lru_cache(maxsize=16_384)
def _root(word: str, language: str) -> str:
    return fold(stem(word, language))


def _unsegmented(
    run: str, start: int, words: Book, known: Known, kinds: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a run of Chinese that no way of cutting it into phrases covers."""
    size = len(run)
    reach = [0] + [-1] * size
    for at in range(size):
        if reach[at] < 0:
            continue
        for length in range(1, min(_LONGEST, size - at) + 1):
            piece = run[at : at + length]
            if piece in words.phrasing or piece in kinds or _told(piece, words, known):
                reach[at + length] = at
    if reach[size] >= 0:
        return
    best = max(n for n, before in enumerate(reach) if before >= 0)
    yield start + best, start + size


def _told(piece: str, words: Book, known: Known) -> bool:
    """Say whether a source says a phrase; a single sign says too little to be told."""
    if len(piece) > 1 and piece in known.lowered:
        return True
    return piece in words.meanings and known.has(piece, words)
