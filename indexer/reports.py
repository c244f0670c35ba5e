"""Read and check residents' reports (contract, 2.1): unverified, and never official."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from core import wire_fields as read
from core.errors import Rejected, RejectReason
from core.geo import LonLat
from core.identity import check_id
from core.json_limits import parse_object
from core.wire import MAX_AHEAD


class ReportStatus(StrEnum):
    """Whether the thing reported still needs somebody."""

    OPEN = "open"
    CLOSED = "closed"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one resident's report."""

    report_id: str
    description: str
    issued_at: datetime
    status: ReportStatus = ReportStatus.OPEN
    type: str = ""
    area: str = ""
    coordinates: LonLat | None = None
    language: str = ""


OFFICIAL_TYPES: Final = (
    "evacuation",
    "weather_alert",
    "health_advisory",
    "water_advisory",
    "earthquake",
)
"""What only an authority can issue; longer words that begin so count as well."""
OFFICIAL_FIELDS: Final = ("severity", "message_type", "handling", "instructions", "event_id")
"""Fields by which a record poses as an official event."""


def decode_report(value: bytes, timezone: ZoneInfo, now: datetime) -> Report:
    """Read one record of `citizen_reports`.

    Raises:
        Rejected: `unauthorised` where it claims what only an authority may, else the reason.
    """
    raw = parse_object(value)
    _refuse_official(raw)
    issued_at = read.instant(raw.get("timestamp"), "timestamp", timezone)
    if issued_at > now + MAX_AHEAD:
        raise Rejected(RejectReason.BAD_TIME, f"timestamp {raw['timestamp']} lies ahead of now")
    description = read.text(raw.get("description"), "description")
    if not description:
        raise Rejected(RejectReason.SCHEMA, "description is empty")
    given = raw.get("coordinates")
    return Report(
        report_id=check_id(raw.get("report_id"), "report_id"),
        description=description,
        issued_at=issued_at,
        status=read.member(ReportStatus, raw.get("status") or "open", "status"),
        type=_optional(raw, "type"),
        area=_optional(raw, "area"),
        coordinates=None if given is None else read.coordinates(given),
        language=_optional(raw, "language"),
    )


def _optional(raw: dict[str, Any], name: str) -> str:
    return "" if raw.get(name) is None else read.text(raw[name], name)


def _refuse_official(raw: dict[str, Any]) -> None:
    for name in OFFICIAL_FIELDS:
        if raw.get(name) is not None:
            raise Rejected(RejectReason.UNAUTHORISED, f"a resident's report has no {name}")
    kind = raw.get("type")
    if isinstance(kind, str):
        word = kind.strip().lower().replace(" ", "_").replace("-", "_")
        if word.startswith(OFFICIAL_TYPES):
            raise Rejected(RejectReason.UNAUTHORISED, f"residents cannot issue {word[:40]!r}")
