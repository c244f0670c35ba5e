"""Say what people call the things that readings name by ids, from the city's pack."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from core.city import City
from core.city_parts import AreaKind, Line, Mode
from core.geo import METRES_PER_DEGREE, LonLat

LANDMARK_M: Final = 120.0
"""A landmark this near names a point."""
STREET_M: Final = 60.0
"""A street this near runs by a point; two of them make a corner."""
_WORDS: Final = {Mode.BUS: "bus", Mode.TRAM: "tram", Mode.FERRY: "ferry"}
_BY_KIND: Final = (AreaKind.NEIGHBOURHOOD, AreaKind.DISTRICT, AreaKind.BOROUGH, AreaKind.WARD)


class PackNames:
    """Name lines, stops, places and times as the pack and the city's clock have them."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._lines = dict(_named(city.lines))
        cosine = max(0.01, np.cos(np.radians(city.center.lat)))
        self._scale = np.array([METRES_PER_DEGREE * cosine, METRES_PER_DEGREE])
        self._landmarks = [mark for mark in city.landmarks if mark.kind != "water"]
        self._streets = list(city.streets)
        self._near_marks = shapely.STRtree(self._flat(mark.geometry for mark in self._landmarks))
        self._near_streets = shapely.STRtree(self._flat(way.geometry for way in self._streets))

    def line(self, line: str) -> str:
        """Return `Blue Line` or `bus 12` for a line's id or name as feeds write it."""
        known = self._lines.get(line) or self._lines.get(line.strip().lower())
        if known is None:
            return line
        word = _WORDS.get(known.mode, "")
        name = known.name
        return f"{word}{name[len(word) :]}" if word and name.lower().startswith(word) else name

    def line_ids(self, line: str) -> tuple[str, ...]:
        """Return the pack's id of a line, else the word as it came; empty for none."""
        known = self._lines.get(line) or self._lines.get(line.strip().lower())
        return (known.id,) if known is not None else (line,) if line else ()

    def stop(self, stop_id: str) -> str:
        """Return a stop's name; the id where the pack does not know it."""
        known = self._city.stop_by_id.get(stop_id)
        return known.name if known is not None else stop_id

    def near(self, point: LonLat) -> str:
        """Return the nearest landmark, corner or street, else the area; empty for nowhere."""
        spot = shapely.Point(np.array([point.lon, point.lat]) * self._scale)
        marks = _within(self._near_marks, spot, LANDMARK_M)
        if marks:
            return self._landmarks[marks[0]].name
        streets = [self._streets[n].name for n in _within(self._near_streets, spot, STREET_M)]
        streets = list(dict.fromkeys(streets))
        return " and ".join(streets[:2]) or self.area(point)

    def area(self, point: LonLat) -> str:
        """Return the neighbourhood or district; empty for none."""
        names = self.areas(point)
        return names[0] if names else ""

    def areas(self, point: LonLat) -> tuple[str, ...]:
        """Return the areas that people would name for a point, the smallest kind first."""
        found = self._city.areas_at(point)
        return tuple(area.name for kind in _BY_KIND for area in found if area.kind is kind)

    def time(self, instant: datetime) -> str:
        """Return the city's clock time, such as `8:20 am`."""
        local = instant.astimezone(self._city.timezone)
        half = "am" if local.hour < 12 else "pm"
        return f"{local.hour % 12 or 12}:{local.minute:02d} {half}"

    def _flat(self, shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
        """Lay shapes on a plane in metres, good for short distances inside the city."""
        return [shapely.transform(shape, lambda degrees: degrees * self._scale) for shape in shapes]


def _named(lines: Iterable[Line]) -> Iterable[tuple[str, Line]]:
    known = list(lines)
    for line in known:
        for name in (line.name, line.long_name, line.short_name):
            if name:
                yield name.lower(), line
    for line in known:  # an id wins over another line's name
        yield line.id, line


def _within(tree: shapely.STRtree, spot: BaseGeometry, metres: float) -> list[int]:
    """Return what lies within reach, the nearest first."""
    if len(tree.geometries) == 0:
        return []
    found: NDArray[np.int64] = tree.query(spot, "dwithin", distance=metres)
    near = [(float(spot.distance(tree.geometries[n])), int(n)) for n in found]
    return [n for _, n in sorted(near)]
