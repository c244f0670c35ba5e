"""What an owner does as time passes: ticks, changed phases, withdrawals."""

from datetime import timedelta
from typing import Any

import pytest

from core.store import Forgotten, IndexedEvent
from indexer.due import DueTimes
from tests.indexer.bench import FEED_STATUS, Bench, Works, heartbeat, wait_out_holds
from tests.indexer.line import NOON, RETENTION, TOPIC, at, message

pytestmark = pytest.mark.usefixtures("impatient_owner")


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
