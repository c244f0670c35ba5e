"""One joiner at a time, and whatever befalls it, everything is joined and told, once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import msgspec
import orjson
import pytest

from core.errors import Transient
from core.event import EventType
from core.store import IndexedEvent
from core.timespan import ManualClock
from core.topics import ANOMALIES, VEHICLE_POSITIONS
from indexer.anomalies.event_mirror import redis_reader
from indexer.anomalies.joiner import Joiner, JoinerParts
from indexer.anomalies.partials import VEHICLE, Partial, VehicleRow
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.redis_connection import connect
from indexer.store.redis_reader import RedisReader
from indexer.store.redis_readings import RedisReadings
from indexer.store.truth import Joint, ReadingBatch
from streams.memory import MemorySink, MemoryStreams
from tests.indexer.anomalies.incident_city import around, event, indexed, middle_of, off
from tests.indexer.anomalies.joint_lines import late, minute
from tests.indexer.store.events import rivermouth
from tests.indexer.store.following import CITY, Store

pytestmark = pytest.mark.redis
HERE = middle_of("eastside")
OUTAGE = event("outage", EventType.POWER_OUTAGE, geometry=around(HERE, 500))
SIGNAL = event("signal", EventType.SIGNAL_OUTAGE, 1, coordinates=off(HERE, 100))
SHORT = timedelta(milliseconds=800)


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis() as redis:
        yield redis


class Place:
    """Hold a store, a log and a clock, and whatever joiners a test starts there."""

    def __init__(self, server: EmbeddedRedis) -> None:
        self.url = server.url
        self.store = Store(server.url)
        self.streams = MemoryStreams(partitions=1)
        self.clock = ManualClock(minute(20))
        self.joiners: list[Joiner] = []
        self._base = 0

    def joiner(
        self,
        *,
        sink: Any = None,
        truth: Callable[[RedisReadings], Any] = lambda truth: truth,
        ttl: timedelta = SHORT,
    ) -> Joiner:
        """Start a joiner."""
        parts = JoinerParts(
            truth=truth(RedisReadings(connect(self.url), CITY)),
            open_reader=self.reader,
            sink=sink or self.streams.sink(),
            topic=ANOMALIES,
            city=rivermouth(),
            clock=self.clock,
            ttl=ttl,
        )
        joiner = Joiner(parts)
        joiner.start()
        self.joiners.append(joiner)
        return joiner

    def reader(self) -> AbstractAsyncContextManager[RedisReader]:
        return redis_reader(self.url, CITY)

    def put(self, *events: IndexedEvent) -> None:
        self.store.put(*events)
        self.store.tick(self.clock.now())

    def windows(self, *rows: VehicleRow, until: float) -> None:
        """Write vehicles' rows as an owner does, with the watermark at a minute."""
        by_start: dict[int, list[VehicleRow]] = {}
        for row in rows:
            by_start.setdefault(row.at_ms - row.at_ms % 60_000, []).append(row)
        partition = f"{VEHICLE_POSITIONS}/0"
        batch = ReadingBatch(
            partition=partition, base=self._base, next=self._base + 1, snapshot=b"",
            watermark=minute(until),
            partials=[
                Partial(kind=VEHICLE, partition=partition, start_ms=start,
                        rows=msgspec.msgpack.encode(held))
                for start, held in by_start.items()
            ],
        )  # fmt: skip
        self.store.truth.apply_readings(batch)
        self._base += 1

    def told(self) -> list[dict[str, Any]]:
        """Return the anomalies in the log, in order."""
        records = self.streams.log().read_all([ANOMALIES])
        return [orjson.loads(record.value or b"null") for record in records]

    def members(self) -> set[str]:
        return {member.event_id for member in self.store.truth.memberships()}

    def close(self) -> None:
        for joiner in self.joiners:
            joiner.stop()


@pytest.fixture
def place(server: EmbeddedRedis) -> Iterator[Place]:
    made = Place(server)
    yield made
    made.close()


def assert_soon(happened: Callable[[], object], within_s: float = 15.0) -> None:
    deadline = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def late_line(since: float, until: float) -> list[VehicleRow]:
    return [late(f"v{n}", 480, at + 0.5) for at in range(int(since), int(until)) for n in range(3)]


def test_it_joins_events_publishes_anomalies_and_drops_what_it_merged(place: Place):
    place.put(indexed(OUTAGE), indexed(SIGNAL))
    place.windows(*late_line(0, 8), until=8.2)
    place.joiner()
    assert_soon(lambda: place.members() == {"outage", "signal"})
    assert_soon(lambda: place.told() and not place.store.truth.partials())
    told = place.told()[0]
    assert told["type"] == "line_delay"
    assert told["event_id"] == "anomaly:line_delay:12:20261120T1705Z"
    assert told["timestamp"] == "2026-11-20T17:05:00Z"


def test_news_is_joined_as_it_comes_and_what_is_withdrawn_is_parted(place: Place):
    place.put(indexed(OUTAGE))
    place.joiner()
    time.sleep(0.2)
    place.put(indexed(SIGNAL))
    assert_soon(lambda: place.members() == {"outage", "signal"})
    place.store.forget(indexed(SIGNAL).key)
    assert_soon(lambda: place.members() == set())


