"""Turn GTFS-Realtime vehicle positions into readings (google/transit, `VehiclePosition`)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import quote

from google.transit import gtfs_realtime_pb2 as pb

from core.city_parts import Mode
from core.telemetry import VehiclePosition
from producers.source import Rejection
from producers.sources.gtfs_feed import instant_of, text_of
from producers.sources.gtfs_schedule import Schedule

KMH_PER_MS: Final = 3.6
MAX_SPEED_KMH: Final = 500.0
MAX_DELAY_S: Final = 86_400
IN_SERVICE: Final = "in_service"
_KINDS: Final = {
    Mode.BUS: "bus",
    Mode.TRAM: "tram",
    Mode.SUBWAY: "train",
    Mode.RAIL: "train",
    Mode.FERRY: "ferry",
    Mode.CABLE: "cable car",
    Mode.OTHER: "",
}
_OCCUPANCIES: Final[dict[int, str]] = {
    pb.VehiclePosition.EMPTY: "empty",
    pb.VehiclePosition.MANY_SEATS_AVAILABLE: "many_seats_available",
    pb.VehiclePosition.FEW_SEATS_AVAILABLE: "few_seats_available",
    pb.VehiclePosition.STANDING_ROOM_ONLY: "standing_room_only",
    pb.VehiclePosition.CRUSHED_STANDING_ROOM_ONLY: "crushed_standing_room_only",
    pb.VehiclePosition.FULL: "full",
    pb.VehiclePosition.NOT_ACCEPTING_PASSENGERS: "not_accepting_passengers",
    pb.VehiclePosition.NOT_BOARDABLE: "not_boardable",
}


def read_vehicles(
    entities: Iterable[pb.FeedEntity],
    schedule: Schedule,
    delay_s: Mapping[str, int],
    told_at: datetime,
) -> tuple[list[VehiclePosition], list[Rejection]]:
    """Turn the vehicles among a feed's entities into readings.

    Args:
        entities: entities with vehicles.
        schedule: the timetable, for the names of lines and stops.
        delay_s: by trip id, where the same feed tells it.
        told_at: when a position was taken that carries no time.
    """
    readings: list[VehiclePosition] = []
    rejections: list[Rejection] = []
    for entity in entities:
        native_id, vehicle = text_of(entity.id), entity.vehicle
        place = vehicle.position
        if not vehicle.HasField("position"):
            rejections.append(Rejection(native_id, "no_position", "a vehicle at no place"))
        elif not _is_on_earth(place.latitude, place.longitude):
            where = f"{place.latitude}, {place.longitude}"
            rejections.append(Rejection(native_id, "bad_geo", f"{where} is no place"))
        else:
            readings.append(_reading(native_id, vehicle, schedule, delay_s, told_at))
    return readings, rejections


def _reading(
    native_id: str,
    vehicle: pb.VehiclePosition,
    schedule: Schedule,
    delay_s: Mapping[str, int],
    told_at: datetime,
) -> VehiclePosition:
    trip_id = text_of(vehicle.trip.trip_id)
    known = schedule.trips.get(trip_id)
    route_id = text_of(vehicle.trip.route_id) or (known.route_id if known else "")
    line = schedule.lines.get(route_id)
    place = vehicle.position
    name = text_of(vehicle.vehicle.id) or text_of(vehicle.vehicle.label) or native_id
    taken_at = instant_of(vehicle.timestamp) if vehicle.timestamp else None
    stop_id = text_of(vehicle.stop_id)
    delay = delay_s.get(trip_id)
    occupancy = int(vehicle.occupancy_status) if vehicle.HasField("occupancy_status") else -1
    return VehiclePosition(
        vehicle_id=quote(name, safe="-_.:/")[:200].replace("..", "%2E"),
        kind=_KINDS[line.mode] if line else "",
        line=schedule.line_name(route_id)[:120] if route_id else "",
        trip_id=trip_id[:120],
        lat=round(place.latitude, 6),
        lon=round(place.longitude, 6),
        speed_kmh=_speed_kmh(place),
        heading_deg=_heading_deg(place),
        status=IN_SERVICE if route_id else "",
        next_stop=schedule.stop_name(stop_id)[:120] if stop_id else "",
        delay_s=delay if delay is not None and abs(delay) <= MAX_DELAY_S else None,
        occupancy=_OCCUPANCIES.get(occupancy),
        timestamp=told_at if taken_at is None or taken_at > told_at else taken_at,
    )


def _is_on_earth(lat: float, lon: float) -> bool:
    """Say whether it is a place; (0, 0) is a missing one written as zeros."""
    return -90 <= lat <= 90 and -180 <= lon <= 180 and not (lat == 0 and lon == 0)


def _speed_kmh(place: pb.Position) -> float | None:
    """Return the speed; feeds tell metres a second, and none at all where they do not measure."""
    if not place.HasField("speed"):
        return None
    speed = place.speed * KMH_PER_MS
    return round(speed, 1) if 0 <= speed <= MAX_SPEED_KMH else None


def _heading_deg(place: pb.Position) -> float | None:
    if not place.HasField("bearing") or not 0 <= place.bearing <= 360:
        return None
    return round(place.bearing, 1)
