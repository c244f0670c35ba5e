"""Ask one recorded city: play it, stop at the chosen instants, ask, and judge the answers."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from assistant.assistant import Assistant
from assistant.question import Channel, Location, Question
from assistant.writer import Writer
from evals.asking import Asked, Asker
from evals.expecting import Expectation, Expecting
from evals.geography import Geography
from evals.honestly import WRITTEN, honest_writer, written_by
from evals.instants import Instant, instants
from evals.ledger import Ledger
from evals.outcome import Outcome
from evals.phrasing import PARAPHRASES, load_paraphrases
from evals.recorded_city import LONGEST, Delay, RecordedCity, Take
from evals.reply import Reply, reply_of
from evals.scorers import Harm, HarmName, Judged, harms
from evals.stage import Sessions

PER_INSTANT: Final = 12


@dataclass(frozen=True, slots=True)
class Interview:
    """Say whom to ask, about how many questions, with which paraphrases, and who writes."""

    take: Take
    questions: int
    longest: timedelta = LONGEST
    worded: Path = PARAPHRASES
    llm: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """Hold what came of one interview: outcomes, and how late the sources were."""

    outcomes: Sequence[Outcome]
    delays: Sequence[Delay]


def interview(wanted: Interview) -> Talk:
    """Play a take and return what came of asking; the same interview gives the same."""
    city = RecordedCity(wanted.take, wanted.longest)
    chance = Random(f"{wanted.take.scenario}/{wanted.take.day}/{wanted.take.seed}")
    stops = instants(city, max(1, wanted.questions // PER_INSTANT), chance)
    geography, ledger = Geography(city.city), Ledger()
    asker = Asker(geography, load_paraphrases(wanted.worded), chance)
    name = wanted.take.scenario + (" at night" if wanted.take.begins else "")
    writer = None
    if wanted.llm:
        writer = honest_writer(city.city, city.gazetteer, wanted.take.scenario)
    talk = _Interviewer(city, Expecting(geography, ledger), name, writer)
    found: list[Outcome] = []
    written = 0
    for number, stop in enumerate(stops, start=1):
        city.play(stop.at)
        ledger.write(city.heard[written:])
        written = len(city.heard)
        told = list(ledger.events(stop.at))
        due = wanted.questions * number // len(stops) - len(found)
        asked = list(asker.questions(stop, told, due))
        found += asyncio.run(talk.ask_all(asked, stop))
    return Talk(found, city.delays())


class _Interviewer:
    """Ask one assistant, and judge what it says."""

    def __init__(
        self, city: RecordedCity, expecting: Expecting, scenario: str, writer: Writer | None
    ) -> None:
        self._city = city
        self._expecting = expecting
        self._scenario = scenario
        self._assistant = Assistant(
            city.city, city.gazetteer, city.view, Sessions(), city.clock, writer=writer
        )
        self._said: dict[int, Reply] = {}

    async def ask_all(self, questions: Sequence[Asked], stop: Instant) -> list[Outcome]:
        """Return the outcomes of questions asked at one instant."""
        self._said.clear()
        return [await self._ask(asked, stop) for asked in questions]

    async def _ask(self, asked: Asked, stop: Instant) -> Outcome:
        before = self._said.get(id(asked.after)) if asked.after is not None else None
        question = Question(
            text=asked.text,
            session_id=before.session_id if before is not None else None,
            location=Location(asked.point, _accuracy(asked)) if asked.point else None,
            language=asked.language if asked.tagged else None,
            channel=Channel(asked.channel),
            max_chars=asked.max_chars,
        )
        answer = await self._assistant.answer(question)
        reply = reply_of(answer)
        self._said[id(asked)] = reply
        expected = self._expecting.expect(asked.ask, stop.at)
        judged = Judged(asked, expected, reply, stop.at, self._expecting.geography)
        found = harms(judged)
        if asked.twin is not None and id(asked.twin) in self._said:
            found += _twins(judged, self._said[id(asked.twin)])
        told = outcome_of(asked, expected, reply, found, stop, self._local(stop.at), self._scenario)
        return replace(told, slices={**told.slices, WRITTEN: written_by(answer)})

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._city.city.timezone)


def _twins(judged: Judged, other: Reply) -> list[Harm]:
    """Find two answers of one instant, to a question and its contrary, that cannot both be."""
    one, two = judged.lead, Judged(*_other(judged, other)).lead
    if one and one == two:
        why = f"{judged.reply.lead!r} to this and to its contrary"
        return [Harm(HarmName.CONTRADICTION, why)]
    return []


def _other(judged: Judged, other: Reply) -> tuple[Asked, Expectation, Reply, datetime, Geography]:
    return judged.asked, judged.expected, other, judged.now, judged.geography


def _accuracy(asked: Asked) -> float:
    return asked.ask.spot.accuracy_m if asked.ask.spot else 0.0


def outcome_of(
    asked: Asked, expected: Expectation, reply: Reply, found: Sequence[Harm], stop: Instant,
    at: datetime, scenario: str,
) -> Outcome:  # fmt: skip
    """Return what came of a question, with the parts of the whole that it belongs to."""
    ask = asked.ask
    place = ask.spot.kind if ask.spot else "none"
    slices: Mapping[str, str] = {
        "topic": ask.topic, "aspect": ask.aspect, "place": place, "language": asked.language,
        "channel": asked.channel, "instant": stop.kind, "scenario": scenario,
        "polarity": asked.polarity, "typo": "typo" if asked.typo else "none",
        "dialogue": "follow-up" if asked.after else "first",
    }  # fmt: skip
    return Outcome(
        question=asked.text,
        before=asked.after.text if asked.after else "",
        answer=reply.text,
        status=reply.status,
        cited=tuple(reply.cited),
        expected=_in_words(expected),
        at=at,
        slices=slices,
        slots={
            "topic": ask.topic,
            "aspect": ask.aspect,
            "place": ask.spot.name if ask.spot else "",
        },
        harms=tuple(found),
        took_ms=reply.took_ms,
    )


def _in_words(expected: Expectation) -> str:
    parts = [" or ".join(sorted(expected.statuses))]
    if expected.must:
        parts.append(("all of " if expected.all_of else "any of ") + ", ".join(expected.must))
    if expected.blind:
        parts.append("blind: " + ", ".join(expected.blind))
    if len(expected.leads) < 3:
        parts.append("first word " + ("/".join(sorted(expected.leads)) or "none"))
    return "; ".join(re.sub(r"^/", "none/", part) for part in parts)
