"""Keep the truth of now in Redis: each write is one script that is applied whole or fenced."""

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from core.coverage import Heartbeat
from core.identity import EventKey
from core.store import Batch, Known, Positions, Reference
from core.timespan import from_millis, to_millis
from core.topics import Family
from indexer.heartbeats import merge_beats
from indexer.store.codec import decode_beat, decode_reference, decode_state, encode
from indexer.store.layout import LAYOUT, OBSERVED_TOPICS, PRESENT_TOPICS, split_member
from indexer.store.redis_connection import require_noeviction, translated
from indexer.store.redis_readings import SCRIPTS, RedisReadings

REFERENCE_KEPT: Final = timedelta(days=30)
"""How long a reference waits for the event that it replaces."""
_SCAN: Final = 1000


class RedisEvents(RedisReadings):
    """Write the present of one city; used by one thread at a time.

    It remembers the epoch, and where it left each partition: a write or a tick is refused where
    the store stands elsewhere, so neither a late owner nor a server that lost its last writes
    can make the present older than it says.
    """

    def __init__(self, client: Any, city_id: str) -> None:
        """Take a client of `redis_connection.connect`.

        Raises:
            Misconfigured: the server would evict keys.
            Transient: it does not answer.
        """
        require_noeviction(client)
        super().__init__(client, city_id)
        self._begin = client.register_script((SCRIPTS / "begin.lua").read_text("utf-8"))
        self._apply, self._tick, self._touch, self._prune, self._vectors = map(
            self._script, ("apply", "tick", "touch", "prune", "vectors")
        )

    @property
    def epoch(self) -> str:
        """Return the life of the store that this writer works in; empty before `begin`."""
        return self._epoch

    def positions(self) -> Positions:
        """Return the offsets to go on from."""
        with translated("reading positions"):
            meta, offsets = (
                self._redis.pipeline(transaction=True)
                .hmget(self._key("meta"), "epoch", "cluster_id")
                .hgetall(self._key("offsets"))
                .execute()
            )
        epoch, cluster_id = ((text or b"").decode() for text in meta)
        found = {partition.decode(): int(offset) for partition, offset in offsets.items()}
        return Positions(found, epoch, cluster_id)

    def begin(self, cluster_id: str, ends: Mapping[str, int]) -> Positions:
        """Open the store for this cluster, marking it `rebuilding` up to `ends` where it is empty.

        Telemetry is not rebuilt: only the ends of what is kept for good are waited for. A new
        epoch also begins where the server is not the one of before: it may have lost its last
        writes, which readers have seen.
        """
        counts: dict[str, int] = defaultdict(int)
        for partition in ends:
            topic, _, number = partition.rpartition("/")
            counts[topic] = max(counts[topic], int(number) + 1)
        goals = {p: end for p, end in ends.items() if p.rpartition("/")[0] in PRESENT_TOPICS}
        names = (
            *("meta", "offsets", "rebuilding", "ticks", "lost", "partitions"),
            *("watches", "watermarks", "partials", "joint", "changes", "departed"),
        )
        fresh = f"{random.SystemRandom().getrandbits(64):016x}"
        with translated("opening the store"):
            epoch, cluster, flat = self._begin(
                keys=[*map(self._key, names), *map(self._layout.observations, OBSERVED_TOPICS)],
                args=[
                    *(cluster_id, fresh, LAYOUT),
                    *(len(counts), *_flat(counts), len(goals), *_flat(goals)),
                    *OBSERVED_TOPICS,
                ],
            )
        pairs = zip(flat[::2], flat[1::2], strict=True)
        self._left_at = {partition.decode(): int(offset) for partition, offset in pairs}
        self._epoch = epoch.decode()
        return Positions(dict(self._left_at), self._epoch, cluster.decode())

    def known(self, keys: Sequence[EventKey]) -> Sequence[Known]:
        """Return what is stored of each key, in one round trip."""
        ids: dict[str, list[str]] = defaultdict(list)
        for key in dict.fromkeys(keys):
            ids[key.topic].append(key.event_id)
        if not ids:
            return []
        pipeline = self._redis.pipeline(transaction=False)
        for topic, names in ids.items():
            pipeline.hmget(self._layout.events(topic), names)
            pipeline.hmget(self._layout.references(topic), names)
        with translated("reading what is known"):
            answers = pipeline.execute()
        found: dict[EventKey, Known] = {}
        for place, (topic, names) in enumerate(ids.items()):
            stored = zip(names, answers[2 * place], answers[2 * place + 1], strict=True)
            for name, state, reference in stored:
                if state is not None or reference is not None:
                    found[EventKey(topic, name)] = _known(state, reference)
        nothing = Known()
        return [found.get(key, nothing) for key in keys]

    def apply(self, batch: Batch) -> int:
        """Apply a batch whole; return the number of its last change."""
        topic = batch.partition.rpartition("/")[0]
        beats = self._merged(batch.beats)
        args: list[Any] = [
            self._epoch,
            batch.partition,
            batch.base if batch.partition in self._left_at else "",
            *(batch.next, topic, self._layout.channel),
            *(len(batch.puts), len(beats), len(batch.references)),
        ]
        for put in batch.puts:
            due = "" if put.due_at is None else to_millis(put.due_at)
            args += (put.key.event_id, put.expected_rev, encode(put.state), due)
        for beat in beats:
            args += (beat.source, encode(beat))
        for reference in batch.references:
            due = to_millis(reference.issued_at + REFERENCE_KEPT)
            args += (reference.replaced, reference_order(reference), encode(reference), due)
        names = ("meta", "offsets", "rebuilding", "changes", "due", "beats")
        topic_keys = (
            *(self._layout.events(topic), self._layout.references(topic)),
            self._key("incidents"),
        )
        with translated(f"applying to {batch.partition}"):
            seq = self._apply(keys=[*map(self._key, names), *topic_keys], args=args)
        self._left_at[batch.partition] = batch.next
        return int(seq)

    def tick(self, caught_up: Mapping[str, datetime], at: datetime) -> None:
        """Say for partitions up to which instant they are applied to their end.

        Raises:
            Fenced: the store no longer stands where this writer left it.
        """
        if not caught_up:
            return
        args: list[Any] = [self._epoch]
        for partition, instant in caught_up.items():
            args += (partition, self._left_at.get(partition, ""), to_millis(min(instant, at)))
        with translated("ticking"):
            self._tick(keys=[self._key(name) for name in ("meta", "offsets", "ticks")], args=args)

    def due(self, now: datetime, limit: int) -> Sequence[tuple[EventKey, datetime]]:
        """Return events whose standing has changed by itself, the longest due first."""
        with translated("asking what is due"):
            found = self._redis.zrangebyscore(
                self._key("due"), "-inf", to_millis(now), start=0, num=limit, withscores=True
            )
        return [(EventKey(*split_member(name.decode())), from_millis(ms)) for name, ms in found]

    def lose(self, family: Family, at: datetime) -> None:
        """Note that a family's log began after our offset: its sources are blind until heard."""
        with translated("noting a loss"):
            self._redis.hset(self._key("lost"), family.value, to_millis(at))

    def beats(self) -> Mapping[str, Heartbeat]:
        """Return the newest heartbeat of each source."""
        with translated("reading heartbeats"):
            stored = self._redis.hgetall(self._key("beats"))
        return {source.decode(): decode_beat(beat) for source, beat in stored.items()}

    def touch(self, key: EventKey, rev: int, due_at: datetime | None) -> bool:
        """Tell readers that the event stands otherwise now; False where it changed since."""
        due = "" if due_at is None else to_millis(due_at)
        args = [self._epoch, self._layout.channel, key.topic, key.event_id, rev, due]
        with translated("touching an event"):
            return bool(self._touch(keys=self._keys_of(key), args=args))

    def prune(self, key: EventKey, rev: int) -> bool:
        """Let go for good of a forgotten event; False where it changed since."""
        args = [self._epoch, key.topic, key.event_id, rev]
        keys = [*self._keys_of(key), self._key("incidents")]
        with translated("pruning an event"):
            return bool(self._prune(keys=keys, args=args))

    def lacking_vectors(self, model: str, keys: Collection[str]) -> frozenset[str]:
        """Return those of the meaning keys that have no vector of that model."""
        if not keys:
            return frozenset()
        wanted = list(keys)
        pipeline = self._redis.pipeline(transaction=False).get(self._key("vectors_model"))
        for key in wanted:
            pipeline.hexists(self._key("vectors"), key)
        with translated("asking for vectors"):
            held, *there = pipeline.execute()
        if held != model.encode():
            return frozenset(wanted)
        return frozenset(key for key, is_there in zip(wanted, there, strict=True) if not is_there)

    def put_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keep float16 vectors by meaning key; those of another model are dropped."""
        keys = [self._key(name) for name in ("meta", "changes", "vectors", "vectors_model")]
        with translated("keeping vectors"):
            self._vectors(
                keys=keys, args=[self._epoch, self._layout.channel, model, *_flat(vectors)]
            )

    def drop_vectors(self, used: Collection[str]) -> int:
        """Drop the vectors of meanings that nothing has any more; return how many."""
        with translated("dropping vectors"):
            held = {key.decode() for key in self._redis.hkeys(self._key("vectors"))}
            unused = sorted(held.difference(used))
            for start in range(0, len(unused), _SCAN):
                self._redis.hdel(self._key("vectors"), *unused[start : start + _SCAN])
        return len(unused)

    def meanings(self, topics: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield meaning key and meaning of every event kept, in no order."""
        for topic in topics:
            with translated("reading meanings"):
                for _, stored in self._redis.hscan_iter(self._layout.events(topic), count=_SCAN):
                    described = _described_decoder.decode(stored.partition(b" ")[2])
                    if described.meaning_key:
                        yield described.meaning_key, described.meaning

    def _keys_of(self, key: EventKey) -> list[str]:
        topic_keys = (self._layout.events(key.topic), self._layout.references(key.topic))
        return [*map(self._key, ("meta", "changes", "due")), *topic_keys]

    def _merged(self, beats: Sequence[Heartbeat]) -> list[Heartbeat]:
        # A source's heartbeats share a key, so a partition; its offset fences this read too.
        if not beats:
            return []
        with translated("reading heartbeats"):
            stored = self._redis.hmget(self._key("beats"), [beat.source for beat in beats])
        merged: list[Heartbeat] = []
        for beat, held in zip(beats, stored, strict=True):
            known = None if held is None else decode_beat(held)
            newest = merge_beats(known, beat)
            if newest != known:
                merged.append(newest)
        return merged


class _Described(msgspec.Struct):
    meaning: str = ""
    meaning_key: str = ""


_described_decoder: Final = msgspec.json.Decoder(_Described)


def reference_order(reference: Reference) -> str:
    """Return what orders references to one event: the newest wins, then the greater id."""
    return f"{to_millis(reference.issued_at):020d}|{reference.by}"


def _known(state: bytes | None, reference: bytes | None) -> Known:
    # A reference that comes between reading and writing changes the revision, and fences.
    rev, held = (0, None) if state is None else decode_state(state)
    if reference is None:
        return Known(held, rev)
    reference_rev, replaced_by = decode_reference(reference)
    return Known(held, max(rev, reference_rev), replaced_by)


def _flat(pairs: Mapping[str, Any]) -> list[Any]:
    return [part for pair in pairs.items() for part in pair]
