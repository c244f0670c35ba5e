"""Turn CAP areas into names, codes and one shape (CAP 1.2, `polygon`, `circle`, `geocode`).

CAP writes lat,lon; everything here leaves as lon,lat. A shape that cannot be drawn is dropped with
a note: the area's name and codes still tell where it is.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from core import geo
from core.errors import Rejected
from core.geo import LonLat
from core.text import clean
from producers.sources.cap_message import CapArea

MAX_POSITIONS: Final = 20_000
MAX_RADIUS_KM: Final = 20_000.0
POINT_REACH_M: Final = 50.0
"""How far around a lone point is drawn where it must join polygons."""
DECIMALS: Final = 6
"""Of a degree: a tenth of a metre."""

Codes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Hold one area as far as it still counts.

    Attributes:
        names: what `areaDesc` lists, split at semicolons; one empty name where it says nothing.
        codes: pairs of a code system and a code.
        shape: None where nothing could be drawn.
    """

    names: tuple[str, ...]
    codes: Codes
    shape: BaseGeometry | None

    @property
    def zones(self) -> frozenset[str]:
        """Return its UGC zones: the only codes fine enough to know an area again by."""
        return frozenset(code for system, code in self.codes if system == "UGC")

    @property
    def marks(self) -> frozenset[str]:
        """Return what another block must share some of to be about the same ground."""
        return self.zones | {key(name) for name in self.names if name}

    def without(self, other: "Block") -> "Block | None":
        """Return what remains when the other is taken away; None for nothing."""
        if self.zones and self.zones <= other.zones:
            return None
        gone = {key(name) for name in other.names}
        names = tuple(name for name in self.names if key(name) not in gone)
        if not names or len(names) == len(self.names):
            return self if names else None
        codes = tuple(code for code in self.codes if code not in other.codes)
        if self.shape is None or other.shape is None:
            return Block(names, codes, None)  # nobody said which part of the shape remains
        rest = shapely.difference(self.shape, other.shape)
        return Block(names, codes, rest if geo.area_m2(rest) > 1.0 else None)


def key(name: str) -> str:
    """Return what two spellings of one area's name share."""
    return name.casefold().strip(" .")


def read_block(area: CapArea, notes: list[str]) -> Block:
    """Read one `area`, and note what was dropped."""
    shapes = [_polygon(text, notes) for text in area.polygons]
    shapes += [_circle(text, notes) for text in area.circles]
    names = dict.fromkeys(filter(None, (clean(part) for part in area.desc.split(";"))))
    codes = dict.fromkeys(
        (clean(system), code)
        for system, text in area.geocodes
        for code in (clean(text).split() if _listed(text) else [clean(text)])
        if code and clean(system)
    )
    drawn = [shape for shape in shapes if shape is not None]
    return Block(tuple(names) or ("",), tuple(codes), _merged(drawn) if drawn else None)


def outline(blocks: Iterable[Block]) -> dict[str, Any] | None:
    """Return one GeoJSON geometry of at most 1,000 vertices around all blocks.

    None unless every block is drawn: a shape that leaves out a named area would say of the people
    there that they are not affected.
    """
    shapes = [block.shape for block in blocks]
    drawn = [shape for shape in shapes if shape is not None]
    if not drawn or len(drawn) < len(shapes):
        return None
    merged = _merged(drawn)
    try:
        return shorten(geo.to_geojson(merged), geo.MAX_VERTICES)
    except Rejected:
        return None


def shorten(geometry: dict[str, Any], vertices: int) -> dict[str, Any]:
    """Return the geometry with at most so many vertices, grown rather than cut, and rounded.

    However its rings were walked, they begin and turn alike, so that what is drawn again from a
    published event is the same to the letter.

    Raises:
        Rejected: nothing can be drawn from it.
    """
    shape = geo.to_shape(geo.simplify_outwards(geometry, vertices))
    snapped = shapely.set_precision(shape, 10**-DECIMALS)  # pyright: ignore[reportUnknownMemberType]
    parts = _parts(snapped) or [shape.centroid]  # what is smaller than the grid is a point on it
    whole = parts[0] if len(parts) == 1 else snapped
    drawn = geo.to_geojson(shapely.normalize(whole))
    return geo.check_geometry({**drawn, "coordinates": _rounded(drawn["coordinates"])})


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    return [_rounded(inner) for inner in value]


def _listed(text: str) -> bool:
    """Say whether one value lists several codes, as the NWS index does."""
    parts = text.split()
    return len(parts) > 1 and all(any(c.isdigit() for c in part) for part in parts)


def _merged(shapes: list[BaseGeometry]) -> BaseGeometry:
    """Return the union: polygons, or the lone points there are."""
    points = [shape for shape in shapes if shape.geom_type in ("Point", "MultiPoint")]
    if len(points) == len(shapes):
        return shapely.union_all(points)
    solid = shapely.union_all([s for s in shapes if s.geom_type not in ("Point", "MultiPoint")])
    apart = [p for p in points if not geo.contains(solid, p)]
    return shapely.union_all([solid, *(geo.buffer_m(point, POINT_REACH_M) for point in apart)])


def _polygon(text: str, notes: list[str]) -> BaseGeometry | None:
    positions = text.replace(", ", " ").split()
    if len(positions) > MAX_POSITIONS:
        notes.append(f"a polygon of {len(positions)} positions")
        return None
    ring: list[list[float]] = []
    for position in positions:
        lat_text, _, lon_text = position.strip(",").partition(",")
        point = _lon_lat(lat_text, lon_text)
        if point is None:
            notes.append(f"a polygon with the position {position[:40]!r}")
            return None
        ring.append([point.lon, point.lat])
    try:
        checked = geo.check_geometry({"type": "Polygon", "coordinates": [ring]}, MAX_POSITIONS + 1)
        shape = geo.to_shape(checked)
    except Rejected as rejected:
        notes.append(f"a polygon: {rejected.detail}"[:120])
        return None
    solid = [part for part in _parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    if not solid:
        notes.append("a polygon without a surface")
        return None
    return shapely.union_all(solid)


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return list(shapely.get_parts(shape))


def _circle(text: str, notes: list[str]) -> BaseGeometry | None:
    centre, _, radius_text = text.strip().rpartition(" ")
    lat_text, _, lon_text = centre.partition(",")
    point, radius_km = _lon_lat(lat_text, lon_text), _number(radius_text)
    if point is None or radius_km is None or not 0 <= radius_km <= MAX_RADIUS_KM:
        notes.append(f"a circle written {text[:60]!r}")
        return None
    try:
        return geo.to_shape(geo.check_geometry(geo.circle(point, radius_km * 1000)))
    except Rejected as rejected:  # it reaches over a pole or round the back of the earth
        notes.append(f"a circle written {text[:60]!r}: {rejected.detail}"[:160])
        return None


def _lon_lat(lat_text: str, lon_text: str) -> LonLat | None:
    lat, lon = _number(lat_text), _number(lon_text)
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return LonLat(lon=lon, lat=lat)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
