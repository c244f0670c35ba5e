"""Hold one real-world happening as a source tells it: `Event` and its enums.

Fields follow the contract (1.1), whose words follow CAP 1.2, GTFS-Realtime and WZDx. Everything
here is a fact that a source stated; what is true *now* is computed in `core.lifecycle`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from core.geo import LonLat
from core.severity import Certainty, Severity, Urgency
from core.timespan import Span
from core.topics import Family


class EventType(StrEnum):
    """The kinds of happening that the contract names, and `other` for the rest."""

    WEATHER_ALERT = "weather_alert"
    FIRE = "fire"
    PUBLIC_SAFETY = "public_safety"
    HEALTH_ADVISORY = "health_advisory"
    HAZMAT = "hazmat"
    EARTHQUAKE = "earthquake"
    EVACUATION = "evacuation"

    DELAY = "delay"
    ROUTE_CHANGE = "route_change"
    SUSPENSION = "suspension"
    REDUCED_SERVICE = "reduced_service"
    STOP_CLOSURE = "stop_closure"
    ACCESSIBILITY = "accessibility"
    CROWDING = "crowding"

    POWER_OUTAGE = "power_outage"
    WATER_ADVISORY = "water_advisory"
    WATER_OUTAGE = "water_outage"
    GAS_LEAK = "gas_leak"
    INTERNET_DISRUPTION = "internet_disruption"
    ROAD_CLOSURE = "road_closure"
    ROAD_WORK = "road_work"
    SIGNAL_OUTAGE = "signal_outage"

    AIR_QUALITY = "air_quality"
    VEHICLE_DELAY = "vehicle_delay"
    LINE_DELAY = "line_delay"
    BUNCHING = "bunching"
    GAP = "gap"
    BREAKDOWN = "breakdown"
    SURGE = "surge"
    CONGESTION = "congestion"
    SLOWDOWN = "slowdown"
    SENSOR_SILENT = "sensor_silent"
    HEAT = "heat"
    WIND = "wind"
    ENGINE_WARNING = "engine_warning"
    FUEL_WARNING = "fuel_warning"
    SPEEDING = "speeding"
    GEOFENCE = "geofence"
    CALL_RATE = "call_rate"
    REPORT_CLUSTER = "report_cluster"
    OUTAGE_GROWTH = "outage_growth"

    OTHER = "other"


TYPES_OF: Final[dict[Family, tuple[EventType, ...]]] = {
    Family.EMERGENCY: tuple(EventType)[0:7],
    Family.TRANSIT: tuple(EventType)[7:14],
    Family.INFRASTRUCTURE: tuple(EventType)[14:22],
    Family.ENVIRONMENT: (EventType.AIR_QUALITY,),
    Family.ANOMALY: tuple(EventType)[22:41],
}
"""The types that each family of the contract names."""


class MessageType(StrEnum):
    """What a message does to its event (CAP 1.2 `msgType`)."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class Handling(StrEnum):
    """Whom a message is for (CAP 1.2 `status`); only `actual` ever reaches a citizen."""

    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"
    DRAFT = "draft"


class EndCertainty(StrEnum):
    """How sure the end of the hazard is."""

    KNOWN = "known"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


ENDING_STATUSES: Final = frozenset({"resolved", "restored", "closed", "cleared"})
"""Statuses by which a source says that it is over."""
VANISHED_STATUS: Final = "vanished"
"""The status our runner gives to an event that left a full-state feed without a word."""


class Translation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold the source's own words in another language."""

    headline: str = ""
    message: str = ""
    instructions: tuple[str, ...] = ()


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold the full present state of one event, as its newest message tells it."""

    event_id: str
    """Identity of the real-world thing, unique in its topic; ours are `<source>:<native id>`."""
    family: Family
    """The family of the topic it came by."""
    type: EventType
    """The kind of happening; `other` keeps the source's word in `type_text`."""
    severity: Severity
    issued_at: datetime
    """When this message was issued (`timestamp` on the wire)."""
    source: str
    """Id of the feed; the topic's name where the message gives none."""
    type_text: str = ""
    sourced: bool = True
    """False where the message itself named no source."""
    message_type: MessageType = MessageType.ALERT
    handling: Handling = Handling.ACTUAL
    status: str = ""
    """As the source words it, in lower case."""
    headline: str = ""
    message: str = ""
    description: str = ""
    instructions: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    """Names of areas, as the source says them."""
    coordinates: LonLat | None = None
    geometry: dict[str, Any] | None = None
    """GeoJSON (RFC 7946), checked, at most 1,000 vertices."""
    geocodes: dict[str, tuple[str, ...]] = {}
    starts_at: datetime | None = None
    """When the hazard begins, where that is not when it was issued."""
    ends_at: datetime | None = None
    """When the hazard is expected to end."""
    end_certainty: EndCertainty = EndCertainty.UNKNOWN
    active_periods: tuple[Span, ...] = ()
    expires_at: datetime | None = None
    """When the message goes stale unless renewed; not the end of the hazard."""
    urgency: Urgency = Urgency.UNKNOWN
    certainty: Certainty = Certainty.UNKNOWN
    planned: bool = False
    affected_groups: tuple[str, ...] = ()
    affected_customers: int | None = None
    cause: str = ""
    utility_company: str = ""
    mode: str = ""
    lines: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    direction: str = ""
    delay_minutes: float | None = None
    alternatives: tuple[str, ...] = ()
    road: str = ""
    lanes: str = ""
    detour: str = ""
    language: str = ""
    translations: dict[str, Translation] = {}
    references: tuple[str, ...] = ()
    url: str = ""
    contact: str = ""
    publisher: str = ""
    extra: dict[str, Any] = {}
    """Fields that the contract does not know, kept as they came."""

    @property
    def begins_at(self) -> datetime:
        """Return when the hazard or disruption begins."""
        return self.starts_at or self.issued_at

    @property
    def ends_by_word(self) -> bool:
        """Say whether this message itself ends the event, by type or by status."""
        return (
            self.message_type is MessageType.CANCEL
            or self.status in ENDING_STATUSES
            or self.status == VANISHED_STATUS
        )
