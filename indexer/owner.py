"""Own partitions: read a batch, decide, publish what goes back to the log, apply.

Positions come from the store alone. Whatever fails leaves the stored position where it was, so
doing it again changes nothing: `Owner.step` is the whole loop.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

import structlog

from core.errors import Fenced, Rejected, Transient
from core.store import Batch, EventKey, IndexedEvent, Known
from core.timespan import Clock, monotonic_s
from indexer.arrivals import FAMILY_OF
from indexer.decide import successors
from indexer.expiry import Sweeper
from indexer.letters import cut_short
from indexer.names import TopicNames
from indexer.pipeline import BEFORE_KNOWN, STAGES, Stretch, Tools
from indexer.store.truth import Truth
from indexer.ticks import Ends, Ticker, ask_ends
from streams.failures import OffsetLost
from streams.ports import RecordLog, RecordSink, RecordSource
from streams.record import Outgoing, Position, Record, TopicPartition, by_partition

POLL: Final = timedelta(milliseconds=100)
PUBLISH_PATIENCE: Final = timedelta(seconds=2)
HOLD_S: Final = 1.0
"""A partition whose outputs or whose store fail is tried again after this: <= 1 retry a second."""
CHORES_S: Final = 0.2
SWEEP_S: Final = 1.0
COMMIT_S: Final = 5.0

_log = structlog.stdlib.get_logger(__name__)


class EndsSource(Protocol):
    """Give the broker's newest answer about ends, once; `EndWatch` does."""

    def take(self) -> Ends | None:
        """Return the newest answer; None while there is no new one."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Hold what an owner works with.

    Attributes:
        log: answers questions about the log.
        sink: takes dead letters, repairs and tombstones.
        truth: the store.
        tools: what the pipeline's stages need.
        sweeper: does what time alone brings.
        ends: says where the partitions end.
        names: topics on the broker.
        clock: city time.
        offer: is told of events put, for their vectors.
        counts: what happened, by name.
        batch_records: records taken at once.
        sweep_things: events looked at in one sweep.
    """

    log: RecordLog
    sink: RecordSink
    truth: Truth
    tools: Tools
    sweeper: Sweeper
    ends: EndsSource
    names: TopicNames
    clock: Clock
    offer: Callable[[Iterable[IndexedEvent]], None]
    counts: Counter[str]
    batch_records: int = 2000
    sweep_things: int = 500


