"""Turn one stretch of a partition's log into a batch for the store and records for the log.

The stages, in order, are `STAGES` below; each fills in its part of a `Stretch`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

import structlog

from core.coverage import Heartbeat
from core.errors import Rejected, RejectReason
from core.event import Event
from core.footprint import Basis, Footprint
from core.identity import EventKey
from core.store import Batch, Forgotten, IndexedEvent, Known, Put
from core.topics import FEED_STATUS
from indexer.arrivals import FAMILY_OF, Arrival, Reader
from indexer.authority import Authority
from indexer.decide import Ledger, wanted_keys
from indexer.describe import describe
from indexer.draft import Draft
from indexer.due import DueTimes
from indexer.heartbeats import merge_beats
from indexer.letters import letter
from streams.record import Outgoing, Record

_log = structlog.stdlib.get_logger(__name__)


class Places(Protocol):
    """Place events; `indexer.locate.Locator` does."""

    def locate(self, event: Event) -> Footprint:
        """Return where the event lies in the city."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """Hold what the stages work with.

    Attributes:
        reader: decodes records.
        authority: who may speak for whom.
        places: where events lie.
        due_times: when they need a look again.
        counts: what happened, by name; the metrics' source.
    """

    reader: Reader
    authority: Authority
    places: Places
    due_times: DueTimes
    counts: Counter[str]


@dataclass(slots=True)
class Stretch:
    """Hold consecutive records of one partition, and what becomes of them.

    Attributes:
        topic: the topic's canonical name.
        partition: its name in the store, `<topic>/<n>`.
        base: the offset that the stretch begins at.
        next: the offset that follows it.
        records: as the log gave them.
        now: the instant of indexing.
        arrivals: the records, decoded.
        known: what the store holds of the events concerned.
        outputs: what must be acknowledged before the batch is applied.
        batch: what the store is to apply.
    """

    topic: str
    partition: str
    base: int
    next: int
    records: Sequence[Record]
    now: datetime
    arrivals: list[Arrival] = field(default_factory=list[Arrival])
    known: Mapping[EventKey, Known] = field(default_factory=dict[EventKey, Known])
    ledger: Ledger | None = None
    placed: dict[str, Footprint] = field(default_factory=dict[str, Footprint])
    outputs: list[Outgoing] = field(default_factory=list[Outgoing])
    batch: Batch | None = None

    def wanted(self) -> list[EventKey]:
        """Return the events that must be known before they can be superseded."""
        return list(wanted_keys(self.topic, self.arrivals)) if self.topic in FAMILY_OF else []


def decode(stretch: Stretch, tools: Tools) -> None:
    """Read the records; what cannot be read is refused, and stops nothing."""
    stretch.arrivals = tools.reader.read(stretch.topic, stretch.records, stretch.now)
    tools.counts["records"] += len(stretch.records)


def supersede(stretch: Stretch, tools: Tools) -> None:
    """Let newer messages take the place of older ones, by timestamp, source and reference."""
    if stretch.topic not in FAMILY_OF:
        return
    wire_topic = stretch.records[0].topic if stretch.records else stretch.topic
    ledger = stretch.ledger = Ledger(
        stretch.topic, stretch.known, tools.authority, stretch.now, tools.counts, wire_topic
    )
    for arrival in stretch.arrivals:
        ledger.take(arrival)
    stretch.outputs += [*ledger.letters, *ledger.repairs()]


def locate(stretch: Stretch, tools: Tools) -> None:
    """Say where changed events lie; one that cannot be placed is kept, and said to be unplaced."""
    for draft in stretch.ledger.changed() if stretch.ledger else ():
        if draft.event is None:
            continue
        try:
            footprint = tools.places.locate(draft.event)
        except Exception:  # better an event without a place than no event
            tools.counts["unexpected"] += 1
            _log.exception("event.location_failed", event_id=draft.key.event_id)
            footprint = Footprint(basis=Basis.UNPLACED)
        stretch.placed[draft.key.event_id] = footprint


def describe_and_put(stretch: Stretch, tools: Tools) -> None:
    """Give changed events their meaning, and write down what the store is to apply."""
    ledger = stretch.ledger
    puts = _puts(ledger.changed(), stretch, tools) if ledger else []
    references = list(ledger.references.values()) if ledger else []
    stretch.batch = Batch(
        partition=stretch.partition,
        base=stretch.base,
        next=stretch.next,
        puts=puts,
        beats=_beats(stretch, tools) if stretch.topic == FEED_STATUS else (),
        references=references,
    )
    if not ledger:
        _refuse_others(stretch, tools)


Stage = Callable[[Stretch, Tools], None]
BEFORE_KNOWN: Final[tuple[Stage, ...]] = (decode,)
"""The stages that need only the records."""
STAGES: Final[tuple[Stage, ...]] = (supersede, locate, describe_and_put)
"""The stages that follow once the store has said what it knows."""


def _puts(drafts: Sequence[Draft], stretch: Stretch, tools: Tools) -> list[Put]:
    puts: list[Put] = []
    for draft in drafts:
        try:
            puts.append(_put(draft, stretch, tools))
        except Exception as error:  # an event that finds a fault of ours must not stop the rest
            tools.counts["unexpected"] += 1
            _log.exception("event.refused", event_id=draft.key.event_id)
            if draft.last is not None:
                refused = Rejected(RejectReason.SCHEMA, f"{type(error).__name__}: {error}")
                stretch.outputs.append(letter(draft.last.record, refused, stretch.now))
    return puts


def _put(draft: Draft, stretch: Stretch, tools: Tools) -> Put:
    state = _state(draft, stretch)
    return Put(
        key=draft.key,
        state=state,
        expected_rev=draft.known.rev,
        due_at=tools.due_times.due_at(state, stretch.now),
    )


def _state(draft: Draft, stretch: Stretch) -> IndexedEvent | Forgotten:
    event = draft.event
    if event is None:
        if draft.forgotten is None:
            raise ValueError(f"{draft.key} changed, and is nothing")
        return draft.forgotten
    meaning, meaning_key = describe(event)
    alone = len(draft.messages) == 1 and not event.ends_by_word
    return IndexedEvent(
        event=event,
        topic=draft.key.topic,
        offset=draft.messages[-1].offset,
        partition=draft.partition,
        footprint=stretch.placed[draft.key.event_id],
        messages=() if alone else draft.messages,
        versions=draft.versions,
        first_issued_at=draft.first_issued_at or event.issued_at,
        withdrawn_up_to=draft.withdrawn_up_to,
        superseded_by=draft.superseded_by,
        meaning=meaning,
        meaning_key=meaning_key,
        indexed_at=stretch.now,
    )


def _beats(stretch: Stretch, tools: Tools) -> list[Heartbeat]:
    newest: dict[str, Heartbeat] = {}
    for arrival in stretch.arrivals:
        if isinstance(arrival.said, Heartbeat):
            source = arrival.said.source
            newest[source] = merge_beats(newest.get(source), arrival.said)
            tools.counts["heartbeats"] += 1
    return list(newest.values())


def _refuse_others(stretch: Stretch, tools: Tools) -> None:
    for arrival in stretch.arrivals:
        if arrival.refused is not None:
            tools.counts[f"rejected_{arrival.refused.reason.value}"] += 1
            stretch.outputs.append(letter(arrival.record, arrival.refused, stretch.now))
