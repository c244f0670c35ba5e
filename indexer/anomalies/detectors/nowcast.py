"""Compute the NowCast: what the air is like now, from hourly means (US EPA, 40 CFR 58 App. G).

Particles: EPA's weighted mean of the last 12 hours (EPA-454/B-24-002, "The NowCast"): the more
they changed, the more the newest hours count. Ozone: EPA's own NowCast is a regression fitted at
each station over two weeks; here ozone is left at its mean of 8 hours, which is what the index is
defined on, and so follows a rise later than EPA's does.
"""

from collections.abc import Sequence
from typing import Final

HOURS: Final = 12
_RECENT: Final = 3
_RECENT_NEEDED: Final = 2
_LEAST_WEIGHT: Final = 0.5
_OZONE_HOURS: Final = 8
_OZONE_NEEDED: Final = 6


def nowcast(hourly: Sequence[float | None]) -> float | None:
    """Return the NowCast of PM2.5 or PM10, in the unit of the means.

    Args:
        hourly: means of complete clock hours, the newest first; None for an hour without one.
            Only the first 12 count.

    Returns:
        None where fewer than two of the newest three hours have a mean.
    """
    hours = hourly[:HOURS]
    if sum(mean is not None for mean in hours[:_RECENT]) < _RECENT_NEEDED:
        return None
    known = [(ago, mean) for ago, mean in enumerate(hours) if mean is not None]
    most = max(mean for _, mean in known)
    if most <= 0:
        return 0.0
    weight = max(_LEAST_WEIGHT, min(mean for _, mean in known) / most)
    weighed = sum(weight**ago * mean for ago, mean in known)
    return weighed / sum(weight**ago for ago, _ in known)


def ozone_mean(hourly: Sequence[float | None]) -> float | None:
    """Return the mean of the newest 8 hours of ozone; None where fewer than 6 are known."""
    known = [mean for mean in hourly[:_OZONE_HOURS] if mean is not None]
    return sum(known) / len(known) if len(known) >= _OZONE_NEEDED else None
