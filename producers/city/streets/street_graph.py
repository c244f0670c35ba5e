"""Make a graph of a pack's streets: crossings, what lies between them, and the quickest ways.

The only file that imports networkx.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, cast

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from core.geo import buffer_m
from producers.city.course import Course, Floats, Position, metres_per_degree
from producers.city.figures import numbers

_CLOSED_M: Final = 45.0
"""An edge of which more than this lies on a closed stretch is closed."""


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """Hold what lies between two crossings.

    Attributes:
        ends: numbers of the crossings, in the order of its course.
        road: place of its street among the pack's.
        seconds: how long a car needs where nothing is in its way.
    """

    ends: tuple[int, int]
    road: int
    course: Course
    seconds: float


@dataclass(frozen=True, eq=False)
class Route:
    """Hold one way through the graph; where it lies is worked out when first asked.

    Attributes:
        edges: what it consists of, in order, each with whether it is driven along its course.
        roads: place of the street of each edge.
        seconds: free driving time of each edge.
        length_m: how long it is.
    """

    edges: Sequence[tuple[Edge, bool]]
    roads: NDArray[np.int64]
    seconds: Floats
    length_m: float

    @cached_property
    def top_kmh(self) -> float:
        """Return the highest speed on it when it takes the free driving time in all."""
        return max(edge.course.length_m / edge.seconds * 3.6 for edge, _ in self.edges)

    @cached_property
    def course(self) -> Course:
        """Return the way, all edges joined."""
        return self._joined[0]

    @cached_property
    def share(self) -> Floats:
        """Return at each vertex of the course the share of the driving time that has passed."""
        return self._joined[1]

    @cached_property
    def _joined(self) -> tuple[Course, Floats]:
        points: list[Position] = []
        spent: list[float] = []
        before = 0.0
        for edge, ahead in self.edges:
            own, along = edge.course.points, edge.course.along_m
            if not ahead:
                own, along = own[::-1], (edge.course.length_m - along)[::-1]
            skip = 1 if points else 0
            points += own[skip:]
            spent += (before + along / edge.course.length_m * edge.seconds)[skip:].tolist()
            before += edge.seconds
        course = Course.through(points)
        if len(course.lon) != len(spent):
            return course, course.along_m / course.length_m
        return course, np.array(spent) / spent[-1]


@dataclass(frozen=True, slots=True, eq=False)
class StreetGraph:
    """Hold the graph; only what hangs together is in it.

    Attributes:
        nodes: the crossings.
        edges: what lies between them.
    """

    nodes: Sequence[Position]
    edges: Sequence[Edge]
    _graph: Any = field(repr=False)
    _shapes: Sequence[BaseGeometry] = field(repr=False)
    _tree: shapely.STRtree = field(repr=False)

    @classmethod
    def joined(cls, nodes: Sequence[Position], edges: Sequence[Edge]) -> "StreetGraph":
        """Join edges at crossings; keep the part that hangs together and is largest.

        Of two edges between the same crossings the quicker one is kept.
        """
        graph = cast(Any, nx).Graph()
        for number, edge in sorted(enumerate(edges), key=lambda pair: (pair[1].seconds, pair[0])):
            if not graph.has_edge(*edge.ends):
                graph.add_edge(*edge.ends, number=number)
        parts: list[set[int]] = list(cast(Any, nx).connected_components(graph))
        kept = sorted(min(parts, key=lambda part: (-len(part), min(part)))) if parts else []
        new = {old: number for number, old in enumerate(kept)}
        held = sorted(int(number) for a, _, number in graph.edges(data="number") if a in new)
        left: list[Edge] = []
        joined = cast(Any, nx).Graph()
        for number in held:
            edge = edges[number]
            ends = (new[edge.ends[0]], new[edge.ends[1]])
            joined.add_edge(*ends, seconds=edge.seconds, number=len(left))
            left.append(Edge(ends, edge.road, edge.course, edge.seconds))
        shapes = [shapely.LineString(edge.course.points) for edge in left]
        return cls([nodes[old] for old in kept], left, joined, shapes, shapely.STRtree(shapes))

    def closed_by(self, closed: BaseGeometry) -> frozenset[int]:
        """Return the edges that run along a closed stretch, or through a closed place."""
        if not self.edges:
            return frozenset()
        grown = buffer_m(closed, 15.0)
        east, north = metres_per_degree(self.nodes[0][1])
        near = numbers(self._tree.query(grown, "intersects"))
        met = np.array([self._shapes[number] for number in near], dtype=object)
        held = shapely.intersection(met, grown)
        flat = shapely.transform(held, lambda degrees: degrees * (east, north))
        lengths = cast("list[float]", cast(Any, shapely).length(flat).tolist())
        return frozenset(
            number
            for number, inside in zip(near, lengths, strict=True)
            if inside > min(_CLOSED_M, 0.7 * self.edges[number].course.length_m)
        )

    def ways_from(self, node: int, without: Collection[int] = ()) -> dict[int, list[int]]:
        """Return the quickest way to every crossing that can be reached, as crossings."""
        found: Any = nx.single_source_dijkstra_path(self._graph, node, weight=_open(without))
        return cast("dict[int, list[int]]", found)

    def way(self, start: int, end: int, without: Collection[int] = ()) -> list[int] | None:
        """Return the quickest way between two crossings; None where there is none."""
        try:
            found: Any = nx.bidirectional_dijkstra(self._graph, start, end, weight=_open(without))
        except nx.NetworkXNoPath:
            return None
        return cast("list[int]", found[1])

    def route(self, way: Sequence[int]) -> Route:
        """Join the edges of a way of two crossings at least."""
        taken = [(self.edges[self.edge_between(a, b)], a) for a, b in pairwise(way)]
        return Route(
            [(edge, edge.ends[0] == start) for edge, start in taken],
            np.array([edge.road for edge, _ in taken]),
            np.array([edge.seconds for edge, _ in taken]),
            sum(edge.course.length_m for edge, _ in taken),
        )

    def edge_between(self, start: int, end: int) -> int:
        """Return the number of the edge that joins two neighbouring crossings."""
        return int(self._graph.edges[start, end]["number"])

    def spread(self, count: int) -> list[int]:
        """Return crossings that lie as far from one another as they can."""
        if not self.nodes:
            return []
        east, north = metres_per_degree(self.nodes[0][1])
        flat = np.array(self.nodes) * (east, north)
        first = int(np.argmin(np.hypot(*(flat - flat.mean(axis=0)).T)))
        chosen = [first]
        nearest = np.hypot(*(flat - flat[first]).T)
        while len(chosen) < min(count, len(self.nodes)):
            chosen.append(int(np.argmax(nearest)))
            nearest = np.minimum(nearest, np.hypot(*(flat - flat[chosen[-1]]).T))
        return sorted(chosen)


def _open(without: Collection[int]) -> Callable[[int, int, Mapping[str, Any]], float | None]:
    """Return what tells networkx the seconds over an edge; None hides one that is left out."""
    shut = frozenset(without)

    def seconds(_start: int, _end: int, edge: Mapping[str, Any]) -> float | None:
        return None if edge["number"] in shut else edge["seconds"]

    return seconds
