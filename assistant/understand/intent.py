"""Read what a message asks: about which topics, which aspect of them, and put which way round."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from assistant.understand.measures import asks_flow, asks_state
from assistant.understand.topics import (
    ASKED_HAZARDS,
    BROAD,
    POWER,
    ROADS,
    SIGNALS,
    SPECIFIC,
    TRANSIT,
    WEATHER,
    Topic,
)
from assistant.understand.words import Speller, Words
from core.city import City
from core.place import Mention, PlaceKind


class Aspect(StrEnum):
    """What about the topic is asked."""

    STATUS = "status"
    OVER = "over"
    END = "end"
    ADVICE = "advice"
    CAUSE = "cause"
    EXTENT = "extent"
    HEARD = "heard"
    JOURNEY = "journey"
    LIVE = "live"
    """How it is just now, as measured: where a bus is, how fast a road moves."""


class Polarity(StrEnum):
    """Which way round a question is put, so that Yes and No answer it as asked."""

    TROUBLE = "trouble"
    """"Is it out?": Yes means that something is reported."""
    WELL = "well"
    """"Is it on / safe / running?": No means that something is reported."""
    OPEN = "open"
    """Neither: no Yes or No fits."""


class SmallTalk(StrEnum):
    """What a message is that asks nothing about the city."""

    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Intent:
    """Hold what a message asks, place and time aside.

    Attributes:
        topics: what it asks about; empty where it names nothing that we know of.
        aspect: what about it.
        polarity: which way round.
        small_talk: set where it asks nothing.
        bare: whether the message names no topic of its own, so that an earlier one may be meant.
        sources: ids of the pack's sources that it names.
        words: the message in words.
    """

    topics: tuple[Topic, ...]
    aspect: Aspect
    polarity: Polarity
    small_talk: SmallTalk | None
    bare: bool
    sources: tuple[str, ...]
    words: Words


_ASPECTS: Final = tuple(
    (aspect, re.compile(pattern))
    for aspect, pattern in (
        (
            Aspect.HEARD,
            r"\blast (?:hear|heard|update|contact)|\bhow (?:fresh|old|recent|current) (?:is|are)\b"
            r"|\bwhen did you (?:last )?(?:hear|check|update)",
        ),
        (Aspect.OVER, r"^(?:so |and )?(?:did|has|have)\b.*\b(?:come|came|gone) back\b"),
        (
            Aspect.JOURNEY,
            r"\bhow (?:do|can|should|would) (?:i|we) (?:get|go|travel|commute)\b"
            r"|\b(?:route|way|ways|trip|directions) (?:to|from|around)\b"
            r"|\bget (?:to (?:work|school)|home|there)\b|\bmy commute\b",
        ),
        (
            Aspect.END,
            r"\b(?:come|coming|be) back\b|\bback (?:by|before|tonight|tomorrow|today|soon)\b"
            r"|\bwhen (?:will|is|does|do|are|can|would|should)\b|\bhow (?:much )?long(?:er)?\b"
            r"|\buntil when\b|\bwhat time (?:will|is|does)\b|\bet[ar]\b|\bby when\b|\bhow soon\b"
            r"|\bestimated (?:time|restoration)\b",
        ),
        (
            Aspect.ADVICE,
            r"\bwhat (?:should|do|can|must|to) (?:i|we|you|do|people)\b|\bshould (?:i|we)\b"
            r"|\bdo (?:i|we) (?:need|have) to\b|\badvice\b|\bwhat now\b|\binstructions?\b"
            r"|\bhow (?:do|can|should) (?:i|we) (?:stay|keep|prepare|protect|cope)",
        ),
        (Aspect.CAUSE, r"\bwhy\b|\bcaus(?:e|ed|ing)\b|\breason\b|\bwhat happened\b"),
        (
            Aspect.EXTENT,
            r"\bhow (?:many|bad|big|far|wide|serious|severe|large)\b|\bwho is affected\b"
            r"|\bhow much of\b",
        ),
        (
            Aspect.OVER,
            r"\b(?:is|are|was|were|has|have|been|it|did) .*\b(?:over|lifted|ended|resolved|fixed|"
            r"restored|finished|cleared|done|gone back|reopened|repaired)\b"
            r"|\bback (?:on|up|to normal|in service)\b|\b(?:again|reopened|all clear)\b"
            r"|\bback(?: yet| now| already)?$|\b(?:power|water|service|it) back\b"
            r"|\b(?:over|lifted|fixed) (?:yet|now|already)\b"
            r"|\b(?:ended|lifted|over|fixed|resolved|restored)$",
        ),
    )
)
_WELL: Final = (
    r"(?:(?:power|electricity|lights?|water|gas|internet|wifi|service|it|back|still) on|working|"
    r"work|running|open|safe|ok|okay|fine|good|normal|clear|up|drinkable|available|"
    r"clean|moving|operating|operational|restored|back|alright|on time|usable|stable)"
)
_WELL_RE: Final = re.compile(rf"\b{_WELL}\b|\b(?:do|does) (?:i|we|they|you|it) have\b")
_NOT_WELL_RE: Final = re.compile(
    rf"\b(?:not|no longer|never) (?:\w+ )?{_WELL}\b|\bunsafe\b|\bcan i not\b"
)
_TROUBLE_RE: Final = re.compile(
    r"\b(?:out|down|off|closed|shut|closure|delayed|delay|delays|late|broken|broke|cut|gone|"
    r"suspended|cancelled|canceled|blocked|problem|problems|outage|outages|any|anything|there|"
    r"emergency|emergencies|issue|issues|disrupted|disruption|flooded|leak|notice|advisory|"
    r"warning|alert|crowded|stuck|no|without|lost|dead|dark|dirty|brown|bad|affected|fire|still|"
    r"in effect)\b"
)
_CLEAR_TROUBLE_RE: Final = re.compile(
    r"\b(?:out|down|off|closed|outages?|problems?|delayed|delays?|any|still|issues?|are there)\b"
)
_DRINK_RE: Final = re.compile(
    r"\b(?:can|could|may|is it safe to|ok to|okay to|safe to) .*"
    r"\b(?:drink|use|swim|go out|go|drive)\b"
)
_OPEN_RE: Final = re.compile(
    r"^(?:so |and |hi |hello |hey |please |ok )*"
    r"(?:what|where|which|how|why|when|who|tell|show|list|give)\b"
)
_GREETING_RE: Final = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|howdy|yo|greetings)\b[\w ,]{0,12}$"
)
_THANKS_RE: Final = re.compile(
    r"^(?:ok(?:ay)? )?(?:thanks|thank you|thx|cheers|great|perfect|bye|goodbye|good night)\b"
    r"[\w ,]{0,20}$"
)
_ABOUT_RE: Final = re.compile(
    r"^help$|\b(?:who are you|what are you|what can you (?:do|help|tell)|how do you work|"
    r"what do you know|are you (?:a |an )?(?:human|robot|bot|ai|person|real))\b"
)
_OTHER_GAS_RE: Final = re.compile(
    r"\bgas (?:station|price|prices|bill)\b|\bpower (?:point|steering)\b"
)
_CLOSED_RE: Final = re.compile(
    r"\b(?:closed|close|shut|blocked|open|clear|reopen(?:ed)?|passable|block)\b"
)
_AT_STOP_RE: Final = re.compile(
    rf"{_CLOSED_RE.pattern}|\b(?:crowd(?:s|ed|ing)?|busy|packed|full|people)\b"
)
_INDOORS: Final = tuple(word for word in POWER.words if word not in ("lights", "outage"))
"""Words for the power that nobody uses of traffic lights."""

_GIVES_WAY: Final = frozenset({Aspect.STATUS, Aspect.EXTENT, Aspect.END})
_RETURNS_RE: Final = re.compile(r"\b(?:back|again|normal|resume|end|over|fixed)\b")


class IntentReader:
    """Read intents by lexicon; made once for a city, whose sources' names are words too."""

    def __init__(self, city: City) -> None:
        things = {phrase for topic in (*SPECIFIC, *BROAD) for phrase in topic.words}
        self._publishers = tuple(
            (source, source.publisher.lower(), _unless(things, source.id.lower().replace("-", " ")))
            for source in city.sources
        )
        lexicon = {w for phrase in things for w in phrase.split()}
        names = {w for _, name, _ in self._publishers for w in re.findall(r"[a-z]+", name)}
        self._speller = Speller(lexicon | names | {"notice", "advisory", "lifted", "restored"})

    def read(self, text: str, mentions: Sequence[Mention]) -> Intent:
        """Read a message, whose place names are told apart already."""
        everything = self._speller.read(text)
        masked = list(text)
        for mention in mentions:
            masked[mention.start : mention.end] = " " * (mention.end - mention.start)
        words = self._speller.read("".join(masked))
        sources = self._sources(everything)
        topics = tuple(
            _narrowed(topic, words)
            for topic in self._topics(words, everything.line, mentions, sources)
        )
        small_talk = None if topics or mentions else _small_talk(everything.line)
        aspect = next((a for a, pattern in _ASPECTS if pattern.search(words.line)), Aspect.STATUS)
        if aspect is Aspect.JOURNEY and not topics:
            topics = (TRANSIT,)
        if _asks_state(words.line, aspect, topics):
            aspect = Aspect.LIVE
        return Intent(
            topics=topics,
            aspect=aspect,
            polarity=_polarity(words.line, aspect),
            small_talk=small_talk,
            bare=not topics,
            sources=sources,
            words=words,
        )

    def _sources(self, words: Words) -> tuple[str, ...]:
        return tuple(
            source.id
            for source, *names in self._publishers
            if any(name and re.search(rf"\b{re.escape(name)}\b", words.text) for name in names)
        )

    def _topics(
        self, words: Words, line: str, mentions: Sequence[Mention], sources: Sequence[str]
    ) -> tuple[Topic, ...]:
        kinds = {place.kind for mention in mentions for place in mention.places}
        found = [t for t in SPECIFIC if words.has_any(t.words)]
        if _OTHER_GAS_RE.search(line):
            found = [t for t in found if t.name not in ("gas", "power")]
        named = [s for s, _, _ in self._publishers if s.id in sources]
        if not found:
            known = {kind for source in named for kind in source.types}
            found = [t for t in SPECIFIC if not known.isdisjoint(kind.value for kind in t.types)]
            if len(found) > 1 and len(named) == 1 and len(named[0].types) > 2:
                found = [max(found, key=lambda t: len(t.types))]
        if PlaceKind.LINE in kinds and TRANSIT not in found:
            found = [TRANSIT, *(t for t in found if t not in (ROADS, POWER))]
        roadlike = kinds & {PlaceKind.STREET, PlaceKind.INTERSECTION}
        if not found and roadlike and (_CLOSED_RE.search(line) or asks_flow(line)):
            found = [ROADS]
        if not found and PlaceKind.STOP in kinds and _AT_STOP_RE.search(line):
            found = [TRANSIT]
        found = _without_wider(found, words)
        if found == [POWER] and roadlike and not words.has_any(_INDOORS):
            found = [SIGNALS, POWER]  # "the lights are dark on Elm": the street's, or the houses'
        if found:
            return tuple(found)
        broad = next((t for t in BROAD if words.has_any(t.words)), None)
        return (broad,) if broad else ()


