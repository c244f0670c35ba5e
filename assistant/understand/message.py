"""Read a whole message: one reading for each question that it asks, mostly one.

Questions that differ only in their topic stay one reading; those that differ in place, time or in
what they ask are read one by one, and what one leaves out is taken from its neighbours.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

import msgspec

from assistant.question import Question
from assistant.understand.aspects import Aspect
from assistant.understand.clauses import clauses, fragments, may_split
from assistant.understand.dialogue import Memory, PlaceMemory, remember_place
from assistant.understand.glossary import ENGLISH
from assistant.understand.pivot import Pivot
from assistant.understand.places import PlaceState, Where
from assistant.understand.polarity import Polarity
from assistant.understand.put_right import put_right
from assistant.understand.reading import Reader, Reading
from assistant.understand.scope import Outside
from assistant.understand.take_up import TakenUp, take_up
from assistant.understand.topics import ELEVATORS, EVERYTHING, ROADS, TRANSIT
from core.city import City
from core.gazetteer import Gazetteer
from core.place import PlaceKind

TRAVEL: Final = frozenset({ELEVATORS, ROADS, TRANSIT})


class MessageReader:
    """Read messages about one city."""

    def __init__(self, city: City, gazetteer: Gazetteer) -> None:
        self._city = city
        self._gazetteer = gazetteer
        self._pivot = Pivot(city, gazetteer)
        self._reader = Reader(city, gazetteer)

    def take_up(self, question: Question, memory: Memory, language: str) -> TakenUp:
        """Put a message into English words, and take up what the last answer offered.

        Args:
            question: the message.
            memory: what went before.
            language: the language that it is written in.
        """
        taken = take_up(self._pivot.read(question, language), memory, self._city.name)
        if not taken.offered:
            return taken
        offered = self._pivot.read(taken.question, memory.language or ENGLISH)
        return replace(taken, question=offered)

    def read(self, question: Question, memory: Memory, now: datetime) -> tuple[Reading, ...]:
        """Read a message in the light of what went before it.

        Args:
            question: the message, in English words.
            memory: what went before.
            now: aware UTC.
        """
        question = replace(question, text=put_right(question.text, self._gazetteer))
        whole = self._reader.read(question, memory, now)
        if whole.intent.compares or whole.intent.wish is not None:
            return (whole,)
        parts = self._parts(question, memory, now)
        return tuple(parts) if _say_more(parts, whole) else (whole,)

    def _parts(self, question: Question, memory: Memory, now: datetime) -> list[Reading]:
        """Read the clauses of a message that ask about a thing of their own."""
        carried = memory.places
        named: Where | None = None
        found: list[Reading] = []
        texts = self._texts(question.text)
        if len(texts) < 2:
            return []
        for text in texts:
            reading = self._clause(question, text, memory, carried, now)
            if reading.where.state is PlaceState.NAMED:
                named = reading.where
                carried = tuple(remember_place(place) for place in named.places)
            elif _may_be_there(reading) and named is not None and named.spots:
                reading = replace(reading, where=named)
            if not reading.intent.bare or _is_refused(reading):
                found.append(reading)
        found = _without_unknown_ways(_without_echoes(found))
        return _without_repeats([_placed(r, found[rank + 1 :]) for rank, r in enumerate(found)])

    def _texts(self, text: str) -> list[str]:
        if not may_split(text):
            return [text]
        mentions = self._gazetteer.find(text)
        found = clauses(text, mentions)
        if len(found) > 1 or len(mentions) < 2:
            return found
        listed = fragments(text, mentions)
        return listed if all(self._names_both(one) for one in listed) else found

    def _names_both(self, text: str) -> bool:
        """Say whether a fragment names a thing and a place of its own."""
        mentions = self._gazetteer.find(text)
        rest = text
        for mention in mentions:
            rest = rest.replace(text[mention.start : mention.end], " ")
        return bool(mentions) and not self._reader.intent(rest, ()).bare

    def _clause(
        self,
        question: Question,
        text: str,
        memory: Memory,
        carried: tuple[PlaceMemory, ...],
        now: datetime,
    ) -> Reading:
        """Read one clause; a line spoken of before is no place to look for an outage at."""
        question = replace(question, text=text)
        before = msgspec.structs.replace(memory, topics=(), places=carried, asked_back=False)
        reading = self._reader.read(question, before, now)
        lines = reading.where.state is PlaceState.REMEMBERED and reading.where.lines
        if lines and TRANSIT not in reading.topics:
            spots = tuple(place for place in carried if place.kind is not PlaceKind.LINE)
            before = msgspec.structs.replace(before, places=spots)
            reading = self._reader.read(question, before, now)
        return reading


def _may_be_there(reading: Reading) -> bool:
    """Say whether a clause without a place may mean the one named before it."""
    return reading.where.state is PlaceState.NONE and reading.topics != (EVERYTHING,)


def _placed(reading: Reading, later: list[Reading]) -> Reading:
    """Return the reading with a later question's place, where it has none."""
    if reading.where.state is not PlaceState.NONE:
        return reading
    where = next((r.where for r in later if r.where.spots and not r.where.lines), reading.where)
    return replace(reading, where=where)


def _without_echoes(parts: list[Reading]) -> list[Reading]:
    """Leave out "is a problem reported?" after what the problem is."""
    echoes = [
        r for r in parts
        if r.topics == (EVERYTHING,) and r.where.state is not PlaceState.NAMED
    ]  # fmt: skip
    return [r for r in parts if r not in echoes] if len(echoes) < len(parts) else parts


def _without_repeats(parts: list[Reading]) -> list[Reading]:
    """Leave out what only tells the thing that another part asks about: "I use a wheelchair, …"."""

    def repeats(reading: Reading) -> bool:
        tells = reading.aspect is Aspect.STATUS and reading.polarity is Polarity.OPEN
        others = [r for r in parts if r is not reading and r.topics == reading.topics]
        if all(place.kind is PlaceKind.CITY for place in reading.where.places):
            elsewhere = [r for r in others if r.where.places != reading.where.places]
            return any(r.where.spots for r in elsewhere)
        return tells and any(r.where.places == reading.where.places for r in others)

    return [r for r in parts if not repeats(r)] or parts


def _without_unknown_ways(parts: list[Reading]) -> list[Reading]:
    """Leave out "how do I get to work" beside a question about what the person would take."""
    ways = [r for r in parts if r.aspect is Aspect.JOURNEY and len(r.where.spots) < 2]
    others = [r for r in parts if r not in ways and TRAVEL.intersection(r.topics)]
    return [r for r in parts if r not in ways] if others else parts


def _say_more(parts: list[Reading], whole: Reading) -> bool:
    """Say whether the parts of a message tell more than its reading as a whole."""
    if len(parts) < 2:
        return len(parts) == 1 and parts[0].aspect is not whole.aspect is Aspect.JOURNEY
    asked = {(r.aspect, r.polarity, r.where.places, r.when, _is_refused(r)) for r in parts}
    topics = {topic for r in parts for topic in r.topics}
    return len(asked) > 1 or not topics <= set(whole.topics)


def _is_refused(reading: Reading) -> bool:
    verdict = reading.intent.verdict
    return verdict is not None and verdict.outside is Outside.SURELY
