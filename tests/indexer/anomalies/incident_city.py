"""Tell events of the demo city to an incident book, as sources tell them."""

from datetime import datetime
from functools import cache
from typing import Any

import shapely
from msgspec.structs import replace

from core.event import TYPES_OF, Event, EventType, MessageType
from core.gazetteer import Gazetteer
from core.geo import LonLat, buffer_m, to_geojson
from core.identity import EventKey
from core.incident import Membership
from core.severity import Severity
from core.store import IndexedEvent
from core.topics import EVENT_TOPICS, Family
from indexer.anomalies.incidents import IncidentBook, Joining
from indexer.locate import Locator
from tests.indexer.anomalies.joint_lines import minute
from tests.indexer.store.events import rivermouth

_SOURCES = {
    EventType.POWER_OUTAGE: "city-power",
    EventType.WATER_OUTAGE: "city-water",
    EventType.WATER_ADVISORY: "city-water",
    EventType.GAS_LEAK: "city-gas",
    EventType.INTERNET_DISRUPTION: "rivernet",
    EventType.WEATHER_ALERT: "weather-service",
    EventType.AIR_QUALITY: "air-quality",
}
_BY_FAMILY = {
    Family.TRANSIT: "metro-transit",
    Family.EMERGENCY: "emergency-management",
    Family.INFRASTRUCTURE: "city-roads",
    Family.ANOMALY: "civicsense",
}


@cache
def locator() -> Locator:
    city = rivermouth()
    return Locator(city, Gazetteer(city))


def family_of(kind: EventType) -> Family:
    if kind is EventType.AIR_QUALITY:
        return Family.EMERGENCY
    return next(family for family, kinds in TYPES_OF.items() if kind in kinds)


def event(name: str, kind: EventType, at: float = 0, **fields: Any) -> Event:
    """Make an event that begins so many minutes after noon."""
    family = fields.pop("family", family_of(kind))
    given: dict[str, Any] = {
        "severity": Severity.MODERATE,
        "issued_at": minute(at),
        "source": _SOURCES.get(kind) or _BY_FAMILY[family],
    }
    return Event(event_id=name, type=kind, family=family, **(given | fields))


def indexed(told: Event, first_issued_at: datetime | None = None) -> IndexedEvent:
    topic = next(topic.name for topic in EVENT_TOPICS if topic.family is told.family)
    return IndexedEvent(
        event=told,
        topic=topic,
        offset=0,
        footprint=locator().locate(told),
        first_issued_at=first_issued_at or told.issued_at,
        indexed_at=told.issued_at,
    )


def around(point: LonLat, metres: float) -> dict[str, Any]:
    """Return a round GeoJSON area."""
    return to_geojson(buffer_m(point, metres))


def off(point: LonLat, east_m: float = 0, north_m: float = 0) -> LonLat:
    """Return the point so far away."""
    return LonLat(point.lon + east_m / 84_300, point.lat + north_m / 111_195)


def middle_of(area: str) -> LonLat:
    point = rivermouth().area_by_id[area].geometry.representative_point()
    return LonLat(point.x, point.y)


def stretch_of(street_id: str) -> tuple[LonLat, dict[str, Any]]:
    """Return a corner in the middle of a street's course, and 200 m of it as GeoJSON."""
    course = rivermouth().street_by_id[street_id].geometry
    middle = course.interpolate(0.5, normalized=True)
    near = shapely.intersection(course, buffer_m(LonLat(middle.x, middle.y), 100))
    return LonLat(middle.x, middle.y), to_geojson(near)


class Story:
    """Hold a book, and what it was told; `because` is its view of things."""

    def __init__(self, *told: Event) -> None:
        self.book = IncidentBook(rivermouth())
        self.members: dict[EventKey, Membership] = {}
        self.tell(*told)

    def tell(self, *told: Event) -> Joining:
        for each in told:
            self.book.hear(indexed(each))
        return self.take()

    def end(self, told: Event, at: float) -> Joining:
        return self.tell(ended(told, at))

    def forget(self, told: Event) -> Joining:
        self.book.forget(indexed(told).key)
        return self.take()

    def take(self) -> Joining:
        joining = self.book.changes()
        for membership in joining.joined:
            self.members[membership.key] = membership
        for key in joining.parted:
            del self.members[key]
        self.book.wrote(joining)
        return joining

    def of(self, name: str) -> Membership | None:
        return next((m for key, m in self.members.items() if key.event_id == name), None)

    def because(self) -> dict[str, tuple[str, str]]:
        """Return of each member what led to it and the reason; the first one's are empty."""
        return {m.event_id: (m.because_id, m.reason) for m in self.members.values()}

    def incidents(self) -> list[set[str]]:
        found: dict[str, set[str]] = {}
        for membership in self.members.values():
            found.setdefault(membership.incident_id, set()).add(membership.event_id)
        return sorted(found.values(), key=sorted)


def ended(told: Event, at: float) -> Event:
    when: datetime = minute(at)
    return replace(told, message_type=MessageType.UPDATE, status="restored", issued_at=when,
                   starts_at=told.begins_at)  # fmt: skip
