"""Read topics as a member of a consumer group, at positions that the owner alone decides."""

import time
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Final

import confluent_kafka as kafka
import structlog
from confluent_kafka import Consumer, KafkaException, Message

from core.errors import Fenced, Misconfigured, Transient
from streams.abilities import Abilities, ask_abilities
from streams.failures import FATAL, OFFSET_LOST, PARTITION_EOF, OffsetLost, translated
from streams.log import consumer_config, record_of
from streams.placement import Placement
from streams.ports import Assignment
from streams.record import Position, Record, TopicPartition, by_partition
from streams.settings import GroupProtocol, KafkaSettings

_CALL_S: Final = 5.0
_CLASSIC: Final[dict[str, object]] = {
    "group.protocol": "classic",
    "partition.assignment.strategy": "cooperative-sticky",
    "session.timeout.ms": 6000,
    "heartbeat.interval.ms": 500,
}
_NEW: Final[dict[str, object]] = {"group.protocol": "consumer"}

_log = structlog.stdlib.get_logger(__name__)


class GroupReader:
    """Read topics as one member of a group; used by one thread.

    Kafka's committed offsets are never read. A partition whose owner could not say where to
    start stays silent, and the owner is asked again at each `poll_batch`.
    """

    def __init__(
        self, settings: KafkaSettings, group: str, topics: Iterable[str], assignment: Assignment
    ) -> None:
        """Join the group.

        Raises:
            Transient: no broker answers.
        """
        abilities = ask_abilities(settings, _CALL_S)
        self._topics = list(topics)
        self._config = consumer_config(settings, abilities) | {"group.id": group}
        self._asked_for = settings.group_protocol
        self._protocol = _protocol(settings.group_protocol, abilities)
        self._placement = Placement(assignment)
        self._consumer = self._joined()

    def poll_batch(self, max_records: int, timeout: timedelta) -> list[Record]:
        """Return up to `max_records`, those of one partition together and in order.

        Returns as soon as there is anything; an empty list after `timeout`.

        Raises:
            OffsetLost: a partition's position is not in the log; it stands still until `seek`.
            Transient: what `Assignment.on_assign` raised (it is asked again), or the broker's.
            Misconfigured: the broker refuses this client for good.
        """
        deadline = time.monotonic() + timeout.total_seconds()
        self._raise_fault()
        self._place_again()
        records: list[Record] = []
        while not records and not self._placement.faults:
            left = max(deadline - time.monotonic(), 0)
            # One record is waited for, the rest is what came with it: asking for many at once
            # would wait out the whole time.
            messages = self._consume(1, left)
            if messages and max_records > 1:
                messages += self._consume(max_records - 1, 0)
            records = self._sorted_out(messages)
            if not left:
                break
        if not records:
            self._raise_fault()
        return [record for group in by_partition(records).values() for record in group]

    def assigned(self) -> frozenset[TopicPartition]:
        """Return the partitions that this member has now."""
        return frozenset(self._placement.assigned)

    def positions(self) -> Mapping[TopicPartition, int]:
        """Return the next offset of each partition, markers and compacted gaps counted.

        A partition that starts at the earliest record has none until it was read from.
        """
        return dict(self._placement.positions)

    def seek(self, partition: TopicPartition, position: Position) -> None:
        """Go on reading `partition` at `position`.

        Raises:
            Fenced: the partition is no longer ours.
            Transient: the client could not seek now.
        """
        if not self._placement.gives(partition):
            raise Fenced(f"{partition} is not ours")
        try:
            self._placement.move(self._consumer, partition, position)
        except KafkaException as error:
            raise translated(error, f"seeking in {partition}") from error

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """Stop giving out records of `partitions` until `resume`; membership goes on."""
        self._consumer.pause([kafka.TopicPartition(*p) for p in partitions])

    def resume(self, partitions: Collection[TopicPartition]) -> None:
        """Give out records of `partitions` again."""
        self._consumer.resume([kafka.TopicPartition(*p) for p in partitions])

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Tell the broker, without waiting, how far we are; for lag tools only."""
        if not offsets:
            return
        try:
            self._consumer.commit(
                offsets=[kafka.TopicPartition(*p, at) for p, at in offsets.items()],
                asynchronous=True,
            )
        except KafkaException as error:
            _log.debug("kafka.commit_refused", detail=str(error))

    def close(self) -> None:
        """Leave the group; `on_revoke` is called for what was held."""
        self._consumer.close()

    def _joined(self) -> Consumer:
        consumer = Consumer(self._config | self._protocol)
        consumer.subscribe(
            self._topics,
            on_assign=self._placement.on_assign,
            on_revoke=self._placement.on_revoke,
            on_lost=self._placement.on_lost,
        )
        return consumer

    def _place_again(self) -> None:
        if not self._placement.unplaced:
            return
        try:
            self._placement.place_again(self._consumer)
        except KafkaException as error:
            raise translated(error, "placing partitions") from error

    def _consume(self, count: int, timeout_s: float) -> list[Message]:
        try:
            return self._consumer.consume(count, timeout_s)
        except KafkaException as error:
            raise translated(error, "reading") from error

    def _sorted_out(self, messages: Iterable[Message]) -> list[Record]:
        records: list[Record] = []
        placement = self._placement
        partition, gives = TopicPartition("", -1), False
        for message in messages:
            if message.error() is not None:
                self._meet(message)
                partition = TopicPartition("", -1)  # what is ours may have changed
                continue
            record = record_of(message)
            if record.partition != partition.partition or record.topic != partition.topic:
                partition = TopicPartition(record.topic, record.partition)
                gives = placement.gives(partition)
            if gives:
                placement.positions[partition] = record.offset + 1
                records.append(record)
        return records

    def _meet(self, message: Message) -> None:
        error, topic, number = message.error(), message.topic(), message.partition()
        if error is None:
            return
        if error.fatal() or error.code() == FATAL:
            self._join_anew(str(error))
        elif topic is None or number is None or number < 0:
            self._fail(translated(error, "reading"))
        else:
            partition = TopicPartition(topic, number)
            if not self._placement.gives(partition):
                return
            if error.code() == PARTITION_EOF:
                self._placement.positions[partition] = message.offset() or 0
            elif error.code() in OFFSET_LOST:
                self._placement.faults.append(self._offset_lost(partition))
            else:
                self._fail(translated(error, f"reading {partition}"))

    def _fail(self, fault: Exception) -> None:
        # The client retries by itself whatever is transient.
        if isinstance(fault, Misconfigured):
            self._placement.faults.append(fault)
        else:
            _log.debug("kafka.read_failed", detail=str(fault))

    def _offset_lost(self, partition: TopicPartition) -> OffsetLost:
        wanted = self._placement.positions.get(partition, 0)
        try:
            low, high = self._consumer.get_watermark_offsets(
                kafka.TopicPartition(*partition), timeout=_CALL_S
            )
        except KafkaException:
            low, high = -1, -1
        return OffsetLost(partition, wanted, low, high)

    def _join_anew(self, why: str) -> None:
        """Replace a consumer that can never read again.

        A Kafka 3 may name the new group protocol among its abilities and then refuse it.
        """
        self._placement.lose_all()
        self._consumer.close()
        if self._asked_for is GroupProtocol.AUTO and not self._placement.was_assigned:
            self._protocol = _CLASSIC
        else:
            self._placement.faults.append(Transient(f"Kafka ended our membership: {why}"))
        _log.warning("kafka.group_rejoined", detail=why, protocol=self._protocol["group.protocol"])
        self._consumer = self._joined()

    def _raise_fault(self) -> None:
        if self._placement.faults:
            raise self._placement.faults.pop(0)


def _protocol(asked_for: GroupProtocol, abilities: Abilities) -> dict[str, object]:
    match asked_for:
        case GroupProtocol.CONSUMER:
            return _NEW
        case GroupProtocol.CLASSIC:
            return _CLASSIC
        case GroupProtocol.AUTO:
            return _NEW if abilities.new_groups else _CLASSIC
