"""Play a simulated city through the real indexing into a real view, and stop where one likes.

`RecordedCity.play(until)` takes every record said before an instant through the real decoding, the
real decisions and the in-memory store into the view; detectors hear what residents report and what
sources say, and their anomalies come back as records. Telemetry is left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import msgspec
import orjson

from core import topics
from core.city import City, load_city
from core.coverage import CaughtUp, Heartbeat
from core.event import Event
from core.gazetteer import Gazetteer
from core.identity import EventKey
from core.store import IndexedEvent, Known, Put
from core.timespan import ManualClock, to_millis
from indexer.anomalies.anomaly_events import outgoing
from indexer.anomalies.joint_side import JointEngine
from indexer.anomalies.rehearsal import LocalEngine
from indexer.arrivals import FAMILY_OF, Reader
from indexer.authority import Authority
from indexer.decide import successors
from indexer.due import DueTimes
from indexer.locate import Locator
from indexer.pipeline import BEFORE_KNOWN, STAGES, Stretch, Tools
from indexer.store.memory import MemoryEvents
from indexer.store.view import View
from producers.city.fleet import Fleet
from producers.city.happening import Spoken
from producers.city.scenario import load
from producers.city.truth import Said
from producers.city.world import World
from streams.record import Outgoing, Record

DAY: Final = date(2026, 3, 4)
"""The day on which scenarios are played: a Wednesday without a change of the clock."""
DELAY: Final = timedelta(seconds=2)
"""So long a record takes into the view: what is younger need not be known."""
LONGEST: Final = timedelta(hours=6)
"""So much of a scenario is played: one that never ends tells nothing new after it."""
_SLICE: Final = timedelta(seconds=10)
_RETENTION: Final = timedelta(days=7)
_EVENTS: Final = tuple(t.name for t in topics.EVENT_TOPICS if t.name != topics.ANOMALIES)
SPOKEN: Final = (*_EVENTS, topics.FEED_STATUS, topics.CITIZEN_REPORTS)


@dataclass(frozen=True, slots=True)
class Take:
    """Name one recording: which city, which scenario, from which seed, on which day.

    Attributes:
        begins: the local time at which it begins; the scenario's own where it is left out.
    """

    pack: Path
    scenario: str
    seed: int
    day: date = DAY
    begins: time | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """Hold one record as it was published.

    Attributes:
        at: when its source had it acknowledged.
        topic: the contract's name of the topic.
        key: the record's key.
        value: the bytes on the wire; None for a tombstone.
    """

    at: datetime
    topic: str
    key: str
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Delay:
    """Hold how many seconds after a thing was so its source first spoke of it.

    Attributes:
        seconds: below 0 where it was announced; None where nobody ever spoke of it.
    """

    source: str
    seconds: float | None


class RecordedCity:
    """Be one city up to an instant that only moves on."""

    def __init__(self, take: Take, longest: timedelta = LONGEST) -> None:
        """Plan the scenario, and no more than `longest` of it; nothing is said yet."""
        self.city: City = load_city(take.pack)
        scenario = load(take.scenario)
        local = datetime.combine(take.day, take.begins or scenario.begins, self.city.timezone)
        begins = local.astimezone(UTC)
        self.world = World(self.city, take.pack, scenario, take.seed, begins, Fleet(scale=0.02))
        self.begins = self.world.plan.begins
        self.ends = begins + min(scenario.length or longest, longest)
        self.gazetteer = Gazetteer(self.city)
        self.clock = ManualClock(self.begins)
        self.view = View.of(self.city, caught_up=CaughtUp(None))
        self.heard: list[Heard] = []
        self._line = _IndexingLine(self.city, self.gazetteer, self.clock)
        self._joint = JointEngine(self.city, take.pack)
        self._engine = LocalEngine(self.city, detectors=(), joint=self._joint)
        self._spoken = self.world.spoken(SPOKEN, self.begins, self.ends)
        self._next: Spoken | None = next(self._spoken, None)

    def story(self) -> Sequence[Heard]:
        """Return all that sources say of events in the whole take, to choose instants by."""
        said = self.world.spoken(_EVENTS, self.begins, self.ends)
        return [Heard(s.at, s.topic, s.key, _bytes(s)) for s in said]

    def delays(self) -> Sequence["Delay"]:
        """Return of everything that really happened how long its source took to speak of it."""
        first: dict[str, datetime] = {}
        for line in self.world.account():
            if isinstance(line, Said) and line.truth:
                first.setdefault(line.truth, line.at)
        found: list[Delay] = []
        for happening in self.world.plan.happenings:
            if happening.real and happening.source and happening.span.start < self.ends:
                told = first.get(happening.id)
                late = None if told is None else told - happening.span.start
                found.append(
                    Delay(happening.source, None if late is None else late.total_seconds())
                )
        return found

    def play(self, until: datetime) -> None:
        """Go on to an instant: what was published `DELAY` before it is in the view."""
        cut = until - DELAY
        while self._next is not None and self._next.at <= cut:
            ends = min(self._next.at + _SLICE, cut)
            self._take(list(self._until(ends)))
        self.clock.set(until)
        self.view.reached(self._line.seq, CaughtUp(cut))
        self.view.commit_words()

    def _until(self, ends: datetime) -> Iterator[Spoken]:
        while self._next is not None and self._next.at <= ends:
            yield self._next
            self._next = next(self._spoken, None)

    def _take(self, said: Sequence[Spoken]) -> None:
        told: list[Heard] = []
        for spoken in said:
            value = _bytes(spoken)
            told.append(Heard(spoken.at, spoken.topic, spoken.key, value))
            if spoken.topic != topics.FEED_STATUS:
                found = self._engine.take(spoken.topic, spoken.key, value, spoken.at)
                told += [_anomaly(event, spoken.at) for event in found]
        self.heard += told
        self.clock.set(said[-1].at)
        records = [h for h in told if h.topic != topics.CITIZEN_REPORTS]
        for put, seq in self._line.take(records):
            stored = msgspec.json.encode(put.state) if isinstance(put.state, IndexedEvent) else None
            self.view.apply(seq, put.key, stored, self.clock.now())
        for beat in self._line.news_of_sources():
            self.view.hear(beat)
        for member in self._joint.memberships():
            self.view.put_membership(member)


class _IndexingLine:
    """Index records of every topic, one partition each, as the indexer does between its polls."""

    def __init__(self, city: City, gazetteer: Gazetteer, clock: ManualClock) -> None:
        self.counts = Counter[str]()
        self._clock = clock
        self._tools = Tools(
            reader=Reader(city.timezone, clock, self.counts),
            authority=Authority(city.sources),
            places=Locator(city, gazetteer),
            due_times=DueTimes(_RETENTION, city.max_age),
            counts=self.counts,
        )
        self._store = MemoryEvents()
        partitions = {f"{topic}/0": 0 for topic in (*FAMILY_OF, topics.FEED_STATUS)}
        self._store.begin("evals", partitions)
        self._ends = dict.fromkeys((*FAMILY_OF, topics.FEED_STATUS), 0)
        self.seq = 0

    def take(self, told: Sequence[Heard]) -> Iterator[tuple[Put, int]]:
        """Index records, and the repairs that the indexer writes for them; yield what changed."""
        by_topic: dict[str, list[Record]] = {}
        for heard in told:
            record = self._record(heard.topic, heard.key.encode(), heard.value)
            by_topic.setdefault(heard.topic, []).append(record)
        for topic, records in by_topic.items():
            while records:
                puts, outputs = self._index(topic, records)
                yield from puts
                records = [self._echoed(o) for o in outputs if o.topic == topic]

    def news_of_sources(self) -> Iterable[Heartbeat]:
        """Return the newest heartbeat of each source."""
        return self._store.beats().values()

    def _index(
        self, topic: str, records: Sequence[Record]
    ) -> tuple[Sequence[tuple[Put, int]], Sequence[Outgoing]]:
        partition, after = f"{topic}/0", records[-1].offset + 1
        stretch = Stretch(
            topic=topic, partition=partition, base=records[0].offset, next=after,
            records=records, now=self._clock.now(),
        )  # fmt: skip
        for stage in BEFORE_KNOWN:
            stage(stretch, self._tools)
        known = self._known(stretch.wanted())
        more = list(successors(known, known.__contains__))
        stretch.known = {**known, **self._known(more)}
        for stage in STAGES:
            stage(stretch, self._tools)
        assert stretch.batch is not None
        self.seq = self._store.apply(stretch.batch)
        return [(put, self.seq) for put in stretch.batch.puts], stretch.outputs

    def _known(self, keys: Sequence[EventKey]) -> Mapping[EventKey, Known]:
        return dict(zip(keys, self._store.known(keys), strict=True))

    def _record(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: tuple[tuple[str, bytes], ...] = (),
    ) -> Record:
        offset = self._ends[topic]
        self._ends[topic] = offset + 1
        return Record(topic, 0, offset, key, value, headers, to_millis(self._clock.now()))

    def _echoed(self, back: Outgoing) -> Record:
        headers = tuple((n, str(v).encode()) for n, v in (back.headers or {}).items())
        key = back.key.encode() if isinstance(back.key, str) else back.key
        return self._record(back.topic, key, back.value, headers)


def _anomaly(event: Event, at: datetime) -> Heard:
    record = outgoing(event)
    return Heard(at, topics.ANOMALIES, event.event_id, record.value)


def _bytes(spoken: Spoken) -> bytes:
    if isinstance(spoken.value, msgspec.Struct):
        return msgspec.json.encode(spoken.value)
    return orjson.dumps(spoken.value)
