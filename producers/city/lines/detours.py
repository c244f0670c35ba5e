"""Lead lines round closed streets: where a run leaves its course, and where it joins it again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from core.geo import buffer_m
from producers.city.course import Course, Position, apart_m
from producers.city.figures import numbers
from producers.city.lines.timetable import Pattern
from producers.city.streets.closures import Closure
from producers.city.streets.street_graph import StreetGraph

_BESIDE_M: Final = 15.0
_LEAST_M: Final = 45.0
"""A course with less of it on a closed stretch only crosses there."""
_ON_COURSE_M: Final = 16.0
_NEAR_DEG: Final = 0.0006
"""What lies on a course is nowhere further from it than this."""
_TRIES: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """Hold how a run really goes: the pattern's course, or a way round what is closed.

    Attributes:
        calls: which of the pattern's stops are served, by their places.
        along_m: how far along the course each of them lies.
        round: the closures that it goes round.
    """

    pattern: Pattern
    course: Course
    calls: tuple[int, ...]
    along_m: tuple[float, ...]
    round: frozenset[str] = frozenset()


@dataclass(eq=False)
class Detours:
    """Lead the lines of a timetable round closures; remembers what it has found."""

    graph: StreetGraph
    closures: Sequence[Closure]
    _met: dict[Pattern, Mapping[str, tuple[float, float]]] = field(init=False)
    _ways: dict[tuple[Pattern, frozenset[str], frozenset[str]], Way | None] = field(init=False)
    _nodes: dict[Pattern, list[tuple[float, int]]] = field(init=False)
    _grown: shapely.STRtree = field(init=False)

    def __post_init__(self) -> None:
        self._met, self._ways, self._nodes = {}, {}, {}
        self._grown = shapely.STRtree([buffer_m(c.shape, _BESIDE_M) for c in self.closures])

    def met(self, pattern: Pattern) -> Mapping[str, tuple[float, float]]:
        """Return which closures lie on a pattern's course, and from where to where along it."""
        if pattern not in self._met:
            line = shapely.LineString(pattern.course.points)
            near = self._grown.query(line, "intersects") if pattern.kind == "bus" else ()
            self._met[pattern] = {
                self.closures[number].id: stretch
                for number in sorted(numbers(np.asarray(near, dtype=np.int64)))
                if (stretch := _overlap(pattern.course, line, self._grown.geometries[number]))
            }
        return self._met[pattern]

    def usual(self, pattern: Pattern) -> Way:
        """Return the way of a pattern where nothing is closed."""
        way = self.around(pattern, frozenset())
        assert way is not None  # nothing to go round
        return way

    def around(
        self, pattern: Pattern, ids: frozenset[str], besides: frozenset[str] = frozenset()
    ) -> Way | None:
        """Return the way round closures on a pattern's course; None where there is none.

        Args:
            pattern: who is to go round.
            ids: of the closures on its course.
            besides: of those elsewhere that it cannot pass either.
        """
        key = (pattern, ids, besides if ids else frozenset[str]())
        if key not in self._ways:
            self._ways[key] = self._find(*key)
        return self._ways[key]

    def during(self, since_s: float, until_s: float) -> frozenset[str]:
        """Return the ids of what is closed at any time between two instants."""
        return frozenset(c.id for c in self.closures if c.holds(since_s, until_s))

    def _find(self, pattern: Pattern, ids: frozenset[str], besides: frozenset[str]) -> Way | None:
        places = tuple(range(len(pattern.stops)))
        if not ids:
            return Way(pattern, pattern.course, places, pattern.along_m)
        met = self.met(pattern)
        shut = frozenset(e for c in self.closures if c.id in ids | besides for e in c.edges)
        cuts: list[tuple[float, float, list[int]]] = []
        since, until = 0.0, 0.0
        for since, until in _merged([met[name] for name in ids if name in met]):
            if cuts and since < cuts[-1][1]:
                continue
            cut = self._cut(pattern, since, until, shut)
            if cut is None or (cuts and cut[0] < cuts[-1][1]):
                return None
            cuts.append(cut)
        return _spliced(pattern, cuts, ids, self.graph) if cuts else None

    def _cut(
        self, pattern: Pattern, since: float, until: float, shut: frozenset[int]
    ) -> tuple[float, float, list[int]] | None:
        """Return where to leave the course and where to join it again, with the way between."""
        nodes = self._on_course(pattern)
        before = [node for node in nodes if node[0] <= since + 1][-_TRIES:]
        after = [node for node in nodes if node[0] >= until - 1][:_TRIES]
        pairs = sorted(
            (end[0] - start[0], start, end) for start in before for end in after
        )  # fmt: skip
        for _, start, end in pairs:
            way = self.graph.way(start[1], end[1], shut)
            if way is not None and len(way) > 1:
                return start[0], end[0], way
        return None

    def _on_course(self, pattern: Pattern) -> list[tuple[float, int]]:
        if pattern not in self._nodes:
            found: list[tuple[float, int]] = []
            line = shapely.LineString(pattern.course.points)
            near = shapely.dwithin(line, shapely.points(self.graph.nodes), _NEAR_DEG)
            for number in numbers(np.flatnonzero(near)):
                along, off = pattern.course.nearest(self.graph.nodes[number])
                if off < _ON_COURSE_M:
                    found.append((along, number))
            self._nodes[pattern] = sorted(found)
        return self._nodes[pattern]


def _overlap(course: Course, line: LineString, grown: BaseGeometry) -> tuple[float, float] | None:
    """Return the stretch of a course that runs along what is closed; None where it crosses it."""
    held = shapely.intersection(line, grown)
    stretches: list[tuple[float, float]] = []
    for part in shapely.get_parts(np.array([held], dtype=object)):
        points = list(part.coords)
        if sum(apart_m(a, b) for a, b in pairwise(points)) > _LEAST_M:
            places = [course.nearest(point)[0] for point in (points[0], points[-1])]
            stretches.append((min(places), max(places)))
    if not stretches:
        return None
    return min(since for since, _ in stretches), max(until for _, until in stretches)


def _merged(stretches: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for since, until in sorted(stretches):
        if merged and since <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return merged


def _spliced(
    pattern: Pattern,
    cuts: Sequence[tuple[float, float, list[int]]],
    ids: frozenset[str],
    graph: StreetGraph,
) -> Way:
    """Join the course's own stretches with the ways round."""
    points: list[Position] = []
    shifts: list[tuple[float, float, float]] = []  # own stretches: since, until, moved by
    done = moved = 0.0
    for since, until, way in cuts:
        if since > done:
            points += pattern.course.between(done, since)
        shifts.append((done, since, moved))
        around = graph.route(way).course
        points += around.points
        moved += around.length_m - (until - since)
        done = until
    if done < pattern.course.length_m:
        points += pattern.course.between(done, pattern.course.length_m)
    shifts.append((done, pattern.course.length_m, moved))
    calls: list[int] = []
    along: list[float] = []
    for place, at in enumerate(pattern.along_m):
        held = next((by for since, until, by in shifts if since - 5 <= at <= until + 5), None)
        if held is not None and (not along or at + held > along[-1] + 1):
            calls.append(place)
            along.append(at + held)
    course = Course.through(points)
    return Way(pattern, course, tuple(calls), tuple(along), ids)
