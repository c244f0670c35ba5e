"""Read back from Kafka which events of a topic are open, the seeds' own and others."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from core.event import Event
from core.lifecycle import Phase, Precedence, standing
from producers.records import event_in
from streams.ports import RecordLog


def open_events(
    log: RecordLog, topic: str, wire_name: Callable[[str], str], timezone: ZoneInfo, now: datetime
) -> list[Event]:
    """Return the newest message of each event of `topic` that is not over at `now`.

    Args:
        log: the log to read, from its start to its end.
        topic: the contract's name of the topic.
        wire_name: what a topic of the contract is called on this broker.
        timezone: the city's zone.
        now: the instant of reading.

    Raises:
        Transient: the log cannot be read now.
    """
    newest: dict[bytes, tuple[Precedence, Event]] = {}
    for record in log.read_all([wire_name(topic)]):
        if record.value is None:
            newest.pop(record.key or b"", None)
            continue
        event = event_in(record, topic, timezone, now)
        if event is None:
            continue
        key, rank = event.event_id.encode(), Precedence(event.issued_at, record.offset)
        if key not in newest or newest[key][0] < rank:
            newest[key] = (rank, event)
    return [event for _, event in newest.values() if _is_open(event, now)]


def _is_open(event: Event, now: datetime) -> bool:
    phase = standing(event, now).phase
    return phase.in_force or phase is Phase.UPCOMING
