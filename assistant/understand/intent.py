"""Read what a message asks: about which topics, which aspect of them, and put which way round."""

import re
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from typing import Final

from assistant.understand.aspects import Aspect, aspect_of
from assistant.understand.lexicon import lexicon
from assistant.understand.measures import asks_state
from assistant.understand.polarity import Polarity, polarity_of, said_of, settled_aspect
from assistant.understand.scope import Verdict, scope_of
from assistant.understand.state_words import spelt, tells_state
from assistant.understand.talk import SmallTalk, Wish, compares, small_talk_of, wish_of
from assistant.understand.topic_choice import topics_of
from assistant.understand.topics import BROAD, ROADS, SPECIFIC, TRANSIT, Topic
from assistant.understand.words import Speller, Words
from core.city import City
from core.place import Mention, PlaceKind


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
        verdict: why it is no question about the city now; None where it may be one.
        wish: what it wants done; None for nothing.
        compares: whether it holds two things against each other.
    """

    topics: tuple[Topic, ...]
    aspect: Aspect
    polarity: Polarity
    small_talk: SmallTalk | None
    bare: bool
    sources: tuple[str, ...]
    words: Words
    verdict: Verdict | None = None
    wish: Wish | None = None
    compares: bool = False


_OVER: Final = " over "
"""Before a place it says where, and does not ask whether something is over."""
_GIVES_WAY: Final = frozenset({Aspect.STATUS, Aspect.EXTENT, Aspect.END})
_STRETCH_RE: Final = re.compile(r" (\w+) (?:between|from)\b", re.IGNORECASE)
_RETURNS_RE: Final = re.compile(r"\b(?:back|again|normal|resume|end|over|fixed)\b")


class IntentReader:
    """Read intents by lexicon; made once for a city, whose sources' names are words too."""

    def __init__(self, city: City) -> None:
        things = {phrase for topic in (*SPECIFIC, *BROAD) for phrase in topic.words}
        self._publishers = tuple(
            (source, source.publisher.lower(), _unless(things, source.id.lower().replace("-", " ")))
            for source in city.sources
        )
        listed = {w for phrase in things for w in phrase.split()}
        names = {w for _, name, _ in self._publishers for w in re.findall(r"[a-z]+", name)}
        self._known = listed | names | {"notice", *lexicon("talk")["filler"]["spelt"]}
        self._speller = Speller(
            self._known | spelt(),
            lexicon("talk")["filler"]["never_meant"],
        )

    def read(
        self, text: str, mentions: Sequence[Mention], foreign: Set[str] = frozenset()
    ) -> Intent:
        """Read a message, whose place names and foreign words are told apart already."""
        everything = self._speller.read(text, foreign)
        masked = list(text)
        for mention in mentions:
            start = mention.start - len(_OVER) * text[: mention.start].lower().endswith(_OVER)
            masked[start : mention.end] = _masked(text[start : mention.end])
        words = self._speller.read("".join(masked), foreign)
        sources = self._sources(everything)
        named = [source for source, *_ in self._publishers if source.id in sources]
        topics = topics_of(words, everything.line, mentions, named)
        small_talk = None if topics or mentions else small_talk_of(everything.line)
        guessed = set(words.spelt).difference(words.typed.split())
        said = said_of(words.line, self._known, guessed)
        aspect = settled_aspect(words.line, aspect_of(words.line), said)
        if aspect is Aspect.ALTERNATIVE and not topics:
            topics, aspect = _ways(mentions)
        if aspect is Aspect.JOURNEY and not topics:
            topics = (TRANSIT,)
        if _asks_state(words.line, aspect, topics):
            aspect = Aspect.LIVE
        return Intent(
            topics=topics,
            aspect=aspect,
            polarity=polarity_of(words.line, aspect, said),
            small_talk=small_talk,
            bare=not topics,
            sources=sources,
            words=words,
            verdict=scope_of(words.typed, names_topic=bool(topics)),
            wish=wish_of(everything.line),
            compares=compares(everything.line),
        )

    def _sources(self, words: Words) -> tuple[str, ...]:
        return tuple(
            source.id
            for source, *names in self._publishers
            if any(name and re.search(rf"\b{re.escape(name)}\b", words.text) for name in names)
        )


def _masked(name: str) -> str:
    """Blank out a place's name, and not "closed" in "Main Street closed between 3rd and 5th"."""
    stretch = _STRETCH_RE.search(name)
    kept = stretch.span(1) if stretch and tells_state(stretch[1].lower()) else (0, 0)
    return "".join(c if kept[0] <= at < kept[1] else " " for at, c in enumerate(name))


def _unless(things: Collection[str], name: str) -> str:
    """Return the name of a source; empty where it is only what the source is about."""
    return "" if name in things else name


def _ways(mentions: Sequence[Mention]) -> tuple[tuple[Topic, ...], Aspect]:
    """Return what another way is asked of: a street that is named, or a journey."""
    kinds = {place.kind for mention in mentions for place in mention.places}
    if kinds & {PlaceKind.STREET, PlaceKind.INTERSECTION}:
        return (ROADS,), Aspect.ALTERNATIVE
    return (), Aspect.JOURNEY if len(mentions) > 1 else Aspect.ALTERNATIVE


def _asks_state(line: str, aspect: Aspect, topics: Sequence[Topic]) -> bool:
    """Say whether a question about one thing asks how it is just now."""
    if len(topics) != 1 or aspect not in _GIVES_WAY:
        return False
    if aspect is Aspect.END and _RETURNS_RE.search(line):
        return False
    return asks_state(topics[0], line)
