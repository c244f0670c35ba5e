"""A partition ticks for an instant only when all that was acknowledged before it is applied."""

import threading
import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from core.coverage import MAX_VIEW_AGE
from core.timespan import Clock, ManualClock, ScaledClock, SystemClock, paced
from indexer.names import TopicNames
from indexer.owner import CHORES_S, LEAST_CHORES_S, POLL
from indexer.store.follower import LEAST_POLL_S, POLL_S
from indexer.ticks import ASK_EVERY, Ends, EndWatch, Ticker, ask_ends
from streams.memory import MemoryStreams
from streams.record import TopicPartition

T0 = datetime(2025, 12, 25, 12, 0, tzinfo=UTC)


def asked(second: float, **ends: int) -> Ends:
    return Ends(T0 + timedelta(seconds=second), "one", ends)


def at(second: float) -> datetime:
    return T0 + timedelta(seconds=second)


def test_nothing_ticks_before_the_broker_has_answered():
    assert Ticker().reached({"a": 5}) == {}


def test_a_partition_at_its_end_ticks_at_the_instant_of_the_question():
    ticker = Ticker()
    ticker.heard(asked(1, a=5))
    assert ticker.reached({"a": 5}) == {"a": at(1)}


def test_a_partition_behind_ticks_when_it_reaches_the_end_of_back_then():
    ticker = Ticker()
    ticker.heard(asked(1, a=5))
    assert ticker.reached({"a": 4}) == {}
    ticker.heard(asked(2, a=9))
    assert ticker.reached({"a": 4}) == {}
    assert ticker.reached({"a": 7}) == {"a": at(1)}
    assert ticker.reached({"a": 8}) == {}
    assert ticker.reached({"a": 9}) == {"a": at(2)}


def test_a_partition_that_always_lags_a_little_still_ticks():
    ticker = Ticker()
    ticks: list[datetime] = []
    for second in range(10):
        ticker.heard(asked(second, a=10 * (second + 1)))
        ticks += ticker.reached({"a": 10 * second + 5}).values()
    assert ticks == [at(second) for second in range(9)]


def test_partitions_do_not_wait_for_each_other_and_unknown_ones_do_not_tick():
    ticker = Ticker()
    ticker.heard(asked(1, a=5, b=5))
    assert ticker.reached({"a": 5, "b": 4, "c": 0}) == {"a": at(1)}


def test_forgotten_questions_are_never_answered():
    ticker = Ticker()
    ticker.heard(asked(1, a=5))
    ticker.reached({"a": 4})
    ticker.forget()
    assert ticker.reached({"a": 9}) == {}


def test_what_is_behind_is_told_by_partition():
    ticker = Ticker()
    ticker.heard(asked(1, a=5, b=5))
    assert ticker.behind({"a": 2, "b": 9}) == {"a": 3, "b": 0}


def test_the_watch_asks_by_itself_and_a_dead_broker_gives_no_answer():
    streams, names = MemoryStreams(1), TopicNames()
    for topic in names.on_broker:
        streams.records.create(topic)
    watch = EndWatch(streams.log, names, SystemClock())
    before = datetime.now(UTC)
    watch.start()
    try:
        deadline = time.monotonic() + 5
        while (ends := watch.take()) is None and time.monotonic() < deadline:
            time.sleep(0.005)
        assert ends is not None
        assert before <= ends.asked_at <= datetime.now(UTC)
        assert ends.offsets == {f"{topic}/0": 0 for topic in names.on_broker}
        streams.records.down = True
        time.sleep(0.05)
        watch.take()
        time.sleep(1.1)
        assert watch.take() is None
    finally:
        watch.stop()


class Pauses(threading.Event):
    """Do not wait: write down for how long, and end the asking after ten times."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.asked.append(timeout)
        if len(self.asked) == 10:
            self.set()
        return self.is_set()


def scaled(rate: float) -> ScaledClock:
    return ScaledClock(T0, T0, rate)


@pytest.mark.parametrize(
    ("clock", "pause_s"),
    [
        (SystemClock(), 1.0),
        (scaled(0.5), 1.0),
        (scaled(1), 1.0),
        (scaled(4), 0.25),
        (scaled(10), 0.1),
        (scaled(60), 0.1),
    ],
)
def test_the_faster_the_citys_clock_the_oftener_the_ends_are_asked(clock: Clock, pause_s: float):
    streams, names, pauses = MemoryStreams(1), TopicNames(), Pauses()
    for topic in names.on_broker:
        streams.records.create(topic)
    watch = EndWatch(streams.log, names, clock, pauses)
    watch.start()
    assert threading.Event.wait(pauses, 30)
    watch.stop()
    assert pauses.asked == [pause_s] * 10


@pytest.mark.parametrize("rate", [1, 5, 20, 60])
def test_at_sixty_times_the_pace_our_own_delays_stay_within_what_the_view_may_age(rate: float):
    clock = scaled(rate)
    delays_s = (
        paced(ASK_EVERY.total_seconds(), clock),
        paced(CHORES_S, clock, LEAST_CHORES_S),
        POLL.total_seconds(),
        paced(POLL_S, clock, LEAST_POLL_S),
    )
    assert sum(delays_s) * rate < 0.7 * MAX_VIEW_AGE.total_seconds()


def test_the_instant_is_noted_before_the_question(monkeypatch: pytest.MonkeyPatch):
    clock, log = ManualClock(T0), MemoryStreams(1).log()
    answer = log.end_offsets

    def takes_a_second(partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        clock.advance(timedelta(seconds=1))
        return answer(partitions)

    monkeypatch.setattr(log, "end_offsets", takes_a_second)
    assert ask_ends(log, TopicNames(), clock).asked_at == T0
