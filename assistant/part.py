"""Hold the answer to one part of a question, and put together what several of them say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Statement, Status
from core.identity import EventKey


@dataclass(frozen=True, slots=True)
class Part:
    """Hold the answer to one part of a question.

    Attributes:
        status: what kind of answer it is.
        lead: `Yes.` or `No.`; empty for neither.
        statements: what is said, without what stands first and last in every answer.
        severe: what is grave and in reach, told before all else.
        still: of it, what this conversation has heard before; told last.
        within: the Yes or No, where it was written into a statement.
        answering: for each part of the question that events answer, these events.
    """

    status: Status
    lead: str
    statements: tuple[Statement, ...]
    severe: tuple[Statement, ...] = ()
    still: tuple[Statement, ...] = ()
    within: str = ""
    answering: tuple[frozenset[EventKey], ...] = ()


def led(part: Part, between: str) -> Part:
    """Write the Yes or No before the sentence that it answers, where another one comes first."""
    if not part.lead or not part.statements:
        return replace(part, lead="")
    first, *others = part.statements
    first = replace(first, text=f"{part.lead}{between}{first.text}")
    return replace(part, lead="", within=part.lead, statements=(first, *others))


def each_once(statements: Sequence[Statement]) -> list[Statement]:
    """Leave out what two parts of an answer say in the same words of the same events."""
    told: dict[object, Statement] = {}
    for statement in statements:
        keys = tuple(hit.event.key for hit in statement.events)
        told.setdefault((statement.text, statement.kind, keys), statement)
    return list(told.values())
