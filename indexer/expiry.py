"""Sweep what changes by itself: phases, events that ended long ago, memories that are old enough.

Every indexer process sweeps. Each step is checked against the event's revision, so two that
meet at one event do the same thing once.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.coverage import Heartbeat
from core.store import EventKey, Forgotten, IndexedEvent, Known
from indexer.due import FORGOTTEN_KEPT, DueTimes
from indexer.letters import retirement
from indexer.names import TopicNames
from indexer.store.truth import Truth
from streams.ports import RecordSink
from streams.record import Outgoing

ASK_AGAIN: Final = timedelta(hours=1)
"""After this the tombstone of an event that is still there is published once more."""
PATIENCE: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Take what is due and do what is to be done.

    Attributes:
        truth: the store.
        sink: where tombstones go.
        due_times: when events need a look.
        names: topics on the broker.
        counts: what happened, by name.
    """

    truth: Truth
    sink: RecordSink
    due_times: DueTimes
    names: TopicNames
    counts: Counter[str]

    def sweep(self, now: datetime, limit: int) -> int:
        """Take up to `limit` things that are due; return how many there were.

        Raises:
            Transient: the store or the log does not answer; what was not done stays due.
        """
        due = [key for key, _ in self.truth.due(now, limit)]
        if not due:
            return 0
        beats = self.truth.beats()
        found = list(zip(due, self.truth.known(due), strict=True))
        self._publish_tombstones(found, now, beats)
        for key, known in found:
            self._settle(key, known, now, beats)
        return len(due)

    def _publish_tombstones(
        self,
        found: list[tuple[EventKey, Known]],
        now: datetime,
        beats: Mapping[str, Heartbeat],
    ) -> None:
        tombstones: list[Outgoing] = []
        for key, known in found:
            if isinstance(known.state, IndexedEvent) and self._is_retired(known.state, now, beats):
                tombstones.append(retirement(self.names.wire(key.topic), known.state.event))
        if tombstones:
            self.sink.publish_all(tombstones, PATIENCE)
            self.counts["retired"] += len(tombstones)

    def _settle(
        self, key: EventKey, known: Known, now: datetime, beats: Mapping[str, Heartbeat]
    ) -> None:
        state = known.state
        if isinstance(state, IndexedEvent):
            if self._is_retired(state, now, beats):
                next_look: datetime | None = now + ASK_AGAIN
            else:
                next_look = self.due_times.due_at(state, now, beats.get(state.event.source))
            self.counts["changed_by_time"] += self.truth.touch(key, known.rev, next_look)
        elif isinstance(state, Forgotten) and now < state.forgotten_at + FORGOTTEN_KEPT:
            self.truth.touch(key, known.rev, state.forgotten_at + FORGOTTEN_KEPT)
        else:
            self.counts["pruned"] += self.truth.prune(key, known.rev)

    def _is_retired(
        self, state: IndexedEvent, now: datetime, beats: Mapping[str, Heartbeat]
    ) -> bool:
        retired_at = self.due_times.retired_at(state, now, beats.get(state.event.source))
        return retired_at is not None and retired_at <= now
