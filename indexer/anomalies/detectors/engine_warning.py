"""Find an engine that runs too hot."""

from datetime import timedelta

from core.event import EventType
from core.severity import Severity
from core.telemetry import VehiclePosition
from core.topics import VEHICLE_POSITIONS
from indexer.anomalies.detector import Detector, Look, Names, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.attention import Attention
from indexer.anomalies.detectors.limit import Limit


class EngineState(Attention):
    """Hold no more than how closely a vehicle is watched."""


class EngineWarning(Detector[VehiclePosition, EngineState]):
    """Look at the temperature of a vehicle's engine.

    Attributes:
        limit: degrees Celsius from which it is too hot, and below which it is not any more.
        grave_c: from here on the severity is moderate, below it low.
        believable_c: what reads more is a broken sensor, and is not looked at.
    """

    kind = EventType.ENGINE_WARNING
    topic = VEHICLE_POSITIONS
    unit = "°C"
    opens_after = timedelta(seconds=60)
    closes_after = timedelta(seconds=60)
    state = EngineState

    def __init__(
        self, hot_c: float = 110.0, fine_c: float = 105.0, grave_c: float = 120.0,
        believable_c: float = 180.0,
    ) -> None:  # fmt: skip
        self.limit = Limit(hot_c, fine_c)
        self.grave_c, self.believable_c = grave_c, believable_c

    def take(self, state: EngineState, reading: VehiclePosition) -> Look | None:
        """Look at one reading; one without a temperature says nothing."""
        hot = reading.engine_temp_c
        if hot is None or (hot < self.limit.lower and not state.close) or hot > self.believable_c:
            return None
        level = self.limit.level(hot)
        look = Look(
            at=reading.timestamp,
            level=level,
            observed=hot,
            baseline=self.limit.upper,
            severity=Severity.MODERATE if hot >= self.grave_c else Severity.LOW,
            spot=sentences.vehicle_spot(reading),
            facts=sentences.vehicle_facts(reading),
        )
        return state.said(look, self.opens_after, self.closes_after)

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how hot which vehicle's engine is, since when and where."""
        who = sentences.vehicle_within(told, names)
        short = sentences.short_vehicle(told, names)
        when = sentences.span(told, names)
        limit = sentences.number(told.last.baseline or self.limit.upper)
        if told.until is not None:
            hot = sentences.number(told.worst.observed)
            return Wording(
                f"{short} no longer has a hot engine",
                f"The engine of {who} was at up to {hot} °C, above its limit of {limit} °C, "
                f"{when}; that is over.",
            )
        hot = sentences.number(told.last.observed)
        return Wording(
            f"{short} has a hot engine",
            f"The engine of {who} is at {hot} °C, above its limit of {limit} °C {when}"
            f"{sentences.near(told, names)}.",
        )
