"""Fill the seams of `streams.ports` with Kafka."""

from collections.abc import Iterable

from streams.log import KafkaLog
from streams.ports import Assignment
from streams.publisher import Publisher
from streams.reader import GroupReader
from streams.settings import KafkaSettings


class KafkaStreams:
    """Make publishers, readers and logs for one Kafka cluster."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings

    def sink(self) -> Publisher:
        """Return a new publisher; it waits for the broker by itself."""
        return Publisher(self._settings)

    def source(self, group: str, topics: Iterable[str], assignment: Assignment) -> GroupReader:
        """Join `group` on `topics`; raises `Transient` where no broker answers."""
        return GroupReader(self._settings, group, topics, assignment)

    def log(self) -> KafkaLog:
        """Return the log itself."""
        return KafkaLog(self._settings)
