"""Turn Kafka's errors into ours: what can the caller do next?

```
Transient
└── OffsetLost   the position is not in the log: choose another, and count what was lost
```
"""

from typing import Final

from confluent_kafka import KafkaError, KafkaException

from core.errors import CivicError, Misconfigured, Rejected, RejectReason, Transient
from streams.record import TopicPartition

_REFUSED: Final = frozenset(
    {
        KafkaError.SASL_AUTHENTICATION_FAILED,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
        KafkaError.TOPIC_EXCEPTION,
        KafkaError.INCONSISTENT_GROUP_PROTOCOL,
        KafkaError._AUTHENTICATION,  # pyright: ignore[reportPrivateUsage]
        KafkaError._UNKNOWN_TOPIC,  # pyright: ignore[reportPrivateUsage]
        KafkaError._UNKNOWN_PARTITION,  # pyright: ignore[reportPrivateUsage]
        KafkaError._INVALID_ARG,  # pyright: ignore[reportPrivateUsage]
    }
)
_TOO_LARGE: Final = frozenset(
    {
        KafkaError.MSG_SIZE_TOO_LARGE,
        KafkaError.RECORD_LIST_TOO_LARGE,
        KafkaError.INVALID_MSG_SIZE,
    }
)

FATAL: Final = KafkaError._FATAL  # pyright: ignore[reportPrivateUsage]
PARTITION_EOF: Final = KafkaError._PARTITION_EOF  # pyright: ignore[reportPrivateUsage]
OFFSET_LOST: Final = frozenset(
    {
        KafkaError._AUTO_OFFSET_RESET,  # pyright: ignore[reportPrivateUsage]
        KafkaError._LOG_TRUNCATION,  # pyright: ignore[reportPrivateUsage]
        KafkaError.OFFSET_OUT_OF_RANGE,
    }
)
_PRODUCER_BROKEN: Final = frozenset(
    {
        KafkaError._FATAL,  # pyright: ignore[reportPrivateUsage]
        KafkaError._PURGE_QUEUE,  # pyright: ignore[reportPrivateUsage]
        KafkaError._PURGE_INFLIGHT,  # pyright: ignore[reportPrivateUsage]
        KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER,
        KafkaError.INVALID_PRODUCER_EPOCH,
        KafkaError.INVALID_PRODUCER_ID_MAPPING,
        KafkaError.UNKNOWN_PRODUCER_ID,
        KafkaError.PRODUCER_FENCED,
    }
)
"""The record is intact, its producer is not: another producer may send it."""


class OffsetLost(Transient):
    """Say that a partition's position lies outside the log.

    Attributes:
        partition: which one; it stands still until the caller seeks.
        wanted: the offset asked for.
        low: the oldest offset that the log has.
        high: the offset that its next record will have.
    """

    def __init__(self, partition: TopicPartition, wanted: int, low: int, high: int) -> None:
        super().__init__(f"{partition}: offset {wanted} is outside the log, {low} to {high}")
        self.partition = partition
        self.wanted = wanted
        self.low = low
        self.high = high


def translated(error: KafkaError | KafkaException, doing: str) -> CivicError:
    """Return the error of ours that says what to do about Kafka's.

    Args:
        error: what the client reported or raised.
        doing: what we were at, as the message's first words.
    """
    cause: object = error.args[0] if isinstance(error, KafkaException) and error.args else error
    if not isinstance(cause, KafkaError):
        return Transient(f"{doing}: {cause}")
    text = f"{doing}: {cause.str()} ({cause.name()})"
    if cause.code() in _TOO_LARGE:
        return Rejected(RejectReason.TOO_LARGE, text)
    if cause.code() == KafkaError.INVALID_RECORD:  # no key, and the topic is compacted
        return Rejected(RejectReason.SCHEMA, text)
    if cause.code() in _REFUSED:
        return Misconfigured(text)
    return Transient(text)


def is_producers_fault(error: KafkaError | KafkaException) -> bool:
    """Say whether the producer can never send again, while another one could send the record."""
    cause: object = error.args[0] if isinstance(error, KafkaException) and error.args else error
    return isinstance(cause, KafkaError) and (cause.fatal() or cause.code() in _PRODUCER_BROKEN)
