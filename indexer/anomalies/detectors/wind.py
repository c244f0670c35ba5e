"""Find a gale: wind that is strong on average over minutes, not in a gust.

The World Meteorological Organization averages wind over ten minutes, the US weather service over
two; stations send such averages themselves. `window` is what is averaged here on top of that.
"""

from datetime import timedelta
from typing import Final

import msgspec

from core.event import EventType
from core.geo import LonLat
from core.severity import Severity
from core.telemetry import EnvironmentReading
from core.timespan import to_millis
from core.topics import ENVIRONMENT_READINGS
from indexer.anomalies.detector import Detector, Level, Look, Names, Spot, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.attention import Attention
from indexer.anomalies.detectors.limit import Limit
from indexer.anomalies.windows import Sliding

GALE_KMH: Final = 62.0
"""Beaufort 8 begins here; 10 (storm) at 89, 12 (hurricane force) at 118 (WMO-No. 8)."""
STORM_KMH: Final = 89.0
HURRICANE_KMH: Final = 118.0


class WindState(Attention):
    """Hold a station's winds of the last minutes."""

    lately: Sliding = msgspec.field(default_factory=Sliding)


class Wind(Detector[EnvironmentReading, WindState]):
    """Look at the mean wind.

    Attributes:
        limit: km/h from which it is a gale, and below which it is none any more.
        window: over how long it is averaged.
    """

    kind = EventType.WIND
    topic = ENVIRONMENT_READINGS
    unit = "km/h"
    opens_after = timedelta(seconds=180)
    closes_after = timedelta(seconds=120)
    state = WindState

    def __init__(
        self,
        gale_kmh: float = GALE_KMH,
        fine_kmh: float = 54.0,
        window: timedelta = timedelta(minutes=3),
    ) -> None:
        self.limit = Limit(gale_kmh, fine_kmh)
        self.window = window
        self._window_ms = window // timedelta(milliseconds=1)

    def take(self, state: WindState, reading: EnvironmentReading) -> Look | None:
        """Look at one reading; one without a wind says nothing."""
        blows = reading.wind_kmh
        if blows is None:
            return None
        if blows < self.limit.lower and not state.close and not len(state.lately):
            return None
        state.lately.add(to_millis(reading.timestamp), blows, self._window_ms)
        mean = round(state.lately.mean, 1)
        level = self.limit.level(mean)
        if blows < self.limit.lower:  # the mean may still hold a gust that is over
            level = min(level, Level.BETWEEN)
            if level is Level.CLEAR and not state.close:
                state.lately.samples.clear()
        look = Look(
            at=reading.timestamp,
            level=level,
            observed=mean,
            baseline=self.limit.upper,
            severity=_severity(mean),
            spot=Spot(point=LonLat(reading.lon, reading.lat)),
        )
        return state.said(look, self.opens_after, self.closes_after)

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how strong the wind is, since when and where."""
        place = sentences.at_station(told, names)
        when = sentences.span(told, names)
        limit = sentences.number(told.last.baseline or self.limit.upper)
        if told.until is not None:
            blew = sentences.number(told.worst.observed)
            return Wording(
                f"The wind {place} is below {limit} km/h again",
                f"The wind {place} was at up to {blew} km/h on average {when}; that is over.",
            )
        blows = sentences.number(told.last.observed)
        return Wording(
            f"Wind of {blows} km/h {place}",
            f"The wind {place} is at {blows} km/h on average; it has been at {limit} km/h (a gale) "
            f"or more {when}.",
        )


def _severity(mean_kmh: float) -> Severity:
    if mean_kmh >= HURRICANE_KMH:
        return Severity.CRITICAL
    return Severity.HIGH if mean_kmh >= STORM_KMH else Severity.MODERATE
