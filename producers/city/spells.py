"""Find from when to when something was so, in values at even steps of time."""

from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from core.timespan import Span
from producers.city.course import Floats

Spell = tuple[float, float]
"""Begin and end in seconds since 1970."""


def spells(flags: NDArray[np.bool_], seconds: Floats, least_s: float = 0.0) -> list[Spell]:
    """Return the unbroken times in which a flag held for so long at least.

    Args:
        flags: what was so at each instant.
        seconds: the instants, in order; each holds until the next.
        least_s: shorter times are left out.
    """
    if not len(flags):
        return []
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    ends = np.append(seconds, seconds[-1] + (seconds[-1] - seconds[-2] if len(seconds) > 1 else 1))
    found = [(float(seconds[a]), float(ends[b])) for a, b in edges.reshape(-1, 2).tolist()]
    return [(since, until) for since, until in found if until - since >= least_s]


def lasting(
    values: Floats, seconds: Floats, opens: float, closes: float, least_s: float
) -> list[Spell]:
    """Return the times from when values were at `opens` or above for so long, until below `closes`.

    A value that is not a number ends a time.
    """
    known = np.nan_to_num(values, nan=-np.inf)
    above = spells(known >= opens, seconds, least_s)
    held = spells(known >= closes, seconds)
    found: list[Spell] = []
    for since, until in held:
        first = next((begin for begin, _ in above if since <= begin < until), None)
        if first is not None:
            found.append((first, until))
    return found


def united(found: Iterable[Spell], apart_s: float = 0.0) -> list[Spell]:
    """Join times that overlap, or lie no further apart than so long; in order."""
    joined: list[Spell] = []
    for since, until in sorted(found):
        if joined and since <= joined[-1][1] + apart_s:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return joined


def span_of(spell: Spell) -> Span:
    """Return a time as a span of aware instants, to the second."""
    begins = datetime.fromtimestamp(round(spell[0]), UTC)
    return Span(begins, datetime.fromtimestamp(max(round(spell[1]), round(spell[0]) + 1), UTC))
