"""Be a log in memory, for tests without a broker; held to the contract suite of the real ones."""

import time
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from core.errors import Rejected, RejectReason, Transient
from core.timespan import Clock, SystemClock, to_millis
from streams.memory_group import MemoryGroup, MemorySource
from streams.memory_records import MemoryRecords
from streams.ports import PATIENCE, Assignment
from streams.record import Headers, Outgoing, Receipt, Record, TopicPartition

MAX_RECORD_BYTES: Final = 1_000_000
_names = count(1)
_OnDelivered = Callable[[Receipt], None]


class MemoryStreams:
    """Hold topics in memory; every sink, source and log made from it sees the same records.

    A topic exists once it is written to or read by a source.

    Attributes:
        records: the log itself; a test may truncate it, or set `records.down`.
    """

    def __init__(self, partitions: int = 4, clock: Clock | None = None) -> None:
        self.records = MemoryRecords(partitions, clock or SystemClock())
        self._groups: dict[str, MemoryGroup] = {}
        self._id = f"memory-{next(_names)}"

    def sink(self) -> "MemorySink":
        """Return a new publisher."""
        return MemorySink(self.records)

    def source(self, group: str, topics: Iterable[str], assignment: Assignment) -> MemorySource:
        """Join `group` on `topics`; raises `Transient` where the log is down."""
        with self.records.changed:
            if self.records.down:
                raise Transient("the log does not answer")
            members = self._groups.setdefault(group, MemoryGroup())
            return MemorySource(self.records, members, list(topics), assignment)

    def log(self) -> "MemoryLog":
        """Return the log itself."""
        return MemoryLog(self.records, self._id)


class MemorySink:
    """Write to a log in memory; what cannot be written waits until the log is up again."""

    def __init__(self, records: MemoryRecords) -> None:
        self._log = records
        self._waiting: deque[tuple[Outgoing, _OnDelivered | None]] = deque()
        self._delivered: Counter[str] = Counter()
        self.failed = 0

    @property
    def delivered(self) -> int:
        """Return how many records were written."""
        return self._delivered.total()

    @property
    def delivered_by_topic(self) -> Mapping[str, int]:
        """Return the records written to each topic."""
        return dict(self._delivered)

    def publish(
        self,
        topic: str,
        key: str | bytes | None,
        value: bytes | None,
        headers: Headers | None = None,
        on_delivered: _OnDelivered | None = None,
    ) -> None:
        """Write one record, or let it wait; raises `Rejected` above 1 MB."""
        if len(value or b"") + len(key or b"") > MAX_RECORD_BYTES:
            self.failed += 1
            raise Rejected(RejectReason.TOO_LARGE, f"publishing to {topic}: above 1 MB")
        self._waiting.append((Outgoing(topic, key, value, headers), on_delivered))
        self._serve()

    def publish_all(self, records: Iterable[Outgoing], timeout: timedelta = PATIENCE) -> None:
        """Write the records; raises as `flush` does."""
        fault: Rejected | None = None
        for record in records:
            try:
                self.publish(record.topic, record.key, record.value, record.headers)
            except Rejected as error:
                fault = fault or error
        self.flush(timeout)
        if fault is not None:
            raise fault

    def flush(self, timeout: timedelta = PATIENCE) -> None:
        """Write what waits; raises `Transient` where the log stays down for `timeout`."""
        deadline = time.monotonic() + timeout.total_seconds()
        while self._waiting:
            self._serve()
            if self._waiting and time.monotonic() > deadline:
                raise Transient(f"the log has not acknowledged {len(self._waiting)} records")
            time.sleep(0.001 if self._waiting else 0)

    def close(self, timeout: timedelta = PATIENCE) -> None:
        """Flush."""
        self.flush(timeout)

    def _serve(self) -> None:
        while self._waiting and not self._log.down:
            record, on_delivered = self._waiting.popleft()
            written = self._log.append(record)
            self._delivered[record.topic] += 1
            if on_delivered is not None:
                on_delivered(Receipt(record.topic, written.partition, written.offset))


class MemoryLog:
    """Answer questions about a log in memory."""

    def __init__(self, records: MemoryRecords, cluster_id: str) -> None:
        self._log = records
        self._cluster_id = cluster_id

    def cluster_id(self) -> str:
        """Return the id that tells this log from others."""
        return self._cluster_id

    def partitions_of(self, topics: Iterable[str]) -> list[TopicPartition]:
        """Return the partitions of those `topics` that exist."""
        self._ask()
        known = self._log.known()
        return [p for topic in topics if topic in known for p in self._log.create(topic)]

    def start_offsets(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """Return the offset of the oldest record kept."""
        self._ask()
        return {partition: self._log.start(partition) for partition in partitions}

    def end_offsets(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """Return the offset of the next record."""
        self._ask()
        return {partition: self._log.end(partition) for partition in partitions}

    def offsets_at(
        self, partitions: Collection[TopicPartition], instant: datetime
    ) -> dict[TopicPartition, int]:
        """Return the offset of the first record not older than `instant`, else the end."""
        self._ask()
        wanted = to_millis(instant)
        return {
            p: self._log.start(p)
            + bisect_left(self._log.read(p, 0), wanted, key=lambda r: r.timestamp_ms)
            for p in partitions
        }

    def read_all(self, topics: Iterable[str]) -> Iterator[Record]:
        """Yield every record there is at the start, and stop."""
        partitions = self.partitions_of(topics)
        for records in [self._log.read(partition, 0) for partition in partitions]:
            yield from records

    def tail(self, topics: Iterable[str], until: Callable[[], bool]) -> Iterator[Record]:
        """Yield records written from now on, until `until` says so."""
        at = self.end_offsets(self.partitions_of(topics))
        while not until():
            for partition in at:
                for record in self._log.read(partition, at[partition]):
                    at[partition] = record.offset + 1
                    yield record
            with self._log.changed:
                self._log.changed.wait(0.01)

    def close(self) -> None:
        """Let go of nothing."""

    def _ask(self) -> None:
        if self._log.down:
            raise Transient("the log does not answer")
