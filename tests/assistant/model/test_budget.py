"""A day's tokens are reserved before and settled after, in the city's days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.model.budget import Budget
from assistant.model.spent import Prices, Usage, tokens_of
from core.timespan import ManualClock

EVENING = datetime(2026, 3, 5, 4, 30, tzinfo=UTC)
"""Half past eleven at night in New York."""


def budget(cap: int) -> tuple[Budget, ManualClock]:
    clock = ManualClock(EVENING)
    return Budget(cap, ZoneInfo("America/New_York"), clock), clock


def test_nothing_is_given_that_is_not_there():
    day, _ = budget(100)
    assert day.reserve(60) is not None
    assert day.reserve(60) is None
    assert day.left == 40


def test_what_was_not_used_is_there_again():
    day, _ = budget(100)
    reserved = day.reserve(90)
    assert reserved is not None
    day.settle(reserved, 10)
    assert day.left == 90


def test_more_than_was_reserved_counts_as_well():
    day, _ = budget(100)
    reserved = day.reserve(50)
    assert reserved is not None
    day.settle(reserved, 130)
    assert day.left == 0


def test_the_day_turns_over_in_the_city_and_takes_old_reservations_with_it():
    day, clock = budget(100)
    reserved = day.reserve(100)
    assert reserved is not None
    clock.advance(timedelta(minutes=29))
    assert day.left == 0
    clock.advance(timedelta(minutes=1))
    assert day.left == 100
    day.settle(reserved, 70)
    assert day.left == 100


def test_tokens_are_estimated_by_letters_and_every_other_sign_is_one():
    assert (tokens_of("12345678"), tokens_of("123456789"), tokens_of("停电"), tokens_of("")) == (
        2, 3, 2, 0,
    )  # fmt: skip


def test_a_cost_is_what_a_million_costs():
    assert Prices(0.4, 1.6).cost(Usage(500_000, 250_000)) == pytest.approx(0.6)
