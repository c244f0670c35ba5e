"""Read the present from this process: `View`, the `EventReader` that is a copy of the store.

One thread, that of the event loop, reads and applies. So a reader never sees half a change, and no
read takes a lock; the follower keeps its slices under two milliseconds. (A second thread would
wait for the same interpreter lock, and hold it for up to five.)
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.city import City
from core.coverage import CaughtUp, Coverage, Heartbeat, judge
from core.identity import EventKey
from core.incident import Membership
from core.observation import Observation
from core.store import Change, Hit, IndexedEvent, Query, TextVector
from core.telemetry import Subject
from indexer.store.change_feed import ChangeFeed
from indexer.store.matching import matching
from indexer.store.present import Present
from indexer.store.ranking import ranked


class View:
    """Answer from one `Present`, which is replaced whole when the store begins a new life.

    For tests, and wherever events are at hand without a store:

        view = View.of(city, [indexed, …], beats=[beat], caught_up=CaughtUp(now))
        view.search(Query(types=[EventType.POWER_OUTAGE], area_ids=["eastside"]), now)
        view.put(changed)          # as if the store had told it; followers of `changes` see it
    """

    def __init__(self, city: City) -> None:
        self.city = city
        self._present = Present(city)
        self._ready = False
        self._seq = 0
        self._caught_up = CaughtUp(None)
        self._feed = ChangeFeed()

    @classmethod
    def of(
        cls,
        city: City,
        events: Iterable[IndexedEvent] = (),
        *,
        beats: Iterable[Heartbeat] = (),
        observations: Iterable[Observation] = (),
        memberships: Iterable[Membership] = (),
        caught_up: CaughtUp | None = None,
        vectors: Mapping[str, NDArray[np.float32]] | None = None,
        model: str = "",
    ) -> "View":
        """Make a view of these events, ready, with its words committed.

        Args:
            city: the pack.
            events: what it holds; of two with one key, the later.
            beats: newest heartbeats.
            observations: latest readings.
            memberships: which events belong to incidents.
            caught_up: how far it has got; by default, never.
            vectors: by meaning key.
            model: name of the embedder that made the vectors.
        """
        view = cls(city)
        for beat in beats:
            view.hear(beat)
        for event in events:
            view._present.put(msgspec.json.encode(event), event.indexed_at)
        for observation in observations:
            view.put_observation(observation)
        for membership in memberships:
            view.put_membership(membership)
        for key, vector in (vectors or {}).items():
            view._present.vectors.put(key, vector, model)
        view.commit_words()
        view.reached(0, caught_up or CaughtUp(None))
        view._ready = True
        return view

    @property
    def ready(self) -> bool:
        """Say whether the first complete load is done."""
        return self._ready

    @property
    def seq(self) -> int:
        """Return the number of the last change applied."""
        return self._seq

    @property
    def vectors_model(self) -> str:
        """Return the name of the model whose vectors are held; empty where none are."""
        return self._present.vectors.model

    def __len__(self) -> int:
        return len(self._present)

    def get(self, event_id: str, now: datetime) -> Sequence[Hit]:
        """Return the events of that id, at most one a topic, in any phase and handling."""
        return [self._present.hit_at(slot, now) for slot in self._present.slots_of(event_id)]

    def search(
        self, query: Query, now: datetime, *, vector: TextVector | None = None
    ) -> Sequence[Hit]:
        """Return hits, the best first: by score where there is text, else severity, then newest.

        Filters come first and are exact. A vector of another model than the view's counts for
        nothing; words count once they are committed, some 50 ms after their change.
        """
        found = matching(self._present, query, now, to_score=vector is not None)
        best = ranked(self._present, found, query, now, vector)
        return [self._present.hit_at(slot, now, score) for slot, score in best]

    def heartbeats(self) -> Mapping[str, Heartbeat]:
        """Return the newest heartbeat of each source heard."""
        return self._present.standings.beats

    def caught_up(self) -> CaughtUp:
        """Say up to which instant this view has applied everything."""
        return self._caught_up

    def coverage(self, now: datetime) -> Sequence[Coverage]:
        """Judge every source of the pack at `now`, in the pack's order."""
        beats, caught = self._present.standings.beats, self._caught_up
        return [judge(source, beats.get(source.id), caught, now) for source in self.city.sources]

    def observation(self, subject: Subject) -> Observation | None:
        """Return the subject's latest reading; None where there is none, or no longer."""
        return self._present.observed.get(subject)

    def observations(self, topic: str) -> Sequence[Observation]:
        """Return the latest reading of every subject of a telemetry topic, by key."""
        return self._present.observed.of(topic)

    def membership(self, key: EventKey) -> Membership | None:
        """Return the incident that an event belongs to; None for none."""
        return self._present.incidents.of(key)

    def members(self, incident_id: str) -> Sequence[Membership]:
        """Return who belongs to an incident, the first member first."""
        return self._present.incidents.members(incident_id)

    def changes(self) -> AsyncIterator[Change]:
        """Follow changes from this call on; a slow follower loses the oldest, sees the newest."""
        return self._feed.follow()

    def put(self, event: IndexedEvent, now: datetime | None = None) -> None:
        """Apply one event's new state, and commit its words, at once."""
        self.apply(self._seq + 1, event.key, msgspec.json.encode(event), now or event.indexed_at)
        self.commit_words()

    def apply(self, seq: int, key: EventKey, stored: bytes | None, now: datetime) -> None:
        """Apply one change of the store and tell the followers.

        Args:
            seq: the change's number.
            key: the event concerned.
            stored: JSON of its new state; None where it is forgotten.
            now: the present instant.
        """
        self._seq = max(self._seq, seq)
        event: IndexedEvent | None = None
        if stored is not None:
            event = self._present.put(stored, now)
        elif not self._present.remove(key):
            return
        self._feed.publish(Change(seq, key, event))

    def hear(self, beat: Heartbeat) -> None:
        """Take in a source's newest heartbeat."""
        self._present.standings.hear(beat)

    def put_observation(self, observation: Observation) -> None:
        """Take in a subject's latest reading."""
        self._present.observed.put(observation)

    def put_membership(self, membership: Membership) -> None:
        """Take in which incident an event belongs to."""
        self._present.incidents.join(membership)

    def reached(self, seq: int, caught_up: CaughtUp) -> None:
        """Note that everything up to `seq` is applied, and what that means for our own age."""
        self._seq = seq
        self._caught_up = caught_up

    def adopt(self, present: Present, seq: int, caught_up: CaughtUp) -> Iterator[None]:
        """Answer from another present from here on.

        Returns:
            Steps in which followers are told what is different; to be run through.
        """
        before, self._present = self._present, present
        self.reached(seq, caught_up)
        self._ready = True
        return self._tell_differences(before, present)

    @property
    def present(self) -> Present:
        """Return what is answered from; for whoever keeps the view, not for readers."""
        return self._present

    def commit_words(self) -> None:
        """Commit queued words here and now, which takes some 10 ms; the follower does it aside."""
        pending = self._present.text.take_pending()
        if pending is not None:
            self._present.text.commit(pending)

    def _tell_differences(self, before: Present, present: Present) -> Iterator[None]:
        for key in (*before.held(), *present.held()):
            old, new = before.stored(key), present.stored(key)
            if old != new:
                event = present.event(key)
                if event is None or _substance(event) != _substance(before.event(key)):
                    self._feed.publish(Change(self._seq, key, event))
            yield


def _substance(indexed: IndexedEvent | None) -> object:
    """Return what a follower could see of an event; when it was indexed is not of it."""
    return indexed and (indexed.event, indexed.footprint, indexed.superseded_by)
