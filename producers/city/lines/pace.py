"""Tell how much longer than usual a bus takes over each leg of its way, by the roads under it."""

from dataclasses import dataclass, field
from typing import Any, Final, cast

import numpy as np
import shapely
from numpy.typing import NDArray

from producers.city.course import Floats, Position
from producers.city.lines.detours import Way
from producers.city.streets.road_effects import Effect
from producers.city.streets.roads import Roads

_PIECE_M: Final = 160.0
_UNDER_DEG: Final = 0.0003
"""A street further from the course than this (about 30 m) is not the one under it."""
_SLOWEST: Final = 4.0
_FELT: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class _Leg:
    """Hold the streets under a leg, and what is felt on each piece: effects with their shares."""

    roads: NDArray[np.int64]
    pieces: tuple[tuple[int, tuple[tuple[Effect, float], ...]], ...]
    ends_s: float


@dataclass(eq=False)
class Pace:
    """Answer for the ways of one stretch; remembers the streets under each."""

    roads: Roads
    _tree: shapely.STRtree = field(init=False)
    _slow: Floats = field(init=False)
    _legs: dict[tuple[Way, int], _Leg] = field(init=False)

    def __post_init__(self) -> None:
        self._legs = {}
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
        row = self.roads.row(second)
        if second >= held.ends_s:
            return float(self._slow[row, held.roads].mean())
        total = 0.0
        for road, felt in held.pieces:
            left = min((effect.left_at(second, share) for effect, share in felt), default=1.0)
            total += min(_SLOWEST, float(self._slow[row, road]) / max(0.1, left))
        return total / len(held.pieces)

    def _look(self, way: Way, leg: int) -> _Leg:
        if way.pattern.kind not in ("bus", "tram") or not self.roads.graph.edges:
            return _Leg(np.array([], dtype=np.int64), (), 0.0)
        since, until = way.along_m[leg], way.along_m[leg + 1]
        count = max(1, round((until - since) / _PIECE_M))
        middles = [
            way.course.point_at(since + (until - since) * (n + 0.5) / count) for n in range(count)
        ]
        pieces = tuple(
            (road, self._felt(road, middle)) for middle in middles
            if (road := self._under(middle)) is not None
        )  # fmt: skip
        ends = max((e.over_s for _, felt in pieces for e, _ in felt), default=0.0)
        return _Leg(np.array([road for road, _ in pieces], dtype=np.int64), pieces, ends)

    def _under(self, point: Position) -> int | None:
        found: Any = self._tree.query_nearest(shapely.Point(point), max_distance=_UNDER_DEG)
        near = cast("list[int]", found.tolist())
        return self.roads.graph.edges[min(near)].road if near else None

    def _felt(self, road: int, point: Position) -> tuple[tuple[Effect, float], ...]:
        return tuple(
            (effect, share)
            for effect in self.roads.by_road.get(road, ())
            if (share := effect.felt_at(point)) > _FELT
        )
