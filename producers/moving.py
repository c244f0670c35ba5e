"""Move the times in a message of the contract by one step, keeping their distances."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from core.errors import Rejected
from core.timespan import format_rfc3339
from core.wire_fields import instant

ISSUED: Final = ("timestamp", "dropoff_time", "pickup_time")
"""Where a message says when it was issued; the first that it has counts."""
_TIMES: Final = frozenset(
    {
        *ISSUED,
        "starts_at",
        "ends_at",
        "estimated_restoration",
        "estimated_resolution",
        "expires_at",
        "observed_at",
        "last_ok_at",
    }
)


def issued_at(message: Mapping[str, Any], timezone: ZoneInfo) -> datetime | None:
    """Return when a message was issued; None where it does not say, or not readably."""
    for name in ISSUED:
        if name in message:
            return _read(message[name], timezone)
    return None


def moved(message: Mapping[str, Any], step: timedelta, timezone: ZoneInfo) -> dict[str, Any]:
    """Return the message with every time in it moved; what is no time stays as it is."""
    return retimed(message, lambda instant: instant + step, timezone)


def retimed(
    message: Mapping[str, Any], to: Callable[[datetime], datetime], timezone: ZoneInfo
) -> dict[str, Any]:
    """Return the message with `to` of every time in it; what is no time stays as it is."""
    after = dict(message)
    for name, value in message.items():
        if name in _TIMES:
            told = _read(value, timezone)
            after[name] = value if told is None else format_rfc3339(to(told))
        elif name == "active_periods" and isinstance(value, list):
            periods = cast(list[Any], value)
            after[name] = [
                retimed(cast(dict[str, Any], period), to, timezone)
                if isinstance(period, dict)
                else period
                for period in periods
            ]
    return after


def _read(value: Any, timezone: ZoneInfo) -> datetime | None:
    try:
        return instant(value, "timestamp", timezone)
    except Rejected:
        return None
