"""Hand changes on to any number of followers, none of which can hold up the rest."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, Self
from weakref import WeakSet

from core.identity import EventKey
from core.store import Change

_KEPT: Final = 4096
"""How many changed events a slow follower may be behind before it loses the oldest."""


class ChangeFeed:
    """Fan changes out, in the thread of the event loop that followers run in."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._followers: WeakSet[Follower] = WeakSet()

    def __len__(self) -> int:
        return len(self._followers)

    def publish(self, change: Change) -> None:
        """Hand a change to everyone who follows now."""
        for follower in self._followers:
            follower.offer(change, self._kept)

    def follow(self) -> AsyncIterator[Change]:
        """Follow from this call on, until the iterator is let go."""
        follower = Follower()
        self._followers.add(follower)
        return follower


class Follower:
    """Hold what one follower has yet to see: the newest change of each event, oldest first."""

    def __init__(self) -> None:
        self._ahead: dict[EventKey, Change] = {}
        self._something = asyncio.Event()

    def offer(self, change: Change, kept: int) -> None:
        """Put a change behind those that wait, in place of an older one of the same event."""
        self._ahead.pop(change.key, None)
        self._ahead[change.key] = change
        if len(self._ahead) > kept:
            del self._ahead[next(iter(self._ahead))]
        self._something.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Change:
        while not self._ahead:
            self._something.clear()
            await self._something.wait()
        return self._ahead.pop(next(iter(self._ahead)))
