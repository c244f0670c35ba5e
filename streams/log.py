"""Read a Kafka log without a group, and ask it how far it goes."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Final

import confluent_kafka as kafka
from confluent_kafka import Consumer, Message

from core.errors import Transient
from core.timespan import to_millis
from streams.abilities import Abilities, ask_abilities
from streams.admin import Admin, Edge
from streams.failures import PARTITION_EOF, translated
from streams.ports import PATIENCE
from streams.record import Record, TopicPartition
from streams.settings import KafkaSettings

_POLL_S: Final = 0.1
_CHUNK: Final = 2000


def consumer_config(settings: KafkaSettings, abilities: Abilities) -> dict[str, object]:
    """Return what every consumer of ours has: no position of its own, no waiting for company."""
    return settings.client_config() | {
        "auto.offset.reset": "error",
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "enable.partition.eof": True,
        "fetch.wait.max.ms": 100 if abilities.wakes_readers else 5,
        "fetch.queue.backoff.ms": 5,
        "fetch.error.backoff.ms": 50,
        "queued.min.messages": 20_000,
        "queued.max.messages.kbytes": 32 * 1024,
    }


def record_of(message: Message) -> Record:
    """Return our record of the client's message."""
    headers = message.headers()
    return Record(
        message.topic(),  # pyright: ignore[reportArgumentType]
        message.partition(),  # pyright: ignore[reportArgumentType]
        message.offset(),  # pyright: ignore[reportArgumentType]
        message.key(),
        message.value(),
        tuple(headers) if headers else (),  # pyright: ignore[reportArgumentType]
        message.timestamp()[1],
    )


class KafkaLog:
    """Answer questions about one Kafka cluster, and read its topics without a group."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings

    @cached_property
    def abilities(self) -> Abilities:
        """Return what the broker can do, asked once."""
        return ask_abilities(self._settings)

    @cached_property
    def _admin(self) -> Admin:
        return Admin(self._settings)

    def cluster_id(self) -> str:
        """Return the id that tells this log from another one at the same address."""
        return self._admin.cluster_id()

    def partitions_of(self, topics: Iterable[str]) -> list[TopicPartition]:
        """Return the partitions of those `topics` that exist; asking creates none."""
        known = self._admin.partitions()
        return [
            TopicPartition(topic, partition)
            for topic in topics
            for partition in known.get(topic, ())
        ]

    def start_offsets(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """Return the offset of the oldest record still kept, asked from the broker now."""
        return self._admin.offsets(partitions, Edge.START)

    def end_offsets(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """Return the offset that the next record will have, asked from the broker now.

        Records of a transaction that is still open lie beyond it, as readers do not see them.
        """
        return self._admin.offsets(partitions, Edge.END)

    def offsets_at(
        self, partitions: Collection[TopicPartition], instant: datetime
    ) -> dict[TopicPartition, int]:
        """Return the offset of the first record not older than `instant`.

        The end offset where there is none; the start where the broker keeps no time index.
        """
        if not self.abilities.admin:
            return self.start_offsets(partitions)
        ends = self.end_offsets(partitions)
        found = self._admin.offsets(partitions, to_millis(instant))
        return {
            partition: ends[partition] if offset < 0 else offset
            for partition, offset in found.items()
        }

    def read_all(self, topics: Iterable[str]) -> Iterator[Record]:
        """Yield every record up to the end offsets noted at the start, and stop.

        Raises:
            Transient: the broker stopped answering before the end was reached.
        """
        partitions = self.partitions_of(topics)
        starts, ends = self.start_offsets(partitions), self.end_offsets(partitions)
        left = {p for p in partitions if starts[p] < ends[p]}
        heard_at = time.monotonic()
        with self._reading({p: starts[p] for p in left}) as consumer:
            while left:
                messages = consumer.consume(_CHUNK, _POLL_S)
                if messages:
                    heard_at = time.monotonic()
                elif time.monotonic() - heard_at > PATIENCE.total_seconds():
                    raise Transient("the log's end did not come: " + ", ".join(map(str, left)))
                for message in messages:
                    partition, reached = _reached(message)
                    if message.error() is None and reached <= ends[partition]:
                        yield record_of(message)
                    if reached >= ends[partition]:
                        left.discard(partition)

    def tail(self, topics: Iterable[str], until: Callable[[], bool]) -> Iterator[Record]:
        """Yield records written from now on, until `until` says so; it is asked ~10 times/s."""
        ends = self.end_offsets(self.partitions_of(topics))
        with self._reading(ends) as consumer:
            while not until():
                for message in consumer.consume(1, _POLL_S) + consumer.consume(_CHUNK, 0):
                    _reached(message)
                    if message.error() is None:
                        yield record_of(message)

    def close(self) -> None:
        """Let go of the broker."""
        self.__dict__.pop("_admin", None)

    def _reading(self, positions: Mapping[TopicPartition, int]) -> "_Reading":
        return _Reading(consumer_config(self._settings, self.abilities), positions)


class _Reading:
    """Hold a consumer without a group for as long as a reading lasts."""

    def __init__(self, config: dict[str, object], positions: Mapping[TopicPartition, int]) -> None:
        self._consumer = Consumer(config | {"group.id": "civicsense-reading"})
        self._consumer.assign([kafka.TopicPartition(*p, at) for p, at in positions.items()])

    def __enter__(self) -> Consumer:
        return self._consumer

    def __exit__(self, *_: object) -> None:
        self._consumer.close()


def _reached(message: Message) -> tuple[TopicPartition, int]:
    partition = TopicPartition(
        message.topic(),  # pyright: ignore[reportArgumentType]
        message.partition(),  # pyright: ignore[reportArgumentType]
    )
    offset: int = message.offset()  # pyright: ignore[reportAssignmentType]
    error = message.error()
    if error is None:
        return partition, offset + 1
    if error.code() == PARTITION_EOF:
        return partition, offset
    raise translated(error, f"reading {partition}")
