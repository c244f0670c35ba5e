"""Keep what a group's member holds: which partitions, and where each of them is read."""

from collections.abc import Iterable, Sequence

import confluent_kafka as kafka
from confluent_kafka import Consumer

from streams.ports import Assignment
from streams.record import Position, TopicPartition


class Placement:
    """Answer the group's rebalances with the owner's positions.

    An error of the owner's must not reach the client library: it would then assign the
    partitions itself, at offsets committed to Kafka. It is kept in `faults` instead, and the
    partition stays paused and `unplaced` until `place_again` succeeds.
    """

    def __init__(self, owner: Assignment) -> None:
        self._owner = owner
        self.assigned: set[TopicPartition] = set()
        self.unplaced: set[TopicPartition] = set()
        self.positions: dict[TopicPartition, int] = {}
        self.faults: list[Exception] = []
        self.was_assigned = False

    def gives(self, partition: TopicPartition) -> bool:
        """Say whether records of `partition` may be given out."""
        return partition in self.assigned and partition not in self.unplaced

    def on_assign(self, consumer: Consumer, partitions: Sequence[kafka.TopicPartition]) -> None:
        """Start reading where the owner says; keep silent where it cannot."""
        new = _ours(partitions)
        self.assigned.update(new)
        self.was_assigned = True
        if not new:
            return consumer.incremental_assign([])
        try:
            starts = self._starts(new)
        except Exception as error:  # kept, and raised from the next poll
            self.faults.append(error)
            self.unplaced.update(new)
            parked = [kafka.TopicPartition(*p, kafka.OFFSET_BEGINNING) for p in new]
            consumer.incremental_assign(parked)
            consumer.pause(parked)
        else:
            consumer.incremental_assign(
                [kafka.TopicPartition(*p, self.note(p, at)) for p, at in starts.items()]
            )

    def on_revoke(self, consumer: Consumer, partitions: Sequence[kafka.TopicPartition]) -> None:
        """Let the owner finish, then give the partitions up."""
        self._give_up(_ours(partitions), lost=False)
        consumer.incremental_unassign(list(partitions))

    def on_lost(self, consumer: Consumer, partitions: Sequence[kafka.TopicPartition]) -> None:
        """Tell the owner that another member may be at work already."""
        self._give_up(_ours(partitions), lost=True)
        consumer.incremental_unassign(list(partitions))

    def lose_all(self) -> None:
        """Tell the owner that everything is lost: the member itself is gone."""
        self._give_up(sorted(self.assigned), lost=True)

    def place_again(self, consumer: Consumer) -> None:
        """Ask the owner once more where the unplaced partitions start; raises what it raises."""
        for partition, at in self._starts(sorted(self.unplaced)).items():
            self.move(consumer, partition, at)
            self.unplaced.discard(partition)
            consumer.resume([kafka.TopicPartition(*partition)])

    def move(self, consumer: Consumer, partition: TopicPartition, position: Position) -> None:
        """Read `partition` from `position` on, even where reading had stopped.

        A partition whose offset was lost takes no `seek` any more: it is given up and taken
        again, which the group does not notice.
        """
        target = [kafka.TopicPartition(*partition, self.note(partition, position))]
        consumer.incremental_unassign(target)
        consumer.incremental_assign(target)

    def note(self, partition: TopicPartition, position: Position) -> int:
        """Remember where `partition` is read from now, and return it as the client has it."""
        if position == "earliest":
            self.positions.pop(partition, None)
            return kafka.OFFSET_BEGINNING
        self.positions[partition] = position
        return position

    def _starts(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, Position]:
        answer = self._owner.on_assign(partitions)
        return {partition: answer[partition] for partition in partitions}

    def _give_up(self, partitions: Sequence[TopicPartition], *, lost: bool) -> None:
        held = [p for p in partitions if p in self.assigned]
        placed = [p for p in held if p not in self.unplaced]
        self.assigned.difference_update(held)
        self.unplaced.difference_update(held)
        if placed:
            try:
                (self._owner.on_lost if lost else self._owner.on_revoke)(placed)
            except Exception as error:  # kept, and raised from the next poll
                self.faults.append(error)
        for partition in held:
            self.positions.pop(partition, None)


def _ours(partitions: Iterable[kafka.TopicPartition]) -> list[TopicPartition]:
    return [TopicPartition(p.topic, p.partition) for p in partitions]
