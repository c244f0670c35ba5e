"""What every store of the present promises its writer, in memory and in a real Redis alike."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.coverage import Heartbeat
from core.errors import Fenced, Misconfigured, Transient
from core.footprint import Basis, Footprint
from core.identity import EventKey
from core.store import Batch, Forgotten, IndexedEvent, Put, Reference
from core.topics import FEED_STATUS, INFRASTRUCTURE_EVENTS, Family
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.layout import Layout
from indexer.store.redis_connection import connect
from indexer.store.redis_events import RedisEvents
from indexer.store.truth import Truth
from tests.core.events import T0, at, make_event
from tests.indexer.store.shops import Shop, redis_shop

TOPIC = INFRASTRUCTURE_EVENTS
P0, P1 = f"{TOPIC}/0", f"{TOPIC}/1"
BEATS = f"{FEED_STATUS}/0"
ENDS = {P0: 100, P1: 0, BEATS: 50}


def opened(shop: Shop, cluster: str = "one") -> Truth:
    writer = shop.writer()
    writer.begin(cluster, ENDS)
    return writer


def indexed(event_id: str = "p:1", **fields: Any) -> IndexedEvent:
    event = make_event(event_id=event_id, **fields)
    return IndexedEvent(
        event=event,
        topic=TOPIC,
        offset=0,
        footprint=Footprint(basis=Basis.UNPLACED),
        first_issued_at=event.issued_at,
        meaning="power outage",
        meaning_key="k1",
        indexed_at=T0,
    )


def put(event_id: str = "p:1", rev: int = 0, due_at: datetime | None = None, **fields: Any) -> Put:
    state = indexed(event_id, **fields)
    return Put(key=state.key, state=state, expected_rev=rev, due_at=due_at)


def batch(base: int, following: int, *puts: Put, partition: str = P0, **more: Any) -> Batch:
    return Batch(partition=partition, base=base, next=following, puts=puts, **more)


def rev_of(writer: Truth, event_id: str = "p:1") -> int:
    return writer.known([EventKey(TOPIC, event_id)])[0].rev


def test_an_empty_store_begins_a_life_and_is_rebuilding_up_to_the_ends(shop: Shop):
    writer = shop.writer()
    assert writer.positions().epoch == ""
    positions = writer.begin("one", ENDS)
    assert positions.epoch == writer.epoch != ""
    assert (positions.cluster_id, dict(positions.next)) == ("one", {})
    assert shop.rebuilding() == {P0: 100, BEATS: 50}
    assert shop.partitions() == {TOPIC: 2, FEED_STATUS: 1}


def test_of_several_who_begin_one_wins_and_all_see_the_same(shop: Shop):
    first, second = shop.writer(), shop.writer()
    one, two = first.begin("one", ENDS), second.begin("one", ENDS | {P0: 900})
    assert one == two == first.positions()
    assert shop.rebuilding()[P0] == 100


def test_a_batch_is_applied_with_its_offset_and_what_it_says_is_known(shop: Shop):
    writer = opened(shop)
    seq = writer.apply(batch(0, 5, put("p:1"), put("p:2")))
    known = writer.known([EventKey(TOPIC, "p:2"), EventKey(TOPIC, "nope"), EventKey(TOPIC, "p:1")])
    assert [k.rev for k in known] == [seq, 0, seq - 1]
    assert known[0].state == indexed("p:2")
    assert dict(writer.positions().next) == {P0: 5}
    assert shop.changes() == [(TOPIC, "p:1"), (TOPIC, "p:2")]


def test_an_event_has_one_change_entry_the_newest(shop: Shop):
    writer = opened(shop)
    writer.apply(batch(0, 5, put("p:1"), put("p:2")))
    writer.apply(batch(5, 6, put("p:1", rev_of(writer))))
    assert shop.changes() == [(TOPIC, "p:2"), (TOPIC, "p:1")]


def test_a_batch_that_begins_elsewhere_is_fenced_and_writes_nothing(shop: Shop):
    writer = opened(shop)
    writer.apply(batch(0, 5))
    for base in (0, 4, 6):
        with pytest.raises(Fenced):
            writer.apply(batch(base, 9, put()))
    assert rev_of(writer) == 0
    assert dict(writer.positions().next) == {P0: 5}


def test_of_two_owners_that_both_begin_at_nothing_the_second_is_fenced(shop: Shop):
    stale, fresh = opened(shop), opened(shop)
    fresh.apply(batch(0, 5, put(headline="fresh")))
    with pytest.raises(Fenced):
        stale.apply(batch(0, 3, put(headline="stale")))
    stale.begin("one", ENDS)
    with pytest.raises(Fenced):
        stale.apply(batch(0, 3, put(headline="stale")))


def test_a_batch_decided_on_an_older_revision_is_fenced_whole(shop: Shop):
    writer = opened(shop)
    writer.apply(batch(0, 1, put()))
    rev = rev_of(writer)
    writer.apply(batch(0, 1, put(rev=rev, headline="from the other partition"), partition=P1))
    with pytest.raises(Fenced):
        writer.apply(batch(1, 2, put("p:2"), put(rev=rev, headline="stale")))
    assert rev_of(writer, "p:2") == 0
    assert dict(writer.positions().next) == {P0: 1, P1: 1}


def test_an_emptied_store_fences_everything_until_it_is_begun_anew(shop: Shop):
    writer = opened(shop)
    writer.apply(batch(0, 5, put()))
    before = writer.epoch
    shop.empty()
    with pytest.raises(Fenced):
        writer.apply(batch(5, 6, put("p:2")))
    with pytest.raises(Fenced):
        writer.tick({P0: T0}, T0)
    with pytest.raises(Fenced):
        writer.put_vectors("m", {"k": b"12"})
    assert writer.begin("one", ENDS).epoch != before
    assert shop.rebuilding() == {P0: 100, BEATS: 50}
    assert rev_of(writer) == 0


def test_work_from_before_an_emptying_is_fenced_though_another_began_anew(shop: Shop):
    late, other = opened(shop), opened(shop)
    late.apply(batch(0, 5, put()))
    shop.empty()
    other.begin("one", ENDS)
    with pytest.raises(Fenced):
        late.apply(batch(5, 6, put("p:2")))
    with pytest.raises(Fenced):
        late.tick({P0: T0}, T0)
    assert shop.ticks() == {}


def test_another_cluster_drops_the_offsets_and_keeps_the_events(shop: Shop):
    writer = opened(shop)
    writer.apply(batch(0, 100, put()))
    writer.tick({P0: T0}, T0)
    before = writer.epoch
    positions = writer.begin("two", {P0: 30})
    assert (positions.cluster_id, dict(positions.next)) == ("two", {})
    assert positions.epoch != before
    assert rev_of(writer) > 0
    assert (shop.rebuilding(), shop.ticks()) == ({P0: 30}, {})


def test_rebuilding_is_over_when_every_end_is_reached(shop: Shop):
    writer = opened(shop)
    writer.apply(batch(0, 99))
    assert shop.rebuilding() == {P0: 100, BEATS: 50}
    writer.apply(batch(99, 120))
    writer.apply(batch(0, 50, partition=BEATS))
    assert shop.rebuilding() == {}


def test_a_new_partition_of_a_topic_is_counted_without_a_new_life(shop: Shop):
    writer = opened(shop)
    epoch = writer.epoch
    writer.begin("one", ENDS | {f"{TOPIC}/2": 0})
    assert shop.partitions()[TOPIC] == 3
    assert writer.epoch == epoch


def test_ticks_only_go_forward_and_never_beyond_the_present(shop: Shop):
    writer = opened(shop)
    writer.apply(batch(0, 5))
    writer.tick({P0: at(2)}, at(3))
    writer.tick({P0: at(1)}, at(3))
    assert shop.ticks() == {P0: at(2)}
    writer.tick({P0: at(9)}, at(3))
    assert shop.ticks() == {P0: at(3)}


def test_a_tick_is_refused_where_the_store_stands_elsewhere(shop: Shop):
    stale, fresh = opened(shop), opened(shop)
    stale.apply(batch(0, 5))
    fresh.begin("one", ENDS)
    fresh.apply(batch(5, 9))
    with pytest.raises(Fenced):
        stale.tick({P0: T0}, T0)
    assert shop.ticks() == {}


def test_a_forgotten_event_leaves_its_age(shop: Shop):
    writer = opened(shop)
    writer.apply(batch(0, 1, put()))
    gone = Forgotten(last_issued_at=T0, forgotten_at=at(1))
    key = EventKey(TOPIC, "p:1")
    writer.apply(batch(1, 2, Put(key=key, state=gone, expected_rev=rev_of(writer), due_at=at(9))))
    assert writer.known([key])[0].state == gone
    assert not writer.prune(key, 1)
    assert writer.prune(key, rev_of(writer))
    assert writer.known([key])[0].state is None
    assert (shop.changes(), list(writer.due(at(99), 9))) == ([], [])


def reference(by: str, minutes: float, replaced: str = "p:1") -> Reference:
    return Reference(topic=TOPIC, replaced=replaced, by=by, source="s", issued_at=at(minutes))


def test_the_newest_reference_is_kept_and_fences_what_did_not_know_it(shop: Shop):
    writer = opened(shop)
    key = EventKey(TOPIC, "p:1")
    for base, by, minutes in ((0, "p:b", 5), (1, "p:c", 3), (2, "p:d", 5)):
        writer.apply(batch(base, base + 1, partition=P1, references=[reference(by, minutes)]))
    known = writer.known([key])[0]
    assert known.replaced_by == reference("p:d", 5)
    assert known.rev > 0
    with pytest.raises(Fenced):
        writer.apply(batch(0, 1, put(rev=0)))
    writer.apply(batch(0, 1, put(rev=known.rev)))
    assert writer.known([key])[0].replaced_by == reference("p:d", 5)


def test_a_reference_to_nothing_is_let_go_when_it_is_due(shop: Shop):
    writer = opened(shop)
    writer.apply(batch(0, 1, references=[reference("p:b", 5)]))
    key = EventKey(TOPIC, "p:1")
    assert list(writer.due(at(0) + timedelta(days=30), 9)) == []
    due = list(writer.due(at(6) + timedelta(days=30), 9))
    assert [k for k, _ in due] == [key]
    assert writer.prune(key, rev_of(writer))
    assert writer.known([key])[0].replaced_by is None


def test_what_is_due_comes_longest_due_first_and_is_set_anew_by_a_touch(shop: Shop):
    writer = opened(shop)
    writer.apply(
        batch(0, 3, put("p:1", due_at=at(5)), put("p:2", due_at=at(2)), put("p:3", due_at=at(50)))
    )
    keys = [EventKey(TOPIC, name) for name in ("p:2", "p:1")]
    assert list(writer.due(at(9), 9)) == [(keys[0], at(2)), (keys[1], at(5))]
    assert list(writer.due(at(9), 1)) == [(keys[0], at(2))]
    assert writer.touch(keys[0], rev_of(writer, "p:2"), at(20))
    assert writer.touch(keys[1], rev_of(writer), None)
    assert list(writer.due(at(30), 9)) == [(keys[0], at(20))]
    assert shop.changes()[-2:] == [(TOPIC, "p:2"), (TOPIC, "p:1")]
    assert not writer.touch(keys[0], 999, at(30))


def beat(minutes: float, state: str = "ok", last_ok: float | None = None) -> Heartbeat:
    ok_at = minutes if state == "ok" else last_ok
    return Heartbeat(
        source="s",
        state=state,
        observed_at=at(minutes),
        last_ok_at=None if ok_at is None else at(ok_at),
    )


def test_the_newest_heartbeat_wins_and_the_newest_good_one_is_remembered(shop: Shop):
    writer = opened(shop)
    told = [beat(1), beat(5, "error"), beat(3)]
    for n, one in enumerate(told):
        writer.apply(Batch(partition=BEATS, base=n, next=n + 1, beats=[one]))
    held = writer.beats()["s"]
    assert (held.state, held.observed_at, held.last_ok_at) == ("error", at(5), at(3))
    assert shop.changes() == [("beat", "s")]


def test_a_lost_log_is_noted_by_family(shop: Shop):
    writer = opened(shop)
    writer.lose(Family.TRANSIT, at(3))
    assert shop.lost() == {"transit": at(3)}


def test_vectors_are_kept_by_meaning_and_dropped_with_their_model_or_their_events(shop: Shop):
    writer = opened(shop)
    writer.apply(batch(0, 1, put()))
    assert list(writer.meanings([TOPIC])) == [("k1", "power outage")]
    assert writer.lacking_vectors("m1", ["k1", "k2"]) == {"k1", "k2"}
    writer.put_vectors("m1", {"k1": b"ab", "k2": b"cd"})
    assert shop.changes()[-2:] == [("vector", "k1"), ("vector", "k2")]
    assert writer.lacking_vectors("m1", ["k1", "k3"]) == {"k3"}
    assert writer.drop_vectors({"k1"}) == 1
    assert writer.lacking_vectors("m1", ["k1", "k2"]) == {"k2"}
    writer.put_vectors("m2", {"k9": b"ef"})
    assert writer.lacking_vectors("m2", ["k1", "k9"]) == {"k1"}


@pytest.mark.redis
def test_a_server_that_was_restarted_is_written_to_only_in_a_new_life():
    with EmbeddedRedis(("--save", "", "--appendonly", "yes", "--appendfsync", "always")) as server:
        writer = RedisEvents(connect(server.url), "testville")
        writer.begin("one", ENDS)
        writer.apply(batch(0, 100, put()))
        before = writer.epoch
        server.kill()
        with pytest.raises(Transient):
            writer.known([EventKey(TOPIC, "p:1")])
        server.start()
        with pytest.raises(Fenced):
            writer.apply(batch(100, 101, put("p:2")))
        with pytest.raises(Fenced):
            writer.tick({P0: T0}, T0)
        positions = writer.begin("one", ENDS)
        assert positions.epoch != before
        assert dict(positions.next) == {P0: 100}
        assert rev_of(writer) == 1
        writer.apply(batch(100, 101, put("p:2")))


@pytest.mark.redis
@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
def test_a_server_that_would_evict_is_refused_at_start(server: EmbeddedRedis, policy: str):
    client: Any = connect(server.url)
    client.config_set("maxmemory-policy", policy)
    try:
        with pytest.raises(Misconfigured, match="noeviction"):
            RedisEvents(client, "testville")
    finally:
        client.config_set("maxmemory-policy", "noeviction")


@pytest.mark.redis
def test_a_full_server_is_transient_and_nothing_is_half_written(server: EmbeddedRedis):
    shop = redis_shop(server.url)
    writer = opened(shop)
    client: Any = connect(server.url)
    client.config_set("maxmemory", "1")
    try:
        with pytest.raises(Transient):
            writer.apply(batch(0, 5, put()))
    finally:
        client.config_set("maxmemory", "0")
    assert (dict(writer.positions().next), rev_of(writer)) == ({}, 0)
    writer.apply(batch(0, 5, put()))


@pytest.mark.redis
def test_a_store_of_another_layout_is_not_touched(server: EmbeddedRedis):
    shop = redis_shop(server.url)
    opened(shop)
    client: Any = connect(server.url)
    client.hset(Layout("testville").key("meta"), "layout", "999")
    with pytest.raises(Misconfigured, match="layout 999"):
        opened(shop)
