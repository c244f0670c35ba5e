"""Sweep what changes by itself: phases, events that ended long ago, memories that are old enough.

Every indexer process sweeps. Each step is checked against the event's revision, so two that
meet at one event do the same thing once.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from core.coverage import Heartbeat
from core.identity import EventKey
from core.store import Forgotten, Known
from indexer.due import FORGOTTEN_KEPT, DueTimes
from indexer.letters import retirement
from indexer.names import TopicNames
from indexer.store.truth import Truth
from streams.ports import RecordSink
from streams.record import Outgoing

ASK_AGAIN: Final = timedelta(hours=1)
"""After this the tombstone of an event that is still there is published once more."""
PATIENCE: Final = timedelta(seconds=5)

_log = structlog.stdlib.get_logger(__name__)


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
        looks = [
            self._look(key, known, now, beats)
            for key, known in zip(due, self.truth.known(due), strict=True)
        ]
        tombstones = [look.tombstone for look in looks if look.tombstone is not None]
        if tombstones:
            self.sink.publish_all(tombstones, PATIENCE)
            self.counts["retired"] += len(tombstones)
        for look in looks:
            if look.is_over:
                self.counts["pruned"] += self.truth.prune(look.key, look.rev)
            else:
                self.counts["changed_by_time"] += self.truth.touch(look.key, look.rev, look.next_at)
        return len(due)

    def _look(
        self, key: EventKey, known: Known, now: datetime, beats: Mapping[str, Heartbeat]
    ) -> "Look":
        state = known.state
        if isinstance(state, Forgotten):
            kept_until = state.forgotten_at + FORGOTTEN_KEPT
            return Look(key, known.rev, kept_until, is_over=kept_until <= now)
        if state is None:
            return Look(key, known.rev, None, is_over=True)
        beat = beats.get(state.event.source)
        try:
            retired_at = self.due_times.retired_at(state, now, beat)
            if retired_at is not None and retired_at <= now:
                tombstone = retirement(self.names.wire(key.topic), state)
                return Look(key, known.rev, now + ASK_AGAIN, tombstone)
            return Look(key, known.rev, self.due_times.due_at(state, now, beat))
        except Exception:  # an event that finds a fault of ours must not stop the rest
            self.counts["unexpected"] += 1
            _log.exception("event.not_judged", event_id=key.event_id)
            return Look(key, known.rev, now + ASK_AGAIN)


@dataclass(frozen=True, slots=True)
class Look:
    """Hold what is to be done about one thing that is due.

    Attributes:
        key: the event.
        rev: the revision that was looked at.
        next_at: when it is due again; None for never.
        tombstone: what withdraws it, where it ended long ago.
        is_over: whether it can be let go for good.
    """

    key: EventKey
    rev: int
    next_at: datetime | None
    tombstone: Outgoing | None = None
    is_over: bool = False
