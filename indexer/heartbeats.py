"""Read the heartbeats of sources (contract, 1.2), and merge them into what is known."""

from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from core import wire_fields as read
from core.coverage import Heartbeat
from core.errors import Rejected, RejectReason
from core.identity import check_id
from core.json_limits import parse_object
from core.topics import Family

MAX_AHEAD: Final = timedelta(seconds=60)
"""An `observed_at` further than this after its record is read as the record's own time."""
OK: Final = "ok"
ERROR: Final = "error"


def decode_beat(value: bytes, arrived_at: datetime, timezone: ZoneInfo) -> Heartbeat:
    """Read one record of `feed_status`.

    Args:
        value: the record's value.
        arrived_at: the record's own timestamp, as city time.
        timezone: the city's, for times without an offset.

    Raises:
        Rejected: with the contract's reason, naming the field.
    """
    raw = parse_object(value)
    state = read.text(raw.get("state"), "state").lower()
    if state not in (OK, ERROR):
        raise Rejected(RejectReason.SCHEMA, f"state {state[:40]!r} is neither ok nor error")
    observed_at = _not_ahead(
        read.instant(raw.get("observed_at"), "observed_at", timezone), arrived_at
    )
    last_ok_at = observed_at if state == OK else None
    if last_ok_at is None and raw.get("last_ok_at") is not None:
        told = read.instant(raw["last_ok_at"], "last_ok_at", timezone)
        last_ok_at = told if told <= observed_at else None
    return Heartbeat(
        source=check_id(raw.get("source"), "source"),
        family=_family(raw.get("family")),
        types=read.texts(raw.get("types") or [], "types"),
        state=state,
        error=None if raw.get("error") is None else read.text(raw["error"], "error"),
        observed_at=observed_at,
        last_ok_at=last_ok_at,
        entities=None if raw.get("entities") is None else read.count(raw["entities"], "entities"),
        max_silence_s=_seconds(raw.get("max_silence_s")),
        full_state=read.boolean(raw.get("full_state", False), "full_state"),
        publisher=read.text(raw.get("publisher") or "", "publisher"),
    )


def merge_beats(known: Heartbeat | None, new: Heartbeat) -> Heartbeat:
    """Return what is known of a source after `new`: the newest look, and the newest good one."""
    if known is None:
        return new
    newest = new if new.observed_at >= known.observed_at else known
    good = max(filter(None, (known.last_ok_at, new.last_ok_at)), default=None)
    return msgspec.structs.replace(newest, last_ok_at=good)


def _not_ahead(instant: datetime, arrived_at: datetime) -> datetime:
    return arrived_at if instant > arrived_at + MAX_AHEAD else instant


def _family(given: Any) -> Family | None:
    return None if given is None else read.member(Family, given, "family")


def _seconds(given: Any) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given < 1e9:
        raise Rejected(RejectReason.SCHEMA, "max_silence_s must be a number above 0")
    return float(given)
