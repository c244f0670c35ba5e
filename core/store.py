"""Agree on what the indexer writes and what readers may ask: the store contract.

Two seams. `EventWriter` is the truth of now, kept in Redis (or in memory, for tests): it is
written in fenced batches. `EventReader` is a view of it: a copy in this process that answers
without the network, knows its own age, and never claims more than it has seen.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.coverage import CaughtUp, Coverage, Heartbeat
from core.event import EndCertainty, Event, EventType
from core.footprint import Footprint
from core.geo import LonLat
from core.identity import EventKey
from core.incident import Membership
from core.lifecycle import Message, Phase, Standing
from core.observation import Observation
from core.severity import Severity
from core.telemetry import Subject
from core.topics import Family


class Version(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold what one earlier message said, for an event's history."""

    issued_at: datetime
    message_type: str
    severity: Severity
    headline: str = ""
    message: str = ""
    status: str = ""
    ends_at: datetime | None = None
    end_certainty: EndCertainty = EndCertainty.UNKNOWN
    affected_customers: int | None = None


class IndexedEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold an event as the indexer keeps it: folded, placed and described."""

    event: Event
    topic: str
    """Canonical name of the topic; with the event's id it is the event's identity here."""
    offset: int
    """Offset of the newest message that counted."""
    partition: int | None = None
    """Partition that its records lie in; producers differ in how they choose it for a key."""
    footprint: Footprint
    messages: tuple[Message, ...] = ()
    """What the state rests on, where that is more than the one message (`lifecycle.relevant`)."""
    versions: tuple[Version, ...] = ()
    """Earlier messages, oldest first, at most 20; the present state is not among them."""
    first_issued_at: datetime
    withdrawn_up_to: datetime | None = None
    """How new the event was when it was withdrawn before; older news of it is refused."""
    superseded_by: str = ""
    meaning: str = ""
    """What the event means, without place, numbers or ids: the text that is embedded."""
    meaning_key: str = ""
    """Digest of `meaning`, under which its vector is kept."""
    indexed_at: datetime

    @property
    def key(self) -> EventKey:
        """Return the event's identity in the store."""
        return EventKey(self.topic, self.event.event_id)


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """Remember of a withdrawn event only how new its last message was."""

    last_issued_at: datetime
    forgotten_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """Tell one change of the present: an event put or changed, or removed.

    Attributes:
        seq: its number; later is higher, and an event's older changes may be left out.
        key: the event concerned.
        event: its new state; None where it is forgotten.
    """

    seq: int
    key: EventKey
    event: IndexedEvent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Ask for events by structure first, then by words and meaning.

    Empty collections and None mean "any". All given conditions hold at once.

    Attributes:
        families: families wanted.
        types: types wanted.
        severities: severities wanted.
        phases: phases wanted, at `now`.
        area_ids: areas of the pack; an event counts that touches or is named for one of them, or
            is citywide.
        line_ids: lines (GTFS route ids); an event counts that concerns one of them.
        spot_ids: stops and streets; an event counts that names one of them.
        near: a point, with `radius_m`.
        radius_m: metres around `near`.
        bbox: west, south, east, north in degrees.
        since: events issued or changed at or after this instant.
        text: words that the event should mean or say; ranks, and does not filter.
        matching_only: leave out what neither its words nor its meaning bring near to `text`.
        alike: least cosine by which a meaning is near; texts below 0.3 have nothing to do with
            each other (all-MiniLM-L6-v2).
        actual_only: leave out exercises, tests and drafts.
        in_city_only: leave out what lies wholly outside the city.
        unplaced_only: only what nothing in the pack can place (`Basis.UNPLACED`).
        limit: at most so many hits, 1 to 1000.
        after: the place of the last hit of the page before (`Hit.mark`).
    """

    families: Collection[Family] = ()
    types: Collection[EventType] = ()
    severities: Collection[Severity] = ()
    phases: Collection[Phase] = (Phase.ACTIVE, Phase.OVERDUE, Phase.UPCOMING)
    area_ids: Collection[str] = ()
    line_ids: Collection[str] = ()
    spot_ids: Collection[str] = ()
    near: LonLat | None = None
    radius_m: float = 1000.0
    bbox: tuple[float, float, float, float] | None = None
    since: datetime | None = None
    text: str = ""
    matching_only: bool = False
    alike: float = 0.3
    actual_only: bool = True
    in_city_only: bool = False
    unplaced_only: bool = False
    limit: int = 100
    after: "Mark | None" = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Mark where a hit stands in the order of hits, for a page that follows it.

    It needs nothing of the event to be still there: the next page begins after this place.
    """

    score: float
    severity: Severity
    issued_at: datetime
    key: EventKey


