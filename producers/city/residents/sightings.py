"""Let residents report what they see: late, doubled, misspelt, at times wrong, never official.

Each report hangs on its own chance, so that it is the same in every process. `sightings` is the
main path: people near what really happens, people who believe a rumour, and single strays.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core import topics
from core.city import AreaKind, City
from core.event import EventType
from core.geo import LonLat
from core.timespan import Span, format_rfc3339
from producers.city.chance import chance, tag
from producers.city.happening import Happening, Spoken
from producers.city.plan import Plan
from producers.city.planning.upsets import arrivals
from producers.city.residents.whereabouts import beside, inside, poisson, streets_near
from producers.city.residents.wording import choose_language, write

KINDS: Final[dict[EventType, float]] = {
    EventType.POWER_OUTAGE: 7.0,
    EventType.WATER_OUTAGE: 5.0,
    EventType.GAS_LEAK: 5.0,
    EventType.INTERNET_DISRUPTION: 3.0,
    EventType.FIRE: 7.0,
    EventType.HAZMAT: 4.0,
    EventType.ROAD_CLOSURE: 3.0,
    EventType.SIGNAL_OUTAGE: 2.0,
}
"""What residents report, and how many people report one such thing on average."""
SEEN_AS: Final = {EventType.WATER_ADVISORY: EventType.WATER_OUTAGE}
"""What looks to residents like something else: dirty water is water that fails."""
RUMOURS: Final = (EventType.GAS_LEAK, EventType.FIRE, EventType.WATER_OUTAGE)
RUMOURS_AN_HOUR: Final = 5.0
"""Rumours begin so often an hour, times the scenario's share of mistakes."""
RUMOUR_MIN: Final = 25.0
STRAYS_AN_HOUR: Final = 1.2
"""Single reports of small things that nobody else tells of, in a whole city."""
NOTICED_MIN: Final = 9.0
"""Mean minutes from when a thing begins until a person reports it; never above `LATEST_MIN`."""
LATEST_MIN: Final = 45.0