def test_of_two_one_joins_and_the_other_goes_on_where_it_stopped(place: Place):
    place.windows(*late_line(0, 8), until=8.2)
    first, second = place.joiner(), place.joiner()
    assert_soon(place.told)
    holder, other = (first, second) if first.token else (second, first)
    assert other.token == 0
    assert_soon(lambda: not place.store.truth.partials())
    holder.stop()
    place.windows(*late_line(8, 14), until=14.2)
    assert_soon(lambda: not place.store.truth.partials())
    assert other.token > 0
    told = place.told()
    assert {one["event_id"] for one in told} == {"anomaly:line_delay:12:20261120T1705Z"}
    assert [one["timestamp"][11:16] for one in told] == ["17:05", "17:09", "17:13"]
    assert [one.get("message_type", "alert") for one in told] == ["alert", "update", "update"]


class FrozenSink(MemorySink):
    """Stand still at the first publishing, as a process does that is stopped, until told."""

    def __init__(self, streams: MemoryStreams) -> None:
        super().__init__(streams.records)
        self.reached, self.go_on = threading.Event(), threading.Event()

    def publish_all(self, records: Any, timeout: timedelta = timedelta(seconds=1)) -> None:
        self.reached.set()
        self.go_on.wait(20)
        super().publish_all(records, timeout)


class Watched:
    """Pass a joiner's writes on to the store, and note what became of them."""

    def __init__(self, truth: RedisReadings, refused: list[str]) -> None:
        self._truth, self._refused = truth, refused

    def __getattr__(self, name: str) -> Any:
        return getattr(self._truth, name)

    def join(self, joint: Joint) -> int:
        try:
            return self._truth.join(joint)
        except Exception as error:
            self._refused.append(type(error).__name__)
            raise


def test_one_that_was_frozen_past_its_lease_writes_nothing_when_it_wakes(place: Place):
    frozen, refused = FrozenSink(place.streams), list[str]()
    place.put(indexed(OUTAGE), indexed(SIGNAL))
    place.windows(*late_line(0, 8), until=8.2)
    sleeper = place.joiner(sink=frozen, truth=lambda truth: Watched(truth, refused))
    assert frozen.reached.wait(10)
    token = sleeper.token
    awake = place.joiner()
    assert_soon(lambda: place.members() == {"outage", "signal"})
    assert_soon(lambda: not place.store.truth.partials())
    before = place.store.truth.memberships(), place.store.truth.joint_snapshot()
    assert awake.token > token
    frozen.go_on.set()
    assert_soon(lambda: len(place.told()) == 2)
    time.sleep(0.3)
    assert (place.store.truth.memberships(), place.store.truth.joint_snapshot()) == before
    assert refused in ([], ["Fenced"])
    assert place.told()[0] == place.told()[1]


class Crashing:
    """Fail, as a process that is killed does, between publishing and writing."""

    def __init__(self, truth: RedisReadings) -> None:
        self._truth = truth

    def __getattr__(self, name: str) -> Any:
        return getattr(self._truth, name)

    def join(self, joint: Joint) -> int:
        raise Transient("gone")


def test_a_crash_between_publishing_and_writing_repeats_the_same_records(place: Place):
    place.put(indexed(OUTAGE), indexed(SIGNAL))
    place.windows(*late_line(0, 14), until=14.2)
    killed = place.joiner(truth=Crashing)
    assert_soon(place.told)
    killed.stop()
    once = records(place)
    assert place.members() == set()
    place.joiner()
    assert_soon(lambda: place.members() == {"outage", "signal"})
    assert records(place) == [*once, *once]


def records(place: Place) -> list[tuple[bytes | None, bytes | None]]:
    return [(record.key, record.value) for record in place.streams.log().read_all([ANOMALIES])]


def test_while_the_log_is_away_it_waits_and_loses_nothing(place: Place):
    place.streams.records.down = True
    place.put(indexed(OUTAGE), indexed(SIGNAL))
    place.windows(*late_line(0, 8), until=8.2)
    place.joiner()
    time.sleep(0.5)
    assert place.members() == set()
    assert place.store.truth.partials()
    place.streams.records.down = False
    assert_soon(lambda: place.members() == {"outage", "signal"})
    assert len(place.told()) == 1


def test_after_the_store_was_emptied_it_begins_anew(place: Place):
    place.put(indexed(OUTAGE), indexed(SIGNAL))
    place.joiner()
    assert_soon(lambda: place.members() == {"outage", "signal"})
    place.store = Store(place.url)
    assert place.members() == set()
    place.put(indexed(OUTAGE))
    place.put(indexed(SIGNAL))
    assert_soon(lambda: place.members() == {"outage", "signal"})


def test_a_store_that_is_being_filled_again_is_waited_for(place: Place, server: EmbeddedRedis):
    place.store = Store(server.url, {"infrastructure_events/0": 2})
    place.put(indexed(OUTAGE))
    place.joiner()
    time.sleep(0.4)
    assert place.store.truth.joint_snapshot() == (None, None)
    place.put(indexed(SIGNAL))
    assert_soon(lambda: place.members() == {"outage", "signal"})


def test_what_it_knows_goes_on_when_the_server_comes_back():
    with EmbeddedRedis(persistence=("--appendonly", "yes", "--appendfsync", "always")) as server:
        place = Place(server)
        try:
            place.put(indexed(OUTAGE))
            joiner = place.joiner(ttl=timedelta(seconds=5))
            assert_soon(lambda: joiner.token)
            server.kill()
            time.sleep(0.3)
            server.start()
            place.store = reopened(place)
            place.put(indexed(SIGNAL))
            assert_soon(lambda: place.members() == {"outage", "signal"}, 20)
        finally:
            place.close()


def reopened(place: Place) -> Store:
    store = place.store
    store.begin("cluster")
    return store