@dataclass(frozen=True, slots=True, eq=False)
class TextVector:
    """Hold what `Query.text` means, as one model sees it; other models' vectors never mix.

    Attributes:
        model: the embedder's name.
        values: unit length, float32, shape (dimension,).
    """

    model: str
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold one event found, how it stands now, and how well it fits.

    Attributes:
        event: the event.
        standing: its standing at the query's `now`.
        confirmed_at: when its source last confirmed it.
        score: fused rank of words and meaning; 0 without text, or where neither ranked it.
    """

    event: IndexedEvent
    standing: Standing
    confirmed_at: datetime
    score: float = 0.0

    @property
    def mark(self) -> Mark:
        """Return where the hit stands, to ask for what follows it."""
        event = self.event.event
        return Mark(self.score, event.severity, event.issued_at, self.event.key)


class EventReader(Protocol):
    """Read the present from a view in this process. Every method is fast and never blocks.

    Guaranteed: a hit's standing is computed at `now`; only what matches every condition comes.
    Not guaranteed: that the view is fresh; `caught_up` says how fresh it is.
    """

    @property
    def ready(self) -> bool:
        """Say whether the first complete load is done."""
        ...

    @property
    def seq(self) -> int:
        """Return the number of the last change applied."""
        ...

    def get(self, event_id: str, now: datetime) -> Sequence[Hit]:
        """Return the events of that id, at most one a topic, in any phase and handling."""
        ...

    def search(
        self, query: Query, now: datetime, *, vector: TextVector | None = None
    ) -> Sequence[Hit]:
        """Return hits, the best first: by score where there is text, else severity, then newest.

        Args:
            query: what to look for.
            now: the instant at which hits stand as they do.
            vector: the meaning of `query.text`, where a model is at hand.
        """
        ...

    def heartbeats(self) -> Mapping[str, Heartbeat]:
        """Return the newest heartbeat of each source heard."""
        ...

    def caught_up(self) -> CaughtUp:
        """Say up to which instant this view has applied everything."""
        ...

    def coverage(self, now: datetime) -> Sequence[Coverage]:
        """Judge every source of the pack at `now`, in the pack's order."""
        ...

    def observation(self, subject: Subject) -> Observation | None:
        """Return the subject's latest reading; None where there is none, or no longer."""
        ...

    def observations(self, topic: str) -> Sequence[Observation]:
        """Return the latest reading of every subject of a telemetry topic, by key."""
        ...

    def membership(self, key: EventKey) -> Membership | None:
        """Return the incident that an event belongs to; None for none."""
        ...

    def members(self, incident_id: str) -> Sequence[Membership]:
        """Return who belongs to an incident, the first member first."""
        ...

    def changes(self) -> AsyncIterator[Change]:
        """Follow changes from here on; a slow follower loses the oldest and sees the newest."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Write one event, or forget it.

    Attributes:
        key: the event's identity.
        state: its new state; `Forgotten` leaves only a memory of its age.
        expected_rev: the revision that the decision was made on; 0 for "unknown until now".
        due_at: when the event next changes by itself; None for never.
    """

    key: EventKey
    state: IndexedEvent | Forgotten
    expected_rev: int
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Hold all that one stretch of one partition's log did to the present.

    Attributes:
        partition: `<topic>/<number>`, by the topic's canonical name.
        base: the offset that the stretch begins at; must equal the stored one.
        next: the offset that follows the stretch.
        puts: one a changed event.
        beats: newest heartbeats.
        references: events replaced by reference, before they may have been heard of: the id
            replaced, by which event, issued when.
    """

    partition: str
    base: int
    next: int
    puts: Sequence[Put] = ()
    beats: Sequence[Heartbeat] = ()
    references: Sequence["Reference"] = ()


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """Say that an event replaces another (CAP 1.2 `references`)."""

    topic: str
    replaced: str
    by: str
    source: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """Hold what the store knows of one event.

    Attributes:
        state: the event, the memory of it, or None.
        rev: the revision to expect when writing; 0 where nothing is stored.
        replaced_by: the newest reference that names it.
    """

    state: IndexedEvent | Forgotten | None = None
    rev: int = 0
    replaced_by: Reference | None = None


@dataclass(frozen=True, slots=True)
class Positions:
    """Hold where a partition's owner has to go on reading.

    Attributes:
        next: offsets by partition; a partition that is missing begins at its earliest record.
        epoch: the store's random name for its present life; empty where the store is empty.
        cluster_id: the cluster that the offsets belong to.
    """

    next: Mapping[str, int] = field(default_factory=dict[str, int])
    epoch: str = ""
    cluster_id: str = ""


class EventWriter(Protocol):
    """Keep the truth of now. Every method may raise `Transient`; writes may raise `Fenced`.

    Guaranteed: a batch is applied whole or not at all, with its offset; an applied change has a
    number, and readers see changes in the order of their numbers.
    """

    def positions(self) -> Positions:
        """Return the offsets to go on from."""
        ...

    def begin(self, cluster_id: str, ends: Mapping[str, int]) -> Positions:
        """Open the store for this cluster, marking it `rebuilding` up to `ends` where it is empty.

        An empty store gets a new epoch. Another cluster's offsets are dropped and the events
        kept. Of several callers at once, one wins and all see the same.
        """
        ...

    def known(self, keys: Sequence[EventKey]) -> Sequence[Known]:
        """Return what is stored of each key, in their order."""
        ...

    def apply(self, batch: Batch) -> int:
        """Apply a batch whole; return the number of its last change.

        Raises:
            Fenced: the stored offset is not the batch's base, an expected revision has passed, or
                the store was emptied. Nothing was written.
        """
        ...

    def tick(self, caught_up: Mapping[str, datetime], at: datetime) -> None:
        """Say for partitions up to which instant they are applied to their end."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[tuple[EventKey, datetime]]:
        """Return events whose standing has changed by itself, the longest due first."""
        ...
