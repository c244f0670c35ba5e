"""Plan the warnings of the weather office and of the air's, and what a storm does on the ground."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.event import EventType
from core.geo import LonLat, buffer_m
from core.severity import Severity
from core.timespan import Span
from producers.city.happening import Happening, Step, Where, whole_second
from producers.city.planning.draft import Draft, Episode
from producers.city.planning.feeders import polygons_of
from producers.city.planning.lives import LIVES
from producers.city.weather import EDGE, Storm, Weather

WARNED_GUST_KMH: Final = 55.0
WARNED_RAIN_MM_H: Final = 15.0
LEAD: Final = (timedelta(minutes=18), timedelta(minutes=32))
"""How long before its weather a warning comes."""
TOGETHER: Final = timedelta(minutes=25)
"""Cells that follow one another this closely share one warning."""
LOOKS: Final = timedelta(minutes=1)
HOT_C: Final = 34.0
WINDY_KMH: Final = 42.0
SMOKY_UGM3: Final = 35.5
"""Where `unhealthy for sensitive groups` begins (EPA, PM2.5 breakpoints of 2024)."""
VERY_SMOKY_UGM3: Final = 125.5


@dataclass(frozen=True, slots=True)
class Passage:
    """Hold when and over which areas some cells pass, and how hard they blow."""

    span: Span
    areas: tuple[str, ...]
    gust_kmh: float
    swath: BaseGeometry


def plan_storm(episode: Episode, storms: Sequence[Storm], span: Span) -> Happening | None:
    """Plan one warning for some cells; None where they pass the city by."""
    passage = _passage(episode, storms, span)
    if passage is None:
        return None
    luck = episode.luck("warning")
    lead = luck.uniform(LEAD[0].total_seconds(), LEAD[1].total_seconds())
    announced = max(span.start, passage.span.start - timedelta(seconds=round(lead)))
    grave = Severity.CRITICAL if passage.gust_kmh >= 100 else Severity.HIGH
    steps = [
        replace(step, severity=grave if step.severity is Severity.HIGH else step.severity,
                estimate=passage.span.end)
        for step in LIVES["weather"].steps(passage.span, luck, 1.0)
    ]  # fmt: skip
    return episode.add(
        "thunderstorm", EventType.WEATHER_ALERT, passage.span,
        Where(areas=passage.areas, shape=passage.swath), steps=steps,
        because="a line of thunderstorms", announced=announced,
        words=(("gust", str(round(passage.gust_kmh / 10) * 10)),),
    )  # fmt: skip


def storm_groups(weather: Weather) -> list[tuple[Storm, ...]]:
    """Return the cells that deserve a warning, those that follow closely together."""
    worth = [
        storm for storm in weather.storms
        if storm.cell.gust_kmh >= WARNED_GUST_KMH or storm.cell.rain_mm_h >= WARNED_RAIN_MM_H
    ]  # fmt: skip
    groups: list[list[Storm]] = []
    for storm in sorted(worth, key=lambda storm: storm.span.start):
        if groups and storm.span.start < _last(groups[-1]) + TOGETHER:
            groups[-1].append(storm)
        else:
            groups.append([storm])
    return [tuple(group) for group in groups]


def plan_day_warnings(draft: Draft, weather: Weather, span: Span) -> Iterator[Episode]:
    """Yield the warnings of heat, wind and smoke that the stretch's weather gives."""
    looks = (
        ("heat", _while(weather, span, lambda at: weather.at(weather.center, at).temperature_c
                        >= HOT_C)),
        ("wind", Span(span.start, span.end) if weather.usual.wind_kmh >= WINDY_KMH else None),
        ("smoke", _while(weather, span, lambda at: weather.smoke_from_outside(at) >= SMOKY_UGM3)),
    )  # fmt: skip
    for kind, when in looks:
        if when is None or when.end is None or when.end - when.start < timedelta(minutes=20):
            continue
        episode = Episode(draft, "day warning", kind, span.start.isoformat())
        ends = min(when.end, (span.end or when.end) - draft.rest - timedelta(minutes=1))
        if ends <= when.start:
            continue
        _warn(episode, kind, Span(when.start, whole_second(ends)), weather)
        yield episode


