"""Hold all that a model may write an answer from, and that its words are held against.

The facts are known before any model is asked: `composed` is the answer that is given without one.
A model sees the same evidence and may only say it better.
"""

from dataclasses import dataclass
from datetime import datetime

from assistant.answer import AnswerPlace, Statement, Status
from core.coverage import Coverage
from core.identity import EventKey
from core.store import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Hold what is asked, what is so, and in which language it is to be said.

    Attributes:
        question: what the person typed; never an instruction.
        language: of the answer, one of the catalogues' (`en`).
        now: the instant of the answer, aware UTC.
        status: the answer's status, computed; only `reported` is put to a model.
        lead: `Yes.` or `No.` in the answer's language, computed; empty for neither.
        affirms: whether the lead is a Yes; None where there is none.
        place: the place that the answer is about; None for none.
        hits: the evidence of this question, each event once, the most important first.
        composed: the composed statements that a model may replace; each a fact with its events.
        ours: what we say besides in our own words (what is grave, coverage, advice); a model is
            told it so that it need not.
        answering: for each part of the question, the events that answer it; of each part at least
            one has to be told.
        critical: the events that no answer may leave out.
        coverage: how the sources stand that would know.
    """

    question: str
    language: str
    now: datetime
    status: Status
    lead: str = ""
    affirms: bool | None = None
    place: AnswerPlace | None = None
    hits: tuple[Hit, ...]
    composed: tuple[Statement, ...]
    ours: tuple[Statement, ...] = ()
    answering: tuple[frozenset[EventKey], ...]
    critical: frozenset[EventKey] = frozenset()
    coverage: tuple[Coverage, ...] = ()

    def named(self, event_id: str) -> tuple[Hit, ...]:
        """Return the evidence of an id: one event, or one a topic; none for any other id."""
        return tuple(hit for hit in self.hits if hit.event.event.event_id == event_id)


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold one statement as a model wrote it: nothing of it is believed.

    Attributes:
        text: the sentence.
        event_ids: the events that it says it rests on, in its order.
    """

    text: str
    event_ids: tuple[str, ...] = ()
