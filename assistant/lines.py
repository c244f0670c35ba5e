"""Settle which line is meant where a person says only "my bus"."""

import re
from collections import Counter
from typing import Final

from assistant.evidence import Finding
from assistant.understand.aspects import Aspect
from assistant.understand.places import PlaceState
from assistant.understand.reading import Reading
from assistant.understand.topics import ONE_VEHICLE, TRANSIT
from core.city import City, Mode
from core.event import EventType
from core.place import PlaceKind

_VEHICLE: Final = r"(?:bus|train|tram|ferry|streetcar|subway|metro)"
_MINE_RE: Final = re.compile(rf"\b(?:my|our) (?:\w+ )?{_VEHICLE}\b(?! (?:stop|station))")
_THE_RE: Final = re.compile(rf"\b(?:the|this|that|next) {_VEHICLE}\b(?! (?:stop|station))")
LATE: Final = frozenset(
    {EventType.DELAY, EventType.SUSPENSION, EventType.REDUCED_SERVICE, EventType.LINE_DELAY}
    | ONE_VEHICLE
)
_MODES: Final = (
    ("bus", re.compile(r"\bbus(?:es)?\b(?! (?:stops?|station))"), frozenset({Mode.BUS})),
    (
        "train", re.compile(r"\b(?:trains?|subways?|metro)\b(?! station)"),
        frozenset({Mode.SUBWAY, Mode.RAIL, Mode.TRAM}),
    ),
    ("tram", re.compile(r"\b(?:trams?|streetcars?)\b"), frozenset({Mode.TRAM, Mode.CABLE})),
    ("ferry", re.compile(r"\bferr(?:y|ies)\b"), frozenset({Mode.FERRY})),
)  # fmt: skip
_NAMED: Final = 4


def asks_which_line(reading: Reading, city: City) -> bool:
    """Say whether a question means one line's vehicles, and names neither line nor stop.

    A line spoken of before is meant too, but not a train's where it is asked about a bus.
    """
    line = reading.intent.words.line
    if reading.topics != (TRANSIT,):
        return False
    if reading.where.lines:
        recalled = reading.where.state is PlaceState.REMEMBERED
        modes = {city.line_by_id[place.id].mode for place in reading.where.lines}
        return recalled and not modes & _modes(line)
    if any(place.kind is PlaceKind.STOP for place in reading.where.spots):
        return False
    if reading.aspect is Aspect.LIVE or _MINE_RE.search(line):
        return True
    return reading.aspect is Aspect.CAUSE and _THE_RE.search(line) is not None


def late_lines(finding: Finding, city: City, line: str) -> list[str]:
    """Return ids of lines that are late now, those with the most to tell first.

    Args:
        finding: what is reported and measured of transit in the whole city.
        city: the pack.
        line: the question's words, which say whether buses or trains are meant.
    """
    modes = _modes(line)
    counted = Counter(
        line_id
        for evidence in finding.in_force if evidence.hit.event.event.type in LATE
        for line_id in evidence.hit.event.footprint.line_ids
        if line_id in city.line_by_id and city.line_by_id[line_id].mode in modes
    )  # fmt: skip
    return [line_id for line_id, _ in counted.most_common(_NAMED)]


def mode_named(line: str) -> tuple[str, frozenset[Mode]]:
    """Return a question's one word for the vehicle, and the modes that it may mean; empty for none.

    Args:
        line: the question's words.
    """
    found = [(word, modes) for word, pattern, modes in _MODES if pattern.search(line)]
    return found[0] if len(found) == 1 else ("", frozenset())


def _modes(line: str) -> frozenset[Mode]:
    """Return the modes that a question's word for the vehicle may mean; all where it has none."""
    return mode_named(line)[1] or frozenset(Mode)
