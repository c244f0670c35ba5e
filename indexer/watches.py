"""Hold a watch for each telemetry partition owned: decode, watch, and write what came of it.

About once a second, or after many readings, a partition's watch is drained: anomalies and dead
letters are published and acknowledged first, then one batch moves the offset, the watch's snapshot
and the latest readings together. Whatever fails, the watch is dropped; the next record begins from
the stored snapshot and offset again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

import structlog

from core.city import City
from core.errors import Fenced, Rejected, RejectReason, Transient
from core.telemetry import KEY_FIELDS, decode_reading
from core.timespan import Clock, ScaledClock, from_millis, monotonic_s, paced, to_millis
from core.topics import ANOMALIES, CITIZEN_REPORTS
from indexer.anomalies.anomaly_events import Gazette, outgoing
from indexer.anomalies.detector import AnyDetector
from indexer.anomalies.report_watch import ReportWatch
from indexer.anomalies.watch import PartitionWatch
from indexer.arrivals import city_time, usable_key
from indexer.footing import Footing
from indexer.letters import letter
from indexer.names import TopicNames
from indexer.reports import decode_report
from indexer.store.truth import ReadingBatch, Truth
from streams.record import Outgoing, Record, TopicPartition

FLUSH_S: Final = 1.0
FLUSH_READINGS: Final = 20_000
FLUSH_SHARE: Final = 4.0
"""All flushes together take at most one part of the time, and all else so many."""
MAX_FLUSH_S: Final = 10.0

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WatchTools:
    """Hold what watches work with.

    Attributes:
        truth: the store.
        names: topics on the broker.
        clock: city time.
        city: the pack.
        gazette: what people call things.
        detectors: returns what looks at readings now; another tuple where rules were changed.
        publish: publishes records and returns once all are acknowledged.
        counts: what happened, by name.
    """

    truth: Truth
    names: TopicNames
    clock: Clock
    city: City
    gazette: Gazette
    detectors: Callable[[], tuple[AnyDetector, ...]]
    publish: Callable[[Sequence[Outgoing]], None]
    counts: Counter[str]


@dataclass(slots=True)
class _Held:
    """Hold one partition's watch, and what of it is not written yet."""

    watch: PartitionWatch | ReportWatch
    life: tuple[str, str]
    base: int | None
    """The stored offset that it goes on from; None where none is stored."""
    first: int
    next: int
    flush_at: float
    detectors: tuple[AnyDetector, ...]
    taken: int = 0
    letters: list[Outgoing] = field(default_factory=list[Outgoing])


