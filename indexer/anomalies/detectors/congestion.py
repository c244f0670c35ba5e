"""Find a road that is much slower than it usually is at that hour, for long.

What slows down suddenly is told by `slowdown`, and not here as well.
"""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

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
from indexer.anomalies.detectors.slowdown import FALLEN, RECOVERED, WITHIN
from indexer.anomalies.detectors.usual import By, Course, Expected, Usual
from indexer.anomalies.statistics import Average, steady

ROADS: Final = Course(
    weekday=(.97, .98, .98, .98, .97, .93, .82, .68, .62, .72, .78, .78,
             .76, .76, .75, .70, .64, .62, .69, .80, .87, .91, .94, .96),
    weekend=(.96, .97, .98, .98, .98, .97, .95, .92, .88, .84, .80, .78,
             .77, .77, .78, .78, .79, .80, .81, .84, .87, .90, .92, .94),
)  # fmt: skip
"""Speeds over free flow: slowest in the two peaks of a working day."""
PRIOR: Final = 20.0
"""For how many readings a told free-flow speed counts."""
LEAST: Final = 15.0
_MEMORY: Final = 240.0
_LEARNS_S: Final = 55.0
"""What is usual is learnt once a minute, however often a camera sends."""


class CongestionState(Attention):
    """Hold a road's last speeds, what is usual there, and whether it fell suddenly."""

    recent: list[float] = msgspec.field(default_factory=list[float])
    usual: Usual = msgspec.field(default_factory=Usual)
    learnt_s: float = 0.0
    fall: Fall = msgspec.field(default_factory=Fall)


class Congestion(Detector[TrafficCondition, CongestionState]):
    """Look at a road's speed against its own usual one.

    Attributes:
        timezone: the city's, for the hours.
        slow: below this share of the usual speed it is congested.
        fine: above this share it is not any more.
        grave: below this share the severity is moderate, above it low.
        course: which share of free flow is usual by the hour.
    """

    kind = EventType.CONGESTION
    topic = TRAFFIC_CONDITIONS
    unit = "km/h"
    opens_after = timedelta(seconds=600)
    closes_after = timedelta(seconds=180)
    state = CongestionState

    def __init__(
        self, timezone: ZoneInfo, slow: float = 0.5, fine: float = 0.62, grave: float = 0.3,
        course: Course = ROADS,
    ) -> None:  # fmt: skip
        self.timezone, self.course = timezone, course
        self.slow, self.fine, self.grave = slow, fine, grave

    def take(self, state: CongestionState, reading: TrafficCondition) -> Look | None:
        """Look at one reading, and learn from it what is usual."""
        usual, at_s = state.usual, reading.timestamp.timestamp()
        now = usual.moment(at_s, self.timezone, self.course)
        speed = steady(state.recent, reading.speed_kmh)
        if not usual.base.weight and reading.free_flow_kmh:
            usual.base = Average(PRIOR, reading.free_flow_kmh)
        expected = usual.expected(now, LEAST)
        if expected is None:
            usual.learn(speed, now, ordinary=True, memory=_MEMORY)
            return None
        share = speed / expected.value
        clear = share > self.fine
        if at_s - state.learnt_s >= _LEARNS_S:
            state.learnt_s = at_s
            cut = speed if clear else self.fine * expected.value
            usual.learn(cut, now, ordinary=clear, memory=_MEMORY)
        if share > RECOVERED and not state.close:
            state.fall.note(at_s, speed)
            return None
        fell = state.fall.take(at_s, speed, FALLEN, RECOVERED, WITHIN.total_seconds())
        if not state.close and (clear or fell):
            return None
        clear = clear or (fell and not self._may_be_open(state))
        level = Level.CLEAR if clear else Level.BEYOND if share < self.slow else Level.BETWEEN
        if not state.heed(level, reading.timestamp, self.opens_after, self.closes_after):
            return None
        if level is Level.CLEAR:
            return Look(at=reading.timestamp, level=level, observed=speed)
        return self._look(state, reading, level, speed, expected)

    def _may_be_open(self, state: CongestionState) -> bool:
        since, last = state.since, state.last
        return since is not None and last is not None and last - since >= self.opens_after

    def _look(
        self, state: CongestionState, reading: TrafficCondition, level: Level, speed: float,
        expected: Expected,
    ) -> Look:  # fmt: skip
        trust = 1.0 if expected.by is By.SAME_HOUR else 0.85
        grave = speed < self.grave * expected.value
        return Look(
            at=reading.timestamp,
            level=level,
            observed=round(speed, 1),
            baseline=round(expected.value, 1),
            sureness=round(trust * state.sureness, 2),
            severity=Severity.MODERATE if grave else Severity.LOW,
            spot=Spot(point=LonLat(reading.lon, reading.lat), road=reading.name),
            facts={"by": expected.by.value},
        )

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how fast traffic moves on which road, how fast it usually does, and since when."""
        road = names.road(told.last.spot.road, told.subject)
        when = sentences.span(told, names)
        look = told.last if told.until is None else told.worst
        speed = sentences.number(look.observed)
        usual = sentences.number(look.baseline or 0.0)
        if told.until is not None:
            return Wording(
                f"Traffic on {road} is no longer slow",
                f"Traffic on {road} moved at as little as {speed} km/h instead of {usual} {when}; "
                "that is over.",
            )
        by = look.facts.get("by")
        # Judged by the hours before, it is not claimed to be usual.
        than = f"the usual {usual}" if by == By.SAME_HOUR.value else f"about {usual}"
        return Wording(
            f"Traffic is slow on {road}",
            f"Traffic on {road} is moving at {speed} km/h instead of {than} {when}; "
            "measured, not confirmed.",
        )
