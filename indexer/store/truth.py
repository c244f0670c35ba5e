"""Add to the store contract what only the indexer itself asks of its store.

Two fill it: `RedisEvents` for service, `MemoryEvents` for tests; one contract suite checks both.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.coverage import Heartbeat
from core.identity import EventKey
from core.incident import Membership
from core.observation import Observation
from core.store import EventWriter
from core.telemetry import Subject
from core.topics import Family
from indexer.anomalies.partials import Partial


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingBatch:
    """Hold all that one stretch of a telemetry partition's log did to the present.

    Attributes:
        partition: `<topic>/<number>`, by the topic's canonical name.
        base: the offset that the stretch begins at; must equal the stored one.
        next: the offset that follows the stretch.
        latest: the newest reading of each subject heard.
        gone: subjects whose reading is to be let go; what is in `latest` too stays.
        snapshot: the watch as it is after the stretch, for whoever owns the partition next.
        watermark: the partition's event time; None leaves the stored one, which never goes back.
        partials: rows of windows that the watermark has passed. A window that the joiner has
            merged already takes no more: they are dropped, and counted in `late_partials`.
    """

    partition: str
    base: int
    next: int
    latest: Sequence[Observation] = ()
    gone: Sequence[Subject] = ()
    snapshot: bytes
    watermark: datetime | None = None
    partials: Sequence[Partial] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """Hold all that one step of the joiner did to the present.

    Attributes:
        token: what `lease` gave.
        snapshot: the joiner as it is after the step, for whoever joins next.
        merged_up_to: every window that ends by then is merged, and its partials go; None where
            nothing was ever merged.
        merged: partials of later windows that are merged too, and go.
        joined: memberships that are new or different; those of events that the store does not
            have, or no longer, are left out.
        parted: events that belong to no incident any more.
    """

    token: int
    snapshot: bytes
    merged_up_to: datetime | None
    merged: Sequence[Partial] = ()
    joined: Sequence[Membership] = ()
    parted: Sequence[EventKey] = ()


class ReadingTruth(Protocol):
    """Keep what telemetry did: the owner's side of it, and the joiner's.

    The joiner's side needs no `begin`: `lease` takes up the store's present life. It may be
    another writer of the same store, in another thread.
    """

    @property
    def late_partials(self) -> int:
        """Return how many partials of this writer came after their window was merged."""
        ...

    def apply_readings(self, batch: ReadingBatch) -> int:
        """Apply a batch whole; return the number of its last change.

        Raises:
            Fenced: the stored offset is not the batch's base, or the store was emptied. Nothing
                was written.
        """
        ...

    def snapshot(self, partition: str) -> bytes | None:
        """Return the watch that goes with the partition's stored offset; None where none is."""
        ...

    def lease(self, holder: str, ttl: timedelta) -> int | None:
        """Take, or renew, the joiner's lease; None where another holds it.

        Args:
            holder: a name that no other joiner has, nor an earlier life of this one.
            ttl: how long it holds, in wall time, unless renewed.

        Returns:
            A token that rises with each new holder; `join` checks it.

        Raises:
            Fenced: the store is not begun.
        """
        ...

    def watermarks(self) -> Mapping[str, tuple[datetime, datetime]]:
        """Return of each partition its watermark, and the machine's instant of its last advance.

        Ask for it before `partials`: then these hold every window that the watermarks passed.
        """
        ...

    def reached(self) -> Mapping[str, datetime | None]:
        """Return up to when each partition is applied to its end; None where nobody said so yet.

        Ask for it before `watermarks`: then these hold what was applied up to then.
        """
        ...

    def partials(self) -> Sequence[Partial]:
        """Return what waits to be merged, by start, kind and partition."""
        ...

    def join(self, joint: Joint) -> int:
        """Apply a step of the joiner whole; return the number of its last change.

        Raises:
            Fenced: a newer token was given out, or the store was emptied since `lease`. Nothing
                was written.
        """
        ...

    def joint_snapshot(self) -> tuple[bytes | None, datetime | None]:
        """Return the joiner as it was left, and up to which instant windows are merged."""
        ...

    def memberships(self) -> Sequence[Membership]:
        """Return which events belong to incidents, by incident, then the first joined first."""
        ...


class Truth(EventWriter, ReadingTruth, Protocol):
    """Keep the truth of now, and let it be swept. Writes may raise `Fenced`."""

    @property
    def epoch(self) -> str:
        """Return the life of the store that this writer works in; empty before `begin`."""
        ...

    def lose(self, family: Family, at: datetime) -> None:
        """Note that a family's log began after our offset: its sources are blind until heard."""
        ...

    def beats(self) -> Mapping[str, Heartbeat]:
        """Return the newest heartbeat of each source."""
        ...

    def touch(self, key: EventKey, rev: int, due_at: datetime | None) -> bool:
        """Tell readers that the event stands otherwise now; False where it changed since."""
        ...

    def prune(self, key: EventKey, rev: int) -> bool:
        """Let go for good of a forgotten event; False where it changed since."""
        ...

    def lacking_vectors(self, model: str, keys: Collection[str]) -> frozenset[str]:
        """Return those of the meaning keys that have no vector of that model."""
        ...

    def put_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keep float16 vectors by meaning key; those of another model are dropped."""
        ...

    def drop_vectors(self, used: Collection[str]) -> int:
        """Drop the vectors of meanings that nothing has any more; return how many."""
        ...

    def meanings(self, topics: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield meaning key and meaning of every event kept, in no order."""
        ...
