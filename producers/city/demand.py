"""Say how busy a city is by the time of day: on its roads, and at its gates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from producers.city.course import Floats

_ROADS: Final = (
    .10, .06, .05, .05, .08, .22, .52, .86, 1.0, .78, .60, .60,
    .64, .62, .66, .78, .94, 1.0, .84, .58, .42, .34, .26, .16,
)  # fmt: skip
_ROADS_WEEKEND: Final = (
    .16, .10, .07, .06, .07, .10, .18, .28, .40, .52, .60, .64,
    .66, .64, .62, .60, .60, .58, .54, .48, .40, .34, .30, .22,
)  # fmt: skip
_RIDERS: Final = (
    .05, .02, .01, .01, .02, .12, .45, .92, 1.0, .60, .38, .38,
    .44, .42, .44, .62, .88, 1.0, .74, .44, .30, .24, .18, .10,
)  # fmt: skip
_RIDERS_WEEKEND: Final = (
    .08, .04, .02, .01, .01, .05, .12, .20, .32, .42, .48, .52,
    .54, .52, .50, .50, .48, .46, .42, .36, .30, .26, .22, .14,
)  # fmt: skip


def road_demand(seconds: Floats, timezone: ZoneInfo) -> Floats:
    """Return how busy roads are at instants, 0 to 1; an hour's value holds at its middle."""
    return _at(seconds, timezone, _ROADS, _ROADS_WEEKEND)


def rider_demand(seconds: Floats, timezone: ZoneInfo) -> Floats:
    """Return how busy gates are at instants, 0 to 1."""
    return _at(seconds, timezone, _RIDERS, _RIDERS_WEEKEND)


def local_hours(seconds: Floats, timezone: ZoneInfo) -> Floats:
    """Return the local time of instants in hours since midnight."""
    return _local(seconds, timezone) / 3600 % 24


def _at(
    seconds: Floats, timezone: ZoneInfo, weekday: Sequence[float], weekend: Sequence[float]
) -> Floats:
    local = _local(seconds, timezone)
    hour = local / 3600 % 24 - 0.5
    free = (local // 86_400 + 3) % 7 >= 5  # the first day of 1970 was a Thursday
    hours = np.arange(-1, 25)
    busy = np.interp(hour, hours, [weekday[-1], *weekday, weekday[0]])
    quiet = np.interp(hour, hours, [weekend[-1], *weekend, weekend[0]])
    return np.where(free, quiet, busy)


def _local(seconds: Floats, timezone: ZoneInfo) -> Floats:
    """Return instants as seconds of local time; the offset of the first holds for all."""
    if not len(seconds):
        return seconds
    offset = datetime.fromtimestamp(float(seconds[0]), timezone).utcoffset()
    return seconds + (offset.total_seconds() if offset else 0.0)
