"""Find a vehicle that is nearly out of fuel."""

from datetime import timedelta

from core.event import EventType
from core.severity import Severity
from core.telemetry import VehiclePosition
from core.topics import VEHICLE_POSITIONS
from indexer.anomalies.detector import Detector, Look, Names, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.attention import Attention
from indexer.anomalies.detectors.limit import Limit


class FuelState(Attention):
    """Hold no more than how closely a vehicle is watched."""


class FuelWarning(Detector[VehiclePosition, FuelState]):
    """Look at how much is left in a vehicle's tank.

    Attributes:
        limit: percent up to which it is low, and above which it is not any more.
        grave_pct: up to here the severity is moderate, above it low.
    """

    kind = EventType.FUEL_WARNING
    topic = VEHICLE_POSITIONS
    unit = "%"
    opens_after = timedelta(seconds=60)
    closes_after = timedelta(seconds=30)
    state = FuelState

    def __init__(
        self, low_pct: float = 10.0, fine_pct: float = 15.0, grave_pct: float = 5.0
    ) -> None:
        self.limit = Limit(low_pct, fine_pct)
        self.grave_pct = grave_pct

    def take(self, state: FuelState, reading: VehiclePosition) -> Look | None:
        """Look at one reading; one without a level says nothing."""
        left = reading.fuel_pct
        if left is None or (left > self.limit.lower and not state.close):
            return None
        level = self.limit.level(left)
        look = Look(
            at=reading.timestamp,
            level=level,
            observed=left,
            baseline=self.limit.upper,
            severity=Severity.MODERATE if left <= self.grave_pct else Severity.LOW,
            spot=sentences.vehicle_spot(reading),
            facts=sentences.vehicle_facts(reading),
        )
        return state.said(look, self.opens_after, self.closes_after)

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how much fuel which vehicle has left, since when and where."""
        who = sentences.vehicle(told, names)
        short = sentences.short_vehicle(told, names)
        when = sentences.span(told, names)
        limit = sentences.number(told.last.baseline or self.limit.upper)
        if told.until is not None:
            return Wording(
                f"{short} is no longer low on fuel",
                f"{who} was low on fuel {when}, at {limit} % or less; that is over.",
            )
        left = sentences.number(told.last.observed)
        return Wording(
            f"{short} is low on fuel",
            f"{who} has {left} % of its fuel left; it has been at {limit} % or less {when}"
            f"{sentences.near(told, names)}.",
        )
