"""Say when a scenario begins, so that every process of one city agrees."""

from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from core.timespan import Clock, ScaledClock
from producers.city.scenario import Scenario

DEFAULT_SCENARIO: Final = "lively"
DEFAULT_SEED: Final = 1


def begin(scenario: Scenario, clock: Clock, timezone: ZoneInfo) -> datetime:
    """Return when the city that is played now began.

    A scenario without an end goes by local days; another begins with the clock that was set for
    it (`CIVIC_CLOCK`), or now, where the machine's clock is the city's.
    """
    now = clock.now()
    if scenario.length is None:
        day = now.astimezone(timezone).date()
        return datetime.combine(day, time(), timezone).astimezone(UTC)
    if isinstance(clock, ScaledClock):
        return clock.city_start
    return now.replace(second=0, microsecond=0)
