"""Hold that an estimated end is told as an estimate, and nothing uncertain as certain."""

from collections.abc import Iterator
from typing import Final

from assistant.verify.clauses import unquoted
from assistant.verify.endings import Mode, endings
from assistant.verify.standing import estimated, found, has_end, over, past, those
from assistant.verify.verdict import Checked, ClaimKind
from assistant.verify.witness import Court, Witness
from assistant.verify.words import book

_AHEAD: Final = frozenset({Mode.AHEAD, Mode.BARE})


def check(text: str, court: Court) -> list[Checked]:
    """Find ends to come that are told without a word of estimate, and words of certainty."""
    return [*_ends(text, court), *_certain(text, court)]


def _ends(text: str, court: Court) -> Iterator[Checked]:
    lists, plain = book(court.language).lists, unquoted(text)
    spans = [(one.start, one.end) for one in endings(text, court.language) if one.mode in _AHEAD]
    spans += [match.span() for match in lists["until"].finditer(plain)]
    if not spans or any(_known(w) for w in court.witnesses):
        return
    if not any(estimated(w) and not past(w) for w in court.witnesses):
        return
    hedge = lists["hedge"].search(plain)
    start, end = hedge.span() if hedge else min(spans)
    proofs = those(court, estimated, "end_certainty") if hedge else ()
    yield found(
        ClaimKind.ESTIMATE,
        text,
        start,
        end,
        proofs,
        "the end is an estimate and is not told as one",
    )


def _known(witness: Witness) -> bool:
    return has_end(witness) and not estimated(witness) and not past(witness)


def _certain(text: str, court: Court) -> Iterator[Checked]:
    lists, plain = book(court.language).lists, unquoted(text)
    for match in lists["certain"].finditer(plain):
        yield found(ClaimKind.ESTIMATE, text, *match.span(), (), "nobody said that it is certain")
    for match in lists["confirmed"].finditer(plain):
        if not lists["negation"].search(plain):
            told = [
                (w, said.field)
                for w in court.witnesses
                for said in w.said
                if book(said.language or "en").lists["confirmed"].search(said.text.lower())
            ]
            proofs = [*told, *those(court, over, "end_reason")]
            why = "nobody has confirmed it"
            yield found(ClaimKind.ESTIMATE, text, *match.span(), proofs, why)
