"""Find a road whose traffic slows down suddenly, as at an incident."""

from datetime import timedelta
from typing import Final

import msgspec

from core.event import EventType
from core.geo import LonLat
from core.severity import Severity
from core.telemetry import TrafficCondition
from core.topics import TRAFFIC_CONDITIONS
from indexer.anomalies.detector import Detector, Level, Look, Names, Spot, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.attention import Attention
from indexer.anomalies.detectors.fall import Fall
from indexer.anomalies.statistics import steady

FALLEN: Final = 0.5
"""At this share of the speed before, or less, traffic has fallen."""
RECOVERED: Final = 0.7
"""Above this share it has recovered."""
NOISE: Final = 0.1
"""What has fallen stays so while it is no more than this above the share."""
WITHIN: Final = timedelta(minutes=5)
"""How fast a sudden fall is."""


class SlowdownState(Attention):
    """Hold a road's last speeds, and what it fell from."""

    recent: list[float] = msgspec.field(default_factory=list[float])
    fall: Fall = msgspec.field(default_factory=Fall)


class Slowdown(Detector[TrafficCondition, SlowdownState]):
    """Look for a fall of a road's speed within minutes.

    Attributes:
        fallen: at this share of the speed before, or less, traffic has fallen.
        fine: above this share it has recovered.
        grave: at this share or less the severity is moderate, above it low.
        within: how fast the fall must be.
    """

    kind = EventType.SLOWDOWN
    topic = TRAFFIC_CONDITIONS
    unit = "km/h"
    opens_after = timedelta(seconds=180)
    closes_after = timedelta(seconds=120)
    state = SlowdownState

    def __init__(
        self, fallen: float = FALLEN, fine: float = RECOVERED, grave: float = 0.25,
        within: timedelta = WITHIN,
    ) -> None:  # fmt: skip
        self.fallen, self.fine, self.grave = fallen, fine, grave
        self.within_s = within.total_seconds()

    def take(self, state: SlowdownState, reading: TrafficCondition) -> Look | None:
        """Look at one reading against those of the minutes before."""
        speed, fall = steady(state.recent, reading.speed_kmh), state.fall
        at_s, origin = reading.timestamp.timestamp(), fall.origin
        if fall.take(at_s, speed, self.fallen, self.fine, self.within_s):
            origin = fall.origin
            level = Level.BEYOND if speed <= (self.fallen + NOISE) * origin else Level.BETWEEN
        elif state.close:
            level = Level.CLEAR
        else:
            return None
        if not state.heed(level, reading.timestamp, self.opens_after, self.closes_after):
            return None
        if level is Level.CLEAR:
            return Look(at=reading.timestamp, level=level, observed=speed)
        return Look(
            at=reading.timestamp,
            level=level,
            observed=round(speed, 1),
            baseline=round(origin, 1),
            sureness=state.sureness,
            severity=Severity.MODERATE if speed <= self.grave * origin else Severity.LOW,
            spot=Spot(point=LonLat(reading.lon, reading.lat), road=reading.name),
        )

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how far traffic fell on which road, and when."""
        road = names.road(told.last.spot.road, told.subject)
        when = sentences.span(told, names)
        usual = sentences.number(told.worst.baseline or 0.0)
        if told.until is not None:
            speed = sentences.number(told.worst.observed)
            return Wording(
                f"Traffic on {road} is moving again",
                f"Traffic on {road} had slowed suddenly from {usual} to {speed} km/h {when}; "
                "that is over.",
            )
        speed = sentences.number(told.last.observed)
        return Wording(
            f"Traffic slowed suddenly on {road}",
            f"Traffic on {road} is moving at {speed} km/h {when}, down from {usual} within "
            "minutes; measured, not confirmed.",
        )
