"""Keep an answer to what its question names: "closed" is answered by closures, not by slow traffic.

What else is reported there stands beside it, and is told after it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.evidence import Evidence, Finding
from assistant.folding import is_measured
from assistant.lines import mode_named
from assistant.source_words import names
from assistant.understand.aspects import Aspect
from assistant.understand.history import History
from assistant.understand.times import Tense
from assistant.understand.topics import ROADS, TRANSIT, WATER, Topic
from core.city import City
from core.event import EventType
from core.place import PlaceKind
from core.severity import Severity

T = EventType
SERVICE: Final = frozenset(
    {T.SUSPENSION, T.DELAY, T.REDUCED_SERVICE, T.ROUTE_CHANGE, T.LINE_DELAY, T.VEHICLE_DELAY,
     T.BREAKDOWN, T.GAP, T.BUNCHING}
)  # fmt: skip
"""What tells how a line runs."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """Hold a word of questions that asks about some types and no other.

    Attributes:
        pattern: the word.
        exact: the types that it names, on which a Yes or No rests.
        wide: the types that answer it; the others of its topic are told beside.
        problem: what is not reported where none of them is; a key of the phrases.
    """

    pattern: re.Pattern[str]
    exact: frozenset[EventType]
    wide: frozenset[EventType] = frozenset()
    problem: str = ""


def _asked(
    pattern: str, exact: Sequence[EventType], wide: Sequence[EventType] = (), problem: str = ""
) -> _Asked:
    both = frozenset((*exact, *wide)) if problem else frozenset[EventType]()
    return _Asked(re.compile(pattern), frozenset(exact), both, problem)


_WORDS: Final[dict[str, tuple[_Asked, ...]]] = {
    TRANSIT.name: (
        _asked(
            r"\b(delay(s|ed)?|late|on time)\b", (T.DELAY, T.LINE_DELAY, T.VEHICLE_DELAY),
            tuple(SERVICE), "late",
        ),
        _asked(
            r"\b(suspended|suspension|stopped|cancel+ed)\b", (T.SUSPENSION,), (T.REDUCED_SERVICE,),
            "suspended",
        ),
        _asked(
            r"\b(closed|shut|closure|open|blocked|passable|clear)\b",
            (T.SUSPENSION, T.STOP_CLOSURE), (), "stop_closed",
        ),
        _asked(
            r"\b(crowd(s|ed|ing)?|busy|packed|full)\b", (T.CROWDING,), (T.SURGE,), "crowded"
        ),
        _asked(r"\bdetour(ed)?\b", (T.ROUTE_CHANGE,), (), "detour"),
    ),
    ROADS.name: (
        _asked(
            r"\b(closed|shut|closure|closures|open|blocked|passable|clear)\b", (T.ROAD_CLOSURE,),
            (), "road_closed",
        ),
    ),
    WATER.name: (
        _asked(
            r"\b(off|out|(?<!it still )(?<!that still )on|no water"
            r"|running|back|pressure|cut|shut)\b",
            (T.WATER_OUTAGE,),
        ),
        _asked(
            r"\b(safe|unsafe|drink\w*|boil\w*|advisory|notice|clean|ok|okay|contaminated|bad)\b",
            (T.WATER_ADVISORY,),
        ),
    ),
}  # fmt: skip
"""By topic, the words of a question that ask about one type of event and no other."""


def asked_types(topic: Topic, line: str) -> frozenset[EventType]:
    """Return the types that a question asks about by their own word; empty for any."""
    found = (a.exact for a in _WORDS.get(topic.name, ()) if a.pattern.search(line))
    return frozenset[EventType]().union(*found)


def focused(finding: Finding, line: str, city: City) -> Finding:
    """Put first what the question asks about by its own word, and beside it what it does not.

    Args:
        finding: what was found for the topic.
        line: the question's words.
        city: the pack, for what runs on which line.
    """
    finding = replace(
        finding,
        asks_people=_PEOPLE.search(line) is not None,
        asks_lateness=_LATE.search(line) is not None,
    )
    if finding.topic is TRANSIT and _on_line(finding):
        finding = _of_service(finding)
    elif finding.topic is TRANSIT:
        finding = _of_mode(finding, line, city)
    elif finding.topic.hazard:
        finding = _of_hazard(finding)
    found = [a for a in _WORDS.get(finding.topic.name, ()) if a.pattern.search(line)]
    exact = frozenset[EventType]().union(*(a.exact for a in found))
    if not exact:
        return finding

    def order(evidence: Evidence) -> tuple[bool, bool]:
        return is_measured(evidence), evidence.hit.event.event.type not in exact

    finding = replace(
        finding,
        in_force=tuple(sorted(finding.in_force, key=order)),
        past=tuple(sorted(finding.past, key=order)),
    )
    wide = frozenset[EventType]().union(*(a.wide for a in found))
    if not wide or not all(a.problem for a in found) or (_on_line(finding) and not wide & _CROWDS):
        return finding
    if finding.place is not None and finding.place.kind in _ROADS and T.ROAD_CLOSURE in wide:
        wide |= {T.ROAD_WORK}

    def answers(evidence: Evidence) -> bool:
        return evidence.hit.event.event.type in wide | _UNKNOWN

    past = tuple(filter(answers, finding.past)) or finding.past
    return replace(_kept(finding, answers), past=past, asked=found[0].problem)


def _of_hazard(finding: Finding) -> Finding:
    """Put alerts that name the hazard before those that only may mean it; critical ones first."""

    def order(evidence: Evidence) -> tuple[bool, bool, bool]:
        event = evidence.hit.event.event
        critical = event.severity is Severity.CRITICAL
        return is_measured(evidence), not critical, not names(event, finding.topic.hazard)

    return replace(
        finding,
        in_force=tuple(sorted(finding.in_force, key=order)),
        past=tuple(
            sorted(finding.past, key=lambda e: not names(e.hit.event.event, finding.topic.hazard))
        ),
    )


def _kept(finding: Finding, answers: Callable[[Evidence], bool]) -> Finding:
    """Keep what answers, and put what is in force and does not beside it."""
    return replace(
        finding,
        in_force=tuple(filter(answers, finding.in_force)),
        aside=(*finding.aside, *(e for e in finding.in_force if not answers(e))),
        near=tuple(filter(answers, finding.near)),
        ahead=tuple(filter(answers, finding.ahead)),
    )


def _of_service(finding: Finding) -> Finding:
    """Put first what tells how a line runs; nothing else says whether that is over."""

    def order(evidence: Evidence) -> tuple[bool, bool]:
        return evidence.hit.event.event.type not in SERVICE, is_measured(evidence)

    finding = replace(
        finding,
        in_force=tuple(sorted(finding.in_force, key=order)),
        past=tuple(sorted(finding.past, key=order)),
    )
    past = finding.aspect is Aspect.OVER or finding.when.tense is Tense.PAST
    over = past and any(map(tells_service, finding.past))
    if not over or finding.history is History.COUNT:
        return finding
    return replace(_kept(finding, tells_service), past=tuple(filter(tells_service, finding.past)))


def _of_mode(finding: Finding, line: str, city: City) -> Finding:
    """Leave out what runs otherwise than the question's word for the vehicle says."""
    mode, modes = mode_named(line)
    if not mode:
        return finding

    def runs_so(evidence: Evidence) -> bool:
        lines = evidence.hit.event.footprint.line_ids
        known = {city.line_by_id[id_].mode for id_ in lines if id_ in city.line_by_id}
        return not known or bool(known & modes)

    past = tuple(filter(runs_so, finding.past))
    return replace(_kept(finding, runs_so), past=past, aside=(), mode=mode)


