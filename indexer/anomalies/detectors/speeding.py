"""Find a vehicle that is faster than its kind may be."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from core.event import EventType
from core.severity import Severity
from core.telemetry import VehiclePosition
from core.topics import VEHICLE_POSITIONS
from indexer.anomalies.detector import Detector, Level, Look, Names, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.attention import Attention

LIMITS_KMH: Final[Mapping[str, float]] = MappingProxyType(
    {"bus": 80.0, "tram": 70.0, "train": 120.0, "car": 100.0, "truck": 100.0}
)
"""By kind; a kind that is not here, such as `ambulance`, is never speeding."""


class SpeedState(Attention):
    """Hold no more than how closely a vehicle is watched."""


class Speeding(Detector[VehiclePosition, SpeedState]):
    """Look at a vehicle's speed; one reading that is too high opens nothing.

    Who reports each half minute is heard twice in half a minute of speeding: so two readings a
    little less apart than that do.

    Attributes:
        limits_kmh: by kind, above which it is too fast.
        fine: below this share of the limit it is not too fast any more.
        grave: from this share of the limit on the severity is moderate, below it low.
    """

    kind = EventType.SPEEDING
    topic = VEHICLE_POSITIONS
    unit = "km/h"
    opens_after = timedelta(seconds=20)
    closes_after = timedelta(seconds=30)
    state = SpeedState

    def __init__(
        self, limits_kmh: Mapping[str, float] = LIMITS_KMH, fine: float = 0.95, grave: float = 1.25
    ) -> None:
        self.limits_kmh = dict(limits_kmh)
        self.fine, self.grave = fine, grave

    def take(self, state: SpeedState, reading: VehiclePosition) -> Look | None:
        """Look at one reading; one without a speed says nothing."""
        speed = reading.speed_kmh
        if speed is None:
            return None
        limit = self.limits_kmh.get(reading.kind)
        if limit is None or (speed <= limit and not state.close):
            return None
        level = (
            Level.BEYOND if speed > limit
            else Level.BETWEEN if speed >= limit * self.fine
            else Level.CLEAR
        )  # fmt: skip
        look = Look(
            at=reading.timestamp,
            level=level,
            observed=speed,
            baseline=limit,
            severity=Severity.MODERATE if speed >= limit * self.grave else Severity.LOW,
            spot=sentences.vehicle_spot(reading),
            facts=sentences.vehicle_facts(reading),
        )
        return state.said(look, self.opens_after, self.closes_after)

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how fast which vehicle goes, what its limit is, since when and where."""
        who = sentences.vehicle(told, names)
        short = sentences.short_vehicle(told, names)
        when = sentences.span(told, names)
        limit = sentences.number(told.last.baseline or 0.0)
        if told.until is not None:
            fast = sentences.number(told.worst.observed)
            return Wording(
                f"{short} is no longer too fast",
                f"{who} went at up to {fast} km/h {when}, where {limit} is its limit; "
                "that is over.",
            )
        fast = sentences.number(told.last.observed)
        return Wording(
            f"{short} is going at {fast} km/h",
            f"{who} is going at {fast} km/h instead of at most {limit} {when}"
            f"{sentences.near(told, names)}.",
        )
