"""Hold what is told as a cause: only what a cited event's source gives as one may be it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from assistant.verify.clauses import QUOTED, Clause, clauses, unquoted
from assistant.verify.known_words import WORD, known_in, of_types
from assistant.verify.standing import found
from assistant.verify.stems import stem
from assistant.verify.verdict import Checked, ClaimKind
from assistant.verify.witness import Court, Said, Witness
from assistant.verify.words import Book, book
from assistant.verify.words.folding import fold

_SENTENCE: Final = re.compile(r"[^.!?。！？\n]+")
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_NAMED: Final = frozenset({"publisher", "areas", "road", "lines", "stops", "utility_company"})
_MARKS: Final = ' \t“”"«»「」『』.。\u00a0'
_OF_CAUSE: Final = frozenset({"cause", "status", "headline"})


def check(text: str, court: Court) -> list[Checked]:
    """Find words that join a fact to its cause, and hold each."""
    words = book(court.language)
    checked: list[Checked] = []
    for clause in clauses(text):
        for match in words.lists["join"].finditer(clause.text):
            if words.lists["negation"].search(clause.text):
                continue  # what is denied is held as a denial
            proofs = list(_proofs(_beside(text, clause, match, words), words, court))
            quoted = text[clause.start + match.end() : clause.start + len(clause.text)]
            proofs = [one for one in proofs if _quotes_its_cause(quoted, one[0], court)]
            why = "no cited event gives this as a cause"
            start, end = clause.start + match.start(), clause.start + match.end()
            checked.append(found(ClaimKind.JOIN, text, start, end, proofs, why))
    return checked


_TELLS_ALONE: Final = frozenset({"cause", "composed"})
"""Where the kind of an event may be told as a cause."""


def _beside(text: str, clause: Clause, match: re.Match[str], words: Book) -> str:
    """Return what stands beside a word that joins: the cause, where it is told behind it.

    "The cause, according to the utility: a crash" tells it in a later clause.
    """
    if words.lists["join_forward"].fullmatch(match[0]):
        return clause.text
    rest = clause.text[match.end() :]
    if _WORDS.search(rest):
        return rest
    sentence = _SENTENCE.match(unquoted(text), clause.start + match.end())
    return sentence[0] if sentence is not None else rest


def _proofs(rest: str, words: Book, court: Court) -> Iterator[tuple[Witness, str]]:
    told = _content(rest, words, words.phrasing | of_types(court))
    only_its_kind = not told  # "an outage because of an outage": the cause has to say so itself
    told = told or _content(rest, words, words.light)
    composed = tuple(Said("composed", one.text, court.language) for one in court.ours)
    for witness in court.witnesses:
        texts = [
            one
            for said in (*witness.said, *composed)
            for one in _causes(said, court.language)
            if not (only_its_kind and told) or said.field in _TELLS_ALONE
        ]
        if not texts:
            continue
        known = known_in(texts, court.language)
        core = [word for word in told if known.has(word, words) or word in known.lowered]
        names = known_in(_names(witness, court), court.language)
        if (not told and not _WORDS.search(rest)) or (
            core and all(word in core or names.has(word, words) for word in told)
        ):
            yield witness, texts[0].field


def _quotes_its_cause(rest: str, witness: Witness, court: Court) -> bool:
    """Say whether what is quoted as a cause stands where the event's cause is given."""
    quoted = [found[0].strip(_MARKS).lower() for found in QUOTED.finditer(rest)]
    if not quoted:
        return True
    texts = [
        cause.text.lower()
        for said in witness.said if said.field not in _OF_CAUSE or said.field == "cause"
        for cause in _causes(said, court.language)
    ]  # fmt: skip
    return all(any(words in text for text in texts) for words in quoted)


def _names(witness: Witness, court: Court) -> list[Said]:
    """Return the names about an event, which may stand beside its cause."""
    source = court.city.source_by_id.get(witness.hit.event.event.source)
    said = [one for one in witness.said if one.field in _NAMED]
    return [*said, Said("source", source.publisher)] if source is not None else said


@lru_cache(maxsize=8192)
def _causes(said: Said, language: str) -> tuple[Said, ...]:
    """Return the sentences of a text that give a cause; the whole field where it is one."""
    if said.field in _OF_CAUSE:
        return (said,)
    joins = book(said.language or "en").lists["join"]
    parts = (part[0] for part in _SENTENCE.finditer(said.text))
    return tuple(
        Said(said.field, part, said.language) for part in parts if joins.search(part.lower())
    )


def _content(rest: str, words: Book, light: frozenset[str]) -> list[str]:
    """Return the words that tell a cause, without those that say little beside it."""
    if not words.spaced:
        pieces = (rest[n : n + size] for size in (4, 3, 2) for n in range(len(rest) - size + 1))
        return [piece for piece in pieces if piece in words.meanings]
    return [
        word for word in WORD.findall(rest)
        if len(word) > 1 and _root(word, words) not in light
    ]  # fmt: skip


def _root(word: str, words: Book) -> str:
    return fold(stem(word, words.language))
