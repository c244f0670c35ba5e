"""Cut the city's areas into the feeders of its power grid: the same cut in every plan."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from core.city import Area
from core.geo import LonLat, area_m2, simplify_outwards, to_geojson, to_shape
from producers.city.chance import chance

FEEDERS: Final = (2, 4)
"""The least and the most feeders of an area."""
CUSTOMERS_KM2: Final = 750.0
CUSTOMERS: Final = (1_000, 8_000)
"""The least and the most customers of an area."""
MAX_OUTLINE: Final = 200
_DECIMALS: Final = 5


@dataclass(frozen=True, slots=True)
class Feeder:
    """Hold one feeder: whom it serves, and where.

    Attributes:
        id: the area's id and a number.
        shape: a polygon, or several.
        point: a point inside of it.
        customers: how many it serves.
        frail: how easily wind and lightning fault it; 1 on average.
    """

    id: str
    area: Area
    shape: BaseGeometry
    point: LonLat
    customers: int
    frail: float


def cut_feeders(areas: Iterable[Area]) -> tuple[Feeder, ...]:
    """Return the feeders of all areas, in the pack's order."""
    return tuple(feeder for area in areas for feeder in _of(area))


def pieces_of(shape: BaseGeometry, shares: Iterable[float], angle: float) -> list[BaseGeometry]:
    """Cut a shape by parallel lines.

    Args:
        shape: a polygon, or several.
        shares: how far across each cut lies, 0 to 1, rising.
        angle: of the cuts, in degrees.

    Returns:
        The pieces in order across; fewer where a cut misses the shape.
    """
    middle = shape.centroid
    flat = affinity.rotate(shape, -angle, origin=middle)
    west, south, east, north = flat.bounds
    edges = [west, *(west + (east - west) * share for share in shares), east]
    found: list[BaseGeometry] = []
    for left, right in pairwise(edges):
        strip = affinity.rotate(shapely.box(left, south, right, north), angle, origin=middle)
        piece = polygons_of(shapely.intersection(shape, strip))
        if piece is not None:
            found.append(piece)
    return found


def polygons_of(shape: BaseGeometry) -> BaseGeometry | None:
    """Return what of a shape is polygons, of few vertices; None where nothing is."""
    parts = [part for part in shapely.get_parts(shape).tolist() if part.area > 0]
    if not parts:
        return None
    whole = shapely.union_all([shapely.Polygon(part.exterior) for part in parts])
    rounded = shapely.make_valid(shapely.transform(whole, lambda xy: xy.round(_DECIMALS)))
    if len(shapely.get_coordinates(rounded)) > MAX_OUTLINE:
        rounded = to_shape(simplify_outwards(to_geojson(rounded), MAX_OUTLINE))
    return None if rounded.is_empty else rounded


def _of(area: Area) -> Iterator[Feeder]:
    luck = chance(0, "feeders", area.id)
    count, angle = luck.randint(*FEEDERS), luck.uniform(0, 180)
    shares = [(number + luck.uniform(-0.15, 0.15)) / count for number in range(1, count)]
    pieces = pieces_of(area.geometry, shares, angle)
    size_m2 = area_m2(area.geometry) or 1.0
    low, high = CUSTOMERS
    total = min(high, max(low, size_m2 / 1e6 * CUSTOMERS_KM2 * luck.uniform(0.8, 1.2)))
    for number, piece in enumerate(pieces, 1):
        inside = piece.representative_point()
        yield Feeder(
            id=f"{area.id}-{number}",
            area=area,
            shape=piece,
            point=LonLat(inside.x, inside.y),
            customers=max(10, math.floor(total * area_m2(piece) / size_m2)),
            frail=luck.uniform(0.4, 1.6),
        )
