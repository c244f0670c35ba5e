"""Tell from a reading whether a vehicle is at work, and know where its line ends."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import shapely

from core.city import City
from core.geo import METRES_PER_DEGREE, LonLat
from core.telemetry import VehiclePosition

OUT_OF_SERVICE: Final = "out_of_service"
BREAKDOWN: Final = "breakdown"


def out_of_service(reading: VehiclePosition) -> bool:
    """Say whether the vehicle itself says that it is not in service."""
    return reading.status == OUT_OF_SERVICE


def metres_apart(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the distance in metres on a plane laid at the first point, for short distances."""
    east = (lon_b - lon_a) * math.cos(math.radians(lat_a))
    return METRES_PER_DEGREE * math.hypot(east, lat_b - lat_a)


class Termini:
    """Know where each line's runs begin and end.

    Attributes:
        within_m: how near to one a vehicle counts as being there.
    """

    def __init__(
        self, ends: Mapping[str, Sequence[LonLat]] | None = None, within_m: float = 150.0
    ) -> None:
        self._ends = {line: tuple(points) for line, points in (ends or {}).items()}
        self._all = tuple(point for points in self._ends.values() for point in points)
        self.within_m = within_m

    @classmethod
    def of(cls, city: City, within_m: float = 150.0) -> "Termini":
        """Return the termini of a pack's lines: the ends of their courses, their outer stops."""
        ends: dict[str, list[LonLat]] = {}
        for line in city.lines:
            points = [
                city.stop_by_id[stop].point for stop in line.stop_ids[:1] + line.stop_ids[-1:]
            ]
            if line.shape is not None:
                # The course may be cut at every crossing: what bounds the whole is where it ends.
                loose = shapely.get_coordinates(shapely.boundary(line.shape))
                points += [LonLat(float(lon), float(lat)) for lon, lat in loose]
            for name in {line.id, line.short_name, line.long_name} - {""}:
                ends.setdefault(name.casefold(), []).extend(points)
        return cls(ends, within_m)

    def at(self, line: str, lon: float, lat: float) -> bool:
        """Say whether the point is at an end of the line; of any line where it is unknown."""
        points = self._ends.get(line.casefold(), self._all)
        return any(metres_apart(lon, lat, end.lon, end.lat) <= self.within_m for end in points)
