"""The view goes with the store through everything that can happen to it."""

import asyncio
from typing import Any

import numpy as np
import pytest

from core.coverage import Heartbeat
from core.store import Batch, Change, Query, TextVector
from core.timespan import ScaledClock
from core.topics import INFRASTRUCTURE_EVENTS
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.follower import Follower
from indexer.store.redis_reader import RedisReader, connect_reader
from indexer.store.view import View
from tests.indexer.store.events import NOON, indexed, minutes, rivermouth
from tests.indexer.store.following import CITY, EVENTS, STATUS, Store, assert_soon, following, ids

pytestmark = pytest.mark.redis


async def test_a_view_loads_what_is_there_and_follows_what_comes(server: EmbeddedRedis) -> None:
    store = Store(server.url)
    store.put(indexed("old"), indexed("gone"))
    store.forget(indexed("gone").key)
    async with following(server.url) as view:
        await assert_soon(lambda: view.ready)
        assert ids(view) == {"old"}
        store.put(indexed("new"), indexed("old", headline="Worse"))
        await assert_soon(lambda: ids(view) == {"old", "new"})
        assert view.get("old", NOON)[0].event.event.headline == "Worse"
        store.forget(indexed("old").key)
        await assert_soon(lambda: ids(view) == {"new"})
        assert view.seq == store.truth.apply(Batch(partition=STATUS, base=0, next=1, puts=()))


async def test_a_heartbeat_is_heard_and_our_age_is_that_of_the_oldest_tick(
    server: EmbeddedRedis,
) -> None:
    store = Store(server.url)
    now = NOON + minutes(1)
    beat = Heartbeat(source="city-power", observed_at=now, last_ok_at=now)
    store.put(beats=(beat,))
    store.tick(now, EVENTS)
    async with following(server.url) as view:
        await assert_soon(lambda: view.heartbeats().get("city-power") == beat)
        assert view.caught_up().as_of is None, "the other partition has never ticked"
        assert not any(entry.live for entry in view.coverage(now))
        store.tick(NOON, STATUS)
        await assert_soon(lambda: view.caught_up().as_of == NOON)
        store.tick(now, STATUS)
        await assert_soon(lambda: view.caught_up().as_of == now)
        assert [entry.source for entry in view.coverage(now) if entry.live] == ["city-power"]


async def test_a_vector_that_is_made_later_ranks_and_a_broken_one_does_not(
    server: EmbeddedRedis,
) -> None:
    store = Store(server.url)
    store.put(indexed("near", meaning="m1"), indexed("far", meaning="m2"))
    store.put(indexed("broken", meaning="m3"), indexed("zero", meaning="m4"))
    query = Query(limit=10)
    towards = TextVector("model", np.array([1, 0], np.float32))

    def scores(view: View) -> dict[str, float]:
        return {h.event.event.event_id: h.score for h in view.search(query, NOON, vector=towards)}

    async with following(server.url) as view:
        await assert_soon(lambda: ids(view) == {"near", "far", "broken", "zero"})
        assert set(scores(view).values()) == {0.0}
        rows = {"m1": [1, 0.1], "m2": [0.5, 1], "m3": [np.nan, 0], "m4": [0, 0]}
        store.truth.put_vectors(
            "model", {key: np.array(row, "<f2").tobytes() for key, row in rows.items()}
        )
        await assert_soon(lambda: any(scores(view).values()))
        found = scores(view)
        assert found["near"] > found["far"] > found["broken"] == found["zero"] == 0
        store.put(indexed("later", meaning="m1"))
        await assert_soon(lambda: scores(view).get("later", 0) > 0)
        store.truth.put_vectors("other", {"m1": np.array([1, 0], "<f2").tobytes()})
        await assert_soon(lambda: view.vectors_model == "other")
        assert set(scores(view).values()) == {0.0}, "vectors of two models never mix"


async def test_words_are_found_soon_after_their_change(server: EmbeddedRedis) -> None:
    store = Store(server.url)
    async with following(server.url) as view:
        store.put(indexed("wire", headline="A wire is down"), indexed("a", headline="Tree fell"))
        await assert_soon(lambda: any(h.score for h in view.search(Query(text="wires"), NOON)))
        best = view.search(Query(text="trees"), NOON)[0]
        assert best.event.event.event_id == "a"


async def test_a_view_is_not_ready_before_the_first_rebuild_is_done(server: EmbeddedRedis) -> None:
    store = Store(server.url, ends={EVENTS: 2})
    async with following(server.url) as view:
        store.put(indexed("one"))
        await asyncio.sleep(0.1)
        assert not view.ready
        assert view.caught_up().rebuilding
        assert not ids(view)
        store.put(indexed("two"))
        await assert_soon(lambda: view.ready)
        assert ids(view) == {"one", "two"}
        assert not view.caught_up().rebuilding


