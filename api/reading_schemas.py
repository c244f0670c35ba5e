"""Describe the answers that tell what was measured; the tests hold what is written against them."""

from datetime import datetime
from typing import Any

from api.schemas import Outgoing, PointOut
from core.lifecycle import EndReason, Phase
from core.topics import Family


class VehicleOut(Outgoing):
    """Hold where one vehicle was last."""

    vehicle_id: str
    kind: str | None
    line: str | None
    trip_id: str | None
    lat: float
    lon: float
    speed_kmh: float | None
    heading_deg: float | None
    status: str | None
    next_stop: str | None
    delay_s: int | None
    occupancy: str | float | None
    fuel_pct: float | None
    engine_temp_c: float | None
    timestamp: datetime
    fresh: bool
    """Whether the reading is young enough to tell where the vehicle is now."""


class VehiclesOut(Outgoing):
    """Hold where all vehicles were last."""

    as_of: datetime | None
    """Time of the newest reading; null where there is none."""
    vehicles: list[VehicleOut]


class RoadOut(Outgoing):
    """Hold how traffic ran last on one road."""

    road_id: str
    name: str | None
    lat: float
    lon: float
    speed_kmh: float
    free_flow_kmh: float | None
    vehicles_per_min: float | None
    occupancy: float | None
    camera_id: str | None
    timestamp: datetime
    fresh: bool
    """Whether the reading is young enough to tell how traffic runs now."""


class ReadingOut(Outgoing):
    """Hold a subject's latest reading as what is cited."""

    event_id: str
    """`obs:<topic>:<key>`."""
    family: Family
    type: str
    """The topic."""
    phase: Phase
    """`active` while the reading still tells how it is, else `ended`."""
    end_reason: EndReason | None
    headline: str
    source: str
    coordinates: PointOut | None
    issued_at: datetime
    """When it was measured."""
    last_confirmed_at: datetime
    usual_interval_s: float | None
    """Seconds that usually pass between two readings; null while too few were heard."""
    derived: dict[str, float | str]
    """What was made of it, such as an air quality index."""
    reading: dict[str, Any]
    """The reading, in the fields of its topic."""
