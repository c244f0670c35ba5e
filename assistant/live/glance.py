"""Look for the latest readings that bear on one part of a question."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from assistant.live.names import road_book
from assistant.live.sight import OUT_OF_SERVICE, Bearing, Live, LiveAsk, Measure, see
from assistant.understand.vehicles import VehicleName
from core.city import City
from core.geo import LonLat, contains, distance_m, haversine_m
from core.naming.line_book import line_book
from core.observation import Observation
from core.place import Place, PlaceKind
from core.store import EventReader
from core.telemetry import EnvironmentReading, TrafficCondition, VehiclePosition
from core.topics import ENVIRONMENT_READINGS, TRAFFIC_CONDITIONS, VEHICLE_POSITIONS

ROAD_NEAR_M: Final = 500.0
"""A road measured further away says nothing of a point."""
STATION_NEAR_M: Final = 10_000.0
"""A station further away says nothing of a place's air."""
_REGIONS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK, PlaceKind.REGION})
_AIR_FIELDS: Final = ("pm25_ugm3", "pm10_ugm3", "o3_ppb")
SKY_FIELDS: Final = {
    "temperature": "temperature_c", "wind": "wind_kmh", "rain": "rain_mm_h",
    "humidity": "humidity_pct",
}  # fmt: skip
"""What can be asked of the sky, by the reading's field that holds it."""


