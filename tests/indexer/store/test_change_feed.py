"""Followers see what changes, each at its own pace."""

import asyncio

import pytest

from core.identity import EventKey
from core.store import Change
from indexer.store.change_feed import ChangeFeed


def change(seq: int, name: str = "a") -> Change:
    return Change(seq, EventKey("topic", name), None)


async def test_every_follower_sees_every_change_in_order() -> None:
    feed = ChangeFeed()
    followers = [feed.follow(), feed.follow()]
    for seq, name in enumerate("abc", start=1):
        feed.publish(change(seq, name))
    for follower in followers:
        assert [(await anext(follower)).seq for _ in range(3)] == [1, 2, 3]


async def test_a_follower_that_waits_is_woken() -> None:
    feed = ChangeFeed()
    follower = feed.follow()
    waiting = asyncio.ensure_future(anext(follower))
    await asyncio.sleep(0)
    feed.publish(change(5))
    assert (await asyncio.wait_for(waiting, 1)).seq == 5


async def test_a_slow_follower_sees_the_newest_of_each_event_and_loses_the_oldest() -> None:
    feed = ChangeFeed(kept=2)
    follower = feed.follow()
    for seq, name in enumerate("abaca", start=1):
        feed.publish(change(seq, name))
    seen = [await anext(follower), await anext(follower)]
    assert [(c.seq, c.key.event_id) for c in seen] == [(4, "c"), (5, "a")]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(follower), 0.01)


async def test_a_follower_that_is_let_go_costs_nothing_more() -> None:
    feed = ChangeFeed()
    follower = feed.follow()
    feed.publish(change(1))
    assert (await anext(follower)).seq == len(feed) == 1
    del follower
    assert len(feed) == 0
