"""What an owner of partitions keeps true while brokers, stores and other owners come and go."""

import time
from datetime import timedelta
from typing import Any

import pytest

from core.store import Forgotten, IndexedEvent
from core.topics import Family
from indexer import footing as footing_module
from indexer import owner as owner_module
from indexer import watches as watches_module
from indexer.due import DueTimes
from indexer.names import TopicNames
from tests.indexer.bench import CITIZEN_REPORTS, FEED_STATUS, Bench, Works
from tests.indexer.line import NOON, RETENTION, TOPIC, at, message


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setattr(owner_module, "POLL", timedelta(milliseconds=2))
    monkeypatch.setattr(footing_module, "HOLD_S", 0.01)
    monkeypatch.setattr(owner_module, "CHORES_S", 0.0)
    monkeypatch.setattr(owner_module, "SWEEP_S", 0.0)
    monkeypatch.setattr(watches_module, "FLUSH_S", 0.0)
    monkeypatch.setattr(watches_module, "FLUSH_SHARE", 0.0)


def wait_out_holds() -> None:
    time.sleep(0.015)


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


def test_nothing_is_applied_before_its_dead_letters_are_acknowledged():
    works = Works()
    bench = Bench(works)
    bench.steps(1)
    offsets: list[int | None] = []
    bench.sink.on_publish = lambda: offsets.append(works.offset())
    works.write(b"{", key="p:9")
    works.write(message())
    bench.steps()
    assert offsets == [0]
    assert works.offset() == 2
    assert [letter["error.reason"] for letter in works.letters()] == ["not_json"]


def test_a_dead_letter_names_its_record_and_carries_it_unchanged():
    works = Works()
    works.write(message())
    works.write(b"\xff{}", key="p:9")
    Bench(works).steps()
    letter = works.letters()[0]
    assert letter.pop("error.detail")
    assert letter == {
        "error.reason": "bad_utf8",
        "original.topic": TOPIC,
        "original.partition": "0",
        "original.offset": "1",
        "error.at": at(0),
    }
    record = works.read(f"{TOPIC}.dlq")[0]
    assert (record.key, record.value) == (b"p:9", b"\xff{}")


