"""Run what is measured, as in production: real Kafka, real Redis, indexer and API as processes."""

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx
import redis

from cli.children import Child
from core.city import City, load_city
from core.errors import Transient
from core.store import IndexedEvent
from core.topics import EVENT_TOPICS
from indexer.store.codec import decode_state
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.layout import Layout
from indexer.store.redis_connection import connect
from scripts.bench.city_messages import heartbeats
from streams.kafka import KafkaStreams
from streams.kraft import LocalKafka, free_port
from streams.publisher import OnDelivered, Publisher
from streams.record import Outgoing
from streams.settings import KafkaSettings
from streams.topics import ensure_topics

CITY: Final = Path(__file__).parents[2] / "cities" / "rivermouth"
EVENT_NAMES: Final = tuple(topic.name for topic in EVENT_TOPICS)
PATIENCE_S: Final = 180.0
_LOOK_EVERY_S: Final = 0.02
_REST_S: Final = 3.0


class System:
    """Hold broker and store, and the services once they are asked for; leaving it ends all."""

    def __init__(self) -> None:
        self._ours = ExitStack()
        self.city: City = load_city(CITY)
        self.api = self.redis_url = ""
        self._children: dict[str, Child] = {}

    def __enter__(self) -> Self:
        kafka = self._ours.enter_context(LocalKafka())
        self.store = self._ours.enter_context(EmbeddedRedis())
        self.redis_url = self.store.url
        self._folder = Path(self._ours.enter_context(tempfile.TemporaryDirectory()))
        self._kafka = KafkaSettings(bootstrap_servers=kafka.bootstrap)
        ensure_topics(self._kafka)
        self.publisher = Publisher(self._kafka)
        self._client: redis.Redis = connect(self.redis_url)
        self._layout = Layout(self.city.id)
        self._environment = os.environ | {
            "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap,
            "REDIS_URL": self.redis_url,
            "CIVIC_CITY": str(CITY),
            "CIVIC_STATE_DIR": str(self._folder),
            "API_HOST": "127.0.0.1",
            "LOG_FORMAT": "json",
        }
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in tuple(self._children):
            self.end(name)
        with suppress(Transient):
            self.publisher.close()
        self._client.close()
        self._ours.close()

    def start_indexer(self) -> None:
        """Start an indexer, and return at once."""
        self.start("indexer", ["-m", "indexer"])

    def start_api(self) -> None:
        """Start an API, and return when it is ready."""
        port = free_port()
        self.api = f"http://127.0.0.1:{port}"
        self._environment["API_PORT"] = str(port)
        self.start("api", ["-m", "api"])
        with httpx.Client(base_url=self.api, trust_env=False) as client:
            self.wait(lambda: _is_ready(client), "the API is ready")

    def start(self, name: str, arguments: list[str], **environment: str) -> Child:
        """Start one process with the services' environment."""
        child = Child(
            name, arguments, self._environment | environment, self._folder / f"{name}.log"
        )
        self._children[name] = child
        child.start()
        return child

    def end(self, name: str) -> None:
        """End one process."""
        child = self._children.pop(name)
        child.ask_to_stop()
        child.wait(time.monotonic() + 10)

    def publish(self, messages: Iterable[Outgoing], on_delivered: OnDelivered | None = None) -> int:
        """Publish messages and return how many, once all are acknowledged."""
        count = 0
        for message in messages:
            self.publisher.publish(
                message.topic, message.key, message.value, on_delivered=on_delivered
            )
            count += 1
        self.publisher.flush()
        return count

    def beat(self) -> None:
        """Let every source of the pack be heard now."""
        self.publish(heartbeats(self.city, datetime.now(UTC)))

    def applied(self, topics: Iterable[str] = EVENT_NAMES) -> int:
        """Return how many records of these topics, the event topics by default, are taken in."""
        offsets: Any = self._client.hgetall(self._layout.key("offsets"))
        names = tuple(f"{topic}/".encode() for topic in topics)
        return sum(int(at) for name, at in offsets.items() if name.startswith(names))

    def events(self, topic: str) -> Iterator[IndexedEvent]:
        """Go through the events of a topic that the store has, forgotten ones left out."""
        held: Any = self._client.hgetall(self._layout.events(topic))
        for stored in held.values():
            state = decode_state(stored)[1]
            if isinstance(state, IndexedEvent):
                yield state

    def vectors(self) -> int:
        """Return how many meanings have their vector."""
        found: Any = self._client.hlen(self._layout.key("vectors"))
        return int(found)

    def published(self) -> int:
        """Return how many records lie on the event topics."""
        log = KafkaStreams(self._kafka).log()
        try:
            partitions = log.partitions_of(EVENT_NAMES)
            return sum(log.end_offsets(partitions).values())
        finally:
            log.close()

    def wait_until_indexed(self) -> None:
        """Return when the store, and the API's view where one runs, have all that is published."""
        wanted = self.published()
        self.wait(lambda: self.applied() >= wanted, f"{wanted} records are indexed")
        if "api" in self._children:
            seq = self.seq()
            with httpx.Client(base_url=self.api, trust_env=False) as client:
                self.wait(
                    lambda: client.get("/api/health").json()["seq"] >= seq, "the view is there"
                )

    def wait_until_embedded(self) -> None:
        """Return when no more vectors come, as it is but for the first minutes of a system."""
        before, since = -1, time.monotonic()

        def rests() -> bool:
            nonlocal before, since
            now = self.vectors()
            if now != before:
                before, since = now, time.monotonic()
            return time.monotonic() - since > _REST_S

        self.wait(rests, "no more vectors come")

    def seq(self) -> int:
        """Return the number of the store's newest change."""
        found: Any = self._client.hget(self._layout.key("meta"), "seq")
        return int(found or 0)

    def wait(self, done: Callable[[], bool], what: str) -> None:
        """Return when `done` says so.

        Raises:
            Transient: it did not within three minutes, or a process ended.
        """
        deadline = time.monotonic() + PATIENCE_S
        while not done():
            for child in self._children.values():
                if not child.alive:
                    raise Transient(f"{child.name} ended: {child.last_words()}")
            if time.monotonic() > deadline:
                raise Transient(f"waited in vain until {what}")
            time.sleep(_LOOK_EVERY_S)

    def memory_mb(self, name: str) -> dict[str, float]:
        """Return a process's resident and proportional memory, in 10^6 bytes (Linux)."""
        process = self._children[name].process
        return memory_mb(process.pid) if process is not None else {}

    def store_mb(self) -> float:
        """Return what Redis has taken from the machine, in 10^6 bytes."""
        told: Any = self._client.info("memory")  # pyright: ignore[reportUnknownMemberType]
        return int(told["used_memory_rss"]) / 1e6


def memory_mb(pid: int) -> dict[str, float]:
    """Return the memory of a process in 10^6 bytes: all that is resident, and its fair share."""
    found: dict[str, float] = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
        name, _, rest = line.partition(":")
        if name in ("Rss", "Pss"):
            found[f"{name.lower()}_mb"] = int(rest.split()[0]) * 1024 / 1e6
    return found


def _is_ready(client: httpx.Client) -> bool:
    with suppress(httpx.HTTPError):
        return client.get("/readyz").is_success
    return False
