"""Hold places on the earth: `LonLat`, checked GeoJSON, distances and outlines in metres.

Always (lon, lat) in degrees, WGS 84, as RFC 7946 has it. Metres come from a plane laid at the
latitude of the thing asked about, on a sphere of 6,371,009 m: the error stays below 1 % within
30 km, up to 60 degrees of latitude. Nothing here spans the antimeridian.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

import msgspec
import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from core.errors import Rejected, RejectReason

EARTH_RADIUS_M: Final = 6_371_009.0
METRES_PER_DEGREE: Final = math.pi * EARTH_RADIUS_M / 180
MAX_VERTICES: Final = 1_000
"""More vertices than the contract takes in one geometry (1.1)."""

Bbox: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
Position: TypeAlias = tuple[float, float]


class LonLat(msgspec.Struct, frozen=True):
    """Hold one point: degrees east and degrees north, WGS 84."""

    lon: float
    lat: float


Spot: TypeAlias = LonLat | BaseGeometry
"""Anything that has a place: a point or a shape."""


def haversine_m(a: LonLat, b: LonLat) -> float:
    """Return the great-circle distance in metres; right to 0.6 % at any distance."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def distance_m(a: Spot, b: Spot) -> float:
    """Return the shortest distance in metres between two spots; 0 where they touch."""
    if isinstance(a, LonLat) and isinstance(b, LonLat):
        return haversine_m(a, b)
    first, second = as_shape(a), as_shape(b)
    scale = _scale_at(first)
    return float(_scaled(first, scale).distance(_scaled(second, scale)))


def contains(shape: BaseGeometry, spot: Spot) -> bool:
    """Say whether the spot lies wholly in the shape; its border counts as inside."""
    if isinstance(spot, LonLat):
        return bool(shapely.intersects_xy(shape, spot.lon, spot.lat))
    return bool(shapely.covers(shape, spot))


def buffer_m(spot: Spot, metres: float) -> BaseGeometry:
    """Return the outline at `metres` around the spot; negative metres shrink a polygon."""
    shape = as_shape(spot)
    scale = _scale_at(shape)
    return _scaled(shapely.buffer(_scaled(shape, scale), metres, quad_segs=8), 1 / scale)


def area_m2(shape: BaseGeometry) -> float:
    """Return the surface of a shape in square metres."""
    scale = _scale_at(shape)
    return float(shape.area) * float(scale[0]) * float(scale[1])


def circle(center: LonLat, radius_m: float, vertices: int = 32) -> dict[str, Any]:
    """Return a GeoJSON polygon around a circle (CAP 1.2 `circle`), which it wholly holds.

    Args:
        center: the middle.
        radius_m: the radius in metres; 0 gives a point.
        vertices: corners of the polygon, at least 3.
    """
    if radius_m <= 0:
        return {"type": "Point", "coordinates": [center.lon, center.lat]}
    reach = radius_m / math.cos(math.pi / vertices)  # the sides, not the corners, touch the circle
    north = reach / METRES_PER_DEGREE
    east = north / max(0.01, math.cos(math.radians(center.lat)))
    turns = [2 * math.pi * corner / vertices for corner in range(vertices)]
    ring = [[center.lon + east * math.cos(t), center.lat + north * math.sin(t)] for t in turns]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def as_shape(spot: Spot) -> BaseGeometry:
    """Return the spot as a shapely geometry, in degrees."""
    return shapely.Point(spot.lon, spot.lat) if isinstance(spot, LonLat) else spot


def bbox(shape: BaseGeometry) -> Bbox:
    """Return the bounds of a shape in degrees."""
    return cast(Bbox, tuple(float(edge) for edge in shape.bounds))


def to_shape(geometry: Mapping[str, Any]) -> BaseGeometry:
    """Read a checked GeoJSON geometry; one that crosses itself is mended.

    Raises:
        Rejected: `bad_geo`, where no shape can be made of it.
    """
    try:
        shape = _BUILDERS[geometry["type"]](geometry["coordinates"])
        return shape if shape.is_valid else shapely.make_valid(shape)
    except (GEOSException, ValueError, TypeError, KeyError) as error:
        raise Rejected(RejectReason.BAD_GEO, f"geometry: {error}") from error


def to_geojson(shape: BaseGeometry) -> dict[str, Any]:
    """Write a shape as a GeoJSON geometry."""
    interface: Any = mapping(shape)
    return cast(dict[str, Any], _listed(interface))


def simplify_outwards(
    geometry: Mapping[str, Any], max_vertices: int = MAX_VERTICES
) -> dict[str, Any]:
    """Reduce a geometry to at most `max_vertices`, so that it still holds every point it held.

    Polygons grow a little and lose their holes; lines and points become the outline around them
    when there are too many. A geometry that is small enough comes back as it was.
    """
    shape = to_shape(geometry)
    if _count(shape) <= max_vertices:
        return dict(geometry)
    scale = _scale_at(shape)
    flat = _scaled(shape, scale)
    outline, tolerance_m = flat, 5.0
    while tolerance_m < 20_000:
        grown = shapely.buffer(outline, tolerance_m, quad_segs=2)
        rings = _shells(shapely.simplify(grown, 0.9 * tolerance_m))
        smoother = shapely.union_all([shapely.Polygon(ring) for ring in rings])
        if shapely.covers(smoother, flat):
            outline = smoother  # the next, coarser pass has less to do
            if _count(outline) <= max_vertices:
                return to_geojson(_scaled(outline, 1 / scale))
        tolerance_m *= 2
    return to_geojson(shapely.envelope(shape))


