"""Hold the ways that cars take between the places they go to, each found once."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final, TypeAlias

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
_KEPT: Final = 2_048
"""Ways that are kept, those asked for last."""
_SLOT_S: Final = 900.0

_Asked: TypeAlias = tuple[int, int, frozenset[int]]
_Found: TypeAlias = tuple[Route | None, frozenset[int]]
"""A way, and the edges that it takes."""


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
    _ends: frozenset[int] = field(init=False)
    _trees: dict[tuple[int, frozenset[int]], dict[int, list[int]]] = field(init=False)
    _routes: OrderedDict[_Asked, _Found] = field(init=False)
    _shut: dict[int, list[Closure]] = field(init=False)

    def __post_init__(self) -> None:
        self._trees, self._routes, self._shut = {}, OrderedDict(), {}
        self.hubs = self.graph.spread(_HUBS)
        self._ends = frozenset(self.hubs)
        self._free = np.array([road.free_flow_kmh for road in self.roads.roads])
        self.barred = frozenset(
            number
            for number, edge in enumerate(self.graph.edges)
            for fence in self.fenced
            if _in(fence, edge.course)
        )

    @cached_property
    def open_hubs(self) -> Sequence[int]:
        """Return the hubs that are not fenced; all of them where each is."""
        fenced = {end for edge in self.barred for end in self.graph.edges[edge].ends}
        return [hub for hub in self.hubs if hub not in fenced] or self.hubs

    def between(self, start: int, end: int, second: float, truck: bool = False) -> Route | None:
        """Return the quickest way that nothing closes; None where there is none.

        Args:
            start: number of a crossing.
            end: another.
            second: when one sets out, since 1970.
            truck: whether it keeps out of what is fenced.
        """
        without = self.barred if truck else frozenset[int]()
        route, on = self._found(start, end, without)
        for _ in range(3):
            if route is None:
                return None
            shut = [
                c for c in self._shut_around(second)
                if c.holds(second, second + _AHEAD_S) and not on.isdisjoint(c.edges)
            ]  # fmt: skip
            if not shut:
                return route
            without = without.union(*(c.edges for c in shut))
            route, on = self._found(start, end, without)
        return route

    def anyhow(self, start: int, end: int) -> Route | None:
        """Return the quickest way, whatever closes it; None where the two are one."""
        return self._found(start, end, frozenset[int]())[0]

    def driving_s(self, route: Route, second: float) -> float:
        """Return how long a way takes, set out upon at an instant."""
        row = self.roads.row(second)
        speed = np.maximum(_LEAST_RATIO, self.roads.ratio[row, route.roads])
        usual = self.roads.usual_kmh[row, route.roads]
        return float((route.seconds * self._free[route.roads] / (usual * speed)).sum()) * _TURNS

    def _shut_around(self, second: float) -> Sequence[Closure]:
        """Return what may hold soon after an instant."""
        slot = int(second // _SLOT_S)
        if slot not in self._shut:
            since = slot * _SLOT_S
            until = since + _SLOT_S + _AHEAD_S
            self._shut[slot] = [c for c in self.closures if c.edges and c.holds(since, until)]
        return self._shut[slot]

    def _found(self, start: int, end: int, without: frozenset[int]) -> _Found:
        key = (start, end, without)
        if key in self._routes:
            self._routes.move_to_end(key)
            return self._routes[key]
        way = self._way(start, end, without)
        found: _Found = (None, frozenset())
        if way is not None and len(way) > 1:
            edges = frozenset(self.graph.edge_between(a, b) for a, b in pairwise(way))
            found = (self.graph.route(way), edges)
        self._routes[key] = found
        if len(self._routes) > _KEPT:
            self._routes.popitem(last=False)
        return found

    def _way(self, start: int, end: int, without: frozenset[int]) -> list[int] | None:
        """Return the crossings of a way; those between hubs on usual days are looked up at once."""
        if end not in self._ends or without not in (frozenset(), self.barred):
            return self.graph.way(start, end, without)
        tree = self._trees.get((start, without))
        if tree is None:
            ways = self.graph.ways_from(start, without)
            tree = self._trees[start, without] = {
                hub: ways[hub] for hub in self.hubs if hub in ways
            }
        return tree.get(end)


def _in(fence: BaseGeometry, course: Course) -> bool:
    return any(contains(fence, LonLat(lon, lat)) for lon, lat in course.points)