def _warn(episode: Episode, kind: str, span: Span, weather: Weather) -> None:
    luck = episode.luck("warn")
    areas = tuple(area.id for area in episode.atlas.areas)
    announced = span.start - timedelta(minutes=luck.randint(5, 20))
    begins = max(announced, span.start - timedelta(minutes=20))
    if kind != "smoke":
        episode.add(
            kind, EventType.WEATHER_ALERT, span, Where(areas=areas), life="weather",
            steps=tuple(replace(s, severity=Severity.MODERATE, estimate=span.end)
                        for s in LIVES["weather"].steps(span, luck, 1.0)),
            because="a heat wave" if kind == "heat" else "a passing cold front",
            announced=begins,
        )  # fmt: skip
        return
    smoke = episode.add(
        "smoke", EventType.AIR_QUALITY, span, Where(areas=areas), life="air",
        because="smoke from wildfires outside the city", steps=_by_smoke(span, weather),
    )  # fmt: skip
    worst = [s for s in smoke.steps if s.severity is Severity.CRITICAL]
    if worst:
        later = Span(worst[0].at, span.end)
        episode.add(
            "smoke_advice", EventType.HEALTH_ADVISORY, later, Where(areas=areas), life="air",
            cause=smoke, because="smoke from wildfires outside the city",
        )  # fmt: skip


def _by_smoke(span: Span, weather: Weather) -> tuple[Step, ...]:
    """Return the steps of smoke: a new one whenever its grade changes."""
    steps: list[Step] = []
    at = span.start
    while span.end is not None and at < span.end:
        level = weather.smoke_from_outside(at)
        grade = (
            Severity.CRITICAL if level >= VERY_SMOKY_UGM3
            else Severity.HIGH if level >= 55.5
            else Severity.MODERATE
        )  # fmt: skip
        if not steps or steps[-1].severity is not grade:
            easing = bool(steps) and steps[-1].severity.rank > grade.rank
            note = "easing" if easing else "continued" if steps else "in effect"
            steps.append(Step(at=whole_second(at), severity=grade, note=note))
        at += timedelta(minutes=5)
    return tuple(steps)


def _while(weather: Weather, span: Span, so: Callable[[datetime], bool]) -> Span | None:
    """Return from when to when something is first so within a stretch."""
    begins, at = None, span.start
    while span.end is not None and at < span.end:
        if so(at) and begins is None:
            begins = at
        elif begins is not None and not so(at):
            return Span(begins, at)
        at += timedelta(minutes=5)
    return None if begins is None else Span(begins, span.end)


def _passage(episode: Episode, storms: Sequence[Storm], span: Span) -> Passage | None:
    felt: list[datetime] = []
    areas: dict[str, None] = {}
    bands: list[BaseGeometry] = []
    for storm in storms:
        if storm.span.end is None:
            continue
        path = shapely.LineString(
            [_xy(storm.center_at(t)) for t in (storm.span.start, storm.span.end)]
        )
        band = buffer_m(path, storm.cell.radius_km * 1000)
        bands.append(band)
        for area in episode.atlas.areas:
            if band.intersects(area.geometry):
                areas[area.id] = None
        at = storm.span.start
        while at < storm.span.end:
            circle = buffer_m(storm.center_at(at), storm.cell.radius_km * EDGE * 800)
            if at in span and circle.intersects(episode.city.outline):
                felt.append(at)
            at += LOOKS
    if not felt or not areas:
        return None
    whole = shapely.intersection(shapely.union_all(bands), episode.city.outline)
    ordered = tuple(area.id for area in episode.atlas.areas if area.id in areas)
    return Passage(
        Span(whole_second(min(felt)), whole_second(max(felt) + LOOKS)),
        ordered,
        max(storm.cell.gust_kmh for storm in storms),
        polygons_of(whole) or episode.city.outline,
    )


def _xy(point: LonLat) -> tuple[float, float]:
    return point.lon, point.lat


def _last(storms: Sequence[Storm]) -> datetime:
    return max(storm.span.end or storm.span.start for storm in storms)
