"""Choose the Yes or No that opens an answer, where the question asks for one and facts allow it."""

import re
from typing import Final

from assistant.answer import Status
from assistant.evidence import Evidence, Finding
from assistant.focus import asked_types
from assistant.folding import is_measured
from assistant.phrases import Phrases
from assistant.source_words import TO_DRINK, names, source_words
from assistant.understand.aspects import Aspect
from assistant.understand.polarity import Polarity
from assistant.understand.times import Tense
from assistant.understand.topics import AIR, EMERGENCY, EVERYTHING, ROADS, TRANSIT, WATER
from core.event import EndCertainty, EventType
from core.lifecycle import Phase
from core.place import PlaceKind, Precision
from core.severity import Severity

_ENDS_SERVICE: Final = frozenset({EventType.SUSPENSION})
_STOPS_SERVICE: Final = frozenset({EventType.SUSPENSION, EventType.STOP_CLOSURE})
_ANNOUNCED: Final = frozenset(
    {EventType.WATER_ADVISORY, EventType.WEATHER_ALERT, EventType.HEALTH_ADVISORY,
     EventType.EVACUATION, EventType.PUBLIC_SAFETY, EventType.ROAD_WORK}
)  # fmt: skip
_STILL_ON: Final = re.compile(r"^(?:so |and )?is (?:it|that|this) still on(?: now| there)?$")
"""Means a notice or what the notice is about: what it is on depends on what was spoken of."""
_SAFE: Final = re.compile(
    r"\b(?:safe|safely|drink|drinkable|swim|breathe|cook|bathe|shower|wash|brush|eat)\b"
)
_WELL: Final = re.compile(r"\b(?:ok|okay|fine|good|normal|alright|clean|usable|stable)\b")
_NAMES_AREAS: Final = frozenset(
    {
        PlaceKind.AREA,
        PlaceKind.ZIP,
        PlaceKind.BANK,
        PlaceKind.REGION,
        PlaceKind.CITY,
        PlaceKind.LINE,
    }
)


def lead_of(finding: Finding, polarity: Polarity, line: str, phrases: Phrases) -> str:
    """Return `Yes.`, `No.` or nothing.

    Only reported facts open with either: an all-clear never begins with Yes to "is it safe?".
    """
    if finding.status is not Status.REPORTED or not finding.answers:
        return ""
    yes, no = phrases.say("yes"), phrases.say(_no_to(finding, line))
    official = [e for e in finding.answers if not is_measured(e) and _named(e, finding)]
    if not official or finding.contradicted:
        return ""  # a yes or no is a source's to give, and of sources that agree
    if _STILL_ON.search(line) and finding.aspect is Aspect.STATUS:
        return yes if all(map(_is_announced, official)) else ""
    if polarity is Polarity.OPEN:
        return ""
    if finding.aspect is Aspect.OVER:
        asked_of = [e for e in official if _is_asked_of(e, finding, line)]
        return "" if not asked_of else no if finding.in_force else yes
    asked = Aspect.STATUS if finding.live is None else Aspect.LIVE
    if finding.aspect not in (Aspect.STATUS, asked) or finding.topic is EVERYTHING:
        return ""
    if not any(_settles(evidence, finding, polarity, line) for evidence in official):
        return ""
    return yes if polarity is Polarity.TROUBLE else no


def _no_to(finding: Finding, line: str) -> str:
    """Return which phrase denies the question, as not every language has one No for all."""
    if finding.aspect is Aspect.OVER:
        return "no_to.over"
    if _SAFE.search(line):
        return "no_to.safe"
    return "no_to.well" if _WELL.search(line) else "no"


def _is_announced(evidence: Evidence) -> bool:
    """Say whether an event is one that is itself on while it is in force."""
    return evidence.hit.standing.phase.in_force and evidence.hit.event.event.type in _ANNOUNCED


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
    if finding.when.tense is Tense.AHEAD and (well or not _lasts_till(evidence, finding)):
        return False
    if evidence.hit.standing.phase is Phase.CANCELLED:
        return False
    if finding.topic is ROADS and well and place is None:
        return False  # "is the street open?": which one, it does not say
    wanted = asked_types(finding.topic, line)
    if wanted:
        return event.type in wanted
    if finding.topic is TRANSIT:
        line_runs = place is not None and place.kind is PlaceKind.LINE
        return event.type in (_ENDS_SERVICE if line_runs else _STOPS_SERVICE) if well else True
    if finding.topic in (EMERGENCY, AIR) and well:
        return event.severity in (Severity.CRITICAL, Severity.HIGH)
    return True


def _is_asked_of(evidence: Evidence, finding: Finding, line: str) -> bool:
    """Say whether an event is of the types that the question names: another's end is no Yes."""
    wanted = asked_types(finding.topic, line)
    return evidence.hit.event.event.type in (wanted & finding.topic.types or finding.topic.types)


def _named(evidence: Evidence, finding: Finding) -> bool:
    """Say whether an event's own words name what is asked, where its type does not."""
    event, topic = evidence.hit.event.event, finding.topic
    if topic is WATER and event.type is EventType.HEALTH_ADVISORY:
        return source_words(event).say(TO_DRINK)
    return not topic.hazard or names(event, topic.hazard)


def _lasts_till(evidence: Evidence, finding: Finding) -> bool:
    """Say whether a source says that an event will be so then; an estimate does not."""
    event, span = evidence.hit.event.event, finding.when.span
    if span is None or not evidence.hit.standing.phase.in_force:
        return True
    known = event.end_certainty is EndCertainty.KNOWN and event.ends_at is not None
    return known and event.ends_at is not None and event.ends_at > span.start
