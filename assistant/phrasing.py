"""Let a model phrase one composed answer, and tell step by step what is shown of it."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from assistant.answer import Answer, Statement
from assistant.brief import Brief
from assistant.briefing import around, phrased
from assistant.kept_answers import Written
from assistant.outcome import Outcome
from assistant.question import Channel, Question
from assistant.verify.verdict import Verdict
from assistant.writer import Shown, Writer

_LEAST_ROOM: Final = 400
"""Fewer characters hold the one thing that matters, and the composer knows which that is."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Say that an answer begins, of which statements follow one by one.

    Attributes:
        answer: the composed answer, whose status, place and evidence hold for what follows.
    """

    answer: Answer


@dataclass(frozen=True, slots=True)
class Dropped:
    """Say that nothing shown so far counts: the composed answer follows."""


Step = Begun | Shown | Dropped | Answer


def has_room(question: Question) -> bool:
    """Say whether an answer may be as long as a model may make it."""
    roomy = question.room is None or question.room >= _LEAST_ROOM
    return roomy and question.channel is not Channel.SMS


class Phrasing:
    """Have one answer phrased.

    Attributes:
        outcome: the answer with the model's statements; None where the composed one is shown.
        fault: why it is; None where it is not.
        judged: every statement that the model wrote.
    """

    def __init__(self, writer: Writer, composed: Outcome, brief: Brief, between: str) -> None:
        self._writer = writer
        self._composed = composed
        self._brief = brief
        self._between = between
        self.outcome: Outcome | None = None
        self.fault: str | None = None
        self.judged: Sequence[Verdict] = ()

    async def steps(self, composed: Answer, *, streamed: bool) -> AsyncGenerator[Step, None]:
        """Yield what is shown, each statement as soon as it holds.

        Args:
            composed: the composed answer.
            streamed: whether statements may be shown before the whole is known; not where they
                still have to be fitted or put into words that can be heard.
        """
        yield Begun(replace(composed, mode="llm", model=self._writer.model))
        before, _ = around(self._composed.part.statements, self._brief)
        shown = list[str]()
        async with aclosing(self._writer.write(self._brief)) as written:
            async for step in written:
                if isinstance(step, Written):
                    self._end(step)
                elif streamed:
                    now = [step.statement] if shown else [*before, self._led(step.statement)]
                    for statement in now:
                        shown.append(statement.text)
                        yield Shown(statement)
        if self.outcome is None and shown:
            yield Dropped()
        elif self.outcome is not None and streamed:
            for statement in self.outcome.part.statements:
                if statement.text not in shown:
                    yield Shown(statement)

    def _end(self, written: Written) -> None:
        self.judged = written.verdicts
        if written.fault is not None:
            self.fault = written.fault.value
            return
        self.outcome = phrased(self._composed, self._brief, written.statements, self._between)

    def _led(self, first: Statement) -> Statement:
        """Return the first statement with the Yes or No that stands within it, if one does."""
        within = self._composed.part.within
        if not within:
            return first
        return replace(first, text=f"{within}{self._between}{first.text}")
