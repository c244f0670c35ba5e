"""Look at the store as a reader does, all the time: was there ever a false all-clear?

A source that `core.coverage.judge` calls live supports "nothing is reported as of T". So whatever
of it the broker acknowledged before T must be in the store at that instant, in one atomic look.
"""

import random
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from redis.exceptions import RedisError

from core.city import City
from core.coverage import CaughtUp, judge
from core.store import Forgotten
from core.timespan import from_millis, parse_rfc3339
from core.topics import EVENT_TOPICS, FEED_STATUS, Family
from indexer.store.codec import decode_beat, decode_state
from indexer.store.layout import Layout
from indexer.store.redis_connection import connect

EVERY_S: Final = 0.05
MOST: Final = 3000
"""Events asked for in one look."""


@dataclass(slots=True)
class Seen:
    """Hold what the watcher found.

    Attributes:
        looks: how often it looked and Redis answered.
        live: of how many looks at a source it was live.
        checked: how many events were held against a live source.
        false: the false all-clears, told in words.
        backwards: events whose newest message became older within one life of the store.
        lives: the lives of the store that were seen, by epoch and server.
    """

    looks: int = 0
    live: int = 0
    checked: int = 0
    false: list[str] = field(default_factory=list[str])
    backwards: list[str] = field(default_factory=list[str])
    lives: list[str] = field(default_factory=list[str])


class Watcher:
    """Hold acknowledged messages against the store, from a thread of its own."""

    def __init__(self, url: str, city: City, seed: int) -> None:
        self._redis: Any = connect(url)
        self._city = city
        self._layout = Layout(city.id)
        self._pick = random.Random(seed)
        self._lock = threading.Lock()
        self._acked: dict[tuple[str, str], list[tuple[datetime, str, datetime]]] = {}
        self._open: dict[tuple[str, str], None] = {}
        self._newest: dict[tuple[str, str], datetime] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.seen = Seen()

    def acknowledged(self, topic: str, event_id: str, source: str, issued: str) -> None:
        """Note that the broker has this message now."""
        now = datetime.now(UTC)
        with self._lock:
            self._acked.setdefault((topic, event_id), []).append(
                (now, source, parse_rfc3339(issued))
            )
            self._open[(topic, event_id)] = None

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> Seen:
        """Look no more, and return what was seen."""
        self._stopped.set()
        self._thread.join()
        return self.seen

    def _run(self) -> None:
        while not self._stopped.wait(EVERY_S):
            try:
                self.look()
            except RedisError:
                time.sleep(EVERY_S)

    def look(self) -> None:
        """Look once: is what a live source's all-clear rests on there?"""
        with self._lock:
            keys = list(self._open)[:MOST]
            others = list(self._acked)
        keys += self._pick.sample(others, min(200, len(others)))
        ids: dict[str, list[str]] = defaultdict(list)
        for topic, event_id in dict.fromkeys(keys):
            ids[topic].append(event_id)
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.info("server")
        pipeline.hmget(self._layout.key("meta"), "epoch")
        for name in ("partitions", "ticks", "rebuilding", "lost", "beats"):
            pipeline.hgetall(self._layout.key(name))
        for topic, names in ids.items():
            pipeline.hmget(self._layout.events(topic), names)
        server, (epoch,), partitions, ticks, rebuilding, lost, beats, *found = pipeline.execute()
        now = datetime.now(UTC)
        self.seen.looks += 1
        # A server that was killed may come back without its last writes, before any writer knows.
        self._note_life(f"{(epoch or b'').decode()} on {server['run_id']}")
        held = {
            (topic, event_id): _issued(stored)
            for (topic, names), values in zip(ids.items(), found, strict=True)
            for event_id, stored in zip(names, values, strict=True)
        }
        self._check_forward(held)
        caught = CaughtUp(
            _as_of(partitions, ticks),
            bool(rebuilding),
            {Family(family.decode()): from_millis(int(ms)) for family, ms in lost.items()},
        )
        live: set[str] = set()
        for source in self._city.sources:
            beat = beats.get(source.id.encode())
            known = decode_beat(beat) if beat else None
            if judge(source, known, caught, now).live:
                live.add(source.id)
        self.seen.live += len(live)
        if live and caught.as_of is not None:
            self._check_live(held, live, caught.as_of)

    def _note_life(self, life: str) -> None:
        if not self.seen.lives or self.seen.lives[-1] != life:
            self.seen.lives.append(life)
            self._newest.clear()
            with self._lock:
                self._open = dict.fromkeys(self._acked)

    def _check_forward(self, held: dict[tuple[str, str], datetime | None]) -> None:
        for key, issued in held.items():
            before = self._newest.get(key)
            if issued is None:
                continue
            if before is not None and issued < before:
                self.seen.backwards.append(f"{key}: {issued} after {before}")
            self._newest[key] = issued

    def _check_live(
        self, held: dict[tuple[str, str], datetime | None], live: set[str], as_of: datetime
    ) -> None:
        for key, issued in held.items():
            with self._lock:
                acked = list(self._acked[key])
            if acked[0][1] not in live:
                continue
            due = [told for at, _, told in acked if at < as_of]
            if not due:
                continue
            self.seen.checked += 1
            if issued is None or issued < max(due):
                self.seen.false.append(f"{key}: has {issued}, needs {max(due)} as of {as_of}")
            elif issued >= max(told for _, _, told in acked):
                with self._lock:
                    self._open.pop(key, None)


def _issued(stored: bytes | None) -> datetime | None:
    if stored is None:
        return None
    _, state = decode_state(stored)
    return state.last_issued_at if isinstance(state, Forgotten) else state.event.issued_at


def _as_of(partitions: dict[bytes, bytes], ticks: dict[bytes, bytes]) -> datetime | None:
    wanted = (*(topic.name for topic in EVENT_TOPICS), FEED_STATUS)
    found: list[int] = []
    for topic in wanted:
        count = partitions.get(topic.encode())
        if count is None:
            return None
        for number in range(int(count)):
            tick = ticks.get(f"{topic}/{number}".encode())
            if tick is None:
                return None
            found.append(int(tick))
    return from_millis(min(found))
