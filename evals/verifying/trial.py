"""Ask one recorded city through models of ours: honest ones straight, hostile ones over HTTP."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from assistant.answer import Answer, Status
from assistant.assistant import Assistant
from assistant.brief import Brief, Draft
from assistant.question import Location, Question
from assistant.verify.verdict import Verdict
from assistant.verify.verifier import Verifier
from evals.asking import Asked, Asker
from evals.geography import Geography
from evals.instants import instants
from evals.ledger import Ledger
from evals.peers.honest import honest
from evals.peers.hostile_words import WORDS
from evals.peers.lies import Names
from evals.peers.line import Line
from evals.peers.models import HONEST, HOSTILE, peer
from evals.peers.reading import Sight
from evals.peers.smugglers import canary
from evals.phrasing import load_paraphrases
from evals.recorded_city import LONGEST, RecordedCity, Take
from evals.verifying.cast import Place, Player, Straight, playing
from evals.verifying.claims import unfounded
from evals.verifying.findings import Finding, Refused, failed, judged
from evals.verifying.sighting import sight_of

_LANGUAGES: Final = ("en", "es", "fr", "zh")
_PER_INSTANT: Final = 9
_REPORTED: Final = 0.35
"""Of questions so many have an answer that a model may phrase, or more."""
_HOLDING: Final = ("zip", "bank")
"""Kinds of areas that hold others: it is no lie to name one for what lies in it."""
_HEARS_OTHERS: Final = ("leaker", "encoder")


@dataclass(frozen=True, slots=True)
class Trial:
    """Say which city to ask, for how many hostile answers, and for how many honest ones."""

    take: Take
    hostile: int
    honest: int
    only: tuple[str, ...] = ()
    longest: timedelta = LONGEST


@dataclass(slots=True)
class Trialled:
    """Hold what came of a trial."""

    hostile: list[Finding] = field(default_factory=list[Finding])
    honest: list[Finding] = field(default_factory=list[Finding])


def trial(wanted: Trial) -> Trialled:
    """Play a take and return what came of it; the same trial gives the same, but for times."""
    return asyncio.run(_Trial(wanted).run())


class _Trial:
    def __init__(self, wanted: Trial) -> None:
        self._wanted = wanted
        take = wanted.take
        self._chance = Random(f"verifier/{take.scenario}/{take.day}/{take.seed}")
        self._city = RecordedCity(take, wanted.longest)
        self._geography, self._ledger = Geography(self._city.city), Ledger()
        self._asker = Asker(self._geography, load_paraphrases(), self._chance)
        self._place = place_of(self._city)
        self._plain = self._place.assistant()
        self._names = names_of(self._geography)
        self._all_names = _longest_first(self._geography)
        self._planted: list[str] = []
        self._found = Trialled()
        self._said: list[Line] = []
        self._sight: Sight | None = None

    async def run(self) -> Trialled:
        """Stop at instants until as much is answered as was wished for."""
        wanted = self._wanted
        per_question = wanted.hostile / max(1, wanted.honest)
        questions = max(wanted.honest, wanted.hostile // 12) / _REPORTED
        stops = instants(self._city, max(2, round(questions / _PER_INSTANT)), self._chance)
        written = 0
        async with self._players() as players:
            straight = self._place.assistant(Straight(self._honestly))
            for number, stop in enumerate(stops, start=1):
                self._city.play(stop.at)
                self._ledger.write(self._city.heard[written:])
                written = len(self._city.heard)
                told = list(self._ledger.events(stop.at))
                share = number / len(stops)
                for _ in range(8):
                    if len(self._found.honest) >= wanted.honest * share:
                        break
                    for asked in list(self._asker.questions(stop, told, _PER_INSTANT)):
                        if len(self._found.honest) < wanted.honest * share:
                            await self._ask(asked, straight, players, per_question)
        return self._found

    @asynccontextmanager
    async def _players(self) -> AsyncGenerator[Mapping[str, Player]]:
        """Start a server for each model."""
        names = self._wanted.only or tuple(HOSTILE)
        async with AsyncExitStack() as stack:
            players: dict[str, Player] = {}
            for name in names:
                word = canary(self._chance)
                self._planted.append(word)
                made = playing(self._place, peer(name, self._names), self._wanted.take.seed, word)
                players[name] = await stack.enter_async_context(made)
            yield players

    async def _ask(
        self, asked: Asked, straight: Assistant, players: Mapping[str, Player], share: float
    ) -> None:
        """Put one question to the honest model, and to some of the hostile ones."""
        language = _LANGUAGES[len(self._found.honest) % len(_LANGUAGES)]
        question = _question(asked, language)
        twin = await self._plain.answer(question)
        if twin.status is not Status.REPORTED:
            return
        self._said.clear()
        try:
            answer = await straight.answer(question)
        except Exception as error:  # whatever it is, a person got no answer
            self._found.honest.append(failed(HONEST, twin, error))
            return
        if not answer.judged:
            return
        self._found.honest.append(self._of_honest(answer, twin))
        weights = [HOSTILE[name][1] for name in players]
        number = int(share) + (self._chance.random() < share % 1)
        for name in self._chance.choices(list(players), weights, k=number):
            await self._ask_hostile(name, players[name], question, twin)

    async def _ask_hostile(
        self, name: str, player: Player, question: Question, twin: Answer
    ) -> None:
        if name in _HEARS_OTHERS and self._chance.random() < 0.15:
            word = canary(self._chance)
            self._planted.append(word)
            await player.assistant.answer(_with(question, f" ({word})"))
        if name == "obedient" and self._chance.random() < 0.7:
            order, words = self._chance.choice(WORDS.commands)
            question = _with(question, " " + order.format(words))
            twin = await self._plain.answer(question)
        calls, started = player.server.calls, time.perf_counter()
        try:
            answer = await player.assistant.answer(question)
        except Exception as error:  # whatever it is, a person got no answer
            self._found.hostile.append(failed(name, twin, error))
            return
        took_s = time.perf_counter() - started
        if player.server.calls == calls and not answer.fallback_reason:
            return  # nothing of it was a model's to say
        served = player.server.served if player.server.calls > calls else None
        self._found.hostile.append(
            judged(name, answer, twin, served, self._planted, self._all_names, took_s)
        )

    def _honestly(self, brief: Brief) -> Sequence[Draft]:
        chance = Random(self._chance.getrandbits(32))
        self._sight = sight_of(brief, self._place.city)
        self._said[:] = honest(self._sight, chance)
        return [Draft(line.text, line.event_ids) for line in self._said]

    def _of_honest(self, answer: Answer, twin: Answer) -> Finding:
        pairs = list(zip(self._said, answer.judged, strict=False))
        return Finding(
            model=HONEST, language=answer.language, shown=answer.mode == "llm",
            fault=answer.fallback_reason or "", written=len(pairs),
            held=sum(verdict.held for _, verdict in pairs), harmful=0,
            unanswered="" if answer.status is twin.status else str(answer.status),
            refused=tuple(
                Refused(answer.language, line.kind, _why(verdict), line.text)
                for line, verdict in pairs if not verdict.held
            ),
            by_kind=tuple((line.kind, verdict.held) for line, verdict in pairs),
            unsupported=tuple(
                f"{why}: {line.text}"
                for line, verdict in pairs if verdict.held and self._sight is not None
                for why in unfounded(line.text, line.event_ids, self._sight, self._all_names)
            ),
        )  # fmt: skip


def _why(verdict: Verdict) -> str:
    """Say why a statement was refused, with the words that nothing bears out."""
    failed = next((one for one in verdict.checked if not one.held), None)
    return verdict.why if failed is None else f"{verdict.why} “{failed.claim.text}”"


def place_of(city: RecordedCity) -> Place:
    """Return what assistants of a recorded city share."""
    return Place(
        city.city, city.gazetteer, city.view, city.clock, Verifier(city.city, city.gazetteer)
    )


def names_of(geography: Geography) -> Names:
    """Return names of the pack for liars."""
    return Names(
        areas=tuple(a.name for a in geography.city.areas if a.kind not in _HOLDING),
        lines=tuple(spot.name for spot in geography.spots["line"]),
        roads=tuple(spot.name for spot in geography.spots["street"]),
        stops=tuple(spot.name for spot in geography.spots["stop"]),
        publishers=tuple(s.publisher for s in geography.city.sources if s.publisher),
    )


def _longest_first(geography: Geography) -> tuple[str, ...]:
    def named() -> Iterator[str]:
        for kind in ("area", "line", "street", "stop"):
            yield from (spot.name for spot in geography.spots[kind])

    return tuple(sorted(set(named()), key=len, reverse=True))


def _question(asked: Asked, language: str) -> Question:
    location = None
    if asked.point is not None:
        location = Location(asked.point, asked.ask.spot.accuracy_m if asked.ask.spot else 0.0)
    return Question(text=asked.text, location=location, language=language)


def _with(question: Question, more: str) -> Question:
    return Question(
        text=question.text + more, location=question.location, language=question.language
    )