def check_geometry(raw: object, max_vertices: int = MAX_VERTICES) -> dict[str, Any]:
    """Read a GeoJSON geometry from outside and return it clean (RFC 7946, 3.1).

    Altitudes and unknown members are dropped; a ring that is not closed is closed.

    Raises:
        Rejected: `bad_geo` for a wrong type, shape or number; `too_large` above `max_vertices`.
    """
    if not isinstance(raw, dict):
        raise _bad("geometry must be an object")
    given = cast(dict[str, object], raw)
    kind = given.get("type")
    depth = _DEPTH.get(kind) if isinstance(kind, str) else None
    if depth is None:
        raise _bad(f"geometry type {str(kind)[:40]!r} is not taken")
    coordinates = given.get("coordinates")
    ring = kind in ("Polygon", "MultiPolygon")
    least = 4 if ring else 2 if kind in ("LineString", "MultiLineString") else 1
    taken, count = _nested(coordinates, depth, ring, least)
    if count > max_vertices:
        raise Rejected(RejectReason.TOO_LARGE, f"geometry has {count} vertices")
    return {"type": kind, "coordinates": taken}


_DEPTH: Final = {
    "Point": 0, "MultiPoint": 1, "LineString": 1,
    "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip


def _nested(given: object, depth: int, ring: bool, least: int) -> tuple[list[Any], int]:
    if depth == 0:
        return _position(given), 1
    if not isinstance(given, list) or not given:
        raise _bad("geometry has no coordinates where some must be")
    parts = cast(list[object], given)
    if depth > 1:
        inner = [_nested(part, depth - 1, ring, least) for part in parts]
        return [part for part, _ in inner], sum(count for _, count in inner)
    positions = [_position(part) for part in parts]
    if ring and positions[0] != positions[-1]:
        positions.append(positions[0][:])
    if len(positions) < least:
        raise _bad(f"geometry has {len(positions)} positions in a row, at least {least} are needed")
    return positions, len(positions)


def _position(given: object) -> list[float]:
    if isinstance(given, list):
        axes = cast(list[object], given)
        if len(axes) >= 2:
            lon, lat = axes[0], axes[1]
            if (
                isinstance(lon, (float, int)) and isinstance(lat, (float, int))
                and lon is not True and lon is not False and lat is not True and lat is not False
                and -180 <= lon <= 180 and -90 <= lat <= 90  # false for NaN and infinities too
            ):  # fmt: skip
                return [float(lon), float(lat)]
    raise _bad(f"{str(cast(object, given))[:60]} is not a [lon, lat] in range")


def _bad(detail: str) -> Rejected:
    return Rejected(RejectReason.BAD_GEO, detail)


def _multi_polygon(parts: list[Any]) -> BaseGeometry:
    return shapely.MultiPolygon([(part[0], part[1:]) for part in parts])


def _polygon(rings: list[Any]) -> BaseGeometry:
    if len(rings) == 1:
        return cast(
            BaseGeometry, shapely.polygons(np.array(rings[0]))
        )  # half the time of Polygon()
    return shapely.Polygon(rings[0], rings[1:])


_BUILDERS: Final[dict[str, Callable[[Any], BaseGeometry]]] = {
    "Point": shapely.Point,
    "MultiPoint": shapely.MultiPoint,
    "LineString": shapely.LineString,
    "MultiLineString": shapely.MultiLineString,
    "Polygon": _polygon,
    "MultiPolygon": _multi_polygon,
}


def _count(shape: BaseGeometry) -> int:
    return len(shapely.get_coordinates(shape))


def _scale_at(shape: BaseGeometry) -> "np.ndarray[Any, np.dtype[np.float64]]":
    _, south, _, north = shape.bounds
    cosine = max(0.01, math.cos(math.radians((south + north) / 2)))
    return np.array([METRES_PER_DEGREE * cosine, METRES_PER_DEGREE])


def _scaled(shape: BaseGeometry, scale: "np.ndarray[Any, np.dtype[np.float64]]") -> BaseGeometry:
    return shapely.transform(shape, lambda positions: positions * scale)


def _shells(shape: BaseGeometry) -> list[Any]:
    parts = list(shape.geoms) if isinstance(shape, shapely.MultiPolygon) else [shape]
    return [part.exterior for part in parts if isinstance(part, shapely.Polygon)]


def _listed(value: Any) -> Any:
    """Turn the tuples of shapely's interface into the lists of JSON."""
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in cast(dict[str, Any], value).items()}
    if isinstance(value, tuple | list):
        return [_listed(inner) for inner in cast(Sequence[Any], value)]
    return value
