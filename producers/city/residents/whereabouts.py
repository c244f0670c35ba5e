"""Find points in and near shapes by chance, for what has no exact place of its own."""

import math
import random
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from core.city import City, Street
from core.geo import METRES_PER_DEGREE, LonLat

_TRIES = 60


def inside(shape: BaseGeometry, luck: random.Random) -> LonLat:
    """Return a point of a shape: anywhere in a polygon, anywhere along a line."""
    if shape.area == 0:
        spot = shape.interpolate(luck.random(), normalized=True) if shape.length else shape
        middle = spot.representative_point()
        return LonLat(middle.x, middle.y)
    west, south, east, north = shape.bounds
    for _ in range(_TRIES):
        lon, lat = luck.uniform(west, east), luck.uniform(south, north)
        if shapely.intersects_xy(shape, lon, lat):
            return LonLat(lon, lat)
    middle = shape.representative_point()
    return LonLat(middle.x, middle.y)


def beside(point: LonLat, metres: float, luck: random.Random) -> LonLat:
    """Return the point so many metres away, in any direction."""
    turn = luck.uniform(0, 2 * math.pi)
    north = metres * math.cos(turn) / METRES_PER_DEGREE
    east = metres * math.sin(turn) / METRES_PER_DEGREE
    return LonLat(
        point.lon + east / max(0.01, math.cos(math.radians(point.lat))), point.lat + north
    )


def streets_near(city: City, point: LonLat, metres: float) -> list[Street]:
    """Return the streets about so near, in the pack's order."""
    spot = shapely.Point(point.lon, point.lat)
    found = _streets_of(city).query(spot, "dwithin", metres / METRES_PER_DEGREE).tolist()
    return [city.streets[index] for index in sorted(found)]


@lru_cache(maxsize=4)
def _streets_of(city: City) -> shapely.STRtree:
    return shapely.STRtree([street.geometry for street in city.streets])


def poisson(mean: float, luck: random.Random) -> int:
    """Return how many there are where `mean` is usual, by Knuth's product; for small means."""
    left, count, product = math.exp(-mean), 0, luck.random()
    while product > left:
        count += 1
        product *= luck.random()
    return count
