"""Own partitions: read a batch, decide, publish what goes back to the log, apply.

Positions come from the store alone. Whatever fails leaves the stored position where it was, so
doing it again changes nothing: `Owner.step` is the whole loop. Telemetry and residents' reports go
to their watches instead (`indexer.watches`), once the events of the step are done.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

import structlog

from core.city import City
from core.errors import Fenced, Rejected, Transient
from core.identity import EventKey
from core.store import Batch, IndexedEvent, Known
from core.timespan import Clock, monotonic_s, paced
from indexer.anomalies.detector import AnyDetector
from indexer.anomalies.names import PackNames
from indexer.decide import successors
from indexer.expiry import Sweeper
from indexer.footing import Footing
from indexer.letters import cut_short
from indexer.names import TopicNames
from indexer.pipeline import BEFORE_KNOWN, STAGES, Stretch, Tools
from indexer.store.truth import Truth
from indexer.ticks import Ends, Ticker
from indexer.watches import Watches, WatchTools
from streams.failures import OffsetLost
from streams.ports import RecordLog, RecordSink, RecordSource
from streams.record import Outgoing, Position, Record, TopicPartition, by_partition

POLL: Final = timedelta(milliseconds=100)
PUBLISH_PATIENCE: Final = timedelta(seconds=2)
CHORES_S: Final = 0.2
LEAST_CHORES_S: Final = 0.05
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
        city: the pack.
        detectors: returns what looks at readings now.
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
    city: City
    detectors: Callable[[], tuple[AnyDetector, ...]]
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
        self._footing = Footing(around.log, around.truth, around.names, around.clock, around.counts)
        self._watches = Watches(self._watch_tools(), self._footing)
        self._ticker = Ticker()
        self._ticking_in = self._footing.life
        self._chores_s = paced(CHORES_S, around.clock, LEAST_CHORES_S)
        self._chores_at = self._swept_at = self._committed_at = float("-inf")
        self._source = join(self)

    def step(self) -> int:
        """Wait a little for records, index them, do the chores; return how many there were."""
        try:
            return self._advance()
        except Fenced as fenced:
            self._around.counts["fenced"] += 1
            _log.info("position.fenced", detail=str(fenced))
            self._footing.astray |= self._source.assigned()
        except Transient as error:
            self._around.counts["delayed"] += 1
            _log.warning("indexing.delayed", detail=str(error))
            self._footing.hold_all(self._source)
            self._watches.drop(self._source.assigned())
        return 0

    def _advance(self) -> int:
        self._footing.settle(self._source)
        try:
            records = self._source.poll_batch(self._around.batch_records, POLL)
        except OffsetLost as lost:
            moved = self._footing.meet_lost(self._source, lost)
            if moved is not None:
                self._apply(moved)
            return 0
        astray = self._footing.astray
        if astray:  # a new life of the store was begun while reading
            records = [record for record in records if record.topic_partition not in astray]
        groups = by_partition(records)
        watched = [at for at in groups if self._names.is_watched(at.topic)]
        readings = [(at, groups.pop(at)) for at in watched]
        if groups:
            self._index(groups)
        for at, own in readings:
            self._watch(at, own)
        self._footing.hold(self._source, self._watches.flush())
        if monotonic_s() - self._chores_at >= self._chores_s:
            self._chores_at = monotonic_s()
            self._do_chores()
        return len(records)

    def behind(self) -> Mapping[str, int]:
        """Return how many records of each partition owned are not applied yet."""
        return self._ticker.behind(dict(self._footing.applied))

    def close(self) -> None:
        """Leave the group; what is applied stays applied."""
        self._source.close()

    def on_assign(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, Position]:
        """Say from the store where `partitions` are read from."""
        stored = self._footing.begin(self._source.assigned())
        return {at: self._footing.place(at, stored) for at in partitions}

    def on_revoke(self, partitions: Sequence[TopicPartition]) -> None:
        """Write what their watches have, and let go of partitions; all else is done already."""
        self._watches.flush(all_of=partitions)
        self.on_lost(partitions)

    def on_lost(self, partitions: Sequence[TopicPartition]) -> None:
        """Let go of partitions that another member may have already."""
        self._watches.drop(partitions)
        self._footing.give_up(partitions)

    def _index(self, groups: Mapping[TopicPartition, Sequence[Record]]) -> None:
        around = self._around
        stretches = [self._stretch(at, own) for at, own in groups.items()]
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

    def _watch(self, at: TopicPartition, records: Sequence[Record]) -> None:
        try:
            self._watches.take(at, records)
        except Fenced as fenced:
            self._around.counts["fenced"] += 1
            _log.info("watch.fenced", partition=str(at), detail=str(fenced))
            self._watches.drop([at])
            self._footing.astray.add(at)
        except Transient as error:
            self._around.counts["delayed"] += 1
            _log.warning("watch.delayed", partition=str(at), detail=str(error))
            self._watches.drop([at])
            self._footing.hold(self._source, [at])

    def _stretch(self, at: TopicPartition, records: Sequence[Record]) -> Stretch:
        partition = self._names.partition(at)
        base = self._footing.applied.get(partition, records[0].offset)
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
            self._footing.astray.add(at)
        except Transient as error:
            self._around.counts["delayed"] += 1
            _log.warning("batch.delayed", partition=stretch.partition, detail=str(error))
            self._footing.hold(self._source, [at])

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
        self._footing.applied[batch.partition] = batch.next
        around.counts["applied"] += len(batch.puts)
        around.offer(put.state for put in batch.puts if isinstance(put.state, IndexedEvent))

    def _watch_tools(self) -> WatchTools:
        around = self._around
        return WatchTools(
            truth=around.truth,
            names=around.names,
            clock=around.clock,
            city=around.city,
            gazette=PackNames(around.city),
            detectors=around.detectors,
            publish=self._publish,
            counts=around.counts,
        )

    def _do_chores(self) -> None:
        around, footing = self._around, self._footing
        if footing.life != self._ticking_in:  # what was asked before is about another log or store
            self._ticking_in = footing.life
            self._ticker.forget()
        ends = around.ends.take()
        if ends is not None:
            if ends.cluster_id != footing.life[1]:
                footing.astray |= self._source.assigned()
            else:
                self._ticker.heard(ends)
        if footing.astray:
            return
        for gap in footing.gaps(self._source):
            self._apply(gap)
        ticks = self._ticker.reached(footing.standing())
        if ticks:
            around.truth.tick(ticks, around.clock.now())
        if monotonic_s() - self._swept_at >= SWEEP_S:
            swept = around.sweeper.sweep(around.clock.now(), around.sweep_things)
            if swept < around.sweep_things:
                self._swept_at = monotonic_s()
        if monotonic_s() - self._committed_at >= COMMIT_S:
            self._committed_at = monotonic_s()
            own = self._names.by_name(self._source.assigned())
            self._source.commit({own[p]: at for p, at in footing.applied.items() if p in own})