class Owner:
    """Own the partitions that the group gives this process; used by one thread.

    It is the group's `Assignment` too: what is asked there is answered from the store.
    """

    def __init__(self, around: Surroundings, join: Callable[["Owner"], RecordSource]) -> None:
        self._around = around
        self._names = around.names
        self._ticker = Ticker()
        self._applied: dict[str, int] = {}
        self._held: dict[TopicPartition, float] = {}
        self._astray: set[TopicPartition] = set()
        self._epoch = self._cluster_id = ""
        self._chores_at = self._swept_at = self._committed_at = self._try_again_at = float("-inf")
        self._source = join(self)

    def step(self) -> int:
        """Wait a little for records, index them, do the chores; return how many there were."""
        try:
            return self._advance()
        except Fenced as fenced:
            self._around.counts["fenced"] += 1
            _log.info("position.fenced", detail=str(fenced))
            self._astray |= self._source.assigned()
        except Transient as error:
            self._around.counts["delayed"] += 1
            _log.warning("indexing.delayed", detail=str(error))
            self._try_again_at = monotonic_s() + HOLD_S
            self._hold(self._source.assigned())
        return 0

    def _advance(self) -> int:
        self._settle()
        try:
            records = self._source.poll_batch(self._around.batch_records, POLL)
        except OffsetLost as lost:
            self._meet_lost(lost)
            return 0
        if self._astray:  # a new life of the store was begun while reading
            records = [record for record in records if record.topic_partition not in self._astray]
        if records:
            self._index(records)
        if monotonic_s() - self._chores_at >= CHORES_S:
            self._chores_at = monotonic_s()
            self._do_chores()
        return len(records)

    def behind(self) -> Mapping[str, int]:
        """Return how many records of each partition owned are not applied yet."""
        return self._ticker.behind(dict(self._applied))

    def close(self) -> None:
        """Leave the group; what is applied stays applied."""
        self._source.close()

    def on_assign(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, Position]:
        """Say from the store where `partitions` are read from."""
        stored = self._begin()
        starts: dict[TopicPartition, Position] = {}
        for at in partitions:
            offset = stored.get(self._names.partition(at))
            starts[at] = "earliest" if offset is None else offset
            self._note(at, offset)
        return starts

    def on_revoke(self, partitions: Sequence[TopicPartition]) -> None:
        """Let go of partitions; nothing of theirs is under way between two steps."""
        for at in partitions:
            self._applied.pop(self._names.partition(at), None)
            self._held.pop(at, None)
            self._astray.discard(at)

    def on_lost(self, partitions: Sequence[TopicPartition]) -> None:
        """Let go of partitions that another member may have already."""
        self.on_revoke(partitions)

    # --- the batch -------------------------------------------------------------------------------

    def _index(self, records: list[Record]) -> None:
        around = self._around
        stretches = [self._stretch(at, own) for at, own in by_partition(records).items()]
        stretches = [stretch for stretch in stretches if stretch.records]
        for stretch in stretches:
            for stage in BEFORE_KNOWN:
                stage(stretch, around.tools)
        known = self._known(stretches)
        for stretch in stretches:
            stretch.known = known
            for stage in STAGES:
                stage(stretch, around.tools)
            self._finish(stretch)

    def _stretch(self, at: TopicPartition, records: Sequence[Record]) -> Stretch:
        partition = self._names.partition(at)
        base = self._applied.get(partition, records[0].offset)
        return Stretch(
            topic=self._names.canonical(at.topic),
            partition=partition,
            base=base,
            next=records[-1].offset + 1,
            records=[record for record in records if record.offset >= base],
            now=self._around.clock.now(),
        )

    def _known(self, stretches: Sequence[Stretch]) -> Mapping[EventKey, Known]:
        keys = list(dict.fromkeys(key for stretch in stretches for key in stretch.wanted()))
        known = dict(zip(keys, self._around.truth.known(keys), strict=True))
        more = list(successors(known, known.__contains__))
        if more:
            known |= zip(more, self._around.truth.known(more), strict=True)
        return known

    def _finish(self, stretch: Stretch) -> None:
        """Publish the outputs, then apply; what fails holds up this partition alone."""
        at = stretch.records[0].topic_partition
        try:
            if stretch.outputs:
                self._publish(stretch.outputs)
            if stretch.batch is not None:
                self._apply(stretch.batch)
        except Fenced as fenced:
            self._around.counts["fenced"] += 1
            _log.info("batch.fenced", partition=stretch.partition, detail=str(fenced))
            self._astray.add(at)
        except Transient as error:
            self._around.counts["delayed"] += 1
            _log.warning("batch.delayed", partition=stretch.partition, detail=str(error))
            self._hold([at])

    def _publish(self, outputs: Sequence[Outgoing]) -> None:
        sink = self._around.sink
        try:
            sink.publish_all(outputs, PUBLISH_PATIENCE)
        except Rejected:
            # A record at the broker's limit is over it with its headers.
            self._around.counts["letters_cut"] += 1
            sink.publish_all([cut_short(outgoing) for outgoing in outputs], PUBLISH_PATIENCE)

    def _apply(self, batch: Batch) -> None:
        around = self._around
        around.truth.apply(batch)
        self._applied[batch.partition] = batch.next
        around.counts["applied"] += len(batch.puts)
        around.offer(put.state for put in batch.puts if isinstance(put.state, IndexedEvent))

    # --- positions -------------------------------------------------------------------------------

    def _begin(self) -> Mapping[str, int]:
        """Open the store for the cluster as it is now; find out what life it is in."""
        around = self._around
        ends = ask_ends(around.log, self._names, around.clock)
        positions = around.truth.begin(ends.cluster_id, ends.offsets)
        if (positions.epoch, ends.cluster_id) != (self._epoch, self._cluster_id):
            if self._epoch:
                _log.warning("store.begun_anew", epoch=positions.epoch)
                self._around.counts["begun_anew"] += 1
                self._astray |= self._source.assigned()
            self._epoch, self._cluster_id = positions.epoch, ends.cluster_id
            self._ticker.forget()
        return positions.next

    def _note(self, at: TopicPartition, offset: int | None) -> None:
        if offset is None:
            self._applied.pop(self._names.partition(at), None)
        else:
            self._applied[self._names.partition(at)] = offset

    def _settle(self) -> None:
        """Read positions anew where they were refused, and go on where we had to wait."""
        if self._astray and monotonic_s() >= self._try_again_at:
            stored = self._begin()
            self._ticker.forget()
            astray, self._astray = self._astray & self._source.assigned(), set()
            for at in sorted(astray):
                offset = stored.get(self._names.partition(at))
                self._note(at, offset)
                self._seek(at, "earliest" if offset is None else offset)
        now = monotonic_s()
        ready = [at for at, until in self._held.items() if until <= now and at not in self._astray]
        for at in ready:
            del self._held[at]
        if ready:
            self._source.resume([at for at in ready if at in self._source.assigned()])

    def _hold(self, partitions: Iterable[TopicPartition]) -> None:
        """Stop reading partitions for a while, and go back to where the store is."""
        for at in partitions:
            offset = self._applied.get(self._names.partition(at))
            self._seek(at, "earliest" if offset is None else offset)
            if at in self._source.assigned():
                self._source.pause([at])
                self._held[at] = monotonic_s() + HOLD_S

    def _seek(self, at: TopicPartition, position: Position) -> None:
        try:
            self._source.seek(at, position)
        except Fenced:
            _log.debug("partition.gone", partition=str(at))
        except Transient as error:
            _log.warning("seek.delayed", partition=str(at), detail=str(error))
            self._astray.add(at)

    def _meet_lost(self, lost: OffsetLost) -> None:
        """Go on at the log's earliest record; say so where records are gone that we never saw."""
        around, at = self._around, lost.partition
        partition = self._names.partition(at)
        low = lost.low if lost.low >= 0 else around.log.start_offsets([at])[at]
        base = self._applied.get(partition)
        _log.error("position.lost", partition=partition, wanted=base, low=low, high=lost.high)
        around.counts["positions_lost"] += 1
        if base is not None:
            family = FAMILY_OF.get(self._names.canonical(at.topic))
            if low > base and family is not None:
                around.truth.lose(family, around.clock.now())
            self._apply(Batch(partition=partition, base=base, next=low))
        self._seek(at, low)

    # --- chores ----------------------------------------------------------------------------------

    def _do_chores(self) -> None:
        around = self._around
        if self._astray:
            return
        ends = around.ends.take()
        if ends is not None:
            if ends.cluster_id != self._cluster_id and self._epoch:
                self._astray |= self._source.assigned()
                return
            self._ticker.heard(ends)
        self._skip_gaps()
        ticks = self._ticker.reached(self._applied)
        if ticks:
            around.truth.tick(ticks, around.clock.now())
        if monotonic_s() - self._swept_at >= SWEEP_S:
            swept = around.sweeper.sweep(around.clock.now(), around.sweep_things)
            if swept < around.sweep_things:
                self._swept_at = monotonic_s()
        if monotonic_s() - self._committed_at >= COMMIT_S:
            self._committed_at = monotonic_s()
            own = self._names.by_name(self._source.assigned())
            self._source.commit({own[p]: at for p, at in self._applied.items() if p in own})

    def _skip_gaps(self) -> None:
        """Move past what the log holds besides records, and settle partitions that are empty."""
        for at, position in self._source.positions().items():
            partition = self._names.partition(at)
            if at in self._held or at in self._astray:
                continue
            base = self._applied.get(partition)
            if base is None or base < position:
                self._apply(
                    Batch(
                        partition=partition, base=position if base is None else base, next=position
                    )
                )
