"""Find a vehicle that stands where none should: by its own word, or by not moving for long.

A light or a stop holds a vehicle for less than `opens_after`; a stand at an end of the line is a
layover, and one ahead of the timetable waits for its time; a vehicle without a line (a taxi at its
rank) may stand, unless it says that it cannot go.
"""

from datetime import datetime, timedelta
from typing import Final

from core.event import EventType
from core.severity import Severity
from core.telemetry import VehiclePosition
from core.topics import VEHICLE_POSITIONS
from indexer.anomalies.detector import Detector, Level, Look, Names, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.attention import Attention
from indexer.anomalies.detectors.in_service import BREAKDOWN, Termini, metres_apart

IN_SERVICE: Final = frozenset({"", "in_service"})
SAYS_SO: Final = "says_so"
"""The fact that is 1 where the vehicle itself reports a breakdown."""


class StandState(Attention):
    """Hold where a vehicle came to stand, and when; `stood` is None while it moves."""

    lon: float = 0.0
    lat: float = 0.0
    stood: datetime | None = None
    at_end: bool = False


class Breakdown(Detector[VehiclePosition, StandState]):
    """Look for how long a vehicle has stood away from the ends of its line.

    Attributes:
        termini: where lines end.
        moving_kmh: from this speed on it moves.
        strays_m: as far as positions of a standing vehicle lie apart.
    """

    kind = EventType.BREAKDOWN
    topic = VEHICLE_POSITIONS
    unit = "min"
    opens_after = timedelta(seconds=300)
    closes_after = timedelta(seconds=30)
    state = StandState

    def __init__(
        self, termini: Termini | None = None, moving_kmh: float = 3.0, strays_m: float = 40.0
    ) -> None:
        self.termini = termini or Termini()
        self.moving_kmh, self.strays_m = moving_kmh, strays_m

    def take(self, state: StandState, reading: VehiclePosition) -> Look | None:
        """Look at one reading; without a speed only the position tells."""
        broken = reading.status == BREAKDOWN
        if not self._stands(state, reading, broken):
            if not state.close:
                return None
            level = Level.CLEAR
        elif not broken and (state.at_end or (reading.delay_s or 0) < 0):
            level = Level.CLEAR
        else:
            level = Level.BEYOND
        at = reading.timestamp
        if not state.heed(level, at, self.opens_after, self.closes_after):
            return None
        stood_min = round((at - (state.stood or at)).total_seconds() / 60, 1)
        if level is Level.CLEAR:
            return Look(at=at, level=level, observed=stood_min)
        facts = sentences.vehicle_facts(reading)
        if broken:
            facts[SAYS_SO] = 1.0
        return Look(
            at=at,
            level=level,
            observed=stood_min,
            baseline=0.0,
            sureness=state.sureness if broken else round(0.9 * state.sureness, 2),
            severity=Severity.MODERATE if broken else Severity.LOW,
            spot=sentences.vehicle_spot(reading),
            facts=facts,
        )

    def _stands(self, state: StandState, reading: VehiclePosition, broken: bool) -> bool:
        speed = reading.speed_kmh
        if not broken and (
            (speed is not None and speed >= self.moving_kmh)
            or not reading.line
            or reading.status not in IN_SERVICE
        ):
            state.stood = None
            return False
        lon, lat = reading.lon, reading.lat
        if state.stood and metres_apart(state.lon, state.lat, lon, lat) <= self.strays_m:
            return True
        state.lon, state.lat, state.stood = lon, lat, reading.timestamp
        state.at_end = self.termini.at(reading.line, lon, lat)
        # Where it stands now it did not stand before; without a speed it may still be moving.
        return broken or (speed is not None and not state.close)

    def wording(self, told: Told, names: Names) -> Wording:
        """Say that which vehicle stands, for how long, since when and where."""
        who = sentences.vehicle(told, names)
        short = sentences.short_vehicle(told, names)
        when = sentences.span(told, names)
        where = sentences.near(told, names)
        if told.until is not None:
            stood = sentences.minutes((told.until - told.since).total_seconds())
            return Wording(
                f"{short} is moving again", f"{who} stood still for {stood}, {when}{where}."
            )
        stood = sentences.minutes((told.last.at - told.since).total_seconds())
        says_so = " and reports a breakdown" if told.last.facts.get(SAYS_SO) else ""
        return Wording(
            f"{short} is not moving",
            f"{who} has stood still for {stood}{says_so}, {when}{where}.",
        )