def left_open(finding: Finding, line: str) -> str:
    """Return what is asked of a line that nothing reported on it says; empty where something does.

    Returns:
        What is not reported of it, a key of the phrases for problems.
    """
    if finding.topic is not TRANSIT or not _on_line(finding) or finding.asked:
        return ""
    if finding.when.tense is not Tense.NOW or finding.aspect is Aspect.OVER:
        return ""
    official = [e for e in finding.in_force if not is_measured(e)]
    found = [a for a in _WORDS[TRANSIT.name] if a.problem and a.pattern.search(line)]
    if not found:
        says_nothing = official and not any(map(tells_service, official))
        return "line_stopped" if says_nothing and _RUNS.search(line) else ""
    if not finding.in_force or any(map(tells_service, finding.in_force)):
        return ""
    types = {e.hit.event.event.type for e in official}
    return "" if types & found[0].wide else found[0].problem


def tells_service(evidence: Evidence) -> bool:
    """Say whether an event tells how a line runs, or may do so."""
    return evidence.hit.event.event.type in SERVICE | _UNKNOWN


def _on_line(finding: Finding) -> bool:
    return finding.place is not None and finding.place.kind is PlaceKind.LINE


_PEOPLE: Final = re.compile(
    r"\bhow (?:many|much)\b|\bwho\b|\b(?:people|customers?|homes?|houses|households|residents)\b"
)
_LATE: Final = re.compile(r"\b(?:delay(?:s|ed)?|late|lateness|on (?:time|schedule)|behind)\b")
_RUNS: Final = re.compile(
    r"\b(running|runs?|operating|working|service|ok|okay|normal|better|worse)\b"
)
_UNKNOWN: Final = frozenset({T.OTHER, T.REPORT_CLUSTER})
"""What may be of any kind."""
_CROWDS: Final = frozenset({T.CROWDING})
_ROADS: Final = frozenset({PlaceKind.STREET, PlaceKind.INTERSECTION, PlaceKind.POINT})
