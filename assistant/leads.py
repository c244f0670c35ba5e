"""Choose the Yes or No that opens an answer, where the question asks for one and facts allow it."""

import re
from typing import Final

from assistant.answer import Status
from assistant.evidence import Evidence, Finding
from assistant.phrases import Phrases
from assistant.understand.intent import Aspect, Polarity
from assistant.understand.times import Tense
from assistant.understand.topics import AIR, EMERGENCY, EVERYTHING, ROADS, TRANSIT, WATER
from core.event import EventType
from core.place import PlaceKind, Precision
from core.severity import Severity

_STOPS_SERVICE: Final = frozenset({EventType.SUSPENSION, EventType.STOP_CLOSURE})
_LATE: Final = frozenset({EventType.DELAY, EventType.LINE_DELAY, EventType.VEHICLE_DELAY})
_NAMES_AREAS: Final = frozenset(
    {PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK, PlaceKind.CITY, PlaceKind.LINE}
)
_CLOSED: Final = re.compile(r"\b(closed|shut|blocked|closure|open|passable|clear)\b")
_DELAYED: Final = re.compile(r"\b(delay(s|ed)?|late)\b")


def lead_of(finding: Finding, polarity: Polarity, line: str, phrases: Phrases) -> str:
    """Return `Yes.`, `No.` or nothing.

    Only reported facts open with either: an all-clear never begins with Yes to "is it safe?".
    """
    if polarity is Polarity.OPEN or finding.status is not Status.REPORTED or not finding.answers:
        return ""
    yes, no = phrases.say("yes"), phrases.say("no")
    if finding.aspect is Aspect.OVER:
        return no if finding.in_force else yes
    if finding.aspect is not Aspect.STATUS or finding.topic is EVERYTHING:
        return ""
    if not any(_settles(evidence, finding, polarity, line) for evidence in finding.answers):
        return ""
    return yes if polarity is Polarity.TROUBLE else no


def _settles(evidence: Evidence, finding: Finding, polarity: Polarity, line: str) -> bool:
    """Say whether this event decides the question as it was put."""
    relation, event = evidence.relation, evidence.hit.event.event
    place = finding.place
    if relation.maybe:
        return False
    if (
        relation.precision is Precision.SAME_AREA
        and place is not None
        and place.kind not in _NAMES_AREAS
    ):
        return False
    well = polarity is Polarity.WELL
    if finding.when.tense is Tense.AHEAD and well:
        return False
    if finding.topic is TRANSIT:
        if _DELAYED.search(line):
            return event.type in _LATE
        return event.type in _STOPS_SERVICE if well or _CLOSED.search(line) else True
    if finding.topic is ROADS and (well or _CLOSED.search(line)):
        return event.type is EventType.ROAD_CLOSURE
    if finding.topic is WATER and well:
        return event.type is EventType.WATER_ADVISORY or "drink" not in line
    if finding.topic in (EMERGENCY, AIR) and well:
        return event.severity in (Severity.CRITICAL, Severity.HIGH)
    return True
