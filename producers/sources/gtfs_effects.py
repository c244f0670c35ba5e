"""Say what a GTFS-Realtime alert means in the contract's words: effect, cause, severity.

Many producers leave the effect unknown (every alert of New York's subway does); then the words of
the headline decide, where they are clear.
"""

import re
from typing import Final

from google.transit import gtfs_realtime_pb2 as pb

from core.event import EventType
from core.severity import Severity

_EFFECTS: Final[dict[int, EventType]] = {
    pb.Alert.NO_SERVICE: EventType.SUSPENSION,
    pb.Alert.REDUCED_SERVICE: EventType.REDUCED_SERVICE,
    pb.Alert.SIGNIFICANT_DELAYS: EventType.DELAY,
    pb.Alert.DETOUR: EventType.ROUTE_CHANGE,
    pb.Alert.MODIFIED_SERVICE: EventType.ROUTE_CHANGE,
    pb.Alert.STOP_MOVED: EventType.STOP_CLOSURE,
    pb.Alert.ACCESSIBILITY_ISSUE: EventType.ACCESSIBILITY,
}
_UNCLEAR: Final[dict[int, str]] = {
    pb.Alert.ADDITIONAL_SERVICE: "additional_service",
    pb.Alert.NO_EFFECT: "no_effect",
}
"""Effects that say what it is, though the contract has no type of that name."""
UNNAMED: Final = "service_alert"
"""The type's text where neither the effect nor the words say what it is."""

_CAUSES: Final[dict[int, str]] = {
    pb.Alert.TECHNICAL_PROBLEM: "technical problem",
    pb.Alert.STRIKE: "strike",
    pb.Alert.DEMONSTRATION: "demonstration",
    pb.Alert.ACCIDENT: "accident",
    pb.Alert.HOLIDAY: "holiday",
    pb.Alert.WEATHER: "weather",
    pb.Alert.MAINTENANCE: "maintenance",
    pb.Alert.CONSTRUCTION: "construction",
    pb.Alert.POLICE_ACTIVITY: "police activity",
    pb.Alert.MEDICAL_EMERGENCY: "medical emergency",
}
PLANNED_CAUSES: Final[frozenset[int]] = frozenset({pb.Alert.MAINTENANCE, pb.Alert.CONSTRUCTION})
_SEVERITIES: Final[dict[int, Severity]] = {
    pb.Alert.INFO: Severity.LOW,
    pb.Alert.WARNING: Severity.MODERATE,
    pb.Alert.SEVERE: Severity.HIGH,
}

_A_LINE: Final = r"(?:[\w/-]+ ){0,3}\[?\w+\]?"
"""A line with what may stand before it, as in "no late night [R]"."""
_WORDS: Final[tuple[tuple[EventType, str], ...]] = (
    (EventType.ACCESSIBILITY, r"elevators?|escalators?|wheelchair|step-free"),
    (
        EventType.STOP_CLOSURE,
        r"(?:stops?|stations?|entrances?|platforms?) (?:is |are |will be |has been |temporarily )*"
        r"(?:closed|moved|relocated|closing)|(?:closed|moved|relocated) stops?|skip(?:s|ped|ping)?|"
        r"bypass(?:es|ed|ing)?|(?:stop|station) closures?|will not stop|not stopping|"
        rf"no {_A_LINE} at",
    ),
    (
        EventType.ROUTE_CHANGE,
        r"detour(?:s|ed|ing)?|re-?rout(?:e|es|ed|ing)|divert(?:s|ed|ing)?|diversions?|"
        r"(?:runs?|running|operates?) (?:via|express|local)|change of route",
    ),
    (
        EventType.SUSPENSION,
        r"suspend(?:s|ed)?|suspension|no (?:[\w\[\]/-]+ ){0,2}(?:service|trains?|buses)|"
        rf"no {_A_LINE} between|not running|"
        r"(?:do|does|will) not run|(?:is|are) not operating|service (?:is )?stopped",
    ),
    (
        EventType.REDUCED_SERVICE,
        r"reduced (?:service|frequency)|less (?:frequent(?:ly)?|often)|cancel(?:s|led|ed|lations?)|"
        r"run(?:s|ning)? (?:every|approximately every)|fewer trains|limited service|"
        r"service ends early",
    ),
    (EventType.DELAY, r"delay(?:s|ed)?|running late|slow(?:er)? (?:service|speeds?)"),
    (EventType.CROWDING, r"crowd(?:s|ed|ing)?|overcrowded"),
)
_CLEAR: Final = {
    kind: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE) for kind, words in _WORDS
}
_OVER: Final = re.compile(
    r"\b(?:resum(?:e|es|ed|ing)|restored|resolved|reopen(?:s|ed)?|back to normal|good service|"
    r"regular service|no (?:longer|delays?)|normal service|cleared)\b",
    re.IGNORECASE,
)


def type_of(
    effect: int, headline: str, message: str, *, at_stops: bool, trips_only: bool
) -> tuple[EventType, str]:
    """Return what kind of event an alert is, and the type's text where it has no name of ours.

    Args:
        effect: `Alert.effect`.
        headline: its header text in the default language.
        message: its description in that language.
        at_stops: whether every selector names a stop: service ends there, not on the line.
        trips_only: whether every selector names single trips: the line runs, with fewer.
    """
    if effect == pb.Alert.NO_SERVICE and trips_only:
        return EventType.REDUCED_SERVICE, ""
    if effect == pb.Alert.NO_SERVICE and at_stops:
        return EventType.STOP_CLOSURE, ""
    named = _EFFECTS.get(effect)
    if named is not None:
        return named, ""
    if effect in _UNCLEAR:
        return EventType.OTHER, _UNCLEAR[effect]
    told = type_in_words(headline, message)
    return (told, "") if told is not None else (EventType.OTHER, UNNAMED)


def type_in_words(headline: str, message: str) -> EventType | None:
    """Return the kind that the words name first; None where they are not clear.

    A description counts only where the headline names nothing and it names one kind alone. Words
    such as `resumed` and `no delays` turn a sentence round, and make it unclear.
    """
    if _OVER.search(headline):
        return None
    first = {
        kind: found.start() for kind, words in _CLEAR.items() if (found := words.search(headline))
    }
    if first:
        return min(first, key=first.__getitem__)
    if _OVER.search(message):
        return None
    kinds = [kind for kind, words in _CLEAR.items() if words.search(message)]
    return kinds[0] if len(kinds) == 1 else None


def cause_of(cause: int) -> str:
    """Return the cause in words; empty where it is unknown or `other`."""
    return _CAUSES.get(cause, "")


def severity_of(level: int) -> Severity:
    """Return the severity that the feed itself states; an effect is no measure of it."""
    return _SEVERITIES.get(level, Severity.UNKNOWN)
