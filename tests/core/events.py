"""Make events for tests, with every field that a test does not care about filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.event import Event, EventType
from core.severity import Severity
from core.topics import Family

T0 = datetime(2025, 12, 25, 15, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Return the instant so many minutes after the tests' beginning of time."""
    return T0 + timedelta(minutes=minutes)


def make_event(**fields: Any) -> Event:
    """Return a power outage issued at `T0`, but for the fields given."""
    filled: dict[str, Any] = {
        "event_id": "city-power:1",
        "family": Family.INFRASTRUCTURE,
        "type": EventType.POWER_OUTAGE,
        "severity": Severity.HIGH,
        "issued_at": T0,
        "source": "city-power",
    }
    return Event(**(filled | fields))