@pytest.mark.parametrize("empty", [True, False])
async def test_a_new_life_of_the_store_is_adopted_once_it_is_whole(
    server: EmbeddedRedis, empty: bool
) -> None:
    store = Store(server.url)
    store.put(indexed("same"), indexed("changed"), indexed("lost"))
    store.tick(NOON)
    async with following(server.url) as view:
        await assert_soon(lambda: view.caught_up().as_of == NOON)
        changes = view.changes()
        if empty:
            store.client.flushall()
            await assert_soon(lambda: view.caught_up().rebuilding)
            assert ids(view) == {"same", "changed", "lost"}
        store.begin("another cluster", {EVENTS: 1 if empty else 4})
        await assert_soon(lambda: view.caught_up().rebuilding)
        assert view.caught_up().as_of == NOON, "it ages from where it was"
        assert ids(view) == {"same", "changed", "lost"}
        assert not any(entry.live for entry in view.coverage(NOON))
        changed = indexed("changed", headline="Other", indexed_at=NOON + minutes(9))
        store.put(indexed("same", indexed_at=NOON + minutes(9)), changed)
        if not empty:
            assert ids(view) == {"same", "changed", "lost"}
            store.forget(indexed("lost").key)
            store.put(indexed("same", indexed_at=NOON + minutes(10)))
            store.put(indexed("same", indexed_at=NOON + minutes(11)))
        await assert_soon(lambda: ids(view) == {"same", "changed"})
        assert view.caught_up().as_of is None, "the new life has not ticked"
        told: dict[str, Change] = {}
        while len(told) < 2:
            change = await asyncio.wait_for(anext(changes), 30)
            told[change.key.event_id] = change
        assert set(told) == {"changed", "lost"}
        assert told["lost"].event is None


async def test_a_view_outlives_its_server_and_finds_it_again() -> None:
    with EmbeddedRedis() as server:
        store = Store(server.url)
        store.put(indexed("before"))
        store.tick(NOON)
        async with following(server.url) as view:
            await assert_soon(lambda: view.caught_up().as_of == NOON)
            server.kill()
            await asyncio.sleep(0.2)
            assert ids(view) == {"before"}
            assert view.caught_up().as_of == NOON
            server.start()
            again = Store(server.url)
            again.put(indexed("after"))
            await assert_soon(lambda: ids(view) == {"after"})
            again.put(indexed("more"))
            await assert_soon(lambda: ids(view) == {"after", "more"})


async def test_a_store_that_went_back_in_time_is_loaded_anew(server: EmbeddedRedis) -> None:
    store = Store(server.url)
    store.put(indexed("kept"), indexed("undone"))
    async with following(server.url) as view:
        await assert_soon(lambda: ids(view) == {"kept", "undone"})
        topic, meta = f"civic:{{{CITY}}}:events:{INFRASTRUCTURE_EVENTS}", f"civic:{{{CITY}}}:meta"
        pipeline = store.client.pipeline(transaction=True)
        pipeline.hdel(topic, "undone")
        pipeline.hset(meta, "seq", 1)
        pipeline.execute()
        await assert_soon(lambda: ids(view) == {"kept"})


async def test_a_value_that_cannot_be_read_hides_no_other(server: EmbeddedRedis) -> None:
    store = Store(server.url)
    store.put(indexed("broken"), indexed("sound"))
    events = f"civic:{{{CITY}}}:events:{INFRASTRUCTURE_EVENTS}"
    store.client.hset(events, "broken", b'1 {"no": "event"}')
    async with following(server.url) as view:
        await assert_soon(lambda: view.ready)
        assert ids(view) == {"sound"}
        store.put(indexed("next"))
        await assert_soon(lambda: ids(view) == {"sound", "next"})


async def test_what_replaces_is_there_before_what_is_replaced_goes(server: EmbeddedRedis) -> None:
    store = Store(server.url)
    store.put(indexed("first"))
    async with following(server.url) as view:
        await assert_soon(lambda: view.ready)
        changes = view.changes()
        store.put(indexed("first", superseded_by="second"), *map(indexed, ["second", "third"]))
        seen = [(await asyncio.wait_for(anext(changes), 30)) for _ in range(3)]
        assert [change.key.event_id for change in seen] == ["second", "third", "first"]
        assert seen == sorted(seen, key=lambda change: change.seq)


async def test_many_changes_leave_the_loop_free_and_all_arrive(server: EmbeddedRedis) -> None:
    store = Store(server.url)
    store.put(*(indexed(f"e{n}") for n in range(1500)))
    turns = 0
    async with following(server.url) as view:
        await assert_soon(lambda: view.ready)
        for batch in range(6):
            store.put(*(indexed(f"n{batch}-{n}", headline=str(n)) for n in range(200)))
        loop = asyncio.get_running_loop()
        began = loop.time()
        while len(view) < 2700 and loop.time() < began + 10:
            await asyncio.sleep(0)
            turns += 1
        assert len(view) == 2700
        assert turns > 10, "all was applied in one go"


class Impatient(RedisReader):
    """Note how long it is asked to wait."""

    def __init__(self, client: Any, city_id: str) -> None:
        super().__init__(client, city_id)
        self.patience: list[float] = []

    async def wait(self, pubsub: Any, seq: int, patience_s: float) -> None:
        self.patience.append(patience_s)
        await super().wait(pubsub, seq, patience_s)


@pytest.mark.parametrize(("rate", "patience_s"), [(1, 0.25), (2, 0.125), (60, 0.05)])
async def test_the_faster_the_citys_clock_the_oftener_ticks_are_looked_for(
    server: EmbeddedRedis, rate: float, patience_s: float
) -> None:
    client = connect_reader(server.url)
    reader = Impatient(client, CITY)
    follower = Follower(View(rivermouth()), reader, ScaledClock(NOON, NOON, rate))
    task = asyncio.create_task(follower.run())
    await assert_soon(lambda: len(reader.patience) > 1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await client.aclose()
    assert set(reader.patience) == {patience_s}