def test_without_dead_letters_nothing_is_committed_and_it_is_tried_at_most_once_a_second(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(footing_module, "HOLD_S", 1.0)
    works = Works(partitions=2)
    bench = Bench(works)
    bench.steps(1)
    bench.sink.out.add(f"{TOPIC}.dlq")
    poison = works.write(b"{", key="p:9")
    written = [works.write(message(f"p:{n}")) for n in range(20)]
    good = next(record for record in written if record.partition != poison.partition)
    started = time.monotonic()
    while time.monotonic() - started < 2.5:
        bench.steps(1)
    assert 2 <= bench.sink.tries[f"{TOPIC}.dlq"] <= 3
    assert works.offset(poison.partition) == 0
    assert works.state((good.key or b"").decode()) is not None, "the other partition stood still"
    bench.sink.out.clear()
    time.sleep(1.0)
    bench.steps()
    assert [letter["original.offset"] for letter in works.letters()] == ["0"]
    assert all(works.state(f"p:{n}") is not None for n in range(20))


def test_a_record_at_the_brokers_limit_is_cut_in_its_letter_and_stops_nothing():
    works = Works()
    works.write(b"x" * 999_999, key="p")
    works.write(message(headline="after it"))
    Bench(works).steps()
    assert works.headline("p:1") == "after it"
    assert works.letters()[0]["error.truncated"] == "999999"


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


def test_an_emptied_store_is_filled_again_by_itself():
    works = Works()
    bench = Bench(works)
    for n in range(5):
        works.write(message(f"p:{n}", headline="out"))
    bench.steps()
    works.held.empty()
    works.write(message("p:9"))
    bench.owner.step()
    assert works.state("p:1") is None
    bench.steps(1)
    assert works.held.rebuilding == {f"{TOPIC}/0": 6} or works.headline("p:1") == "out"
    bench.steps()
    assert works.headline("p:1") == works.headline("p:3") == "out"
    assert works.state("p:9") is not None
    assert works.held.rebuilding == {}


def test_an_emptied_store_is_noticed_without_any_record_coming():
    works = Works()
    bench = Bench(works)
    works.write(message(headline="out"))
    bench.steps()
    works.held.empty()
    bench.steps(5)
    assert works.headline("p:1") == "out"


def test_another_cluster_is_read_from_its_start_and_the_events_stay():
    works = Works()
    works.write(message("p:old", headline="from before"))
    works.write(message("p:1", headline="from before"))
    Bench(works).steps()
    epoch = works.held.epoch
    works.new_cluster()
    works.write(message("p:1", 5, headline="from the new one"))
    bench = Bench(works)
    bench.steps()
    assert works.held.epoch != epoch
    assert (works.headline("p:old"), works.headline("p:1")) == ("from before", "from the new one")
    assert (works.offset(), works.held.rebuilding) == (1, {})


def test_a_log_that_starts_after_our_offset_is_told_as_loss_and_read_on():
    works = Works()
    works.write(message("p:1"))
    first = Bench(works)
    first.steps()
    first.owner.close()
    for n in range(2, 6):
        works.write(message(f"p:{n}"))
    works.streams.records.truncate(works.partition(), 4)
    bench = Bench(works)
    bench.steps(5)
    assert works.held.lost == {Family.INFRASTRUCTURE: NOON}
    assert works.state("p:2") is None
    assert works.state("p:5") is not None
    assert works.offset() == 5


def test_an_emptied_store_whose_log_has_lost_its_beginning_says_so():
    works = Works()
    for n in range(3):
        works.write(message(f"p:{n}"))
    works.streams.records.truncate(works.partition(), 2)
    Bench(works).steps()
    assert works.held.lost == {Family.INFRASTRUCTURE: NOON}
    assert works.state("p:2") is not None
    assert works.offset() == 3


def test_a_log_that_ends_before_our_offset_is_read_again_without_loss():
    works = Works()
    works.write(message("p:1"))
    works.write(message("p:2"))
    first = Bench(works)
    first.steps()
    first.owner.close()
    works.held.offsets[f"{TOPIC}/0"] = 50
    bench = Bench(works)
    bench.steps(5)
    assert works.held.lost == {}
    assert works.offset() == 2


def test_a_partition_ticks_at_the_instant_before_the_question_once_it_is_applied_to_its_end():
    works = Works()
    bench = Bench(works)
    bench.steps()
    assert works.tick() == NOON
    works.clock.advance(timedelta(seconds=1))
    bench.steps()
    assert works.tick() == NOON + timedelta(seconds=1)


def test_a_partition_that_is_behind_does_not_tick():
    works = Works()
    bench = Bench(works)
    bench.steps()
    bench.truth.down = True
    works.write(message())
    works.clock.advance(timedelta(seconds=5))
    for _ in range(3):
        bench.steps()
        wait_out_holds()
    assert works.tick() == NOON
    assert works.tick(FEED_STATUS) == NOON + timedelta(seconds=5), "only it stands still"
    bench.truth.down = False
    wait_out_holds()
    bench.steps()
    assert works.tick() == NOON + timedelta(seconds=5)


def test_a_dead_broker_lets_nothing_tick():
    works = Works()
    bench = Bench(works)
    bench.steps()
    works.streams.records.down = True
    works.clock.advance(timedelta(minutes=5))
    bench.steps()
    assert set(works.held.ticks.values()) == {NOON}


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


def heartbeat(minutes: float, **fields: object) -> dict[str, object]:
    return {"source": "city-power", "family": "infrastructure", "state": "ok",
            "observed_at": at(minutes), "max_silence_s": 120} | fields  # fmt: skip


def test_heartbeats_are_kept_and_one_that_runs_ahead_is_held_to_its_records_time():
    works = Works()
    works.write(heartbeat(0, full_state=True), topic=FEED_STATUS)
    works.write(heartbeat(9), topic=FEED_STATUS)
    works.write(heartbeat(0, state="well"), topic=FEED_STATUS)
    Bench(works).steps()
    beat = works.held.beats["city-power"]
    assert beat.observed_at == beat.last_ok_at == NOON
    assert [letter["error.reason"] for letter in works.letters(FEED_STATUS)] == ["schema"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"type": "evacuation_order", "severity": "extreme"}, "unauthorised"),
        ({"type": "Weather Alert"}, "unauthorised"),
        ({"message_type": "cancel"}, "unauthorised"),
        ({"description": ""}, "schema"),
        ({"status": "solved"}, "schema"),
        ({"coordinates": {"lat": 91, "lon": 0}}, "bad_geo"),
        ({"timestamp": at(9)}, "bad_time"),
        ({"type": "pothole", "area": "Eastside", "language": "en"}, None),
    ],
)
def test_residents_reports_are_checked_and_kept_out_of_the_events(
    fields: dict[str, object], reason: str | None
):
    works = Works()
    report = {"report_id": "r:1", "description": "a hole", "timestamp": at(0)} | fields
    works.write(report, topic=CITIZEN_REPORTS)
    Bench(works).steps()
    reasons = [letter["error.reason"] for letter in works.letters(CITIZEN_REPORTS)]
    assert reasons == ([] if reason is None else [reason])
    assert works.held.known == {}
    assert works.offset(topic=CITIZEN_REPORTS) == 1


