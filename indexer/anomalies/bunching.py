"""See vehicles of a line that run together, and the gaps in which people wait for the next.

Both are measured where vehicles leave a stop for the next one, against what is usual for the line
now. A gap is seen while people still wait: from the last passage on, wherever a vehicle is known
to be on its way.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, cast

import msgspec

from core.event import EventType
from core.severity import Severity
from core.timespan import from_millis, to_millis
from indexer.anomalies.detector import (
    JointDetector,
    Level,
    Look,
    Names,
    Spot,
    States,
    Told,
    Wording,
)
from indexer.anomalies.headways import Course, Followed, LineRhythm, Passage
from indexer.anomalies.partials import PASS, PassRow

CLOSE_SHARE: Final = 0.25
"""Of the usual headway: closer than this two vehicles run together."""
CLOSE_S: Final = 150.0
TOGETHER_S: Final = 180.0
"""How long they must have run so."""
PAIR_SEEN_WITHIN: Final = timedelta(minutes=6)
"""A pair that passed no stop for longer has reached its end, or parted unseen."""
GAP_TIMES: Final = 2.0
GAP_OVER_S: Final = 300.0
NO_SERVICE_TIMES: Final = 6.0
"""Of the usual headway: who waits longer waits for a service that does not run."""
_SEEN_MS: Final = PAIR_SEEN_WITHIN // timedelta(milliseconds=1)


class Pair(msgspec.Struct, kw_only=True):
    """Hold two vehicles that run close behind each other, since when, and where last."""

    since_ms: int
    seen_ms: int
    headway_s: float
    stop: str
    toward: str
    times: int = 1

    @property
    def lasted_s(self) -> float:
        """Return how long they were seen to run so."""
        return (self.seen_ms - self.since_ms) / 1000


class LinePairs(msgspec.Struct, kw_only=True):
    """Hold a line's rhythm and the pairs that run close, by the two vehicles' ids."""

    rhythm: LineRhythm = msgspec.field(default_factory=LineRhythm)
    pairs: dict[str, Pair] = {}


class Bunching(JointDetector[LinePairs]):
    """Look for vehicles that run together; the subject is the line."""

    kind = EventType.BUNCHING
    partial = PASS
    unit = "min"
    opens_after = timedelta()
    closes_after = timedelta(minutes=2)
    state = LinePairs

    def __init__(self, course: Course) -> None:
        self._course = course

    def merge(
        self, states: States[LinePairs], rows: list[msgspec.Struct], start: datetime, end: datetime
    ) -> Mapping[str, Look]:
        """Look at every line that had a passage of late."""
        for line, passages in self._course.passages(cast(list[PassRow], rows)).items():
            state = states.of(line)
            usual_s = state.rhythm.usual_s
            for followed in state.rhythm.take(passages):
                _note(state.pairs, followed, usual_s)
        return {line: _together(line, states.of(line), end) for line in _alive(states, end)}

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how close they run, and what is usual."""
        line, look = names.line(told.subject), told.last
        apart, usual = _minutes(look.observed), _minutes(look.baseline or 0)
        near = names.stop(str(look.facts["stop"]))
        return Wording(
            headline=f"{line} vehicles are running together",
            message=(
                f"Two {line} vehicles left {near} {apart} apart instead of the usual {usual}, "
                f"and have run close together since {names.time(told.since)}."
            ),
        )


