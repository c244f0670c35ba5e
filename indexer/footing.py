"""Know where this process stands in each partition it owns; the store alone says where that is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

import structlog

from core.errors import Fenced, Transient
from core.store import Batch
from core.timespan import Clock, monotonic_s
from core.topics import ENVIRONMENT_READINGS
from indexer.arrivals import FAMILY_OF, wall_time
from indexer.names import TopicNames
from indexer.store.truth import Truth
from indexer.ticks import ask_ends
from streams.failures import OffsetLost
from streams.ports import RecordLog, RecordSource
from streams.record import Position, TopicPartition

PAST: Final = timedelta(hours=1)
"""How much of telemetry is read where no offset is stored: the longest window of a detector."""
PAST_OF: Final = {ENVIRONMENT_READINGS: timedelta(hours=12)}
HOLD_S: Final = 1.0
"""A partition whose outputs or whose store fail is tried again after this: <= 1 retry a second."""

_log = structlog.stdlib.get_logger(__name__)


class Footing:
    """Hold the next offset of each partition owned, and which must wait or be placed anew.

    Attributes:
        applied: by the partition's name in the store, the offset that follows what is applied.
        began: where telemetry was begun that has no stored offset yet.
        held: partitions that are not read for a while, with the end of that while.
        astray: partitions whose position must be read from the store before they go on.
        life: the store's epoch and the log's cluster that the positions belong to.
    """

    def __init__(
        self, log: RecordLog, truth: Truth, names: TopicNames, clock: Clock, counts: Counter[str]
    ) -> None:
        self._log = log
        self._truth = truth
        self._names = names
        self._clock = clock
        self._counts = counts
        self._try_again_at = float("-inf")
        self.applied: dict[str, int] = {}
        self.began: dict[TopicPartition, int] = {}
        self.held: dict[TopicPartition, float] = {}
        self.astray: set[TopicPartition] = set()
        self.life = ("", "")

    def begin(self, owned: frozenset[TopicPartition]) -> Mapping[str, int]:
        """Open the store for the cluster as it is now; return the stored offsets.

        In another life of the store, all that is owned is astray.
        """
        ends = ask_ends(self._log, self._names, self._clock)
        positions = self._truth.begin(ends.cluster_id, ends.offsets)
        life = (positions.epoch, ends.cluster_id)
        if life != self.life:
            if self.life[0]:
                _log.warning("store.begun_anew", epoch=positions.epoch)
                self._counts["begun_anew"] += 1
                self.astray |= owned
            self._note_lost_beginnings(positions.next)
            self.life = life
        return positions.next

    def _note_lost_beginnings(self, stored: Mapping[str, int]) -> None:
        """Say so where a log that is to be read from its start has lost its start."""
        unread = [
            at
            for at in self._log.partitions_of(map(self._names.wire, FAMILY_OF))
            if self._names.partition(at) not in stored
        ]
        for at, start in self._log.start_offsets(unread).items() if unread else ():
            if start > 0:
                self._lose(at)

    def _lose(self, at: TopicPartition) -> None:
        family = FAMILY_OF.get(self._names.canonical(at.topic))
        if family is not None:
            self._truth.lose(family, self._clock.now())

    def place(self, at: TopicPartition, stored: Mapping[str, int]) -> Position:
        """Stand where the store says; return where reading goes on."""
        partition = self._names.partition(at)
        offset = stored.get(partition)
        if offset is None:
            self.applied.pop(partition, None)
            return self._beginning(at)
        self.applied[partition] = offset
        return offset

    def _beginning(self, at: TopicPartition) -> Position:
        """Return where a partition begins that was never read: readings need no long past."""
        if not self._names.is_watched(at.topic):
            return "earliest"
        past = PAST_OF.get(self._names.canonical(at.topic), PAST)
        instant = wall_time(self._clock, self._clock.now() - past)
        self.began[at] = self._log.offsets_at([at], instant)[at]
        return self.began[at]

    def standing(self) -> dict[str, int]:
        """Return the next offset of each partition, that of telemetry just begun included."""
        begun = {self._names.partition(at): offset for at, offset in self.began.items()}
        return begun | self.applied

    def give_up(self, partitions: Iterable[TopicPartition]) -> None:
        """Stand in these partitions no more."""
        for at in partitions:
            self.applied.pop(self._names.partition(at), None)
            self.began.pop(at, None)
            self.held.pop(at, None)
            self.astray.discard(at)

    def settle(self, source: RecordSource) -> None:
        """Read positions anew where they were refused, and go on where there was a wait."""
        if self.astray and monotonic_s() >= self._try_again_at:
            stored = self.begin(source.assigned())
            astray, self.astray = self.astray & source.assigned(), set()
            for at in sorted(astray):
                self._seek(source, at, self.place(at, stored))
        now = monotonic_s()
        ready = [at for at, until in self.held.items() if until <= now and at not in self.astray]
        for at in ready:
            del self.held[at]
        if ready:
            source.resume([at for at in ready if at in source.assigned()])

    def hold_all(self, source: RecordSource) -> None:
        """Wait with everything: the store, or the log, does not answer."""
        self._try_again_at = monotonic_s() + HOLD_S
        self.hold(source, source.assigned())

    def hold(self, source: RecordSource, partitions: Iterable[TopicPartition]) -> None:
        """Stop reading partitions for a while, and go back to where the store is."""
        for at in partitions:
            offset = self.applied.get(self._names.partition(at))
            self._seek(source, at, self.began.get(at, "earliest") if offset is None else offset)
            if at in source.assigned():
                source.pause([at])
                self.held[at] = monotonic_s() + HOLD_S

    def meet_lost(self, source: RecordSource, lost: OffsetLost) -> Batch | None:
        """Go on at the log's earliest record; say so where records are gone that we never saw.

        Returns:
            What moves the stored position there; None where none was stored.
        """
        at = lost.partition
        partition = self._names.partition(at)
        low = lost.low if lost.low >= 0 else self._log.start_offsets([at])[at]
        base = self.applied.get(partition)
        _log.error("position.lost", partition=partition, wanted=base, low=low, high=lost.high)
        self._counts["positions_lost"] += 1
        self._seek(source, at, low)
        if base is None or self._names.is_watched(at.topic):
            return None  # a watch goes on with what comes next, and its offset with it
        if low > base:
            self._lose(at)
        return Batch(partition=partition, base=base, next=low)

    def gaps(self, source: RecordSource) -> list[Batch]:
        """Return what moves past all that the log holds besides records, and settles empty ones.

        What is watched moves on with its next reading.
        """
        found: list[Batch] = []
        for at, position in source.positions().items():
            if self._names.is_watched(at.topic):
                continue
            partition = self._names.partition(at)
            base = self.applied.get(partition, -1)
            if at not in self.held and at not in self.astray and base < position:
                found.append(Batch(partition=partition, base=max(base, 0), next=position))
        return found

    def _seek(self, source: RecordSource, at: TopicPartition, position: Position) -> None:
        try:
            source.seek(at, position)
        except Fenced:
            _log.debug("partition.gone", partition=str(at))
        except Transient as error:
            _log.warning("seek.delayed", partition=str(at), detail=str(error))
            self.astray.add(at)
