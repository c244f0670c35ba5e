"""Write what the city says as records for the log."""

from typing import Any, Final

import msgspec
import orjson

from core import topics
from core.telemetry import encode_reading
from core.timespan import parse_rfc3339
from producers.city.happening import Spoken
from streams.headers import event_headers
from streams.record import Outgoing

FAMILY_OF: Final = {t.name: t.family for t in topics.EVENT_TOPICS if t.family is not None}
"""The family of the events on each event topic."""
TELEMETRY: Final = frozenset(topic.name for topic in topics.TELEMETRY_TOPICS)


def outgoing(spoken: Spoken) -> Outgoing:
    """Return the record, under the topic's canonical name; events carry CloudEvents headers."""
    value = spoken.value
    if isinstance(value, msgspec.Struct):
        return Outgoing(spoken.topic, spoken.key, encode_reading(value))
    family = FAMILY_OF.get(spoken.topic)
    headers = None if family is None else _headers(spoken.key, family.value, value)
    return Outgoing(spoken.topic, spoken.key, orjson.dumps(value), headers)


def _headers(event_id: str, family: str, message: dict[str, Any]) -> dict[str, str]:
    return event_headers(
        event_id=event_id,
        source=str(message.get("source", "")),
        event_type=f"{family}.{message.get('type', '')}",
        timestamp=parse_rfc3339(message["timestamp"]),
    )
