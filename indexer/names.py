"""Translate between the contract's topic names and the broker's, and name partitions."""

from collections.abc import Callable, Iterable
from typing import Final

from core.topics import EVENT_TOPICS, REPORTS_TOPIC, STATUS_TOPIC, TELEMETRY_TOPICS
from streams.record import TopicPartition

TOLD: Final = (*(topic.name for topic in EVENT_TOPICS), STATUS_TOPIC.name)
"""The topics whose records become the present one by one, by the contract's names."""
WATCHED: Final = (REPORTS_TOPIC.name, *(topic.name for topic in TELEMETRY_TOPICS))
"""The topics whose records are watched for what they give away together."""


class TopicNames:
    """Know what the topics that the indexer reads are called on the broker."""

    def __init__(self, wire_name: Callable[[str], str] = str) -> None:
        self._wire = {topic: wire_name(topic) for topic in (*TOLD, *WATCHED)}
        self._canonical = {wire: topic for topic, wire in self._wire.items()}
        self._watched = frozenset(self._wire[topic] for topic in WATCHED)

    @property
    def on_broker(self) -> list[str]:
        """Return the topics to read, by their names on the broker."""
        return list(self._canonical)

    @property
    def told_on_broker(self) -> list[str]:
        """Return the topics of `TOLD`, by their names on the broker."""
        return [self._wire[topic] for topic in TOLD]

    @property
    def watched_on_broker(self) -> list[str]:
        """Return the topics of `WATCHED`, by their names on the broker."""
        return [self._wire[topic] for topic in WATCHED]

    def is_watched(self, wire: str) -> bool:
        """Say whether a topic of the broker is one of `WATCHED`."""
        return wire in self._watched

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
