"""Answer a question from the present: understand, retrieve, judge coverage, compose.

`Assistant.answer` is the whole path. A danger to life is answered first, from fixed words, with
nothing that could fail; everything else rests on the view alone, and a view that is behind makes
the answer say so.
"""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answer import Answer, AnswerPlace, Kind, Statement, Status
from assistant.ask_back import AskBack
from assistant.compose import Composer, Part
from assistant.evidence import Finding
from assistant.fit import fit
from assistant.journey import Journey
from assistant.lines import asks_which_line, late_lines
from assistant.live.by_number import NamedVehicles
from assistant.live.sight import Measure
from assistant.phrases import languages, phrases
from assistant.question import Channel, Question
from assistant.retrieve import Asked, Retriever
from assistant.saying import Saying
from assistant.suggest import suggestions
from assistant.tongue import Tongue, tongue_of
from assistant.understand.aspects import Aspect
from assistant.understand.danger import describes_danger
from assistant.understand.dialogue import Memory, pack, remember_place, unpack
from assistant.understand.glossary import glossaries, glossary
from assistant.understand.places import PlaceState
from assistant.understand.polarity import Polarity
from assistant.understand.reading import Reader, Reading
from assistant.understand.topics import EVERYTHING, TRANSIT
from core.city import City
from core.coverage import Coverage
from core.gazetteer import Gazetteer
from core.place import Place, PlaceKind, Precision
from core.ports import SessionStore
from core.store import EventReader
from core.timespan import Clock
from core.whereabouts import whereabouts

_UNSETTLED: Final = frozenset(
    {PlaceState.AMBIGUOUS, PlaceState.UNKNOWN, PlaceState.OUTSIDE, PlaceState.WANTED}
)


_CARRIED: Final = frozenset({Aspect.JOURNEY, Aspect.LIVE})
"""What a message that only names another place goes on to ask."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Hold an answer's content before it is fitted to its channel."""

    part: Part
    place: AnswerPlace | None = None
    coverage: tuple[Coverage, ...] = ()
    suggestions: tuple[str, ...] = ()
    memory: Memory | None = None


