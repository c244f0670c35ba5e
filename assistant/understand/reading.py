"""Put together what a message means: its topics, its places, its time, and what went before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from assistant.live.sight import LiveAsk
from assistant.question import Question
from assistant.understand.aspects import Aspect
from assistant.understand.dialogue import Memory, recall_places, recall_topics
from assistant.understand.glossary import ENGLISH
from assistant.understand.history import History
from assistant.understand.intent import Intent, IntentReader
from assistant.understand.last_told import asks_whether_out, for_whom, told_topics
from assistant.understand.measures import asks_state, live_ask
from assistant.understand.particular import particular_of
from assistant.understand.pivot import Pivot
from assistant.understand.places import PlaceState, Where, settle
from assistant.understand.polarity import Polarity
from assistant.understand.talk import SmallTalk, strange_words
from assistant.understand.time_of import time_of
from assistant.understand.times import Tense, When
from assistant.understand.topics import EMERGENCY, EVERYTHING, FIRE, TRANSIT, Topic
from assistant.understand.vehicles import VehicleName, read_vehicle
from core.city import City, Mode
from core.gazetteer import Gazetteer
from core.naming.ordinary_words import is_nearly, is_ordinary
from core.place import Mention, PlaceKind
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
_RUNS: Final = re.compile(
    r"\b(running|runs|late|delayed|on time|detour|route|next bus|how far|how close"
    r"|where(?:'s|s| is)? the \d{1,3}(?: right now| now| at)?\W*$)"
)
_BARE_NUMBER: Final = re.compile(
    r"\bthe (\d{1,3})\b(?!\s*(?:st|nd|rd|th|am|pm|people|customers|%))", re.IGNORECASE
)
_LINE_NUMBER: Final = re.compile(
    r"\b(?:the|on|next|route|#) ?(\d{1,3})\b(?=\W*$|[,;.!?]|\s+(?:is|was|are|late|delayed"
    r"|delays?|run\w*"
    r"|for|until|before|after|by|coming|stop\w*|now|right|today|tonight|this|at|to|from|going|back|still|not|detour\w*|and"
    r"|or|so|been|has|doing|faster|slower|later|worse|better|more|less|crowded|full|packed"
    r"|cancel\w*|suspended)\b)",
    re.IGNORECASE,
)
"""A number where a line's name stands: "delays on the 77?", "is anything wrong with the 12"."""
_AFTER_NUMBER: Final = re.compile(r"(\bthe )(\d{1,3}) ([a-z]{4,})\b", re.IGNORECASE)
_SAID_OF_LINES: Final = (
    "still", "late", "delayed", "delays", "running", "coming", "stopped", "suspended", "cancelled",
    "crowded", "packed", "today", "tonight", "right", "doing", "back", "detoured",
)  # fmt: skip
_BY_COLOUR: Final = re.compile(
    r"((?:\b(?:about|and|or|is|are|was|on|does|has|than|take|of) |^)(?:the )?)([a-z]{3,})\b"
    r"(?! (?:line|one|station|stop|street|bus|train|alert|light)\b)",
    re.IGNORECASE,
)
"""What may be a line's colour: "is blue any better?"."""
_THAT_ONE: Final = re.compile(r"\bthe (\w+) one\b", re.IGNORECASE)
"""A line by what tells it from the others: "what about the red one?"."""
_MANY_STRANGE: Final = 2
_GOES_ON: Final = re.compile(
    r"^(?:and|but|or|also|so|ok|okay|then|what about|how about|what of)\b"
    r"|\b(?:it|its|that|this|there|they|them|those|these|still|again|yet|here)\b"
)
"""Goes on with what was spoken of, whatever other words there are."""
_ONLY_NUMBER: Final = re.compile(r"\d{1,3}[.!?]?")
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
        self._pivot = Pivot(city, gazetteer)
        self._lines = _numbered(city)

    def read(
        self, question: Question, memory: Memory, now: datetime, language: str = ENGLISH
    ) -> Reading:
        """Read a message in the light of what went before it.

        Args:
            question: the message.
            memory: what went before.
            now: aware UTC.
            language: the language that it is written in.
        """
        question = self.in_english(question, language)
        text = self._with_line(for_whom(_shortened(question.text), memory), memory)
        question = replace(question, text=_with_bus(text, memory, self._lines))
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

    def in_english(self, question: Question, language: str) -> Question:
        """Put a message into English words; what the city's places are called stays as it is."""
        return self._pivot.read(question, language)

    def _with_line(self, text: str, memory: Memory) -> str:
        """Write out a line that is called by its colour alone, where lines are spoken of."""
        if TRANSIT.name not in memory.topics:
            return text

        def named(found: re.Match[str]) -> str:
            known = self._gazetteer.lookup(found[2])
            lines = [place for place in known if place.kind is PlaceKind.LINE]
            only = lines[0].name if len(lines) == len(known) == 1 else ""
            return f"{found[1]}{only}" if only else found[0]

        return _BY_COLOUR.sub(named, text)

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


def _with_bus(text: str, memory: Memory, numbered: Mapping[str, str]) -> str:
    """Write `bus` before a bare number where a line is spoken of: "is the 12 late?".

    Args:
        text: the message.
        memory: what was spoken of before.
        numbered: what to call the city's lines whose name is a number, by that number.
    """
    if memory.asked_back and TRANSIT.name in memory.topics and _ONLY_NUMBER.fullmatch(text.strip()):
        number = text.strip().strip(".!?")
        return numbered.get(number, f"bus {number}")

    def named(found: re.Match[str]) -> str:
        called = numbered.get(found[1], "")
        coming = found[0].lower().startswith("next ")
        return f"next {called}" if coming and called else called or found[0]

    text = _LINE_NUMBER.sub(named, _spelt_after(text, numbered))
    if TRANSIT.name in memory.topics:
        text = _THAT_ONE.sub(lambda m: numbered.get(m[1].lower(), m[0]), text)
    spoken_of = _RUNS.search(text.lower()) or TRANSIT.name in memory.topics
    return _BARE_NUMBER.sub(r"bus \1", text) if spoken_of else text


def _spelt_after(text: str, numbered: Mapping[str, str]) -> str:
    """Put right what a line's bare number is followed by: "was the 7 delaued?"."""

    def spelt(found: re.Match[str]) -> str:
        word = found[3].lower()
        if found[2] not in numbered or is_ordinary(word):
            return found[0]
        meant = next((right for right in _SAID_OF_LINES if is_nearly(word, (right,))), None)
        return found[0] if meant is None else f"{found[1]}{found[2]} {meant}"

    return _AFTER_NUMBER.sub(spelt, text)


def _numbered(city: City) -> dict[str, str]:
    """Return what to call the lines whose name is a number, or ends so: `bus 12`, `Red Line`."""
    numbered = {
        line.short_name: f"{'bus' if line.mode is Mode.BUS else 'line'} {line.short_name}"
        for line in city.lines if line.short_name.isdigit()
    }  # fmt: skip
    named = [line.name for line in city.lines if line.name.lower().endswith(" line")]
    return {name[:-5].lower(): name for name in named} | numbered


def _leans_back(line: str) -> bool:
    """Say whether a broad question clearly means the place spoken of before."""
    return bool(re.search(r"(?<!is )(?<!are )\bthere\b|\b(else|other|also|still)\b", line))