def test_an_event_is_told_again_when_its_phase_changes_by_itself():
    works = Works()
    works.write(message(ends_at=at(30)))
    bench = Bench(works)
    bench.steps()
    told = works.held.changes[(TOPIC, "p:1")]
    works.clock.advance(timedelta(minutes=29))
    bench.steps()
    assert works.held.changes[(TOPIC, "p:1")] == told
    works.clock.advance(timedelta(minutes=1))
    bench.steps()
    assert works.held.changes[(TOPIC, "p:1")] > told
    assert bench.counts["changed_by_time"] == 1


def test_an_event_that_a_full_state_source_confirms_does_not_grow_stale():
    works = Works()
    works.write(message())
    bench = Bench(works)
    bench.steps()
    works.clock.advance(timedelta(hours=72))
    works.write(heartbeat(71 * 60, full_state=True), topic=FEED_STATUS)
    bench.steps(1)
    bench.steps()
    key = next(iter(works.held.due))
    assert works.held.due[key] == NOON + timedelta(hours=71 + 72)


def test_an_event_that_ended_long_ago_is_withdrawn_then_forgotten_for_good():
    works = Works()
    works.write(message(minutes=0, headline="out"))
    works.write(message(minutes=1, status="restored"))
    bench = Bench(works)
    bench.steps()
    works.clock.set(NOON + timedelta(minutes=1) + RETENTION)
    bench.steps(5)
    assert isinstance(works.state("p:1"), Forgotten)
    assert works.read()[-1].value is None
    assert bench.counts["retired"] == 1
    works.write(message(minutes=1, headline="a late copy"))
    bench.steps()
    assert [letter["error.reason"] for letter in works.letters()] == ["too_old"]
    works.clock.advance(timedelta(days=31))
    bench.steps(5)
    assert works.state("p:1") is None
    assert works.held.due == {}


def test_a_withdrawal_that_news_overtakes_withdraws_nothing():
    works = Works()
    works.write(message(status="restored"))
    bench = Bench(works)
    bench.steps()
    works.clock.set(NOON + RETENTION)
    news = [message(minutes=3, headline="out again")]

    def overtake() -> None:
        while news:
            works.write(news.pop())

    bench.sink.on_publish = overtake
    bench.steps(8)
    assert works.read()[2].value is None, "the tombstone came after the news"
    state = works.state("p:1")
    assert isinstance(state, IndexedEvent)
    assert state.event.headline == "out again"


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


def test_a_fault_of_ours_in_one_record_is_a_dead_letter_and_no_stopped_partition(
    monkeypatch: pytest.MonkeyPatch,
):
    works = Works()
    bench = Bench(works)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr("indexer.arrivals.decode_event", fail)
        works.write(message("p:1"))
        bench.steps()
    with monkeypatch.context() as patched:
        patched.setattr("indexer.draft.fold", fail)
        works.write(message("p:2"))
        bench.steps()
    with monkeypatch.context() as patched:
        patched.setattr("indexer.pipeline.describe", fail)
        works.write(message("p:3"))
        bench.steps()
    works.write(message("p:4"))
    bench.steps()
    assert works.state("p:4") is not None
    letters = works.letters()
    assert [letter["error.reason"] for letter in letters] == ["schema"] * 3
    assert all("ZeroDivisionError" in letter["error.detail"] for letter in letters)


def test_records_read_before_a_new_life_was_noticed_are_read_again_not_applied():
    works = Works(partitions=4)
    one, two = Bench(works), Bench(works)
    for _ in range(3):
        one.steps(1)
        two.steps(1)
    for n in range(40):
        works.write(message(f"p:{n}"))
    for _ in range(2):
        one.steps(1)
        two.steps(1)
    two.owner.close()
    works.held.empty()
    for n in range(40, 60):
        works.write(message(f"p:{n}"))
    # In this one poll it is given the other's partitions, begins a new life for them, and gets
    # records of its own from where it stood in the old one.
    one.owner.step()
    assert works.held.ticks == {}
    one.steps(4)
    assert all(works.state(f"p:{n}") is not None for n in range(60))
    assert works.held.rebuilding == {}


def test_an_event_that_cannot_be_judged_does_not_stop_the_sweep(monkeypatch: pytest.MonkeyPatch):
    works = Works()
    works.write(message("p:1", ends_at=at(30)))
    works.write(message("p:2", ends_at=at(30)))
    bench = Bench(works)
    bench.steps()
    works.clock.advance(timedelta(minutes=31))
    judged = DueTimes.due_at

    def fail_for_one(times: DueTimes, state: IndexedEvent, *rest: Any) -> Any:
        if state.event.event_id == "p:1":
            raise OverflowError("a fault of ours")
        return judged(times, state, *rest)

    monkeypatch.setattr(DueTimes, "due_at", fail_for_one)
    bench.steps()
    assert bench.counts["unexpected"] == 1
    assert {key.event_id: due for key, due in works.held.due.items()} == {
        "p:1": works.clock.now() + timedelta(hours=1),
        "p:2": NOON + timedelta(minutes=30) + RETENTION,
    }
