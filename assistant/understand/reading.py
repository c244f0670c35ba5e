"""Put together what a message means: its topics, its places, its time, and what went before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from assistant.live.sight import LiveAsk
from assistant.question import Question
from assistant.understand.aspects import Aspect
from assistant.understand.dialogue import Memory, recall_places, recall_topics
from assistant.understand.history import History
from assistant.understand.intent import Intent, IntentReader
from assistant.understand.last_told import asks_whether_out, for_whom, told_topics
from assistant.understand.line_names import LineNames
from assistant.understand.measures import asks_state, live_ask
from assistant.understand.particular import particular_of
from assistant.understand.places import PlaceState, Where, settle
from assistant.understand.polarity import Polarity
from assistant.understand.talk import SmallTalk, strange_words
from assistant.understand.time_of import time_of
from assistant.understand.times import Tense, When
from assistant.understand.topics import EMERGENCY, EVERYTHING, FIRE, TRANSIT, Topic
from assistant.understand.vehicles import VehicleName, read_vehicle
from core.city import City
from core.gazetteer import Gazetteer
from core.naming.ordinary_words import is_ordinary
from core.place import Mention
from core.store import TextVector


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what a message means.

    Attributes:
        topics: what it is about; empty where it is about nothing that we know of.
        aspect: what about it.
        polarity: which way round it is put.
        where: the place.
        when: the time.
        small_talk: set where nothing is asked.
        sources: ids of the sources that the person means, where it is not whoever knows.
        in_scope: False for what is no question about the city now.
        intent: what the message alone asks.
        vehicle: the one vehicle that it calls by its own number; None for none.
        choices: topics that may be meant, where it is not clear which.
        history: what it asks of the record; None for nothing of its own.
        particular: words that tell one thing from others of its kind; empty for none.
        meaning: what they mean; None where no model tells in time.
        guessed: whether no word of the message names a topic, and some of its words are strange:
            then nothing can be said from finding nothing.
    """

    topics: tuple[Topic, ...]
    aspect: Aspect
    polarity: Polarity
    where: Where
    when: When
    sources: frozenset[str]
    small_talk: SmallTalk | None
    in_scope: bool
    intent: Intent
    vehicle: VehicleName | None = None
    choices: tuple[Topic, ...] = ()
    history: History | None = None
    particular: str = ""
    meaning: TextVector | None = None
    guessed: bool = False

    def asks_live(self, topic: Topic) -> LiveAsk | None:
        """Return what the readings are to tell about a topic; None for nothing, or another time."""
        if self.when.tense is not Tense.NOW or self.aspect in _NOT_OF_NOW:
            return None
        return live_ask(topic, self.intent.words.line, live=self.aspect is Aspect.LIVE)


_NOT_OF_NOW: Final = frozenset(
    {Aspect.HEARD, Aspect.JOURNEY, Aspect.END, Aspect.ADVICE, Aspect.ALTERNATIVE}
)
_HALF: Final = 300
_CARRIED: Final = frozenset(
    {Aspect.LIVE, Aspect.END, Aspect.OVER, Aspect.CAUSE, Aspect.ADVICE, Aspect.EXTENT}
)
"""What a message that only names another place goes on to ask."""
_MANY_STRANGE: Final = 2
_GOES_ON: Final = re.compile(
    r"^(?:and|but|or|also|so|ok|okay|then|what about|how about|what of)\b"
    r"|\b(?:it|its|that|this|there|they|them|those|these|still|again|yet|here)\b"
)
"""Goes on with what was spoken of, whatever other words there are."""
_ADDS_NOTHING: Final = re.compile(
    r"^(?:and|or|so|ok|okay|what|how|about|the|for|on|in|at|number|i|am|it|is|here|mean|please| )*$"
)
_BROAD_ASKS: Final = frozenset({(EVERYTHING,), (EMERGENCY,)})


