"""Name what travels on a log: records, the partitions they lie in, positions and receipts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from core.errors import CivicError

Position = int | Literal["earliest"]
"""Where reading goes on: the offset of the next record, or the oldest that the log still has."""

Headers = Mapping[str, str | bytes]


class TopicPartition(NamedTuple):
    """Name one partition of one topic."""

    topic: str
    partition: int

    def __str__(self) -> str:
        return f"{self.topic}[{self.partition}]"


@dataclass(frozen=True, slots=True)
class Record:
    """Hold one record as the log gave it; nothing in it is trusted or decoded yet.

    Attributes:
        topic: the topic's name on the broker.
        partition: the partition's number.
        offset: its place in the partition.
        key: as arrived; None where the producer gave none.
        value: as arrived; None is a tombstone.
        headers: names and values in the order they were written; a name may repeat.
        timestamp_ms: the record's own time, milliseconds since 1970; -1 where it has none.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    timestamp_ms: int

    @property
    def topic_partition(self) -> TopicPartition:
        """Return the partition it lies in."""
        return TopicPartition(self.topic, self.partition)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Hold one record on its way to the log.

    Attributes:
        topic: the topic's name on the broker.
        key: decides the partition, and what compaction keeps; None lets the client choose.
        value: the payload; None is a tombstone.
        headers: names and values, text as UTF-8.
        partition: where it must go, whatever its key; None lets the key decide.
    """

    topic: str
    key: str | bytes | None
    value: bytes | None
    headers: Headers | None = None
    partition: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Report what became of one published record.

    Attributes:
        topic: where it was sent.
        partition: where it lies; -1 where it was not taken.
        offset: its place; -1 where it was not taken.
        error: why it was not taken; None when all replicas have it.
    """

    topic: str
    partition: int
    offset: int
    error: CivicError | None = None


def by_partition(records: Iterable[Record]) -> dict[TopicPartition, list[Record]]:
    """Group records by partition, keeping the order inside each."""
    groups: dict[TopicPartition, list[Record]] = {}
    topic, partition, own = "", -1, list[Record]()
    for record in records:
        if record.partition != partition or record.topic != topic:
            topic, partition = record.topic, record.partition
            own = groups.setdefault(TopicPartition(topic, partition), [])
        own.append(record)
    return groups
