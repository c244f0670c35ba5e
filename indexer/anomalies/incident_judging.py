"""Judge whether one event led to another by a rule: the time, the place, and what is said."""

from datetime import timedelta
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.city import City
from core.event import EventType
from core.footprint import Basis
from core.geo import buffer_m, distance_m
from indexer.anomalies.incident_rules import AFTERWARDS, STATED_WITHIN, Reason, Rule, Space
from indexer.anomalies.incident_sites import Site
from indexer.anomalies.incident_words import (
    MEASURES,
    WEATHER,
    Said,
    named,
    said,
    stated_cause,
    weather_of,
)

_BY_AREA: Final = frozenset({Space.INSIDE, Space.BESIDE, Space.COURSE})
JOINS: Final = 0.5
"""From this sureness on, events are joined."""
ROUGHLY: Final = 0.85
"""What is left of it where only the name of an area places one of the two."""
MEETS: Final = 0.3
"""Of the smaller of two areas, how much has to lie in the other."""
SAME_PLACE: Final = 0.6
"""The same, for one thing that is told twice."""
SHRUNK: Final = 0.05
"""A new area with no larger share outside of the old one is what is left of it."""
ALONG_M: Final = 20.0
"""A line whose course comes this near to a closed stretch runs on it …"""
ALONG_LEAST_M: Final = 50.0
"""… for at least so far; with less it only crosses."""
TOLD_AT_M: Final = 100.0
"""So near to a closure a detour lies at it, whatever the line's course."""


def judge(rule: Rule, cause: Site, effect: Site, city: City, *, placed: bool = False) -> float:
    """Return how sure it is that, by this rule, one event led to the other; 0 for not at all.

    Args:
        rule: the way in which it may have.
        cause: what may have led to the other.
        effect: the other.
        city: the pack.
        placed: whether they are known to have lain as they have to.
    """
    spoken = _spoken(rule, cause, effect, city)
    sureness = {Said.SO: rule.stated, Said.NOTHING: rule.silent, Said.OTHERWISE: 0.0}[spoken]
    if sureness < JOINS or not _in_time(rule, cause, effect, stated=spoken is Said.SO):
        return 0.0
    if not placed and not _in_place(rule, cause, effect, city, spoken):
        return 0.0
    if rule.space in _BY_AREA and (cause.rough or effect.rough):
        sureness *= ROUGHLY
    return round(sureness, 2) if sureness >= JOINS else 0.0


def _in_time(rule: Rule, cause: Site, effect: Site, *, stated: bool) -> bool:
    after = effect.begins_at - cause.begins_at
    if after < -rule.early or after > (STATED_WITHIN if stated else rule.within):
        return False
    return cause.over_at is None or effect.begins_at <= cause.over_at + AFTERWARDS


def _spoken(rule: Rule, cause: Site, effect: Site, city: City) -> Said:
    if rule.same:
        return Said.NOTHING if _one_thing(rule, cause, effect) else Said.OTHERWISE
    if rule.words == WEATHER:
        return _of_weather(cause, effect)
    found = said(effect.event, rule.words)
    if found is Said.SO and rule.named and not _names(effect, cause, city):
        return Said.OTHERWISE
    if found is Said.OTHERWISE and rule.space is Space.COURSE:
        return _of_road(cause, effect)
    return found


def _names(effect: Site, cause: Site, city: City) -> bool:
    """Say whether the stated cause names one of the other's stops, or its road."""
    stated = stated_cause(effect.event).lower()
    stops = (city.stop_by_id.get(stop) for stop in cause.stops)
    names = [cause.event.road, *(stop.name for stop in stops if stop is not None)]
    return any(name and name.lower() in stated for name in names)


def _of_weather(alert: Site, effect: Site) -> Said:
    """Say whether the weather that a source blames is the weather that the alert warns of."""
    warned = weather_of(alert.event)
    measured = MEASURES.get(effect.type)
    blamed = measured if measured is not None else named(stated_cause(effect.event)) & WEATHER
    if not blamed:
        return Said.NOTHING
    return Said.SO if blamed & warned else Said.OTHERWISE


def _of_road(closure: Site, effect: Site) -> Said:
    """Hear a detour that names the closed road, or what closed it, as speaking of the closure."""
    stated = stated_cause(effect.event).lower()
    road = closure.event.road.lower()
    why = named(stated_cause(closure.event))
    return Said.SO if (road and road in stated) or named(stated) & why else Said.OTHERWISE


def _one_thing(rule: Rule, one: Site, other: Site) -> bool:
    """Say whether nothing speaks against two events being one thing that is told twice."""
    if rule.reason is Reason.RESIDENTS_REPORTED:
        kind = str(other.event.extra.get("subject", "")).partition("/")[0]
        dirty_water = (kind, one.type) == ("water_outage", EventType.WATER_ADVISORY)
        return kind == one.type.value or dirty_water
    if one.type is EventType.WEATHER_ALERT and not weather_of(one.event) & weather_of(other.event):
        return False
    # A source gives one thing one id; two of its ids are two things, unless it repeats itself.
    repeats = one.event.headline == other.event.headline and bool(one.event.headline)
    return one.event.source != other.event.source or (
        repeats and one.begins_at == other.begins_at and one.event.geometry == other.event.geometry
    )


