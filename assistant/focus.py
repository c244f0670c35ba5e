"""Keep an answer to what its question names: "closed" is answered by closures, not by slow traffic.

What else is reported there stands beside it, and is told after it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.evidence import Evidence, Finding
from assistant.folding import is_measured
from assistant.understand.topics import ROADS, TRANSIT, WATER, Topic
from core.event import EventType
from core.place import PlaceKind

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
            r"\b(suspended|suspension|cancel+ed)\b", (T.SUSPENSION,), (T.REDUCED_SERVICE,),
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
        _asked(r"\b(off|out|on|no water|running|back|pressure|cut|shut)\b", (T.WATER_OUTAGE,)),
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


def focused(finding: Finding, line: str) -> Finding:
    """Put first what the question asks about by its own word, and beside it what it does not.

    Args:
        finding: what was found for the topic.
        line: the question's words.
    """
    if finding.topic is TRANSIT and _on_line(finding):
        of_line = sorted(finding.in_force, key=_tells_no_service)
        finding = replace(finding, in_force=tuple(of_line))
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
        kind = evidence.hit.event.event.type
        return kind in wide or kind in (T.OTHER, T.REPORT_CLUSTER)

    return replace(
        finding,
        in_force=tuple(filter(answers, finding.in_force)),
        aside=tuple(e for e in finding.in_force if not answers(e)),
        near=tuple(filter(answers, finding.near)),
        ahead=tuple(filter(answers, finding.ahead)),
        past=tuple(filter(answers, finding.past)) or finding.past,
        asked=found[0].problem,
    )


def left_open(finding: Finding, line: str) -> str:
    """Return what is asked of a line that nothing reported on it says; empty where something does.

    Returns:
        What is not reported of it, a key of the phrases for problems.
    """
    if finding.topic is not TRANSIT or not _on_line(finding) or finding.asked:
        return ""
    told = {e.hit.event.event.type for e in finding.in_force}
    if not told or not told.isdisjoint(SERVICE | {T.OTHER, T.REPORT_CLUSTER}):
        return ""
    found = [a for a in _WORDS[TRANSIT.name] if a.problem and a.pattern.search(line)]
    if found:
        return "" if told & found[0].wide else found[0].problem
    return "line_stopped" if _RUNS.search(line) else ""


def _tells_no_service(evidence: Evidence) -> tuple[bool, bool]:
    """Put official news first, and of it what tells how the line runs."""
    return is_measured(evidence), evidence.hit.event.event.type not in SERVICE


def _on_line(finding: Finding) -> bool:
    return finding.place is not None and finding.place.kind is PlaceKind.LINE


_RUNS: Final = re.compile(r"\b(running|runs?|operating|working|service|ok|okay|normal)\b")
_CROWDS: Final = frozenset({T.CROWDING})
_ROADS: Final = frozenset({PlaceKind.STREET, PlaceKind.INTERSECTION, PlaceKind.POINT})
