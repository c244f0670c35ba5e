"""Follow the store as every reader process does, and note when each change can be read.

    python -m scripts.bench.watcher FILE

A line of FILE is an event's id, when its message was issued (microseconds since 1970) and the
instant (nanoseconds of the machine's monotonic clock, which all processes share).
"""

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import TextIO

from core.city import load_city
from core.timespan import clock_from
from indexer.store.columns import micros
from indexer.store.follower import Follower
from indexer.store.redis_reader import RedisReader, connect_reader
from indexer.store.view import View

READY = "ready"
"""The first line, once the view is whole."""


async def watch(file: TextIO) -> None:
    """Follow until the process is ended."""
    city = load_city(Path(os.environ["CIVIC_CITY"]))
    view, client = View(city), connect_reader(os.environ["REDIS_URL"])
    follower = Follower(view, RedisReader(client, city.id), clock_from())
    following = asyncio.create_task(follower.run())
    while not view.ready:  # noqa: ASYNC110 - the follower tells nobody else
        await asyncio.sleep(0.01)
    changes = view.changes()
    print(READY, file=file, flush=True)
    async for change in changes:
        if change.event is not None:
            event = change.event.event
            told = (event.event_id, micros(event.issued_at), time.monotonic_ns())
            print(*told, sep="\t", file=file, flush=True)
    await following


if __name__ == "__main__":
    with Path(sys.argv[1]).open("w", encoding="utf-8") as told_to:
        asyncio.run(watch(told_to))
