"""Read back from Kafka what a source had open, so that a restart forgets nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from core import topics
from core.event import Event
from producers.heartbeat import last_ok_in
from producers.readback import newest_events
from producers.records import EVENT_TOPIC
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
    events = newest_events(log, _TOPICS, wire_name, timezone, now, source=source)
    beats = (
        record.value
        for record in log.read_all([wire_name(topics.FEED_STATUS)])
        if record.key == source.encode()
    )
    return events, last_ok_in(beats)
