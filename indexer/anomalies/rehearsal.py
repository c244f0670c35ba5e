"""Run the whole engine in this process over an ordered stream of records: no Kafka, no Redis.

What it tells is what an indexer would have told of the same records. `cli rules test` and the
evaluation of detectors use it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeAlias
from zlib import crc32

import msgspec
import orjson

from core import topics
from core.city import City
from core.errors import Rejected
from core.event import Event
from core.telemetry import Reading, decode_reading
from core.timespan import to_millis
from core.topics import EVENT_TOPICS, Family
from core.wire import Reading as EventReading
from core.wire import decode_event
from indexer.anomalies.detector import AnyDetector
from indexer.anomalies.detectors.catalogue import local_detectors
from indexer.anomalies.episodes import Episode
from indexer.anomalies.names import PackNames
from indexer.anomalies.partials import Partial
from indexer.anomalies.report_watch import ReportWatch
from indexer.anomalies.watch import Drained, PartitionWatch
from indexer.reports import decode_report

MERGE_EVERY: Final = timedelta(seconds=10)
"""How often, in the stream's time, what several partitions measured is put together."""
Value: TypeAlias = Reading | Mapping[str, Any] | bytes
"""A reading, or the JSON object of a record, read or not."""

_FAMILY_OF: Final[dict[str, Family]] = {t.name: t.family for t in EVENT_TOPICS if t.family}
_TELEMETRY: Final = frozenset(topic.name for topic in topics.TELEMETRY_TOPICS)


class JointSide(Protocol):
    """Look at what several partitions measured, and at events; the joiner's part of the engine."""

    def hear(self, topic: str, event: Event) -> None:
        """Take note of a message about an event, an anomaly's included."""
        ...

    def merge(
        self,
        partials: Sequence[Partial],
        watermarks: Mapping[str, tuple[datetime, datetime]],
        now: datetime,
    ) -> Sequence[Event]:
        """Merge what may be merged; return the anomalies that opened, changed or closed.

        Args:
            partials: those that came since the last call; one that comes again replaces itself.
            watermarks: of each partition its watermark, and when that last advanced.
            now: the time of the stream; at its end, late enough for all to be merged.
        """
        ...


class LocalEngine:
    """Be all watches of a city, and its joiner where one is given."""

    def __init__(
        self,
        city: City,
        *,
        n_partitions: int = 4,
        detectors: tuple[AnyDetector, ...] | None = None,
        rules: tuple[AnyDetector, ...] = (),
        joint: JointSide | None = None,
        counts: Counter[str] | None = None,
    ) -> None:
        """Make an engine that has heard nothing.

        Args:
            city: the pack.
            n_partitions: partitions of each topic.
            detectors: what looks at readings; all that there are where it is left out.
            rules: what looks besides, made of rules.
            joint: what looks at several partitions.
            counts: what happened, by name.
        """
        self.counts: Counter[str] = Counter() if counts is None else counts
        self._city = city
        self._partitions = n_partitions
        self._detectors = (*(local_detectors(city) if detectors is None else detectors), *rules)
        self._joint = joint
        self._names = PackNames(city)
        self._watches: dict[str, PartitionWatch | ReportWatch] = {}
        self._watermarks: dict[str, tuple[datetime, datetime]] = {}
        self._partials: list[Partial] = []
        self._merged_at: datetime | None = None
        self._now: datetime | None = None

    def run(self, records: Iterable[tuple[str, str, Value, datetime]]) -> Iterator[Event]:
        """Yield the anomalies of records `(topic, key, value, at)`, which come in order of `at`."""
        for topic, key, value, at in records:
            yield from self.take(topic, key, value, at)
        yield from self.finish()

    def take(self, topic: str, key: str, value: Value, at: datetime) -> Sequence[Event]:
        """Take one record; return the anomalies that opened, changed or closed with it.

        Args:
            topic: its canonical name; topics that no detector looks at do nothing.
            key: the record's key.
            value: a reading, or the record's JSON object.
            at: when it reached the log, in city time.
        """
        self._now = at
        family = _FAMILY_OF.get(topic)
        try:
            if family is not None:
                told = self._hear(topic, family, value, at)
            elif topic in _TELEMETRY or topic == topics.CITIZEN_REPORTS:
                told = self._watch(topic, key, value, at)
            else:
                return ()
        except Rejected as refused:
            self.counts[f"rejected_{refused.reason.value}"] += 1
            return ()
        if self._merged_at is None:
            self._merged_at = at
        elif at - self._merged_at >= MERGE_EVERY:
            self._merged_at = at
            told = [*told, *self._merge(at)]
        return told

    def finish(self) -> Sequence[Event]:
        """Merge what still waits at the end of the stream."""
        if self._now is None:
            return ()
        return self._merge(self._now + timedelta(minutes=5))

    def open_anomalies(self) -> Iterator[tuple[AnyDetector, Episode]]:
        """Yield what the watches have open now, or on its way."""
        for watch in self._watches.values():
            if isinstance(watch, PartitionWatch):
                yield from watch.open_anomalies()

    def snapshots(self) -> Mapping[str, bytes]:
        """Return every watch's snapshot, by partition."""
        return {name: watch.snapshot(0) for name, watch in self._watches.items()}

    def _watch(self, topic: str, key: str, value: Value, at: datetime) -> Sequence[Event]:
        partition = f"{topic}/{crc32(key.encode()) % self._partitions}"
        watch = self._watches.get(partition)
        if watch is None:
            watch = self._watches[partition] = self._new(topic, partition)
        if isinstance(watch, ReportWatch):
            report = decode_report(_bytes(value), self._city.timezone, at)
            watch.take(report, to_millis(at))
        else:
            if isinstance(value, msgspec.Struct):
                reading = value
            else:
                reading = decode_reading(topic, _bytes(value), self._city.timezone, at)
            watch.take(reading, to_millis(at))
        if self._joint is None and not watch.has_news:
            return ()
        return self._take_in(partition, watch.drain(), at)

    def _take_in(self, partition: str, drained: Drained, at: datetime) -> Sequence[Event]:
        self._partials += drained.partials
        mark, known = drained.watermark, self._watermarks.get(partition)
        if mark is not None and (known is None or known[0] < mark):
            self._watermarks[partition] = mark, at
        self._tell(drained.events)
        return drained.events

    def _hear(self, topic: str, family: Family, value: Value, at: datetime) -> Sequence[Event]:
        if self._joint is not None:
            reading = EventReading(topic, family, self._city.timezone, at)
            self._joint.hear(topic, decode_event(_bytes(value), reading))
        return ()

    def _merge(self, now: datetime) -> Sequence[Event]:
        if self._joint is None:
            return ()
        partials, self._partials = self._partials, []
        events = self._joint.merge(partials, self._watermarks, now)
        self._tell(events)
        return events

    def _tell(self, events: Iterable[Event]) -> None:
        if self._joint is not None:
            for event in events:
                self._joint.hear(topics.ANOMALIES, event)

    def _new(self, topic: str, partition: str) -> PartitionWatch | ReportWatch:
        if topic == topics.CITIZEN_REPORTS:
            return ReportWatch(partition, self._city, self.counts)
        return PartitionWatch(partition, self._detectors, self._names, self.counts)


def _bytes(value: Value) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, msgspec.Struct):
        return msgspec.json.encode(value)
    return orjson.dumps(value)
