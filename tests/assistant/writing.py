"""Have a scripted model phrase answers about the demo city."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.brief import Brief, Draft
from assistant.kept_answers import KeptAnswers
from assistant.model.port import ModelFailed
from assistant.phrasing import Step
from assistant.question import Question
from assistant.verify.verifier import Verifier
from assistant.writer import Writer
from core.event import Event
from core.store import IndexedEvent
from tests.assistant import town
from tests.assistant.town import Town


class Scripted:
    """Write what a test says, and keep what it was given."""

    model = "scripted"

    def __init__(self, *drafts: Draft, fails: ModelFailed | None = None) -> None:
        self.script: Sequence[Draft] = drafts
        self.fails = fails
        self.briefs: list[Brief] = []

    async def drafts(self, brief: Brief) -> AsyncGenerator[Draft, None]:
        self.briefs.append(brief)
        for draft in self.script:
            await asyncio.sleep(0)
            yield draft
        if self.fails is not None:
            raise self.fails


class WrittenTown(Town):
    """Ask in the demo city, where a scripted model phrases the answers."""

    def __init__(
        self, scripted: Scripted, *events: Event | IndexedEvent, keep: bool = False, **more: Any
    ) -> None:
        super().__init__(*events, **more)
        self.scripted = scripted
        verifier = Verifier(town.city(), town.gazetteer())
        writer = Writer(scripted, verifier, KeptAnswers() if keep else None)
        self.assistant = Assistant(
            town.city(), town.gazetteer(), self.view, self.sessions, self.clock, writer=writer
        )

    def steps(self, text: str, **more: Any) -> list[Step]:
        """Return the steps in which a question is answered."""

        async def told() -> list[Step]:
            question = Question(text=text, session_id=self.session_id, **more)
            return [step async for step in self.assistant.tell(question)]

        return asyncio.run(told())


def texts(answer: Answer) -> list[str]:
    """Return what an answer says, statement by statement."""
    return [statement.text for statement in answer.statements]
