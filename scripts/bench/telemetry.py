"""Measure how many readings a second one indexer process looks at, with all detectors on.

An hour of the simulated city with many times its cars lies in a real Kafka before the indexer
starts; timed is from the first tenth looked at to the last record, by the positions in the store.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from core.topics import ANOMALIES, TELEMETRY_TOPICS
from producers.city.encoding import outgoing
from producers.city.fleet import Fleet
from producers.city.scenario import load
from producers.city.world import World
from scripts.bench.aims import AtLeast, tell
from scripts.bench.system import CITY, System
from streams.record import Outgoing

READINGS_A_SECOND: Final = 20_000
_CARS: Final = 2_000
_TOPICS: Final = tuple(topic.name for topic in TELEMETRY_TOPICS)
_ENDED_BEFORE: Final = timedelta(minutes=1)


def run(quick: bool) -> None:
    """Fill the log, start one indexer, and time it."""
    length = timedelta(minutes=10 if quick else 60)
    with System() as system:
        count = system.publish(_readings(system, length))
        system.start_indexer()
        system.wait(lambda: system.applied(_TOPICS) > count // 10, "a tenth is looked at")
        before, began = system.applied(_TOPICS), time.perf_counter()
        system.wait(lambda: system.applied(_TOPICS) >= count, "all is looked at")
        took_s = time.perf_counter() - began
        tell(
            "telemetry.readings", (count - before) / took_s, "readings/s", n=count - before,
            aim=AtLeast(READINGS_A_SECOND), anomalies=system.applied((ANOMALIES,)),
            **system.memory_mb("indexer"),
        )  # fmt: skip


def _readings(system: System, length: timedelta) -> Iterator[Outgoing]:
    """Yield the last stretch of a lively city, up to now."""
    begins = datetime.now(UTC) - length - _ENDED_BEFORE
    world = World(system.city, CITY, load("lively"), 7, begins, Fleet(cars=_CARS))
    for spoken in world.spoken(_TOPICS, begins, begins + length):
        yield outgoing(spoken)
