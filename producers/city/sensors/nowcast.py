"""Work out the air quality index of a station's exact air, by EPA's NowCast of hourly means.

Source: EPA, Technical Assistance Document for the Reporting of Daily Air Quality (2024), and the
NowCast for particles: 12 hours, weights of at least one half, two of the last three hours known.
The detectors have a NowCast of their own, on purpose: truth that shared theirs would share its
mistakes.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

HOURS: Final = 12
PM25: Final = ((0, 0), (9.0, 50), (35.4, 100), (55.4, 150), (125.4, 200), (225.4, 300))
PM10: Final = ((0, 0), (54, 50), (154, 100), (254, 150), (354, 200), (424, 300))
"""Highest concentration of each category in µg/m³, and the index there."""


def particles(means: Sequence[float | None]) -> float | None:
    """Return the NowCast of hourly means, the newest first; None where too few are known."""
    hours = list(means[:HOURS])
    if sum(mean is not None for mean in hours[:3]) < 2:
        return None
    known = [mean for mean in hours if mean is not None]
    highest = max(known)
    weight = max(0.5, min(known) / highest) if highest > 0 else 1.0
    total = [(weight**age, mean) for age, mean in enumerate(hours) if mean is not None]
    return sum(share * mean for share, mean in total) / sum(share for share, _ in total)


def index_of(steps: Sequence[tuple[float, float]], value: float, digits: int) -> float:
    """Return the index of a concentration, cut to so many digits as EPA has it."""
    cut = math.floor(value * 10**digits + 1e-9) / 10**digits
    for (low, below), (high, above) in pairwise(steps):
        if cut <= high:
            return below + (above - below) * (cut - low) / (high - low)
    return steps[-1][1]
