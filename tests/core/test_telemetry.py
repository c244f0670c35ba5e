"""Readings are read within their ranges, and come back as they were written."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from core.errors import Rejected
from core.telemetry import (
    EnvironmentReading,
    Reading,
    RiderTaps,
    TapDirection,
    TrafficCondition,
    Trip,
    TripStatus,
    VehiclePosition,
    decode_reading,
    encode_reading,
    subject_of,
    taken_at,
)

NOW = datetime(2025, 12, 25, 15, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
READINGS: list[tuple[str, str, Reading]] = [
    (
        "vehicle_positions",
        "bus-1",
        VehiclePosition(vehicle_id="bus-1", kind="bus", lat=40.7, lon=-74.0, timestamp=NOW),
    ),
    (
        "rider_taps",
        "uptown",
        RiderTaps(stop_id="uptown", direction=TapDirection.IN, count=3, timestamp=NOW),
    ),
    (
        "traffic_conditions",
        "elm",
        TrafficCondition(road_id="elm", lat=40.7, lon=-74.0, speed_kmh=12.5, timestamp=NOW),
    ),
    (
        "environment_readings",
        "s1",
        EnvironmentReading(station_id="s1", lat=40.7, lon=-74.0, pm25_ugm3=8.1, timestamp=NOW),
    ),
    (
        "trips",
        "t1",
        Trip(
            trip_id="t1",
            pickup_time=NOW - timedelta(minutes=20),
            dropoff_time=NOW,
            pickup_location="Harbor",
            dropoff_location="Midtown",
            distance_km=4.2,
            fare=11.5,
            payment_method="card",
            status=TripStatus.COMPLETED,
        ),
    ),
]


@pytest.mark.parametrize(("topic", "key", "reading"), READINGS)
def test_a_reading_comes_back_as_it_was_written(topic: str, key: str, reading: Reading):
    assert decode_reading(topic, encode_reading(reading), ZONE, NOW) == reading
    subject = subject_of(reading)
    assert (subject.topic, subject.key) == (topic, key)
    assert subject.event_id == f"obs:{topic}:{key}"
    assert taken_at(reading) == NOW


def vehicle(**fields: Any) -> bytes:
    told: dict[str, Any] = {
        "vehicle_id": "bus-1",
        "lat": 40.7,
        "lon": -74.0,
        "timestamp": "2025-12-25T15:00:00Z",
    }
    return orjson.dumps({n: v for n, v in (told | fields).items() if v != "left out"})


def test_a_time_without_an_offset_is_the_citys_and_unknown_fields_are_dropped():
    read = decode_reading(
        "vehicle_positions", vehicle(timestamp="2025-12-25T10:00:00", colour="red"), ZONE, NOW
    )
    assert taken_at(read) == NOW


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"lat": 90.5}, "bad_geo"),
        ({"lon": -181}, "bad_geo"),
        ({"lat": "40.7"}, "bad_geo"),
        ({"lat": "left out"}, "schema"),
        ({"vehicle_id": "left out"}, "schema"),
        ({"vehicle_id": ""}, "schema"),
        ({"vehicle_id": "a\tb"}, "schema"),
        ({"speed_kmh": -1}, "schema"),
        ({"speed_kmh": 501}, "schema"),
        ({"speed_kmh": True}, "schema"),
        ({"heading_deg": 400}, "schema"),
        ({"delay_s": -(2**31)}, "schema"),
        ({"fuel_pct": 101}, "schema"),
        ({"timestamp": "left out"}, "schema"),
        ({"timestamp": 0}, "bad_time"),
        ({"timestamp": "yesterday"}, "bad_time"),
        ({"timestamp": "2025-12-25T15:06:00Z"}, "bad_time"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(fields: dict[str, Any], reason: str):
    with pytest.raises(Rejected) as refused:
        decode_reading("vehicle_positions", vehicle(**fields), ZONE, NOW)
    assert refused.value.reason.value == reason
