"""Say how an event told stands to a place asked about, from the event's own fields.

A second, plainer reading of the contract ("Place"): geometry wins, a name places what has none,
transit lies at its stops, and within 1 km is near. Where a border or a rounding decides, the
answer is `UNSURE`, and whoever judges lets both readings pass.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import cos, radians
from typing import Any, Final

import shapely
from shapely.affinity import scale
from shapely.geometry import shape as geojson_shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from core.city import City
from core.city_parts import AreaKind
from core.geo import LonLat, haversine_m
from evals.ledger import Published

NEAR_M: Final = 1_000.0
_AT_M: Final = 50.0
_MAYBE_M: Final = 150.0
_PART: Final = 0.03
"""A smaller share of the smaller of two polygons may be a border drawn roughly."""
TRANSIT: Final = frozenset(
    [
        "delay",
        "route_change",
        "suspension",
        "reduced_service",
        "stop_closure",
        "accessibility",
        "crowding",
    ]
)
_POINTS: Final = frozenset({"road_closure", "road_work", "signal_outage"})
"""What a lone point places exactly, whatever area is named beside it."""


class Stands(StrEnum):
    """How an event stands to a place."""

    THERE = "there"
    UNSURE = "unsure"
    NEAR = "near"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, eq=False)
class Spot:
    """Hold a place that may be asked about.

    Attributes:
        kind: city, area, zip, bank, street, corner, landmark, stop, line or here.
        id: the pack's id; of a corner both streets' ids, joined by `&`.
        name: as the pack calls it.
        shape: where it is, in degrees.
        accuracy_m: of a device's point, the circle's radius.
        streets: of a corner its streets' names, of a street its own.
        shared: whether places of other kinds have the same name.
    """

    kind: str
    id: str
    name: str
    shape: BaseGeometry
    accuracy_m: float = 0.0
    streets: tuple[str, ...] = ()
    shared: bool = False


class Geography:
    """Know a pack's places, and how events stand to them."""

    def __init__(self, city: City) -> None:
        self.city = city
        self._stands: dict[tuple[str, str, str], Stands] = {}
        self._shapes: dict[str, BaseGeometry | None] = {}

    @cached_property
    def spots(self) -> Mapping[str, tuple[Spot, ...]]:
        """Return the places of the pack that people may name without doubt, by kind."""
        city = self.city
        found: dict[str, list[Spot]] = {}
        for area in city.areas:
            kind = {AreaKind.ZIP: "zip", AreaKind.BANK: "bank"}.get(area.kind, "area")
            found.setdefault(kind, []).append(Spot(kind, area.id, area.name, area.geometry))
        for street in city.streets:
            spot = Spot("street", street.id, street.name, street.geometry, 0.0, (street.name,))
            found.setdefault("street", []).append(spot)
        for mark in city.landmarks:
            if mark.kind != "water":
                spot = Spot("landmark", mark.id, mark.name, mark.geometry)
                found.setdefault("landmark", []).append(spot)
        things = (*city.areas, *city.landmarks, *city.streets)
        named = {n.casefold().removeprefix("the ") for t in things for n in (t.name, *t.aliases)}
        for stop in city.stops:
            point = shapely.Point(stop.point.lon, stop.point.lat)
            found.setdefault("stop", []).append(
                Spot("stop", stop.id, stop.name, point, shared=stop.name.casefold() in named)
            )
        for line in city.lines:
            course = line.shape or shapely.MultiPoint(self._stops(line.stop_ids))
            found.setdefault("line", []).append(Spot("line", line.id, line.name, course))
        found["corner"] = list(self._corners())
        return {kind: tuple(spots) for kind, spots in found.items()}

    @cached_property
    def whole(self) -> Spot:
        """Return the whole city as a place."""
        return Spot("city", self.city.id, self.city.name, self.city.outline)

    def stands(self, event: Published, spot: Spot) -> Stands:
        """Say how an event stands to a place."""
        version = f"{event.id}|{event.said.get('timestamp')}"
        key = version, spot.kind, f"{spot.id}{spot.shape.wkt if spot.kind == 'here' else ''}"
        known = self._stands.get(key)
        if known is None:
            known = self._stands[key] = self._judge(event.said, version, spot)
        return known

    def _judge(self, said: Mapping[str, Any], version: str, spot: Spot) -> Stands:
        areas = _texts(said, "area", "areas")
        if spot.kind == "city":
            return Stands.THERE
        if self.city.name in areas:
            return Stands.THERE
        transit = said.get("type") in TRANSIT
        lines, stops = _texts(said, "line", "lines"), _texts(said, "affected_stations", "stops")
        if transit and spot.kind == "line":
            return Stands.THERE if spot.name in lines else Stands.UNSURE
        if transit and spot.kind == "stop":
            if spot.name in stops:
                return Stands.THERE
            if self._serves(spot, lines):
                return Stands.UNSURE if stops else Stands.THERE
        if spot.kind == "street" and said.get("road") in spot.streets:
            return Stands.THERE
        shape = self._shape(said, version)
        if shape is None:
            return self._by_name(areas, spot)
        found = self._apart(shape, spot)
        if found is Stands.THERE and spot.kind == "street" and not shape.area:
            elsewhere = shape.length or said.get("road")
            return Stands.UNSURE if elsewhere else found  # another street's, which meets this one
        lone = shape.geom_type == "Point" and said.get("type") not in _POINTS and not transit
        if lone and found in (Stands.NEAR, Stands.ELSEWHERE):
            named = self._by_name(areas, spot)
            return Stands.UNSURE if named is not Stands.ELSEWHERE else found
        if transit and found is Stands.ELSEWHERE and self._touches_line(lines, spot):
            return Stands.UNSURE
        return found

    def _apart(self, shape: BaseGeometry, spot: Spot) -> Stands:
        place = spot.shape
        if shape.area > 0 and place.area > 0 and shape.intersects(place):
            share = shape.intersection(place).area / min(shape.area, place.area)
            return Stands.THERE if share >= _PART else Stands.UNSURE
        apart = metres(shape, place)
        if spot.kind == "here":
            inside = shape.area > 0 and shape.covers(place)
            edge = metres(shape.boundary, place) if shape.area > 0 else 0.0
            if inside and edge > spot.accuracy_m + _AT_M:
                return Stands.THERE
            if apart <= spot.accuracy_m + _MAYBE_M:
                return Stands.UNSURE
        elif shape.area > 0 or place.area > 0:
            if apart == 0.0:
                point = shape if place.area > 0 else place
                area = place if place.area > 0 else shape
                on_edge = point.geom_type == "Point" and metres(area.boundary, point) < _AT_M
                return Stands.UNSURE if on_edge else Stands.THERE
            if apart <= _MAYBE_M:
                return Stands.UNSURE
        elif apart <= _AT_M:
            return Stands.THERE
        elif apart <= _MAYBE_M:
            return Stands.UNSURE
        return Stands.NEAR if apart <= NEAR_M * 1.05 else Stands.ELSEWHERE

    def _by_name(self, areas: Iterable[str], spot: Spot) -> Stands:
        shapes = [area.geometry for area in self.city.areas if area.name in areas]
        if not shapes:
            return Stands.UNSURE
        if spot.kind in ("area", "zip", "bank") and spot.name in areas:
            return Stands.THERE
        found = self._apart(shapely.union_all(shapes), spot)
        return Stands.UNSURE if found is Stands.NEAR else found

    def _shape(self, said: Mapping[str, Any], version: str) -> BaseGeometry | None:
        if version not in self._shapes:
            self._shapes[version] = self._drawn(said)
        return self._shapes[version]

    def _drawn(self, said: Mapping[str, Any]) -> BaseGeometry | None:
        if said.get("geometry"):
            return shapely.make_valid(geojson_shape(said["geometry"]))
        if said.get("coordinates"):
            at = said["coordinates"]
            return shapely.Point(at["lon"], at["lat"])
        names = _texts(said, "affected_stations", "stops")
        points = [
            (s.point.lon, s.point.lat)
            for s in self.city.stops
            if s.name in names or set(s.member_ids) & set(names)
        ]
        if not points:
            lines = _texts(said, "line", "lines")
            ids = [stop for line in self.city.lines if line.name in lines for stop in line.stop_ids]
            points = self._stops(ids)
        return shapely.MultiPoint(points) if points else None

    def _stops(self, ids: Iterable[str]) -> list[tuple[float, float]]:
        known = self.city.stop_by_id
        return [(known[i].point.lon, known[i].point.lat) for i in ids if i in known]

    def _serves(self, spot: Spot, lines: Iterable[str]) -> bool:
        stop = self.city.stop_by_id.get(spot.id)
        return stop is not None and any(
            self.city.line_by_id[line].name in lines for line in stop.line_ids
        )

    def _touches_line(self, lines: Iterable[str], spot: Spot) -> bool:
        shapes = [s.shape for s in self.spots["line"] if s.name in lines]
        return any(metres(shape, spot.shape) <= _MAYBE_M for shape in shapes)

    def _corners(self) -> Iterable[Spot]:
        streets = self.city.streets
        for n, one in enumerate(streets):
            for other in streets[n + 1 :]:
                meet = one.geometry.intersection(other.geometry)
                if meet.geom_type == "Point":
                    names = one.name, other.name
                    yield Spot(
                        "corner", f"{one.id}&{other.id}", " and ".join(names), meet, 0, names
                    )


def metres(one: BaseGeometry, other: BaseGeometry) -> float:
    """Return the distance in metres between two shapes of one city."""
    if one.is_empty or other.is_empty:
        return float("inf")
    # A degree east is shorter than one north: what is nearest on paper may not be so.
    narrow = cos(radians(one.bounds[1]))
    flat = (scale(shape, xfact=narrow, origin=(0, 0)) for shape in (one, other))
    a, b = nearest_points(*flat)
    return haversine_m(LonLat(a.x / narrow, a.y), LonLat(b.x / narrow, b.y))


def places_of(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every place that a message names: areas, road, lines, stations."""
    return _texts(said, "area", "areas", "road", "line", "lines", "affected_stations", "stops")


def _texts(said: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    found: list[str] = []
    for name in names:
        given = said.get(name)
        if isinstance(given, str):
            found.append(given)
        elif given:
            found += [str(text) for text in given]
    return tuple(found)
