"""Find a late vehicle: by the middle of its last three readings, so that one slip is none."""

from datetime import timedelta

import msgspec

from core.event import EventType
from core.severity import Severity
from core.telemetry import VehiclePosition
from core.topics import VEHICLE_POSITIONS
from indexer.anomalies.detector import Detector, Level, Look, Names, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.attention import Attention
from indexer.anomalies.detectors.in_service import OUT_OF_SERVICE
from indexer.anomalies.statistics import steady


class DelayState(Attention):
    """Hold a vehicle's last delays in seconds, and of which run they are."""

    recent: list[float] = msgspec.field(default_factory=list[float])
    run: str = ""


class VehicleDelay(Detector[VehiclePosition, DelayState]):
    """Look at how late a vehicle runs against its timetable.

    Attributes:
        late_s: from this delay on it is late.
        fine_s: below this delay it is not late any more.
        grave_s: from this delay on the severity is moderate, below it low.
    """

    kind = EventType.VEHICLE_DELAY
    topic = VEHICLE_POSITIONS
    unit = "min"
    opens_after = timedelta(seconds=120)
    closes_after = timedelta(seconds=60)
    state = DelayState

    def __init__(self, late_s: int = 300, fine_s: int = 180, grave_s: int = 900) -> None:
        self.late_s, self.fine_s, self.grave_s = late_s, fine_s, grave_s

    def take(self, state: DelayState, reading: VehiclePosition) -> Look | None:
        """Look at one reading; a run that is over is not late."""
        delay_s, recent = reading.delay_s, state.recent
        if reading.status == OUT_OF_SERVICE:
            recent.clear()
            delay_s = 0
        elif delay_s is None:
            return None
        if reading.trip_id != state.run:
            recent.clear()
            state.run = reading.trip_id
        typical_s = steady(recent, float(delay_s))
        if typical_s < self.fine_s:
            if not state.close:
                return None
            level = Level.CLEAR
        elif typical_s >= self.late_s:
            level = Level.BEYOND
        else:
            level = Level.BETWEEN
        late_min = round(typical_s / 60, 1)
        look = Look(
            at=reading.timestamp,
            level=level,
            observed=late_min,
            baseline=round(self.late_s / 60, 1),
            severity=Severity.MODERATE if typical_s >= self.grave_s else Severity.LOW,
            spot=sentences.vehicle_spot(reading),
            facts=sentences.vehicle_facts(reading),
        )
        return state.said(look, self.opens_after, self.closes_after)

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how late which vehicle is, since when and where."""
        who = sentences.vehicle(told, names)
        short = sentences.short_vehicle(told, names)
        when = sentences.span(told, names)
        if told.until is not None:
            late = sentences.minutes(told.worst.observed * 60)
            return Wording(
                f"{short} is no longer late", f"{who} was up to {late} late {when}; that is over."
            )
        late = sentences.minutes(told.last.observed * 60)
        where = sentences.near(told, names)
        return Wording(f"{short} is {late} late", f"{who} is {late} late, {when}{where}.")
