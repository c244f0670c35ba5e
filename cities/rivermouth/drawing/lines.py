"""Lay every line on the map: its stops in order, and the way between them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from shapely.geometry import LineString
from shapely.geometry import Point as ShapelyPoint
from shapely.ops import substring

from cities.rivermouth.drawing.buses import BUS_ROUTES, STATION_BAYS, BusRoute, Corner
from cities.rivermouth.drawing.geojson import slug
from cities.rivermouth.drawing.plane import (
    KM_PER_DEGREE_LAT,
    KM_PER_DEGREE_LON,
    LonLat,
    curve,
    to_lon_lat,
)
from cities.rivermouth.drawing.rail import RAIL_LINES, STATIONS, RailLine
from cities.rivermouth.drawing.streets import STREETS


@dataclass(frozen=True)
class Stop:
    """A stop of one line; `station` names the rail station that it belongs to, if any."""

    name: str
    at: LonLat
    station: str | None
    line: str

    @property
    def id(self) -> str:
        """The GTFS stop id: the name, and the line too where lines share a station."""
        if self.station is None or lines_at(self.station) == {self.line}:
            return slug(self.name)
        return f"{slug(self.name)}-{slug(self.line)}"


@dataclass(frozen=True)
class Line:
    """A line of the network, drawn: `legs[i]` is the way from `stops[i]` to `stops[i + 1]`."""

    id: str
    long_name: str
    route_type: int  # GTFS: 1 metro, 2 rail, 3 bus
    color: str
    stops: tuple[Stop, ...]
    legs: tuple[tuple[LonLat, ...], ...]


def all_lines() -> list[Line]:
    """Draw the rail lines, then the bus routes."""
    return [*map(_rail, RAIL_LINES), *map(_bus, BUS_ROUTES)]


def lines_at(station: str) -> set[str]:
    """Name the lines that call at a rail station."""
    rail = {line.name for line in RAIL_LINES if station in line.way}
    corners = {corner for corner, name in STATION_BAYS.items() if name == station}
    return rail | {bus.number for bus in BUS_ROUTES if corners & (set(bus.corners) - bus.turns)}


def length_m(way: Iterable[LonLat]) -> float:
    """Measure a way on the board's plane, in metres."""
    board = [(lon * KM_PER_DEGREE_LON, lat * KM_PER_DEGREE_LAT) for lon, lat in way]
    return 1000 * sum(math.dist(a, b) for a, b in pairwise(board))


def _rail(line: RailLine) -> Line:
    """Curve the track through stations and bends, and cut it at the stations."""
    places = [STATIONS[step] if isinstance(step, str) else step for step in line.way]
    track = curve(places)
    names = [step for step in line.way if isinstance(step, str)]
    cuts = [track.index(STATIONS[name]) for name in names]
    legs = [tuple(to_lon_lat(p) for p in track[a : b + 1]) for a, b in pairwise(cuts)]
    stops = tuple(Stop(n, to_lon_lat(STATIONS[n]), n, line.name) for n in names)
    return Line(line.name, f"{line.name} Line", line.route_type, line.color, stops, tuple(legs))


def _bus(route: BusRoute) -> Line:
    """Follow the streets from corner to corner; a corner where it only turns joins two legs."""
    places = [_crossing(corner) for corner in route.corners]
    stops = [_bus_stop(route.number, route.corners[0], places[0])]
    legs: list[tuple[LonLat, ...]] = []
    way: list[LonLat] = [places[0]]
    for i in range(1, len(places)):
        way += _along(route.corners[i - 1], route.corners[i], places[i - 1], places[i])
        if route.corners[i] in route.turns:
            continue
        stops.append(_bus_stop(route.number, route.corners[i], places[i]))
        legs.append(tuple(way))
        way = [places[i]]
    return Line(route.number, route.name, 3, route.color, tuple(stops), tuple(legs))


def _bus_stop(number: str, corner: Corner, at: LonLat) -> Stop:
    station = STATION_BAYS.get(corner)
    signs = " & ".join(_on_sign(name) for name in corner)
    return Stop(station or signs, at, station, number)


def _on_sign(street: str) -> str:
    """Shorten a street's name as its sign does, where there is a short form."""
    return next(iter(_STREETS[street].aliases), street)


_STREETS = {street.name: street for street in STREETS}


def _street_line(name: str) -> LineString:
    return LineString(_STREETS[name].line())


def _crossing(corner: Corner) -> LonLat:
    """Find the corner of two streets; several crossings or none is a mistake in the drawing."""
    met = _street_line(corner[0]).intersection(_street_line(corner[1]))
    if not isinstance(met, ShapelyPoint):
        raise ValueError(f"{corner[0]} and {corner[1]} meet at {met.wkt}, not at one corner")
    return (round(met.x, 6), round(met.y, 6))


def _along(a: Corner, b: Corner, start: LonLat, end: LonLat) -> list[LonLat]:
    """Follow the street that two corners share; the start is left out."""
    (shared,) = set(a) & set(b)
    line = _street_line(shared)
    part = substring(line, line.project(ShapelyPoint(start)), line.project(ShapelyPoint(end)))
    inner = [(round(lon, 6), round(lat, 6)) for lon, lat in part.coords[1:-1]]
    return [p for p in inner if p not in (start, end)] + [end]
