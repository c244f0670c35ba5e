"""The indexer as a process: it starts alone, shares the work, stops cleanly, refuses clearly."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.timespan import format_rfc3339
from core.topics import FEED_STATUS, INFRASTRUCTURE_EVENTS, dead_letter
from indexer.store.codec import decode_state
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.layout import Layout
from indexer.store.redis_connection import connect
from streams.embedded import EmbeddedBroker
from streams.kafka import KafkaStreams
from streams.ports import RecordSink
from streams.settings import KafkaSettings

pytestmark = pytest.mark.redis
ROOT = Path(__file__).parents[2]
LAYOUT = Layout("rivermouth")
PATIENCE_S = 30.0


@dataclass
class Town:
    """A broker and a Redis of our own, and the indexers that were started on them."""

    environment: dict[str, str]
    redis: Any
    sink: RecordSink
    streams: KafkaStreams
    started: list[subprocess.Popen[bytes]]

    def start(self, **environment: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "indexer"],
            cwd=ROOT,
            env=os.environ | self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.started.append(process)
        return process

    def tell(self, event_id: str, **fields: Any) -> None:
        when = format_rfc3339(datetime.now(UTC))
        told = {"event_id": event_id, "type": "power_outage", "severity": "high",
                "timestamp": when, "source": "city-power"} | fields  # fmt: skip
        self.sink.publish(INFRASTRUCTURE_EVENTS, event_id, orjson.dumps(told))

    def stored(self, event_id: str) -> Any:
        value = self.redis.hget(LAYOUT.events(INFRASTRUCTURE_EVENTS), event_id)
        return None if value is None else decode_state(value)[1]

    def count(self) -> int:
        return int(self.redis.hlen(LAYOUT.events(INFRASTRUCTURE_EVENTS)))


@pytest.fixture
def town() -> Iterator[Town]:
    with EmbeddedBroker() as broker, EmbeddedRedis() as server:
        bootstrap = broker.start()
        streams = KafkaStreams(KafkaSettings(bootstrap_servers=bootstrap))
        environment = {
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap, "REDIS_URL": server.url,
            "CIVIC_CITY": "cities/rivermouth", "LOG_FORMAT": "json", "EMBEDDING_MODEL": "",
        }  # fmt: skip
        town = Town(environment, connect(server.url), streams.sink(), streams, [])
        yield town
        for process in town.started:
            if process.poll() is None:
                process.kill()
            process.communicate()


def assert_soon(holds: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def test_what_is_produced_is_applied_and_the_process_stops_cleanly(town: Town):
    town.tell("city-power:1", headline="Power outage", area="Eastside")
    town.sink.publish(INFRASTRUCTURE_EVENTS, "city-power:2", b"{")
    beat = {"source": "city-power", "state": "ok", "observed_at": format_rfc3339(datetime.now(UTC))}
    town.sink.publish(FEED_STATUS, "city-power", orjson.dumps(beat))
    town.sink.flush()
    process = town.start()
    assert_soon(lambda: town.stored("city-power:1"), "the event was not applied")
    assert_soon(lambda: town.redis.hget(LAYOUT.key("beats"), "city-power"), "no heartbeat")
    assert_soon(lambda: town.redis.hlen(LAYOUT.key("ticks")) == 44, "not every partition ticks")
    event = town.stored("city-power:1")
    assert event.event.headline == "Power outage"
    assert "eastside" in event.footprint.area_ids
    assert town.redis.hlen(LAYOUT.key("rebuilding")) == 0
    letters = list(town.streams.log().read_all([dead_letter(INFRASTRUCTURE_EVENTS)]))
    assert [dict(letter.headers)["error.reason"] for letter in letters] == [b"not_json"]
    process.terminate()
    said = process.communicate(timeout=30)[0].splitlines()
    assert process.returncode == 0
    assert orjson.loads(said[-1])["event"] == "indexer.stopped"


def test_an_emptied_redis_is_filled_again_while_the_indexer_runs(town: Town):
    for n in range(200):
        town.tell(f"city-power:{n}")
    town.sink.flush()
    town.start()
    assert_soon(lambda: town.count() == 200, "not all was applied")
    town.redis.flushall()
    assert_soon(
        lambda: town.redis.hget(LAYOUT.key("meta"), "epoch"), "the emptying was not noticed"
    )
    assert_soon(lambda: town.count() == 200, "it was not filled again")
    assert_soon(lambda: not town.redis.hlen(LAYOUT.key("rebuilding")), "it is rebuilding for ever")


def test_two_share_the_partitions_and_one_takes_over_from_the_other(town: Town):
    for n in range(200):
        town.tell(f"city-power:{n}", headline="first")
    town.sink.flush()
    one = town.start()
    assert_soon(lambda: town.count() == 200, "not all was applied")
    two = town.start()
    two_said = two.stdout
    assert two_said is not None
    assert b"indexer.started" in two_said.readline()
    one.kill()
    for n in range(200, 400):
        town.tell(f"city-power:{n}", headline="second")
    town.sink.flush()
    assert_soon(lambda: town.count() == 400, "the other did not take over")


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"CIVIC_CITY": "cities/atlantis"}, b"atlantis"),
        ({"REDIS_URL": "http://example"}, b"REDIS_URL"),
        ({"INDEXER_BATCH_RECORDS": "none"}, b"batch_records"),
    ],
    ids=["no such city", "no Redis address", "no number"],
)
def test_a_wrong_setting_is_refused_at_once_in_one_line(
    town: Town, environment: dict[str, str], says: bytes
):
    process = town.start(**environment)
    said = process.communicate(timeout=20)[0]
    assert process.returncode == 1
    assert says in said
    assert len(said.splitlines()) == 1, said.decode()


def test_a_redis_that_evicts_is_refused_in_one_line(town: Town):
    town.redis.config_set("maxmemory-policy", "allkeys-lru")
    process = town.start()
    said = process.communicate(timeout=20)[0]
    assert process.returncode == 1
    assert said.splitlines()[-1].startswith(b"indexer: Redis has maxmemory-policy allkeys-lru")
