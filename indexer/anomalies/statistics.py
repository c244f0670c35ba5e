"""Keep running statistics as plain numbers, so that a snapshot restores them exactly.

The only file of the anomalies that imports river (untyped in part, and its objects do not go into
a snapshot): an object is made from the numbers, given one value, and put back.
"""

import math
from typing import Final

import msgspec
from river.stats import Mean

FOREVER: Final = math.inf


class Average(msgspec.Struct):
    """Hold a running mean: `weight` is the number of values that it stands for."""

    weight: float = 0.0
    mean: float = 0.0

    def add(self, value: float, memory: float = FOREVER) -> None:
        """Take one value.

        Args:
            value: what was measured.
            memory: how many values count at most; the older ones fade, so that the mean follows
                what changes for good.
        """
        running = Mean()
        if self.weight > 0:
            # A first value with a weight is restored exactly: n is 0 + w, the mean 0 + (w / w) * m.
            running.update(self.mean, min(self.weight, memory))
        running.update(value)
        self.weight, self.mean = running.n, running.get()


def steady(recent: list[float], value: float) -> float:
    """Add a value to the last three and return their middle, so that one slip is none.

    Of two values it is the lower one.
    """
    recent.append(value)
    if len(recent) > 2:
        if len(recent) > 3:
            del recent[0]
        one, two, three = recent
        if one > two:
            one, two = two, one
        return two if three > two else max(one, three)
    return min(recent)


def poisson_tail(count: int, expected: float) -> float:
    """Return how likely at least `count` events are where `expected` are usual (Poisson)."""
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    if count <= expected:
        return 1.0 - _below(count, expected)
    term = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    total, step = 0.0, count
    while term > total * 1e-12:
        total += term
        step += 1
        term *= expected / step
    return min(1.0, total)


def _below(count: int, expected: float) -> float:
    term = math.exp(-expected)
    if term == 0.0:  # more than 700 are expected: the exact sum cannot begin
        return 0.5 * math.erfc((expected - count + 0.5) / math.sqrt(2 * expected))
    total = term
    for step in range(1, count):
        term *= expected / step
        total += term
    return total
