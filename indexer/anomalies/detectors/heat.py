"""Find heat that lasts: by the middle of a station's last three readings."""

from datetime import timedelta

import msgspec

from core.event import EventType
from core.geo import LonLat
from core.severity import Severity
from core.telemetry import EnvironmentReading
from core.topics import ENVIRONMENT_READINGS
from indexer.anomalies.detector import Detector, Look, Names, Spot, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.attention import Attention
from indexer.anomalies.detectors.limit import Limit
from indexer.anomalies.statistics import steady


class HeatState(Attention):
    """Hold a station's last temperatures."""

    recent: list[float] = msgspec.field(default_factory=list[float])


class Heat(Detector[EnvironmentReading, HeatState]):
    """Look at how hot the air is.

    Attributes:
        limit: degrees Celsius from which it is hot, and below which it is not any more.
        grave_c: from here on the severity is high, below it moderate.
        believable_c: what reads more is a sensor in the sun, and is not looked at.
    """

    kind = EventType.HEAT
    topic = ENVIRONMENT_READINGS
    unit = "°C"
    opens_after = timedelta(seconds=600)
    closes_after = timedelta(seconds=300)
    state = HeatState

    def __init__(
        self, hot_c: float = 35.0, fine_c: float = 34.0, grave_c: float = 40.0,
        believable_c: float = 58.0,
    ) -> None:  # fmt: skip
        self.limit = Limit(hot_c, fine_c)
        self.grave_c, self.believable_c = grave_c, believable_c

    def take(self, state: HeatState, reading: EnvironmentReading) -> Look | None:
        """Look at one reading; one without a temperature says nothing."""
        read = reading.temperature_c
        if read is None or read > self.believable_c:
            return None
        warm = steady(state.recent, read)
        if warm < self.limit.lower and not state.close:
            return None
        level = self.limit.level(warm)
        look = Look(
            at=reading.timestamp,
            level=level,
            observed=warm,
            baseline=self.limit.upper,
            severity=Severity.HIGH if warm >= self.grave_c else Severity.MODERATE,
            spot=Spot(point=LonLat(reading.lon, reading.lat)),
        )
        return state.said(look, self.opens_after, self.closes_after)

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how hot it is, since when and where."""
        place = sentences.at_station(told, names)
        when = sentences.span(told, names)
        limit = sentences.number(told.last.baseline or self.limit.upper)
        if told.until is not None:
            warm = sentences.number(told.worst.observed)
            return Wording(
                f"It is no longer {limit} °C {place}",
                f"The air {place} was at up to {warm} °C {when}; that is over.",
            )
        warm = sentences.number(told.last.observed)
        return Wording(
            f"It is {warm} °C {place}",
            f"The air {place} is at {warm} °C; it has been at {limit} °C or more {when}.",
        )
