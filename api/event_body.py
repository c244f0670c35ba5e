"""Write events and coverage as the contract has them (2.2): exactly its keys, absent as null."""

from collections.abc import Sequence
from typing import Any

from api.reading_body import point_body
from core.city import City
from core.coverage import Coverage
from core.event import Event
from core.store import Hit, IndexedEvent, Version
from core.topics import Family


def event_body(hit: Hit, city: City, incident_id: str | None) -> dict[str, Any]:
    """Write one event as it stands.

    Args:
        hit: the event.
        city: whose sources speak.
        incident_id: the incident that it belongs to; None for none.
    """
    event, standing = hit.event.event, hit.standing
    return {
        "event_id": event.event_id,
        "family": event.family,
        "type": type_of(event),
        "severity": event.severity,
        "phase": standing.phase,
        "headline": event.headline or None,
        "message": event.message or event.description or None,
        "instructions": event.instructions,
        "areas": event.areas,
        "geometry": event.geometry,
        "coordinates": point_body(event.coordinates),
        "lines": event.lines,
        "stops": event.stops,
        "source": event.source,
        "publisher": publisher_of(event, city),
        "issued_at": event.issued_at,
        "starts_at": event.begins_at,
        "ends_at": event.ends_at,
        "end_certainty": event.end_certainty,
        "expires_at": event.expires_at,
        "last_confirmed_at": hit.confirmed_at,
        "planned": event.planned,
        "affected_customers": event.affected_customers,
        "cause": event.cause or None,
        "status": event.status or None,
        "incident_id": incident_id,
        "in_city": hit.event.footprint.in_city,
        "end_reason": standing.end_reason,
        "active_periods": [
            {"starts_at": period.start, "ends_at": period.end} for period in event.active_periods
        ],
        "url": event.url or None,
    }


def history_body(hit: Hit, city: City, incident_id: str | None) -> dict[str, Any]:
    """Write one event with its earlier messages, oldest first."""
    return {
        **event_body(hit, city, incident_id),
        "versions": [_version(v) for v in hit.event.versions],
    }


def feature_body(hit: Hit, city: City, incident_id: str | None) -> dict[str, Any]:
    """Write one event as a GeoJSON feature (RFC 7946, 3.2)."""
    properties = event_body(hit, city, incident_id)
    geometry = properties.pop("geometry") or _geometry(hit.event)
    return {"type": "Feature", "id": hit.event.event.event_id, "geometry": geometry,
            "properties": properties}  # fmt: skip


def coverage_body(coverage: Sequence[Coverage]) -> list[dict[str, Any]]:
    """Write how each source stands."""
    return [
        {
            "source": c.source,
            "family": c.family,
            "state": c.state,
            "reason": c.reason,
            "last_heard_at": c.last_heard_at,
        }
        for c in coverage
    ]


def type_of(event: Event) -> str:
    """Return the event's type; that of a reading is its topic (contract, 1.3)."""
    return event.type_text if event.family is Family.TELEMETRY else event.type


def publisher_of(event: Event, city: City) -> str | None:
    """Return who speaks: as the event says, else as the pack names the source."""
    if event.publisher:
        return event.publisher
    source = city.source_by_id.get(event.source)
    return source.publisher if source is not None else None


def _version(version: Version) -> dict[str, Any]:
    return {
        "issued_at": version.issued_at,
        "message_type": version.message_type,
        "severity": version.severity,
        "headline": version.headline or None,
        "message": version.message or None,
        "status": version.status or None,
        "ends_at": version.ends_at,
        "end_certainty": version.end_certainty,
        "affected_customers": version.affected_customers,
    }


def _geometry(indexed: IndexedEvent) -> dict[str, Any] | None:
    """Return the point of an event without a shape, or the points of its stops."""
    own = indexed.event.coordinates
    points = [own] if own is not None else list(indexed.footprint.points)
    positions = [[point.lon, point.lat] for point in points]
    if not positions:
        return None
    if len(positions) == 1:
        return {"type": "Point", "coordinates": positions[0]}
    return {"type": "MultiPoint", "coordinates": positions}
