"""Fold what is measured: behind what a source says of the same, and vehicles into their line.

Nothing is told twice, and a line's late buses are one sentence, not ten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from assistant.evidence import Evidence
from assistant.residents import official_types
from assistant.understand.topics import ONE_VEHICLE
from core.city import City
from core.event import Event, EventType
from core.store import EventReader, IndexedEvent
from core.topics import Family

T = EventType
_SERVICE: Final = frozenset({T.DELAY, T.SUSPENSION, T.REDUCED_SERVICE, T.ROUTE_CHANGE})
_OF_LINES: Final = ONE_VEHICLE | {T.LINE_DELAY, T.BUNCHING, T.GAP}
_OF_ROADS: Final = frozenset({T.CONGESTION, T.SLOWDOWN})
_ON_ROADS: Final = frozenset({T.ROAD_CLOSURE, T.ROAD_WORK, T.SIGNAL_OUTAGE})
_SAME: Final = {
    T.SURGE: frozenset({T.CROWDING, T.STOP_CLOSURE}),
    T.OUTAGE_GROWTH: frozenset({T.POWER_OUTAGE, T.WATER_OUTAGE, T.INTERNET_DISRUPTION}),
    T.AIR_QUALITY: frozenset({T.AIR_QUALITY}),
    T.HEAT: frozenset({T.WEATHER_ALERT}),
    T.WIND: frozenset({T.WEATHER_ALERT}),
}
"""By measured type, the types by which a source tells of the same where both touch an area."""
_RANK: Final = (T.BREAKDOWN, T.LINE_DELAY, T.GAP, T.BUNCHING, T.VEHICLE_DELAY)
"""Of what is measured on one line, what people need first."""


def folded(found: Sequence[Evidence], reader: EventReader, city: City) -> tuple[Evidence, ...]:
    """Return what is to be told: official events in their order, then what only is measured."""
    official = [e for e in found if not is_measured(e)]
    measured = [
        e for e in found
        if is_measured(e) and not any(_covers(o, e, reader, city) for o in official)
    ]  # fmt: skip
    return (*official, *_by_line(_once_a_road(measured)))


def is_measured(evidence: Evidence) -> bool:
    """Say whether no source told of it: it is measured, or counted from residents' reports."""
    return evidence.hit.event.event.family is Family.ANOMALY


def _covers(official: Evidence, measured: Evidence, reader: EventReader, city: City) -> bool:
    """Say whether a source tells already of what is measured."""
    told, seen = official.hit.event, measured.hit.event
    ours, theirs = reader.membership(seen.key), reader.membership(told.key)
    if ours is not None and theirs is not None and ours.incident_id == theirs.incident_id:
        return True
    kind, by = seen.event.type, told.event.type
    if kind in _OF_LINES:
        return by in _SERVICE and _share(told.footprint.line_ids, seen.footprint.line_ids)
    if kind in _OF_ROADS:
        return by in _ON_ROADS and _share(told.footprint.street_ids, seen.footprint.street_ids)
    types = official_types(seen.event) if kind is T.REPORT_CLUSTER else _SAME.get(kind, frozenset())
    if by not in types or told.event.family is Family.ANOMALY:
        return False
    if kind is T.SURGE:
        return _share(_stops(told, city), _stops(seen, city))
    everywhere = told.footprint.everywhere or seen.footprint.everywhere
    return everywhere or _share(told.footprint.area_ids, seen.footprint.area_ids)


def _stops(indexed: IndexedEvent, city: City) -> set[str]:
    """Return ids of the stops that an event names, platforms as the stop that they belong to."""
    named = (*indexed.footprint.stop_ids, *indexed.event.stops)
    return {city.stop_by_id[stop].id for stop in named if stop in city.stop_by_id}


def _by_line(measured: Sequence[Evidence]) -> list[Evidence]:
    """Fold a line's vehicles into one, and leave single delays out where the line is late."""
    others = [e for e in measured if e.hit.event.event.type not in _OF_LINES]
    by_line: dict[str, list[Evidence]] = {}
    for evidence in measured:
        lines = evidence.hit.event.event.lines
        if evidence.hit.event.event.type in _OF_LINES and lines:
            by_line.setdefault(lines[0], []).append(evidence)
    kept: list[Evidence] = []
    for of_line in by_line.values():
        by_type: dict[EventType, list[Evidence]] = {}
        for evidence in of_line:
            by_type.setdefault(evidence.hit.event.event.type, []).append(evidence)
        if T.LINE_DELAY in by_type:
            by_type.pop(T.VEHICLE_DELAY, None)
        stopped = {_subject(e) for e in by_type.get(T.BREAKDOWN, ())}
        late = [e for e in by_type.get(T.VEHICLE_DELAY, ()) if _subject(e) not in stopped]
        by_type[T.VEHICLE_DELAY] = sorted(late, key=_observed, reverse=True)
        kept += [_together(by_type[kind]) for kind in _RANK if by_type.get(kind)]
    return [*kept, *others]


def _together(alike: Sequence[Evidence]) -> Evidence:
    first, *rest = alike
    return replace(first, folded=tuple(e.hit for e in rest))


def _once_a_road(measured: Sequence[Evidence]) -> list[Evidence]:
    """Keep of what is measured on one road only the first: slow is slow."""
    kept: list[Evidence] = []
    roads: set[str] = set()
    for evidence in measured:
        event = evidence.hit.event.event
        if event.type in _OF_ROADS and event.road:
            if event.road in roads:
                continue
            roads.add(event.road)
        kept.append(evidence)
    return kept


def _subject(evidence: Evidence) -> str:
    event: Event = evidence.hit.event.event
    return str(event.extra.get("subject", event.event_id))


def _observed(evidence: Evidence) -> float:
    observed = evidence.hit.event.event.extra.get("observed")
    return float(observed) if isinstance(observed, int | float) else 0.0


def _share(some: Iterable[str], others: Iterable[str]) -> bool:
    return not set(some).isdisjoint(others)
