"""Say where a point is in the city as people would: at a stop, near a corner, in a neighbourhood.

The tables are made once a city; a point is named in some 50 microseconds.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import cos, radians
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from core.city import City
from core.city_parts import Area, AreaKind
from core.geo import METRES_PER_DEGREE, LonLat, as_shape, distance_m

_AT_M: Final = 80.0
"""A vehicle this near to a stop is at it."""
_NEAR_M: Final = 250.0
"""A corner or a landmark this near is what people go by."""
_STOP_NEAR_M: Final = 600.0
"""A train between stations is near one of them up to here."""
_ON_M: Final = 60.0
_NO_LANDMARKS: Final = frozenset({"water", "lake"})
_SPOKEN: Final = {
    kind: rank
    for rank, kind in enumerate(
        (
            AreaKind.NEIGHBOURHOOD,
            AreaKind.DISTRICT,
            AreaKind.BOROUGH,
            AreaKind.WARD,
            AreaKind.OTHER,
        )
    )
}
"""Kinds of area by which people say where they are, the smallest first."""


class Spotting(StrEnum):
    """How a point stands to what it is named after; the phrase to say it with."""

    AT_STOP = "at_stop"
    NEAR = "near"
    NEAR_STOP = "near_stop"
    ON = "on"
    IN = "in"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Whereabout:
    """Hold what a point is named after."""

    how: Spotting
    name: str = ""


class _Points:
    """Know the nearest of many named points."""

    def __init__(self, named: list[tuple[str, LonLat]]) -> None:
        self._names = [name for name, _ in named]
        self._at: NDArray[np.float64] = np.array([(p.lon, p.lat) for _, p in named]).reshape(-1, 2)

    def nearest(self, point: LonLat) -> tuple[str, float]:
        """Return the nearest name and its distance in metres; infinitely far where none is."""
        if not self._names:
            return "", float("inf")
        apart = (self._at - (point.lon, point.lat)) * METRES_PER_DEGREE
        apart[:, 0] *= cos(radians(point.lat))
        squares = np.einsum("ij,ij->i", apart, apart)
        index = int(np.argmin(squares))
        return self._names[index], float(np.sqrt(squares[index]))


class Whereabouts:
    """Name points of one city."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._stops = _Points([(stop.name, stop.point) for stop in city.stops])
        marks = [
            (mark.name, _middle(mark.geometry)) for mark in city.landmarks
            if mark.kind not in _NO_LANDMARKS
        ]  # fmt: skip
        self._marks = _Points([*marks, *_corners(city)])
        self._streets = shapely.STRtree([street.geometry for street in city.streets])

    def of(self, point: LonLat, *, stops: bool = True) -> Whereabout:
        """Name a point after what is nearest and best known there.

        Args:
            point: the point.
            stops: whether it may be named after a stop, which is often called as a street is.
        """
        stop, stop_m = self._stops.nearest(point) if stops else ("", float("inf"))
        if stop_m <= _AT_M:
            return Whereabout(Spotting.AT_STOP, stop)
        mark, mark_m = self._marks.nearest(point)
        if mark_m <= _NEAR_M:
            return Whereabout(Spotting.NEAR, mark)
        if street := self._street(point):
            return Whereabout(Spotting.ON, street)
        if stop_m <= _STOP_NEAR_M:
            return Whereabout(Spotting.NEAR_STOP, stop)
        areas = self.areas(point)
        return Whereabout(Spotting.IN, areas[0]) if areas else Whereabout(Spotting.NOWHERE)

    def areas(self, point: LonLat) -> tuple[str, ...]:
        """Name the areas that hold the point and that people go by, the smallest kind first."""
        found = [area for area in self._city.areas_at(point) if area.kind in _SPOKEN]
        return tuple(area.name for area in sorted(found, key=_rank))

    def _street(self, point: LonLat) -> str:
        if not self._city.streets:
            return ""
        index = self._streets.nearest(as_shape(point))
        street = self._city.streets[int(index)]
        return street.name if distance_m(point, street.geometry) <= _ON_M else ""


@lru_cache(maxsize=8)
def whereabouts(city: City) -> Whereabouts:
    """Return the names of a city's points, made once."""
    return Whereabouts(city)


def _corners(city: City) -> list[tuple[str, LonLat]]:
    """Return every crossing of two streets with its name."""
    shapes = np.array([street.geometry for street in city.streets])
    if not len(shapes):
        return []
    first, second = shapely.STRtree(shapes).query(shapes, "intersects")
    once = first < second
    lefts: list[int] = first[once].tolist()
    rights: list[int] = second[once].tolist()
    meetings = shapely.intersection(shapes[first[once]], shapes[second[once]])
    found: list[tuple[str, LonLat]] = []
    for a, b, meeting in zip(lefts, rights, meetings, strict=True):
        named = sorted((city.streets[a].name, city.streets[b].name))
        found += [
            (" and ".join(named), LonLat(part.x, part.y))
            for part in shapely.get_parts(meeting) if isinstance(part, shapely.Point)
        ]  # fmt: skip
    return found


def _rank(area: Area) -> int:
    return _SPOKEN[area.kind]


def _middle(shape: BaseGeometry) -> LonLat:
    middle = shapely.Point(shape.representative_point())
    return LonLat(middle.x, middle.y)
