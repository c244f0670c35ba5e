"""Say what names an event bears: those of its places, and those in the words about it.

Words are compared as the gazetteer compares them: without case, accents and spelling habits, so
that "Third St" in a statement is "3rd Street" in a source's text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.answer import Statement
from assistant.verify.verdict import Checked, Claim
from assistant.verify.witness import Court, Said, Witness
from core.naming.place_words import keys

_ARTICLES: Final = frozenset({"the", "el", "la", "los", "las", "le", "les", "l", "del", "du", "al"})

_CLAUSE: Final = re.compile(r"[.;!?。；！？\n]\s*|,\s+|，")
_AROUND: Final = re.compile(
    r"\b(?:detour\w*|via|use|using|take|taking|alternat\w*|instead|divert\w*|re-?rout\w*|routes?"
    r"|sent|go|"
    r"follow|through|desv\w*|altern\w*|us[aeo]n?|utili[cs]\w*|tom[ae]n?|siga\w*|circul\w*|v[ií]a"
    r"|por|"
    r"rutas?|d[ée]vi\w*|emprunt\w*|pren\w*|passe\w*|par|itin[ée]raires?)\b|绕|改道|改走|替代|改经"
    r"|经由|请走",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Telling:
    """Hold one text that bears names out.

    Attributes:
        by: the field, as `<event id>.<field>`.
        events: the ids of the events that it is about.
        words: its comparable words, with a space before and behind each.
        text: as written.
    """

    by: str
    events: frozenset[str]
    words: str
    text: str


def tellings(court: Court) -> Iterator[Telling]:
    """Yield all texts about the cited events: their sources', and what we say of them."""
    for witness in court.witnesses:
        for said in witness.said:
            yield _telling(witness, said)
        source = court.city.source_by_id.get(witness.hit.event.event.source)
        if source is not None:
            yield _telling(witness, Said("source", source.publisher))
    for statement in court.ours:
        yield _ours(statement)


def says(telling: Telling, name: Sequence[str]) -> bool:
    """Say whether a text holds the words of a name, one behind the other."""
    return bool(name) and f" {' '.join(name)} " in telling.words


def says_of_itself(telling: Telling, name: Sequence[str]) -> bool:
    """Say whether a text says a name otherwise than as a way around: "detour via Pine Street"."""
    field = telling.by.rsplit(".", 1)[-1]
    if field in ("detour", "alternatives"):
        return False
    wanted = f" {' '.join(name)} "
    return any(
        wanted in _words(one) for one in _CLAUSE.split(telling.text) if not leads_around(one)
    )


@lru_cache(maxsize=16_384)
def leads_around(clause: str) -> bool:
    """Say whether a clause tells people which other way to go."""
    return _AROUND.search(clause) is not None


def clause_of(text: str, start: int) -> str:
    """Return the clause of a text that a place in it belongs to."""
    begins = max((end.end() for end in _CLAUSE.finditer(text, 0, start)), default=0)
    found = _CLAUSE.search(text, start)
    return text[begins : found.start() if found else len(text)]


def name_keys(name: str) -> tuple[str, ...]:
    """Return the comparable words of a name, without an article before it."""
    found = keys(name)
    return found[1:] if len(found) > 1 and found[0] in _ARTICLES else found


def _telling(witness: Witness, said: Said) -> Telling:
    only = frozenset({witness.event_id})
    return Telling(f"{witness.event_id}.{said.field}", only, _words(said.text), said.text)


def _ours(statement: Statement) -> Telling:
    ids = frozenset(hit.event.event.event_id for hit in statement.events)
    first = min(ids, default="")
    return Telling(f"{first}.composed", ids, _words(statement.text), statement.text)


@lru_cache(maxsize=16_384)
def _words(text: str) -> str:
    return f" {' '.join(keys(text))} "


def borne(claim: Claim, found: Sequence[Telling]) -> Checked:
    """Return a claim as borne out by texts."""
    by = tuple(dict.fromkeys(telling.by for telling in found))
    return Checked(claim, by, frozenset(event for t in found for event in t.events))
