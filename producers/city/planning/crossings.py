"""Find where the streets of a city meet, and cut them into stretches from crossing to crossing.

Only corners that people can name are here. What vehicles drive on is `streets/street_net.py`, which
cuts at every crossing and keeps only what hangs together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from core.city import Street
from core.geo import LonLat

DECIMALS: Final = 5
"""Of degrees: about a metre."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Hold one street that another one meets, and where.

    Attributes:
        street: the street that is met.
        along: how far along the other one, in the units of its geometry.
    """

    street: Street
    along: float
    point: LonLat


@dataclass(frozen=True, slots=True)
class Corner:
    """Hold one corner of two streets, the one that comes first in the pack first."""

    one: Street
    two: Street
    point: LonLat

    @property
    def id(self) -> str:
        """Return its id: those of both streets."""
        return f"{self.one.id}/{self.two.id}"

    @property
    def name(self) -> str:
        """Return how people call it."""
        return f"{self.one.name} and {self.two.name}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hold a street's course between two neighbouring crossings."""

    street: Street
    one: Crossing
    two: Crossing
    course: BaseGeometry

    @property
    def name(self) -> str:
        """Return how people call it."""
        return f"{self.street.name} between {self.one.street.name} and {self.two.street.name}"

    @property
    def point(self) -> LonLat:
        """Return the point half way."""
        point = self.course.interpolate(0.5, normalized=True)
        return LonLat(round(point.x, DECIMALS), round(point.y, DECIMALS))


class Crossings:
    """Know the crossings of all streets; made once for a city."""

    def __init__(self, streets: Sequence[Street]) -> None:
        self._courses = {street.id: _longest(street.geometry) for street in streets}
        self._met: dict[str, list[Crossing]] = {street.id: [] for street in streets}
        corners: list[Corner] = []
        tree = shapely.STRtree([self._courses[street.id] for street in streets])
        for number, street in enumerate(streets):
            course = self._courses[street.id]
            places: list[int] = sorted(tree.query(course, "intersects").tolist())
            for place in places:
                other = streets[place]
                if other.name != street.name and self._note(street, other, course):
                    point = self._met[street.id][-1].point
                    if number < place:
                        corners.append(Corner(street, other, point))
            self._met[street.id].sort(key=_along)
        self.corners = tuple(corners)
        self.stretches = tuple(
            Stretch(street, one, two, self.between(street, one, two))
            for street in streets
            for one, two in pairwise(self._met[street.id])
            if one.street.name != two.street.name
        )

    def of(self, street: Street) -> Sequence[Crossing]:
        """Return what the street meets, in order along it."""
        return self._met[street.id]

    def between(self, street: Street, one: Crossing, two: Crossing) -> BaseGeometry:
        """Return the street's course between two of its crossings."""
        return _round(substring(self._courses[street.id], one.along, two.along))

    def ways_round(self, stretch: Stretch) -> list[Street]:
        """Return the streets that meet both streets at a stretch's ends, the nearest first."""
        met = {crossing.street.id: crossing for crossing in self._met[stretch.two.street.id]}
        found = [
            (_apart(crossing.point, stretch.one.point), crossing.street)
            for crossing in self._met[stretch.one.street.id]
            if crossing.street.id in met and crossing.street.name != stretch.street.name
        ]
        return [street for _, street in sorted(found, key=lambda pair: (pair[0], pair[1].id))]

    def _note(self, street: Street, other: Street, course: shapely.LineString) -> bool:
        common = course.intersection(self._courses[other.id])
        if not isinstance(common, shapely.Point):
            return False  # streets that run together, or meet twice, have no one corner
        point = LonLat(lon=round(common.x, DECIMALS), lat=round(common.y, DECIMALS))
        along = course.project(common)
        if any(along == crossing.along for crossing in self._met[street.id]):
            return False
        self._met[street.id].append(Crossing(other, along, point))
        return True


def _round(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda positions: positions.round(DECIMALS))


def _longest(shape: BaseGeometry) -> shapely.LineString:
    parts: list[shapely.LineString] = shapely.get_parts(shape).tolist()
    return max(parts, key=_length)


def _length(shape: BaseGeometry) -> float:
    return float(shape.length)


def _along(crossing: Crossing) -> float:
    return crossing.along


def _apart(one: LonLat, two: LonLat) -> float:
    return round((one.lon - two.lon) ** 2 + (one.lat - two.lat) ** 2, 12)
