"""Readings, and what watches make of them, for the store's tests; made in one line each."""

from datetime import datetime
from typing import Any

from core.observation import Observation
from core.telemetry import Trip, TripStatus, VehiclePosition
from core.topics import VEHICLE_POSITIONS
from indexer.anomalies.partials import Partial
from indexer.store.truth import ReadingBatch
from tests.core.events import T0

TRAM = f"{VEHICLE_POSITIONS}/0"
"""A partition of telemetry."""


def vehicle(key: str = "v1", at: datetime = T0, **fields: Any) -> VehiclePosition:
    """Return where a tram was."""
    filled: dict[str, Any] = {"lat": 40.71, "lon": -74.0, "kind": "tram"} | fields
    return VehiclePosition(vehicle_id=key, timestamp=at, **filled)


def trip(key: str, at: datetime = T0) -> Trip:
    """Return a trip that is over."""
    return Trip(
        trip_id=key,
        pickup_time=at,
        dropoff_time=at,
        pickup_location="Harbor",
        dropoff_location="Old Town",
        distance_km=2.5,
        fare=9.0,
        payment_method="card",
        status=TripStatus.COMPLETED,
    )


def seen(key: str = "v1", at: datetime = T0, **fields: Any) -> Observation:
    """Return the latest reading of a tram, of which nothing else is known."""
    return Observation(reading=vehicle(key, at, **fields))


def partial(
    start_ms: int = 0, kind: str = "vehicle", rows: bytes = b"r", of: str = TRAM
) -> Partial:
    """Return one partition's rows of a window."""
    return Partial(kind=kind, partition=of, start_ms=start_ms, rows=rows)


def readings(base: int, following: int, *latest: Observation, **more: Any) -> ReadingBatch:
    """Return what a stretch of the partition did."""
    filled: dict[str, Any] = {"partition": TRAM, "snapshot": b"s%d" % following} | more
    return ReadingBatch(base=base, next=following, latest=latest, **filled)
