"""A server that fails is left alone, and tried again now and then."""

import pytest

from assistant.model.breaker import Breaker, Outcome


class Watch:
    """Show the seconds that a test sets."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def calls_within(breaker: Breaker, watch: Watch, seconds: int, outcome: Outcome) -> list[float]:
    """Ask ten times a second and return when a request went out."""
    went: list[float] = []
    for _ in range(seconds * 10):
        if breaker.enter():
            went.append(watch.s)
            breaker.leave(outcome)
        watch.s += 0.1
    return went


def test_a_server_that_refuses_gets_at_most_ten_requests_in_any_minute():
    watch = Watch()
    went = calls_within(Breaker(5, 10.0, watch), watch, 300, Outcome.FAILED)
    assert max(sum(t <= other < t + 60 for other in went) for t in went) <= 10
    assert len(went) > 25, "it is tried again all the while"


def test_a_burst_that_fails_together_counts_as_what_it_is():
    watch = Watch()
    breaker = Breaker(5, 10.0, watch)
    assert all(breaker.enter() for _ in range(8))
    for _ in range(8):
        breaker.leave(Outcome.FAILED)
    assert len(calls_within(breaker, watch, 59, Outcome.FAILED)) <= 2


def test_it_opens_after_five_in_a_row_and_one_answer_closes_it():
    watch = Watch()
    breaker = Breaker(5, 10.0, watch)
    for n in range(5):
        assert not breaker.open, n
        assert breaker.enter()
        breaker.leave(Outcome.FAILED)
    assert breaker.open
    assert not breaker.enter()
    watch.s += 10.0
    assert breaker.enter()
    assert not breaker.enter(), "one tries, the others wait"
    breaker.leave(Outcome.ANSWERED)
    assert not breaker.open
    assert breaker.enter()


def test_one_answer_in_between_begins_the_count_anew():
    breaker = Breaker(2, 10.0, Watch())
    for outcome in (Outcome.FAILED, Outcome.ANSWERED, Outcome.FAILED):
        assert breaker.enter()
        breaker.leave(outcome)
    assert not breaker.open


def test_a_try_that_nobody_waited_for_leaves_it_open_and_free():
    watch = Watch()
    breaker = Breaker(1, 10.0, watch)
    assert breaker.enter()
    breaker.leave(Outcome.FAILED)
    watch.s += 10.0
    assert breaker.enter()
    breaker.leave(Outcome.UNKNOWN)
    assert breaker.open
    watch.s += 10.0
    assert breaker.enter()


def test_the_rest_that_a_server_asks_for_is_given():
    watch = Watch()
    breaker = Breaker(5, 10.0, watch)
    assert breaker.enter()
    breaker.leave(Outcome.FAILED, rest_s=30.0)
    watch.s += 29.0
    assert not breaker.enter()
    watch.s += 1.0
    assert breaker.enter()


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_breaker_without_a_limit_never_opens(outcome: Outcome):
    watch = Watch()
    assert len(calls_within(Breaker(0, 10.0, watch), watch, 5, outcome)) == 50
