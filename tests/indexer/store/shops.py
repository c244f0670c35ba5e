"""Open a store in memory or in a real Redis, and look into what no reader of ours asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.observation import Observation
from core.telemetry import Subject
from core.timespan import from_millis
from indexer.store.codec import decode_observation
from indexer.store.layout import OBSERVED_TOPICS, Layout, split_member
from indexer.store.memory import Held, MemoryEvents
from indexer.store.redis_connection import connect
from indexer.store.redis_events import RedisEvents
from indexer.store.truth import Truth


@dataclass(frozen=True)
class Shop:
    """One store: makes writers for it, empties it, and shows what no reader of ours asks for."""

    writer: Callable[[], Truth]
    empty: Callable[[], None]
    rebuilding: Callable[[], dict[str, int]]
    ticks: Callable[[], dict[str, datetime]]
    changes: Callable[[], list[tuple[str, str]]]
    partitions: Callable[[], dict[str, int]]
    lost: Callable[[], dict[str, datetime]]
    observations: Callable[[], dict[Subject, Observation]]
    end_lease: Callable[[], None]


def memory_shop() -> Shop:
    held = Held()

    def end_lease() -> None:
        held.lease = None

    return Shop(
        writer=lambda: MemoryEvents(held),
        empty=held.empty,
        rebuilding=lambda: dict(held.rebuilding),
        ticks=lambda: dict(held.ticks),
        changes=lambda: sorted(held.changes, key=lambda name: held.changes[name]),
        partitions=lambda: dict(held.partitions),
        lost=lambda: {family.value: when for family, when in held.lost.items()},
        observations=lambda: dict(held.observations),
        end_lease=end_lease,
    )


def redis_shop(url: str) -> Shop:
    client: Any = connect(url)
    client.flushall()
    layout = Layout("testville")

    def table(name: str) -> dict[str, int]:
        return {k.decode(): int(v) for k, v in client.hgetall(layout.key(name)).items()}

    def instants(name: str) -> dict[str, datetime]:
        return {k: from_millis(v) for k, v in table(name).items()}

    def changes() -> list[tuple[str, str]]:
        return [split_member(m.decode()) for m in client.zrange(layout.key("changes"), 0, -1)]

    def observations() -> dict[Subject, Observation]:
        return {
            Subject(topic, key.decode()): decode_observation(topic, stored)
            for topic in OBSERVED_TOPICS
            for key, stored in client.hgetall(layout.observations(topic)).items()
        }

    return Shop(
        writer=lambda: RedisEvents(client, "testville"),
        empty=client.flushall,
        rebuilding=lambda: table("rebuilding"),
        ticks=lambda: instants("ticks"),
        changes=changes,
        partitions=lambda: table("partitions"),
        lost=lambda: instants("lost"),
        observations=observations,
        end_lease=lambda: client.delete(layout.key("lease:joiner")),
    )
