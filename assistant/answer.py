"""Hold an answer: its status, its statements with their evidence, and what it could rest on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from assistant.phrases.words import Writing
from core.coverage import Coverage
from core.identity import EventKey
from core.place import Precision
from core.store import Hit

if TYPE_CHECKING:
    from assistant.verify.verdict import Verdict

_PLAIN: Final = Writing()


class Status(StrEnum):
    """What kind of answer it is (contract, 2.1)."""

    REPORTED = "reported"
    NOTHING_REPORTED = "nothing_reported"
    CANNOT_TELL = "cannot_tell"
    NEEDS_PLACE = "needs_place"
    OUT_OF_SCOPE = "out_of_scope"
    EMERGENCY = "emergency"


class Kind(StrEnum):
    """What a statement rests on; only facts need evidence, and always have it."""

    FACT = "fact"
    COVERAGE = "coverage"
    SAFETY = "safety"
    COURTESY = "courtesy"


@dataclass(frozen=True, slots=True)
class Statement:
    """Hold one sentence, or a few that stand or fall together.

    Attributes:
        text: what is said, without citation marks.
        events: the evidence, as found; one or more for a fact.
        kind: what it rests on.
        worth: what it is worth where room is short; the least goes first, and 0 stays always.
        short: the same in fewer characters, for a text message; empty where there is no such.
        fixed: whether no model may say it in other words: a quotation, a correction, what is
            grave, how sure the place is.
    """

    text: str
    events: tuple[Hit, ...] = ()
    kind: Kind = Kind.FACT
    worth: int = 5
    short: str = ""
    fixed: bool = False

    def __post_init__(self) -> None:
        if self.kind is Kind.FACT and not self.events:
            raise ValueError(f"a fact without evidence: {self.text!r}")


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """Hold the place that an answer is about, and how surely the evidence lies there.

    Attributes:
        name: as the city calls it.
        kind: area, zip, bank, landmark, street, intersection, stop, line, city or point.
        lat: degrees north of a point in it; None for none.
        lon: degrees east.
        precision: how the evidence stands to the place.
    """

    name: str
    kind: str
    lat: float | None
    lon: float | None
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Hold a whole answer, before it is written for a door."""

    answer_id: str
    session_id: str
    language: str
    status: Status
    lead: str = ""
    """`Yes.` or `No.`, where the question asks for one and the evidence allows one."""
    statements: Sequence[Statement]
    place: AnswerPlace | None = None
    coverage: Sequence[Coverage] = ()
    as_of: datetime | None = None
    mode: str = "grounded"
    model: str | None = None
    fallback_reason: str | None = None
    judged: "Sequence[Verdict]" = ()
    """What became of each statement that a model wrote, shown or not."""
    suggestions: Sequence[str] = ()
    timing_ms: dict[str, float] = field(default_factory=dict[str, float])

    marked: bool = True
    """Whether citation marks are written into the text; a voice or a text message has none."""

    writing: Writing = _PLAIN
    """How the answer's language sets sentences."""

    @property
    def cited(self) -> tuple[Hit, ...]:
        """Return the evidence in the order in which it is first cited."""
        return cited(self.statements)

    @property
    def text(self) -> str:
        """Write the answer out, with `[n]` in each statement that has evidence."""
        return write(self.lead, self.statements, marked=self.marked, writing=self.writing)


def cited(statements: Sequence[Statement]) -> tuple[Hit, ...]:
    """Return the events that statements cite, each once, in the order of first mention."""
    seen: dict[EventKey, Hit] = {}
    for statement in statements:
        for hit in statement.events:
            seen.setdefault(hit.event.key, hit)
    return tuple(seen.values())


def write(
    lead: str, statements: Sequence[Statement], *, marked: bool, writing: Writing = _PLAIN
) -> str:
    """Write statements out as one text, with citation marks where wanted.

    Args:
        lead: what stands before them.
        statements: in their order.
        marked: whether citation marks are wanted.
        writing: how the language sets sentences.
    """
    numbers = {hit.event.key: n for n, hit in enumerate(cited(statements), start=1)}
    parts = [lead]
    for statement in statements:
        own = sorted({numbers[hit.event.key] for hit in statement.events}) if marked else []
        parts.append(writing.marked(statement.text, "".join(f"[{n}]" for n in own[:_MARKS])))
    return writing.between.join(part for part in parts if part)


_MARKS: Final = 3
"""More marks in a row than these nobody reads; the statement still names all its events."""
