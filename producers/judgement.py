"""Judge one fetched document: what it says, what it changes, and whether it proves anything.

Pure: the runner adopts the memory that comes back only once every record is acknowledged.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core.errors import Rejected
from core.event import Event
from core.telemetry import Reading, Subject, subject_of
from producers.freshness import Age, Freshness, judge_freshness
from producers.heartbeat import FeedError
from producers.ledger import Ledger
from producers.records import event_record, reading_record
from producers.source import Poll, Rejection, Settling, Source
from streams.record import Outgoing


@dataclass(frozen=True, slots=True)
class Memory:
    """Hold what is remembered of one source between two polls.

    Attributes:
        ledger: what was last published of each event.
        freshness: the newest document seen; None before the first.
        readings: what was last published of each telemetry subject.
    """

    ledger: Ledger
    freshness: Freshness | None = None
    readings: Mapping[Subject, Reading] = field(default_factory=dict[Subject, Reading])

    def after_failure(self) -> "Memory":
        """Return the memory after a poll that brought nothing: all stays open."""
        return replace(self, ledger=self.ledger.after_failure())


@dataclass(frozen=True, slots=True)
class Judgement:
    """Tell what one document comes to.

    Attributes:
        poll: what it says.
        records: what to publish, topics under their canonical names.
        vanished: how many events are over because the feed no longer has them.
        rejections: what was left out, by the adapter and by us.
        error: why the document proves nothing; None where it is good.
        memory: what to remember once the records are acknowledged.
    """

    poll: Poll
    records: tuple[Outgoing, ...]
    vanished: int
    rejections: tuple[Rejection, ...]
    error: FeedError | None
    memory: Memory


def judge(
    source: Source, body: bytes, memory: Memory, timezone: ZoneInfo, now: datetime
) -> Judgement:
    """Parse a document and compare it with what is remembered.

    Raises:
        Unreadable: the document as a whole cannot be read.
    """
    poll = source.parse(body, now)
    if isinstance(source, Settling):
        poll = source.settle(poll, memory.ledger.known)
    fingerprint = hashlib.blake2b(body, digest_size=16).hexdigest()
    age, freshness = judge_freshness(memory.freshness, poll, fingerprint, now)
    if age is Age.BEHIND:
        after = replace(memory.after_failure(), freshness=freshness)
        return Judgement(poll, (), 0, poll.rejections, FeedError.STALE_CONTENT, after)
    stale = age is Age.STALE
    changes, ledger = memory.ledger.after(poll, now, stale=stale)
    told, refused = _event_records(changes.events, timezone, now)
    readings = {subject_of(reading): reading for reading in poll.readings}
    fresh = [r for subject, r in readings.items() if memory.readings.get(subject) != r]
    measured, unfit = _reading_records(fresh, timezone, now)
    if stale:
        error = FeedError.STALE_CONTENT
    elif changes.halved:
        error = FeedError.HALVED
    else:  # what the indexer would refuse is news that nobody gets: no all-clear may rest on it
        error = FeedError.UNREADABLE if refused else None
    kept = ledger.without((r.native_id for r in refused), memory.ledger)
    return Judgement(
        poll=poll,
        records=(*told, *measured),
        vanished=changes.vanished,
        rejections=(*poll.rejections, *refused, *unfit),
        error=error,
        memory=Memory(kept, freshness, readings),
    )


def _event_records(
    events: Iterable[Event], timezone: ZoneInfo, now: datetime
) -> tuple[list[Outgoing], list[Rejection]]:
    records: list[Outgoing] = []
    refused: list[Rejection] = []
    for event in events:
        try:
            records.append(event_record(event, timezone, now))
        except Rejected as error:
            refused.append(Rejection(event.event_id, error.reason.value, error.detail))
    return records, refused


def _reading_records(
    readings: Iterable[Reading], timezone: ZoneInfo, now: datetime
) -> tuple[list[Outgoing], list[Rejection]]:
    records: list[Outgoing] = []
    refused: list[Rejection] = []
    for reading in readings:
        try:
            records.append(reading_record(reading, timezone, now))
        except Rejected as error:
            refused.append(Rejection(subject_of(reading).key, error.reason.value, error.detail))
    return records, refused
