"""Keep records in memory, as a broker keeps its log; `streams.memory` fills the seams with it."""

import threading

from confluent_kafka import murmur2

from core.timespan import Clock, to_millis
from streams.record import Outgoing, Record, TopicPartition


class MemoryRecords:
    """Hold the records of all partitions of one log.

    Attributes:
        down: whether the log answers; while it is True, records wait in their sinks.
        changed: told at each record and each change of a group; its lock guards everything.
    """

    def __init__(self, partitions: int, clock: Clock) -> None:
        self.down = False
        self.changed = threading.Condition(threading.RLock())
        self._clock = clock
        self._partitions = partitions
        self._records: dict[TopicPartition, list[Record]] = {}
        self._starts: dict[TopicPartition, int] = {}

    def create(self, topic: str) -> list[TopicPartition]:
        """Make `topic` exist, and return its partitions."""
        partitions = [TopicPartition(topic, number) for number in range(self._partitions)]
        with self.changed:
            for partition in partitions:
                self._records.setdefault(partition, [])
        return partitions

    def known(self) -> set[str]:
        """Return the topics there are."""
        return {partition.topic for partition in self._records}

    def append(self, record: Outgoing) -> Record:
        """Write one record at the end of its key's partition."""
        key = record.key.encode() if isinstance(record.key, str) else record.key
        headers = tuple(
            (name, value.encode() if isinstance(value, str) else value)
            for name, value in (record.headers or {}).items()
        )
        with self.changed:
            self.create(record.topic)
            number = record.partition
            if number is None:
                number = 0 if key is None else murmur2(key, self._partitions)
            partition = TopicPartition(record.topic, number)
            written = Record(
                *partition,
                self.end(partition),
                key,
                record.value,
                headers,
                to_millis(self._clock.now()),
            )
            self._records[partition].append(written)
            self.changed.notify_all()
        return written

    def truncate(self, partition: TopicPartition, start: int) -> None:
        """Drop the records before offset `start`, as retention does."""
        with self.changed:
            kept = self.read(partition, start)
            self._records[partition], self._starts[partition] = kept, start

    def start(self, partition: TopicPartition) -> int:
        """Return the offset of the oldest record kept."""
        return self._starts.get(partition, 0)

    def end(self, partition: TopicPartition) -> int:
        """Return the offset of the next record."""
        return self.start(partition) + len(self._records.get(partition, ()))

    def read(self, partition: TopicPartition, offset: int, most: int | None = None) -> list[Record]:
        """Return up to `most` records from `offset` on."""
        skipped = max(offset - self.start(partition), 0)
        return self._records.get(partition, [])[skipped : None if most is None else skipped + most]
