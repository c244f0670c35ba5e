"""Say how a source stands: the heartbeat on `feed_status` (contract, 1.2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol, cast

import orjson

from core.errors import Rejected
from core.json_limits import parse_object
from core.timespan import format_rfc3339, parse_rfc3339
from core.topics import Family


class Beating(Protocol):
    """Be what a heartbeat tells of: a source of the city pack, or the reader of its feed."""

    @property
    def id(self) -> str:
        """Return the id under which the pack knows it."""
        ...

    @property
    def family(self) -> Family:
        """Return the family of its events."""
        ...

    @property
    def types(self) -> tuple[str, ...]:
        """Return the event types that it would know."""
        ...

    @property
    def publisher(self) -> str:
        """Return whose it is, as people call them."""
        ...

    @property
    def max_silence(self) -> timedelta:
        """Return how long it may be silent before it counts as stale."""
        ...


class FeedError(StrEnum):
    """Why a poll says nothing about what is over."""

    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    HALVED = "halved"
    STALE_CONTENT = "stale_content"


OK: Final = "ok"
ERROR: Final = "error"


def encode_heartbeat(
    source: Beating,
    observed_at: datetime,
    *,
    full_state: bool,
    error: FeedError | None,
    last_ok_at: datetime | None,
    entities: int,
) -> bytes:
    """Write one heartbeat.

    Args:
        source: who speaks.
        observed_at: when we looked.
        full_state: whether each of its documents is a snapshot of everything.
        error: why the look was no good; None where it was.
        last_ok_at: when the last good look was, this one included.
        entities: how many things the last document held.
    """
    return orjson.dumps(
        {
            "source": source.id,
            "family": source.family.value,
            "types": source.types,
            "observed_at": format_rfc3339(observed_at),
            "state": OK if error is None else ERROR,
            "error": None if error is None else error.value,
            "last_ok_at": None if last_ok_at is None else format_rfc3339(last_ok_at),
            "entities": entities,
            "max_silence_s": round(source.max_silence / timedelta(seconds=1), 3),
            "full_state": full_state,
            "publisher": source.publisher,
        }
    )


def last_ok_in(values: Iterable[bytes | None]) -> datetime | None:
    """Return the newest good look that the source's own heartbeats tell of; None if none does."""
    told = (_last_ok(value) for value in values if value)
    return max((instant for instant in told if instant is not None), default=None)


def _last_ok(value: bytes) -> datetime | None:
    try:
        beat = cast(Mapping[str, Any], parse_object(value))
        return parse_rfc3339(beat["last_ok_at"])
    except (Rejected, KeyError, TypeError, ValueError):
        return None
