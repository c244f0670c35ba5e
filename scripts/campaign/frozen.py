"""Freeze one of two owners in the middle of its work, let the other take over, wake it again."""

import itertools
import random
import signal
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from core.timespan import format_rfc3339
from core.topics import INFRASTRUCTURE_EVENTS
from indexer.store.layout import Layout
from indexer.store.redis_connection import connect
from scripts.campaign.kills import Scene, settled

EVENTS: Final = 200
PER_SECOND: Final = 400
TAKE_OVER_S: Final = 8.0


@dataclass(slots=True)
class Frozen:
    """Hold how the rounds went.

    Attributes:
        rounds: how many there were.
        handed_over: in how many the other owner moved on while one was frozen.
        fenced: batches and ticks that were refused, as the indexers tell at their end.
        messages: how many were published.
    """

    rounds: int = 0
    handed_over: int = 0
    fenced: int = 0
    messages: int = 0


def freeze_owners(scene: Scene, rounds: int, seed: int, outcome: Frozen) -> None:
    """Run the rounds under a steady load of updates."""
    pick = random.Random(seed)
    issued = itertools.count()
    _publish_for(scene, pick, issued, outcome, 6.0)
    for number in range(rounds):
        sleeper = scene.indexers[number % len(scene.indexers)]
        _publish_for(scene, pick, issued, outcome, pick.uniform(0.05, 0.3))
        before = _offsets(scene)
        sleeper.send(signal.SIGSTOP)
        began = time.monotonic()
        while time.monotonic() - began < TAKE_OVER_S:
            _publish_for(scene, pick, issued, outcome, 0.1)
            if _all_moved(before, _offsets(scene)):
                outcome.handed_over += 1
                break
        sleeper.send(signal.SIGCONT)
        outcome.rounds += 1
        # Time to come back to the group, so that both own something in the next round.
        _publish_for(scene, pick, issued, outcome, 0.5)


def finish(scene: Scene, outcome: Frozen) -> None:
    """Let the store reach the log's end, then stop both owners and count."""
    scene.sink.flush()
    settled(scene)
    for indexer in scene.indexers:
        indexer.stop()
        outcome.fenced += sum(
            int(line.get("fenced", 0)) for line in indexer.said()
            if line.get("event") == "indexer.stopped"
        )  # fmt: skip


def _publish_for(
    scene: Scene,
    pick: random.Random,
    issued: "itertools.count[int]",
    outcome: Frozen,
    seconds: float,
) -> None:
    began = datetime.now(UTC) - timedelta(hours=2)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        event_id = f"city-power:{pick.randrange(EVENTS)}"
        when = format_rfc3339(began + timedelta(microseconds=next(issued)))
        told = {"event_id": event_id, "type": "power_outage", "severity": "high",
                "source": "city-power", "timestamp": when, "area": "Eastside",
                "affected_customers": pick.randint(1, 900)}  # fmt: skip

        def note(receipt: Any, event_id: str = event_id, when: str = when) -> None:
            if receipt.error is None:
                scene.watcher.acknowledged(INFRASTRUCTURE_EVENTS, event_id, "city-power", when)

        scene.sink.publish(INFRASTRUCTURE_EVENTS, event_id, orjson.dumps(told), on_delivered=note)
        outcome.messages += 1
        time.sleep(1 / PER_SECOND)


def _offsets(scene: Scene) -> dict[bytes, int]:
    client: Any = connect(scene.redis.url)
    stored = client.hgetall(Layout(scene.city.id).key("offsets"))
    return {
        name: int(offset)
        for name, offset in stored.items()
        if name.startswith(INFRASTRUCTURE_EVENTS.encode())
    }


def _all_moved(before: dict[bytes, int], after: dict[bytes, int]) -> bool:
    return bool(before) and all(after[name] > offset for name, offset in before.items())
