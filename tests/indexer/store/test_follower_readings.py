"""The view follows readings and incidents beside events, and neither makes it look younger."""

import pytest
import structlog

from core.incident import Membership
from core.observation import Observation
from core.telemetry import Subject
from core.timespan import ManualClock
from core.topics import INFRASTRUCTURE_EVENTS, TRIPS, VEHICLE_POSITIONS
from indexer.store import redis_readings
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.follower import Follower
from indexer.store.redis_reader import RedisReader, connect_reader
from indexer.store.view import View
from tests.indexer.store.events import NOON, indexed, minutes, rivermouth
from tests.indexer.store.following import CITY, EVENTS, STATUS, Store, assert_soon, following, ids
from tests.indexer.store.readings import TRAM, seen, trip

pytestmark = pytest.mark.redis


def vehicles(view: View) -> list[str]:
    return [observation.subject.key for observation in view.observations(VEHICLE_POSITIONS)]


def tram(key: str) -> Subject:
    return Subject(VEHICLE_POSITIONS, key)


def member(event_id: str, after: float = 0, incident: str = "i1") -> Membership:
    return Membership(
        incident_id=incident,
        topic=INFRASTRUCTURE_EVENTS,
        event_id=event_id,
        joined_at=NOON + minutes(after),
    )


async def test_readings_are_loaded_followed_and_let_go(server: EmbeddedRedis) -> None:
    store = Store(server.url)
    store.observe(seen("v2"), seen("v1"), seen("gone"))
    store.observe(gone=(tram("gone"),), topic=VEHICLE_POSITIONS)
    async with following(server.url) as view:
        await assert_soon(lambda: view.ready)
        assert vehicles(view) == ["v1", "v2"]
        moved = seen("v1", NOON, speed_kmh=31.0)
        store.observe(moved, seen("v0"))
        await assert_soon(lambda: len(vehicles(view)) == 3)
        assert vehicles(view) == ["v0", "v1", "v2"]
        assert view.observation(tram("v1")) == moved
        store.observe(gone=(tram("v1"),), topic=VEHICLE_POSITIONS)
        await assert_soon(lambda: vehicles(view) == ["v0", "v2"])
        assert view.observation(tram("v1")) is None


async def test_memberships_are_loaded_followed_and_go_with_their_events(
    server: EmbeddedRedis,
) -> None:
    store = Store(server.url)
    store.put(*map(indexed, ["a", "b", "c"]))
    store.join(member("b", 2), member("a", 1))
    async with following(server.url) as view:
        await assert_soon(lambda: view.ready)
        assert list(view.members("i1")) == [member("a", 1), member("b", 2)]
        store.join(member("c"), member("a", 1, "i2"))
        await assert_soon(lambda: len(view.members("i2")) == 1)
        assert [one.event_id for one in view.members("i1")] == ["c", "b"]
        store.join(parted=(indexed("c").key,))
        store.forget(indexed("b").key)
        await assert_soon(lambda: not view.members("i1"))
        assert view.membership(indexed("a").key) == member("a", 1, "i2")
        assert view.membership(indexed("b").key) is None


async def test_an_event_that_comes_back_is_in_no_incident_any_more(server: EmbeddedRedis) -> None:
    store = Store(server.url)
    store.put(indexed("a"))
    store.join(member("a"))
    async with following(server.url) as view:
        await assert_soon(lambda: view.membership(indexed("a").key))
        store.forget(indexed("a").key)
        store.put(indexed("a", issued_at=NOON + minutes(5)))
        await assert_soon(lambda: not view.membership(indexed("a").key))
        assert ids(view) == {"a"}


async def test_a_new_life_brings_its_own_readings(server: EmbeddedRedis) -> None:
    store = Store(server.url)
    store.observe(seen("old"))
    async with following(server.url) as view:
        await assert_soon(lambda: vehicles(view) == ["old"])
        store.begin("another cluster", {EVENTS: 1, TRAM: 900})
        await assert_soon(lambda: view.caught_up().rebuilding)
        assert vehicles(view) == ["old"], "until the new one is whole"
        store.observe(seen("new"))
        store.put(indexed("event"))
        await assert_soon(lambda: vehicles(view) == ["new"])
        assert not view.caught_up().rebuilding, "nobody waits for telemetry"


async def test_readings_make_our_view_of_events_neither_older_nor_younger(
    server: EmbeddedRedis,
) -> None:
    store = Store(server.url, ends={TRAM: 900, f"{TRIPS}/0": 9})
    store.tick(NOON, EVENTS, STATUS)
    async with following(server.url) as view:
        await assert_soon(lambda: view.caught_up().as_of == NOON)
        store.observe(seen("v1", NOON + minutes(9)))
        store.tick(NOON + minutes(9), TRAM)
        await assert_soon(lambda: vehicles(view) == ["v1"])
        assert view.caught_up().as_of == NOON


@pytest.mark.parametrize(("missed", "loads"), [(2, 1), (6, 2)])
async def test_a_view_that_missed_what_is_told_no_more_loads_anew(
    server: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch, missed: int, loads: int
) -> None:
    monkeypatch.setattr(redis_readings, "DEPARTED_KEPT", 2)
    store, view = Store(server.url), View(rivermouth())
    trips = [Observation(reading=trip(f"t{n}")) for n in range(6)]
    store.observe(*trips)
    client = connect_reader(server.url)
    follower = Follower(view, RedisReader(client, CITY), ManualClock(NOON))
    with structlog.testing.capture_logs() as lines:
        await follower.catch_up()
        assert len(view.observations(TRIPS)) == 6
        store.observe(gone=tuple(one.subject for one in trips[:missed]), topic=TRIPS)
        await follower.catch_up()
        await follower.catch_up()
    await client.aclose()
    assert len(view.observations(TRIPS)) == 6 - missed
    assert [line["event"] for line in lines].count("view.loaded") == loads


async def test_what_cannot_be_read_hides_nothing_else(server: EmbeddedRedis) -> None:
    store = Store(server.url)
    store.put(indexed("a"), indexed("b"))
    store.observe(seen("broken"), seen("sound"))
    store.join(member("a"), member("b"))
    prefix = f"civic:{{{CITY}}}:"
    store.client.hset(f"{prefix}observations:{VEHICLE_POSITIONS}", "broken", b'1 {"no": 1}')
    store.client.hset(f"{prefix}incidents", f"{INFRASTRUCTURE_EVENTS}|a", b'{"no": 1}')
    async with following(server.url) as view:
        await assert_soon(lambda: view.ready)
        assert vehicles(view) == ["sound"]
        assert view.membership(indexed("b").key) == member("b")
        store.observe(seen("next"))
        await assert_soon(lambda: vehicles(view) == ["next", "sound"])
