"""Make a graph of a pack's streets: crossings, what lies between them, and the quickest ways.

The only file that imports networkx.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, cast

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from core.city_parts import Street
from core.geo import buffer_m
from producers.city.course import Course, Floats, Position, apart_m, metres_per_degree

_JOIN_M: Final = 12.0
"""Crossings closer than this are one; an end this close to a street meets it."""
_CLOSED_M: Final = 45.0
"""An edge of which more than this lies on a closed stretch is closed."""
_SPEEDS: Final = (
    (re.compile(r"expressway|highway|freeway|motorway|autopista|autoroute", re.I), 88.0),
    (re.compile(r"boulevard|parkway|bridge|puente|pont\b", re.I), 60.0),
    (re.compile(r"avenue|road|drive|avenida|carretera|route", re.I), 54.0),
)
_USUAL_KMH: Final = 45.0


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


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """Hold one way through the graph.

    Attributes:
        course: the way, all edges joined.
        roads: place of the street of each edge, in order.
        seconds: free driving time of each edge.
        share: at each vertex, the share of the whole driving time that has passed.
        steepest_m: the metres that the whole way would have, were it all as its fastest piece.
    """

    course: Course
    roads: NDArray[np.int64]
    seconds: Floats
    share: Floats
    steepest_m: float


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

    def closed_by(self, closed: BaseGeometry) -> frozenset[int]:
        """Return the edges that run along a closed stretch, or through a closed place."""
        if not self.edges:
            return frozenset()
        grown = buffer_m(closed, 15.0)
        east, north = metres_per_degree(self.nodes[0][1])
        held = shapely.intersection(np.array(self._shapes, dtype=object), grown)
        lengths = shapely.length(shapely.transform(held, lambda xy: xy * (east, north)))
        return frozenset(
            number
            for number, (inside, edge) in enumerate(zip(lengths, self.edges, strict=True))
            if inside > min(_CLOSED_M, 0.7 * edge.course.length_m)
        )

    def ways_from(self, node: int, without: Collection[int] = ()) -> dict[int, list[int]]:
        """Return the quickest way to every crossing that can be reached, as crossings."""
        graph = self._open(without)
        found: Any = nx.single_source_dijkstra_path(graph, node, weight="seconds")
        return cast("dict[int, list[int]]", found)

    def way(self, start: int, end: int, without: Collection[int] = ()) -> list[int] | None:
        """Return the quickest way between two crossings; None where there is none."""
        try:
            found: Any = nx.dijkstra_path(self._open(without), start, end, weight="seconds")
        except nx.NetworkXNoPath:
            return None
        return cast("list[int]", found)

    def route(self, way: Sequence[int]) -> Route:
        """Join the edges of a way of two crossings at least."""
        points: list[Position] = []
        spent: list[float] = []
        roads: list[int] = []
        seconds: list[float] = []
        for start, end in pairwise(way):
            edge = self.edges[self._graph.edges[start, end]["number"]]
            ahead = edge.ends[0] == start
            own = edge.course.points if ahead else edge.course.points[::-1]
            along = (
                edge.course.along_m if ahead else (edge.course.length_m - edge.course.along_m)[::-1]
            )
            before = sum(seconds)
            skip = 1 if points else 0
            points += own[skip:]
            spent += (before + along / edge.course.length_m * edge.seconds)[skip:].tolist()
            roads.append(edge.road)
            seconds.append(edge.seconds)
        course = Course.through(points)
        times = np.array(spent)
        if len(course.lon) != len(times):
            times = np.linspace(0.0, sum(seconds), len(course.lon))
        share = times / times[-1]
        steepest = float((np.diff(course.along_m) / np.maximum(np.diff(share), 1e-6)).max())
        return Route(course, np.array(roads), np.array(seconds), share, steepest)

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

    def _open(self, without: Collection[int]) -> Any:
        if not without:
            return self._graph
        left: Any = self._graph.copy()
        left.remove_edges_from([self.edges[number].ends for number in sorted(without)])
        return left


def free_flow_kmh(name: str) -> float:
    """Return the speed on an empty road, by what sort of road its name says it is."""
    return next((kmh for words, kmh in _SPEEDS if words.search(name)), _USUAL_KMH)


def build_graph(streets: Sequence[Street]) -> StreetGraph:
    """Make the graph of a pack's streets; a pack without any has an empty one."""
    ways = list(_ways(streets))
    if not ways:
        return StreetGraph((), (), nx.Graph(), ())
    courses = [course for _, course in ways]
    joints = _joints(courses)
    nodes: list[Position] = []
    cuts = [_cut(course, points, nodes) for course, points in zip(courses, joints, strict=True)]
    graph: Any = nx.Graph()
    edges: list[Edge] = []
    for (road, course), places in zip(ways, cuts, strict=True):
        kmh = free_flow_kmh(streets[road].name)
        for (since, a), (until, b) in pairwise(places):
            if a == b or until - since < _JOIN_M:
                continue
            part = Course.through(course.between(since, until))
            seconds = part.length_m / kmh * 3.6
            known: Any = graph.get_edge_data(a, b)
            if known is None or known["seconds"] > seconds:
                graph.add_edge(a, b, seconds=seconds, number=len(edges))
                edges.append(Edge((a, b), road, part, seconds))
    return _largest(graph, nodes, edges)


