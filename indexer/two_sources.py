"""Read events and readings side by side, so that a flood of readings never delays an event.

Each has a membership, and with it a queue, of its own: events are asked first, and readings come
in slices so small that the events' turn is soon back.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Final

from streams.ports import RecordSource
from streams.record import Position, Record, TopicPartition

SLICE_RECORDS: Final = 1_000
"""Readings taken at once: some 20 ms of work."""
_NOW: Final = timedelta()


class TwoSources:
    """Be one source of events and readings; used by one thread."""

    def __init__(
        self, events: RecordSource, readings: RecordSource, is_watched: Callable[[str], bool]
    ) -> None:
        """Join both; `is_watched` tells the readings' topics, by their names on the broker."""
        self._events = events
        self._readings = readings
        self._is_watched = is_watched
        self._busy = False
        self._fault: Exception | None = None

    def poll_batch(self, max_records: int, timeout: timedelta) -> list[Record]:
        """Return events first, then a slice of readings; see `RecordSource`."""
        if self._fault is not None:
            fault, self._fault = self._fault, None
            raise fault
        events = self._events.poll_batch(max_records, _NOW if self._busy else timeout / 2)
        try:
            readings = self._readings.poll_batch(
                SLICE_RECORDS, _NOW if self._busy or events else timeout / 2
            )
        except Exception as error:  # the events are read already: they come first
            if not events:
                raise
            self._fault, readings = error, []
        self._busy = bool(readings)
        return events + readings

    def assigned(self) -> frozenset[TopicPartition]:
        """Return the partitions of both."""
        return self._events.assigned() | self._readings.assigned()

    def positions(self) -> Mapping[TopicPartition, int]:
        """Return the next offset of each partition that has been read from."""
        return {**self._events.positions(), **self._readings.positions()}

    def seek(self, partition: TopicPartition, position: Position) -> None:
        """Go on reading `partition` at `position`."""
        self._of(partition).seek(partition, position)

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """Stop giving out records of `partitions` until `resume`."""
        for source, own in self._parted(partitions):
            source.pause(own)

    def resume(self, partitions: Collection[TopicPartition]) -> None:
        """Give out records of `partitions` again."""
        for source, own in self._parted(partitions):
            source.resume(own)

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Tell the broker how far we are."""
        for source, own in self._parted(offsets):
            source.commit({at: offsets[at] for at in own})

    def close(self) -> None:
        """Leave both groups."""
        try:
            self._readings.close()
        finally:
            self._events.close()

    def _of(self, partition: TopicPartition) -> RecordSource:
        return self._readings if self._is_watched(partition.topic) else self._events

    def _parted(
        self, partitions: Collection[TopicPartition]
    ) -> list[tuple[RecordSource, list[TopicPartition]]]:
        watched = [at for at in partitions if self._is_watched(at.topic)]
        told = [at for at in partitions if not self._is_watched(at.topic)]
        both = ((self._events, told), (self._readings, watched))
        return [(source, own) for source, own in both if own]
