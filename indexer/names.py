"""Translate between the contract's topic names and the broker's, and name partitions."""

from collections.abc import Callable, Iterable
from typing import Final

from core.topics import EVENT_TOPICS, REPORTS_TOPIC, STATUS_TOPIC
from streams.record import TopicPartition

CONSUMED: Final = (*(topic.name for topic in EVENT_TOPICS), STATUS_TOPIC.name, REPORTS_TOPIC.name)
"""The topics that the indexer reads, by the contract's names."""


class TopicNames:
    """Know what the topics that the indexer reads are called on the broker."""

    def __init__(self, wire_name: Callable[[str], str] = str) -> None:
        self._wire = {topic: wire_name(topic) for topic in CONSUMED}
        self._canonical = {wire: topic for topic, wire in self._wire.items()}

    @property
    def on_broker(self) -> list[str]:
        """Return the topics to read, by their names on the broker."""
        return list(self._canonical)

    def wire(self, topic: str) -> str:
        """Return what the contract's topic is called on the broker."""
        return self._wire[topic]

    def canonical(self, wire: str) -> str:
        """Return what the contract calls a topic of the broker."""
        return self._canonical[wire]

    def partition(self, at: TopicPartition) -> str:
        """Return a partition's name in the store: `<topic>/<n>`, by the contract's name."""
        return f"{self._canonical[at.topic]}/{at.partition}"

    def by_name(self, partitions: Iterable[TopicPartition]) -> dict[str, TopicPartition]:
        """Return partitions by their names in the store."""
        return {self.partition(at): at for at in partitions}
