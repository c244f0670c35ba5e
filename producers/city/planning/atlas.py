"""Look up places of a city as planners need them: corners, stretches, feeders, stations, banks."""

from collections.abc import Sequence
from functools import cached_property
from typing import Final, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from core.city import Area, AreaKind, City, Line, Mode, Stop
from core.geo import LonLat, buffer_m, contains
from producers.city.planning.crossings import Corner, Crossings, Stretch
from producers.city.planning.feeders import Feeder, cut_feeders

ALONG_M: Final = 14.0
"""A bus whose course is this close to a street's middle runs on it."""
LOW_M: Final = 320.0
"""Streets this close to water are flooded first."""
_SPECIAL: Final = frozenset({AreaKind.BANK, AreaKind.ZIP, AreaKind.OTHER})
_P = TypeVar("_P", Corner, Stop)


class Atlas:
    """Know the places of one city; what is costly is made when it is first asked for."""

    def __init__(self, city: City) -> None:
        self.city = city
        ordinary = [area for area in city.areas if area.kind not in _SPECIAL]
        self.areas: tuple[Area, ...] = tuple(
            ordinary or [area for area in city.areas if area.kind is not AreaKind.BANK]
        )
        self._tree = shapely.STRtree([area.geometry for area in self.areas])
        self._lines_on: dict[int, tuple[Line, ...]] = {}

    @cached_property
    def crossings(self) -> Crossings:
        """Return where streets meet."""
        return Crossings(self.city.streets)

    @cached_property
    def feeders(self) -> tuple[Feeder, ...]:
        """Return the power grid."""
        return cut_feeders(self.areas)

    @cached_property
    def feeders_of(self) -> dict[str, tuple[Feeder, ...]]:
        """Return the feeders of each area, by its id."""
        return {
            area.id: tuple(feeder for feeder in self.feeders if feeder.area is area)
            for area in self.areas
        }

    @cached_property
    def stations(self) -> tuple[Stop, ...]:
        """Return the stops of lines on rails."""
        rails = {line.id for line in self.city.lines if line.mode.on_rails}
        return tuple(stop for stop in self.city.stops if rails.intersection(stop.line_ids))

    @cached_property
    def low_stretches(self) -> tuple[Stretch, ...]:
        """Return the stretches beside water, bridges left out."""
        if not self.city.water:
            return ()
        water = shapely.union_all([place.geometry for place in self.city.water])
        near = buffer_m(water, LOW_M)
        shapely.prepare(near)
        return tuple(
            stretch for stretch in self.crossings.stretches
            if near.intersects(stretch.course) and not water.intersects(stretch.course)
        )  # fmt: skip

    @cached_property
    def low_stations(self) -> tuple[Stop, ...]:
        """Return the stations beside water."""
        if not self.city.water:
            return ()
        near = buffer_m(shapely.union_all([w.geometry for w in self.city.water]), LOW_M)
        return tuple(self.stations_in(near))

    def area_at(self, point: LonLat) -> Area | None:
        """Return the area that a point lies in."""
        spot = shapely.Point(point.lon, point.lat)
        found: list[int] = self._tree.query(spot, "intersects").tolist()
        return self.areas[min(found)] if found else None

    def area_ids(self, *points: LonLat) -> tuple[str, ...]:
        """Return the areas that some points lie in, each once."""
        found = (self.area_at(point) for point in points)
        return tuple(dict.fromkeys(area.id for area in found if area is not None))

    def corners_in(self, shape: BaseGeometry) -> list[Corner]:
        """Return the corners that lie in a shape."""
        return _within(self.crossings.corners, shape)

    def stations_in(self, shape: BaseGeometry) -> list[Stop]:
        """Return the stations that lie in a shape."""
        return _within(self.stations, shape)

    def buses_on(self, stretch: Stretch) -> tuple[Line, ...]:
        """Return the bus lines whose course follows a stretch."""
        key = id(stretch)
        if key not in self._lines_on:
            self._lines_on[key] = tuple(
                line for line, band in self._bands
                if band.intersects(stretch.course)
                and band.intersection(stretch.course).length > 0.6 * stretch.course.length
            )  # fmt: skip
        return self._lines_on[key]

    def stretches_near(self, point: LonLat, metres: float) -> list[Stretch]:
        """Return the stretches that come within some metres of a point, in the pack's order."""
        around = buffer_m(point, metres)
        stretches = self.crossings.stretches
        found: list[int] = self._stretch_tree.query(around, "intersects").tolist()
        return [stretches[place] for place in sorted(found)]

    @cached_property
    def _stretch_tree(self) -> shapely.STRtree:
        return shapely.STRtree([stretch.course for stretch in self.crossings.stretches])

    @cached_property
    def _bands(self) -> list[tuple[Line, BaseGeometry]]:
        bands: list[tuple[Line, BaseGeometry]] = []
        for line in self.city.lines:
            if line.mode is Mode.BUS and line.shape is not None:
                band = buffer_m(line.shape, ALONG_M)
                shapely.prepare(band)
                bands.append((line, band))
        return bands


def _within(places: Sequence[_P], shape: BaseGeometry) -> list[_P]:
    west, south, east, north = shape.bounds
    return [
        place for place in places
        if west <= place.point.lon <= east and south <= place.point.lat <= north
        and contains(shape, place.point)
    ]  # fmt: skip
