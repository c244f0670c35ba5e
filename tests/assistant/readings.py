"""Hold readings and anomalies that several tests tell about."""

from datetime import timedelta
from typing import Any

from core.event import Event
from core.incident import Membership
from core.observation import Observation
from core.telemetry import EnvironmentReading, Reading, TrafficCondition, VehiclePosition
from tests.assistant.town import ago, city, event

STOPS = {stop.name: stop for stop in city().stops}


def seen(reading: Reading, **derived: float | str) -> Observation:
    return Observation(reading=reading, usual_interval=timedelta(seconds=15), derived=derived)


def vehicle(name: str, line: str, at: str, **fields: Any) -> Observation:
    """Return the latest reading of a vehicle at a stop, 20 s old unless said otherwise."""
    point = STOPS[at].point
    filled: dict[str, Any] = {"lat": point.lat, "lon": point.lon, "timestamp": ago(1 / 3)}
    return seen(VehiclePosition(vehicle_id=name, line=line, **(filled | fields)))


def road(road_id: str, speed_kmh: float, minutes: float = 1 / 3, **fields: Any) -> Observation:
    street = city().street_by_id[road_id]
    middle = street.geometry.interpolate(0.5, normalized=True)
    filled: dict[str, Any] = {"free_flow_kmh": 50, "lat": middle.y, "lon": middle.x}
    return seen(
        TrafficCondition(
            road_id=road_id,
            name=street.name,
            speed_kmh=speed_kmh,
            timestamp=ago(minutes),
            **(filled | fields),
        )
    )


def station(name: str, area: str, minutes: float = 1, **fields: Any) -> Observation:
    """Return a station's reading in an area; `derived` figures are given by their own names."""
    shape = next(a.geometry for a in city().areas if a.name == area).representative_point()
    derived = {key: fields.pop(key) for key in ("aqi", "nowcast_pm25_ugm3") if key in fields}
    reading = EnvironmentReading(
        station_id=name, lat=shape.y, lon=shape.x, timestamp=ago(minutes), **fields
    )
    return seen(reading, **derived)


def measured(event_id: str, kind: str, subject: str, **fields: Any) -> Event:
    """Return an open anomaly as the indexer writes it, begun 15 minutes ago."""
    filled: dict[str, Any] = {
        "source": "civicsense", "status": "measured", "starts_at": ago(15), "timestamp": ago(1),
        "expires_at": ago(-14), "severity": "low", "detector": kind, "subject": subject,
        "headline": f"Headline of {event_id}", "message": f"Message of {event_id}.",
    }  # fmt: skip
    return event("anomaly", event_id, kind, **(filled | fields))


def joined(member: Event, because: Event, reason: str, sureness: float = 0.8) -> list[Membership]:
    """Return an incident of two, the one for the other's sake."""
    topics = {"transit": "transit_events", "infrastructure": "infrastructure_events",
              "anomaly": "anomalies", "emergency": "emergency_events"}  # fmt: skip
    first = Membership(
        incident_id="incident:1", topic=topics[because.family], event_id=because.event_id,
        joined_at=ago(20),
    )  # fmt: skip
    second = Membership(
        incident_id="incident:1", topic=topics[member.family], event_id=member.event_id,
        joined_at=ago(10), because_topic=first.topic, because_id=first.event_id, reason=reason,
        sureness=sureness,
    )  # fmt: skip
    return [first, second]
