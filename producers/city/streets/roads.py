"""Tell how fast every road runs at any instant: by the hour, the rain and what has happened.

All speeds of a stretch lie in one table, a row for each half minute and a column for each street,
so that vehicles and cameras only look them up.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.geo import LonLat
from producers.city.chance import share
from producers.city.course import Floats, Position
from producers.city.demand import road_demand
from producers.city.plan import Plan
from producers.city.streets.road_effects import Effect, effects_of, street_middle
from producers.city.streets.street_graph import StreetGraph
from producers.city.streets.street_net import free_flow_kmh

STEP_S: Final = 30.0
WARM_UP_S: Final = 3 * 3600.0
"""The table begins so long before the stretch, for the runs that are already out."""
_DIP: Final = 0.42
"""By how much a road is slower at the busiest hour than when empty."""
_RAIN_STEP: Final = 10
"""Rows between two looks at the rain."""
_WETTEST: Final = 0.68


@dataclass(frozen=True, slots=True, eq=False)
class Road:
    """Hold one street as traffic sees it.

    Attributes:
        id: the pack's id.
        point: its middle, where its camera stands.
        free_flow_kmh: the speed when it is empty.
        lanes: how many, both ways.
    """

    id: str
    name: str
    point: Position
    free_flow_kmh: float
    lanes: int


@dataclass(frozen=True, eq=False)
class Roads:
    """Hold all roads over one stretch.

    Attributes:
        begins_s: the table's first row, in seconds since 1970.
        usual_kmh: (rows, roads): the usual speed for that hour.
        ratio: (rows, roads): the true speed as a share of the usual.
        demand: (rows,): how busy roads are, 0 to 1.
    """

    plan: Plan
    graph: StreetGraph
    roads: tuple[Road, ...]
    effects: tuple[Effect, ...]
    begins_s: float
    demand: Floats
    usual_kmh: Floats = field(repr=False)
    ratio: Floats = field(repr=False)
    calm: Floats = field(repr=False)

    @cached_property
    def seconds(self) -> Floats:
        """Return the instant of each row."""
        return self.begins_s + STEP_S * np.arange(len(self.demand), dtype=np.float64)

    @cached_property
    def speed_kmh(self) -> Floats:
        """Return the true speeds, (rows, roads)."""
        return self.usual_kmh * self.ratio

    @cached_property
    def by_road(self) -> dict[int, list[Effect]]:
        """Return what slows each road."""
        found: dict[int, list[Effect]] = {}
        for effect in self.effects:
            found.setdefault(effect.road, []).append(effect)
        return found

    def row(self, second: float) -> int:
        """Return the row of an instant; those beyond the table's ends stand for the rest."""
        return min(max(int((second - self.begins_s) / STEP_S), 0), len(self.demand) - 1)

    def rows(self, seconds: Floats) -> NDArray[np.int64]:
        """Return the rows of instants."""
        places = ((seconds - self.begins_s) / STEP_S).astype(np.int64)
        return np.clip(places, 0, len(self.demand) - 1)


def make_roads(plan: Plan, graph: StreetGraph) -> Roads:
    """Work out the speeds of all roads over a stretch."""
    begins_s = plan.begins.timestamp() - WARM_UP_S
    count = int((plan.ends.timestamp() + 1800 - begins_s) / STEP_S) + 1
    seconds = begins_s + STEP_S * np.arange(count, dtype=np.float64)
    roads = tuple(
        Road(street.id, street.name, street_middle(street), kmh, _lanes(kmh))
        for street in plan.city.streets
        for kmh in (free_flow_kmh(street.name),)
    )
    demand = road_demand(seconds, plan.city.timezone)
    free = np.array([road.free_flow_kmh for road in roads])
    usual = free[None, :] * (1 - _DIP * demand[:, None] ** 1.5)
    calm = _wet(plan, roads, seconds) * _waves(plan.seed, roads, seconds)
    effects = effects_of(plan, graph)
    left = np.ones((count, len(roads)))
    for effect in effects:
        first = max(0, int((effect.begins_s - begins_s) / STEP_S))
        last = min(count, int((effect.over_s - begins_s) / STEP_S) + 1)
        if first < last:
            held = left[first:last, effect.road]
            held[:] = np.minimum(held, effect.all_left_at(seconds[first:last]))
    ratio = np.maximum(0.06, calm * left)
    return Roads(plan, graph, roads, effects, begins_s, demand, usual, ratio, calm)


def _lanes(kmh: float) -> int:
    return 6 if kmh > 80 else 4 if kmh > 50 else 2


def _wet(plan: Plan, roads: tuple[Road, ...], seconds: Floats) -> Floats:
    """Return what the rain leaves of each road's speed."""
    looks = np.arange(0, len(seconds) + _RAIN_STEP, _RAIN_STEP)
    left = np.ones((len(looks), len(roads)))
    for storm in plan.weather.storms:
        end = storm.span.end or plan.ends
        held = np.nonzero(
            (seconds[0] + looks * STEP_S >= storm.span.start.timestamp() - 300)
            & (seconds[0] + looks * STEP_S <= end.timestamp() + 300)
        )[0]
        for look in held.tolist():
            at = plan.begins.fromtimestamp(
                float(seconds[0]) + looks[look] * STEP_S, plan.begins.tzinfo
            )
            for place, road in enumerate(roads):
                rain = plan.weather.at(LonLat(*road.point), at).rain_mm_h
                left[look, place] = max(_WETTEST, 1 - rain / 70)
    rows = np.arange(len(seconds))
    columns = [np.interp(rows, looks, left[:, place]) for place in range(len(roads))]
    return np.column_stack(columns) if columns else np.ones((len(seconds), 0))


def _waves(seed: int, roads: tuple[Road, ...], seconds: Floats) -> Floats:
    """Return how each road's speed rises and falls by itself, a few per cent."""
    one = np.array([share(seed, "road", road.id, 1) * 6.283 for road in roads])
    two = np.array([share(seed, "road", road.id, 2) * 6.283 for road in roads])
    return (
        1
        + 0.03 * np.sin(seconds[:, None] / 410 + one)
        + 0.03 * np.sin(seconds[:, None] / 1530 + two)
    )