_TYPED, _PLACED, _NAMED, _LANGUAGE = 0.75, 0.8, 0.7, 0.6
"""The shares of reports that say what sort it is, give coordinates, an area, a language."""
_DOUBLED, _SENT_TWICE = 0.12, 0.4
"""The share of people who report again, and of those, whose app sent one report twice."""
_A_STREET_OFF, _OTHER_KIND = 0.1, 0.04
_LEAST_HURRY: Final = 0.25
"""However short a scenario's lives are, people take this share of the usual time."""
_AT_THE_THING_M: Final = 160.0
_ON_A_STREET_M: Final = 150.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """Hold one report and what is behind it.

    Attributes:
        spoken: the report's record.
        kind: what the person means.
        person: who; one that reports twice counts once.
        stated: where the person says it is; None where only an area is named.
        happening: id of the happening; empty for a rumour or a stray.
    """

    spoken: Spoken
    kind: EventType
    person: str
    stated: LonLat | None
    happening: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Hold what several people may report: `what` is told of at `where`."""

    name: str
    what: EventType
    where: Happening | LonLat
    when: Span
    people: int
    happening: str = ""


def sightings(plan: Plan) -> tuple[Sighting, ...]:
    """Return every report of a stretch, ordered by time and key."""
    seen = (*_happenings(plan), *_rumours(plan), *_strays(plan))
    found = (s for one in seen for n in range(one.people) for s in _person(plan, one, n))
    return tuple(sorted((s for s in found if s.spoken.at in plan.span), key=_order))


def _order(sighting: Sighting) -> tuple[datetime, str]:
    return sighting.spoken.at, sighting.spoken.key


def _happenings(plan: Plan) -> Iterator[_Seen]:
    for it in plan.happenings:
        kind = SEEN_AS.get(it.type, it.type)
        if kind in KINDS and it.real and not it.planned:
            people = poisson(KINDS[kind], chance(plan.seed, "people", plan.begins, it.id))
            yield _Seen(it.id, kind, it, it.span, people, it.id)


def _rumours(plan: Plan) -> Iterator[_Seen]:
    """Yield what several people believe and no source will ever tell."""
    rate = RUMOURS_AN_HOUR * plan.scenario.mistakes
    for at in arrivals(plan.seed, "rumours", plan.span, rate):
        luck = chance(plan.seed, "rumour", at)
        middle = inside(luck.choice(plan.city.areas).geometry, luck)
        when = Span(at, at + timedelta(minutes=RUMOUR_MIN))
        yield _Seen(f"rumour {at}", luck.choice(RUMOURS), middle, when, luck.randint(6, 10))


def _strays(plan: Plan) -> Iterator[_Seen]:
    for at in arrivals(plan.seed, "strays", plan.span, STRAYS_AN_HOUR):
        luck = chance(plan.seed, "stray", at)
        where = inside(luck.choice(plan.city.areas).geometry, luck)
        yield _Seen(f"stray {at}", luck.choice(list(KINDS)), where, Span(at), 1)


def _person(plan: Plan, seen: _Seen, number: int) -> Iterator[Sighting]:
    """Yield what one person reports: once, again a little later, or the same record twice."""
    luck = chance(plan.seed, "person", plan.begins, seen.name, number)
    hurry = min(1.0, max(_LEAST_HURRY, plan.scenario.tempo))
    waited = min(LATEST_MIN, 0.5 + hurry * luck.expovariate(1 / NOTICED_MIN))
    at = (seen.when.start + timedelta(minutes=waited)).replace(microsecond=0)
    if at not in seen.when:
        return
    where = _stated(plan.city, seen.where, luck)
    kind = luck.choice(list(KINDS)) if luck.random() < _OTHER_KIND else seen.what
    fields = _fields(plan.city, kind, where, luck)
    stated = where if "coordinates" in fields else None

    def sighting(at: datetime, report_id: str, told: datetime) -> Sighting:
        value = {"report_id": report_id, **fields, "timestamp": format_rfc3339(told)}
        spoken = Spoken(at, topics.CITIZEN_REPORTS, report_id, value)
        return Sighting(spoken, kind, f"{seen.name}/{number}", stated, seen.happening)

    first = _report_id(plan, seen.name, number, 0)
    yield sighting(at, first, at)
    if luck.random() < _DOUBLED:
        again = at + timedelta(seconds=luck.randint(15, 240))
        if luck.random() < _SENT_TWICE:
            yield sighting(again, first, at)
        else:
            yield sighting(again, _report_id(plan, seen.name, number, 1), again)


def _report_id(plan: Plan, *names: object) -> str:
    day = plan.begins.astimezone(plan.city.timezone)
    return f"report-{day:%Y%m%d}-{tag(8, plan.seed, 'report', plan.begins, *names)}"


def _fields(city: City, kind: EventType, where: LonLat, luck: random.Random) -> dict[str, Any]:
    """Return a report's fields, as far as this person fills them in."""
    named = [area.name for area in city.areas_at(where) if area.kind is not AreaKind.BANK]
    area = luck.choice(named) if named else city.name
    language = choose_language(city.languages, kind, luck)
    place = _in_words(city, where, area, luck)
    fields: dict[str, Any] = {"description": write(language, kind, place, luck), "status": "open"}
    if luck.random() < _TYPED:
        fields["type"] = kind.value
    placed = luck.random() < _PLACED
    if placed:
        fields["coordinates"] = {"lat": round(where.lat, 6), "lon": round(where.lon, 6)}
    if not placed or luck.random() < _NAMED:
        fields["area"] = area
    if luck.random() < _LANGUAGE:
        fields["language"] = language
    return fields


def _in_words(city: City, where: LonLat, area: str, luck: random.Random) -> str:
    """Return the place as people call it: a street nearby, else the area."""
    near = streets_near(city, where, _ON_A_STREET_M)
    name = luck.choice(near).name if near and luck.random() < 0.6 else area
    return name.lower() if luck.random() < 0.5 else name


def _stated(city: City, what: Happening | LonLat, luck: random.Random) -> LonLat:
    """Return where a person says it is: beside the thing, or at home inside what it covers."""
    where = _seen_at(city, what, luck)
    return beside(where, luck.uniform(120, 300), luck) if luck.random() < _A_STREET_OFF else where


def _seen_at(city: City, what: Happening | LonLat, luck: random.Random) -> LonLat:
    if isinstance(what, LonLat):
        return beside(what, luck.uniform(0, _AT_THE_THING_M), luck)
    where = what.where
    if where.shape is not None and where.shape.area > 0:
        return inside(where.shape, luck)
    if where.point is not None:
        return beside(where.point, luck.uniform(0, _AT_THE_THING_M), luck)
    if where.shape is not None:
        return inside(where.shape, luck)
    known = [city.area_by_id[area].geometry for area in where.areas if area in city.area_by_id]
    return inside(known[0] if known else luck.choice(city.areas).geometry, luck)
