"""Ask Redis for the present and for what has changed: the reader's side of the layout."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from core.coverage import CaughtUp, Heartbeat
from core.errors import Misconfigured
from core.timespan import from_millis
from core.topics import EVENT_TOPICS, Family
from indexer.store.codec import decode_beat, event_body
from indexer.store.layout import OBSERVED_TOPICS, PRESENT_TOPICS, Layout, split_member

_SCRIPT: Final = Path(__file__).parent / "scripts" / "follow.lua"
_PATIENCE_S: Final = 5.0
_SCAN: Final = 400
_TOPICS: Final = tuple(topic.name for topic in EVENT_TOPICS)


@dataclass(frozen=True, slots=True)
class Told:
    """Hold one change as Redis tells it.

    Attributes:
        kind: an event topic's name, `beat`, `vector`, `obs` or `incident`.
        name: the event's id, the source, the meaning's digest, `<topic>|<key>` of the subject or
            `<topic>|<event id>` of the member.
        value: as it lies in the store; empty where it is gone.
    """

    seq: int
    kind: str
    name: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Tidings:
    """Hold what Redis says of itself, and the next changes.

    Attributes:
        epoch: the store's present life; empty where it is empty.
        seq: the number of its newest change.
        caught_up: how far the store is, once all changes up to `seq` are applied.
        changes: what follows the number asked about, in order; at most as many as asked for.
        gap: whether some of what follows it is no longer told; then there are no changes.
    """

    epoch: str
    seq: int
    caught_up: CaughtUp
    changes: Sequence[Told]
    gap: bool


def connect_reader(url: str) -> "redis.asyncio.Redis":
    """Return a client for reading, which connects when first used and never retries by itself.

    Raises:
        Misconfigured: the address cannot be read.
    """
    try:
        return redis.asyncio.Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
            url,
            socket_timeout=_PATIENCE_S,
            socket_connect_timeout=_PATIENCE_S,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )
    except ValueError as error:
        raise Misconfigured(f"REDIS_URL cannot be read: {error}") from error


class RedisReader:
    """Read one city's present. Every method may raise `redis.RedisError` or `OSError`."""

    def __init__(
        self, client: Any, city_id: str, observed: Sequence[str] = OBSERVED_TOPICS
    ) -> None:
        """Take a client of `connect_reader`.

        Args:
            client: the client.
            city_id: which city.
            observed: the topics whose readings are told; of others only that they changed.
        """
        self._redis = client
        self._observed = tuple(observed)
        self._layout = Layout(city_id)
        self._follow = client.register_script(_SCRIPT.read_text("utf-8"))
        names = ("meta", "rebuilding", "partitions", "ticks", "lost", "changes", "beats")
        self._keys = [
            *map(self._layout.key, (*names, "incidents")),
            *map(self._layout.events, _TOPICS),
            *map(self._layout.observations, self._observed),
        ]

    async def follow(self, epoch: str, seq: int, limit: int) -> Tidings:
        """Ask for what follows `seq` in the life `epoch`, at most `limit` changes; atomic."""
        args = [epoch, seq, limit, len(_TOPICS), *_TOPICS, *self._observed]
        answer = await self._follow(keys=self._keys, args=args)
        found_epoch, found_seq, rebuilding, partitions, ticks, lost, gap, changes = answer
        told = [
            Told(int(float(score)), *split_member(member.decode()), value)
            for member, score, value in zip(*[iter(changes)] * 3, strict=True)
        ]
        caught_up = CaughtUp(
            as_of=_as_of(_pairs(partitions), _pairs(ticks)),
            rebuilding=bool(rebuilding),
            lost={Family(name): from_millis(at) for name, at in _pairs(lost).items()},
        )
        return Tidings(found_epoch.decode(), int(found_seq), caught_up, told, bool(gap))

    async def beats(self) -> Sequence[Heartbeat]:
        """Return the newest heartbeat of each source."""
        stored: dict[bytes, bytes] = await self._redis.hgetall(self._layout.key("beats"))
        return [decode_beat(beat) for beat in stored.values()]

    async def events(self) -> AsyncIterator[bytes]:
        """Go through the JSON of every event, forgotten ones left out, in no order.

        An event that changes meanwhile may come as it was or as it is, or twice.
        """
        for topic in _TOPICS:
            async for stored in self._values(self._layout.events(topic)):
                body = event_body(stored)
                if body:
                    yield body

    async def observations(self) -> AsyncIterator[tuple[str, bytes]]:
        """Go through the topic and the stored value of every observation, like `events`."""
        for topic in self._observed:
            async for stored in self._values(self._layout.observations(topic)):
                yield topic, stored

    async def memberships(self) -> AsyncIterator[bytes]:
        """Go through the JSON of every membership, like `events`."""
        async for stored in self._values(self._layout.key("incidents")):
            yield stored

    async def vectors(self, keys: Sequence[str]) -> tuple[str, Sequence[bytes | None]]:
        """Return the model's name, and of each meaning the float16 vector, None for none."""
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.get(self._layout.key("vectors_model"))
        pipeline.hmget(self._layout.key("vectors"), keys)
        model, found = await cast(Awaitable[tuple[bytes | None, list[Any]]], pipeline.execute())
        return (model or b"").decode(), found

    async def wait(self, pubsub: Any, seq: int, patience_s: float) -> None:
        """Wait for word of a change after `seq`; at most the given time."""
        while True:
            message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=patience_s)
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError  # redis-py swallows one that meets its time-out
            if message is None or int(message["data"]) > seq:
                return

    def pubsub(self) -> Any:
        """Return a subscription to be opened with `async with` and `subscribe(channel)`."""
        return self._redis.pubsub()

    @property
    def channel(self) -> str:
        """Return the channel on which changes are announced."""
        return self._layout.channel

    async def _values(self, key: str) -> AsyncIterator[bytes]:
        cursor = 0
        while True:
            answer = await self._redis.hscan(key, cursor, count=_SCAN)
            cursor, page = cast(tuple[int, dict[bytes, bytes]], answer)
            for stored in page.values():
                yield stored
            if not cursor:
                break


def _pairs(flat: Sequence[bytes]) -> dict[str, int]:
    return {name.decode(): int(value) for name, value in zip(flat[::2], flat[1::2], strict=True)}


def _as_of(partitions: dict[str, int], ticks: dict[str, int]) -> datetime | None:
    """Return the oldest tick of the partitions that count; None where one has none."""
    wanted = [
        f"{topic}/{number}"
        for topic, count in partitions.items()
        if topic in PRESENT_TOPICS
        for number in range(count)
    ]
    if not wanted or not all(name in ticks for name in wanted):
        return None
    return from_millis(min(ticks[name] for name in wanted))
