"""Answer one question of a message from the view, or ask back.

`respond` is the main path: what is no question about the city is turned away kindly, what lacks a
place is asked for, and everything else is looked up and composed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from msgspec import structs

from assistant.answer import Status
from assistant.ask_back import AskBack
from assistant.compare import Comparer
from assistant.compose import Composer
from assistant.evidence import Finding
from assistant.fires_behind import with_fires
from assistant.journey import Journey
from assistant.lines import asks_which_line, late_lines
from assistant.live.by_number import NamedVehicles
from assistant.named import named_in
from assistant.outcome import (
    Outcome,
    asked_back,
    beginning_with,
    memory_of,
    merged_coverage,
    not_understood,
)
from assistant.part import Part
from assistant.precision import place_of
from assistant.retrieve import Asked, Retriever
from assistant.saying import Saying
from assistant.suggest import suggestions
from assistant.understand.aspects import Aspect
from assistant.understand.dialogue import Memory, heard
from assistant.understand.places import PlaceState
from assistant.understand.polarity import Polarity
from assistant.understand.reading import Reading
from assistant.understand.talk import Wish
from assistant.understand.times import Tense
from assistant.understand.topics import BROAD, ROADS, TRANSIT
from assistant.unknown import asked_before, awaited
from core.city import City
from core.gazetteer import Gazetteer
from core.identity import EventKey
from core.store import EventReader

_UNSETTLED: Final = frozenset(
    {PlaceState.AMBIGUOUS, PlaceState.UNKNOWN, PlaceState.OUTSIDE, PlaceState.WANTED}
)
_FOUND_NOTHING: Final = frozenset({Status.NOTHING_REPORTED, Status.CANNOT_TELL})

_STREET_LIGHT: Final = re.compile(r"\bstreet ?(?:lights?|lamps?)\b|\blamp ?posts?\b")
_OTHER: Final = re.compile(
    r"\b(?:any|an|some|no) ?other\b(?! (?:way|route|road|street|side|line|bus|train|option|area"
    r"|place|part))|\banything else\b|\belse is\b"
)
"""Asks for what was not told before."""


def _asks_other(reading: Reading) -> bool:
    asked = reading.where.state is PlaceState.REMEMBERED and reading.aspect is Aspect.STATUS
    return asked and _OTHER.search(reading.intent.words.line) is not None


def _keeping_place(outcome: Outcome, reading: Reading, memory: Memory) -> Outcome:
    """Remember a place that was named, where only what is asked of it was not understood."""
    named = reading.where.state is PlaceState.NAMED and reading.intent.verdict is None
    if outcome.memory is not None or not named:
        return outcome
    kept = structs.replace(memory, places=memory_of(reading).places, asked_back=False)
    return replace(outcome, memory=kept)


class Responder:
    """Answer single questions about one city."""

    def __init__(self, city: City, gazetteer: Gazetteer, reader: EventReader) -> None:
        self._city = city
        self._reader = reader
        self._retriever = Retriever(city, reader)
        self._journey = Journey(city, self._retriever)
        self._named = NamedVehicles(city, gazetteer, reader, self._retriever)

    def respond(self, reading: Reading, memory: Memory, saying: Saying) -> Outcome:
        """Answer a question, after what has to be said to what it wishes."""
        reading = named_in(reading, saying)
        ask = AskBack(saying)
        if reading.intent.wish is None:
            return self._answer(reading, memory, ask, saying)
        lamp = _STREET_LIGHT.search(reading.intent.words.line) is not None
        told = ask.wish(reading.intent.wish, (ROADS,) if lamp else reading.topics)
        reports = reading.intent.wish is Wish.REPORT
        local = reading.where.places or any(topic.needs_place for topic in reading.topics)
        local = local and not lamp and reading.where.state is not PlaceState.REMEMBERED
        if not reading.in_scope or (reports and not local):
            return asked_back(Status.OUT_OF_SCOPE, *told)
        return beginning_with(self._answer(reading, memory, ask, saying), *told)

    def _answer(self, reading: Reading, memory: Memory, ask: AskBack, saying: Saying) -> Outcome:
        waits = reading.aspect is Aspect.UNKNOWN
        if reading.small_talk is not None:
            return asked_back(Status.OUT_OF_SCOPE, *ask.small_talk(reading.small_talk))
        unsettled = reading.where.state in _UNSETTLED
        if not reading.in_scope:
            if unsettled and not reading.topics and reading.intent.verdict is None:
                return self._which_place(ask, reading, memory)
            outcome = self._turned_away(ask, reading)
            return _keeping_place(outcome, reading, memory)
        reading = asked_before(reading, memory)
        composer = Composer(saying, self._reader.caught_up().as_of, heard(memory))
        vehicle = self._by_number(reading, composer, saying)
        if vehicle is not None:
            return vehicle
        if unsettled:
            return self._which_place(ask, reading, memory)
        if reading.aspect is Aspect.JOURNEY:
            return self._travel(ask, reading, composer, saying)
        if asks_which_line(reading, self._city):
            return self._which_line(ask, reading, composer, saying)
        findings = self._retriever.find(reading, saying.now)
        findings = with_fires(findings, reading, self._retriever, saying.now)
        if self._needs_place(reading, findings):
            return self._affected(ask, reading, findings, composer)
        if _asks_other(reading) and memory.told:
            findings = self._others(reading, findings, heard(memory), saying)
        polarity = Polarity.OPEN if reading.intent.compares else reading.polarity
        part = composer.compose(findings, polarity, reading.intent.words.line)
        part = awaited(part, findings, saying) if waits else part
        if reading.where.number:
            whole = ask.whole_street(reading.where)
            part = replace(part, statements=(*part.statements, whole))
        if reading.guessed and part.status in _FOUND_NOTHING:
            outcome = not_understood(*ask.not_understood())
            return _keeping_place(outcome, reading, memory)
        outcome = Outcome(
            part=part,
            place=place_of(findings, self._retriever.city_place),
            coverage=merged_coverage(findings),
            suggestions=suggestions(part.status, findings, reading, saying),
            memory=memory_of(reading),
        )
        compared = Comparer(saying).compare(findings) if reading.intent.compares else None
        return outcome if compared is None else beginning_with(outcome, compared)

    def _others(
        self,
        reading: Reading,
        findings: Sequence[Finding],
        known: Collection[EventKey],
        saying: Saying,
    ) -> Sequence[Finding]:
        """Return what else there is than what was told: of one thing, in the whole city."""
        if not any(topic in BROAD for topic in reading.topics):
            where = replace(reading.where, places=(self._retriever.city_place,))
            findings = self._retriever.find(replace(reading, where=where), saying.now)
        return [
            replace(
                f, in_force=tuple(e for e in f.in_force if e.hit.event.key not in known),
                near=(), past=(), besides=True,
            )
            for f in findings
        ]  # fmt: skip

    def _turned_away(self, ask: AskBack, reading: Reading) -> Outcome:
        """Say what this does not do, or ask what is meant where that is not clear."""
        verdict = reading.intent.verdict
        if verdict is not None:
            return asked_back(Status.OUT_OF_SCOPE, *ask.out_of_scope(verdict.kind))
        if reading.choices:
            said, suggested = ask.which_topic(reading.choices)
            memory = memory_of(reading, asked_back=True)
            return Outcome(
                Part(Status.OUT_OF_SCOPE, "", (said,)), suggestions=suggested, memory=memory
            )
        if not reading.topics and reading.aspect is not Aspect.STATUS and not reading.guessed:
            return not_understood(ask.unclear())
        return not_understood(*ask.not_understood())

    def _needs_place(self, reading: Reading, findings: Sequence[Finding]) -> bool:
        """Say whether the question means little without a place (contract, "Place")."""
        about_all = reading.aspect in (Aspect.HEARD, Aspect.EXTENT)
        about_all = about_all or reading.when.tense is Tense.PAST or reading.history is not None
        if reading.where.places or about_all or reading.intent.sources:
            return False
        if not any(topic.needs_place for topic in reading.topics):
            return False
        everywhere = [e for f in findings for e in f.answers if e.hit.event.footprint.everywhere]
        nowhere = all(not f.answers and not f.unplaced and f.covered for f in findings)
        return not everywhere and not nowhere

    def _affected(
        self, ask: AskBack, reading: Reading, findings: Sequence[Finding], composer: Composer
    ) -> Outcome:
        """Ask for the place, naming the areas that are affected."""
        told = composer.meanwhile.affected(findings)
        grave = composer.grave.untold(findings, told)
        part = Part(Status.NEEDS_PLACE, "", (ask.place(reading.where), *told), *grave)
        names = [a for f in findings for e in f.answers for a in e.hit.event.event.areas]
        return Outcome(
            part=part,
            coverage=merged_coverage(findings),
            suggestions=tuple(dict.fromkeys(names))[:4],
            memory=memory_of(reading, asked_back=True),
        )

    def _travel(
        self, ask: AskBack, reading: Reading, composer: Composer, saying: Saying
    ) -> Outcome:
        """Name what is disturbed on the way, or ask for the way and name what is disturbed."""
        findings = self._journey.find(reading, saying.now)
        way = self._journey.way(reading)
        if way is None:
            ways = composer.meanwhile.ways_round(findings)
            told = composer.meanwhile.affected(findings)
            grave = composer.grave.untold(findings, told)
            part = Part(Status.NEEDS_PLACE, "", (*ways, ask.journey(), *told), *grave)
        else:
            part = composer.compose(findings, Polarity.OPEN, reading.intent.words.line)
        return Outcome(
            part=part,
            place=place_of(findings, self._retriever.city_place) if way is not None else None,
            coverage=merged_coverage(findings),
            memory=memory_of(reading, asked_back=way is None),
        )

    def _which_line(
        self, ask: AskBack, reading: Reading, composer: Composer, saying: Saying
    ) -> Outcome:
        """Ask which line is meant, naming those of its kind that are late."""
        finding = self._retriever.at(Asked(TRANSIT, None), saying.now)
        late = late_lines(finding, self._city, reading.intent.words.line)
        told = composer.meanwhile.late_lines(finding, late)
        return Outcome(
            part=Part(
                Status.NEEDS_PLACE, "", (ask.line(), *told), *composer.grave.untold([finding], told)
            ),
            coverage=finding.coverage,
            suggestions=tuple(self._city.line_by_id[line].name for line in late),
            memory=memory_of(reading, asked_back=True),
        )

    def _by_number(self, reading: Reading, composer: Composer, saying: Saying) -> Outcome | None:
        """Tell of the one vehicle that is called by its own number; None where none is."""
        if reading.vehicle is None:
            return None
        found = self._named.find(reading.vehicle, saying.now)
        if found is not None:
            return Outcome(
                part=composer.compose([found], Polarity.OPEN, reading.intent.words.line),
                place=place_of([found], self._retriever.city_place),
                coverage=found.coverage,
                memory=memory_of(reading, place=found.place),
            )
        if reading.aspect is not Aspect.LIVE:
            return None
        return Outcome(composer.no_vehicle(reading.vehicle), memory=memory_of(reading))

    def _which_place(self, ask: AskBack, reading: Reading, memory: Memory) -> Outcome:
        part = Part(Status.NEEDS_PLACE, "", (ask.place(reading.where),))
        kept = memory_of(reading, asked_back=True)
        if not reading.topics:
            kept = structs.replace(memory, places=(), asked_back=True)
        chosen = tuple(ask.choices(reading.where.choices))
        kept = structs.replace(kept, choosing=bool(chosen))
        return Outcome(part=part, suggestions=chosen, memory=kept)
