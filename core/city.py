"""Hold a city: its areas, places, streets, lines and sources, and where things lie among them.

`load_city` reads a pack once at start; what it gives is frozen and shared. Questions of place are
answered from search trees and tables made at load, never from the network.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

import shapely
import structlog
from shapely.geometry.base import BaseGeometry

from core.banks import Banks
from core.city_pack import read_areas, read_charter, read_landmarks, read_streets
from core.city_parts import Area, AreaKind, Landmark, Line, Mode, Source, Stop, Street, Trust
from core.errors import Misconfigured
from core.geo import LonLat, Spot, as_shape, buffer_m, contains
from core.grid import Grid
from core.static_gtfs import read_static_gtfs

__all__ = [
    "Area", "AreaKind", "City", "Landmark", "Line", "Mode", "Source", "Stop", "Street", "Trust",
    "load_city",
]  # fmt: skip

REACH_M: Final = 5_000.0
"""What lies further than this from every area is outside the city (contract, 2.1)."""
SLIVER: Final = 0.01
"""Overlaps below this share of the smaller polygon are errors of drawing, not overlaps."""

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, eq=False)
class City:
    """Hold one city pack, read and indexed.

    Attributes:
        max_age: by event type, how long an unconfirmed event stays in force; None for ever.
        numbered_blocks: whether the hundreds of house numbers are the numbered cross streets.
        water: landmarks of kind `water`; the others are in `landmarks` as well.
        reach: the outline of all areas + 5 km.
        overlaps: for each area id, the share of it that each other area covers, where above 1 %.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    timezone: ZoneInfo
    languages: tuple[str, ...]
    emergency_number: str
    help_line: str
    center: LonLat
    sources: tuple[Source, ...]
    areas: tuple[Area, ...]
    landmarks: tuple[Landmark, ...] = ()
    streets: tuple[Street, ...] = ()
    stops: tuple[Stop, ...] = ()
    lines: tuple[Line, ...] = ()
    max_age: Mapping[str, timedelta | None] = field(default_factory=lambda: MappingProxyType({}))
    numbered_blocks: bool = False

    reach: BaseGeometry = field(init=False, repr=False)
    outline: BaseGeometry = field(init=False, repr=False)
    overlaps: Mapping[str, Mapping[str, float]] = field(init=False, repr=False)
    grid: Grid = field(init=False, repr=False)
    banks: Banks = field(init=False, repr=False)
    area_by_id: Mapping[str, Area] = field(init=False, repr=False)
    street_by_id: Mapping[str, Street] = field(init=False, repr=False)
    line_by_id: Mapping[str, Line] = field(init=False, repr=False)
    stop_by_id: Mapping[str, Stop] = field(init=False, repr=False)
    source_by_id: Mapping[str, Source] = field(init=False, repr=False)
    _tree: shapely.STRtree = field(init=False, repr=False)

    def __post_init__(self) -> None:
        shapes = [area.geometry for area in self.areas]
        outline = shapely.union_all(shapes)
        reach = buffer_m(outline, REACH_M)
        for shape in (*shapes, reach, outline):
            shapely.prepare(shape)
        derived: dict[str, Any] = {
            "outline": outline,
            "reach": reach,
            "grid": Grid(reach),
            "banks": Banks(self.areas, self.water, outline),
            "area_by_id": MappingProxyType({area.id: area for area in self.areas}),
            "street_by_id": MappingProxyType({street.id: street for street in self.streets}),
            "line_by_id": MappingProxyType({line.id: line for line in self.lines}),
            "stop_by_id": MappingProxyType(
                {member: stop for stop in self.stops for member in stop.member_ids}
            ),
            "source_by_id": MappingProxyType({source.id: source for source in self.sources}),
            "_tree": shapely.STRtree(shapes),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "overlaps", self._overlaps())

    @property
    def water(self) -> tuple[Landmark, ...]:
        """Return the rivers, bays and channels that part the city."""
        return tuple(landmark for landmark in self.landmarks if landmark.kind == "water")

    def areas_at(self, point: LonLat) -> tuple[Area, ...]:
        """Return the areas that hold the point, borders included, in the pack's order."""
        return self._areas(as_shape(point))

    def areas_touching(self, spot: Spot) -> tuple[tuple[Area, float], ...]:
        """Return the areas that the spot really lies in, each with the share of it covered.

        A polygon that only shares a border with an area does not lie in it; a point or a line on
        the border lies in both. The share is 0 for points and lines.
        """
        shape = as_shape(spot)
        if shape.area == 0:
            return tuple((area, 0.0) for area in self._areas(shape))
        return tuple(
            (area, share) for area in self._areas(shape) if (share := _share(area.geometry, shape))
        )

    def bank_of(self, point: LonLat) -> str | None:
        """Return the id of the side of the water that the point is on; None where none is known."""
        return self.banks.at(point)

    def in_reach(self, spot: Spot) -> bool:
        """Say whether any of the spot lies in the city's areas, or within 5 km of them."""
        if isinstance(spot, LonLat):
            return contains(self.reach, spot)
        return bool(self.reach.intersects(spot))

    def _areas(self, shape: BaseGeometry) -> tuple[Area, ...]:
        found: list[int] = self._tree.query(shape, "intersects").tolist()
        return tuple(self.areas[index] for index in sorted(found))

    def _overlaps(self) -> Mapping[str, Mapping[str, float]]:
        return MappingProxyType(
            {
                area.id: MappingProxyType(
                    {
                        other.id: share
                        for other in self._areas(area.geometry)
                        if other is not area and (share := _share(area.geometry, other.geometry))
                    }
                )
                for area in self.areas
            }
        )


def _share(area: BaseGeometry, other: BaseGeometry) -> float:
    """Return the share of `area` that `other` covers; 0 for slivers, 1 for all but a sliver."""
    if other.area >= area.area and other.covers(area):
        return 1.0
    common = other.area if area.covers(other) else area.intersection(other).area
    if common < SLIVER * min(area.area, other.area):
        return 0.0
    share = float(common / area.area)
    return 1.0 if share > 1 - SLIVER else share


def load_city(folder: Path) -> City:
    """Read a city pack from its folder.

    Raises:
        Misconfigured: the pack cannot be used; one line names the file and what is wrong.
    """
    if not folder.is_dir():
        raise Misconfigured(f"{folder}: there is no such folder of a city")
    charter = read_charter(folder)
    gtfs = read_static_gtfs(folder)
    if gtfs.lost_calls:
        _log.warning("city.calls_lost", city=charter.id, calls=gtfs.lost_calls)
    city = City(
        id=charter.id,
        name=charter.name,
        aliases=charter.aliases,
        timezone=charter.timezone,
        languages=charter.languages,
        emergency_number=charter.emergency_number,
        help_line=charter.help_line,
        center=charter.center,
        sources=charter.sources,
        areas=read_areas(folder),
        landmarks=read_landmarks(folder),
        streets=read_streets(folder),
        stops=gtfs.stops,
        lines=gtfs.lines,
        max_age=charter.max_age,
        numbered_blocks=charter.numbered_blocks,
    )
    if not city.in_reach(charter.center):
        swapped = abs(charter.center.lon) <= 90 and city.in_reach(
            LonLat(charter.center.lat, charter.center.lon)
        )
        hint = "it looks like [lat, lon]" if swapped else "it lies outside of areas.geojson"
        raise Misconfigured(f"{folder / 'city.toml'}: center must be [lon, lat]; {hint}")
    return city
