"""Find a road whose traffic slows down suddenly, as at an incident."""

from datetime import timedelta
from typing import Final

import msgspec

from core.event import EventType
from core.geo import LonLat
from core.severity import Severity
from core.telemetry import TrafficCondition
from core.timespan import to_millis
from core.topics import TRAFFIC_CONDITIONS
from indexer.anomalies.detector import Detector, Level, Look, Names, Spot, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.attention import Attention
from indexer.anomalies.statistics import steady

_LEAST: Final = 3
"""Readings before the fall that are needed to know what it fell from."""


class SlowdownState(Attention):
    """Hold a road's speeds of the last minutes, and from where it fell; 0 while it did not."""

    recent: list[float] = msgspec.field(default_factory=list[float])
    before: list[tuple[int, float]] = msgspec.field(default_factory=list[tuple[int, float]])
    fell_from: float = 0.0


class Slowdown(Detector[TrafficCondition, SlowdownState]):
    """Look for a fall of a road's speed within minutes.

    Attributes:
        fallen: at this share of the speed before, or less, it has fallen.
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
        self, fallen: float = 0.5, fine: float = 0.7, grave: float = 0.25,
        within: timedelta = timedelta(minutes=5),
    ) -> None:  # fmt: skip
        self.fallen, self.fine, self.grave = fallen, fine, grave
        self._within_ms = within // timedelta(milliseconds=1)

    def take(self, state: SlowdownState, reading: TrafficCondition) -> Look | None:
        """Look at one reading against those of the minutes before."""
        at_ms = to_millis(reading.timestamp)
        speed = steady(state.recent, reading.speed_kmh)
        if state.fell_from:
            reference = state.fell_from
        else:
            reference = self._reference(state, at_ms, speed)
            if reference == 0.0 or speed > self.fallen * reference:
                return None
        level = self._level(speed / reference)
        state.fell_from = reference
        if not state.heed(level, reading.timestamp, self.opens_after, self.closes_after):
            state.fell_from = 0.0
            return None
        if not state.close:
            state.fell_from = 0.0
            state.before.clear()
        if level is Level.CLEAR:
            return Look(at=reading.timestamp, level=level, observed=speed)
        return Look(
            at=reading.timestamp,
            level=level,
            observed=round(speed, 1),
            baseline=round(reference, 1),
            sureness=state.sureness,
            severity=Severity.MODERATE if speed <= self.grave * reference else Severity.LOW,
            spot=Spot(point=LonLat(reading.lon, reading.lat), road=reading.name),
        )

    def _level(self, share: float) -> Level:
        if share > self.fine:
            return Level.CLEAR
        return Level.BEYOND if share <= self.fallen else Level.BETWEEN

    def _reference(self, state: SlowdownState, at_ms: int, speed: float) -> float:
        """Return the speed from which it may have fallen: the second highest, so no spike."""
        before = state.before
        before.append((at_ms, speed))
        while before[0][0] < at_ms - self._within_ms:
            del before[0]
        if len(before) <= _LEAST:
            return 0.0
        return sorted([past for _, past in before])[-2]

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how far traffic fell on which road, and when."""
        road = told.last.spot.road or told.subject
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
