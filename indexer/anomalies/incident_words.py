"""Read out of what a source says why something is so, as far as it says it.

Only a cause that the source states counts: its field, or the words after "because of" and the
like. What a text merely mentions proves nothing.
"""

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Final

from core.event import Event, EventType

MAX_READ: Final = 400
"""Characters of a text that are read."""
REMEMBERED: Final = 16_384
"""Texts whose reading is remembered: an event is held against many others, again and again."""
_VAGUE: Final = re.compile(r"\bunknown\b|\binvestigat|not (?:yet )?known|\bunclear\b|\bpending\b")
_CONNECTS: Final = re.compile(
    r"\b(?:because of|due to|caused by|owing to|as a result of|following|after)\s+([^.;:()]{3,90})"
)
_CLASSES: Final[Mapping[str, str]] = {
    "power": r"power (?:outage|failure|cut|loss)|outage|blackout|(?:no|without|loss of|lost) power",
    "signal": r"(?:traffic )?(?:signal|light)s?\b(?! rail)",
    "crash": r"crash|collision|accident|pile-?up",
    "closure": r"\bclos(?:ed|ure|ures)\b|road ?work|detour|diversion|blocked",
    "main": r"(?:water|burst|broken|leaking) (?:water )?(?:main|pipe)|main break",
    "fire": r"\bfires?\b|smoke|blaze|burning",
    "gas": r"\bgas\b",
    "spill": r"spill|hazardous|chemical|hazmat|tank truck",
    "police": r"police|search|suspicious|shooting|bomb|security|cordon",
    "evacuation": r"evacuat|unsafe building|clearance",
    "quake": r"earthquake|tremor|quake",
    "breakdown": r"broke(?:n)?[- ]down|breakdown|disabled|mechanical|technical",
    "suspension": r"suspen(?:ded|sion)|not running|no (?:service|trains|trams|buses)",
    "delay": r"\bdelay|late running|running late",
    "storm": r"storm|lightning|thunder|\bwinds?\b|gust|branch|hail|tornado|hurricane",
    "flood": r"flood|\brain|high water|water in the station",
    "heat": r"\bheat\b|\bhot\b",
    "cold": r"\bice\b|\bicy\b|snow|freez|frost|blizzard|winter",
    "smoke": r"smoke|haze|wildfire|air quality",
}
_PATTERNS: Final = {
    name: re.compile(rf"(?:{text})", re.IGNORECASE) for name, text in _CLASSES.items()
}
WEATHER: Final = frozenset({"storm", "flood", "heat", "cold", "smoke"})
MEASURES: Final[Mapping[EventType, frozenset[str]]] = {
    EventType.WIND: frozenset({"storm"}),
    EventType.HEAT: frozenset({"heat"}),
    EventType.AIR_QUALITY: frozenset({"smoke"}),
}
"""Which weather an anomaly is a measure of."""


class Said(Enum):
    """What a source says about a cause."""

    SO = "so"
    NOTHING = "nothing"
    OTHERWISE = "otherwise"


def said(event: Event, classes: frozenset[str]) -> Said:
    """Say whether the source names a cause of one of these classes, another one, or none."""
    stated = stated_cause(event)
    if not stated:
        return Said.NOTHING
    return Said.SO if named(stated) & classes else Said.OTHERWISE


def stated_cause(event: Event) -> str:
    """Return the cause in the source's words; empty where it names none that says anything."""
    return _stated(event.cause, event.message, event.description, event.headline)


@lru_cache(maxsize=REMEMBERED)
def _stated(cause: str, *texts: str) -> str:
    if cause:
        text = cause[:MAX_READ]
        return "" if _VAGUE.search(text.lower()) else text
    for text in texts:
        found = " ".join(_CONNECTS.findall(text[:MAX_READ].lower()))
        if found and not _VAGUE.search(found):
            return found
    return ""


@lru_cache(maxsize=REMEMBERED)
def named(text: str) -> frozenset[str]:
    """Return the classes of causes that a text names."""
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(text[:MAX_READ]))


def weather_of(event: Event) -> frozenset[str]:
    """Return which sorts of weather an alert warns of; a storm brings rain, said or not."""
    found = named(f"{event.headline} {event.message} {event.description}") & WEATHER
    return found | {"flood"} if "storm" in found else found
