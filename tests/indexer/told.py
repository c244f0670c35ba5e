"""Make events as sources of the city of squares tell them."""

from datetime import UTC, datetime
from typing import Any

from core.event import Event, EventType
from core.severity import Severity
from core.topics import Family


def event(kind: EventType = EventType.POWER_OUTAGE, **fields: Any) -> Event:
    """Make an event of the pack's power utility, unless the fields say otherwise."""
    transit = kind in (EventType.DELAY, EventType.STOP_CLOSURE, EventType.SUSPENSION)
    given: dict[str, Any] = {
        "event_id": "e-1",
        "family": Family.TRANSIT if transit else Family.INFRASTRUCTURE,
        "severity": Severity.HIGH,
        "issued_at": datetime(2026, 11, 20, 12, tzinfo=UTC),
        "source": "power",
    }
    return Event(type=kind, **(given | fields))