class Reader:
    """Read messages about one city."""

    def __init__(self, city: City, gazetteer: Gazetteer) -> None:
        self._city = city
        self._gazetteer = gazetteer
        self._intents = IntentReader(city)
        self._lines = LineNames(city, gazetteer)

    def read(self, question: Question, memory: Memory, now: datetime) -> Reading:
        """Read a message in the light of what went before it.

        Args:
            question: the message, in English words.
            memory: what went before.
            now: aware UTC.
        """
        text = for_whom(_shortened(question.text), memory)
        question = replace(question, text=self._lines.named(text, memory))
        mentions = self._gazetteer.find(question.text)
        intent = self._intents.read(question.text, mentions, question.foreign)
        where = settle(
            question, intent.words.line, mentions, recall_places(memory, self._gazetteer),
            self._gazetteer,
        )  # fmt: skip
        topics, aspect = intent.topics, intent.aspect
        if intent.bare and intent.small_talk is None:
            topics = told_topics(memory, intent.words.line, aspect) or recall_topics(memory)
            if topics == (FIRE,) and asks_whether_out(intent.words.line):
                aspect = Aspect.OVER
            if memory.aspect is Aspect.JOURNEY and mentions:
                aspect = Aspect.JOURNEY
            names_a_place = where.state not in (PlaceState.NONE, PlaceState.REMEMBERED)
            if not topics and names_a_place:
                topics = (TRANSIT,) if where.lines else (EVERYTHING,)
        goes_on = self._goes_on(intent, memory, where)
        if goes_on:
            topics, aspect = recall_topics(memory) or topics, memory.aspect
        vehicle = read_vehicle(question.text, mentions)
        if vehicle is not None and where.state is PlaceState.UNKNOWN:
            vehicle = vehicle if vehicle.number in where.words.lower() else None
        if vehicle is not None and not topics and asks_state(TRANSIT, intent.words.line):
            topics, aspect = (TRANSIT,), Aspect.LIVE
        if where.state is PlaceState.REMEMBERED and intent.topics in _BROAD_ASKS:
            where = where if _leans_back(intent.words.line) else Where(PlaceState.NONE)
        timed = time_of(intent, aspect, memory, now, self._city.timezone, goes_on=goes_on)
        topics = (EVERYTHING,) if timed.all_of_it else topics
        return Reading(
            topics=topics,
            aspect=timed.aspect,
            polarity=intent.polarity if timed.history is None else Polarity.OPEN,
            where=where,
            when=timed.when,
            history=timed.history,
            sources=self._meant(intent, topics),
            small_talk=intent.small_talk,
            in_scope=bool(topics) and intent.verdict is None,
            intent=intent,
            vehicle=vehicle if TRANSIT in topics else None,
            particular=particular_of(intent.words),
            guessed=not timed.all_of_it and vehicle is None and _is_guess(intent, aspect, memory),
        )

    def intent(self, text: str, mentions: Sequence[Mention]) -> Intent:
        """Read what a text in English asks, place and time aside."""
        return self._intents.read(text, mentions)

    def _goes_on(self, intent: Intent, memory: Memory, where: Where) -> bool:
        """Say whether a message only names a place for what was asked before: "and the 7?"."""
        carried = memory.aspect in _CARRIED or memory.asked_back
        names = where.state in (PlaceState.NAMED, PlaceState.SHARED)
        if where.lines and TRANSIT.name not in memory.topics:
            return False
        if not carried or memory.aspect is Aspect.JOURNEY or intent.aspect is not Aspect.STATUS:
            return False
        return names and _ADDS_NOTHING.match(intent.words.line) is not None

    def _meant(self, intent: Intent, topics: tuple[Topic, ...]) -> frozenset[str]:
        """Return the sources named that would know of what is asked; the others are just words."""
        kinds = {kind.value for topic in topics for kind in topic.types}
        return frozenset(
            source.id for source in self._city.sources
            if source.id in intent.sources and not kinds.isdisjoint(source.types)
        )  # fmt: skip


def _is_guess(intent: Intent, aspect: Aspect, memory: Memory) -> bool:
    """Say whether a message says something that we know nothing of, and names no topic."""
    if intent.small_talk is not None or intent.wish is not None:
        return False
    if intent.topics == (EVERYTHING,):
        strange = strange_words("", intent.words.singular, EVERYTHING.words)
        return sum(not is_ordinary(word) for word in strange) >= _MANY_STRANGE
    if not intent.bare or _GOES_ON.search(intent.words.line):
        return False
    strange = strange_words(intent.words.text, intent.words.singular, ())
    follows = bool(memory.topics) and aspect is not Aspect.STATUS
    return len(strange) > (_MANY_STRANGE if follows else 0)


def _shortened(text: str) -> str:
    """Keep the beginning and the end of a long message, where people put what they ask."""
    return text if len(text) <= 2 * _HALF else f"{text[:_HALF]} {text[-_HALF:]}"


def _leans_back(line: str) -> bool:
    """Say whether a broad question clearly means the place spoken of before."""
    return bool(re.search(r"(?<!is )(?<!are )\bthere\b|\b(else|other|also|still)\b", line))
