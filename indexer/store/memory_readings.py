"""Keep in memory what telemetry did, under the same contract as Redis."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from core.errors import Fenced
from core.incident import Membership
from core.store import Forgotten, Known
from core.timespan import from_millis
from indexer.anomalies.partials import WINDOW, Partial
from indexer.store.held import Held, Lease, change_of
from indexer.store.layout import DEPARTED_KEPT, INCIDENT, PARTIALS_KEPT, member
from indexer.store.redis_readings import membership_order, partial_order
from indexer.store.truth import Joint, ReadingBatch


class MemoryReadings:
    """Write what telemetry did into `Held`; used by one thread at a time."""

    def __init__(self, held: Held | None = None) -> None:
        self.held = held or Held()
        self._epoch = ""
        self._left_at: dict[str, int] = {}
        self._leased_in = ""
        self._late_partials = 0

    @property
    def late_partials(self) -> int:
        """Return how many partials of this writer came after their window was merged."""
        return self._late_partials

    def apply_readings(self, batch: ReadingBatch) -> int:
        """Apply a batch whole; return the number of its last change."""
        held, partition = self.held, batch.partition
        with held.lock:
            held.guard(self._epoch)
            base = batch.base if partition in self._left_at else None
            if held.offsets.get(partition) != base:
                raise Fenced(f"{partition} has moved")
            self._observe(batch)
            for partial in batch.partials:
                self._keep(partial)
            for name in sorted(held.partials)[: max(len(held.partials) - PARTIALS_KEPT, 0)]:
                del held.partials[name]
            held.watches[partition] = batch.snapshot
            before = held.watermarks.get(partition)
            if batch.watermark is not None and (before is None or before[0] < batch.watermark):
                held.watermarks[partition] = batch.watermark, held.wall.now()
            held.offsets[partition] = self._left_at[partition] = batch.next
            return held.seq

    def snapshot(self, partition: str) -> bytes | None:
        """Return the watch that goes with the partition's stored offset; None where none is."""
        with self.held.lock:
            return self.held.watches.get(partition)

    def lease(self, holder: str, ttl: timedelta) -> int | None:
        """Take, or renew, the joiner's lease; None where another holds it."""
        held = self.held
        with held.lock:
            held.guard(held.epoch)
            now, lease = held.wall.now(), held.lease
            if lease is None or lease.until <= now or lease.epoch != held.epoch:
                held.token += 1
                lease = Lease(held.token, held.epoch, holder, now)
            if lease.holder != holder:
                return None
            held.lease = Lease(lease.token, held.epoch, holder, now + ttl)
            self._leased_in = held.epoch
            return lease.token

    def watermarks(self) -> Mapping[str, tuple[datetime, datetime]]:
        """Return of each partition its watermark, and the machine's instant of its last advance."""
        with self.held.lock:
            return dict(self.held.watermarks)

    def reached(self) -> Mapping[str, datetime | None]:
        """Return up to when each partition is applied to its end; None where nobody said so yet."""
        with self.held.lock:
            return {
                f"{topic}/{number}": self.held.ticks.get(f"{topic}/{number}")
                for topic, count in self.held.partitions.items()
                for number in range(count)
            }

    def partials(self) -> Sequence[Partial]:
        """Return what waits to be merged, by start, kind and partition."""
        with self.held.lock:
            return sorted(self.held.partials.values(), key=partial_order)

    def join(self, joint: Joint) -> int:
        """Apply a step of the joiner whole; return the number of its last change."""
        held = self.held
        with held.lock:
            held.guard(self._leased_in)
            if held.token != joint.token:
                raise Fenced("another holds the lease")
            held.joint = joint.snapshot
            self._merge(joint)
            for membership in joint.joined:
                state = held.known.get(membership.key, Known()).state
                is_there = state is not None and not isinstance(state, Forgotten)
                if is_there and held.memberships.get(membership.key) != membership:
                    held.memberships[membership.key] = membership
                    held.changed(INCIDENT, member(membership.topic, membership.event_id))
            for key in joint.parted:
                if held.memberships.pop(key, None) is not None:
                    held.changed(INCIDENT, member(key.topic, key.event_id))
            return held.seq

    def joint_snapshot(self) -> tuple[bytes | None, datetime | None]:
        """Return the joiner as it was left, and up to which instant windows are merged."""
        with self.held.lock:
            return self.held.joint, self.held.merged_up_to

    def memberships(self) -> Sequence[Membership]:
        """Return which events belong to incidents, by incident, then the first joined first."""
        with self.held.lock:
            return sorted(self.held.memberships.values(), key=membership_order)

    def _observe(self, batch: ReadingBatch) -> None:
        held = self.held
        for observation in batch.latest:
            held.observations[observation.subject] = observation
            held.changed(*change_of(observation.subject))
            held.departed.pop(observation.subject, None)
        heard = {observation.subject for observation in batch.latest}
        for subject in batch.gone:
            if subject not in heard and held.observations.pop(subject, None) is not None:
                held.departed[subject] = held.changed(*change_of(subject))
        while len(held.departed) > DEPARTED_KEPT:
            oldest = next(iter(held.departed))
            held.forgot = held.departed.pop(oldest)
            held.changes.pop(change_of(oldest), None)

    def _keep(self, partial: Partial) -> None:
        merged, end = self.held.merged_up_to, from_millis(partial.start_ms) + WINDOW
        if merged is not None and end <= merged:
            self._late_partials += 1
        else:
            self.held.partials[partial_order(partial)] = partial

    def _merge(self, joint: Joint) -> None:
        held = self.held
        for partial in joint.merged:
            held.partials.pop(partial_order(partial), None)
        merged = joint.merged_up_to
        if merged is None or (held.merged_up_to is not None and merged <= held.merged_up_to):
            return
        held.merged_up_to = merged
        for name in [n for n in held.partials if from_millis(n[0]) + WINDOW <= merged]:
            del held.partials[name]
