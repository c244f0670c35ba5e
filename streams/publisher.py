"""Publish to Kafka: idempotent, acknowledged by all replicas, bounded, and never silently lossy."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog
from confluent_kafka import KafkaError, KafkaException, Message, Producer

from core.errors import CivicError, Rejected, Transient
from streams.failures import is_producers_fault, translated
from streams.ports import PATIENCE
from streams.record import Headers, Outgoing, Receipt
from streams.settings import KafkaSettings

BUFFER_RECORDS: Final = 100_000
BUFFER_KIB: Final = 64 * 1024
_ANY_PARTITION: Final = -1
"""`RD_KAFKA_PARTITION_UA`: the client chooses, by the key."""
_POLL_S: Final = 0.05

_log = structlog.stdlib.get_logger(__name__)

OnDelivered = Callable[[Receipt], None]


class Publisher:
    """Send records to Kafka, and count what became of each.

    Records wait in a bounded buffer while the broker is away, however long that is; when the
    buffer is full, `publish` waits too. A producer that librdkafka declares broken is replaced,
    and what it had not delivered goes out again, in its order. Any thread may use it;
    `on_delivered` is called from within whichever call is made next.
    """

    def __init__(self, settings: KafkaSettings) -> None:
        self._config = settings.client_config() | {
            "enable.idempotence": True,
            "acks": "all",
            "message.timeout.ms": 0,  # a record waits for the broker, for ever if need be
            "linger.ms": 1,
            "compression.type": "lz4",
            "partitioner": "murmur2_random",  # as the Java clients place keys
            "queue.buffering.max.messages": BUFFER_RECORDS,
            "queue.buffering.max.kbytes": BUFFER_KIB,
        }
        self._producer = self._new_producer()
        self._lock = threading.RLock()  # a delivery report may come while we hold it
        self._delivered: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._salvaged: deque[tuple[Outgoing, OnDelivered | None]] = deque()

    @property
    def delivered(self) -> int:
        """Return how many records all replicas acknowledged."""
        return self._delivered.total()

    @property
    def failed(self) -> int:
        """Return how many records can never be delivered."""
        return self._failed.total()

    @property
    def delivered_by_topic(self) -> Mapping[str, int]:
        """Return the acknowledged records of each topic."""
        return dict(self._delivered)

    def publish(
        self,
        topic: str,
        key: str | bytes | None,
        value: bytes | None,
        headers: Headers | None = None,
        on_delivered: OnDelivered | None = None,
    ) -> None:
        """Hand over one record; wait while the buffer is full, 30 s at most.

        Raises:
            Rejected: the record is larger than a broker takes.
            Transient: the buffer stayed full; the record was not taken.
        """
        self._hand_over(Outgoing(topic, key, value, headers), on_delivered)
        self._serve(0)

    def publish_all(self, records: Iterable[Outgoing], timeout: timedelta = PATIENCE) -> None:
        """Publish the records and return once every one is acknowledged (outputs first).

        Raises:
            Rejected: one of them can never be taken; the others are sent.
            Transient: not all were acknowledged in time. They stay in the buffer and may still
                arrive, so that publishing them again may repeat some.
        """
        deadline = time.monotonic() + timeout.total_seconds()
        receipts: list[Receipt] = []  # filled by whichever thread serves the reports
        faults: list[CivicError] = []
        sent = 0
        for record in records:
            try:
                self._hand_over(record, receipts.append)
                sent += 1
            except Rejected as error:
                faults.append(error)
            self._serve(0)
        while len(receipts) < sent and (left := deadline - time.monotonic()) > 0:
            self._serve(min(left, _POLL_S))
        faults += [receipt.error for receipt in receipts if receipt.error is not None]
        if faults:
            raise faults[0]
        if waiting := sent - len(receipts):
            raise Transient(f"Kafka has not acknowledged {waiting} of the records")

    def flush(self, timeout: timedelta = PATIENCE) -> None:
        """Wait until every record handed over is acknowledged or given up.

        Raises:
            Transient: some are still unacknowledged; the message says how many.
        """
        deadline = time.monotonic() + timeout.total_seconds()
        while (unacknowledged := self._unacknowledged()) and (
            left := deadline - time.monotonic()
        ) > 0:
            self._serve(min(left, _POLL_S))
        if unacknowledged:
            raise Transient(f"Kafka has not acknowledged {unacknowledged} records")

    def close(self, timeout: timedelta = PATIENCE) -> None:
        """Flush, then let go of the broker; raises as `flush` does."""
        self.flush(timeout)
        self._producer.close()

    def _unacknowledged(self) -> int:
        with self._lock:
            return len(self._producer) + len(self._salvaged)

    def _hand_over(self, record: Outgoing, on_delivered: OnDelivered | None) -> None:
        deadline = time.monotonic() + PATIENCE.total_seconds()
        while True:
            try:
                return self._produce(self._producer, record, on_delivered)
            except BufferError as error:
                if time.monotonic() > deadline:
                    raise Transient("Kafka's buffer is full: the broker takes nothing") from error
            except KafkaException as error:
                if not is_producers_fault(error):
                    self._count(self._failed, record.topic)
                    raise translated(error, f"publishing to {record.topic}") from error
                self._replace(self._producer)
            self._serve(_POLL_S)

    def _produce(
        self, producer: Producer, record: Outgoing, on_delivered: OnDelivered | None
    ) -> None:
        def settle(error: KafkaError | None, message: Message) -> None:
            self._settle(record, on_delivered, error, message)

        producer.produce(
            record.topic,
            record.value,
            record.key,
            partition=_ANY_PARTITION if record.partition is None else record.partition,
            on_delivery=settle,
            headers=None if record.headers is None else list(record.headers.items()),
        )

    def _settle(
        self,
        record: Outgoing,
        on_delivered: OnDelivered | None,
        error: KafkaError | None,
        message: Message,
    ) -> None:
        if error is not None and is_producers_fault(error):
            self._salvaged.append((record, on_delivered))
            return
        self._count(self._delivered if error is None else self._failed, record.topic)
        if on_delivered is not None:
            on_delivered(_receipt(record.topic, error, message))

    def _serve(self, timeout_s: float) -> None:
        producer = self._producer
        try:
            producer.poll(timeout_s)
        except KafkaException as error:
            if not is_producers_fault(error):
                raise translated(error, "publishing") from error
            self._replace(producer)
        if self._salvaged:
            self._replace(producer)

    def _replace(self, broken: Producer) -> None:
        with self._lock:
            if self._producer is not broken:
                return
            _purge(broken)
            self._producer = self._new_producer()
            _log.warning("kafka.producer_replaced", salvaged=len(self._salvaged))
            while self._salvaged:
                record, on_delivered = self._salvaged[0]
                try:
                    self._produce(self._producer, record, on_delivered)
                except BufferError:
                    self._producer.poll(_POLL_S)
                else:
                    self._salvaged.popleft()

    def _count(self, counter: Counter[str], topic: str) -> None:
        with self._lock:
            counter[topic] += 1

    def _new_producer(self) -> Producer:
        return Producer(self._config)


def _purge(producer: Producer) -> None:
    # Each record that was still with it comes back through its delivery report.
    producer.purge()
    while len(producer):
        with suppress(KafkaException):
            producer.poll(_POLL_S)


def _receipt(topic: str, error: KafkaError | None, message: Message) -> Receipt:
    if error is not None:
        return Receipt(topic, -1, -1, translated(error, f"publishing to {topic}"))
    partition, offset = message.partition(), message.offset()
    return Receipt(topic, -1 if partition is None else partition, -1 if offset is None else offset)
