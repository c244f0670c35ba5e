"""The campaign's own eyes: a false all-clear and a stale write would be seen if there were one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from core.coverage import Heartbeat
from core.footprint import Basis, Footprint
from core.store import Batch, IndexedEvent, Put
from core.timespan import format_rfc3339
from core.topics import EVENT_TOPICS, FEED_STATUS, INFRASTRUCTURE_EVENTS
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.redis_connection import connect
from indexer.store.redis_events import RedisEvents
from scripts.campaign.messages import make_log
from scripts.campaign.watcher import Seen, Watcher
from tests.core.events import make_event
from tests.indexer.store.events import rivermouth

P0 = f"{INFRASTRUCTURE_EVENTS}/0"
PARTITIONS = [*(f"{topic.name}/0" for topic in EVENT_TOPICS), f"{FEED_STATUS}/0"]


@pytest.fixture
def store() -> Iterator[tuple[RedisEvents, str]]:
    with EmbeddedRedis() as server:
        writer = RedisEvents(connect(server.url), "rivermouth")
        writer.begin("one", dict.fromkeys(PARTITIONS, 0))
        now = datetime.now(UTC)
        beat = Heartbeat(source="city-power", observed_at=now, last_ok_at=now)
        for partition in PARTITIONS:
            beats = [beat] if partition.startswith(FEED_STATUS) else []
            writer.apply(Batch(partition=partition, base=0, next=1, beats=beats))
        yield writer, server.url


def put(issued_at: datetime, rev: int) -> Put:
    event = make_event(event_id="city-power:1", issued_at=issued_at)
    state = IndexedEvent(
        event=event,
        topic=INFRASTRUCTURE_EVENTS,
        offset=0,
        footprint=Footprint(basis=Basis.UNPLACED),
        first_issued_at=issued_at,
        indexed_at=issued_at,
    )
    return Put(key=state.key, state=state, expected_rev=rev)


def watched(url: str, during: Callable[[Watcher], None]) -> Seen:
    watcher = Watcher(url, rivermouth(), 1)
    during(watcher)
    return watcher.seen


def tick_all(writer: RedisEvents) -> None:
    now = datetime.now(UTC) + timedelta(milliseconds=5)
    writer.tick(dict.fromkeys(PARTITIONS, now), now)


@pytest.mark.redis
@pytest.mark.parametrize("applied", [True, False])
def test_an_acknowledged_message_that_a_live_source_lacks_is_a_false_all_clear(
    store: tuple[RedisEvents, str], applied: bool
):
    writer, url = store
    issued_at = datetime.now(UTC)

    def during(watcher: Watcher) -> None:
        watcher.acknowledged(
            INFRASTRUCTURE_EVENTS, "city-power:1", "city-power", format_rfc3339(issued_at)
        )
        if applied:
            writer.apply(Batch(partition=P0, base=1, next=2, puts=[put(issued_at, 0)]))
        tick_all(writer)
        watcher.look()

    seen = watched(url, during)
    assert (seen.live, seen.checked) == (1, 1)
    assert len(seen.false) == (0 if applied else 1)


@pytest.mark.redis
def test_an_event_that_becomes_older_is_a_stale_write(store: tuple[RedisEvents, str]):
    writer, url = store
    now = datetime.now(UTC)

    def during(watcher: Watcher) -> None:
        watcher.acknowledged(
            INFRASTRUCTURE_EVENTS, "city-power:1", "city-power", format_rfc3339(now)
        )
        first = writer.apply(Batch(partition=P0, base=1, next=2, puts=[put(now, 0)]))
        watcher.look()
        older = put(now - timedelta(minutes=1), first)
        writer.apply(Batch(partition=P0, base=2, next=3, puts=[older]))
        watcher.look()

    assert len(watched(url, during).backwards) == 1


def test_the_log_holds_what_the_campaign_is_about():
    log = make_log(20_000, seed=7)
    poison = [line.poison for line in log if line.poison]
    assert len(set(poison)) == 10
    assert 0.008 < len(poison) / len(log) < 0.012
    good = [(line.key, line.issued) for line in log if line.issued]
    assert 0.03 < 1 - len(set(good)) / len(good) < 0.07, "duplicates"
    newest: dict[str, str] = {}
    late = 0
    for key, issued in good:
        late += issued < newest.get(key, "")
        newest[key] = max(newest.get(key, ""), issued)
    assert late / len(good) > 0.01, "reordering"
    assert sum(line.value is None for line in log) > 10, "withdrawals"
    assert make_log(20_000, seed=7, now=datetime(2025, 1, 1, tzinfo=UTC)) == make_log(
        20_000, seed=7, now=datetime(2025, 1, 1, tzinfo=UTC)
    )