def _unless(things: Collection[str], name: str) -> str:
    """Return the name of a source; empty where it is only what the source is about."""
    return "" if name in things else name


def _asks_state(line: str, aspect: Aspect, topics: Sequence[Topic]) -> bool:
    """Say whether a question about one thing asks how it is just now."""
    if len(topics) != 1 or aspect not in _GIVES_WAY:
        return False
    if aspect is Aspect.END and _RETURNS_RE.search(line):
        return False
    return asks_state(topics[0], line)


def _narrowed(topic: Topic, words: Words) -> Topic:
    """Narrow the weather to the one hazard that is asked about."""
    asked = {ASKED_HAZARDS[word] for word in words.singular if word in ASKED_HAZARDS}
    return replace(topic, hazard=asked.pop()) if topic is WEATHER and len(asked) == 1 else topic


def _without_wider(found: Sequence[Topic], words: Words) -> list[Topic]:
    """Leave out a topic that is there only by a word that a narrower one uses better."""
    names = {t.name for t in found}
    left = list(found)
    outage_only = not words.has_any([w for w in POWER.words if w != "outage"])
    if POWER in left and outage_only and names & {"internet", "water", "gas", "signals"}:
        left.remove(POWER)
    if POWER in left and "signals" in names and not words.has_any(("power", "electricity")):
        left.remove(POWER)
    if ROADS in left and names & {"signals", "roadwork"}:
        left.remove(ROADS)
    if "health" in names and "water" in names:
        left = [t for t in left if t.name != "health"]
    if TRANSIT in left and "accessibility" in names:
        left.remove(TRANSIT)
    if (
        ROADS in left
        and TRANSIT in left
        and not words.has_any(("road", "street", "traffic", "drive", "highway"))
    ):
        left.remove(ROADS)
    if TRANSIT in left and names - {"transit"} and not words.has_any(_VEHICLES):
        left.remove(TRANSIT)
    if "weather" in names and not words.has_any(_SKY) and len(left) > 1:
        left = [t for t in left if t.name != "weather"]
    if "air" in names and "fire" in names and not words.has_any(("air", "aqi")):
        left = [t for t in left if t.name != "air"]
    return left


