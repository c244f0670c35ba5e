"""Take what a message leaves out for what was told last, where that is not what was asked about."""

import re
from typing import Final

from assistant.understand.aspects import Aspect
from assistant.understand.dialogue import Memory, ToldEvent, recall_topics
from assistant.understand.topics import (
    EARTHQUAKE,
    EVACUATION,
    FIRE,
    GAS,
    HAZMAT,
    INTERNET,
    POWER,
    SAFETY,
    SIGNALS,
    WATER,
    Topic,
)

_GRAVE: Final = (EVACUATION, HAZMAT, GAS, FIRE, EARTHQUAKE, SAFETY)
_GOES_OUT: Final = frozenset({POWER, INTERNET, SIGNALS, WATER})
"""Of these "is it out?" asks whether they fail."""
_LEAVES: Final = re.compile(
    r"\bwhere (?:should|do|can|could|must|shall|to) (?:(?:i|we|people|everyone|they) )?"
    r"(?:go|stay|be|shelter)\b"
    r"|\b(?:have|need|got) to (?:leave|evacuate|go|get out|move out)\b"
    r"|\b(?:must|should) (?:i|we) (?:leave|evacuate|go|get out|move out)\b"
)
_IT: Final = re.compile(r"\b(?:it|that|this)\b")
_IS_OUT: Final = re.compile(
    r"\b(?:is|are|has|been|put) (?:it|they|that|this|all|now|finally|been|put|\s)*out"
    r"(?: yet| now| already)?$"
)
"""Of a fire, asks whether it is over: "is it out?"."""
_FOR_WHOM: Final = re.compile(
    r"^(?:(?:and|so|but|ok|okay|what about|how about|what if it is|also)[ ,]+)+(?:for )?"
    r"(?:my|our|the|a|an|his|her|their) (?:\w+ )?(?:baby|babies|infant|newborn|toddler|kids?"
    r"|child|children|son|daughter|dogs?|cats?|pets?|mother|mom|mum|father|dad|parents?"
    r"|grandmother|grandma|grandfather|grandpa|family|wife|husband|students?|patients?|elderly"
    r"|plants?|fish)\W*$",
    re.IGNORECASE,
)


def told_topics(memory: Memory, line: str, aspect: Aspect) -> tuple[Topic, ...]:
    """Return what was told that the words must mean; empty where what was asked is meant.

    Args:
        memory: what was spoken of.
        line: the words of a message that names no topic.
        aspect: what it asks.
    """
    asked = recall_topics(memory)
    in_force = [told for told in memory.told if not told.over]
    if _LEAVES.search(line):
        return _of(in_force, (EVACUATION,))
    if _IS_OUT.search(line) and _GOES_OUT.isdisjoint(asked):
        return _of([told for told in memory.told if told.type in FIRE.types], (FIRE,))
    last = max((told.at for told in in_force), default=None)
    told_last = [told for told in in_force if told.at == last]
    meant = {kind for topic in asked for kind in topic.types}
    if aspect is not Aspect.OVER or _IT.search(line) is None:
        return ()
    return () if any(told.type in meant for told in told_last) else _of(told_last, _GRAVE)


def asks_whether_out(line: str) -> bool:
    """Say whether the words ask of a fire whether it is over."""
    return _IS_OUT.search(line) is not None


def for_whom(text: str, memory: Memory) -> str:
    """Return the message with what it goes on to ask, for somebody: "and for my baby?"."""
    asked = WATER.name in memory.topics
    return f"is the water safe to drink {text}" if asked and _FOR_WHOM.match(text.strip()) else text


def _of(told: list[ToldEvent], topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Return the topic of the first event that is of one of them."""
    found = (topic for one in told for topic in topics if one.type in topic.types)
    return tuple(found)[:1]
