"""Keep in Redis what telemetry did: latest readings, watches, windows to merge, and incidents."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from core.errors import Fenced
from core.incident import Membership
from core.timespan import from_millis, to_millis
from core.topics import EVENT_TOPICS
from indexer.anomalies.partials import WINDOW, Partial
from indexer.store.codec import decode_membership, encode, encode_observation
from indexer.store.layout import DEPARTED_KEPT, PARTIALS_KEPT, Layout, member
from indexer.store.redis_connection import translated
from indexer.store.truth import Joint, ReadingBatch

SCRIPTS: Final = Path(__file__).parent / "scripts"
_TOPICS: Final = tuple(topic.name for topic in EVENT_TOPICS)
_WINDOW_MS: Final = round(WINDOW.total_seconds() * 1000)


class RedisReadings:
    """Write what telemetry did to one city's present; used by one thread at a time.

    What an owner writes is fenced by the epoch and by where it left each partition, what a joiner
    writes by the epoch in which it took the lease, and by its token.
    """

    def __init__(self, client: Any, city_id: str) -> None:
        self._redis = client
        self._layout = Layout(city_id)
        self._epoch = ""
        self._left_at: dict[str, int] = {}
        self._leased_in = ""
        self._late_partials = 0
        self._observe, self._lease, self._join = map(self._script, ("observe", "lease", "join"))

    @property
    def late_partials(self) -> int:
        """Return how many partials of this writer came after their window was merged."""
        return self._late_partials

    def apply_readings(self, batch: ReadingBatch) -> int:
        """Apply a batch whole; return the number of its last change."""
        topic = batch.partition.rpartition("/")[0]
        args: list[Any] = [
            *(self._epoch, batch.partition),
            batch.base if batch.partition in self._left_at else "",
            *(batch.next, topic, self._layout.channel, batch.snapshot),
            "" if batch.watermark is None else to_millis(batch.watermark),
            *(_WINDOW_MS, DEPARTED_KEPT, PARTIALS_KEPT),
            *(len(batch.latest), len(batch.gone), len(batch.partials)),
        ]
        for observation in batch.latest:
            args += (observation.subject.key, encode_observation(observation))
        args += (subject.key for subject in batch.gone)
        for partial in batch.partials:
            args += (partial.kind, partial.start_ms, partial.rows)
        names = ("offsets", "changes", "watches", "watermarks", "partials", "joint", "departed")
        keys = [*map(self._key, ("meta", *names)), self._layout.observations(topic)]
        with translated(f"applying to {batch.partition}"):
            seq, late = self._observe(keys=keys, args=args)
        self._left_at[batch.partition] = batch.next
        self._late_partials += int(late)
        return int(seq)

    def snapshot(self, partition: str) -> bytes | None:
        """Return the watch that goes with the partition's stored offset; None where none is."""
        with translated("reading a watch"):
            return self._redis.hget(self._key("watches"), partition)

    def lease(self, holder: str, ttl: timedelta) -> int | None:
        """Take, or renew, the joiner's lease; None where another holds it."""
        keys = [self._key("meta"), self._key("lease:joiner")]
        with translated("taking the lease"):
            answer = self._lease(keys=keys, args=[holder, round(ttl.total_seconds() * 1000)])
        if not answer:
            return None
        self._leased_in = answer[0].decode()
        return int(answer[1])

    def watermarks(self) -> Mapping[str, tuple[datetime, datetime]]:
        """Return of each partition its watermark, and the machine's instant of its last advance."""
        with translated("reading watermarks"):
            stored = self._redis.hgetall(self._key("watermarks"))
        found: dict[str, tuple[datetime, datetime]] = {}
        for partition, value in stored.items():
            watermark, advanced = value.split(b" ")
            found[partition.decode()] = from_millis(int(watermark)), from_millis(int(advanced))
        return found

    def reached(self) -> Mapping[str, datetime | None]:
        """Return up to when each partition is applied to its end; None where nobody said so yet."""
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.hgetall(self._key("partitions"))
        pipeline.hgetall(self._key("ticks"))
        with translated("reading ticks"):
            counts, ticks = pipeline.execute()
        return {
            f"{topic.decode()}/{number}": from_millis(int(tick)) if tick is not None else None
            for topic, count in counts.items()
            for number in range(int(count))
            for tick in [ticks.get(topic + b"/%d" % number)]
        }

    def partials(self) -> Sequence[Partial]:
        """Return what waits to be merged, by start, kind and partition."""
        with translated("reading partials"):
            stored = self._redis.hgetall(self._key("partials"))
        found: list[Partial] = []
        for name, rows in stored.items():
            start, kind, partition = name.decode().split("|")
            found.append(Partial(kind=kind, partition=partition, start_ms=int(start), rows=rows))
        return sorted(found, key=partial_order)

    def join(self, joint: Joint) -> int:
        """Apply a step of the joiner whole; return the number of its last change."""
        if not self._leased_in:
            raise Fenced("no lease was taken")
        merged_up_to = "" if joint.merged_up_to is None else to_millis(joint.merged_up_to)
        args: list[Any] = [
            *(self._leased_in, joint.token, self._layout.channel, joint.snapshot),
            *(merged_up_to, _WINDOW_MS),
            *(len(_TOPICS), len(joint.merged), len(joint.joined), len(joint.parted)),
            *_TOPICS,
            *map(_name_of, joint.merged),
        ]
        for membership in joint.joined:
            args += (membership.topic, membership.event_id, encode(membership))
        for key in joint.parted:
            args += (key.topic, key.event_id)
        names = ("meta", "changes", "partials", "joint", "incidents")
        keys = [*map(self._key, names), *map(self._layout.events, _TOPICS)]
        with translated("joining"):
            return int(self._join(keys=keys, args=args))

    def joint_snapshot(self) -> tuple[bytes | None, datetime | None]:
        """Return the joiner as it was left, and up to which instant windows are merged."""
        with translated("reading the joiner"):
            snapshot, merged = self._redis.hmget(self._key("joint"), "snapshot", "merged_up_to")
        return snapshot, None if merged is None else from_millis(int(merged))

    def memberships(self) -> Sequence[Membership]:
        """Return which events belong to incidents, by incident, then the first joined first."""
        with translated("reading incidents"):
            stored = self._redis.hvals(self._key("incidents"))
        return sorted(map(decode_membership, stored), key=membership_order)

    def _script(self, name: str) -> Any:
        guard = (SCRIPTS / "guard.lua").read_text("utf-8")
        return self._redis.register_script(guard + (SCRIPTS / f"{name}.lua").read_text("utf-8"))

    def _key(self, name: str) -> str:
        return self._layout.key(name)


def partial_order(partial: Partial) -> tuple[int, str, str]:
    """Return what orders partials: by start, kind and partition."""
    return partial.start_ms, partial.kind, partial.partition


def membership_order(membership: Membership) -> tuple[str, datetime, bool, str, str]:
    """Return what orders memberships: by incident, then the first joined first.

    The first member, which nothing joined, comes before the one that joined it.
    """
    one = membership
    return one.incident_id, one.joined_at, bool(one.reason), one.event_id, one.topic


def _name_of(partial: Partial) -> str:
    return member(str(partial.start_ms), member(partial.kind, partial.partition))
