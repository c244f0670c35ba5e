"""Running statistics against the plain formulas, and through a snapshot."""

import math
import random
import statistics as plain

import msgspec
import pytest

from indexer.anomalies.statistics import Average, poisson_tail, steady


def test_a_mean_is_the_plain_one():
    luck = random.Random(1)
    values = [luck.gauss(40, 6) for _ in range(500)]
    average = Average()
    for value in values:
        average.add(value)
    assert average.mean == pytest.approx(plain.fmean(values))
    assert average.weight == 500


def test_a_restored_mean_goes_on_exactly_as_the_other():
    luck = random.Random(2)
    kept, thawed = Average(), Average()
    for _ in range(1000):
        value = luck.random() * 1e3
        kept.add(value, 30)
        thawed.add(value, 30)
        thawed = msgspec.msgpack.decode(msgspec.msgpack.encode(thawed), type=Average)
        assert thawed == kept


def test_a_short_memory_follows_what_changes_for_good():
    long, short = Average(), Average()
    for value in [10.0] * 100 + [20.0] * 60:
        long.add(value)
        short.add(value, 20)
    assert long.mean < 14
    assert short.mean > 19


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5], [5]),
        ([5, 9], [5, 5]),
        ([5, 9, 7], [5, 5, 7]),
        ([5, 90, 5, 5], [5, 5, 5, 5]),
        ([5, 90, 91, 92], [5, 5, 90, 91]),
        ([3, 2, 1, 1], [3, 2, 2, 1]),
    ],
)
def test_the_middle_of_three_outlives_a_spike(values: list[float], expected: list[float]):
    recent: list[float] = []
    assert [steady(recent, value) for value in values] == expected
    assert len(recent) <= 3


@pytest.mark.parametrize(
    ("count", "expected", "chance"),
    [
        (0, 5.0, 1.0),
        (1, 0.0, 0.0),
        (1, 1.0, 1 - math.exp(-1)),
        (3, 1.0, 1 - math.exp(-1) * 2.5),
        (10, 10.0, 0.5421),
        (30, 10.0, 2.51e-07),
        (1000, 900.0, 5.55e-04),
        (700, 800.0, 0.9999),
    ],
)
def test_the_tail_of_poisson(count: int, expected: float, chance: float):
    assert poisson_tail(count, expected) == pytest.approx(chance, rel=0.02)


def test_the_tail_falls_as_the_count_grows():
    tails = [poisson_tail(count, 750.0) for count in range(600, 1200, 5)]
    assert tails == sorted(tails, reverse=True)
