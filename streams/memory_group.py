"""Read a log in memory as members of a group do: shares, hand-overs, positions of the owner."""

import time
from collections.abc import Collection, Mapping
from datetime import timedelta

from core.errors import Fenced
from streams.failures import OffsetLost
from streams.memory_records import MemoryRecords
from streams.ports import Assignment
from streams.record import Position, Record, TopicPartition


class MemoryGroup:
    """Share partitions among members: each takes what is its share and nobody holds."""

    def __init__(self) -> None:
        self.members: list[MemorySource] = []
        self.holders: dict[TopicPartition, MemorySource] = {}

    def share(self, member: "MemorySource") -> set[TopicPartition]:
        """Return the partitions that `member` should have."""
        wanted = sorted({p for m in self.members for p in m.subscribed()})
        rank, size = self.members.index(member), len(self.members)
        return set(wanted[rank::size])


class MemorySource:
    """Read from a log in memory as one member of a group."""

    def __init__(
        self, records: MemoryRecords, group: MemoryGroup, topics: list[str], assignment: Assignment
    ) -> None:
        self._log = records
        self._topics = topics
        self._owner = assignment
        self._group = group
        self._group.members.append(self)
        self._positions: dict[TopicPartition, int] = {}
        self._paused: set[TopicPartition] = set()
        self._lost: set[TopicPartition] = set()

    def subscribed(self) -> set[TopicPartition]:
        """Return the partitions of the topics that this member reads."""
        return {p for topic in self._topics for p in self._log.create(topic)}

    def poll_batch(self, max_records: int, timeout: timedelta) -> list[Record]:
        """Return records as soon as there are any; see `RecordSource`."""
        deadline = time.monotonic() + timeout.total_seconds()
        with self._log.changed:
            while True:
                self._rebalance()
                found = [] if self._log.down else self._read(max_records)
                left = deadline - time.monotonic()
                if found or left <= 0:
                    return found
                self._log.changed.wait(min(left, 0.01))

    def assigned(self) -> frozenset[TopicPartition]:
        """Return the partitions that this member has now."""
        return frozenset(self._positions)

    def positions(self) -> Mapping[TopicPartition, int]:
        """Return the next offset of each partition."""
        return dict(self._positions)

    def seek(self, partition: TopicPartition, position: Position) -> None:
        """Go on reading `partition` at `position`; raises `Fenced` where it is not ours."""
        if partition not in self._positions:
            raise Fenced(f"{partition} is not ours")
        self._positions[partition] = self._offset(partition, position)
        self._lost.discard(partition)

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """Stop giving out records of `partitions` until `resume`."""
        self._paused.update(partitions)

    def resume(self, partitions: Collection[TopicPartition]) -> None:
        """Give out records of `partitions` again."""
        self._paused.difference_update(partitions)

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Take note of nothing: no lag tool looks at a log in memory."""

    def close(self) -> None:
        """Leave the group."""
        with self._log.changed:
            self._give_up(set(self._positions))
            self._group.members.remove(self)
            self._log.changed.notify_all()

    def _rebalance(self) -> None:
        share, holders = self._group.share(self), self._group.holders
        self._give_up(set(self._positions) - share)
        new = sorted(share - set(self._positions) - set(holders))
        if new:
            starts = self._owner.on_assign(new)
            for partition in new:
                self._positions[partition] = self._offset(partition, starts[partition])
                holders[partition] = self

    def _give_up(self, partitions: set[TopicPartition]) -> None:
        if not partitions:
            return
        self._owner.on_revoke(sorted(partitions))
        for partition in partitions:
            del self._positions[partition]
            del self._group.holders[partition]
        self._lost -= partitions
        self._paused -= partitions

    def _read(self, most: int) -> list[Record]:
        found: list[Record] = []
        lost: OffsetLost | None = None
        for partition, position in self._positions.items():
            if partition in self._paused or partition in self._lost:
                continue
            low, high = self._log.start(partition), self._log.end(partition)
            if not low <= position <= high:
                lost = OffsetLost(partition, position, low, high)
            elif len(found) < most:
                records = self._log.read(partition, position, most - len(found))
                self._positions[partition] += len(records)
                found += records
        if lost is not None and not found:
            self._lost.add(lost.partition)
            raise lost
        return found

    def _offset(self, partition: TopicPartition, position: Position) -> int:
        return self._log.start(partition) if position == "earliest" else position
