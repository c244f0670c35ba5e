"""Feed a running system through Kafka, as any producer would, and read its topics back."""

import json
import uuid
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from confluent_kafka import Consumer, Message, Producer, TopicPartition

from tests.e2e.gridham import SOURCES
from tests.e2e.running import Json, System, expect

TOPICS: Final = {
    "infrastructure": "infrastructure_events",
    "transit": "transit_events",
    "emergency": "emergency_events",
}
Headers = Sequence[tuple[str, bytes]]


def now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def ago(**span: float) -> str:
    """Return an instant in the past (or, negative, ahead) as the wire says it."""
    return (now() - timedelta(**span)).isoformat()


def ahead(**span: float) -> str:
    """Return an instant in the future as the wire says it."""
    return (now() + timedelta(**span)).isoformat()


@dataclass
class Feed:
    """Producer for one system; remembers the events told so that they can be withdrawn."""

    system: System
    told: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _read_from: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])

    def __post_init__(self) -> None:
        self._producer = Producer(
            {
                "bootstrap.servers": self.system.endpoints["kafka"],
                "acks": "all",
                "linger.ms": 0,
                "log_level": 2,
            }
        )

    def send(
        self, topic: str, key: str | bytes | None, value: bytes | None, headers: Headers = (),
        *, at: datetime | None = None,
    ) -> tuple[int, int]:  # fmt: skip
        """Send one record, as of now or `at`; return its place once it is acknowledged."""
        places: list[tuple[int, int]] = []
        failures: list[object] = []

        def acknowledged(error: object, message: Message) -> None:
            if error is not None:
                failures.append(error)
            else:
                places.append((message.partition() or 0, message.offset() or 0))

        self._producer.produce(
            topic, value=value, key=key, headers=list(headers), on_delivery=acknowledged,
            timestamp=0 if at is None else int(at.timestamp() * 1000),
        )  # fmt: skip
        self._producer.flush(15)
        assert not failures, failures
        assert places, "not acknowledged"
        return places[0]

    def say(self, family: str, body: Json, headers: Headers = ()) -> Json:
        """Send an event's message, keyed by its id, and return it."""
        topic = TOPICS[family]
        self.told.append((topic, body["event_id"]))
        self.send(topic, body["event_id"], json.dumps(body).encode(), headers)
        return body

    def post(self, family: str, body: Json) -> None:
        """Send an event's message without waiting; `flush` waits for all of them."""
        topic = TOPICS[family]
        self.told.append((topic, body["event_id"]))
        self._producer.produce(topic, key=body["event_id"], value=json.dumps(body).encode())

    def post_to(self, topic: str, key: str, value: bytes, *, partition: int = -1) -> None:
        """Send one record without waiting, in order with what is posted to its key.

        Args:
            partition: where to; -1 for where its key belongs.
        """
        while True:
            try:
                return self._producer.produce(topic, key=key, value=value, partition=partition)
            except BufferError:
                self._producer.poll(0.1)

    def flush(self) -> None:
        """Wait until everything posted is acknowledged."""
        assert self._producer.flush(15) == 0

    def tell(self, family: str, body: Json) -> Json:
        """Send an event's message and wait until the API tells exactly it."""
        self.say(family, body)
        self.expect_told(body)
        return body

    def expect_told(self, body: Json) -> Json:
        """Wait until the API tells the message with this id and timestamp."""
        wanted = datetime.fromisoformat(body["timestamp"])

        def look() -> Json | None:
            event = self.system.event(body["event_id"])
            if event is None or datetime.fromisoformat(event["issued_at"]) != wanted:
                return None
            return event

        return expect(look, f"{body['event_id']} as of {wanted}")

    def beat(self, source: str, family: str, **more: Any) -> None:
        """Send a heartbeat that says all is well, unless told otherwise."""
        instant = now().isoformat()
        body: Json = {
            "source": source, "family": family, "types": [], "observed_at": instant, "state": "ok",
            "error": None, "last_ok_at": instant, "entities": 1, "max_silence_s": 600,
            "full_state": False, "publisher": None,
        }  # fmt: skip
        self.send("feed_status", source, json.dumps(body | more).encode())

    def beat_all(self) -> None:
        """Let every source of Gridham be live, and wait until it is."""
        for source in SOURCES:
            self.beat(source.id, source.family)
        expect(
            lambda: all(s["state"] == "live" for s in self.system.get("/api/health")["coverage"]),
            "all sources live",
        )

    def forget_all(self) -> None:
        """Withdraw every event told, by null values, and wait until none is left."""
        for topic, event_id in set(self.told):
            self._producer.produce(topic, key=event_id, value=None)
        self.flush()
        expect(lambda: not self._still_told(), "everything told is forgotten")
        self.told.clear()

    def _still_told(self) -> set[str]:
        phases = "upcoming,active,overdue,ended,cancelled,superseded"
        listed = self.system.get("/api/events", phase=phases, limit=1000)["events"]
        return {event["event_id"] for event in listed} & {event_id for _, event_id in self.told}

    def remember(self, *topics: str) -> None:
        """Let `read` give only what these topics get from now on."""
        with self._consumer() as consumer:
            for topic in topics:
                for number, (_, high) in self._reach(consumer, topic).items():
                    self._read_from[topic, number] = high

    def read(self, topic: str) -> list[Message]:
        """Return what a topic holds now, partition by partition, since `remember` if ever."""
        with self._consumer() as consumer:
            reach = self._reach(consumer, topic)
            starts = {
                n: max(low, self._read_from.get((topic, n), low)) for n, (low, _) in reach.items()
            }
            ends = {n: high for n, (_, high) in reach.items() if high > starts[n]}
            consumer.assign([TopicPartition(topic, n, starts[n]) for n in ends])
            records: list[Message] = []

            def all_read() -> bool:
                while ends and (message := consumer.poll(0.5)) is not None:
                    number = message.partition() or 0
                    if message.error() is None and number in ends:
                        records.append(message)
                        if (message.offset() or 0) + 1 >= ends[number]:
                            del ends[number]
                return not ends

            if ends:
                expect(all_read, f"the end of {topic}")
            return records

    @contextmanager
    def _consumer(self) -> Generator[Consumer]:
        consumer = Consumer(
            {"bootstrap.servers": self.system.endpoints["kafka"], "group.id": uuid.uuid4().hex,
             "enable.auto.commit": False, "fetch.wait.max.ms": 20, "log_level": 2}
        )  # fmt: skip
        try:
            yield consumer
        finally:
            consumer.close()

    def _reach(self, consumer: Consumer, topic: str) -> dict[int, tuple[int, int]]:
        """Return the first and the next offset of each partition."""
        known = consumer.list_topics(topic, timeout=10).topics[topic].partitions
        return {
            n: consumer.get_watermark_offsets(TopicPartition(topic, n), timeout=10) for n in known
        }


def headers_of(message: Message) -> Mapping[str, str]:
    """Return a record's headers as text."""
    return {name: _text(value) for name, value in message.headers() or []}


def _text(value: str | bytes | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""


def event_id(prefix: str = "E2E") -> str:
    """Make an id that no other test uses."""
    return f"{prefix}-{uuid.uuid4().hex[:10]}"


def message(source: str, type_: str, /, **more: Any) -> Json:
    """Return a message of any source and type, issued now unless told otherwise."""
    body: Json = {
        "event_id": event_id(source), "source": source, "type": type_, "severity": "moderate",
        "timestamp": now().isoformat(), "headline": type_.replace("_", " ").capitalize(),
    }  # fmt: skip
    return {name: value for name, value in (body | more).items() if value is not None}


def power_outage(**more: Any) -> Json:
    """Return a power outage's message as Gridham Electric would send it."""
    return message("gh-power", "power_outage", **more)
