"""Find a station where far more riders tap in than usually at that hour.

Taps are counted by the minute in which they were made; a minute is looked at once it has closed.
What is counted during a surge never becomes what is usual.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from core.event import EventType
from core.geo import LonLat
from core.severity import Severity
from core.telemetry import RiderTaps, TapDirection
from core.topics import RIDER_TAPS
from indexer.anomalies.detector import Detector, Level, Look, Names, Spot, Told, Wording
from indexer.anomalies.detectors import sentences
from indexer.anomalies.detectors.attention import Attention
from indexer.anomalies.detectors.usual import By, Course, Expected, Moment, Usual
from indexer.anomalies.statistics import Average, poisson_tail

RIDERS: Final = Course(
    weekday=(.08, .05, .04, .04, .06, .16, .45, .85, .95, .62, .45, .44,
             .48, .48, .50, .66, .88, .95, .75, .50, .36, .28, .21, .13),
    weekend=(.10, .07, .05, .04, .05, .08, .15, .24, .34, .43, .50, .54,
             .56, .54, .53, .52, .50, .48, .44, .38, .32, .27, .22, .15),
)  # fmt: skip
"""Riders over the most there are: two peaks on a working day, one long one on others."""
_MINUTE_S: Final = 60
_SETTLE_S: Final = 30
"""A minute is closed so long after its end: taps that come a little late still count."""
_SILENT: Final = 12.0
"""From so many riders missing in a row on, the gates are taken to be silent."""
_MEMORY: Final = 120.0
"""How many minutes the hours before are."""
_SHORT_MEMORY: Final = 25.0
_FEW: Final = 0.4
"""Below this share of the usual the riders stay away, as where a line is out: not usual either."""
_TOO_LONG: Final = timedelta(hours=2)
"""What lasts longer becomes, slowly, what was in the hours before."""
_MOST_BEHIND: Final = 180
"""Minutes that are made up for at once after a gap; what came before is left out."""


class SurgeState(Attention):
    """Hold a station's taps by minute, from the first that is not closed, and what is usual.

    Attributes:
        first: the first minute that is not closed, since 1970.
        open: counts of the minutes from there on.
        lately: counts of the newest closed ones.
        before: mean of the last while, without surges.
        missing: riders that were to be expected in a row and did not come.
    """

    first: int = 0
    open: list[int] = msgspec.field(default_factory=list[int])
    lately: list[int] = msgspec.field(default_factory=list[int])
    usual: Usual = msgspec.field(default_factory=Usual)
    before: Average = msgspec.field(default_factory=Average)
    missing: float = 0.0
    stop: str = ""


class Surge(Detector[RiderTaps, SurgeState]):
    """Look at how many riders tap in a minute against the usual number.

    Attributes:
        timezone: the city's, for the hours.
        stops: where stops are, by their ids.
        surge: from this multiple of the usual on it is a surge.
        fine: below this multiple it is none any more.
        least_more: riders a minute above the usual that there must be at least.
        window_min: over how many minutes taps are counted.
        chance: how unlikely the count must be of the usual riders alone (Poisson).
        lag_min: after how many minutes one counts as usual, where no surge was found by then.
        settled_min: minutes of the hours before that are needed where no other day is known.
        course: which share of riders is usual by the hour.
    """

    kind = EventType.SURGE
    topic = RIDER_TAPS
    unit = "riders/min"
    ordered = False
    opens_after = timedelta(seconds=300)
    closes_after = timedelta(seconds=300)
    state = SurgeState

    def __init__(
        self,
        timezone: ZoneInfo,
        stops: Mapping[str, LonLat] | None = None,
        surge: float = 2.0,
        fine: float = 1.5,
        least_more: float = 9.0,
        window_min: int = 5,
        chance: float = 1e-3,
        lag_min: int = 10,
        settled_min: int = 8,
        course: Course = RIDERS,
    ) -> None:
        self.timezone, self.course, self.stops = timezone, course, dict(stops or {})
        self.surge, self.fine, self.least_more = surge, fine, least_more
        self.window_min, self.lag_min = window_min, lag_min
        self.chance, self.settled_min = chance, settled_min

    def take(self, state: SurgeState, reading: RiderTaps) -> Look | None:
        """Count one reading; taps out count for nothing here."""
        minute = int(reading.timestamp.timestamp()) // _MINUTE_S
        if not state.first:
            state.first = minute
            state.stop = reading.stop_id
        place = minute - state.first
        if place < 0 or reading.direction is TapDirection.OUT:
            return None
        counts = state.open
        if place >= len(counts):
            counts.extend([0] * (place + 1 - len(counts)))
        counts[place] += reading.count
        return None

    def pane(self, state: SurgeState, watermark: datetime) -> Look | None:
        """Look at the minutes that have closed."""
        reached = int(watermark.timestamp() - _SETTLE_S) // _MINUTE_S
        if not state.first or reached <= state.first:
            return None
        if reached - state.first > _MOST_BEHIND:
            self._leap(state, reached - _MOST_BEHIND)
        look = None
        while state.first < reached:
            count = state.open.pop(0) if state.open else 0
            look = self._close(state, count, watermark) or look
            state.first += 1
        return look

    def _leap(self, state: SurgeState, first: int) -> None:
        del state.open[: first - state.first]
        state.first = first
        state.lately.clear()

    def _close(self, state: SurgeState, count: int, at: datetime) -> Look | None:
        lately, usual = state.lately, state.usual
        lately.append(count)
        past = lately.pop(0) if len(lately) > self.lag_min else None
        now = self._moment(state, 0)
        expected = usual.expected(now, self.settled_min)
        if expected is None:
            if past or (past is not None and state.usual.base.weight):
                self._learn(state, past, ordinary=True)  # not before the gates have opened
            return None
        if expected.by is By.HOURS_BEFORE:
            # Not every station follows the course of a day: the fuller of both is the safe one.
            expected = expected._replace(value=max(expected.value, state.before.mean))
        window = lately[-self.window_min :]
        rate = sum(window) / len(window)
        level = self._level(window, rate, expected.value)
        state.missing = 0.0 if count else state.missing + expected.value
        if past is not None and state.missing < _SILENT:
            least, most = _FEW * expected.value, self.fine * expected.value
            few = rate < least and expected.value * len(window) >= _SILENT
            long = state.since is not None and at - state.since > _TOO_LONG
            ordinary = long if state.close else not few
            self._learn(state, min(most, max(least, past)), ordinary)
        if level is Level.CLEAR and not state.close:
            return None
        if not state.heed(level, at, self.opens_after, self.closes_after):
            return None
        return self._look(state, at, level, rate, expected)

    def _learn(self, state: SurgeState, past: float, ordinary: bool) -> None:
        """Take the minute of some time ago: one that belongs to a surge is known as such by now."""
        moment = self._moment(state, self.lag_min)
        state.usual.learn(past, moment, ordinary=ordinary, memory=_MEMORY)
        if ordinary:
            state.before.add(past, _SHORT_MEMORY)

    def _moment(self, state: SurgeState, ago_min: int) -> Moment:
        second = float((state.first - ago_min) * _MINUTE_S)
        return state.usual.moment(second, self.timezone, self.course)

    def _level(self, lately: list[int], rate: float, usual: float) -> Level:
        more = rate - usual
        if rate < self.fine * usual or more < self.least_more / 2:
            return Level.CLEAR
        if rate < self.surge * usual or more < self.least_more or len(lately) < self.window_min:
            return Level.BETWEEN
        unlikely = poisson_tail(sum(lately), usual * len(lately)) < self.chance
        return Level.BEYOND if unlikely else Level.BETWEEN

    def _look(
        self, state: SurgeState, at: datetime, level: Level, rate: float, expected: Expected
    ) -> Look:
        if level is Level.CLEAR:
            return Look(at=at, level=level, observed=round(rate, 1))
        settled = min(1.0, state.usual.base.weight / 60)
        trust = 1.0 if expected.by is By.SAME_HOUR else 0.5 + 0.35 * settled
        before = expected.by is By.HOURS_BEFORE and state.before.weight > 0
        told = state.before.mean if before else expected.value
        return Look(
            at=at,
            level=level,
            observed=round(rate, 1),
            baseline=round(told, 1),
            sureness=round(trust * state.sureness, 2),
            severity=Severity.MODERATE if rate >= 2 * self.surge * expected.value else Severity.LOW,
            spot=Spot(point=self.stops.get(state.stop), stops=(state.stop,)),
            facts={"by": expected.by.value, "weekend": float(expected.weekend)},
        )

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how many riders come to which station, how many usually do, and since when."""
        place = names.stop(told.subject)
        when = sentences.span(told, names)
        look = told.last if told.until is None else told.worst
        usual = f"{sentences.number(look.baseline or 0.0)} {_by(look)}"
        riders = sentences.number(look.observed)
        if told.until is not None:
            return Wording(
                f"No more riders than usual at {place}",
                f"At {place}, up to {riders} riders a minute tapped in instead of {usual}, {when}; "
                "that is over.",
            )
        return Wording(
            f"Many more riders than usual at {place}",
            f"At {place}, {riders} riders a minute are tapping in instead of {usual}, {when}.",
        )


def _by(look: Look) -> str:
    if look.facts.get("by") != By.SAME_HOUR.value:
        return "as in the hours before"
    return f"at this hour on {'weekends' if look.facts.get('weekend') else 'weekdays'}"
