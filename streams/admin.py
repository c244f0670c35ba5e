"""Ask a Kafka cluster questions and have it create topics: the one file that meets its admin API.

The client's own types are incomplete there; what leaves this file is fully typed.
"""

# pyright: reportPrivateImportUsage=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

import time
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from enum import Enum
from typing import Any, Final

import confluent_kafka as kafka
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AdminClient,
    ConfigResource,
    NewTopic,
    OffsetSpec,
    ResourceType,
)

from core.errors import Transient
from streams.failures import translated
from streams.record import TopicPartition
from streams.settings import KafkaSettings

CALL_S: Final = 5.0
"""How long the broker may think about one question."""
CREATE_S: Final = 15.0
_PAUSE_S: Final = 0.05


class Edge(Enum):
    """The two ends of a partition."""

    START = "start"
    END = "end"


class Admin:
    """Hold a connection for questions to one cluster."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._client = AdminClient(settings.client_config())  # pyright: ignore[reportArgumentType]

    def cluster_id(self) -> str:
        """Return the cluster's own id."""
        try:
            return self._client.cluster_id(timeout=CALL_S)
        except KafkaException as error:
            raise translated(error, "asking for the cluster's id") from error

    def partitions(self) -> dict[str, list[int]]:
        """Return the partitions of every topic there is; asking creates none."""
        try:
            topics = self._client.list_topics(timeout=CALL_S).topics
        except KafkaException as error:
            raise translated(error, "listing topics") from error
        return {name: sorted(topic.partitions) for name, topic in topics.items()}

    def offsets(
        self, partitions: Collection[TopicPartition], at: Edge | int
    ) -> dict[TopicPartition, int]:
        """Return an offset of each partition, in one question for all.

        Args:
            partitions: which ones.
            at: an end of the log, or milliseconds since 1970: the first record not older; -1
                where there is none. The end leaves out what an open transaction wrote.
        """
        if not partitions:
            return {}
        match at:
            case Edge.START:
                spec, lowest = OffsetSpec.earliest(), 0
            case Edge.END:
                spec, lowest = OffsetSpec.latest(), 0
            case _:
                spec, lowest = OffsetSpec.for_timestamp(at), kafka.OFFSET_END
        deadline = time.monotonic() + CALL_S
        while True:
            try:
                return self._list_offsets(partitions, spec, lowest, deadline)
            except Transient:
                if time.monotonic() + _PAUSE_S > deadline:
                    raise
            # What the client remembers of leaders may be older than a restarted broker.
            time.sleep(_PAUSE_S)
            self.partitions()

    def _list_offsets(
        self, partitions: Collection[TopicPartition], spec: Any, lowest: int, deadline: float
    ) -> dict[TopicPartition, int]:
        left = max(deadline - time.monotonic(), _PAUSE_S)
        answers = self._client.list_offsets(
            {kafka.TopicPartition(*partition): spec for partition in partitions},
            isolation_level=kafka.IsolationLevel.READ_COMMITTED,
            request_timeout=left,
        )
        offsets = {
            TopicPartition(asked.topic, asked.partition): int(
                _answer(answer, left, "asking for offsets").offset
            )
            for asked, answer in answers.items()
        }
        # A question that ran out of time is answered with offset -1001, and without an error.
        if any(offset < lowest for offset in offsets.values()):
            raise Transient("asking for offsets: the broker does not answer")
        return offsets

    def create(
        self, topics: Mapping[str, Mapping[str, str]], partitions: int, replication: int
    ) -> frozenset[str]:
        """Create `topics` with their settings, and return those that were not there before."""
        wanted = [
            NewTopic(name, partitions, replication, config=dict(config))
            for name, config in topics.items()
        ]
        results = self._client.create_topics(
            wanted, operation_timeout=CREATE_S, request_timeout=CREATE_S
        )
        return frozenset(name for name, result in results.items() if _was_created(name, result))

    def cleanup_policies(self, topics: Iterable[str]) -> dict[str, str]:
        """Return the clean-up policy in force for each of `topics`."""
        resources = [ConfigResource(ResourceType.TOPIC, name) for name in topics]
        if not resources:
            return {}
        answers = self._client.describe_configs(resources, request_timeout=CREATE_S)
        return {
            str(resource.name): str(
                _answer(answer, CREATE_S, f"describing {resource.name}")["cleanup.policy"].value
            )
            for resource, answer in answers.items()
        }


def _was_created(name: str, result: Future[Any]) -> bool:
    try:
        _answer(result, CREATE_S, f"creating {name}")
    except Transient as error:
        cause = error.__cause__
        fault: object = cause.args[0] if isinstance(cause, KafkaException) else None
        if isinstance(fault, KafkaError) and fault.code() == KafkaError.TOPIC_ALREADY_EXISTS:
            return False
        raise
    return True


def _answer(result: Future[Any], timeout_s: float, doing: str) -> Any:
    try:
        return result.result(timeout_s)
    except FutureTimeout as error:
        raise Transient(f"{doing}: the broker does not answer") from error
    except KafkaException as error:
        raise translated(error, doing) from error
