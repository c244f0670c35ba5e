"""Keep the truth of now in this process's memory, under the same contract as Redis."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.coverage import Heartbeat
from core.errors import Fenced
from core.identity import EventKey
from core.store import Batch, Forgotten, IndexedEvent, Known, Positions, Reference
from core.topics import Family
from indexer.heartbeats import merge_beats
from indexer.store.held import Held
from indexer.store.layout import INCIDENT, PRESENT_TOPICS, member
from indexer.store.memory_readings import MemoryReadings
from indexer.store.redis_events import REFERENCE_KEPT, reference_order

__all__ = ["Held", "MemoryEvents"]


class MemoryEvents(MemoryReadings):
    """Write the present of one city into `Held`; used by one thread at a time."""

    @property
    def epoch(self) -> str:
        """Return the life of the store that this writer works in; empty before `begin`."""
        return self._epoch

    def positions(self) -> Positions:
        """Return the offsets to go on from."""
        with self.held.lock:
            return Positions(dict(self.held.offsets), self.held.epoch, self.held.cluster_id)

    def begin(self, cluster_id: str, ends: Mapping[str, int]) -> Positions:
        """Open the store for this cluster, `rebuilding` up to `ends` where it is empty."""
        held = self.held
        with held.lock:
            if not held.epoch or held.cluster_id != cluster_id:
                held.begin_anew(cluster_id)
                held.rebuilding = {
                    partition: end
                    for partition, end in ends.items()
                    if end > 0 and partition.rpartition("/")[0] in PRESENT_TOPICS
                }
            for partition in ends:
                topic, _, number = partition.rpartition("/")
                held.partitions[topic] = max(held.partitions.get(topic, 0), int(number) + 1)
            self._epoch, self._left_at = held.epoch, dict(held.offsets)
            return self.positions()

    def known(self, keys: Sequence[EventKey]) -> Sequence[Known]:
        """Return what is stored of each key, in their order."""
        with self.held.lock:
            return [self.held.known.get(key, Known()) for key in keys]

    def apply(self, batch: Batch) -> int:
        """Apply a batch whole; return the number of its last change."""
        held, topic = self.held, batch.partition.rpartition("/")[0]
        with held.lock:
            held.guard(self._epoch)
            base = batch.base if batch.partition in self._left_at else None
            if held.offsets.get(batch.partition) != base:
                raise Fenced(f"{batch.partition} has moved")
            for put in batch.puts:
                if held.known.get(put.key, Known()).rev != put.expected_rev:
                    raise Fenced(f"{put.key} has changed")
            for reference in batch.references:
                self._refer(EventKey(topic, reference.replaced), reference)
            for put in batch.puts:
                before = held.known.get(put.key, Known())
                seq = held.changed(put.key.topic, put.key.event_id)
                held.known[put.key] = replace(before, state=put.state, rev=seq)
                self._set_due(put.key, put.due_at)
                if isinstance(put.state, Forgotten) and held.memberships.pop(put.key, None):
                    held.changed(INCIDENT, member(put.key.topic, put.key.event_id))
            for beat in batch.beats:
                merged = merge_beats(held.beats.get(beat.source), beat)
                if merged != held.beats.get(beat.source):
                    held.beats[beat.source] = merged
                    held.changed("beat", beat.source)
            held.offsets[batch.partition] = self._left_at[batch.partition] = batch.next
            if batch.next >= held.rebuilding.get(batch.partition, batch.next + 1):
                del held.rebuilding[batch.partition]
            return held.seq

    def tick(self, caught_up: Mapping[str, datetime], at: datetime) -> None:
        """Say for partitions up to which instant they are applied to their end."""
        held = self.held
        with held.lock:
            held.guard(self._epoch)
            if any(held.offsets.get(p) != self._left_at.get(p) for p in caught_up):
                raise Fenced("a partition has moved")
            for partition, instant in caught_up.items():
                held.ticks[partition] = max(held.ticks.get(partition, instant), min(instant, at))

    def due(self, now: datetime, limit: int) -> Sequence[tuple[EventKey, datetime]]:
        """Return events whose standing has changed by itself, the longest due first."""
        with self.held.lock:
            found = sorted((at, key) for key, at in self.held.due.items() if at <= now)
            return [(key, at) for at, key in found[:limit]]

    def lose(self, family: Family, at: datetime) -> None:
        """Note that a family's log began after our offset: its sources are blind until heard."""
        with self.held.lock:
            self.held.lost[family] = at

    def beats(self) -> Mapping[str, Heartbeat]:
        """Return the newest heartbeat of each source."""
        with self.held.lock:
            return dict(self.held.beats)

    def touch(self, key: EventKey, rev: int, due_at: datetime | None) -> bool:
        """Tell readers that the event stands otherwise now; False where it changed since."""
        held = self.held
        with held.lock:
            held.guard(self._epoch)
            if held.known.get(key, Known()).rev != rev:
                return False
            held.changed(key.topic, key.event_id)
            self._set_due(key, due_at)
            return True

    def prune(self, key: EventKey, rev: int) -> bool:
        """Let go for good of a forgotten event; False where it changed since."""
        held = self.held
        with held.lock:
            held.guard(self._epoch)
            if held.known.get(key, Known()).rev != rev:
                return False
            held.known.pop(key, None)
            held.changes.pop((key.topic, key.event_id), None)
            held.memberships.pop(key, None)
            held.changes.pop((INCIDENT, member(key.topic, key.event_id)), None)
            self._set_due(key, None)
            return True

    def lacking_vectors(self, model: str, keys: Collection[str]) -> frozenset[str]:
        """Return those of the meaning keys that have no vector of that model."""
        with self.held.lock:
            if self.held.vectors_model != model:
                return frozenset(keys)
            return frozenset(key for key in keys if key not in self.held.vectors)

    def put_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keep float16 vectors by meaning key; those of another model are dropped."""
        held = self.held
        with held.lock:
            held.guard(self._epoch)
            if self.held.vectors_model != model:
                self.held.vectors.clear()
                self.held.vectors_model = model
            for key, vector in vectors.items():
                self.held.vectors[key] = vector
                held.changed("vector", key)

    def drop_vectors(self, used: Collection[str]) -> int:
        """Drop the vectors of meanings that nothing has any more; return how many."""
        with self.held.lock:
            unused = set(self.held.vectors).difference(used)
            for key in unused:
                del self.held.vectors[key]
            return len(unused)

    def meanings(self, topics: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield meaning key and meaning of every event kept, in no order."""
        with self.held.lock:
            kept = [known.state for key, known in self.held.known.items() if key.topic in topics]
        for state in kept:
            if isinstance(state, IndexedEvent) and state.meaning_key:
                yield state.meaning_key, state.meaning

    def events(self) -> Mapping[EventKey, IndexedEvent | Forgotten]:
        """Return all that is kept, for those who look from outside."""
        with self.held.lock:
            return {k: known.state for k, known in self.held.known.items() if known.state}

    def _set_due(self, key: EventKey, due_at: datetime | None) -> None:
        if due_at is None:
            self.held.due.pop(key, None)
        else:
            self.held.due[key] = due_at

    def _refer(self, key: EventKey, reference: Reference) -> None:
        before = self.held.known.get(key, Known())
        held = before.replaced_by
        if held is None or reference_order(held) < reference_order(reference):
            self.held.seq += 1
            self.held.known[key] = replace(before, rev=self.held.seq, replaced_by=reference)
            self.held.due.setdefault(key, reference.issued_at + REFERENCE_KEPT)
