"""Run records through decode, supersede, locate, describe and a store, without a broker."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.city_parts import Source, Trust
from core.event import Event
from core.footprint import Basis, Footprint
from core.identity import EventKey
from core.store import Forgotten, IndexedEvent, Known
from core.timespan import ManualClock, format_rfc3339, to_millis
from core.topics import INFRASTRUCTURE_EVENTS, Family
from indexer.arrivals import Reader
from indexer.authority import Authority
from indexer.decide import successors
from indexer.due import DueTimes
from indexer.pipeline import BEFORE_KNOWN, STAGES, Stretch, Tools
from indexer.store.memory import Held, MemoryEvents
from streams.record import Outgoing, Record

NOON = datetime(2025, 12, 25, 12, 0, tzinfo=UTC)
TOPIC = INFRASTRUCTURE_EVENTS
RETENTION = timedelta(days=7)


def at(minutes: float) -> str:
    """Return the wire time so many minutes after noon."""
    return format_rfc3339(NOON + timedelta(minutes=minutes))


def message(event_id: str = "p:1", minutes: float = 0, **fields: Any) -> dict[str, Any]:
    """Return a message as a producer writes it."""
    told: dict[str, Any] = {
        "event_id": event_id,
        "type": "power_outage",
        "severity": "high",
        "timestamp": at(minutes),
        "source": "city-power",
    }
    return {name: value for name, value in (told | fields).items() if value is not None}


def source(name: str, trust: Trust, family: Family = Family.INFRASTRUCTURE) -> Source:
    """Return a source of the pack."""
    return Source(name, family, ("power_outage",), timedelta(minutes=2), name, trust)


SOURCES = (
    source("city-power", Trust.PARTNER),
    source("neighbour-grid", Trust.PARTNER),
    source("the-city", Trust.OFFICIAL),
    source("people", Trust.RESIDENT),
)


class Nowhere:
    """Place everything nowhere, quickly."""

    def locate(self, event: Event) -> Footprint:
        return Footprint(basis=Basis.UNPLACED, unknown_areas=event.areas)


def tools_at(clock: ManualClock, counts: Counter[str] | None = None) -> Tools:
    """Return the pipeline's tools for tests."""
    counted = Counter[str]() if counts is None else counts
    return Tools(
        reader=Reader(ZoneInfo("America/New_York"), clock, counted),
        authority=Authority(SOURCES),
        places=Nowhere(),
        due_times=DueTimes(RETENTION, {}),
        counts=counted,
    )


class Line:
    """Feed records of one partition, in batches; keep what goes back to the log."""

    def __init__(self, topic: str = TOPIC, held: Held | None = None) -> None:
        self.clock = ManualClock(NOON + timedelta(hours=2))
        self.counts = Counter[str]()
        self.tools = tools_at(self.clock, self.counts)
        self.topic = topic
        self.partition = f"{topic}/0"
        self.store = MemoryEvents(held)
        self.offset = self.store.begin("cluster", {self.partition: 0}).next.get(self.partition, 0)
        self.log: list[Record] = []
        self.outputs: list[Outgoing] = []

    def record(
        self,
        value: dict[str, Any] | bytes | None,
        *,
        key: str | bytes | None = "",
        headers: dict[str, str] | None = None,
    ) -> Record:
        """Return the next record of the log; an empty key is taken from the value."""
        if key == "":
            key = value["event_id"] if isinstance(value, dict) else None
        written = Record(
            self.topic,
            0,
            len(self.log),
            key.encode() if isinstance(key, str) else key,
            json.dumps(value).encode() if isinstance(value, dict) else value,
            tuple((name, text.encode()) for name, text in (headers or {}).items()),
            to_millis(self.clock.now()),
        )
        self.log.append(written)
        return written

    def feed(self, records: Iterable[Record]) -> list[Outgoing]:
        """Index one batch; return its outputs."""
        batch = list(records)
        stretch = Stretch(
            topic=self.topic,
            partition=self.partition,
            base=self.offset,
            next=batch[-1].offset + 1,
            records=batch,
            now=self.clock.now(),
        )
        for stage in BEFORE_KNOWN:
            stage(stretch, self.tools)
        known = self.known(stretch.wanted())
        stretch.known = known | self.known(list(successors(known, known.__contains__)))
        for stage in STAGES:
            stage(stretch, self.tools)
        assert stretch.batch is not None
        self.store.apply(stretch.batch)
        self.offset = stretch.next
        self.outputs += stretch.outputs
        return stretch.outputs

    def known(self, keys: Sequence[EventKey]) -> dict[EventKey, Known]:
        return dict(zip(keys, self.store.known(keys), strict=True))

    def tell(self, *values: dict[str, Any] | bytes | None, **how: Any) -> list[Outgoing]:
        """Write the values to the log and index them as one batch."""
        return self.feed([self.record(value, **how) for value in values])

    def echo(self, outputs: Iterable[Outgoing]) -> list[Outgoing]:
        """Write repairs and tombstones back to the log, as the broker would."""
        back = [o for o in outputs if o.topic == self.topic]
        written = [
            self.record(
                o.value, key=o.key, headers={k: str(v) for k, v in (o.headers or {}).items()}
            )
            for o in back
        ]
        return self.feed(written) if written else []

    def echo_all(self, outputs: Iterable[Outgoing], most: int = 5) -> int:
        """Echo until nothing more comes back; return how many rounds that took."""
        for rounds in range(most):
            outputs = [o for o in outputs if o.topic == self.topic]
            if not outputs:
                return rounds
            outputs = self.echo(outputs)
        raise AssertionError("repairs answer repairs")

    def state(self, event_id: str = "p:1") -> IndexedEvent | Forgotten | None:
        return self.store.known([EventKey(self.topic, event_id)])[0].state

    def event(self, event_id: str = "p:1") -> Event:
        state = self.state(event_id)
        assert isinstance(state, IndexedEvent), f"{event_id} is {state}"
        return state.event

    def letters(self) -> list[str]:
        """Return the reasons of the dead letters so far."""
        return [
            str((o.headers or {})["error.reason"]) for o in self.outputs if o.topic.endswith(".dlq")
        ]
