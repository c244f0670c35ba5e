"""Choose the Yes or No that opens an answer, where the question asks for one and facts allow it."""

import re
from typing import Final

from assistant.answer import Status
from assistant.evidence import Evidence, Finding
from assistant.folding import is_measured
from assistant.phrases import Phrases
from assistant.understand.intent import Aspect, Polarity
from assistant.understand.times import Tense
from assistant.understand.topics import (
    AIR,
    EMERGENCY,
    EVERYTHING,
    ROADS,
    TRANSIT,
    WATER,
    Topic,
)
from core.event import EventType
from core.place import PlaceKind, Precision
from core.severity import Severity

_ENDS_SERVICE: Final = frozenset({EventType.SUSPENSION})
_STOPS_SERVICE: Final = frozenset({EventType.SUSPENSION, EventType.STOP_CLOSURE})
_LATE: Final = frozenset({EventType.DELAY, EventType.LINE_DELAY, EventType.VEHICLE_DELAY})
_NAMES_AREAS: Final = frozenset(
    {PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK, PlaceKind.CITY, PlaceKind.LINE}
)
_Asked = tuple[tuple[re.Pattern[str], frozenset[EventType]], ...]


def _by_word(**types: frozenset[EventType]) -> _Asked:
    return tuple((re.compile(_WORDS[name]), found) for name, found in types.items())


_WORDS: Final = {
    "late": r"\b(delay(s|ed)?|late|on time)\b",
    "suspended": r"\b(suspended|suspension|cancel+ed)\b",
    "closed": r"\b(closed|shut|closure|open|blocked|passable|clear)\b",
    "crowded": r"\b(crowded|crowding|busy|packed)\b",
    "detour": r"\bdetour(ed)?\b",
    "off": r"\b(off|out|on|no water|running|back|pressure|cut|shut)\b",
    "unsafe": r"\b(safe|unsafe|drink\w*|boil\w*|advisory|notice|clean|ok|okay|contaminated|bad)\b",
}
_ASKED: Final[dict[str, _Asked]] = {
    TRANSIT.name: _by_word(
        late=_LATE,
        suspended=_ENDS_SERVICE,
        closed=_STOPS_SERVICE,
        crowded=frozenset({EventType.CROWDING}),
        detour=frozenset({EventType.ROUTE_CHANGE}),
    ),
    ROADS.name: _by_word(closed=frozenset({EventType.ROAD_CLOSURE})),
    WATER.name: _by_word(
        off=frozenset({EventType.WATER_OUTAGE}), unsafe=frozenset({EventType.WATER_ADVISORY})
    ),
}
"""By topic, the words of a question that ask about one type of event and no other."""


def lead_of(finding: Finding, polarity: Polarity, line: str, phrases: Phrases) -> str:
    """Return `Yes.`, `No.` or nothing.

    Only reported facts open with either: an all-clear never begins with Yes to "is it safe?".
    """
    if polarity is Polarity.OPEN or finding.status is not Status.REPORTED or not finding.answers:
        return ""
    yes, no = phrases.say("yes"), phrases.say("no")
    official = [e for e in finding.answers if not is_measured(e)]
    if not official:
        return ""  # a yes or no is a source's to give
    if finding.aspect is Aspect.OVER:
        return no if finding.in_force else yes
    asked = Aspect.STATUS if finding.live is None else Aspect.LIVE
    if finding.aspect not in (Aspect.STATUS, asked) or finding.topic is EVERYTHING:
        return ""
    if not any(_settles(evidence, finding, polarity, line) for evidence in official):
        return ""
    return yes if polarity is Polarity.TROUBLE else no


def asked_types(topic: Topic, line: str) -> frozenset[EventType]:
    """Return the types that a question asks about by their own word; empty for any."""
    found = (types for pattern, types in _ASKED.get(topic.name, ()) if pattern.search(line))
    return frozenset[EventType]().union(*found)


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
    wanted = asked_types(finding.topic, line)
    if wanted:
        return event.type in wanted
    if finding.topic is TRANSIT:
        line_runs = place is not None and place.kind is PlaceKind.LINE
        return event.type in (_ENDS_SERVICE if line_runs else _STOPS_SERVICE) if well else True
    if finding.topic in (EMERGENCY, AIR) and well:
        return event.severity in (Severity.CRITICAL, Severity.HIGH)
    return True
