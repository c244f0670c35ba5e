"""Cut a pack's streets at their crossings, and make the graph of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.city_parts import Street
from core.geo import buffer_m
from producers.city.course import Course, Position, apart_m, lines_of
from producers.city.figures import numbers
from producers.city.streets.street_graph import Edge, StreetGraph

_JOIN_M: Final = 12.0
"""Crossings closer than this are one; an end this close to a street meets it."""
_JOIN_DEG: Final = 0.00012
"""No two points that are one lie further apart north to south: this is more than 12 m."""
_SPEEDS: Final = (
    (re.compile(r"expressway|highway|freeway|motorway|autopista|autoroute", re.I), 88.0),
    (re.compile(r"boulevard|parkway|bridge|puente|pont\b", re.I), 60.0),
    (re.compile(r"avenue|road|drive|avenida|carretera|route", re.I), 54.0),
)
_USUAL_KMH: Final = 45.0


def free_flow_kmh(name: str) -> float:
    """Return the speed on an empty road, by what sort of road its name says it is."""
    return next((kmh for words, kmh in _SPEEDS if words.search(name)), _USUAL_KMH)


def build_graph(streets: tuple[Street, ...]) -> StreetGraph:
    """Make the graph of a pack's streets; a pack without any has an empty one."""
    ways = list(_ways(streets))
    if not ways:
        return StreetGraph.joined((), ())
    courses = [course for _, course in ways]
    joints = _joints(courses)
    nodes: list[Position] = []
    cuts = [_cut(course, points, nodes) for course, points in zip(courses, joints, strict=True)]
    edges: list[Edge] = []
    for (road, course), places in zip(ways, cuts, strict=True):
        kmh = free_flow_kmh(streets[road].name)
        for (since, a), (until, b) in pairwise(places):
            if a != b and until - since >= _JOIN_M:
                part = Course.through(course.between(since, until))
                edges.append(Edge((a, b), road, part, part.length_m / kmh * 3.6))
    return StreetGraph.joined(nodes, edges)


def _ways(streets: Sequence[Street]) -> Iterator[tuple[int, Course]]:
    """Yield the lines of the streets that do not lie on another: a bridge is its road's."""
    shapes = [street.geometry for street in streets]
    tree = shapely.STRtree(shapes)
    for road, shape in enumerate(shapes):
        rides = any(
            other != road and shapes[other].length > shape.length
            and shapely.covers(buffer_m(shapes[other], 5.0), shape)
            for other in sorted(numbers(tree.query(shape, "intersects")))
        )  # fmt: skip
        if not rides:
            for line in lines_of(shape):
                yield road, Course.through([(x, y) for x, y in line.coords])


def _joints(courses: Sequence[Course]) -> list[list[Position]]:
    """Return the points at which each course meets others, its ends among them."""
    shapes = [shapely.LineString(course.points) for course in courses]
    tree = shapely.STRtree(shapes)
    joints: list[list[Position]] = [[c.points[0], c.points[-1]] for c in courses]
    one, other = tree.query(np.array(shapes, dtype=object), "intersects")
    for a, b in zip(numbers(one), numbers(other), strict=True):
        if a < b:
            met = shapely.intersection(shapes[a], shapes[b])
            parts: list[BaseGeometry] = list(getattr(met, "geoms", (met,)))
            for part in parts:
                middle = part.centroid
                joints[a].append((middle.x, middle.y))
                joints[b].append((middle.x, middle.y))
    for number, course in enumerate(courses):
        for end in (course.points[0], course.points[-1]):
            reach = buffer_m(shapely.Point(end), _JOIN_M)
            for near in sorted(numbers(tree.query(reach, "intersects"))):
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
        node = next(
            (n for n, known in enumerate(nodes)
             if abs(known[1] - point[1]) < _JOIN_DEG and apart_m(known, point) < _JOIN_M), None,
        )  # fmt: skip
        if node is None:
            nodes.append(point)
            node = len(nodes) - 1
        cut.setdefault(node, along)
    return sorted((along, node) for node, along in cut.items())
