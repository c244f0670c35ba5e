"""Read back from Kafka what was last said of each event, and which of them are open."""

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from core.event import Event
from core.lifecycle import Phase, Precedence, standing
from producers.records import event_in
from streams.ports import RecordLog


def newest_events(
    log: RecordLog,
    topics: Iterable[str],
    wire_name: Callable[[str], str],
    timezone: ZoneInfo,
    now: datetime,
    *,
    source: str = "",
) -> dict[str, Event]:
    """Return the newest message of each event, by its id; one that was withdrawn is left out.

    Args:
        log: the log to read, from its start to its end.
        topics: the contract's names of the topics.
        wire_name: what a topic of the contract is called on this broker.
        timezone: the city's zone.
        now: the instant of reading.
        source: whose events; empty for everybody's.

    Raises:
        Transient: the log cannot be read now.
    """
    canonical = {wire_name(topic): topic for topic in topics}
    prefix = f"{source}:".encode() if source else b""
    newest: dict[str, tuple[Precedence, Event]] = {}
    for record in log.read_all(canonical):
        if not (record.key or b"").startswith(prefix):
            continue
        if record.value is None:
            newest.pop((record.key or b"").decode(errors="replace"), None)
            continue
        event = event_in(record, canonical[record.topic], timezone, now)
        if event is None or (source and event.source != source):
            continue
        rank = Precedence(event.issued_at, record.offset)
        if event.event_id not in newest or newest[event.event_id][0] < rank:
            newest[event.event_id] = (rank, event)
    return {i: event for i, (_, event) in newest.items()}


def is_open(event: Event, now: datetime) -> bool:
    """Say whether an event is in force at `now`, or yet to come."""
    phase = standing(event, now).phase
    return phase.in_force or phase is Phase.UPCOMING
