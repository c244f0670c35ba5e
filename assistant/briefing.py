"""Make of a composed answer what a model may say in other words, and put its words in their place.

Only what tells the events that answer is a model's to say again. What is grave, quoted, corrected,
measured, or says how sure the place and the sources are, stays as it is.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer import Kind, Statement, Status, cited
from assistant.brief import Brief
from assistant.outcome import Outcome
from assistant.question import Question
from assistant.saying import Saying
from core.severity import Severity
from core.topics import Family

_MATTERS: Final = 1
"""What is worth no more is told of an event that a model passed over."""
_MOST_EVENTS: Final = 8
"""A sentence about more of them counts, and a count is ours."""


def brief_of(question: Question, outcome: Outcome, saying: Saying) -> Brief | None:
    """Return what a model is given; None where nothing of the answer is its to say.

    Args:
        question: as the person typed it.
        outcome: the composed answer, with what stands first and last in it.
        saying: the language, the city and the instant.
    """
    part = outcome.part
    if part.status is not Status.REPORTED:
        return None
    composed = tuple(s for s in part.statements if _may_be_phrased(s, outcome))
    if not composed:
        return None
    hits = cited(composed)
    known = {hit.event.key for hit in hits}
    lead = part.lead or part.within
    return Brief(
        question=question.text,
        language=saying.phrases.language,
        now=saying.now,
        status=part.status,
        lead=lead,
        affirms=lead == saying.phrases.say("yes") if lead else None,
        place=outcome.place,
        hits=hits,
        composed=composed,
        ours=tuple(s for s in part.statements if not _may_be_phrased(s, outcome)),
        answering=tuple(keys & known for keys in part.answering if keys & known),
        critical=frozenset(
            hit.event.key for hit in hits
            if hit.event.event.severity is Severity.CRITICAL and hit.standing.phase.in_force
        ),
        coverage=outcome.coverage,
    )  # fmt: skip


def phrased(composed: Outcome, brief: Brief, written: Sequence[Statement], between: str) -> Outcome:
    """Return the answer with a model's statements in place of those that it may say.

    Args:
        composed: the composed answer.
        brief: what the model was given.
        written: its statements, held against their evidence.
        between: what the language sets between sentences.
    """
    part = composed.part
    told = {hit.event.key for statement in written for hit in statement.events}
    first, *others = [replace(s, worth=min(rank, 1)) for rank, s in enumerate(written)]
    if part.within:
        first = replace(first, text=f"{part.within}{between}{first.text}")
    passed_over = [
        replace(s, text=s.text.removeprefix(f"{part.within}{between}")) if part.within else s
        for s in brief.composed
        if s.worth <= _MATTERS and not told & {hit.event.key for hit in s.events}
    ]  # fmt: skip
    before, after = around(part.statements, brief)
    statements = (*before, first, *others, *passed_over, *after)
    return replace(composed, part=replace(part, statements=statements))


def around(
    statements: Sequence[Statement], brief: Brief
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """Return what stays as it is: before the first that a model may say, and behind it."""
    said_again = {id(statement) for statement in brief.composed}
    place = next(n for n, statement in enumerate(statements) if id(statement) in said_again)
    kept = tuple(s for s in statements[place:] if id(s) not in said_again)
    return tuple(statements[:place]), kept


def _may_be_phrased(statement: Statement, outcome: Outcome) -> bool:
    if statement.kind is not Kind.FACT or statement.fixed:
        return False
    if len(statement.events) > _MOST_EVENTS:
        return False
    events = {hit.event.key for hit in statement.events}
    read = {hit.event.event.family for hit in statement.events}
    measured = read & {Family.ANOMALY, Family.TELEMETRY}
    return not measured and any(events <= keys for keys in outcome.part.answering)
