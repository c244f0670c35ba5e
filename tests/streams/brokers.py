"""The logs that the contract suite runs on, and what a test may do to each from outside."""

import os
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import count
from typing import Any

import confluent_kafka as kafka
import pytest
from confluent_kafka.admin import AdminClient

from core.errors import Misconfigured, Transient
from streams.admin import Admin
from streams.embedded import EmbeddedBroker
from streams.kafka import KafkaStreams
from streams.kraft import KraftSettings, LocalKafka
from streams.memory import MemoryStreams
from streams.ports import RecordSink, RecordSource, Streams
from streams.record import Outgoing, Position, Record, TopicPartition
from streams.settings import KafkaSettings

SOON = timedelta(seconds=15)
MOMENT = timedelta(milliseconds=300)
PARTITIONS = 4
ABILITIES: Mapping[str, frozenset[str]] = {
    "memory": frozenset({"persistent", "deep_log"}),
    "embedded": frozenset(),
    "real": frozenset({"persistent", "compacting", "admin", "deep_log"}),
}
"""By broker: the capability marks of the tests that may ask it for more than the least."""

_numbers = count(1)


class Bench(ABC):
    """One log under test."""

    streams: Streams

    @cached_property
    def sink(self) -> RecordSink:
        """Return a publisher that is warm: a new one waits half a second for its producer id."""
        return self.streams.sink()

    def fresh_topic(self) -> str:
        """Return the name of an empty topic of four partitions."""
        topic = f"contract-{next(_numbers)}"
        self.make(topic)
        return topic

    @abstractmethod
    def make(self, topic: str) -> None: ...

    @abstractmethod
    def go_down(self) -> None:
        """Stop answering; to be undone by `come_up`."""

    @abstractmethod
    def come_up(self) -> None: ...

    @abstractmethod
    def forget_start(self, partition: TopicPartition) -> None:
        """Make the log lose the oldest records of `partition`, but not all."""


class MemoryBench(Bench):
    def __init__(self) -> None:
        self.memory = MemoryStreams(PARTITIONS)
        self.streams = self.memory

    def make(self, topic: str) -> None:
        self.memory.records.create(topic)

    def go_down(self) -> None:
        self.memory.records.down = True

    def come_up(self) -> None:
        self.memory.records.down = False

    def forget_start(self, partition: TopicPartition) -> None:
        self.memory.records.truncate(partition, 1)


class EmbeddedBench(Bench):
    def __init__(self, broker: EmbeddedBroker, bootstrap: str) -> None:
        self.settings = KafkaSettings(bootstrap_servers=bootstrap)
        self.streams = KafkaStreams(self.settings)
        self._broker = broker

    def make(self, topic: str) -> None:
        client = kafka.Producer(self.settings.client_config())
        client.list_topics(topic, timeout=5)

    def go_down(self) -> None:
        os.waitpid(self._signal(signal.SIGSTOP), os.WUNTRACED)  # it stops a little later

    def come_up(self) -> None:
        self._signal(signal.SIGCONT)

    def forget_start(self, partition: TopicPartition) -> None:
        log = self.streams.log()
        while log.start_offsets([partition])[partition] == 0:
            self.sink.publish_all(
                Outgoing(partition.topic, key_for(partition.partition), os.urandom(900_000))
                for _ in range(3)
            )

    def _signal(self, number: signal.Signals) -> int:
        assert self._broker.pid is not None
        os.kill(self._broker.pid, number)
        return self._broker.pid


class RealBench(Bench):
    def __init__(self, broker: LocalKafka) -> None:
        self.settings = KafkaSettings(bootstrap_servers=broker.bootstrap)
        self.streams = KafkaStreams(self.settings)
        self._broker = broker

    def make(self, topic: str) -> None:
        Admin(self.settings).create({topic: {}}, PARTITIONS, 1)
        log = self.streams.log()
        wait_until(lambda: len(log.partitions_of([topic])) == PARTITIONS)

    def go_down(self) -> None:
        self._broker.kill()
        assert not self._broker.alive

    def come_up(self) -> None:
        self._broker.restart()
        assert self._broker.bootstrap == self.settings.bootstrap_servers
        wait_until(self._answers)

    def _answers(self) -> bool:
        # A broker lets clients in before it leads its partitions again.
        log = self.streams.log()
        known = Admin(self.settings).partitions()
        try:
            log.end_offsets(log.partitions_of(topic for topic in known if topic[0] != "_"))
        except Transient:
            return False
        return True

    def forget_start(self, partition: TopicPartition) -> None:
        admin: Any = AdminClient({"bootstrap.servers": self.settings.bootstrap_servers})
        for done in admin.delete_records([kafka.TopicPartition(*partition, 1)]).values():
            done.result(10)


@dataclass
class Owner:
    """Own partitions from `starts` (else from the earliest), and note what happens."""

    starts: Mapping[TopicPartition, Position] = field(
        default_factory=dict[TopicPartition, Position]
    )
    refusals: int = 0
    assigned: list[TopicPartition] = field(default_factory=list[TopicPartition])
    revoked: list[TopicPartition] = field(default_factory=list[TopicPartition])
    lost: list[TopicPartition] = field(default_factory=list[TopicPartition])

    def on_assign(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, Position]:
        if self.refusals:
            self.refusals -= 1
            raise Transient("the store does not answer")
        self.assigned += partitions
        return {partition: self.starts.get(partition, "earliest") for partition in partitions}

    def on_revoke(self, partitions: Sequence[TopicPartition]) -> None:
        self.revoked += partitions

    def on_lost(self, partitions: Sequence[TopicPartition]) -> None:
        self.lost += partitions


def key_for(partition: int, number: int = 0) -> str:
    """Return the `number`th key that lies in `partition` of a topic of four."""
    keys = (f"k{n}" for n in count())
    fitting = (key for key in keys if kafka.murmur2(key.encode(), PARTITIONS) == partition)
    return [next(fitting) for _ in range(number + 1)][-1]


def read(source: RecordSource, size: int, batch: int = 500) -> list[Record]:
    """Poll until `size` records came; fail when they do not come soon."""
    records: list[Record] = []
    deadline = time.monotonic() + SOON.total_seconds()
    while len(records) < size:
        records += source.poll_batch(batch, MOMENT)
        assert time.monotonic() < deadline, f"{len(records)} of {size} records came"
    return records


def wait_until(holds: Callable[[], bool], at_most: timedelta = SOON) -> None:
    """Return when `holds` says so; fail when it does not in time."""
    deadline = time.monotonic() + at_most.total_seconds()
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def open_or_skip(settings: KraftSettings | None = None) -> LocalKafka:
    """Return a real broker; in CI its missing parts are a failure, elsewhere a skip."""
    try:
        return LocalKafka(settings)
    except Misconfigured as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
