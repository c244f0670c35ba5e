"""Measure what our part of a model's answer costs: finding, prompt, verification, and showing.

A writer that says the composed facts at once stands in for a model, so that all of the time is
ours: from the question to the whole answer, and from a statement's last byte to its being shown.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Final

from assistant.answer import Status
from assistant.assistant import Assistant
from assistant.brief import Brief, Draft
from assistant.evidence_lines import brief_data
from assistant.question import Question
from assistant.verify.verifier import Verifier
from assistant.writer import Shown, Writer
from core.city import City
from evals.recorded_city import RecordedCity, Take
from evals.stage import Sessions
from scripts.bench.aims import tell_times

OUR_PART_MS: Final = 25.0
SHOWN_MS: Final = 10.0
_CITY: Final = Path(__file__).parents[2] / "cities" / "rivermouth"
_SCENARIO: Final = "lively"
_EVERY: Final = timedelta(minutes=4)
_ASKED: Final = (
    "is the power out in {}", "any roads closed in {}", "what is going on in {}",
    "when will it be fixed in {}", "is there an outage in {}",
)  # fmt: skip


class _AtOnce:
    """Make the lines of a prompt, write the composed facts, and note when each was written.

    Attributes:
        written_at: the perf counter, in seconds, at the last byte of each statement.
    """

    model = "at-once"

    def __init__(self, city: City) -> None:
        self._city = city
        self.written_at: list[float] = []

    async def drafts(self, brief: Brief) -> AsyncGenerator[Draft, None]:
        brief_data(brief, self._city, "0123456789abcdef")
        for statement in brief.composed:
            ids = tuple(hit.event.event.event_id for hit in statement.events)
            self.written_at.append(time.perf_counter())
            yield Draft(statement.text, ids)


def run(quick: bool) -> None:
    """Ask a recorded city, and print both times."""
    asyncio.run(_run(60 if quick else 400))


async def _run(count: int) -> None:
    city = RecordedCity(Take(_CITY, _SCENARIO, 1))
    model = _AtOnce(city.city)
    writer = Writer(model, Verifier(city.city, city.gazetteer))
    assistant = Assistant(
        city.city, city.gazetteer, city.view, Sessions(), city.clock, writer=writer
    )
    areas = [area.name for area in city.city.areas if area.kind != "zip"]
    ours: list[float] = []
    shown: list[float] = []
    asked = 0
    while len(ours) < count and city.clock.now() + _EVERY < city.ends:
        city.play(city.clock.now() + _EVERY)
        for words in _ASKED:
            question = Question(text=words.format(areas[asked % len(areas)]))
            asked += 1
            await _ask(assistant, question, model, ours, shown)
    tell_times("model.our_part", ours, p50=OUR_PART_MS, asked=asked)
    tell_times("model.statement_to_shown", shown, p50=SHOWN_MS, statements=len(shown))


async def _ask(
    assistant: Assistant, question: Question, model: _AtOnce,
    ours: list[float], shown: list[float],
) -> None:  # fmt: skip
    """Ask one question; what is composed alone is not counted."""
    model.written_at.clear()
    began, first = time.perf_counter(), True
    status = None
    async for step in assistant.tell(question):
        if isinstance(step, Shown) and model.written_at and first:
            shown.append(1000 * (time.perf_counter() - model.written_at[-1]))
            first = False
        status = getattr(step, "status", status)
    if model.written_at and status is Status.REPORTED:
        ours.append(1000 * (time.perf_counter() - began))
