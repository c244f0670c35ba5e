"""Kill the indexer amid readings; hold what it made of them against an undisturbed run."""

import contextlib
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from core.city import City, load_city
from core.topics import ANOMALIES, TELEMETRY_TOPICS
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.layout import Layout
from indexer.store.redis_connection import connect
from producers.city.encoding import outgoing
from producers.city.fleet import Fleet
from producers.city.scenario import load
from producers.city.world import World
from scripts.campaign.services import KEPT, IndexerProcess
from streams.kafka import KafkaStreams
from streams.kraft import KraftSettings, LocalKafka
from streams.ports import RecordLog
from streams.record import Outgoing
from streams.settings import KafkaSettings
from streams.topics import ensure_topics

SETTLE_S: Final = 120.0
QUIET_S: Final = 15.0
"""A killed joiner's lease runs out after ten seconds; what it left undone is done by then."""
_TOPICS: Final = tuple(topic.name for topic in TELEMETRY_TOPICS)


@dataclass(slots=True)
class Remains:
    """Hold what a run left behind.

    Attributes:
        anomalies: newest message of each, as it lies in the log.
        observations: latest reading of each subject, as the store has it.
        records: how many records were published as anomalies, repeats included.
        kills: how often the indexer was killed.
    """

    anomalies: dict[str, bytes] = field(default_factory=dict[str, bytes])
    observations: dict[str, bytes] = field(default_factory=dict[str, bytes])
    records: int = 0
    kills: int = 0


def make_readings(pack: Path, scenario: str, length: timedelta, seed: int) -> list[Outgoing]:
    """Make a stretch of readings that ended a minute ago; the same for every run."""
    city = load_city(pack)
    begins = datetime.now(UTC).replace(second=0, microsecond=0) - length - timedelta(minutes=1)
    world = World(city, pack, load(scenario), seed, begins, Fleet())
    return [outgoing(spoken) for spoken in world.spoken(_TOPICS, begins, begins + length)]


def index_readings(
    pack: Path, readings: list[Outgoing], kills: int, per_second: float, seed: int,
    members: dict[str, str],
) -> Remains:  # fmt: skip
    """Publish the readings to a Kafka of their own, kill the indexer so often, see what remains."""
    with contextlib.ExitStack() as stack:
        kafka = stack.enter_context(LocalKafka(KraftSettings(extra=members)))
        redis = stack.enter_context(EmbeddedRedis(KEPT))
        settings = KafkaSettings(bootstrap_servers=kafka.bootstrap)
        ensure_topics(settings)
        streams, city = KafkaStreams(settings), load_city(pack)
        indexer = IndexerProcess(
            {"KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap, "REDIS_URL": redis.url,
             "CIVIC_CITY": str(pack)}
        )  # fmt: skip
        indexer.start()
        stack.callback(indexer.clean_up)
        stack.callback(indexer.stop)
        remains = Remains()
        killer = _Killer(indexer, kills, len(readings) / per_second, seed)
        killer.start()
        sink, log = streams.sink(), streams.log()
        stack.callback(log.close)
        began = time.monotonic()
        for number, reading in enumerate(readings):
            sink.publish(reading.topic, reading.key, reading.value)
            ahead_s = began + number / per_second - time.monotonic()
            if ahead_s > 0.01:
                time.sleep(ahead_s)
        sink.flush()
        killer.join()
        remains.kills = killer.done
        _settle(log, redis, city)
        for record in log.read_all([ANOMALIES]):
            remains.records += 1
            remains.anomalies[(record.key or b"").decode()] = record.value or b""
        remains.observations = _observations(redis, city)
        return remains


class _Killer(threading.Thread):
    """Kill the indexer at random instants of the load, and start it again at once."""

    def __init__(self, indexer: IndexerProcess, kills: int, length_s: float, seed: int) -> None:
        super().__init__(name="killer", daemon=True)
        self._indexer = indexer
        pick = random.Random(seed)
        self._at = sorted(pick.uniform(0.1, 0.95) * length_s for _ in range(kills))
        self.done = 0

    def run(self) -> None:
        """Kill as planned."""
        began = time.monotonic()
        for at in self._at:
            time.sleep(max(0.0, began + at - time.monotonic()))
            self._indexer.kill()
            self.done += 1
            self._indexer.start()


def _settle(log: RecordLog, redis: EmbeddedRedis, city: City) -> None:
    """Wait until every reading is looked at, and no more anomalies come."""
    layout, client = Layout(city.id), connect(redis.url)
    deadline, quiet_since, before = time.monotonic() + SETTLE_S, time.monotonic(), -1
    while time.monotonic() < deadline:
        offsets: Any = client.hgetall(layout.key("offsets"))
        ends = log.end_offsets(log.partitions_of([*_TOPICS, ANOMALIES]))
        reached = all(
            end == 0 or int(offsets.get(f"{at.topic}/{at.partition}".encode(), -1)) == end
            for at, end in ends.items()
        )
        told = sum(end for at, end in ends.items() if at.topic == ANOMALIES)
        if not reached or told != before:
            quiet_since, before = time.monotonic(), told
        elif time.monotonic() - quiet_since > QUIET_S:
            return
        time.sleep(0.2)
    raise TimeoutError("the readings were not looked at to their end")


def _observations(redis: EmbeddedRedis, city: City) -> dict[str, bytes]:
    layout, client = Layout(city.id), connect(redis.url)
    found: dict[str, bytes] = {}
    for topic in _TOPICS:
        held: Any = client.hgetall(layout.observations(topic))
        for key, stored in held.items():
            found[f"{topic}/{key.decode()}"] = stored.partition(b" ")[2]
    return found


def differences(calm: Remains, killed: Remains) -> list[str]:
    """Return in which anomalies and observations the two runs differ."""
    found: list[str] = []
    for name, one, other in (
        ("anomaly", calm.anomalies, killed.anomalies),
        ("observation", calm.observations, killed.observations),
    ):
        found += [
            f"{name} {key}: {other.get(key)!r} is not {one.get(key)!r}"
            for key in sorted(one.keys() | other.keys())
            if one.get(key) != other.get(key)
        ]
    return found
