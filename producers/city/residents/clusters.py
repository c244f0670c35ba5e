"""Find where several residents report one thing of which no official source tells.

True while at least three people have told of one kind within 30 minutes, each within 500 m of
another, and no official event of that kind is told there. Its subject is `<kind>/<H3 cell>`, the
cell of the oldest of those reports. Of those who name an area and no spot, three in that area are
a cluster with the subject `<kind>/<area>`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import h3.api.basic_str
import orjson

from core.city import Area, City
from core.errors import Rejected
from core.event import Event, EventType
from core.geo import LonLat, Spot, distance_m, to_shape
from core.grid import RESOLUTION
from core.lifecycle import standing
from core.timespan import Span
from core.wire import Reading, decode_event
from producers.city.encoding import FAMILY_OF
from producers.city.happening import Spoken, TruthInterval, Where
from producers.city.residents.sightings import SEEN_AS, Sighting

REACH_M: Final = 500.0
WINDOW: Final = timedelta(minutes=30)
ENOUGH: Final = 3
LEAST: Final = timedelta(minutes=2)
"""What an official word ends sooner than this is brief: it may be seen, and need not be."""
BRIEF: Final = "brief"
"""The detail that marks such a cluster."""
_H3: Final[Any] = h3.api.basic_str  # untyped


@dataclass(frozen=True, slots=True)
class Official:
    """Hold while a source tells of something, and where it says it is."""

    type: EventType
    span: Span
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class _Report:
    at: datetime
    point: LonLat
    person: str
    happening: str


def officials(messages: Iterable[Spoken], city: City) -> tuple[Official, ...]:
    """Return while each event is told to be in force, from the messages about it in order."""
    by_event: dict[str, list[tuple[datetime, Event]]] = defaultdict(list)
    for spoken in messages:
        event = _event(spoken, city.timezone)
        if event is not None:
            by_event[spoken.key].append((spoken.at, event))
    found: list[Official] = []
    for told in by_event.values():
        since = next((at for at, event in told if standing(event, at).phase.in_force), None)
        if since is None:
            continue
        until = next(
            (at for at, event in told if at > since and not standing(event, at).phase.in_force),
            None,
        )
        spots = tuple(spot for _, event in told for spot in _spots(event, city))
        found.append(Official(told[0][1].type, Span(since, until), spots))
    return tuple(found)


def clusters(
    city: City, sightings: Sequence[Sighting], told: Sequence[Official]
) -> Iterator[TruthInterval]:
    """Yield the clusters of reports of a stretch, by kind and time."""
    located, named = _sorted_out(sightings)
    by_name = {area.name: area for area in city.areas}
    for (kind, name), reports in sorted(named.items()):
        if name in by_name:
            yield from _of_area(by_name[name], kind, reports, told)
    for kind, reports in sorted(located.items()):
        known: list[tuple[LonLat, datetime]] = []
        for number, newest in enumerate(reports):
            if any(newest.at < end and _is_near(spot, newest.point) for spot, end in known):
                continue
            near = _together(reports[: number + 1], newest)
            if len(near) < ENOUGH:
                continue
            middle = _middle(near)
            around = [
                report.at for report in reports if distance_m(report.point, middle) <= REACH_M
            ]
            there = _told_there(told, kind, middle, newest.at)
            span = _while_so(around, newest.at, there)
            if span is not None and span.end is not None:
                known.append((middle, span.end))
                areas = tuple(area.id for area in city.areas_at(middle))
                subject = f"{kind.value}/{cell_of(near[0].point)}"
                yield _truth(areas, subject, middle, span, near)


def _of_area(
    area: Area, kind: EventType, reports: Sequence[_Report], told: Sequence[Official]
) -> Iterator[TruthInterval]:
    """Yield the clusters of those who name an area alone."""
    until: datetime | None = None
    for newest in reports:
        recent = [r for r in reports if newest.at - WINDOW < r.at <= newest.at]
        if len(recent) < ENOUGH or (until is not None and newest.at < until):
            continue
        there = _told_there(told, kind, area.geometry, newest.at)
        span = _while_so([report.at for report in reports], newest.at, there)
        if span is not None:
            until = span.end
            yield _truth((area.id,), f"{kind.value}/{area.name}", None, span, recent)


def cell_of(point: LonLat) -> str:
    """Return the H3 cell that names a cluster's place."""
    return str(_H3.latlng_to_cell(point.lat, point.lon, RESOLUTION))


