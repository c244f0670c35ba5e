"""Hold the tense: what is over is past, what is in force is now, what is to come has not begun."""

from collections.abc import Iterator

from assistant.verify.clauses import Clause, clauses
from assistant.verify.endings import endings
from assistant.verify.standing import found, in_force, overdue, past, those, upcoming
from assistant.verify.verdict import Checked, ClaimKind
from assistant.verify.witness import Court
from assistant.verify.words import book


def check(text: str, court: Court) -> list[Checked]:
    """Find the words that set a clause in time, and hold each."""
    return list(_checked(text, court))


def _checked(text: str, court: Court) -> Iterator[Checked]:
    lists = book(court.language).lists
    ended = {one.clause for one in endings(text, court.language)}
    for clause in clauses(text):
        if clause.start in ended or lists["timeless"].search(clause.text):
            continue
        to_come = lists["future"].search(clause.text) or lists["to_come"].search(clause.text)
        now = lists["now"].search(clause.text)
        if now and not to_come:
            yield _one(clause, now.span(), text, court, "it is not so now")
        if not court.witnesses or any(not past(w) for w in court.witnesses):
            begun = lists["begun"].search(clause.text)
            if begun and not to_come and all(upcoming(w) for w in court.witnesses):
                yield _one(clause, begun.span(), text, court, "it has not begun")
    yield from _overdue(text, court)


def _one(clause: Clause, span: tuple[int, int], text: str, court: Court, why: str) -> Checked:
    start, end = clause.start + span[0], clause.start + span[1]
    proofs = those(court, in_force, "phase")
    return found(ClaimKind.TENSE, text, start, end, proofs, why)


def _overdue(text: str, court: Court) -> Iterator[Checked]:
    """Refuse an expectation whose time has passed, where it is told as one to come."""
    if not court.witnesses or not all(overdue(w) for w in court.witnesses):
        return
    lists = book(court.language).lists
    for clause in clauses(text):
        ahead = lists["expected_now"].search(clause.text)
        if ahead and not lists["negation"].search(clause.text):
            start, end = clause.start + ahead.start(), clause.start + ahead.end()
            yield found(
                ClaimKind.TENSE, text, start, end, (), "the time expected has passed unconfirmed"
            )