class Gap(JointDetector[LineRhythm]):
    """Look for stops where the next vehicle is overdue; the subject is the line."""

    kind = EventType.GAP
    partial = PASS
    unit = "min"
    opens_after = timedelta()
    closes_after = timedelta(minutes=1)
    state = LineRhythm

    def __init__(self, course: Course) -> None:
        self._course = course

    def merge(
        self, states: States[LineRhythm], rows: list[msgspec.Struct], start: datetime, end: datetime
    ) -> Mapping[str, Look]:
        """Look at how long each stop has waited, and how long those waited that did no more."""
        waited: dict[str, list[Followed]] = {}
        for line, passages in self._course.passages(cast(list[PassRow], rows)).items():
            waited[line] = states.of(line).take(passages)
        looks: dict[str, Look] = {}
        for line in states.subjects():
            state = states.of(line)
            state.forget(to_millis(end))
            usual_s = state.usual_s
            if not state.last:
                states.drop(line)
            elif usual_s is not None:
                looks[line] = self._look(line, state, waited.get(line, []), usual_s, end)
        return looks

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how long since the last one, where, and what is usual."""
        line, look = names.line(told.subject), told.last
        stop, toward = names.stop(str(look.facts["stop"])), names.stop(str(look.facts["toward"]))
        waited, usual = _minutes(look.observed), _minutes(look.baseline or 0)
        left = from_millis(float(look.facts["left_ms"]))
        until = names.time(left + timedelta(minutes=look.observed))
        return Wording(
            headline=f"Long gap on {line}",
            message=(
                f"No {line} vehicle left {stop} toward {toward} from {names.time(left)} to "
                f"{until}, {waited}; one about every {usual} is usual."
            ),
        )

    def _look(
        self, line: str, state: LineRhythm, waited: list[Followed], usual_s: float, at: datetime
    ) -> Look:
        """Return the longest wait: of those that last, or that ended within the window."""
        limit_s = max(GAP_TIMES * usual_s, usual_s + GAP_OVER_S)
        at_ms = to_millis(at)
        waits = [(followed.seconds, followed.leader) for followed in waited]
        newest: dict[str, Passage] = {}
        for passage in sorted(state.last.values(), key=lambda p: (p.at_ms, p.spot)):
            newest[passage.vehicle] = passage
        for passage in state.last.values():
            lasted_s = (at_ms - passage.at_ms) / 1000
            if usual_s < lasted_s < NO_SERVICE_TIMES * usual_s and any(
                self._course.is_upstream(line, other, passage)
                for vehicle, other in newest.items()
                if vehicle != passage.vehicle
            ):
                waits.append((lasted_s, passage))
        longest_s, where = max(waits, key=lambda wait: (wait[0], wait[1].spot), default=(0.0, None))
        level = Level.BEYOND if longest_s > limit_s else Level.CLEAR
        return Look(
            at=at,
            level=level,
            observed=round(longest_s / 60, 2),
            baseline=round(usual_s / 60, 1),
            sureness=_sure(state),
            severity=Severity.MODERATE if longest_s > 2 * limit_s else Severity.LOW,
            spot=Spot(lines=(line,), stops=(where.stop,) if where else ()),
            facts=_where(where) if where else {},
        )


def _where(passage: Passage) -> dict[str, str | float]:
    left_ms = float(passage.at_ms)
    return {"stop": passage.stop, "toward": passage.toward, "left_ms": left_ms}


def _note(pairs: dict[str, Pair], followed: Followed, usual_s: float | None) -> None:
    """Note of one headway that the two run close, go on doing so, or do no more."""
    leader, follower = followed.leader, followed.follower
    key = f"{leader.vehicle}>{follower.vehicle}"
    if usual_s is None or followed.seconds > min(CLOSE_S, CLOSE_SHARE * usual_s):
        pairs.pop(key, None)
        return
    pair = pairs.get(key)
    if pair is None:
        pair = pairs[key] = Pair(
            since_ms=leader.at_ms, seen_ms=0, headway_s=0.0, stop="", toward="", times=0
        )
    pair.seen_ms, pair.headway_s = follower.at_ms, followed.seconds
    pair.stop, pair.toward = follower.stop, follower.toward
    pair.times += 1


def _alive(states: States[LinePairs], now: datetime) -> list[str]:
    """Return the lines that had a passage of late, and forget the others."""
    now_ms = to_millis(now)
    for line in states.subjects():
        state = states.of(line)
        state.rhythm.forget(now_ms)
        state.pairs = {k: p for k, p in state.pairs.items() if now_ms - p.seen_ms < _SEEN_MS}
        if not state.rhythm.last:
            states.drop(line)
    return states.subjects()


def _together(line: str, state: LinePairs, at: datetime) -> Look:
    usual_s = state.rhythm.usual_s
    known = [
        pair for pair in state.pairs.values() if pair.times > 1 and pair.lasted_s >= TOGETHER_S
    ]
    if usual_s is None or not known:
        return Look(at=at, level=Level.CLEAR, observed=0.0, spot=Spot(lines=(line,)))
    closest = min(known, key=lambda pair: (pair.headway_s, pair.since_ms, pair.stop))
    return Look(
        at=at,
        level=Level.BEYOND,
        observed=round(closest.headway_s / 60, 1),
        baseline=round(usual_s / 60, 1),
        sureness=_sure(state.rhythm),
        spot=Spot(lines=(line,), stops=(closest.stop,)),
        facts={
            "stop": closest.stop,
            "toward": closest.toward,
            "pairs": float(len(known)),
        },
    )


def _sure(rhythm: LineRhythm) -> float:
    """Return how sure it is: the more headways, the better is known what is usual."""
    return round(min(0.95, 0.6 + len(rhythm.headways_s) / 100), 2)


def _minutes(count: float) -> str:
    whole = round(count)
    if whole < 1:
        return "less than a minute"
    return "1 minute" if whole == 1 else f"{whole} minutes"
