"""Write readings: the field names of the contract's telemetry (1.3), absent ones as null."""

from datetime import datetime
from typing import Any

import msgspec

from core.geo import LonLat
from core.lifecycle import EndReason, Phase
from core.observation import Observation
from core.telemetry import Reading, RiderTaps, Trip
from core.topics import Family


def latest_body(observation: Observation, now: datetime) -> dict[str, Any]:
    """Write a subject's latest reading, and whether it still tells how it is."""
    return {**reading_body(observation.reading), "fresh": observation.fresh(now)}


def citable_body(observation: Observation, now: datetime) -> dict[str, Any]:
    """Write a reading as what is cited: one too old to tell how it is has ended, unconfirmed."""
    subject, fresh, usual = observation.subject, observation.fresh(now), observation.usual_interval
    return {
        "event_id": subject.event_id,
        "family": Family.TELEMETRY,
        "type": subject.topic,
        "phase": Phase.ACTIVE if fresh else Phase.ENDED,
        "end_reason": None if fresh else EndReason.UNCONFIRMED,
        "headline": f"Latest reading of {subject.key}",
        "source": subject.topic,
        "coordinates": point_body(point_of(observation.reading)),
        "issued_at": observation.taken_at,
        "last_confirmed_at": observation.taken_at,
        "usual_interval_s": None if usual is None else usual.total_seconds(),
        "derived": dict(observation.derived),
        "reading": reading_body(observation.reading),
    }


def reading_body(reading: Reading) -> dict[str, Any]:
    """Write what was measured."""
    return {
        name: None if value == "" else value
        for name, value in msgspec.structs.asdict(reading).items()
    }


def point_of(reading: Reading) -> LonLat | None:
    """Return where it was measured; None where a reading does not say."""
    return None if isinstance(reading, RiderTaps | Trip) else LonLat(reading.lon, reading.lat)


def point_body(point: LonLat | None) -> dict[str, float] | None:
    """Write a point."""
    return None if point is None else {"lat": point.lat, "lon": point.lon}
