"""Hold ways over the map as arrays: how far along each vertex lies, and what lies at a distance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from core.geo import METRES_PER_DEGREE

Floats: TypeAlias = NDArray[np.float64]
Position: TypeAlias = tuple[float, float]
"""Degrees east and north."""

_SAME_M: Final = 0.5
"""Vertices closer than this are one."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Hold one way, from its first vertex to its last.

    Attributes:
        lon: degrees east of each vertex.
        lat: degrees north.
        along_m: how far along the way each vertex lies; rises from 0.
        heading_deg: which way each piece between two vertices goes, clockwise from north.
    """

    lon: Floats
    lat: Floats
    along_m: Floats
    heading_deg: Floats = field(repr=False)

    @classmethod
    def through(cls, points: Sequence[Position]) -> "Course":
        """Lay a way through points, of which two at least are apart."""
        lon, lat = np.array(points, dtype=np.float64).T
        east, north = metres_per_degree(float(lat[0]))
        steps = np.hypot(np.diff(lon) * east, np.diff(lat) * north)
        kept = np.concatenate(([True], steps > _SAME_M))
        if int(kept.sum()) < 2:
            kept = np.array([True, *[False] * (len(lon) - 2), True])
        lon, lat = lon[kept], lat[kept]
        dx, dy = np.diff(lon) * east, np.diff(lat) * north
        along = np.concatenate(([0.0], np.cumsum(np.maximum(np.hypot(dx, dy), 0.01))))
        return cls(lon, lat, along, np.degrees(np.arctan2(dx, dy)) % 360)

    @property
    def length_m(self) -> float:
        """Return how long it is."""
        return float(self.along_m[-1])

    @property
    def points(self) -> list[Position]:
        """Return its vertices."""
        return list(zip(self.lon.tolist(), self.lat.tolist(), strict=True))

    def point_at(self, along_m: float) -> Position:
        """Return the point at a distance along; the ends stand for what lies beyond them."""
        return (
            float(np.interp(along_m, self.along_m, self.lon)),
            float(np.interp(along_m, self.along_m, self.lat)),
        )

    def between(self, since_m: float, until_m: float) -> list[Position]:
        """Return the points of the stretch between two distances along, both ends included."""
        inside = (self.along_m > since_m + _SAME_M) & (self.along_m < until_m - _SAME_M)
        inner = zip(self.lon[inside].tolist(), self.lat[inside].tolist(), strict=True)
        return [self.point_at(since_m), *inner, self.point_at(until_m)]

    def nearest(self, point: Position, since_m: float = 0.0) -> tuple[float, float]:
        """Return how far along the way's nearest point lies, and how far off it is, in metres.

        Args:
            point: what to be near to.
            since_m: what lies before this is left out.
        """
        east, north = metres_per_degree(point[1])
        x, y = (self.lon - point[0]) * east, (self.lat - point[1]) * north
        dx, dy = np.diff(x), np.diff(y)
        steps = np.diff(self.along_m)
        least = np.clip((since_m - self.along_m[:-1]) / steps, 0, 1)
        share = -(x[:-1] * dx + y[:-1] * dy) / np.maximum(dx * dx + dy * dy, 1e-9)
        share = np.clip(share, least, 1)
        off = np.hypot(x[:-1] + share * dx, y[:-1] + share * dy)
        off[self.along_m[1:] < since_m] = np.inf
        best = int(np.argmin(off))
        return float(self.along_m[best] + share[best] * steps[best]), float(off[best])


def lines_of(shape: BaseGeometry) -> list[LineString]:
    """Return the lines of which a line or several consist."""
    parts: list[Any] = list(getattr(shape, "geoms", (shape,)))
    return [part for part in parts if isinstance(part, LineString)]


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Return the metres in one degree eastwards and northwards, at a latitude."""
    return METRES_PER_DEGREE * math.cos(math.radians(lat)), METRES_PER_DEGREE


def apart_m(a: Position, b: Position) -> float:
    """Return how far two points near one another are apart, on the plane."""
    east, north = metres_per_degree(a[1])
    return math.hypot((b[0] - a[0]) * east, (b[1] - a[1]) * north)
