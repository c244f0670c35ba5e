"""Hold readings: what vehicles, stops, roads and stations measure (contract, 1.3).

One frozen struct a topic; units are in the names. `decode_reading` checks ranges, so that no
impossible number reaches a detector; unknown fields are dropped.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
import orjson
from msgspec import Meta

from core import topics, wire_fields
from core.errors import Rejected, RejectReason
from core.identity import check_id
from core.json_limits import parse_object

Id = Annotated[str, Meta(min_length=1, max_length=256)]
Word = Annotated[str, Meta(max_length=120)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Lon = Annotated[float, Meta(ge=-180, le=180)]
SpeedKmh = Annotated[float, Meta(ge=0, le=500)]
Percent = Annotated[float, Meta(ge=0, le=100)]
DelayS = Annotated[int, Meta(ge=-86_400, le=86_400)]
Amount = Annotated[float, Meta(ge=0, le=100_000)]

MAX_AHEAD: Final = timedelta(minutes=5)
"""A reading further ahead than this is `bad_time`."""


class TapDirection(StrEnum):
    """Which way a rider went through the gate."""

    IN = "in"
    OUT = "out"


class TripStatus(StrEnum):
    """What became of a hired trip."""

    COMPLETED = "completed"
    CANCELED = "canceled"
    IN_PROGRESS = "in_progress"


class VehiclePosition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold where one vehicle was, and how it ran; many feeds tell no speed."""

    vehicle_id: Id
    kind: Word = ""
    """`bus`, `tram`, `train`, `car` …"""
    line: Word = ""
    trip_id: Word = ""
    lat: Lat
    lon: Lon
    speed_kmh: SpeedKmh | None = None
    heading_deg: Annotated[float, Meta(ge=0, le=360)] | None = None
    status: Word = ""
    """`in_service`, `breakdown`, `out_of_service`."""
    next_stop: Word = ""
    delay_s: DelayS | None = None
    occupancy: Word | float | None = None
    """GTFS-Realtime's word (`few_seats_available`), or a count of people."""
    fuel_pct: Percent | None = None
    engine_temp_c: Annotated[float, Meta(ge=-60, le=400)] | None = None
    timestamp: datetime


