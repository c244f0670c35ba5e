"""Plan power outages: feeders that fault, spread, and come back in steps, and what they darken."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.event import EventType
from core.severity import Severity
from core.timespan import Span
from producers.city.chance import chance
from producers.city.happening import Happening, Step, Where, whole_second
from producers.city.planning.choosing import nearest_first
from producers.city.planning.disruptions import trains_without_power
from producers.city.planning.draft import Episode, Wish
from producers.city.planning.feeders import Feeder, pieces_of, polygons_of
from producers.city.planning.networks import internet_without_power
from producers.city.planning.signals import signals_without_power
from producers.city.planning.stops import stations_without_power
from producers.city.weather import Weather

CAUSES: Final = (
    "transformer failure", "underground cable fault", "failed switch at a substation",
    "a truck hit a pole", "a worn cable joint",
)  # fmt: skip
SPREADS: Final = 0.12
"""The share of outages that spread over the rest of their area before they are mended."""
MAX_GUST_KMH: Final = 62.0
"""Overhead lines stand gusts up to this."""
HOT_C: Final = 33.0
SMALL: Final = 800
"""Outages of fewer customers than these are moderate."""
LOOKS: Final = timedelta(minutes=2)
"""How often the weather over a feeder is looked at."""
OVERLOAD: Final = "overload from air conditioning in the heat"


@dataclass(frozen=True, slots=True)
class Fault:
    """Hold one fault that the weather brings: which feeder, when, and by what."""

    feeder: Feeder
    at: datetime
    because: str


def plan_outage(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan an outage that comes by itself; False where no feeder can be had."""
    luck = episode.luck("outage")
    feeders = nearest_first(episode, luck, episode.atlas.feeders, wish.near)
    return bool(feeders) and plan_fault(episode, feeders[0], at, luck.choice(CAUSES), wish)


def plan_fault(
    episode: Episode,
    feeder: Feeder,
    at: datetime,
    because: str,
    wish: Wish,
    cause: Happening | None = None,
) -> bool:
    """Plan the outage of one feeder, with what follows from it; False where it may not be."""
    luck = episode.luck("fault", feeder.id)
    span = Span(at, at + episode.length("outage", luck, wish.minutes))
    area = feeder.area
    if not episode.claim(episode.draft.claims.services(EventType.POWER_OUTAGE, [area.id]), span):
        return False
    spreads = wish.big or luck.random() < SPREADS
    family = episode.atlas.feeders_of[area.id]
    reached = [feeder, *(f for f in family if f is not feeder)] if spreads else [feeder]
    outage = episode.add(
        "outage",
        EventType.POWER_OUTAGE,
        span,
        Where(areas=(area.id,), point=feeder.point, shape=_union(reached)),
        cause=cause,
        because=because,
        figure=feeder.customers,
        real=not wish.mistaken,
    )
    outage = episode.swap(outage, steps=_restored(outage.steps, span, reached, luck))
    if outage.real:
        signals_without_power(episode, outage)
        stations_without_power(episode, outage)
        trains_without_power(episode, outage)
        internet_without_power(episode, outage)
    return True


def faults_in(weather: Weather, feeders: Sequence[Feeder], span: Span, seed: int) -> list[Fault]:
    """Return the faults that wind, lightning and heat bring within a stretch, in order."""
    begins = span.start.isoformat()
    found: list[Fault] = []
    for feeder in feeders:
        luck = chance(seed, "weather faults", begins, feeder.id)
        found += _by_lightning(weather, feeder, luck)
        found += _by_wind(weather, feeder, luck)
        found += _by_heat(weather, feeder, span, luck)
    in_span = (fault for fault in found if fault.at in span)
    return sorted(in_span, key=lambda fault: (fault.at, fault.feeder.id))


def _by_lightning(weather: Weather, feeder: Feeder, luck: random.Random) -> Iterator[Fault]:
    lon = [strike.point.lon for strike in weather.strikes]
    lat = [strike.point.lat for strike in weather.strikes]
    for strike, hit in zip(
        weather.strikes, shapely.intersects_xy(feeder.shape, lon, lat), strict=True
    ):
        if hit and luck.random() < 0.035 * feeder.frail:
            yield Fault(feeder, whole_second(strike.at), "lightning strike")


def _by_wind(weather: Weather, feeder: Feeder, luck: random.Random) -> Iterator[Fault]:
    for storm in weather.storms:
        if storm.cell.gust_kmh <= MAX_GUST_KMH or storm.span.end is None:
            continue
        at = storm.span.start
        while at < storm.span.end:
            over = weather.at(feeder.point, at).gust_kmh - MAX_GUST_KMH
            if over > 0 and luck.random() < 0.009 * feeder.frail * (over / 30) ** 2:
                yield Fault(
                    feeder,
                    whole_second(at + LOOKS * luck.random()),
                    luck.choice(("branches on an overhead line", "a line brought down by wind")),
                )
            at += LOOKS


def _by_heat(weather: Weather, feeder: Feeder, span: Span, luck: random.Random) -> Iterator[Fault]:
    if weather.usual.high_c <= HOT_C or span.end is None:
        return
    step = timedelta(minutes=15)
    at = span.start
    while at < span.end:
        over = weather.at(feeder.point, at).temperature_c - HOT_C
        if over > 0 and luck.random() < 0.0016 * feeder.frail * over:
            yield Fault(
                feeder,
                whole_second(at + step * luck.random()),
                OVERLOAD,
            )
        at += step


def _restored(
    steps: Sequence[Step], span: Span, reached: Sequence[Feeder], luck: random.Random
) -> tuple[Step, ...]:
    """Return the steps with what of the grid each leaves dark, and how many customers."""
    first, *later = steps
    served = reached[0].customers
    grade = Severity.MODERATE if served < SMALL else first.severity
    changed = [replace(first, shape=reached[0].shape, customers=served, severity=grade)]
    whole, total = reached[0].shape, reached[0].customers
    length = (span.end or span.start) - span.start
    for number, feeder in enumerate(reached[1:], 1):
        whole, total = _union(reached[: number + 1]), total + feeder.customers
        at = span.start + length * (0.03 + 0.045 * number)
        severe = Severity.CRITICAL if total > 4000 else Severity.HIGH
        changed.append(
            replace(
                first, at=whole_second(at), note="spreading", shape=whole,
                customers=total, severity=severe,
            )
        )  # fmt: skip
    pieces = pieces_of(whole, (0.5, 0.75), luck.uniform(0, 180))
    for step in sorted(later, key=lambda step: step.at):
        at = max(step.at, changed[-1].at + timedelta(seconds=5))
        shape: BaseGeometry | None = whole
        if step.note == "in_progress" and len(pieces) > 1:
            shape = polygons_of(shapely.union_all(pieces[1:]))
        elif step.note == "monitoring" and pieces:
            shape = pieces[-1]
        share = (step.customers or 0) / (first.customers or 1)
        changed.append(
            replace(step, at=at, shape=shape or whole, customers=max(10, round(total * share)))
        )
    return tuple(changed)


def _union(feeders: Sequence[Feeder]) -> BaseGeometry:
    if len(feeders) == 1:
        return feeders[0].shape
    whole = polygons_of(shapely.union_all([feeder.shape for feeder in feeders]))
    return whole or feeders[0].shape
