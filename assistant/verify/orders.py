"""Hold what a statement tells people to do: only a source may, in the same words."""

import re
from typing import Final

from assistant.verify.clauses import clauses
from assistant.verify.known_words import WORD, known_in
from assistant.verify.standing import found
from assistant.verify.stems import stem
from assistant.verify.verdict import Checked, ClaimKind
from assistant.verify.witness import Court, Said
from assistant.verify.words import Book, book
from assistant.verify.words.folding import fold

_NAMES: Final = frozenset(
    {"areas", "road", "stops", "lines", "publisher", "utility_company", "direction", "cause"}
)
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]{2,}")
_PIECE: Final = re.compile(r"[,;，；、]")
_SENTENCE: Final = re.compile(r"[^.!?。！？\n]+")


def check(text: str, court: Court) -> list[Checked]:
    """Find clauses that tell people what to do, and hold each to be a source's."""
    lists = book(court.language).lists
    checked: list[Checked] = []
    for clause in clauses(text):
        match = lists["advice"].match(clause.text)
        told = clause.text[match.end() :] if match else clause.text
        match = match or lists["orders"].match(clause.text)
        if match is None:
            continue
        proofs = [
            (witness, one.field)
            for witness in court.witnesses for one in witness.said
            if one.field not in _NAMES and _told(one, told, book(court.language))
        ]  # fmt: skip
        start, end = clause.start + match.start(), clause.start + match.end()
        why = "no source tells people to"
        checked.append(found(ClaimKind.STATUS, text, start, end, proofs, why))
    return checked


def _told(said: Said, clause: str, words: Book) -> bool:
    parts = [part[0] for part in _SENTENCE.finditer(said.text)]
    parts += [piece for part in parts for piece in _PIECE.split(part)]
    return any(_tells(part, said, clause, words) for part in parts)


def _tells(part: str, said: Said, clause: str, words: Book) -> bool:
    """Say whether a source's sentence has the words of a clause, denied where it denies them."""
    theirs = book(said.language or "en").lists["negation"].search(part.lower()) is not None
    if theirs is not (words.lists["negation"].search(clause) is not None):
        return False
    known = known_in((Said(said.field, part, said.language),), words.language)
    if not words.spaced:
        runs = [run for word in WORD.findall(clause) for run in _CHINESE.findall(word)]
        pieces = (r[n : n + size] for r in runs for size in (4, 3, 2) for n in range(len(r)))
        return any(
            len(piece) > 1 and piece not in words.phrasing and known.has(piece, words)
            for piece in pieces
        )
    told = [
        word for word in WORD.findall(clause)
        if fold(stem(word, words.language)) not in words.light
    ]  # fmt: skip
    return bool(told) and all(known.has(word, words) for word in told)
