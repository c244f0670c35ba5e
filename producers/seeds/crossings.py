"""Find where the streets of a city meet, in order along each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from core.city import Street
from core.geo import LonLat


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


class Crossings:
    """Know the crossings of all streets; made once for a city."""

    def __init__(self, streets: Sequence[Street]) -> None:
        self._courses = {street.id: _longest(street.geometry) for street in streets}
        self._met: dict[str, list[Crossing]] = {street.id: [] for street in streets}
        self._streets = list(streets)
        tree = shapely.STRtree([self._courses[street.id] for street in streets])
        for street in streets:
            course = self._courses[street.id]
            places: list[int] = sorted(tree.query(course, "intersects").tolist())
            for other in (streets[place] for place in places):
                if other.name != street.name:
                    self._note(street, other, course)
            self._met[street.id].sort(key=_along)

    def streets(self, least: int) -> list[Street]:
        """Return the streets that meet at least so many others, in the pack's order."""
        return [street for street in self._streets if len(self._met[street.id]) >= least]

    def of(self, street: Street) -> list[Crossing]:
        """Return what the street meets, in order along it."""
        return self._met[street.id]

    def between(self, street: Street, one: Crossing, two: Crossing) -> BaseGeometry:
        """Return the street's course between two of its crossings."""
        return substring(self._courses[street.id], one.along, two.along)

    def _note(self, street: Street, other: Street, course: shapely.LineString) -> None:
        common = course.intersection(self._courses[other.id])
        if not isinstance(common, shapely.Point):
            return  # streets that run together, or meet twice, have no one corner
        point = LonLat(lon=common.x, lat=common.y)
        along = course.project(common)
        if all(along != crossing.along for crossing in self._met[street.id]):
            self._met[street.id].append(Crossing(other, along, point))


def _longest(shape: BaseGeometry) -> shapely.LineString:
    parts: list[shapely.LineString] = shapely.get_parts(shape).tolist()
    return max(parts, key=_length)


def _length(shape: BaseGeometry) -> float:
    return float(shape.length)


def _along(crossing: Crossing) -> float:
    return crossing.along
