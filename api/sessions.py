"""Keep conversations: in Redis for 30 minutes, or in this process while Redis is away.

A dead Redis costs at most one time-out in two seconds: after a failure it is left alone for that
long. What was said meanwhile stays in this process's memory, and is the newer of the two.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import redis.asyncio
import structlog
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from core.errors import Misconfigured, Transient
from core.ports import SessionStore
from core.timespan import monotonic_s

PATIENCE_S: Final = 0.05
"""What one call to Redis may take before the conversation goes on without it."""
REST_S: Final = 2.0
"""How long Redis is left alone after it failed."""
MOST_KEPT: Final = 10_000
"""Conversations kept in one process; the longest untouched goes first."""

_log = structlog.stdlib.get_logger(__name__)


class MemorySessions:
    """Keep conversations in this process, a bounded number for a bounded time."""

    def __init__(
        self,
        ttl: timedelta,
        monotonic: Callable[[], float] = monotonic_s,
        most_kept: int = MOST_KEPT,
    ) -> None:
        self._ttl_s = ttl.total_seconds()
        self._monotonic = monotonic
        self._most_kept = most_kept
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    async def load(self, session_id: str) -> bytes | None:
        """Return what was kept; None where nothing is, or no longer."""
        kept = self._kept.get(session_id)
        if kept is None:
            return None
        if kept[0] <= self._monotonic():
            del self._kept[session_id]
            return None
        return kept[1]

    async def save(self, session_id: str, memory: bytes) -> None:
        """Keep `memory`, in place of what was kept."""
        now = self._monotonic()
        self._kept[session_id] = (now + self._ttl_s, memory)
        self._kept.move_to_end(session_id)
        oldest = next(iter(self._kept.values()))
        while len(self._kept) > self._most_kept or oldest[0] <= now:
            self._kept.popitem(last=False)
            oldest = next(iter(self._kept.values()))

    async def delete(self, session_id: str) -> None:
        """Forget the session."""
        self._kept.pop(session_id, None)


class RedisSessions:
    """Keep conversations in Redis; every method may raise `Transient`, and soon."""

    def __init__(self, url: str, city_id: str, ttl: timedelta) -> None:
        try:
            self._redis = redis.asyncio.Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
                url,
                socket_timeout=PATIENCE_S,
                socket_connect_timeout=PATIENCE_S,
                retry=Retry(NoBackoff(), 0),
            )
        except ValueError as error:
            raise Misconfigured(f"REDIS_URL cannot be read: {error}") from error
        self._prefix = f"civic:{{{city_id}}}:session:"
        self._ttl = ttl

    async def load(self, session_id: str) -> bytes | None:
        """Return what was kept; None where nothing is, or no longer."""
        try:
            kept = await self._redis.get(self._key(session_id))
        except (RedisError, OSError) as error:
            raise Transient(f"reading a session: {error}") from error
        return kept.encode() if isinstance(kept, str) else kept

    async def save(self, session_id: str, memory: bytes) -> None:
        """Keep `memory`, in place of what was kept, for the set time from now."""
        try:
            await self._redis.set(self._key(session_id), memory, px=self._ttl)
        except (RedisError, OSError) as error:
            raise Transient(f"keeping a session: {error}") from error

    async def delete(self, session_id: str) -> None:
        """Forget the session."""
        try:
            await self._redis.delete(self._key(session_id))
        except (RedisError, OSError) as error:
            raise Transient(f"forgetting a session: {error}") from error

    async def answers(self) -> bool:
        """Say whether Redis answers within its patience."""
        try:
            return bool(await self._redis.ping())  # pyright: ignore[reportUnknownMemberType]
        except (RedisError, OSError):
            return False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _key(self, session_id: str) -> str:
        # A digest: whoever reads the keys cannot take over a conversation.
        return self._prefix + hashlib.sha256(session_id.encode()).hexdigest()[:40]


class Sessions:
    """Keep conversations in `first`, and in `second` while `first` fails; raise nothing."""

    def __init__(
        self,
        first: SessionStore,
        second: SessionStore,
        monotonic: Callable[[], float] = monotonic_s,
    ) -> None:
        self._first = first
        self._second = second
        self._monotonic = monotonic
        self._rests_until = float("-inf")

    @property
    def in_use(self) -> str:
        """Return `redis`, or `memory` while Redis is left alone."""
        return "memory" if self._resting else "redis"

    async def load(self, session_id: str) -> bytes | None:
        """Return what was kept last, wherever that was."""
        newer = await self._second.load(session_id)
        if newer is not None or self._resting:
            return newer
        try:
            return await self._first.load(session_id)
        except Transient as error:
            self._rest(error)
            return None

    async def save(self, session_id: str, memory: bytes) -> None:
        """Keep `memory` in the first, or in the second where that fails."""
        if not self._resting:
            try:
                await self._first.save(session_id, memory)
            except Transient as error:
                self._rest(error)
            else:
                await self._second.delete(session_id)
                return
        await self._second.save(session_id, memory)

    async def delete(self, session_id: str) -> None:
        """Forget the session in both.

        Raises:
            Transient: the first did not answer; nothing promises that it has forgotten.
        """
        await self._second.delete(session_id)
        await self._first.delete(session_id)

    @property
    def _resting(self) -> bool:
        return self._monotonic() < self._rests_until

    def _rest(self, error: Transient) -> None:
        self._rests_until = self._monotonic() + REST_S
        _log.warning("sessions.fell_back", detail=str(error))