_VEHICLES: Final = (
    "train", "bus", "subway", "metro", "tram", "rail", "transit", "station", "ferry", "shuttle",
    "commute", "streetcar",
)  # fmt: skip
_SKY: Final = (
    "weather", "storm", "thunderstorm", "flood", "flooding", "tornado", "hurricane", "snow",
    "blizzard", "ice", "wind", "heat", "heatwave", "rain", "hail", "lightning", "flooded",
)  # fmt: skip


def _small_talk(line: str) -> SmallTalk | None:
    if _ABOUT_RE.search(line):
        return SmallTalk.ABOUT
    if _GREETING_RE.match(line):
        return SmallTalk.GREETING
    return SmallTalk.THANKS if _THANKS_RE.match(line) else None


_OPEN_ASPECTS: Final = frozenset(
    {Aspect.END, Aspect.CAUSE, Aspect.EXTENT, Aspect.HEARD, Aspect.JOURNEY}
)


def _polarity(line: str, aspect: Aspect) -> Polarity:
    if aspect in _OPEN_ASPECTS:
        return Polarity.OPEN
    if _DRINK_RE.search(line):
        return Polarity.WELL
    if _OPEN_RE.match(line) or aspect is Aspect.ADVICE:
        return Polarity.OPEN
    if aspect is Aspect.OVER:
        return Polarity.WELL
    if _NOT_WELL_RE.search(line):
        return Polarity.TROUBLE
    trouble, well = _TROUBLE_RE.search(line), _WELL_RE.search(line)
    if trouble and re.search(
        r"\b(out|down|off|closed|outage|problem|delayed|delay|any|still)\b", line
    ):
        return Polarity.TROUBLE
    if well:
        return Polarity.WELL
    return Polarity.TROUBLE if trouble else Polarity.OPEN
