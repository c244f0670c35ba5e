"""Read back from Kafka what a source had open, so that a restart forgets nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from core import topics
from core.event import Event
from core.lifecycle import Precedence
from producers.heartbeat import last_ok_in
from producers.records import EVENT_TOPIC, event_in
from streams.ports import RecordLog

_TOPICS: Final = tuple(dict.fromkeys(EVENT_TOPIC.values()))


def recall(
    log: RecordLog, source: str, wire_name: Callable[[str], str], timezone: ZoneInfo, now: datetime
) -> tuple[dict[str, Event], datetime | None]:
    """Read the event topics and `feed_status` for one source.

    Args:
        log: the log to read.
        source: id of the source.
        wire_name: what a topic of the contract is called on this broker.
        timezone: the city's zone.
        now: the instant of reading.

    Returns:
        The newest message of each of its events, by id, and when it was last well (None if never).

    Raises:
        Transient: the log cannot be read now.
    """
    canonical = {wire_name(topic): topic for topic in _TOPICS}
    prefix = f"{source}:".encode()
    newest: dict[str, tuple[Precedence, Event]] = {}
    for record in log.read_all(canonical):
        if record.key is None or not record.key.startswith(prefix):
            continue
        if record.value is None:
            newest.pop(record.key.decode(errors="replace"), None)
            continue
        event = event_in(record, canonical[record.topic], timezone, now)
        if event is None or event.source != source:
            continue
        rank = Precedence(event.issued_at, record.offset)
        if event.event_id not in newest or newest[event.event_id][0] < rank:
            newest[event.event_id] = (rank, event)
    beats = (
        record.value
        for record in log.read_all([wire_name(topics.FEED_STATUS)])
        if record.key == source.encode()
    )
    return {i: event for i, (_, event) in newest.items()}, last_ok_in(beats)
