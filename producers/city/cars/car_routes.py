"""Hold the ways that cars take between the places they go to, each found once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from shapely.geometry.base import BaseGeometry

from core.geo import LonLat, contains
from producers.city.course import Course, Floats
from producers.city.streets.closures import Closure
from producers.city.streets.roads import Roads
from producers.city.streets.street_graph import Route, StreetGraph

_HUBS: Final = 72
_TURNS: Final = 1.18
"""What lights and turns add to the driving time."""
_AHEAD_S: Final = 1500.0
"""A driver knows of what is closed, or will be, within so long."""
_LEAST_RATIO: Final = 0.3


@dataclass(eq=False)
class CarRoutes:
    """Find ways between hubs: crossings spread over the map.

    Attributes:
        hubs: numbers of the crossings.
        fenced: areas that trucks keep out of.
    """

    graph: StreetGraph
    roads: Roads
    closures: Sequence[Closure]
    fenced: Sequence[BaseGeometry] = ()
    hubs: list[int] = field(init=False)
    barred: frozenset[int] = field(init=False)
    _free: Floats = field(init=False)
    _trees: dict[tuple[int, frozenset[int]], dict[int, list[int]]] = field(init=False)
    _routes: dict[tuple[int, int, frozenset[int]], Route | None] = field(init=False)
    _edges: dict[Route, frozenset[int]] = field(init=False)

    def __post_init__(self) -> None:
        self._trees, self._routes, self._edges = {}, {}, {}
        self.hubs = self.graph.spread(_HUBS)
        self._free = np.array([road.free_flow_kmh for road in self.roads.roads])
        self.barred = frozenset(
            number
            for number, edge in enumerate(self.graph.edges)
            for fence in self.fenced
            if _in(fence, edge.course)
        )

    def between(self, start: int, end: int, second: float, truck: bool = False) -> Route | None:
        """Return the quickest way that nothing closes; None where there is none.

        Args:
            start: number of a crossing.
            end: another.
            second: when one sets out, since 1970.
            truck: whether it keeps out of what is fenced.
        """
        without = self.barred if truck else frozenset[int]()
        route = self._found(start, end, without)
        for _ in range(3):
            if route is None:
                return None
            on = self._edges[route]
            shut = [
                c for c in self.closures
                if c.holds(second, second + _AHEAD_S) and not on.isdisjoint(c.edges)
            ]  # fmt: skip
            if not shut:
                return route
            without = without.union(*(c.edges for c in shut))
            route = self._found(start, end, without)
        return route

    def driving_s(self, route: Route, second: float) -> float:
        """Return how long a way takes, set out upon at an instant."""
        row = self.roads.row(second)
        speed = np.maximum(_LEAST_RATIO, self.roads.ratio[row, route.roads])
        usual = self.roads.usual_kmh[row, route.roads]
        return float((route.seconds * self._free[route.roads] / (usual * speed)).sum()) * _TURNS

    def _found(self, start: int, end: int, without: frozenset[int]) -> Route | None:
        key = (start, end, without)
        if key not in self._routes:
            tree = self._trees.get((start, without))
            if tree is None:
                tree = self._trees[start, without] = self.graph.ways_from(start, without)
            way = tree.get(end)
            route = self.graph.route(way) if way is not None and len(way) > 1 else None
            self._routes[key] = route
            if route is not None and way is not None:
                self._edges[route] = frozenset(
                    self.graph.edge_between(a, b) for a, b in pairwise(way)
                )
        return self._routes[key]


def _in(fence: BaseGeometry, course: Course) -> bool:
    return any(contains(fence, LonLat(lon, lat)) for lon, lat in course.points)
