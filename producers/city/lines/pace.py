"""Tell how much longer than usual a bus takes over each leg of its way, by the roads under it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import numpy as np
import shapely
from numpy.typing import NDArray

from producers.city.course import Floats, Position, metres_per_degree
from producers.city.figures import numbers
from producers.city.lines.detours import Way
from producers.city.streets.road_effects import felt_from
from producers.city.streets.roads import Roads

_PIECE_M: Final = 160.0
_UNDER_DEG: Final = 0.0003
"""A street further from the course than this (about 30 m) is not the one under it."""
_SLOWEST: Final = 4.0
_FELT: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class _Leg:
    """Hold the streets under a leg, and what is felt on it.

    Attributes:
        roads: the street under each of its pieces.
        piece: the number of a piece on which an effect is felt, as often as any is.
        effect: the place of this effect among the roads'.
        felt: how much of it is felt there.
    """

    roads: NDArray[np.int64]
    piece: NDArray[np.int64]
    effect: NDArray[np.int64]
    felt: Floats


@dataclass(eq=False)
class Pace:
    """Answer for the ways of one stretch; remembers the streets under each."""

    roads: Roads
    _tree: shapely.STRtree = field(init=False)
    _slow: Floats = field(init=False)
    _legs: dict[tuple[Way, int], _Leg] = field(init=False)
    _points: dict[int, tuple[NDArray[np.int64], Floats]] = field(init=False)
    _begins_s: Floats = field(init=False)
    _over_s: Floats = field(init=False)

    def __post_init__(self) -> None:
        self._legs, self._points = {}, {}
        self._begins_s = np.array([effect.begins_s for effect in self.roads.effects])
        self._over_s = np.array([effect.over_s for effect in self.roads.effects])
        edges = self.roads.graph.edges
        self._tree = shapely.STRtree([shapely.LineString(edge.course.points) for edge in edges])
        self._slow = 1 / np.maximum(0.2, self.roads.calm)

    def over(self, way: Way, leg: int, second: float) -> float:
        """Return by what a leg's usual running time is multiplied at an instant; 1 is usual.

        Args:
            way: where the run goes.
            leg: number of the stop served at its start, among those served.
            second: since 1970.
        """
        held = self._legs.get((way, leg))
        if held is None:
            held = self._legs[way, leg] = self._look(way, leg)
        if not len(held.roads):
            return 1.0
        slow = self._slow[self.roads.row(second), held.roads]
        now = (self._begins_s[held.effect] < second) & (second < self._over_s[held.effect])
        if not now.any():
            return float(slow.mean())
        left = [1.0] * len(slow)
        felt = cast("list[float]", held.felt[now].tolist())
        effects = numbers(held.effect[now])
        for piece, place, share in zip(numbers(held.piece[now]), effects, felt, strict=True):
            left[piece] = min(left[piece], self.roads.effects[place].left_at(second, share))
        return float(np.minimum(_SLOWEST, slow / np.maximum(0.1, left)).mean())

    def _look(self, way: Way, leg: int) -> _Leg:
        if way.pattern.kind not in ("bus", "tram") or not self.roads.graph.edges:
            none = np.zeros(0, dtype=np.int64)
            return _Leg(none, none, none, np.zeros(0))
        since, until = way.along_m[leg], way.along_m[leg + 1]
        count = max(1, round((until - since) / _PIECE_M))
        middles = [
            way.course.point_at(since + (until - since) * (n + 0.5) / count) for n in range(count)
        ]
        under = list(self._under(middles))
        felt = [self._felt(road, middle) for road, middle in under]
        return _Leg(
            np.array([road for road, _ in under], dtype=np.int64),
            np.repeat(np.arange(len(felt)), [len(effects) for effects, _ in felt]),
            np.concatenate([np.zeros(0, dtype=np.int64), *(effects for effects, _ in felt)]),
            np.concatenate([np.zeros(0), *(shares for _, shares in felt)]),
        )

    def _under(self, points: Sequence[Position]) -> Iterator[tuple[int, Position]]:
        """Yield the road under each point that has one, with the point."""
        found: Any = self._tree.query_nearest(shapely.points(points), max_distance=_UNDER_DEG)
        nearest: dict[int, int] = {}
        for place, edge in zip(*cast("list[list[int]]", found.tolist()), strict=True):
            nearest[place] = min(edge, nearest.get(place, edge))
        for place, edge in sorted(nearest.items()):
            yield self.roads.graph.edges[edge].road, points[place]

    def _felt(self, road: int, point: Position) -> tuple[NDArray[np.int64], Floats]:
        """Return which effects are felt at a point of a road, and how much of each."""
        effects, points = self._on_road(road)
        east, north = metres_per_degree(point[1])
        x, y = (points - point).T
        shares = felt_from(np.hypot(x * east, y * north))
        return effects[shares > _FELT], shares[shares > _FELT]

    def _on_road(self, road: int) -> tuple[NDArray[np.int64], Floats]:
        if road not in self._points:
            effects = [n for n, effect in enumerate(self.roads.effects) if effect.road == road]
            points = [self.roads.effects[n].point or (np.nan, np.nan) for n in effects]
            self._points[road] = np.array(effects, dtype=np.int64), np.array(points).reshape(-1, 2)
        return self._points[road]