class RiderTaps(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold how many riders went in or out at one stop."""

    stop_id: Id
    line: Word = ""
    direction: TapDirection
    count: Annotated[int, Meta(ge=0, le=100_000)] = 1
    card_kind: Word = ""
    timestamp: datetime


class TrafficCondition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold how traffic ran on one road."""

    road_id: Id
    name: Word = ""
    lat: Lat
    lon: Lon
    speed_kmh: SpeedKmh
    free_flow_kmh: SpeedKmh | None = None
    vehicles_per_min: Amount | None = None
    occupancy: Percent | None = None
    camera_id: Word = ""
    timestamp: datetime


class EnvironmentReading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold what one station measured in the air."""

    station_id: Id
    lat: Lat
    lon: Lon
    pm25_ugm3: Amount | None = None
    pm10_ugm3: Amount | None = None
    o3_ppb: Amount | None = None
    no2_ppb: Amount | None = None
    co_ppm: Amount | None = None
    noise_db: Annotated[float, Meta(ge=0, le=200)] | None = None
    temperature_c: Annotated[float, Meta(ge=-100, le=70)] | None = None
    humidity_pct: Percent | None = None
    wind_kmh: SpeedKmh | None = None
    rain_mm_h: Annotated[float, Meta(ge=0, le=500)] | None = None
    timestamp: datetime


class Trip(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold one hired trip."""

    trip_id: Id
    pickup_time: datetime
    dropoff_time: datetime | None = None
    pickup_location: Word
    dropoff_location: Word
    distance_km: Annotated[float, Meta(ge=0, le=10_000)]
    fare: Amount
    payment_method: Word
    status: TripStatus


Reading: TypeAlias = VehiclePosition | RiderTaps | TrafficCondition | EnvironmentReading | Trip

_KINDS: Final[dict[str, type[Reading]]] = {
    topics.VEHICLE_POSITIONS: VehiclePosition,
    topics.RIDER_TAPS: RiderTaps,
    topics.TRAFFIC_CONDITIONS: TrafficCondition,
    topics.ENVIRONMENT_READINGS: EnvironmentReading,
    topics.TRIPS: Trip,
}
_TOPIC_OF: Final = {kind: topic for topic, kind in _KINDS.items()}
KEY_FIELDS: Final = {
    topics.VEHICLE_POSITIONS: "vehicle_id",
    topics.RIDER_TAPS: "stop_id",
    topics.TRAFFIC_CONDITIONS: "road_id",
    topics.ENVIRONMENT_READINGS: "station_id",
    topics.TRIPS: "trip_id",
}
"""The field of a reading that is its record's key, by topic."""
_READING_TIMES: Final = ("timestamp",)
_TRIP_TIMES: Final = ("pickup_time", "dropoff_time")
_PLAIN_BYTES: Final = 4096
"""A longer record is unusual."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Name what a reading is about: its topic and the key of its records."""

    topic: str
    key: str

    @property
    def event_id(self) -> str:
        """Return the id under which the subject's latest reading is cited."""
        return f"obs:{self.topic}:{self.key}"


def subject_of(reading: Reading) -> Subject:
    """Return what the reading is about."""
    topic = _TOPIC_OF[type(reading)]
    return Subject(topic, getattr(reading, KEY_FIELDS[topic]))


def taken_at(reading: Reading) -> datetime:
    """Return when the reading was taken; a trip's is its end, or its start while it runs."""
    if isinstance(reading, Trip):
        return reading.dropoff_time or reading.pickup_time
    return reading.timestamp


def decode_reading(topic: str, value: bytes, timezone: ZoneInfo, now: datetime) -> Reading:
    """Read one record of a telemetry topic.

    Args:
        topic: the topic's canonical name.
        value: one JSON object.
        timezone: the city's zone, for times without an offset.
        now: the instant of reading, for times that lie too far ahead.

    Raises:
        Rejected: with the contract's reason, naming the field.
    """
    kind, key_field = _KINDS[topic], KEY_FIELDS[topic]
    if len(value) <= _PLAIN_BYTES and value.count(b"{") == 1 and b"[" not in value:
        try:
            raw: dict[str, Any] = orjson.loads(value)
            if _has_plain_times(kind, raw):
                reading = msgspec.convert(raw, kind)
                if _latest(reading) <= now + MAX_AHEAD:
                    _check_key(getattr(reading, key_field))
                    return reading
        except (orjson.JSONDecodeError, msgspec.ValidationError, AttributeError):
            pass  # what is unusual or wrong is read again, to say what is
    return _read_with_care(kind, key_field, value, timezone, now)


def _read_with_care(
    kind: type[Reading], key_field: str, value: bytes, timezone: ZoneInfo, now: datetime
) -> Reading:
    """Read a record however it is written; five times slower."""
    raw: dict[str, Any] = {
        name: given for name, given in parse_object(value).items() if given is not None
    }
    for name in _times_of(kind):
        if name in raw:
            raw[name] = wire_fields.instant(raw[name], name, timezone)
            if raw[name] > now + MAX_AHEAD:
                raise Rejected(RejectReason.BAD_TIME, f"{name} lies ahead of now")
    try:
        reading = msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        place = str(error).endswith(("`$.lat`", "`$.lon`"))
        raise Rejected(
            RejectReason.BAD_GEO if place else RejectReason.SCHEMA, str(error)
        ) from error
    check_id(getattr(reading, key_field), "the key")
    return reading


def _has_plain_times(kind: type[Reading], raw: dict[str, Any]) -> bool:
    """Say whether all times are written as msgspec and Python read alike: UTC, <= 6 decimals."""
    for name in _times_of(kind):
        text = raw.get(name)
        if text is not None and not (
            type(text) is str and len(text) <= 27 and text[-1:] == "Z" and text[10:11] == "T"
        ):
            return False
    return True


def _times_of(kind: type[Reading]) -> tuple[str, ...]:
    return _TRIP_TIMES if kind is Trip else _READING_TIMES


def _latest(reading: Reading) -> datetime:
    if isinstance(reading, Trip):
        return max(reading.pickup_time, reading.dropoff_time or reading.pickup_time)
    return reading.timestamp


@lru_cache(maxsize=16_384)
def _check_key(key: str) -> None:
    check_id(key, "the key")


def encode_reading(reading: Reading) -> bytes:
    """Write a reading as the contract's JSON; `decode_reading` reads the same one back."""
    return msgspec.json.encode(reading)
