"""Read whether a question asks how something is just now, as only readings can tell."""

import re
from typing import Final

from assistant.live.sight import Bearing, LiveAsk, Measure
from assistant.understand.topics import AIR, ROADS, TRANSIT, WEATHER, Topic

_COUNTS: Final = re.compile(r"\bhow many\b")
_WANTS: Final = (
    ("temperature", re.compile(r"\b(?:temperature|degrees?|hot|cold|warm|heat\w*|freezing)\b")),
    ("wind", re.compile(r"\b(?:wind|winds|windy|gusts?|gusty)\b")),
    ("rain", re.compile(r"\b(?:rain|raining|rainy|wet|storm\w*)\b")),
    ("humidity", re.compile(r"\bhumid\w*\b")),
)  # fmt: skip
_MEASURED_HAZARDS: Final = frozenset({"wind", "heat", "rain"})
_FLOW: Final = (
    r"(?:traffic|slow|slowly|slower|jam|jams|jammed|congest\w*|moving|backed up|gridlock\w*|busy|"
    r"flowing|speed|heavy)"
)
_FLOW_RE: Final = re.compile(rf"\b{_FLOW}\b(?! (?:light|signal)s?)")
_STATE_RE: Final = {
    TRANSIT.name: re.compile(
        r"\bwheres?(?: is| are)?\b(?!.*\b(?:stops?|stations?|platforms?|delays?|clos\w+|problems?|"
        r"elevators?|detours?|crowd\w*)\b)"
        r"|\bhow many\b(?!.*\b(?:late|delay\w*|affected|cancel+ed|people|riders|passengers|"
        r"closed|stops?|stations?|minutes?|hours?|delays?)\b)"
        r"|\b(?:coming|comes?|approaching|arriv(?:e|es|ing)|on its way)\b(?! back)"
        r"|\btrack(?:ing)?\b|\bhow (?:far|close|near)\b|\b(?:location|position)s? of\b"
        r"|\bnext\b(?! (?:to|week|weekend|month|year|day|door|mon|tue|wed|thu|fri|sat|sun))"
    ),
    ROADS.name: _FLOW_RE,
    AIR.name: re.compile(r"\b(?:aqi|index|pm ?2|pm10|levels?|readings?|measured?)\b"),
    WEATHER.name: re.compile(
        r"\b(?:temperature|degrees?|humid\w*|windy|raining|rainy|gusty)\b"
        r"|\bhow (?:hot|cold|warm|windy|humid|wet|strong|much rain)\b"
        r"|\b(?:is|too) (?:it )?(?:too |so |that )?(?:hot|cold|warm)\b"
        r"|\b(?:how|what) is the (?:weather|wind|rain|heat)\b|\bweather (?:like|now)\b"
    ),
}
"""By topic, the words that ask how it is just now, and not what is reported about it."""


def asks_flow(line: str) -> bool:
    """Say whether the words ask how traffic moves."""
    return _FLOW_RE.search(line) is not None


def asks_state(topic: Topic, line: str) -> bool:
    """Say whether the words ask how the thing is just now, and not what is reported of it."""
    pattern = _STATE_RE.get(topic.name)
    return pattern is not None and pattern.search(line) is not None


def live_ask(topic: Topic, line: str, *, live: bool) -> LiveAsk | None:
    """Return what a question wants of the readings; None for nothing.

    Args:
        topic: what it is about.
        line: its words in lower case, place names left out.
        live: whether it asks how the thing is just now.
    """
    if topic.name == TRANSIT.name:
        bearing = Bearing.DECIDES if live else Bearing.BESIDE
        return LiveAsk(Measure.VEHICLES, bearing, counts=bool(live and _COUNTS.search(line)))
    if topic.name == ROADS.name:
        if live:
            return LiveAsk(Measure.TRAFFIC, Bearing.DECIDES)
        return LiveAsk(Measure.TRAFFIC, Bearing.BESIDE) if asks_flow(line) else None
    if topic.name == AIR.name:
        return LiveAsk(Measure.AIR, Bearing.DECIDES if live else Bearing.ANSWERS)
    if topic.name == WEATHER.name:
        wants = frozenset(name for name, pattern in _WANTS if pattern.search(line))
        if live:
            bearing = Bearing.ANSWERS if "weather" in line else Bearing.DECIDES
            return LiveAsk(Measure.SKY, bearing, wants=wants)
        if topic.hazard in _MEASURED_HAZARDS:
            return LiveAsk(Measure.SKY, Bearing.BESIDE, wants=wants)
    return None
