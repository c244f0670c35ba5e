"""Draw the seams between the log and those who use it; Kafka and the in-memory log fill them.

`Streams` is what a service is given. From it come a `RecordSink` to publish with, a
`RecordSource` that reads as a member of a group, and a `RecordLog` that answers questions
about the log and reads it without a group.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from streams.record import Headers, Outgoing, Position, Receipt, Record, TopicPartition

PATIENCE: Final = timedelta(seconds=30)
"""How long a call waits for the broker before it says `Transient`, unless told otherwise."""


class RecordSink(Protocol):
    """Take records, and say when all replicas have them."""

    @property
    def delivered(self) -> int:
        """Return how many records were acknowledged since the start."""
        ...

    @property
    def failed(self) -> int:
        """Return how many records were given up since the start."""
        ...

    @property
    def delivered_by_topic(self) -> Mapping[str, int]:
        """Return how many records of each topic were acknowledged since the start."""
        ...

    def publish(
        self,
        topic: str,
        key: str | bytes | None,
        value: bytes | None,
        headers: Headers | None = None,
        on_delivered: Callable[[Receipt], None] | None = None,
    ) -> None:
        """Hand over one record; wait while the buffer is full.

        Raises:
            Rejected: the record is too large for the log.
            Transient: the buffer stayed full; the record was not taken.
        """
        ...

    def publish_all(self, records: Iterable[Outgoing], timeout: timedelta = PATIENCE) -> None:
        """Publish the records and return once every one is acknowledged (outputs first).

        Raises:
            Rejected: one of them can never be taken.
            Transient: not all were acknowledged in time; doing it again may repeat some.
        """
        ...

    def flush(self, timeout: timedelta = PATIENCE) -> None:
        """Wait until every record handed over is acknowledged or given up.

        Raises:
            Transient: some are still unacknowledged; the message says how many.
        """
        ...

    def close(self, timeout: timedelta = PATIENCE) -> None:
        """Flush, then let go of the broker; raises as `flush` does."""
        ...


class Assignment(Protocol):
    """Own partitions: what a group's member must answer when they come and go."""

    def on_assign(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, Position]:
        """Return where reading starts for every one of `partitions`; may raise `Transient`."""
        ...

    def on_revoke(self, partitions: Sequence[TopicPartition]) -> None:
        """Finish with `partitions`: they go to another member after this call."""
        ...

    def on_lost(self, partitions: Sequence[TopicPartition]) -> None:
        """Drop work on `partitions`: another member may already have them."""
        ...


class RecordSource(Protocol):
    """Read topics as one member of a group; used by one thread."""

    def poll_batch(self, max_records: int, timeout: timedelta) -> list[Record]:
        """Return up to `max_records`, those of one partition together and in order.

        Returns as soon as there is anything; an empty list after `timeout`.

        Raises:
            OffsetLost: a partition's position is not in the log; it stands still until `seek`.
            Transient: what `Assignment.on_assign` raised (it is asked again), or the broker's.
            Misconfigured: the broker refuses this client for good.
        """
        ...

    def assigned(self) -> frozenset[TopicPartition]:
        """Return the partitions that this member has now."""
        ...

    def positions(self) -> Mapping[TopicPartition, int]:
        """Return the next offset of each partition that has been read from.

        It counts what the log holds besides records (transaction markers, compacted gaps), so
        that a partition read to its end stands at its end offset.
        """
        ...

    def seek(self, partition: TopicPartition, position: Position) -> None:
        """Go on reading `partition` at `position`."""
        ...

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """Stop giving out records of `partitions` until `resume`; membership goes on."""
        ...

    def resume(self, partitions: Collection[TopicPartition]) -> None:
        """Give out records of `partitions` again."""
        ...

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Tell the broker, without waiting, how far we are; for lag tools only."""
        ...

    def close(self) -> None:
        """Leave the group; `on_revoke` is called for what was held."""
        ...


class RecordLog(Protocol):
    """Answer questions about the log, and read it without a group."""

    def cluster_id(self) -> str:
        """Return the id that tells this log from another one at the same address."""
        ...

    def partitions_of(self, topics: Iterable[str]) -> list[TopicPartition]:
        """Return the partitions of those `topics` that exist."""
        ...

    def start_offsets(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """Return the offset of the oldest record still kept, asked from the broker now."""
        ...

    def end_offsets(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """Return the offset that the next record will have, asked from the broker now."""
        ...

    def offsets_at(
        self, partitions: Collection[TopicPartition], instant: datetime
    ) -> dict[TopicPartition, int]:
        """Return the offset of the first record not older than `instant`.

        The end offset where there is none; the start where the broker keeps no time index.
        """
        ...

    def read_all(self, topics: Iterable[str]) -> Iterator[Record]:
        """Yield every record up to the end offsets noted at the start, and stop.

        Raises:
            Transient: the broker stopped answering before the end was reached.
        """
        ...

    def tail(self, topics: Iterable[str], until: Callable[[], bool]) -> Iterator[Record]:
        """Yield records written from now on, until `until` says so; it is asked ~10 times/s."""
        ...

    def close(self) -> None:
        """Let go of the broker."""
        ...


class Streams(Protocol):
    """Make the three above for one log."""

    def sink(self) -> RecordSink:
        """Return a new publisher."""
        ...

    def source(self, group: str, topics: Iterable[str], assignment: Assignment) -> RecordSource:
        """Join `group` on `topics`; partitions come through `assignment` while polling."""
        ...

    def log(self) -> RecordLog:
        """Return the log itself."""
        ...
