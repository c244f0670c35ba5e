"""Follow the events of a store, and nothing else of it: what the joiner reads."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import msgspec
import structlog

from core.coverage import CaughtUp
from core.errors import Fenced
from core.identity import EventKey
from core.store import IndexedEvent
from core.topics import EVENT_TOPICS
from indexer.store.codec import event_body
from indexer.store.redis_reader import RedisReader, Told, connect_reader

_LIMIT: Final = 400
_TOPICS: Final = frozenset(topic.name for topic in EVENT_TOPICS)
_DECODER: Final = msgspec.json.Decoder(IndexedEvent)
_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """Hold one event's new state; None where it is kept no longer."""

    key: EventKey
    event: IndexedEvent | None


@asynccontextmanager
async def redis_reader(url: str, city_id: str) -> AsyncGenerator[RedisReader]:
    """Open a Redis for reading the events of a city."""
    client = connect_reader(url)
    try:
        yield RedisReader(client, city_id, observed=())
    finally:
        await client.aclose()


class EventMirror:
    """Load a store's events once, then tell what changes, each change once and in order.

    Every method may raise `redis.RedisError` or `OSError`.
    """

    def __init__(self, reader: RedisReader) -> None:
        self._reader = reader
        self._epoch = ""
        self._seq = 0
        self.caught_up: CaughtUp = CaughtUp(None)
        """How far the store is, as of the last answer."""

    async def load(self) -> AsyncIterator[IndexedEvent]:
        """Go through all events, in no order; what changes meanwhile is told by `follow` too."""
        tidings = await self._reader.follow("", 0, 1)
        self._epoch, self._seq, self.caught_up = tidings.epoch, tidings.seq, tidings.caught_up
        async for stored in self._reader.events():
            event = _read(stored)
            if event is not None:
                yield event

    async def follow(self) -> tuple[Sequence[News], bool]:
        """Return what changed next, and whether there is more.

        Raises:
            Fenced: the store began anew, or what changed is no longer told: load again.
        """
        tidings = await self._reader.follow(self._epoch, self._seq, _LIMIT)
        if tidings.epoch != self._epoch or tidings.seq < self._seq or tidings.gap:
            raise Fenced("the store does not go on from where it was followed")
        news = [n for told in tidings.changes if (n := _news(told)) is not None]
        more = len(tidings.changes) >= _LIMIT
        self._seq = tidings.changes[-1].seq if more else tidings.seq
        if not more:
            self.caught_up = tidings.caught_up
        return news, more


def _news(told: Told) -> News | None:
    if told.kind not in _TOPICS:
        return None
    key, body = EventKey(told.kind, told.name), event_body(told.value) if told.value else b""
    if not body:
        return News(key, None)
    event = _read(body)
    return News(key, event) if event is not None else None


def _read(body: bytes) -> IndexedEvent | None:
    try:
        return _DECODER.decode(body)
    except msgspec.MsgspecError as error:  # a newer writer's; the others still count
        _log.error("event.misread", error=str(error))
        return None
