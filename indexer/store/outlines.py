"""Say where on the earth an indexed event lies, for distances and boxes."""

from collections.abc import Sequence
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from core.city import City
from core.errors import Rejected
from core.footprint import Basis
from core.geo import Bbox, LonLat, Spot, as_shape, distance_m, to_shape
from core.store import IndexedEvent

_shapely: Final[Any] = shapely  # typed in part


def parts_of(indexed: IndexedEvent, city: City) -> Sequence[Spot]:
    """Return the spots that the event lies in, by what its footprint rests on; maybe none."""
    footprint = indexed.footprint
    if footprint.everywhere:
        return (city.outline,)
    if footprint.basis is Basis.GEOMETRY and indexed.event.geometry is not None:
        try:
            return (to_shape(indexed.event.geometry),)
        except Rejected:  # its points are what is left of a shape that cannot be built
            return footprint.points
    if footprint.basis is Basis.STREET and footprint.street_ids:
        streets = (city.street_by_id.get(name) for name in footprint.street_ids)
        return [_stretch(street.geometry, footprint.points) for street in streets if street]
    if footprint.points:
        return footprint.points
    if footprint.stop_ids:
        stops = (city.stop_by_id.get(name) for name in footprint.stop_ids)
        return [stop.point for stop in stops if stop]
    areas = map(city.area_by_id.get, footprint.named_area_ids or footprint.area_ids)
    parts = [area.geometry for area in areas if area]
    if footprint.landmark_ids:
        wanted = set(footprint.landmark_ids)
        parts += (mark.geometry for mark in city.landmarks if mark.id in wanted)
    return parts


def bounds_of(parts: Sequence[Spot]) -> Bbox | None:
    """Return the box around all spots, in degrees; None where there are none."""
    boxes = [_bounds(part) for part in parts]
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def within(parts: Sequence[Spot], point: LonLat, radius_m: float) -> bool:
    """Say whether any spot comes within `radius_m` of the point."""
    return any(distance_m(point, part) <= radius_m for part in parts)


def meets(parts: Sequence[Spot], box: Bbox) -> bool:
    """Say whether any spot touches the box."""
    outline = shapely.box(*box)
    return any(outline.intersects(as_shape(part)) for part in parts)


def _bounds(spot: Spot) -> Bbox:
    if isinstance(spot, LonLat):
        return spot.lon, spot.lat, spot.lon, spot.lat
    west, south, east, north = spot.bounds
    return float(west), float(south), float(east), float(north)


def _stretch(street: BaseGeometry, ends: Sequence[LonLat]) -> BaseGeometry:
    """Return the part of a street between two points on it; all of it where they are not two."""
    line = _shapely.line_merge(street)
    if len(ends) != 2 or not isinstance(line, shapely.LineString):
        return street
    first, last = sorted(float(line.project(_point(end))) for end in ends)
    return substring(line, first, last)


def _point(place: LonLat) -> shapely.Point:
    return shapely.Point(place.lon, place.lat)
