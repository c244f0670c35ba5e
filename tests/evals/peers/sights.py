"""Make what a model sees of one question, for tests."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from evals.peers.lies import Names
from evals.peers.reading import Fact, Sight

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 4, 11, 5, tzinfo=ZONE)
NAMES = Names(
    areas=("Eastside", "Harbor", "Uptown", "Seaview"),
    lines=("Red Line", "Blue Line", "Bus 55"),
    roads=("Oak Street", "Main Street", "Bay Road"),
    stops=("Midtown", "Northgate"),
    publishers=("City Power & Light", "City Water", "Metro Transit"),
)


def outage(**fields: Any) -> dict[str, Any]:
    """Return a power outage as a prompt has it."""
    return {
        "event_id": "power:1", "type": "power_outage", "phase": "active", "severity": "high",
        "headline": "Power outage in Eastside", "message": "The power is out in Eastside.",
        "areas": ["Eastside"], "publisher": "City Power & Light", "affected_customers": 4300,
        "cause": "A truck hit a pole", "instructions": ["Keep fridges and freezers closed."],
        "starts_at": "2026-03-04T10:32:00-05:00", "issued_at": "2026-03-04T10:35:00-05:00",
        "ends_at": "2026-03-04T14:30:00-05:00", "end_certainty": "estimated", **fields,
    }  # fmt: skip


def delay(**fields: Any) -> dict[str, Any]:
    """Return a delay as a prompt has it."""
    return {
        "event_id": "transit:2", "type": "delay", "phase": "active", "severity": "moderate",
        "headline": "Red Line runs late", "lines": ["Red Line"], "stops": ["Midtown", "Northgate"],
        "publisher": "Metro Transit", "delay_minutes": 12.0, "cause": "Signal problems",
        "starts_at": "2026-03-04T09:05:00-05:00", "issued_at": "2026-03-04T10:10:00-05:00",
        "end_certainty": "unknown", **fields,
    }  # fmt: skip


def sight(*events: dict[str, Any], language: str = "en", **fields: Any) -> Sight:
    """Return what a model sees of events, each told by one fact."""
    facts = tuple(Fact(event["headline"] + ".", (event["event_id"],)) for event in events)
    told: dict[str, Any] = {
        "system": "Write in English.", "data": "", "events": events, "facts": facts,
        "question": "is the power out", "language": language, "lead": "", "now": NOW, **fields,
    }  # fmt: skip
    return Sight(**told)
