"""Measure what silent and refusing models cost: seconds for people, and calls for the server."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from assistant.answer import Status
from assistant.assistant import Assistant
from assistant.question import Question
from evals.peers.breakers import refusing
from evals.peers.models import SILENT
from evals.recorded_city import RecordedCity, Take
from evals.verifying.cast import Place, playing
from evals.verifying.trial import place_of

_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Waited:
    """Hold how long answers took while a model kept them waiting."""

    model: str
    took_s: Sequence[float]
    unanswered: int

    @property
    def p99_s(self) -> float:
        """Return the time within which 99 of 100 came."""
        ordered = sorted(self.took_s)
        return ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]


@dataclass(frozen=True, slots=True)
class Rested:
    """Hold how often a refusing server was asked."""

    answers: int
    calls: int
    seconds: float
    unanswered: int

    @property
    def calls_a_minute(self) -> float:
        """Return the calls in a minute; of less than a minute, those that there were."""
        return self.calls / max(1.0, self.seconds / 60)


def wait(take: Take, seed: int, number: int, refuse_s: float) -> tuple[list[Waited], Rested]:
    """Ask while models are silent, then while one refuses for so many seconds."""
    return asyncio.run(_wait(take, seed, number, refuse_s))


async def _wait(take: Take, seed: int, number: int, refuse_s: float) -> tuple[list[Waited], Rested]:
    place, question = await _something(take)
    waited: list[Waited] = []
    for name, peer in SILENT.items():
        asked = number if name == "hanging" else max(1, number // 3)
        async with playing(place, peer, seed) as player:
            took: list[float] = []
            wrong = 0
            for begin in range(0, asked, _AT_ONCE):
                many = range(min(_AT_ONCE, asked - begin))
                each = await asyncio.gather(*(_timed(player.assistant, question) for _ in many))
                took += [seconds for seconds, _ in each]
                wrong += sum(not right for _, right in each)
        waited.append(Waited(name, took, wrong))
    return waited, await _refused(place, question, seed, refuse_s)


async def _refused(place: Place, question: Question, seed: int, refuse_s: float) -> Rested:
    """Ask all the time while the server refuses, with the breaker as it is by default."""
    async with playing(place, refusing, seed, failures=5) as player:
        answers = wrong = 0
        began = time.perf_counter()
        while time.perf_counter() - began < refuse_s:
            _, right = await _timed(player.assistant, question)
            answers += 1
            wrong += not right
            await asyncio.sleep(0.05)
        return Rested(answers, player.server.calls, time.perf_counter() - began, wrong)


async def _timed(assistant: Assistant, question: Question) -> tuple[float, bool]:
    """Return the seconds of an answer, and whether it answers."""
    started = time.perf_counter()
    answer = await assistant.answer(question)
    right = answer.status is Status.REPORTED and bool(answer.text)
    return time.perf_counter() - started, right


async def _something(take: Take) -> tuple[Place, Question]:
    """Play until there is something to ask about, and return the question."""
    city = RecordedCity(take)
    place, question = place_of(city), Question(text="what is going on in the city right now")
    at = city.begins
    while at < city.ends:
        at += timedelta(minutes=10)
        city.play(at)
        answer = await place.assistant().answer(question)
        if answer.status is Status.REPORTED and len(answer.cited) > 1:
            return place, question
    raise LookupError(f"nothing happens in {take.scenario}")
