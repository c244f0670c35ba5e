"""Write and read record headers: CloudEvents 1.0, Kafka protocol binding, binary mode."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from urllib.parse import quote

from core.timespan import format_rfc3339

MAX_VALUE_BYTES: Final = 1024
"""Longer header values are clipped on reading: a header names things, it carries no text."""
MAX_HEADERS: Final = 64
"""Headers beyond these are not read."""


def event_headers(
    *, event_id: str, source: str, event_type: str, timestamp: datetime
) -> dict[str, str]:
    """Return the CloudEvents headers of one message about an event (binding, 3.2).

    A message is one CloudEvent, the event it is about is its subject: `ce_id` must differ
    between two messages about the same event, so it carries the message's time.

    Args:
        event_id: identity of the real-world thing.
        source: id of the feed; written as a URI reference.
        event_type: what it is, as `transit.delay`.
        timestamp: when the message was issued, aware.
    """
    issued = format_rfc3339(timestamp)
    return {
        "ce_specversion": "1.0",
        "ce_id": f"{event_id}@{issued}",
        "ce_source": quote(source, safe="/:@-._~!$&'()*+,;="),
        "ce_type": event_type,
        "ce_subject": event_id,
        "ce_time": issued,
        "content-type": "application/json",
    }


def read_headers(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    """Return header names and values as text, forgiving whatever strangers wrote.

    The last of a repeated name wins. A value that is null or not UTF-8 is left out, one longer
    than 1,024 bytes is clipped at a whole character.
    """
    read: dict[str, str] = {}
    for count, (name, value) in enumerate(headers):
        if count == MAX_HEADERS:
            break
        if value is None:
            continue
        text = _decoded(value)
        if text is not None:
            read[name[:MAX_VALUE_BYTES]] = text
    return read


def _decoded(value: bytes) -> str | None:
    clipped = len(value) > MAX_VALUE_BYTES
    try:
        return value[:MAX_VALUE_BYTES].decode("utf-8")
    except UnicodeDecodeError as error:
        if (
            clipped
            and error.start > MAX_VALUE_BYTES - 4
            and error.reason == "unexpected end of data"
        ):
            return value[: error.start].decode("utf-8")
        return None
