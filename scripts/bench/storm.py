"""Measure a storm: a hundred times the usual messages for a minute, on the real broker.

While it lasts, people ask, and grave events come among the many; what counts is how soon those can
be answered from, that nothing is lost, how much memory it takes, and how soon the lag is gone.
"""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final, Self

import numpy as np
import orjson

from core.severity import Severity
from core.timespan import parse_rfc3339
from core.topics import EVENT_TOPICS
from indexer.store.columns import micros
from scripts.bench.aims import AtMost, tell, tell_times
from scripts.bench.city_messages import city_messages, update_of
from scripts.bench.door import Door
from scripts.bench.system import System
from streams.record import Outgoing, Receipt

USUAL_RATE: Final = 20
TIMES: Final = 100
GRAVE_P99_MS: Final = 2000.0
CHAT_P95_MS: Final = 500.0
INDEXER_MB: Final = 1000.0
LAG_S: Final = 60.0
_GRAVE_EVERY: Final = 400
_SLICE_S: Final = 0.01
_WARM_S: Final = 10
_QUESTIONS: Final = (
    "is the power out in Eastside?", "is the Blue Line running?", "anything going on in Harbor?",
    "is the water safe to drink in Riverside?",
)  # fmt: skip


def run(quick: bool) -> None:
    """Send the usual, then the storm, and tell what it did."""
    length_s = 10 if quick else 60
    with System() as system:
        system.start_indexer()
        system.start_api()
        system.beat()
        sender = _Sender(system)
        sender.send(USUAL_RATE, _WARM_S)
        system.wait_until_indexed()
        with _Onlooker(system) as onlooker:
            sender.watch = onlooker.watch
            rate = sender.send(USUAL_RATE * TIMES, length_s)
            ended = time.monotonic()
            wanted = system.published()
            system.wait(lambda: system.applied() >= wanted, "the lag is gone")
            lag_s = time.monotonic() - ended
        _tell(system, sender, onlooker, rate, lag_s)


def _tell(
    system: System, sender: "_Sender", onlooker: "_Onlooker", rate: float, lag_s: float
) -> None:
    count = len(sender.newest)
    unseen = {"rate": rate, "unseen": onlooker.unseen}
    tell_times("storm.grave_answerable", onlooker.late_ms, p99=GRAVE_P99_MS, **unseen)
    asked = onlooker.asked_ms
    tell("storm.chat.p95", float(np.quantile(asked, 0.95)) if asked else None, "ms",
         n=len(asked), aim=AtMost(CHAT_P95_MS))  # fmt: skip
    tell("storm.lag", lag_s, "s until all is indexed", n=1, aim=AtMost(LAG_S))
    tell("storm.lost", _lost(system, sender.newest), "events", n=count, aim=AtMost(0))
    for name, most in sorted(onlooker.memory_mb.items()):
        aim = AtMost(INDEXER_MB) if name == "indexer" else None
        tell(f"storm.memory.{name}", most, "MB resident at most", n=1, aim=aim)


def _lost(system: System, newest: dict[str, int]) -> int:
    """Count the events whose newest message is not what the store has."""
    held = {
        event.event.event_id: micros(event.event.issued_at)
        for topic in EVENT_TOPICS
        for event in system.events(topic.name)
    }
    return sum(held.get(event_id) != issued for event_id, issued in newest.items())


class _Sender:
    """Send messages at a rate: new events, and updates of those that are there already."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._made = 0
        self._recent: list[Outgoing] = []
        self.newest: dict[str, int] = {}
        self.watch: Callable[[str, int], None] = _ignore

    def send(self, rate: int, length_s: float) -> float:
        """Send for so long; return how many a second it really was."""
        messages = self._messages(int(rate * length_s))
        began, sent = time.monotonic(), 0
        for message in messages:
            self._publish(message)
            sent += 1
            ahead_s = began + sent / rate - time.monotonic()
            if ahead_s > _SLICE_S:
                time.sleep(ahead_s)
        self._system.publisher.flush()
        return sent / (time.monotonic() - began)

    def _messages(self, count: int) -> Iterator[Outgoing]:
        fresh = city_messages(self._system.city, count, datetime.now(UTC), first=self._made)
        for number in range(count):
            if number % 2 and self._recent:
                yield update_of(self._recent[number % len(self._recent)], datetime.now(UTC))
                continue
            self._made += 1
            message = next(fresh)
            if number % _GRAVE_EVERY == 0:
                message = _grave(message)
            elif len(self._recent) < 1000:
                self._recent.append(message)
            yield message

    def _publish(self, message: Outgoing) -> None:
        assert message.value is not None
        fields = orjson.loads(message.value)
        event_id, issued = fields["event_id"], micros(parse_rfc3339(fields["timestamp"]))
        self.newest[event_id] = issued
        watched = fields["severity"] == Severity.CRITICAL and fields.get("bench") == "grave"

        def note(receipt: Receipt) -> None:
            if receipt.error is None and watched:
                self.watch(event_id, time.monotonic_ns())

        self._system.publisher.publish(
            message.topic, message.key, message.value, on_delivered=note if watched else None
        )


def _ignore(_event_id: str, _at: int) -> None:
    return None


def _grave(message: Outgoing) -> Outgoing:
    assert message.value is not None
    fields = orjson.loads(message.value)
    fields |= {"severity": "critical", "bench": "grave", "timestamp": datetime.now(UTC).isoformat()}
    for name in ("status", "ends_at"):
        fields.pop(name, None)
    return Outgoing(message.topic, message.key, orjson.dumps(fields))


class _Onlooker:
    """Look, beside the storm, for grave events, ask questions, and weigh the processes."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._stop = threading.Event()
        self._waiting: dict[str, int] = {}
        self._threads = [
            threading.Thread(target=work, daemon=True)
            for work in (self._look, self._ask, self._weigh)
        ]
        self.late_ms: list[float] = []
        self.asked_ms: list[float] = []
        self.memory_mb: dict[str, float] = {}

    @property
    def unseen(self) -> int:
        """Return how many grave events were never told."""
        return len(self._waiting)

    def watch(self, event_id: str, delivered_at: int) -> None:
        """Look for this event from now on."""
        self._waiting[event_id] = delivered_at

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        deadline = time.monotonic() + 5
        while self._waiting and time.monotonic() < deadline:
            time.sleep(0.05)
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=10)

    def _look(self) -> None:
        with Door(self._system.api) as door:
            while not self._stop.is_set():
                for event_id, delivered_at in list(self._waiting.items()):
                    if door.event(event_id) is not None:
                        self.late_ms.append((time.monotonic_ns() - delivered_at) / 1e6)
                        del self._waiting[event_id]
                self._stop.wait(0.01)

    def _ask(self) -> None:
        with Door(self._system.api) as door:
            for question in itertools.cycle(_QUESTIONS):
                self.asked_ms.append(door.ask(question)[0])
                if self._stop.wait(0.2):
                    return

    def _weigh(self) -> None:
        while not self._stop.wait(0.5):
            found: dict[str, Any] = {
                name: self._system.memory_mb(name)["rss_mb"] for name in ("indexer", "api")
            }
            found["redis"] = self._system.store_mb()
            for name, mb in found.items():
                self.memory_mb[name] = max(mb, self.memory_mb.get(name, 0.0))