def _event(spoken: Spoken, timezone: ZoneInfo) -> Event | None:
    reading = Reading(spoken.topic, FAMILY_OF[spoken.topic], timezone, spoken.at)
    try:
        return decode_event(orjson.dumps(spoken.value), reading)
    except Rejected:
        return None


def _spots(event: Event, city: City) -> Iterator[Spot]:
    if event.geometry is not None:
        yield to_shape(event.geometry)
    if event.coordinates is not None:
        yield event.coordinates
    elif event.geometry is None:
        yield from (area.geometry for area in city.areas if area.name in event.areas)


def _sorted_out(
    sightings: Sequence[Sighting],
) -> tuple[dict[EventType, list[_Report]], dict[tuple[EventType, str], list[_Report]]]:
    """Return the first report of each person: by kind, and by kind and area where no spot is told.

    What it is of stands in its type, or only in its words: these say what the person means.
    """
    located: dict[EventType, list[_Report]] = defaultdict(list)
    named: dict[tuple[EventType, str], list[_Report]] = defaultdict(list)
    seen: set[str] = set()
    for sighting in sightings:
        told = cast(dict[str, Any], sighting.spoken.value)
        kind = EventType(told["type"]) if told.get("type") else sighting.kind
        if sighting.person in seen:
            continue
        if sighting.stated is not None:
            into = located[kind]
        elif told.get("area"):
            into = named[kind, told["area"]]
        else:
            continue
        seen.add(sighting.person)
        point = sighting.stated or LonLat(0.0, 0.0)
        into.append(_Report(sighting.spoken.at, point, sighting.person, sighting.happening))
    return located, named


def _together(reports: Sequence[_Report], newest: _Report) -> list[_Report]:
    """Return the recent reports that lie together with the newest, link by link, oldest first."""
    recent = [report for report in reports if newest.at - WINDOW < report.at <= newest.at]
    found, ahead = {newest}, [newest]
    while ahead:
        point = ahead.pop().point
        near = {r for r in recent if distance_m(r.point, point) <= REACH_M} - found
        found |= near
        ahead += near
    return sorted(found, key=_age)


def _age(report: _Report) -> tuple[datetime, str]:
    return report.at, report.person


def _middle(reports: Sequence[_Report]) -> LonLat:
    count = len(reports)
    return LonLat(
        sum(report.point.lon for report in reports) / count,
        sum(report.point.lat for report in reports) / count,
    )


def _told_there(told: Sequence[Official], kind: EventType, place: Spot, at: datetime) -> list[Span]:
    """Return while sources tell of this kind of thing at a place, or near it, from `at` on."""
    soon = Span(at, at + 2 * WINDOW)
    return [
        official.span for official in told
        if SEEN_AS.get(official.type, official.type) is kind
        and official.span.overlaps(soon)
        and any(_is_near(spot, place) for spot in official.spots)
    ]  # fmt: skip


def _is_near(spot: Spot, place: Spot) -> bool:
    return distance_m(spot, place) <= REACH_M


def _while_so(reported: Sequence[datetime], at: datetime, told: Sequence[Span]) -> Span | None:
    """Return from `at` until too few are left or an official word comes; None if it is there."""
    if any(at in span for span in told):
        return None
    near = sorted(reported)
    until = at
    for report in near:
        if report > until:
            break
        recent = [other for other in near if report - WINDOW < other <= report]
        if report >= at and len(recent) >= ENOUGH:
            until = max(until, recent[-ENOUGH] + WINDOW)
    first_word = min((span.start for span in told if span.start > at), default=until)
    until = min(until, first_word)
    return Span(at, until) if until > at else None


def _truth(
    areas: tuple[str, ...], subject: str, middle: LonLat | None, span: Span,
    reports: Sequence[_Report],
) -> TruthInterval:  # fmt: skip
    behind = sorted({report.happening for report in reports} - {""})
    brief = span.end is not None and span.end - span.start < LEAST
    return TruthInterval(
        type=EventType.REPORT_CLUSTER,
        subject=subject,
        span=span,
        where=Where(areas=areas, point=middle),
        happening=behind[0] if behind else "",
        detail=(("reports", float(len(reports))), *(((BRIEF, 1.0),) if brief else ())),
    )