def _ways(streets: Sequence[Street]) -> Iterator[tuple[int, Course]]:
    """Yield the lines of the streets that do not lie on another: a bridge is its road's."""
    shapes = [street.geometry for street in streets]
    tree = shapely.STRtree(shapes)
    for road, shape in enumerate(shapes):
        rides = any(
            other != road and shapes[other].length > shape.length
            and shapely.covers(buffer_m(shapes[other], 5.0), shape)
            for other in sorted(tree.query(shape, "intersects").tolist())
        )  # fmt: skip
        if not rides:
            for line in shapely.get_parts(np.array([shape], dtype=object)):
                yield road, Course.through([(x, y) for x, y in line.coords])


def _joints(courses: Sequence[Course]) -> list[list[Position]]:
    """Return the points at which each course meets others, its ends among them."""
    lines = np.array([shapely.LineString(course.points) for course in courses], dtype=object)
    tree = shapely.STRtree(lines)
    joints: list[list[Position]] = [[c.points[0], c.points[-1]] for c in courses]
    one, other = tree.query(lines, "intersects")
    met = shapely.intersection(lines[one], lines[other])
    for a, b, shape in zip(one.tolist(), other.tolist(), met, strict=True):
        if a < b:
            for part in shapely.get_parts(np.array([shape], dtype=object)):
                middle = part.centroid
                joints[a].append((middle.x, middle.y))
                joints[b].append((middle.x, middle.y))
    for number, course in enumerate(courses):
        for end in (course.points[0], course.points[-1]):
            reach = buffer_m(shapely.Point(end), _JOIN_M)
            for near in sorted(tree.query(reach, "intersects").tolist()):
                if near != number:
                    joints[near].append(end)
    return joints


def _cut(
    course: Course, points: Iterable[Position], nodes: list[Position]
) -> list[tuple[float, int]]:
    """Return where a course is cut and by which crossing; new crossings join `nodes`."""
    cut: dict[int, float] = {}
    for point in points:
        along, off = course.nearest(point)
        if off > 2 * _JOIN_M:
            continue
        node = next((n for n, known in enumerate(nodes) if apart_m(known, point) < _JOIN_M), None)
        if node is None:
            nodes.append(point)
            node = len(nodes) - 1
        cut.setdefault(node, along)
    return sorted((along, node) for node, along in cut.items())


def _largest(graph: Any, nodes: Sequence[Position], edges: Sequence[Edge]) -> StreetGraph:
    """Keep the part of the graph that hangs together and is largest, numbered anew."""
    parts: Any = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    kept = sorted(parts[0]) if parts else []
    new = {old: number for number, old in enumerate(kept)}
    joined: Any = nx.Graph()
    left: list[Edge] = []
    for a, b, held in sorted(graph.edges(data="number"), key=lambda edge: edge[2]):
        if a in new:
            edge = edges[held]
            joined.add_edge(new[a], new[b], seconds=edge.seconds, number=len(left))
            left.append(
                Edge((new[edge.ends[0]], new[edge.ends[1]]), edge.road, edge.course, edge.seconds)
            )
    shapes = [shapely.LineString(edge.course.points) for edge in left]
    return StreetGraph([nodes[old] for old in kept], left, joined, shapes)
