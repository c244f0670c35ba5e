"""Work out from a plan what slows which road: incidents, closures, matches, jams."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from core.city_parts import Street
from core.event import EventType
from producers.city.course import Floats, Position, lines_of, metres_per_degree
from producers.city.figures import numbers
from producers.city.happening import Happening
from producers.city.plan import Match, Plan, Upset
from producers.city.streets.street_graph import StreetGraph

_SPREAD: Final = 0.3
"""How much of an incident's slowing the roads around it share."""
_SPREAD_M: Final = 700.0
_LOCAL_M: Final = 800.0
"""How far from an incident on its own road a vehicle still notices it."""
_MATCH_M: Final = 1_100.0
_BY_TYPE: Final[dict[EventType, tuple[float, float]]] = {
    EventType.ROAD_CLOSURE: (0.3, 120.0),
    EventType.ROAD_WORK: (0.72, 600.0),
    EventType.SIGNAL_OUTAGE: (0.66, 120.0),
}
"""What is left of the usual speed, and how many seconds it takes to become so."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Hold what slows one road for a while.

    Attributes:
        road: place of the street among the pack's.
        begins_s: seconds since 1970.
        ends_s: when it is over; the road then recovers.
        factor: what is left of the usual speed.
        ramp_s: how long it takes to become so; recovering takes half as long again.
        point: where; None for the whole road.
        cause: id of the happening or upset.
    """

    road: int
    begins_s: float
    ends_s: float
    factor: float
    ramp_s: float
    point: Position | None
    cause: str

    def left_at(self, second: float, felt: float = 1.0) -> float:
        """Return what it leaves of the usual speed at an instant, 0 to 1."""
        if second < self.begins_s:
            return 1.0
        force = min(1.0, (second - self.begins_s) / self.ramp_s)
        if second > self.ends_s:
            reached = min(1.0, (self.ends_s - self.begins_s) / self.ramp_s)
            force = max(0.0, reached - (second - self.ends_s) / (1.5 * self.ramp_s))
        return 1 - force * felt * (1 - self.factor)

    def all_left_at(self, seconds: Floats) -> Floats:
        """Return what it leaves of its road's speed at instants that rise."""
        reached = min(1.0, (self.ends_s - self.begins_s) / self.ramp_s)
        knots = [self.begins_s, self.begins_s + reached * self.ramp_s, self.ends_s]
        knots.append(self.ends_s + 1.5 * self.ramp_s * reached)
        return 1 - np.interp(seconds, knots, [0, reached, reached, 0]) * (1 - self.factor)

    @property
    def over_s(self) -> float:
        """Return when the road has recovered."""
        return self.ends_s + 1.5 * self.ramp_s


def felt_from(away_m: Floats) -> Floats:
    """Return how much of effects is felt so far away on their road; all, where it is no number."""
    return np.nan_to_num(np.exp(-((away_m / _LOCAL_M) ** 2)), nan=1.0)


def effects_of(plan: Plan, graph: StreetGraph) -> tuple[Effect, ...]:
    """Return what slows roads in a stretch, in the plan's order."""
    roads = {street.id: place for place, street in enumerate(plan.city.streets)}
    near = _neighbours(graph)
    found: list[Effect] = []
    for happening in plan.of(*_BY_TYPE):
        if happening.real:
            found += _of_happening(happening, roads, near, plan)
    for match in plan.matches:
        found += _of_match(match, near)
    for upset in plan.upsets:
        if upset.fleet == "road" and roads:
            found += _of_upset(upset, plan.city.streets, roads)
    return tuple(found)


Near = Callable[[Position, float], Sequence[int]]


def _neighbours(graph: StreetGraph) -> Near:
    """Return what tells the streets that pass within some metres of a point."""
    middles = [edge.course.point_at(edge.course.length_m / 2) for edge in graph.edges]
    lon, lat = np.array(middles, dtype=np.float64).reshape(-1, 2).T
    roads = np.array([edge.road for edge in graph.edges], dtype=np.int64)

    def near(point: Position, reach_m: float) -> Sequence[int]:
        east, north = metres_per_degree(point[1])
        close = np.hypot((lon - point[0]) * east, (lat - point[1]) * north) < reach_m
        return numbers(np.unique(roads[close]))

    return near


def _of_happening(
    happening: Happening, roads: Mapping[str, int], near: Near, plan: Plan
) -> Iterator[Effect]:
    where = happening.where
    point = None if where.point is None else (where.point.lon, where.point.lat)
    if point is None and where.shape is not None:
        middle = shapely.centroid(where.shape)
        point = (middle.x, middle.y)
    factor, ramp_s = _BY_TYPE[happening.type]
    begins = happening.span.start.timestamp()
    ends = (happening.span.end or plan.ends).timestamp()
    own = roads.get(where.road)
    if own is not None:
        yield Effect(own, begins, ends, factor, ramp_s, point, happening.id)
    if point is not None:
        reach = _SPREAD_M if own is not None else 60.0
        for road in near(point, reach):
            if road != own:
                left = 1 - (1 - factor) * (_SPREAD if own is not None else 1.0)
                yield Effect(road, begins, ends, left, 2 * ramp_s, point, happening.id)


def _of_match(match: Match, near: Near) -> Iterator[Effect]:
    point = (match.point.lon, match.point.lat)
    starts, ends = match.starts.timestamp(), match.ends.timestamp()
    heavy = min(1.0, match.crowd / 15_000)
    for road in near(point, _MATCH_M):
        yield Effect(
            road,
            starts - 75 * 60,
            starts - 10 * 60,
            1 - 0.58 * heavy,
            1200.0,
            point,
            match.place_id,
        )
        yield Effect(
            road, ends - 5 * 60, ends + 40 * 60, 1 - 0.64 * heavy, 1200.0, point, match.place_id
        )


def _of_upset(
    upset: Upset, streets: Sequence[Street], roads: Mapping[str, int]
) -> Iterator[Effect]:
    road = roads.get(upset.road)
    if road is None:
        road = roads[sorted(roads)[int(upset.pick * len(roads))]]
    middle = street_middle(streets[road])
    ramp_s = 90.0 if upset.kind is EventType.SLOWDOWN else 900.0
    begins, ends = upset.span.start.timestamp(), (upset.span.end or upset.span.start).timestamp()
    yield Effect(road, begins, ends, upset.factor, ramp_s, middle, upset.cause or upset.id)


def street_middle(street: Street) -> Position:
    """Return the middle of a street's longest line, where its camera stands."""
    longest = max(lines_of(street.geometry), key=lambda line: line.length)
    middle = longest.interpolate(0.5, normalized=True)
    return round(middle.x, 6), round(middle.y, 6)
