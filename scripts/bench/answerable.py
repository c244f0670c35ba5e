"""Measure how soon a message that Kafka has acknowledged can be answered from.

At a million messages an hour, half of them updates: from the delivery report of each message to
its change in the view of a reader process of its own; and, for some, to the HTTP answer that
shows it.
"""

import queue
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import orjson

from core.errors import Transient
from core.timespan import parse_rfc3339
from indexer.store.columns import micros
from scripts.bench.aims import tell_times
from scripts.bench.city_messages import city_messages, update_of
from scripts.bench.door import Door
from scripts.bench.system import System
from scripts.bench.watcher import READY
from streams.record import Outgoing, Receipt

RATE: Final = 280
P50_MS: Final = 15.0
P99_MS: Final = 50.0
_STANDING: Final = 10_000
_CHECKED_EVERY: Final = 40
_SETTLE_S: Final = 2.0

Told = tuple[str, int]
"""A message: its event's id, and when it was issued, in microseconds since 1970."""


def run(quick: bool) -> None:
    """Send for half a minute among ten thousand events, and see when each message shows."""
    count = RATE * (5 if quick else 30)
    with System() as system, TemporaryDirectory() as folder:
        file = Path(folder, "changes")
        system.start_indexer()
        system.publish(city_messages(system.city, _STANDING, datetime.now(UTC)))
        system.wait_until_indexed()
        system.wait_until_embedded()
        system.start_api()
        system.start("watcher", ["-m", "scripts.bench.watcher", str(file)])
        system.wait(lambda: file.exists() and file.read_text().startswith(READY), "it watches")
        with _Checker(system.api) as checker:
            delivered = _send(system, _messages(system, count), checker.check)
        seen = _seen(file)
    late = [(seen[told] - at) / 1e6 for told, at in delivered.items() if told in seen]
    conditions = {"rate": RATE, "events": _STANDING, "unseen": len(delivered) - len(late)}
    tell_times("answerable.view", late, p50=P50_MS, p99=P99_MS, **conditions)
    tell_times("answerable.http", checker.late_ms, p50=P50_MS, p99=P99_MS, **conditions)


def _messages(system: System, count: int) -> list[Outgoing]:
    """Take turns between new events and updates of standing ones."""
    now = datetime.now(UTC)
    fresh = city_messages(system.city, count // 2, now, first=_STANDING)
    standing = city_messages(system.city, count - count // 2, now)
    updates = (update_of(message, now) for message in standing)
    return [message for pair in zip(fresh, updates, strict=False) for message in pair]


def _send(
    system: System, messages: list[Outgoing], check: Callable[[Told, int], None]
) -> Mapping[Told, int]:
    """Send at the rate, and return when each message was acknowledged (monotonic ns)."""
    delivered: dict[Told, int] = {}
    began = time.monotonic()
    for number, message in enumerate(messages):
        told, checked = _told(message), number % _CHECKED_EVERY == 0

        def note(receipt: Receipt, told: Told = told, checked: bool = checked) -> None:
            at = time.monotonic_ns()
            if receipt.error is None:
                delivered[told] = at
                if checked:
                    check(told, at)

        system.publisher.publish(message.topic, message.key, message.value, on_delivered=note)
        while (left_s := began + (number + 1) / RATE - time.monotonic()) > 0:
            with suppress(Transient):  # the report is taken as soon as it comes
                system.publisher.flush(timedelta(seconds=left_s))
            time.sleep(min(0.0005, left_s))
    system.publisher.flush()
    time.sleep(_SETTLE_S)
    return delivered


def _told(message: Outgoing) -> Told:
    assert message.value is not None
    fields = orjson.loads(message.value)
    return fields["event_id"], micros(parse_rfc3339(fields["timestamp"]))


def _seen(file: Path) -> dict[Told, int]:
    seen: dict[Told, int] = {}
    for line in file.read_text("utf-8").splitlines()[1:]:
        event_id, issued_us, at = line.split("\t")
        seen.setdefault((event_id, int(issued_us)), int(at))
    return seen


class _Checker:
    """Ask the API for some of the events, over and over until it tells the message's state."""

    def __init__(self, api: str) -> None:
        self.late_ms: list[float] = []
        self._door = Door(api)
        self._wanted: queue.SimpleQueue[tuple[Told, int] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="checker", daemon=True)

    def check(self, told: Told, delivered_at: int) -> None:
        """Look for this message from now on; returns at once."""
        self._wanted.put((told, delivered_at))

    def __enter__(self) -> "_Checker":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._wanted.put(None)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        with self._door as door:
            while (wanted := self._wanted.get()) is not None:
                (event_id, issued_us), delivered_at = wanted
                deadline = delivered_at + 5_000_000_000
                while time.monotonic_ns() < deadline:
                    found = door.event(event_id)
                    if found and micros(parse_rfc3339(found["issued_at"])) == issued_us:
                        self.late_ms.append((time.monotonic_ns() - delivered_at) / 1e6)
                        break
