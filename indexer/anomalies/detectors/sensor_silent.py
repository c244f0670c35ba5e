"""Find a sensor that has stopped sending while its topic goes on.

It is looked at as event time passes: where nothing at all comes by a topic, its time stands still,
and nothing is said of any sensor.
"""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final, TypeAlias

import msgspec

from core.event import EventType
from core.geo import LonLat
from core.severity import Severity
from core.telemetry import EnvironmentReading, TrafficCondition, VehiclePosition
from core.timespan import from_millis, to_millis
from core.topics import ENVIRONMENT_READINGS, TRAFFIC_CONDITIONS, VEHICLE_POSITIONS
from indexer.anomalies.detector import Detector, Level, Look, Names, Spot, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.in_service import OUT_OF_SERVICE, Termini
from indexer.anomalies.windows import UsualInterval

HEARD_MS: Final = "heard_ms"
"""The fact that holds when the last reading was taken, in milliseconds since 1970."""
ROAD: Final = "road_name"
SOON: Final = timedelta(seconds=30)
"""A sensor is never missed earlier than this."""
AWAY_DEG: Final = 0.005
"""Some hundred metres: who was further from where its run began has set out."""
LEAP: Final = timedelta(seconds=110)
"""Where panes are further apart, the whole topic was silent, and silence counts from then on."""

Sensed: TypeAlias = TrafficCondition | EnvironmentReading | VehiclePosition


class Sort(Enum):
    """Say what sort of sensor it is; the value is the topic that it sends to."""

    CAMERA = TRAFFIC_CONDITIONS
    STATION = ENVIRONMENT_READINGS
    VEHICLE = VEHICLE_POSITIONS


class SilentState(msgspec.Struct):
    """Hold when a sensor was heard, how often it usually is, and where it is.

    Attributes:
        expected: whether a further reading is to come.
        missed: whether it has been said to be overdue.
        paned: the newest pane.
        resumed: when the topic went on after it had been silent as a whole.
        run: the run that a vehicle is on, first heard of at `run_lon`, `run_lat`.
        left: whether it has been away from there on this run.
    """

    heard: datetime | None = None
    interval: UsualInterval = msgspec.field(default_factory=UsualInterval)
    expected: bool = True
    missed: bool = False
    paned: datetime | None = None
    resumed: datetime | None = None
    lon: float = 0.0
    lat: float = 0.0
    line: str = ""
    kind: str = ""
    road: str = ""
    run: str = ""
    run_lon: float = 0.0
    run_lat: float = 0.0
    left: bool = False


class SensorSilent(Detector[Sensed, SilentState]):
    """Look at how long sensors of one sort have been silent.

    Attributes:
        sort: which sensors.
        termini: where lines end; a vehicle last heard there has ended its run.
        intervals: how many of its usual intervals a sensor may be silent.
        least: how long it may be silent at least.
        given_up: after so long nothing more is claimed of a vehicle: it may be parked.
    """

    kind = EventType.SENSOR_SILENT
    unit = "min"
    opens_after = timedelta(seconds=60)
    closes_after = timedelta(0)
    state = SilentState

    def __init__(
        self,
        sort: Sort,
        termini: Termini | None = None,
        intervals: float = 3.0,
        least: timedelta = timedelta(seconds=300),
        given_up: timedelta = timedelta(hours=2),
    ) -> None:
        self.sort, self.termini = sort, termini or Termini()
        self.topic, self.name = sort.value, f"{sort.name.lower()}_silent"
        self.intervals, self.least, self.given_up = intervals, least, given_up

    def take(self, state: SilentState, reading: Sensed) -> Look | None:
        """Take note that the sensor was heard; return what ends its silence."""
        at = reading.timestamp
        state.interval.hear(to_millis(at))
        state.heard, state.lon, state.lat = at, reading.lon, reading.lat
        if isinstance(reading, VehiclePosition):
            state.line, state.kind = reading.line, reading.kind
            state.expected = reading.status != OUT_OF_SERVICE
            if reading.trip_id != state.run:
                state.run, state.left = reading.trip_id, False
                state.run_lon, state.run_lat = reading.lon, reading.lat
            elif not state.left:
                east, north = reading.lon - state.run_lon, reading.lat - state.run_lat
                state.left = abs(east) + abs(north) > AWAY_DEG
        elif isinstance(reading, TrafficCondition):
            state.road = reading.name
        if not state.missed:
            return None
        state.missed = False
        return Look(at=at, level=Level.CLEAR, observed=0.0)

    def pane(self, state: SilentState, watermark: datetime) -> Look | None:
        """Look how long ago the last reading was taken."""
        if state.paned is not None and watermark - state.paned > LEAP:
            state.resumed = watermark
        state.paned = watermark
        if state.heard is None or not state.expected:
            return None
        silent = watermark - (max(state.heard, state.resumed) if state.resumed else state.heard)
        if silent < SOON:
            return None
        usual = state.interval.usual
        if usual is None or silent < 2 * usual + SOON / 2:
            return None
        if self.sort is Sort.VEHICLE and not self._at_work(state, silent):
            return None
        # The first look is at the first reading that is overdue, where the silence begins.
        long = silent >= max(self.intervals * usual, self.least)
        level = Level.BEYOND if long or not state.missed else Level.BETWEEN
        state.missed = True
        return Look(
            at=watermark,
            level=level,
            observed=round((watermark - state.heard).total_seconds() / 60, 1),
            baseline=round(usual.total_seconds() / 60, 2),
            sureness=round(1 - usual / silent, 2),
            severity=Severity.LOW,
            spot=Spot(
                point=LonLat(state.lon, state.lat),
                lines=(state.line,) if state.line else (),
                road=state.road,
            ),
            facts={
                HEARD_MS: float(to_millis(state.heard)),
                ROAD: state.road,
                sentences.KIND: state.kind,
            },
        )

    def _at_work(self, state: SilentState, silent: timedelta) -> bool:
        if silent > self.given_up:
            return False
        if not state.line or (state.run and not state.left):
            return True  # it has yet to set out
        if not self.termini.at(state.line, state.lon, state.lat):
            return True
        state.expected = False  # its run is over; the next reading begins another
        return False

    def wording(self, told: Told, names: Names) -> Wording:
        """Say which sensor is silent, since when, and how often it usually speaks."""
        who = self._who(told, names)
        heard = names.time(from_millis(float(told.last.facts[HEARD_MS])))
        if told.until is not None:
            until = names.time(told.until)
            return Wording(
                f"{who} is sending again", f"{who} sent nothing between {heard} and {until}."
            )
        usual = _every((told.last.baseline or 0.0) * 60)
        return Wording(
            f"{who} is silent",
            f"{who} has sent nothing since {heard}; usually a reading comes {usual}.",
        )

    def _who(self, told: Told, names: Names) -> str:
        if self.sort is Sort.CAMERA:
            return f"The camera on {told.last.facts.get(ROAD) or told.subject}"
        if self.sort is Sort.VEHICLE:
            return sentences.vehicle(told, names)
        point = told.last.spot.point
        place = names.near(point) if point else ""
        return f"The air station {told.subject}" + (f" near {place}" if place else "")


def _every(seconds: float) -> str:
    whole = round(seconds)
    if whole < 90:
        return "every second" if whole <= 1 else f"every {whole} seconds"
    return f"every {round(seconds / 60)} minutes"
