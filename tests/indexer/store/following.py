"""Write to a Redis as an indexer does, and keep a view that follows it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from core.coverage import Heartbeat
from core.identity import EventKey
from core.incident import Membership
from core.observation import Observation
from core.store import Batch, Forgotten, IndexedEvent, Put, Query
from core.telemetry import Subject
from core.timespan import ManualClock
from core.topics import FEED_STATUS, INFRASTRUCTURE_EVENTS
from indexer.store.follower import Follower
from indexer.store.redis_connection import connect
from indexer.store.redis_events import RedisEvents
from indexer.store.redis_reader import RedisReader, connect_reader
from indexer.store.truth import Joint, ReadingBatch
from indexer.store.view import View
from tests.indexer.store.events import NOON, rivermouth

EVENTS = f"{INFRASTRUCTURE_EVENTS}/0"
STATUS = f"{FEED_STATUS}/0"
CITY = rivermouth().id


class Store:
    """Write as an indexer does, one partition of events and one of heartbeats."""

    def __init__(self, url: str, ends: Mapping[str, int] | None = None) -> None:
        self.client: Any = connect(url)
        self.client.flushall()
        self.truth = RedisEvents(self.client, CITY)
        self.begin("cluster", ends)

    def begin(self, cluster: str, ends: Mapping[str, int] | None = None) -> None:
        self._next = dict(self.truth.begin(cluster, {EVENTS: 0, STATUS: 0} | dict(ends or {})).next)

    def put(self, *states: IndexedEvent, beats: tuple[Heartbeat, ...] = ()) -> None:
        keys = [state.key for state in states]
        known = self.truth.known(keys)
        self._apply([
            Put(key=key, state=state, expected_rev=held.rev)
            for key, state, held in zip(keys, states, known, strict=True)
        ], beats)  # fmt: skip

    def forget(self, key: EventKey) -> None:
        rev = self.truth.known([key])[0].rev
        gone = Forgotten(last_issued_at=NOON, forgotten_at=NOON)
        self._apply([Put(key=key, state=gone, expected_rev=rev)])

    def observe(
        self, *latest: Observation, gone: tuple[Subject, ...] = (), topic: str = ""
    ) -> None:
        """Write readings of one topic, by default that of the first."""
        partition = f"{topic or latest[0].subject.topic}/0"
        base = self._next.get(partition, 0)
        self.truth.apply_readings(
            ReadingBatch(
                partition=partition, base=base, next=base + 1, snapshot=b"",
                latest=latest, gone=gone,
            )
        )  # fmt: skip
        self._next[partition] = base + 1

    def join(self, *joined: Membership, parted: tuple[EventKey, ...] = ()) -> None:
        """Write memberships as the joiner does."""
        token = self.truth.lease("test", timedelta(minutes=1))
        assert token is not None
        self.truth.join(
            Joint(token=token, snapshot=b"", merged_up_to=None, joined=joined, parted=parted)
        )

    def tick(self, at: datetime, *partitions: str) -> None:
        self.truth.tick(dict.fromkeys(partitions or (EVENTS, STATUS), at), at)

    def _apply(self, puts: list[Put], beats: tuple[Heartbeat, ...] = ()) -> None:
        base = self._next.get(EVENTS, 0)
        self.truth.apply(Batch(partition=EVENTS, base=base, next=base + 1, puts=puts, beats=beats))
        self._next[EVENTS] = base + 1


@asynccontextmanager
async def following(url: str, view: View | None = None) -> AsyncGenerator[View]:
    view = view or View(rivermouth())
    client = connect_reader(url)
    follower = Follower(view, RedisReader(client, CITY), ManualClock(NOON))
    task = asyncio.create_task(follower.run())
    try:
        yield view
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await client.aclose()


async def assert_soon(happened: Callable[[], object], within_s: float = 30.0) -> None:
    deadline = asyncio.get_running_loop().time() + within_s
    while not happened():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen"
        await asyncio.sleep(0.005)


def ids(view: View) -> set[str]:
    hits = view.search(Query(phases=[], actual_only=False), NOON)
    return {hit.event.event.event_id for hit in hits}
