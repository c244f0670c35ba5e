"""Hold what an answer will say before it is fitted to its channel, and join several into one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answer import AnswerPlace, Statement, Status
from assistant.evidence import Finding
from assistant.part import Part, each_once
from assistant.understand.dialogue import Memory, remember_place, remember_when
from assistant.understand.reading import Reading
from assistant.understand.topics import EVERYTHING
from core.coverage import Coverage
from core.place import Place

_FIRST: Final = (
    Status.REPORTED, Status.NEEDS_PLACE, Status.CANNOT_TELL, Status.NOTHING_REPORTED,
    Status.OUT_OF_SCOPE,
)  # fmt: skip
"""Which status of several parts is the answer's (contract, 2.1)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold an answer's content before it is fitted to its channel.

    Attributes:
        unclear: whether it says no more than that the question was not understood.
    """

    part: Part
    place: AnswerPlace | None = None
    coverage: tuple[Coverage, ...] = ()
    suggestions: tuple[str, ...] = ()
    memory: Memory | None = None
    unclear: bool = False


def asked_back(status: Status, *statements: Statement) -> Outcome:
    """Return an answer that rests on no event."""
    return Outcome(Part(status, "", statements))


def not_understood(*statements: Statement) -> Outcome:
    """Return the answer to what was not understood."""
    return replace(asked_back(Status.OUT_OF_SCOPE, *statements), unclear=True)


def without_yes_or_no(outcome: Outcome) -> Outcome:
    """Return the answer without its Yes or No: it was not the person who asked it so."""
    return replace(outcome, part=replace(outcome.part, lead="", within=""))


def beginning_with(outcome: Outcome, *statements: Statement) -> Outcome:
    """Return the answer with statements before it; a Yes or No would then answer the wrong one."""
    part = replace(outcome.part, lead="", statements=(*statements, *outcome.part.statements))
    return replace(outcome, part=part)


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """Join the answers to the questions of one message, what is out of scope last."""
    if len(outcomes) == 1:
        return outcomes[0]
    answered = [o for o in outcomes if o.part.status is not Status.OUT_OF_SCOPE]
    refused = [o for o in outcomes if o.part.status is Status.OUT_OF_SCOPE]
    ordered = [*answered, *refused]
    statuses = {o.part.status for o in ordered}
    leads = {o.part.lead for o in answered}
    statements = each_once([s for o in ordered for s in o.part.statements])
    return Outcome(
        part=Part(
            status=next(status for status in _FIRST if status in statuses),
            lead=leads.pop() if len(leads) == 1 else "",
            statements=tuple(statements),
            severe=_untold([o.part.severe for o in ordered], statements),
            still=_untold([o.part.still for o in ordered], statements),
            answering=tuple(keys for o in ordered for keys in o.part.answering),
        ),
        place=next((o.place for o in ordered if o.place is not None), None),
        coverage=tuple({c.source: c for o in ordered for c in o.coverage}.values()),
        suggestions=tuple(dict.fromkeys(s for o in ordered for s in o.suggestions))[:4],
        memory=next((o.memory for o in reversed(ordered) if o.memory is not None), None),
        unclear=all(o.unclear for o in ordered),
    )


def _untold(
    parts: Sequence[Sequence[Statement]], statements: Sequence[Statement]
) -> tuple[Statement, ...]:
    """Return what is grave, each once, and not where another part tells it."""
    told = {hit.event.key for statement in statements for hit in statement.events}
    grave = each_once([statement for part in parts for statement in part])
    return tuple(s for s in grave if not {hit.event.key for hit in s.events} <= told)


def memory_of(reading: Reading, *, asked_back: bool = False, place: Place | None = None) -> Memory:
    """Return what to remember of a question."""
    places = reading.where.places if place is None else (place,)
    return Memory(
        topics=tuple(topic.name for topic in reading.topics) or (EVERYTHING.name,),
        aspect=reading.aspect,
        places=tuple(remember_place(place) for place in places),
        asked_back=asked_back,
        when=remember_when(reading.when),
        history=reading.history,
    )


def merged_coverage(findings: Sequence[Finding]) -> tuple[Coverage, ...]:
    """Return the coverage of all findings, each source once."""
    return tuple({c.source: c for f in findings for c in f.coverage}.values())
