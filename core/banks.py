"""Tell the sides of the water apart, so that 300 m across an estuary is not "next door".

Areas of kind `bank` say it by name. Where a pack draws none, the water of `places.geojson` cuts
the city's outline, and each large piece of land is a side.
"""

from collections.abc import Sequence
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.city_parts import Area, AreaKind, Landmark
from core.geo import LonLat, Spot, as_shape, buffer_m, distance_m

_LINE_WIDTH_M: Final = 5.0
_SMALLEST_SIDE: Final = 0.02
"""Pieces of land below this share of the city are islets, not sides."""
_ASHORE_M: Final = 300.0
"""A point in no bank belongs to the nearest one within this distance, unless it is on water."""


class Banks:
    """Know the sides of a city's water; a city without any has no sides."""

    def __init__(
        self, areas: Sequence[Area], water: Sequence[Landmark], outline: BaseGeometry
    ) -> None:
        named = {area.id: area.geometry for area in areas if area.kind is AreaKind.BANK}
        self._water = shapely.union_all([_wide(landmark.geometry) for landmark in water])
        self._sides: dict[str, BaseGeometry] = named or _pieces(outline, self._water)
        for shape in (*self._sides.values(), self._water):
            shapely.prepare(shape)

    @property
    def sides(self) -> dict[str, BaseGeometry]:
        """Return the outline of each side by id: a bank area's, or `side-1`, `side-2` and on."""
        return dict(self._sides)

    def at(self, point: LonLat) -> str | None:
        """Return the side that the point is on; None on the water and far from every side."""
        found = [side for side, shape in self._sides.items() if shape.intersects(as_shape(point))]
        if len(found) == 1:
            return found[0]
        if found or not self._sides or self._water.intersects(as_shape(point)):
            return None
        nearest = min(self._sides, key=lambda side: distance_m(point, self._sides[side]))
        return nearest if distance_m(point, self._sides[nearest]) <= _ASHORE_M else None

    def of(self, spot: Spot) -> frozenset[str]:
        """Return every side that the spot reaches."""
        if isinstance(spot, LonLat):
            side = self.at(spot)
            return frozenset() if side is None else frozenset({side})
        return frozenset(side for side, shape in self._sides.items() if shape.intersects(spot))


def _wide(shape: BaseGeometry) -> BaseGeometry:
    return shape if shape.area > 0 else buffer_m(shape, _LINE_WIDTH_M)


def _pieces(outline: BaseGeometry, water: BaseGeometry) -> dict[str, BaseGeometry]:
    parts = [
        part for part in shapely.get_parts(outline.difference(water)).tolist() if part.area > 0
    ]
    whole = sum(part.area for part in parts)
    large = [part for part in parts if part.area >= _SMALLEST_SIDE * whole]
    if len(large) < 2:
        return {}
    west_first = sorted(large, key=lambda part: part.centroid.x)
    return {f"side-{number}": part for number, part in enumerate(west_first, 1)}