class Assistant:
    """Answer questions about one city."""

    def __init__(
        self,
        city: City,
        gazetteer: Gazetteer,
        reader: EventReader,
        sessions: SessionStore,
        clock: Clock,
    ) -> None:
        self._city = city
        self._reading = Reader(city, gazetteer)
        self._reader = reader
        self._retriever = Retriever(city, reader)
        self._journey = Journey(city, self._retriever)
        self._named = NamedVehicles(city, gazetteer, reader, self._retriever)
        self._sessions = sessions
        self._clock = clock
        # Made here, so that no person waits for them, and what is wrong with them shows at start.
        whereabouts(city)
        for language in languages():
            phrases(language)
        for language in glossaries():
            glossary(language)

    async def answer(self, question: Question) -> Answer:
        """Answer one question; what a person typed never makes it raise."""
        started = time.perf_counter()
        session_id = question.session_id or ""
        if describes_danger(question.text):
            tongue = tongue_of(question, Memory(), self._city)
            outcome = self._emergency(tongue.answer)
        else:
            stored = await self._sessions.load(session_id) if session_id else None
            session_id = session_id if stored is not None else ""
            memory = unpack(stored)
            tongue = tongue_of(question, memory, self._city)
            outcome = self._outcome(question, memory, tongue)
            kept = tongue.kept(outcome.memory or memory)
            if outcome.memory is not None or kept != memory:
                outcome = replace(outcome, memory=kept)
        session_id = session_id or secrets.token_urlsafe(18)
        if outcome.memory is not None:
            await self._sessions.save(session_id, pack(outcome.memory))
        return self._written(question, session_id, tongue, outcome, started)

    def _outcome(self, question: Question, memory: Memory, tongue: Tongue) -> _Outcome:
        """Understand the question and answer it from the view."""
        now = self._clock.now()
        reading = self._reading.read(question, memory, now, tongue.read)
        saying = Saying(phrases(tongue.answer), self._city, now)
        ask = AskBack(saying)
        if reading.small_talk is not None:
            return _asked_back(Status.OUT_OF_SCOPE, *ask.small_talk(reading.small_talk))
        unsettled = reading.where.state in _UNSETTLED
        if not reading.in_scope:
            if unsettled and not reading.topics:
                return self._which_place(ask, reading, memory)
            unclear = not reading.topics and reading.aspect is not Aspect.STATUS
            said = ask.unclear() if unclear else ask.out_of_scope()
            return _asked_back(Status.OUT_OF_SCOPE, said)
        composer = Composer(saying, self._reader.caught_up().as_of)
        vehicle = self._by_number(reading, composer, saying)
        if vehicle is not None:
            return vehicle
        if unsettled:
            return self._which_place(ask, reading, memory)
        if reading.aspect is Aspect.JOURNEY:
            return self._travel(ask, reading, composer, saying)
        if asks_which_line(reading, self._city):
            return self._which_line(ask, reading, composer, saying)
        findings = self._retriever.find(reading, now)
        if self._needs_place(reading, findings):
            return self._affected(ask, reading, findings, composer)
        part = composer.compose(findings, reading.polarity, reading.intent.words.line)
        return _Outcome(
            part=part,
            place=self._place(findings),
            coverage=_merged(findings),
            suggestions=suggestions(part.status, findings, reading, saying),
            memory=_memory(reading),
        )

    def _needs_place(self, reading: Reading, findings: Sequence[Finding]) -> bool:
        """Say whether the question means little without a place (contract, "Place")."""
        about_all = reading.aspect in (Aspect.HEARD, Aspect.EXTENT)
        if reading.where.places or about_all or reading.intent.sources:
            return False
        if not any(topic.needs_place for topic in reading.topics):
            return False
        everywhere = [e for f in findings for e in f.answers if e.hit.event.footprint.everywhere]
        nowhere = all(not f.answers and not f.unplaced and f.covered for f in findings)
        return not everywhere and not nowhere

    def _affected(
        self, ask: AskBack, reading: Reading, findings: Sequence[Finding], composer: Composer
    ) -> _Outcome:
        """Ask for the place, naming the areas that are affected."""
        told = composer.affected(findings)
        part = Part(Status.NEEDS_PLACE, "", (ask.place(reading.where), *told))
        names = [a for f in findings for e in f.answers for a in e.hit.event.event.areas]
        return _Outcome(
            part=part,
            coverage=_merged(findings),
            suggestions=tuple(dict.fromkeys(names))[:4],
            memory=_memory(reading, asked_back=True),
        )

    def _travel(
        self, ask: AskBack, reading: Reading, composer: Composer, saying: Saying
    ) -> _Outcome:
        """Name what is disturbed on the way, or ask for the way and name what is disturbed."""
        findings = self._journey.find(reading, saying.now)
        way = self._journey.way(reading)
        if way is None:
            told = composer.affected(findings)
            part = Part(Status.NEEDS_PLACE, "", (ask.journey(), *told))
        else:
            part = composer.compose(findings, Polarity.OPEN, reading.intent.words.line)
        return _Outcome(
            part=part,
            place=self._place(findings) if way is not None else None,
            coverage=_merged(findings),
            memory=_memory(reading, asked_back=way is None),
        )

    def _which_line(
        self, ask: AskBack, reading: Reading, composer: Composer, saying: Saying
    ) -> _Outcome:
        """Ask which line is meant, naming those of its kind that are late."""
        finding = self._retriever.at(Asked(TRANSIT, None), saying.now)
        late = late_lines(finding, self._city, reading.intent.words.line)
        told = composer.late_lines(finding, late)
        return _Outcome(
            part=Part(Status.NEEDS_PLACE, "", (ask.line(), *told)),
            coverage=finding.coverage,
            suggestions=tuple(self._city.line_by_id[line].name for line in late),
            memory=_memory(reading, asked_back=True),
        )

    def _by_number(self, reading: Reading, composer: Composer, saying: Saying) -> _Outcome | None:
        """Tell of the one vehicle that is called by its own number; None where none is."""
        if reading.vehicle is None:
            return None
        found = self._named.find(reading.vehicle, saying.now)
        if found is not None:
            return _Outcome(
                part=composer.compose([found], Polarity.OPEN, reading.intent.words.line),
                place=self._place([found]),
                coverage=found.coverage,
                memory=_memory(reading, place=found.place),
            )
        if reading.aspect is not Aspect.LIVE:
            return None
        return _Outcome(composer.no_vehicle(reading.vehicle), memory=_memory(reading))

    def _which_place(self, ask: AskBack, reading: Reading, memory: Memory) -> _Outcome:
        part = Part(Status.NEEDS_PLACE, "", (ask.place(reading.where),))
        kept = _memory(reading, asked_back=True)
        if not reading.topics:
            kept = Memory(memory.topics, memory.aspect, (), memory.language, True)
        chosen = tuple(ask.choices(reading.where.choices))
        return _Outcome(part=part, suggestions=chosen, memory=kept)

    def _emergency(self, language: str) -> _Outcome:
        saying = Saying(phrases(language), self._city, self._clock.now())
        return _asked_back(Status.EMERGENCY, AskBack(saying).emergency())

    def _place(self, findings: Sequence[Finding]) -> AnswerPlace:
        """Tell the place that was asked about, and how surely the best evidence lies there."""
        place = next((f.place for f in findings if f.place is not None), None)
        place = place or self._retriever.city_place
        evidence = next((e for f in findings for e in f.answers), None)
        near = next((e for f in findings for e in f.near), None)
        seen = next((f.live for f in findings if f.live is not None and f.live.answers), None)
        if evidence is not None and evidence.relation.precision is not None:
            precision = evidence.relation.precision
        elif seen is not None:
            here = seen.ask.measure is Measure.VEHICLES or not seen.fresh[0].distance_m
            precision = Precision.INSIDE_AREA if here else Precision.NEARBY
        elif near is not None:
            precision = Precision.NEARBY
        else:
            precision = Precision.UNKNOWN
        if place.kind is PlaceKind.CITY:
            unplaced_only = evidence is None and any(f.unplaced for f in findings)
            precision = Precision.UNKNOWN if unplaced_only else Precision.CITYWIDE
        return AnswerPlace(
            place.name, place.kind.value, place.point.lat, place.point.lon, precision
        )

    def _unsupported(self, tongue: Tongue) -> list[Statement]:
        """Say which languages there are, where another was asked for."""
        if not tongue.refused:
            return []
        spoken = phrases(tongue.answer)
        names = [
            spoken.say(f"language.{tag}") for tag in self._city.languages if tag in languages()
        ]
        text = spoken.say("language.unsupported", languages=spoken.join(names))
        return [Statement(text, kind=Kind.COURTESY, worth=6)]

    def _written(
        self,
        question: Question,
        session_id: str,
        tongue: Tongue,
        outcome: _Outcome,
        started: float,
    ) -> Answer:
        plain = question.channel in (Channel.SMS, Channel.VOICE)
        brief = question.channel is Channel.SMS
        part = outcome.part
        statements = (*part.statements, *self._unsupported(tongue))
        kept = fit(part.lead, statements, question.room, brief=brief, marked=not plain)
        return Answer(
            answer_id=secrets.token_urlsafe(12),
            session_id=session_id,
            language=tongue.answer,
            status=part.status,
            lead=part.lead,
            statements=kept,
            marked=not plain,
            place=outcome.place,
            coverage=outcome.coverage,
            as_of=self._reader.caught_up().as_of,
            suggestions=outcome.suggestions,
            timing_ms={"total": round((time.perf_counter() - started) * 1000, 3)},
        )


def _asked_back(status: Status, *statements: Statement) -> _Outcome:
    return _Outcome(Part(status, "", statements))


def _memory(reading: Reading, *, asked_back: bool = False, place: Place | None = None) -> Memory:
    places = reading.where.places if place is None else (place,)
    return Memory(
        topics=tuple(topic.name for topic in reading.topics) or (EVERYTHING.name,),
        aspect=reading.aspect if asked_back or reading.aspect in _CARRIED else Aspect.STATUS,
        places=tuple(remember_place(place) for place in places),
        asked_back=asked_back,
    )


def _merged(findings: Sequence[Finding]) -> tuple[Coverage, ...]:
    return tuple({c.source: c for f in findings for c in f.coverage}.values())
