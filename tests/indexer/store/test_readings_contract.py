"""What every store promises to those who write what telemetry did: owners, and the one joiner."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.errors import Fenced
from core.identity import EventKey
from core.incident import Membership
from core.observation import Observation
from core.store import Batch, Forgotten, Put
from core.telemetry import (
    EnvironmentReading,
    Reading,
    RiderTaps,
    Subject,
    TapDirection,
    TrafficCondition,
    subject_of,
)
from core.timespan import from_millis
from core.topics import (
    ANOMALIES,
    CITIZEN_REPORTS,
    FEED_STATUS,
    INFRASTRUCTURE_EVENTS,
    TRIPS,
    VEHICLE_POSITIONS,
)
from indexer.store import memory_readings, redis_readings
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.redis_connection import connect
from indexer.store.redis_events import RedisEvents
from indexer.store.truth import Joint, Truth
from tests.core.events import T0, at
from tests.indexer.store.events import indexed
from tests.indexer.store.readings import TRAM, partial, readings, seen, trip, vehicle
from tests.indexer.store.shops import Shop

TRAM1 = f"{VEHICLE_POSITIONS}/1"
REPORTS = f"{CITIZEN_REPORTS}/0"
EVENTS = f"{INFRASTRUCTURE_EVENTS}/0"
ENDS = {TRAM: 500, TRAM1: 0, REPORTS: 7, EVENTS: 3, f"{FEED_STATUS}/0": 0}
TTL = timedelta(seconds=30)
MINUTE_MS = 60_000


def opened(shop: Shop, cluster: str = "one") -> Truth:
    writer = shop.writer()
    writer.begin(cluster, ENDS)
    return writer


def leased(shop: Shop, holder: str = "a") -> tuple[Truth, int]:
    writer = shop.writer()
    token = writer.lease(holder, TTL)
    assert token is not None
    return writer, token


def step(token: int, merged_up_to: datetime | None = None, **more: Any) -> Joint:
    return Joint(token=token, snapshot=b"joined", merged_up_to=merged_up_to, **more)


def known_outage(writer: Truth, *ids: str, base: int = 0) -> list[EventKey]:
    states = [indexed(event_id) for event_id in ids]
    puts = [Put(key=state.key, state=state, expected_rev=0) for state in states]
    writer.apply(Batch(partition=EVENTS, base=base, next=base + 1, puts=puts))
    return [state.key for state in states]


def member(event_id: str, minutes: float = 0, incident: str = "i1", **more: Any) -> Membership:
    filled: dict[str, Any] = {"topic": INFRASTRUCTURE_EVENTS} | more
    return Membership(incident_id=incident, event_id=event_id, joined_at=at(minutes), **filled)


def test_telemetry_is_not_waited_for_in_a_rebuild_and_yet_counted(shop: Shop):
    opened(shop)
    assert shop.rebuilding() == {EVENTS: 3}
    assert shop.partitions()[VEHICLE_POSITIONS] == 2


def test_a_batch_is_applied_whole_with_its_offset(shop: Shop):
    writer = opened(shop)
    assert writer.snapshot(TRAM) is None
    seq = writer.apply_readings(readings(0, 9, seen("v1"), seen("v2"), watermark=at(1)))
    assert dict(writer.positions().next) == {TRAM: 9}
    assert writer.snapshot(TRAM) == b"s9"
    assert shop.changes() == [
        ("obs", f"{VEHICLE_POSITIONS}|v1"),
        ("obs", f"{VEHICLE_POSITIONS}|v2"),
    ]
    assert seq == 2
    again = writer.apply_readings(readings(9, 12, seen("v1", at(1))))
    assert again == 3
    assert shop.changes()[-1] == ("obs", f"{VEHICLE_POSITIONS}|v1")
    assert shop.observations()[Subject(VEHICLE_POSITIONS, "v1")] == seen("v1", at(1))


@pytest.mark.parametrize(
    "reading",
    [
        vehicle(occupancy=12.0, delay_s=-30, line="12"),
        RiderTaps(stop_id="s|1", direction=TapDirection.IN, count=3, timestamp=T0),
        TrafficCondition(road_id="r1", lat=40.7, lon=-74.0, speed_kmh=31.5, timestamp=T0),
        EnvironmentReading(station_id="e1", lat=40.7, lon=-74.0, pm25_ugm3=8.25, timestamp=T0),
        trip("t1"),
    ],
)
def test_every_kind_of_reading_is_kept_as_it_was_made(shop: Shop, reading: Reading):
    subject = subject_of(reading)
    observation = Observation(
        reading=reading,
        usual_interval=timedelta(seconds=12.5),
        derived={"aqi": 42.0, "category": "good"},
    )
    batch = readings(0, 1, observation, partition=f"{subject.topic}/0")
    opened(shop).apply_readings(batch)
    assert shop.observations() == {subject: observation}


def test_a_batch_that_begins_elsewhere_is_fenced_whole(shop: Shop):
    writer, late = opened(shop), opened(shop)
    writer.apply_readings(readings(0, 5, seen("v1"), watermark=at(1)))
    wrong = readings(4, 9, seen("v2"), watermark=at(9), partials=[partial()])
    for who, batch in ((writer, wrong), (late, wrong), (late, readings(0, 5, seen("v2")))):
        with pytest.raises(Fenced):
            who.apply_readings(batch)
    assert dict(writer.positions().next) == {TRAM: 5}
    assert (writer.snapshot(TRAM), writer.partials()) == (b"s5", [])
    assert writer.watermarks()[TRAM][0] == at(1)
    assert set(shop.observations()) == {Subject(VEHICLE_POSITIONS, "v1")}


def test_an_emptied_store_takes_no_readings_until_it_is_begun_anew(shop: Shop):
    writer = opened(shop)
    writer.apply_readings(readings(0, 5, seen()))
    shop.empty()
    with pytest.raises(Fenced):
        writer.apply_readings(readings(5, 6, seen()))
    assert shop.observations() == {}
    writer.begin("one", ENDS)
    writer.apply_readings(readings(0, 5, seen()))


def test_a_watermark_never_goes_back_and_says_when_it_last_advanced(shop: Shop):
    writer = opened(shop)
    writer.apply_readings(readings(0, 1, watermark=at(5)))
    first = writer.watermarks()[TRAM]
    writer.apply_readings(readings(1, 2, watermark=at(4)))
    writer.apply_readings(readings(2, 3))
    assert writer.watermarks() == {TRAM: first}
    writer.apply_readings(readings(3, 4, watermark=at(6)))
    assert writer.watermarks()[TRAM][0] == at(6)
    assert writer.watermarks()[TRAM][1] >= first[1]


def test_every_partition_says_up_to_when_it_is_applied_to_its_end(shop: Shop):
    writer = opened(shop)
    assert writer.reached() == dict.fromkeys(ENDS)
    writer.apply_readings(readings(0, 500))
    writer.tick({TRAM: at(2), TRAM1: at(1)}, at(3))
    assert writer.reached() == dict.fromkeys(ENDS) | {TRAM: at(2), TRAM1: at(1)}


def test_an_observation_that_is_let_go_is_told_and_may_come_again(shop: Shop):
    writer = opened(shop)
    subject = Subject(VEHICLE_POSITIONS, "v1")
    writer.apply_readings(readings(0, 1, seen("v1"), seen("v2")))
    told = writer.apply_readings(readings(1, 2, gone=[subject, Subject(VEHICLE_POSITIONS, "x")]))
    assert told == 3
    assert shop.changes()[-1] == ("obs", f"{VEHICLE_POSITIONS}|v1")
    assert subject not in shop.observations()
    writer.apply_readings(readings(2, 3, seen("v1", at(1)), gone=[subject]))
    assert shop.observations()[subject] == seen("v1", at(1))


def test_what_was_let_go_long_ago_leaves_nothing_behind(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    for module in (memory_readings, redis_readings):
        monkeypatch.setattr(module, "DEPARTED_KEPT", 3)
    writer = opened(shop)
    for n in range(20):
        trips = [Observation(reading=trip(f"t{n}-{i}")) for i in range(4)]
        over = [Subject(TRIPS, f"t{n - 1}-{i}") for i in range(4)] if n else []
        writer.apply_readings(readings(n, n + 1, *trips, gone=over, partition=f"{TRIPS}/0"))
    assert len(shop.observations()) == 4
    assert len(shop.changes()) == 4 + 3


def test_partials_wait_in_order_and_one_told_again_takes_the_place_of_the_first(shop: Shop):
    writer = opened(shop)
    first, second = partial(2 * MINUTE_MS), partial(MINUTE_MS, rows=b"x")
    other = partial(MINUTE_MS, kind="pass")
    writer.apply_readings(readings(0, 1, partials=[first, second, other]))
    writer.apply_readings(readings(1, 2, partials=[partial(MINUTE_MS, rows=b"y")]))
    assert writer.partials() == [other, partial(MINUTE_MS, rows=b"y"), first]


def test_partials_that_nobody_merges_are_bounded_the_oldest_go(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    for module in (memory_readings, redis_readings):
        monkeypatch.setattr(module, "PARTIALS_KEPT", 5)
    writer = opened(shop)
    for n in range(12):
        writer.apply_readings(readings(n, n + 1, partials=[partial(n * MINUTE_MS)]))
    assert [kept.start_ms for kept in writer.partials()] == [n * MINUTE_MS for n in range(7, 12)]


def test_only_one_holds_the_lease_until_it_ends(shop: Shop):
    opened(shop)
    first, second = shop.writer(), shop.writer()
    token = first.lease("a", TTL)
    assert token is not None
    assert second.lease("b", TTL) is None
    assert first.lease("a", TTL) == token
    shop.end_lease()
    newer = second.lease("b", TTL)
    assert newer is not None
    assert newer > token
    assert first.lease("a", TTL) is None


def test_a_lease_that_is_not_renewed_ends_by_itself(shop: Shop):
    opened(shop)
    assert shop.writer().lease("a", timedelta(milliseconds=1)) is not None
    other, tries = shop.writer(), 0
    while other.lease("b", TTL) is None:
        tries += 1
        assert tries < 100_000, "it never ended"


def test_there_is_no_lease_of_a_store_that_is_not_begun(shop: Shop):
    with pytest.raises(Fenced):
        shop.writer().lease("a", TTL)


def test_of_two_joiners_the_one_with_the_older_token_writes_nothing(shop: Shop):
    key = known_outage(opened(shop), "p:1")[0]
    old, old_token = leased(shop, "a")
    old.join(step(old_token, at(1)))
    shop.end_lease()
    new, new_token = leased(shop, "b")
    stale = Joint(token=old_token, snapshot=b"stale", merged_up_to=at(9), joined=[member("p:1")])
    for who in (old, new):
        with pytest.raises(Fenced):
            who.join(stale)
    assert old.joint_snapshot() == (b"joined", at(1))
    assert old.memberships() == []
    new.join(step(new_token, at(2), joined=[member("p:1")]))
    assert [kept.key for kept in new.memberships()] == [key]


def test_whoever_took_no_lease_joins_nothing(shop: Shop):
    opened(shop)
    _, token = leased(shop)
    with pytest.raises(Fenced):
        shop.writer().join(step(token))


def test_a_joiner_of_an_earlier_life_is_fenced_and_gets_another_token(shop: Shop):
    opened(shop)
    joiner, token = leased(shop)
    joiner.join(step(token, at(1)))
    shop.empty()
    opened(shop)
    with pytest.raises(Fenced):
        joiner.join(step(token, at(2)))
    again = joiner.lease("a", TTL)
    assert again is not None
    assert again > token, "what it remembers is of the earlier life"
    assert joiner.joint_snapshot() == (None, None)


def test_merged_windows_go_and_take_no_more(shop: Shop):
    writer = opened(shop)
    joiner, token = leased(shop)
    kept = [partial(n * MINUTE_MS) for n in range(4)]
    early = partial(2 * MINUTE_MS, kind="report", of=REPORTS)
    writer.apply_readings(readings(0, 1, partials=kept))
    writer.apply_readings(readings(0, 1, partials=[early], partition=REPORTS))
    joiner.join(step(token, from_millis(2 * MINUTE_MS), merged=[early]))
    assert writer.partials() == kept[2:]
    late = [partial(MINUTE_MS, rows=b"late"), partial(2 * MINUTE_MS, rows=b"in time")]
    writer.apply_readings(readings(1, 2, partials=late))
    assert [p.rows for p in writer.partials()] == [b"in time", b"r"]
    assert writer.late_partials == 1
    joiner.join(step(token, from_millis(MINUTE_MS)))
    assert joiner.joint_snapshot()[1] == from_millis(2 * MINUTE_MS), "it never goes back"


def test_memberships_are_told_as_changes_and_only_where_they_differ(shop: Shop):
    writer = opened(shop)
    known_outage(writer, "p:1", "p:2")
    joiner, token = leased(shop)
    told = step(token, joined=[member("p:2", 5), member("p:1", 3)])
    seq = joiner.join(told)
    assert joiner.memberships() == [member("p:1", 3), member("p:2", 5)]
    names = [("incident", f"{INFRASTRUCTURE_EVENTS}|p:{n}") for n in (2, 1)]
    assert shop.changes()[-2:] == names
    assert joiner.join(told) == seq, "the same again is no change"
    gone = EventKey(INFRASTRUCTURE_EVENTS, "p:1")
    assert joiner.join(step(token, parted=[gone, EventKey(ANOMALIES, "none")])) == seq + 1
    assert joiner.memberships() == [member("p:2", 5)]
    assert shop.changes()[-1] == names[1]


def test_what_is_not_known_or_no_longer_joins_no_incident(shop: Shop):
    writer = opened(shop)
    key = known_outage(writer, "p:1")[0]
    forget(writer, key, base=1)
    joiner, token = leased(shop)
    joiner.join(step(token, joined=[member("p:1"), member("p:9"), member("p:1", topic=ANOMALIES)]))
    assert joiner.memberships() == []


def forget(writer: Truth, key: EventKey, base: int) -> None:
    rev = writer.known([key])[0].rev
    gone = Put(key=key, state=Forgotten(last_issued_at=T0, forgotten_at=T0), expected_rev=rev)
    writer.apply(Batch(partition=EVENTS, base=base, next=base + 1, puts=[gone]))


def test_a_membership_goes_with_its_event(shop: Shop):
    writer = opened(shop)
    keys = known_outage(writer, "p:1", "p:2")
    joiner, token = leased(shop)
    joiner.join(step(token, joined=[member("p:1"), member("p:2")]))
    forget(writer, keys[0], base=1)
    assert joiner.memberships() == [member("p:2")]
    assert shop.changes()[-1] == ("incident", f"{INFRASTRUCTURE_EVENTS}|p:1")
    assert writer.prune(keys[0], writer.known([keys[0]])[0].rev)
    assert not [name for _, name in shop.changes() if name.endswith("p:1")]


def test_another_cluster_keeps_events_and_incidents_and_nothing_of_telemetry(shop: Shop):
    writer = opened(shop)
    known_outage(writer, "p:1")
    joiner, token = leased(shop)
    joiner.join(step(token, at(1), joined=[member("p:1")]))
    gone = [Subject(VEHICLE_POSITIONS, "v1")]
    writer.apply_readings(readings(0, 1, seen("v1"), seen("v2"), watermark=at(1)))
    writer.apply_readings(readings(1, 2, gone=gone, partials=[partial(2**41)]))
    writer.begin("two", ENDS)
    assert (shop.observations(), writer.snapshot(TRAM)) == ({}, None)
    assert (writer.watermarks(), writer.partials()) == ({}, [])
    assert joiner.joint_snapshot() == (None, None)
    assert writer.memberships() == [member("p:1")]
    assert {kind for kind, _ in shop.changes()} == {INFRASTRUCTURE_EVENTS, "incident"}


@pytest.mark.redis
def test_a_joiner_is_fenced_by_a_restart_which_may_have_lost_its_last_steps():
    with EmbeddedRedis(("--save", "", "--appendonly", "yes", "--appendfsync", "always")) as server:
        writer = RedisEvents(connect(server.url), "testville")
        writer.begin("one", ENDS)
        writer.apply_readings(readings(0, 5, seen(), watermark=at(1)))
        token = writer.lease("a", TTL)
        assert token is not None
        writer.join(step(token, at(1)))
        server.kill()
        server.start()
        for refused in (
            lambda: writer.join(step(token, at(2))),
            lambda: writer.lease("a", TTL),
            lambda: writer.apply_readings(readings(5, 6, seen())),
        ):
            with pytest.raises(Fenced):
                refused()
        writer.begin("one", ENDS)
        assert writer.lease("b", TTL) != token
        assert (writer.snapshot(TRAM), writer.joint_snapshot()) == (b"s5", (b"joined", at(1)))
        writer.apply_readings(readings(5, 6, seen()))
