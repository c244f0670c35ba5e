"""Keep conversations in Redis, in memory, and in the one while the other is away."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from datetime import timedelta

import pytest

from api.sessions import REST_S, MemorySessions, RedisSessions, Sessions
from core.errors import Transient
from indexer.store.embedded_redis import EmbeddedRedis

TTL = timedelta(minutes=30)


class Seconds:
    """Be a monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_memory_forgets_after_the_set_time_since_the_last_word():
    seconds = Seconds()
    sessions = MemorySessions(TTL, seconds)
    await sessions.save("a", b"1")
    seconds.now += 1799
    assert await sessions.load("a") == b"1"
    await sessions.save("a", b"2")
    seconds.now += 1799
    assert await sessions.load("a") == b"2"
    seconds.now += 1
    assert await sessions.load("a") is None


async def test_memory_keeps_no_more_than_it_may_and_drops_the_longest_untouched():
    sessions = MemorySessions(TTL, Seconds(), most_kept=2)
    for name in ("a", "b"):
        await sessions.save(name, name.encode())
    await sessions.save("a", b"again")
    await sessions.save("c", b"c")
    assert await sessions.load("b") is None
    assert await sessions.load("a") == b"again"


class Failing:
    """Be a store that can be switched off."""

    def __init__(self) -> None:
        self.inner = MemorySessions(TTL)
        self.away = False
        self.asked = 0

    def _ask(self) -> None:
        self.asked += 1
        if self.away:
            raise Transient("away")

    async def load(self, session_id: str) -> bytes | None:
        self._ask()
        return await self.inner.load(session_id)

    async def save(self, session_id: str, memory: bytes) -> None:
        self._ask()
        await self.inner.save(session_id, memory)

    async def delete(self, session_id: str) -> None:
        self._ask()
        await self.inner.delete(session_id)


async def test_a_conversation_goes_on_while_the_first_store_is_away():
    first, seconds = Failing(), Seconds()
    sessions = Sessions(first, MemorySessions(TTL, seconds), seconds)
    await sessions.save("a", b"1")
    first.away = True
    await sessions.save("a", b"2")
    assert await sessions.load("a") == b"2"
    assert sessions.in_use == "memory"


async def test_the_newer_memory_wins_when_the_first_store_is_back():
    first, seconds = Failing(), Seconds()
    sessions = Sessions(first, MemorySessions(TTL, seconds), seconds)
    await sessions.save("a", b"old")
    first.away = True
    await sessions.save("a", b"new")
    first.away, seconds.now = False, seconds.now + REST_S
    assert await sessions.load("a") == b"new"
    await sessions.save("a", b"newest")
    assert await first.load("a") == b"newest"
    assert sessions.in_use == "redis"


async def test_a_store_that_failed_is_left_alone_for_a_while():
    first, seconds = Failing(), Seconds()
    first.away = True
    sessions = Sessions(first, MemorySessions(TTL, seconds), seconds)
    for _ in range(100):
        await sessions.load("a")
        await sessions.save("a", b"1")
    assert first.asked == 1
    seconds.now += REST_S
    await sessions.save("a", b"1")
    assert first.asked == 2


async def test_forgetting_is_never_claimed_where_it_may_not_be_so():
    first = Failing()
    sessions = Sessions(first, MemorySessions(TTL))
    first.away = True
    with pytest.raises(Transient):
        await sessions.delete("a")


@pytest.fixture(scope="module")
def server() -> Generator[EmbeddedRedis]:
    with EmbeddedRedis() as redis:
        yield redis


@pytest.fixture
async def kept(server: EmbeddedRedis) -> AsyncGenerator[RedisSessions]:
    sessions = RedisSessions(server.url, "rivermouth", TTL)
    yield sessions
    await sessions.aclose()


@pytest.mark.redis
async def test_redis_keeps_forgets_and_sets_the_time(kept: RedisSessions, server: EmbeddedRedis):
    import redis

    await kept.save("a secret id", b"memory")
    assert await kept.load("a secret id") == b"memory"
    assert await kept.load("another") is None
    with redis.Redis.from_url(server.url) as client:  # pyright: ignore[reportUnknownMemberType]
        (key,) = client.keys("*session*")  # type: ignore[misc]
        assert "secret" not in str(key)
        assert 1790 < client.ttl(key) <= 1800  # type: ignore[operator]
    await kept.delete("a secret id")
    assert await kept.load("a secret id") is None
    assert await kept.answers()


@pytest.mark.redis
async def test_a_dead_redis_is_told_of_and_not_waited_for():
    sessions = RedisSessions("redis://127.0.0.1:1/0", "rivermouth", TTL)
    assert not await sessions.answers()
    with pytest.raises(Transient):
        await sessions.load("a")
    await sessions.aclose()


async def test_a_redis_that_hangs_costs_its_patience_and_no_more():
    asked = 0

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    kept = RedisSessions(f"redis://127.0.0.1:{port}/0", "rivermouth", TTL)
    sessions = Sessions(kept, MemorySessions(TTL))
    for _ in range(20):
        await sessions.save("a", b"1")
        assert await sessions.load("a") == b"1"
    assert asked < 20, "it rests after a failure, and does not ask each time"
    await kept.aclose()
    server.close()
    await server.wait_closed()
    await asyncio.sleep(0.02)  # its side of the connection ends a turn later
