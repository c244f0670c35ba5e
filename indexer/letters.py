"""Write dead letters and repairs: what goes back to the log before the position moves on."""

from datetime import datetime
from typing import Final

from core.errors import Rejected
from core.event import Event
from core.store import Forgotten, IndexedEvent
from core.timespan import format_rfc3339
from core.topics import REPAIR_HEADER, RETIRE_HEADER, dead_letter
from core.wire import encode_event
from streams.record import Outgoing, Record

MAX_DETAIL_BYTES: Final = 500
MAX_HEADER_BYTES: Final = 4096
SAFE_VALUE_BYTES: Final = 512 * 1024
"""A letter that the broker finds too large is cut to this; the record is where it says."""


def letter(record: Record, refused: Rejected, at: datetime) -> Outgoing:
    """Return the dead letter of a record: unchanged, its own headers beside the contract's.

    Args:
        record: as the log gave it; its own topic names the dead-letter topic.
        refused: why it cannot be used.
        at: when that was found, aware.
    """
    detail = refused.detail.encode("utf-8", "backslashreplace")[:MAX_DETAIL_BYTES]
    return Outgoing(
        dead_letter(record.topic),
        record.key,
        record.value,
        _kept(record)
        | {
            "error.reason": refused.reason.value,
            "error.detail": detail.decode("utf-8", "ignore"),
            "original.topic": record.topic,
            "original.partition": str(record.partition),
            "original.offset": str(record.offset),
            "error.at": format_rfc3339(at),
        },
    )


def _kept(record: Record) -> dict[str, str | bytes]:
    """Return the record's own headers, but for values so large that they are an attack."""
    return {
        name: value
        for name, value in record.headers
        if value is not None and len(value) <= MAX_HEADER_BYTES
    }


def cut_short(outgoing: Outgoing) -> Outgoing:
    """Return a letter small enough for any broker; its headers say how long the record was."""
    value = outgoing.value
    if value is None or len(value) <= SAFE_VALUE_BYTES:
        return outgoing
    headers = dict(outgoing.headers or {}) | {"error.truncated": str(len(value))}
    return Outgoing(outgoing.topic, outgoing.key, value[:SAFE_VALUE_BYTES], headers)


def repair(
    wire_topic: str, event_id: str, winner: Event | Forgotten, partition: int | None
) -> Outgoing:
    """Return the record that makes the log's last word on an event agree with the store.

    It goes to the partition that the event's records lie in: compaction works inside one, and
    producers differ in how they choose it for a key.
    """
    if isinstance(winner, Forgotten):
        forgets = format_rfc3339(winner.last_issued_at)
        headers = {REPAIR_HEADER: "1", RETIRE_HEADER: forgets}
        return Outgoing(wire_topic, event_id, None, headers, partition)
    return Outgoing(wire_topic, event_id, encode_event(winner), {REPAIR_HEADER: "1"}, partition)


def retirement(wire_topic: str, state: IndexedEvent) -> Outgoing:
    """Return the tombstone of an event that ended long ago; it may forget this version only."""
    headers = {RETIRE_HEADER: format_rfc3339(state.event.issued_at)}
    return Outgoing(wire_topic, state.event.event_id, None, headers, state.partition)