def moved(before: Site, after: Site, city: City) -> bool:
    """Say whether an event lies elsewhere now: what only shrinks, as it is mended, does not."""
    if before.footprint == after.footprint and before.event.geometry == after.event.geometry:
        return False
    old, new = before.region(city), after.region(city)
    if old.area > 0 and new.area > 0:
        return bool(shapely.difference(new, old).area > SHRUNK * new.area)
    return old.is_empty or new.is_empty or distance_m(old, new) > 0


def _in_place(rule: Rule, cause: Site, effect: Site, city: City, spoken: Said) -> bool:
    # What is said of a whole line lies nowhere; its source may still say what led to it.
    sure = spoken is Said.SO if rule.space is Space.INSIDE else rule.space is not Space.BESIDE
    if not sure and (cause.by_line or effect.by_line):
        return False
    match rule.space:
        case Space.SUBJECT:
            return effect.event.extra.get("subject") == cause.key.event_id
        case Space.LINE:
            return not cause.lines.isdisjoint(effect.lines)
        case Space.STOP:
            return _serves(cause, effect, city)
        case Space.COURSE:
            return runs_along(
                cause, effect, city, named=_names(effect, cause, city)
            ) or _is_told_at(cause, effect, city, spoken)
        case Space.INSIDE:
            return _inside(rule, cause, effect, city)
        case Space.BESIDE:
            mine, theirs = cause.region(city), effect.region(city)
            empty = mine.is_empty or theirs.is_empty or cause.everywhere or effect.everywhere
            return not empty and distance_m(mine, theirs) <= rule.reach_m


def _inside(rule: Rule, cause: Site, effect: Site, city: City) -> bool:
    if cause.everywhere:
        return effect.footprint.basis is not Basis.UNPLACED
    mine, theirs = cause.region(city), effect.region(city)
    if mine.is_empty or theirs.is_empty:
        return False
    if mine.area > 0 and theirs.area > 0:
        share = shapely.intersection(mine, theirs).area / min(mine.area, theirs.area)
        return share >= MEETS and (not rule.same or _alike(mine, theirs, share))
    return distance_m(mine, theirs) <= (rule.reach_m if mine.area == 0 or rule.same else 0.0)


def _alike(one: BaseGeometry, other: BaseGeometry, share: float) -> bool:
    """Say whether two areas are one place drawn twice: neither is a small part of the other."""
    smaller, larger = sorted((one.area, other.area))
    return share * smaller >= SAME_PLACE * larger


def _serves(cause: Site, effect: Site, city: City) -> bool:
    if cause.stops and not cause.by_line:
        return not cause.stops.isdisjoint(effect.stops)
    lines = {
        line
        for stop in effect.stops
        if stop in city.stop_by_id
        for line in city.stop_by_id[stop].line_ids
    }
    return not cause.lines.isdisjoint(lines or effect.lines)


def runs_along(closure: Site, effect: Site, city: City, *, named: bool) -> bool:
    """Say whether one of the effect's lines runs on the closed stretch, not only across it.

    Where the effect's source names the street, it is enough that the line comes there.
    """
    region = closure.region(city)
    if region.is_empty or closure.everywhere:
        return False
    around = buffer_m(region, ALONG_M)
    for name in effect.lines:
        line = city.line_by_id.get(name)
        if line is None or line.shape is None or line.mode.on_rails:
            continue
        if not around.intersects(line.shape):
            continue
        if named or region.length == 0:
            return True
        shared = shapely.intersection(around, line.shape)
        if _length_m(shared) >= ALONG_LEAST_M:
            return True
    return False


def _is_told_at(closure: Site, effect: Site, city: City, spoken: Said) -> bool:
    """Say whether the effect's source puts it at the closure itself, and speaks of it."""
    spot, region = effect.event.coordinates, closure.region(city)
    if spot is None or region.is_empty or closure.everywhere:
        return False
    road = effect.event.road.strip().lower()
    same_road = bool(road) and road == closure.event.road.strip().lower()
    return (spoken is Said.SO or same_road) and distance_m(region, spot) <= TOLD_AT_M


def _length_m(line: BaseGeometry) -> float:
    if line.is_empty:
        return 0.0
    west, south, east, north = line.bounds
    degrees = max(1e-12, ((east - west) ** 2 + (north - south) ** 2) ** 0.5)
    corners = shapely.Point(west, south), shapely.Point(east, north)
    return float(line.length) / degrees * distance_m(*corners)


def begins_near(one: Site, other: Site) -> timedelta:
    """Return how far apart in time two events begin."""
    return abs(one.begins_at - other.begins_at)
