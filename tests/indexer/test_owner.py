"""What an owner of partitions keeps true while brokers, stores and other owners come and go."""

import pytest

from core.store import IndexedEvent
from indexer.names import TopicNames
from tests.indexer.bench import FEED_STATUS, Bench, Works, heartbeat, wait_out_holds
from tests.indexer.line import NOON, TOPIC, message

pytestmark = pytest.mark.usefixtures("impatient_owner")


def test_records_are_applied_with_the_offset_that_follows_them():
    works = Works()
    works.write(message(headline="out"))
    bench = Bench(works)
    bench.steps()
    assert (works.headline("p:1"), works.offset()) == ("out", 1)
    assert [event.event.event_id for event in bench.offered] == ["p:1"]


def test_a_store_that_fails_before_applying_costs_nothing():
    works = Works()
    bench = Bench(works)
    bench.steps(1)
    bench.truth.fail_before = 3
    works.write(message(headline="out"))
    for _ in range(5):
        bench.steps()
        wait_out_holds()
    assert (works.headline("p:1"), works.offset()) == ("out", 1)
    assert [len(batch.puts) for batch in bench.truth.applied if batch.puts] == [1]


def test_a_store_that_applied_and_could_not_say_so_is_not_written_twice():
    works = Works()
    bench = Bench(works)
    bench.steps(1)
    bench.truth.fail_after = 1
    works.write(message(headline="out"))
    for _ in range(5):
        bench.steps()
        wait_out_holds()
    works.write(message(minutes=1, headline="still out"))
    bench.steps()
    assert (works.headline("p:1"), works.offset()) == ("still out", 2)
    assert len([batch for batch in bench.truth.applied if batch.puts]) == 2


def test_of_two_owners_of_one_partition_the_stale_one_is_fenced_and_writes_nothing():
    works = Works()
    stale = Bench(works)
    stale.steps(1)
    works.write(message(headline="first"))

    def overtake() -> None:
        # While this one stands still before its transaction, another takes its place.
        stale.sink.on_publish = lambda: None
        works.held.offsets[f"{TOPIC}/0"] = 2
        works.write(message(minutes=3, headline="newest"))

    works.write(b"{", key="p:9")
    stale.sink.on_publish = overtake
    stale.owner.step()
    assert works.headline("p:1") is None
    assert stale.counts["fenced"] == 1
    stale.steps()
    assert (works.headline("p:1"), works.offset()) == ("newest", 3)


def test_partitions_go_from_one_owner_to_the_other_at_the_stored_offset():
    works = Works(partitions=4)
    one = Bench(works)
    for n in range(40):
        works.write(message(f"p:{n}", headline="a"))
    one.steps()
    two = Bench(works)
    for n in range(40):
        works.write(message(f"p:{n}", 1, headline="b"))
    for _ in range(4):
        one.steps(1)
        two.steps(1)
    assert {works.headline(f"p:{n}") for n in range(40)} == {"b"}
    assert one.counts["records"] + two.counts["records"] == 80
    assert two.counts["records"] > 0
    two.owner.close()
    one.steps()
    works.write(message("p:1", 2, headline="c"))
    one.steps()
    assert works.headline("p:1") == "c"


def test_late_news_leaves_the_log_with_the_newest_state_last():
    works = Works()
    works.write(message(minutes=5, headline="new"))
    bench = Bench(works)
    bench.steps()
    works.write(message(minutes=1, headline="late"))
    bench.steps(6)
    records = works.read()
    assert len(records) == 3
    assert b'"new"' in (records[-1].value or b"")
    assert works.offset() == 3


def test_topics_go_by_the_contracts_names_whatever_the_broker_calls_them():
    works = Works()
    names = TopicNames(lambda topic: f"east.{topic}")
    for topic in names.on_broker:
        works.streams.records.create(topic)
    works.write(message(), topic=f"east.{TOPIC}")
    works.write(b"{", topic=f"east.{TOPIC}", key="p:2")
    Bench(works, names).steps()
    assert works.state("p:1") is not None
    assert works.offset() == 2
    assert [letter["error.reason"] for letter in works.letters(f"east.{TOPIC}")] == ["not_json"]


def test_heartbeats_are_kept_and_one_that_runs_ahead_is_held_to_its_records_time():
    works = Works()
    works.write(heartbeat(0, full_state=True), topic=FEED_STATUS)
    works.write(heartbeat(9), topic=FEED_STATUS)
    works.write(heartbeat(0, state="well"), topic=FEED_STATUS)
    Bench(works).steps()
    beat = works.held.beats["city-power"]
    assert beat.observed_at == beat.last_ok_at == NOON
    assert [letter["error.reason"] for letter in works.letters(FEED_STATUS)] == ["schema"]


def test_a_locator_that_fails_leaves_the_event_unplaced(monkeypatch: pytest.MonkeyPatch):
    works = Works()
    bench = Bench(works)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("tests.indexer.line.Nowhere.locate", fail)
    works.write(message(area="Eastside"))
    bench.steps()
    state = works.state("p:1")
    assert isinstance(state, IndexedEvent)
    assert state.footprint.basis.value == "unplaced"
    assert bench.counts["unexpected"] == 1