class Glance:
    """Look at the readings of one instant; made for one answer, it sorts them at most once."""

    def __init__(self, city: City, reader: EventReader, now: datetime) -> None:
        self._city, self._reader, self._now = city, reader, now
        self._lines, self._roads = line_book(city), road_book(city)

    def look(self, ask: LiveAsk, place: Place | None, beside: Place | None) -> Live | None:
        """Return what readings show; None where they can show nothing of what is asked.

        Args:
            ask: what is wanted of them.
            place: what is asked about; None for the whole city.
            beside: a second place named, such as the stop at which a line is awaited.
        """
        if place is not None and place.kind is PlaceKind.CITY:
            place = None
        if ask.measure is Measure.VEHICLES:
            return self._vehicles(ask, place, beside)
        if ask.measure is Measure.TRAFFIC:
            return self._traffic(ask, place)
        return self._stations(ask, place)

    def vehicle(self, named: VehicleName) -> Live | None:
        """Return the latest reading of one vehicle, called by its own number; None for none."""
        known = {
            seen.reading.vehicle_id: seen
            for seen in self._reader.observations(VEHICLE_POSITIONS)
            if isinstance(seen.reading, VehiclePosition) and named.fits(seen.reading)
        }
        found = named.pick(tuple(known))
        if not found:
            return None
        ask = LiveAsk(Measure.VEHICLES, Bearing.DECIDES, vehicle=named)
        return self._chosen(ask, [known[found]], None, _newest)

    def line_of(self, live: Live) -> str:
        """Return the pack's id of the line that a vehicle runs on; empty where it says none."""
        sight = next(iter(live.fresh), live.last)
        reading = sight.observation.reading if sight is not None else None
        return self._lines.id_of(reading.line) if isinstance(reading, VehiclePosition) else ""

    def _vehicles(self, ask: LiveAsk, place: Place | None, beside: Place | None) -> Live | None:
        lines: Sequence[str] = ()
        near = beside
        if place is not None and place.kind is PlaceKind.LINE:
            lines = (place.id,)
        elif place is not None and place.kind is PlaceKind.STOP:
            if ask.bearing is Bearing.BESIDE:
                return None
            stop = self._city.stop_by_id.get(place.id)
            lines, near = (stop.line_ids, place) if stop is not None else ((), place)
        if not lines:
            return None
        found = [seen for line in lines for seen in self._vehicles_by_line.get(line, ())]
        return self._chosen(ask, found, near, _newest)

    def _traffic(self, ask: LiveAsk, place: Place | None) -> Live | None:
        if place is None or place.kind is PlaceKind.LINE:
            return None
        if place.kind in _REGIONS:
            inside = [o for o in self._traffic_readings if contains(place.geometry, _point(o))]
            return self._chosen(ask, inside, place, _slowest)
        if place.kind in (PlaceKind.STREET, PlaceKind.INTERSECTION):
            streets = {place.id, *place.member_ids}
            found = [o for o in self._traffic_readings if self._street_of(o) in streets]
        else:
            found = [o for o in self._traffic_readings if self._distance_m(o, place) <= ROAD_NEAR_M]
        return self._chosen(ask, found, place, _newest)

    def _stations(self, ask: LiveAsk, place: Place | None) -> Live | None:
        fields = _AIR_FIELDS
        if ask.measure is Measure.SKY:
            fields = tuple(SKY_FIELDS[name] for name in ask.wants) or tuple(SKY_FIELDS.values())
        found = [
            o for o in self._reader.observations(ENVIRONMENT_READINGS)
            if any(getattr(o.reading, field, None) is not None for field in fields)
            and (place is None or self._distance_m(o, place) <= STATION_NEAR_M)
        ]  # fmt: skip
        rank = _worst_air if ask.measure is Measure.AIR else _newest
        return self._chosen(ask, found, place, rank)

    def _chosen(
        self,
        ask: LiveAsk,
        found: Iterable[Observation],
        near: Place | None,
        rank: Callable[[Observation], float],
    ) -> Live:
        """Put fresh readings in order: the nearest first, then by what is asked."""
        fresh: list[tuple[float, float, Observation]] = []
        old: list[Observation] = []
        for observation in found:
            if observation.fresh(self._now):
                apart_m = self._distance_m(observation, near) if near is not None else 0.0
                fresh.append((apart_m, rank(observation), observation))
            else:
                old.append(observation)
        fresh.sort(key=lambda ranked: ranked[:2])
        seen = tuple(
            see(observation, self._now, apart_m if near is not None else None)
            for apart_m, _, observation in fresh
        )
        last = None
        if not fresh and old:
            newest = max(old, key=lambda o: o.taken_at)
            apart = self._distance_m(newest, near) if near is not None else None
            last = see(newest, self._now, apart)
        return Live(ask, seen, last, near)

    def _distance_m(self, observation: Observation, place: Place) -> float:
        point = _point(observation)
        if place.geometry.geom_type == "Point":
            return haversine_m(place.point, point)
        if contains(place.geometry, point):
            return 0.0
        return distance_m(point, place.geometry)

    def _street_of(self, observation: Observation) -> str:
        reading = observation.reading
        return self._roads.id_of(reading) if isinstance(reading, TrafficCondition) else ""

    @cached_property
    def _vehicles_by_line(self) -> dict[str, list[Observation]]:
        """Sort the vehicles in service by line."""
        found: dict[str, list[Observation]] = {}
        for observation in self._reader.observations(VEHICLE_POSITIONS):
            reading = observation.reading
            if not isinstance(reading, VehiclePosition) or reading.status == OUT_OF_SERVICE:
                continue
            line = self._lines.id_of(reading.line) if reading.line else ""
            if line:
                found.setdefault(line, []).append(observation)
        return found

    @cached_property
    def _traffic_readings(self) -> Sequence[Observation]:
        return self._reader.observations(TRAFFIC_CONDITIONS)


def _point(observation: Observation) -> LonLat:
    reading = observation.reading
    if isinstance(reading, VehiclePosition | TrafficCondition | EnvironmentReading):
        return LonLat(reading.lon, reading.lat)
    raise TypeError(f"{type(reading).__name__} has no point")


def _newest(observation: Observation) -> float:
    return -observation.taken_at.timestamp()


def _slowest(observation: Observation) -> float:
    """Rank a road by the share of its free speed that is left."""
    reading = observation.reading
    if not isinstance(reading, TrafficCondition) or not reading.free_flow_kmh:
        return 1.0
    return reading.speed_kmh / reading.free_flow_kmh


def _worst_air(observation: Observation) -> float:
    """Rank stations with an index first, the others by their fine dust; the worst first."""
    aqi = observation.derived.get("aqi")
    if isinstance(aqi, int | float):
        return -float(aqi)
    reading = observation.reading
    dust = reading.pm25_ugm3 if isinstance(reading, EnvironmentReading) else None
    return 1 / (1 + (dust or 0.0))
