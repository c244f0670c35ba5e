"""Run an owner by hand over a log and a store in memory, with faults where a test wants them."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shapely import box

from core.city import Area, AreaKind, City, Line, Mode
from core.errors import Rejected, RejectReason, Transient
from core.geo import LonLat
from core.identity import EventKey
from core.store import Batch, Forgotten, IndexedEvent, Known
from core.timespan import ManualClock
from core.topics import CITIZEN_REPORTS, FEED_STATUS
from indexer.anomalies.detector import AnyDetector
from indexer.due import DueTimes
from indexer.expiry import Sweeper
from indexer.names import TopicNames
from indexer.owner import Owner, Surroundings
from indexer.store.memory import Held, MemoryEvents
from indexer.store.truth import ReadingBatch
from indexer.ticks import Ends, ask_ends
from streams.memory import MAX_RECORD_BYTES, MemorySink, MemoryStreams
from streams.ports import PATIENCE
from streams.record import Outgoing, Record, TopicPartition
from tests.indexer.line import NOON, RETENTION, TOPIC, at, tools_at

__all__ = [
    "CITIZEN_REPORTS", "FEED_STATUS", "TOWN", "Bench", "FlakySink", "FlakyTruth", "Works",
    "heartbeat", "wait_out_holds",
]  # fmt: skip

TOWN = City(
    id="town",
    name="Town",
    aliases=(),
    timezone=ZoneInfo("America/New_York"),
    languages=("en",),
    emergency_number="911",
    help_line="311",
    center=LonLat(-74.0, 40.7),
    sources=(),
    areas=(
        Area(
            "mill", "Milltown", ("the mill",), AreaKind.NEIGHBOURHOOD, box(-74.1, 40.6, -74, 40.8)
        ),
        Area("east", "Easton", (), AreaKind.NEIGHBOURHOOD, box(-74, 40.6, -73.9, 40.8)),
    ),
    lines=(Line("12", "12", "", Mode.BUS),),
)
"""One square in two halves, with a bus."""


class FlakySink(MemorySink):
    """Refuse to acknowledge records of topics that are `out`, and note when it was asked."""

    def __init__(self, streams: MemoryStreams) -> None:
        super().__init__(streams.records)
        self.out: set[str] = set()
        self.tries = Counter[str]()
        self.on_publish = lambda: None

    def publish_all(self, records: Iterable[Outgoing], timeout: timedelta = PATIENCE) -> None:
        wanted = list(records)
        self.tries.update({record.topic for record in wanted})
        self.on_publish()
        if any(record.topic in self.out for record in wanted):
            raise Transient("not acknowledged")
        if any(len(record.value or b"") > MAX_RECORD_BYTES - 500 for record in wanted):
            raise Rejected(RejectReason.TOO_LARGE, "with its headers it is above the limit")
        super().publish_all(wanted, timeout)


class FlakyTruth(MemoryEvents):
    """Fail so many of the next applications, before or after they happen."""

    def __init__(self, held: Held) -> None:
        super().__init__(held)
        self.fail_before = self.fail_after = 0
        self.down = False
        self.applied: list[Batch] = []
        self.applied_readings: list[ReadingBatch] = []

    def known(self, keys: Sequence[EventKey]) -> Sequence[Known]:
        if self.down:
            raise Transient("the store does not answer")
        return super().known(keys)

    def apply(self, batch: Batch) -> int:
        if self.fail_before:
            self.fail_before -= 1
            raise Transient("gone before it was applied")
        seq = super().apply(batch)
        self.applied.append(batch)
        if self.fail_after:
            self.fail_after -= 1
            raise Transient("gone before it could say so")
        return seq

    def apply_readings(self, batch: ReadingBatch) -> int:
        if self.fail_before:
            self.fail_before -= 1
            raise Transient("gone before it was applied")
        seq = super().apply_readings(batch)
        self.applied_readings.append(batch)
        if self.fail_after:
            self.fail_after -= 1
            raise Transient("gone before it could say so")
        return seq


class AskedNow:
    """Ask for the ends whenever the owner looks, in its own thread."""

    def __init__(self, works: "Works", names: TopicNames, clock: ManualClock) -> None:
        self._log = works.streams.log()
        self._names = names
        self._clock = clock

    def take(self) -> Ends | None:
        try:
            return ask_ends(self._log, self._names, self._clock)
        except Transient:
            return None


class Works:
    """Hold what all owners of a test share: one log, one store, one clock."""

    def __init__(self, partitions: int = 1) -> None:
        self.clock = ManualClock(NOON)
        self.partitions = partitions
        self.held = Held()
        self.detectors: tuple[AnyDetector, ...] = ()
        self.streams = MemoryStreams(partitions, self.clock)
        for topic in TopicNames().on_broker:
            self.streams.records.create(topic)

    def new_cluster(self) -> None:
        """Replace the log by an empty one that has another id."""
        self.streams = MemoryStreams(self.partitions, self.clock)
        for topic in TopicNames().on_broker:
            self.streams.records.create(topic)

    def write(
        self, value: dict[str, Any] | bytes | None, topic: str = TOPIC, key: str | None = None
    ) -> Record:
        if isinstance(value, dict):
            key = key or value.get("event_id") or value.get("source") or value.get("report_id")
            value = json.dumps(value).encode()
        return self.streams.records.append(Outgoing(topic, key, value))

    def read(self, topic: str = TOPIC) -> list[Record]:
        records = self.streams.records
        return [r for p in records.create(topic) for r in records.read(p, records.start(p))]

    def letters(self, topic: str = TOPIC) -> list[dict[str, str]]:
        return [
            {name: (value or b"").decode() for name, value in record.headers}
            for record in self.read(f"{topic}.dlq")
        ]

    def state(self, event_id: str, topic: str = TOPIC) -> IndexedEvent | Forgotten | None:
        return MemoryEvents(self.held).known([EventKey(topic, event_id)])[0].state

    def headline(self, event_id: str) -> str | None:
        state = self.state(event_id)
        return state.event.headline if isinstance(state, IndexedEvent) else None

    def offset(self, number: int = 0, topic: str = TOPIC) -> int | None:
        return self.held.offsets.get(f"{topic}/{number}")

    def tick(self, topic: str = TOPIC, number: int = 0) -> datetime | None:
        return self.held.ticks.get(f"{topic}/{number}")

    def partition(self, number: int = 0, topic: str = TOPIC) -> TopicPartition:
        return TopicPartition(topic, number)


class Bench:
    """One owner, with its own writer and publisher, stepped by hand."""

    def __init__(self, works: Works, names: TopicNames | None = None) -> None:
        self.works = works
        self.counts = Counter[str]()
        self.truth = FlakyTruth(works.held)
        self.sink = FlakySink(works.streams)
        self.offered: list[IndexedEvent] = []
        names = names or TopicNames()
        due_times = DueTimes(RETENTION, {})
        around = Surroundings(
            log=works.streams.log(),
            sink=self.sink,
            truth=self.truth,
            tools=tools_at(works.clock, self.counts),
            sweeper=Sweeper(self.truth, self.sink, due_times, names, self.counts),
            ends=AskedNow(works, names, works.clock),
            names=names,
            clock=works.clock,
            offer=self.offered.extend,
            city=TOWN,
            detectors=lambda: works.detectors,
            counts=self.counts,
        )
        self.owner = Owner(
            around, lambda owner: works.streams.source("indexers", names.on_broker, owner)
        )

    def steps(self, count: int = 3) -> None:
        for _ in range(count):
            self.owner.step()


def heartbeat(minutes: float, **fields: object) -> dict[str, object]:
    return {"source": "city-power", "family": "infrastructure", "state": "ok",
            "observed_at": at(minutes), "max_silence_s": 120} | fields  # fmt: skip


def wait_out_holds() -> None:
    """Wait a little longer than an impatient owner holds a partition back."""
    time.sleep(0.015)
