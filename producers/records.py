"""Turn events and readings into records that the indexer will take."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from core import topics
from core.errors import Rejected
from core.event import Event
from core.telemetry import Reading, decode_reading, encode_reading, subject_of
from core.topics import Family
from core.wire import Reading as Reader
from core.wire import decode_event, encode_event
from streams.headers import event_headers
from streams.record import Outgoing, Record

_log = structlog.stdlib.get_logger(__name__)

EVENT_TOPIC: Final[dict[Family, str]] = {
    Family.EMERGENCY: topics.EMERGENCY_EVENTS,
    Family.TRANSIT: topics.TRANSIT_EVENTS,
    Family.INFRASTRUCTURE: topics.INFRASTRUCTURE_EVENTS,
    Family.ENVIRONMENT: topics.EMERGENCY_EVENTS,
    Family.ANOMALY: topics.ANOMALIES,
}
"""Where events of each family go; the air's warnings are emergencies."""
_FAMILY_OF: Final = {t.name: t.family for t in topics.EVENT_TOPICS if t.family is not None}


def event_record(event: Event, timezone: ZoneInfo, now: datetime) -> Outgoing:
    """Write an event as the record that carries it, under the topic's canonical name.

    Raises:
        Rejected: the indexer would refuse it (larger than 64 KiB, ahead of time, no usable id).
    """
    topic = EVENT_TOPIC[event.family]
    value = encode_event(event)
    decode_event(value, _reader(topic, timezone, now))
    headers = event_headers(
        event_id=event.event_id,
        source=event.source,
        event_type=f"{event.family}.{event.type}",
        timestamp=event.issued_at,
    )
    return Outgoing(topic, event.event_id, value, headers)


def reading_record(reading: Reading, timezone: ZoneInfo, now: datetime) -> Outgoing:
    """Write a reading as the record that carries it, under the topic's canonical name.

    Raises:
        Rejected: the indexer would refuse it.
    """
    subject = subject_of(reading)
    value = encode_reading(reading)
    decode_reading(subject.topic, value, timezone, now)
    return Outgoing(subject.topic, subject.key, value)


def event_in(record: Record, topic: str, timezone: ZoneInfo, now: datetime) -> Event | None:
    """Read an event back from `topic` (canonical); None where a stranger's record is unusable."""
    if record.value is None:
        return None
    try:
        return decode_event(record.value, _reader(topic, timezone, now))
    except Rejected as error:
        _log.debug("record.skipped", topic=topic, offset=record.offset, reason=error.reason.value)
        return None


def _reader(topic: str, timezone: ZoneInfo, now: datetime) -> Reader:
    return Reader(topic=topic, family=_FAMILY_OF[topic], timezone=timezone, now=now)