class Watches:
    """Watch the telemetry partitions that this process owns; used by the owner's thread."""

    def __init__(self, tools: WatchTools, footing: Footing) -> None:
        self._tools = tools
        self._footing = footing
        self._held: dict[TopicPartition, _Held] = {}
        self._at_odds: dict[TopicPartition, tuple[int, int | None]] = {}

    def take(self, at: TopicPartition, records: Sequence[Record]) -> None:
        """Take the next records of one partition, in order; may raise `Transient`."""
        tools = self._tools
        base = self._footing.applied.get(tools.names.partition(at))
        records = [record for record in records if base is None or record.offset >= base]
        if not records:
            return
        held = self._held_for(at, base, records[0].offset)
        take = self._take_report if isinstance(held.watch, ReportWatch) else self._take_reading
        now = tools.clock.now()
        second, arrived, now_ms = -1, now, to_millis(now)
        for record in records:
            # Any client may say when its record was sent; nothing has arrived after now.
            arrived_ms = min(self._arrived_ms(record), now_ms)
            if arrived_ms < 0:
                second, arrived = -1, now
            elif arrived_ms // 1000 != second:
                second = arrived_ms // 1000
                arrived = from_millis(second * 1000)
            try:
                take(held, record, arrived_ms, arrived)
            except Rejected as refused:
                tools.counts[f"rejected_{refused.reason.value}"] += 1
                held.letters.append(letter(record, refused, now))
            except Exception as error:  # a record that finds a fault of ours must not stop the rest
                tools.counts["unexpected"] += 1
                _log.exception("reading.failed", partition=str(at), offset=record.offset)
                refused = Rejected(RejectReason.SCHEMA, f"{type(error).__name__}: {error}")
                held.letters.append(letter(record, refused, now))
        held.next = records[-1].offset + 1
        held.taken += len(records)
        tools.counts["readings"] += len(records)

    def flush(self, *, all_of: Iterable[TopicPartition] | None = None) -> set[TopicPartition]:
        """Write what is due, or all that the given partitions have; return those that failed.

        Those that the store refused are astray now; the others wait for a while.
        """
        now, life = monotonic_s(), self._footing.life
        self.drop([at for at, held in self._held.items() if held.life != life])
        due = [
            (at, held)
            for at, held in self._held.items()
            if held.taken
            and (
                at in all_of
                if all_of is not None
                else now >= held.flush_at or held.taken >= FLUSH_READINGS
            )
        ]
        failed: set[TopicPartition] = set()
        for at, held in due:
            try:
                self._write(at, held)
            except Fenced as fenced:
                self._tools.counts["fenced"] += 1
                _log.info("watch.fenced", partition=str(at), detail=str(fenced))
                self._footing.astray.add(at)
                del self._held[at]
            except Transient as error:
                self._tools.counts["delayed"] += 1
                _log.warning("watch.delayed", partition=str(at), detail=str(error))
                failed.add(at)
                del self._held[at]
        return failed

    def drop(self, partitions: Iterable[TopicPartition]) -> None:
        """Let go of watches, with all that is not written."""
        for at in partitions:
            self._held.pop(at, None)

    def _held_for(self, at: TopicPartition, base: int | None, first: int) -> _Held:
        held, detectors = self._held.get(at), self._tools.detectors()
        if (
            held is None
            or held.base != base
            or held.life != self._footing.life
            or first < held.next
        ):
            watch = self._begin(at, base, detectors)
            held = self._held[at] = _Held(
                watch,
                self._footing.life,
                base,
                first,
                first,
                monotonic_s() + paced(FLUSH_S, self._tools.clock),
                detectors,
            )
        if held.detectors is not detectors:
            held.detectors = detectors
            if isinstance(held.watch, PartitionWatch):
                held.watch.use(detectors)
        return held

    def _begin(
        self, at: TopicPartition, base: int | None, detectors: tuple[AnyDetector, ...]
    ) -> PartitionWatch | ReportWatch:
        partition = self._tools.names.partition(at)
        snapshot = None if base is None else self._tools.truth.snapshot(partition)
        watch = self._new(partition, detectors)
        stood = base if snapshot is None else watch.restore(snapshot)
        if stood != base:
            # Most likely another owner wrote since we asked; what it is now must be asked again.
            if stood is not None and self._at_odds.get(at) != (stood, base):
                self._at_odds[at] = stood, base
                raise Fenced(f"{partition} stands at {stood}, its watch was to at {base}")
            _log.warning("watch.begun_anew", partition=partition, stood=stood, offset=base)
            watch = self._new(partition, detectors)
        self._at_odds.pop(at, None)
        return watch

    def _new(
        self, partition: str, detectors: tuple[AnyDetector, ...]
    ) -> PartitionWatch | ReportWatch:
        tools = self._tools
        if partition.rpartition("/")[0] == CITIZEN_REPORTS:
            return ReportWatch(partition, tools.city, tools.counts)
        return PartitionWatch(partition, detectors, tools.gazette, tools.counts)

    def _take_reading(
        self, held: _Held, record: Record, arrived_ms: int, arrived: datetime
    ) -> None:
        watch = held.watch
        assert isinstance(watch, PartitionWatch)
        if record.value is None:
            key = usable_key(record.key)
            if key is not None:
                watch.drop(key)
            return
        reading = decode_reading(watch.topic, record.value, self._tools.city.timezone, arrived)
        if record.key is not None and record.key != _KEY_OF[watch.topic](reading).encode():
            raise _mismatch(record)
        watch.take(reading, arrived_ms)

    def _take_report(self, held: _Held, record: Record, arrived_ms: int, arrived: datetime) -> None:
        watch = held.watch
        assert isinstance(watch, ReportWatch)
        if record.value is None:
            return
        report = decode_report(record.value, self._tools.city.timezone, arrived)
        if record.key is not None and record.key != report.report_id.encode():
            raise _mismatch(record)
        watch.take(report, arrived_ms)

    def _arrived_ms(self, record: Record) -> int:
        """Return when the record reached the log, in city time; -1 where it does not say.

        A replay finds the same.
        """
        if record.timestamp_ms < 0 or not isinstance(self._tools.clock, ScaledClock):
            return record.timestamp_ms
        return to_millis(city_time(self._tools.clock, from_millis(record.timestamp_ms)))

    def _write(self, at: TopicPartition, held: _Held) -> None:
        tools, began = self._tools, monotonic_s()
        partition = tools.names.partition(at)
        drained = held.watch.drain()
        wire = tools.names.wire(ANOMALIES)
        outputs = [*held.letters, *(outgoing(event, wire) for event in drained.events)]
        if outputs:
            tools.publish(outputs)
        tools.truth.apply_readings(
            ReadingBatch(
                partition=partition,
                base=held.first if held.base is None else held.base,
                next=held.next,
                latest=drained.latest,
                gone=drained.gone,
                snapshot=held.watch.snapshot(held.next),
                watermark=drained.watermark,
                partials=drained.partials,
            )
        )
        self._footing.applied[partition] = held.base = held.next
        held.taken, held.letters = 0, []
        tools.counts["watch_flushes"] += 1
        tools.counts["late_partials"] = tools.truth.late_partials
        ended = monotonic_s()
        share_s = FLUSH_SHARE * len(self._held) * (ended - began)
        wait_s = max(paced(FLUSH_S, tools.clock), share_s)
        held.flush_at = ended + min(wait_s, MAX_FLUSH_S)


_KEY_OF: Final[dict[str, Callable[[Any], str]]] = {
    topic: attrgetter(name) for topic, name in KEY_FIELDS.items()
}


def _mismatch(record: Record) -> Rejected:
    return Rejected(
        RejectReason.KEY_MISMATCH, f"the key {(record.key or b'')[:80]!r} is not the record's id"
    )
