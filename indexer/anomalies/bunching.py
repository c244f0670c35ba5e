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
from indexer.anomalies.detectors import sentences
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
HEARD_LATE_S: Final = 45.0
"""How much later it may be heard that somebody has passed."""
NO_SERVICE_TIMES: Final = 6.0
"""Of the usual headway: who waits longer waits for a service that does not run."""
_SEEN_MS: Final = PAIR_SEEN_WITHIN // timedelta(milliseconds=1)


class Pair(msgspec.Struct, kw_only=True):
    """Hold two vehicles that run close behind each other, since when, and where last."""

    since_ms: int
    seen_ms: int
    headway_s: float
    usual_s: float
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
            amid = [passed for passed in passages if not self._course.is_end(line, passed.stop)]
            for followed in state.rhythm.take(amid):
                usual = self._course.headways_s(line, followed.leader, usual_s)
                _note(state.pairs, followed, usual and usual[0])
        return {line: _together(line, states.of(line), end) for line in _alive(states, end)}

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how close they run, and what is usual."""
        look, pair = told.last, names.vehicles(told.subject)
        apart, usual = _minutes(look.observed), _minutes(look.baseline or 0)
        near = names.stop(str(look.facts["stop"]))
        return Wording(
            headline=f"{sentences.capital(pair)} are running together",
            message=(
                f"Two {pair} left {near} {apart} apart instead of the usual {usual}, "
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
            counted = [
                passed for passed in passages
                if self._course.knows_when(line) or not self._course.is_end(line, passed.stop)
            ]  # fmt: skip
            waited[line] = states.of(line).take(counted)
        looks: dict[str, Look] = {}
        for line in states.subjects():
            state = states.of(line)
            state.forget(to_millis(end))
            looks[line] = self._look(line, state, waited.get(line, []), end)
            if not state.last:
                states.drop(line)
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

    def _look(self, line: str, state: LineRhythm, waited: list[Followed], at: datetime) -> Look:
        """Return the worst wait: of those that last, or that ended within the window."""
        at_ms = to_millis(at)
        waits = [(followed.seconds, followed.leader) for followed in waited]
        waits += [
            ((at_ms - passage.at_ms) / 1000, passage) for passage in self._waited_at(line, state)
        ]
        worst: tuple[float, float, float, Passage] | None = None
        for lasted_s, passage in sorted(waits, key=lambda wait: (wait[0], wait[1].spot)):
            usual = self._course.headways_s(line, passage, state.usual_s)
            headway_s = 0.0 if usual is None else usual[1]
            if lasted_s > NO_SERVICE_TIMES * headway_s:
                continue
            over_s = lasted_s - max(GAP_TIMES * headway_s, headway_s + GAP_OVER_S) - HEARD_LATE_S
            if over_s > 0 and (worst is None or over_s > worst[0]):
                worst = over_s, lasted_s, headway_s, passage
        if worst is None:
            return Look(at=at, level=Level.CLEAR, observed=0.0, spot=Spot(lines=(line,)))
        over_s, lasted_s, headway_s, where = worst
        return Look(
            at=at,
            level=Level.BEYOND,
            observed=round(lasted_s / 60, 2),
            baseline=round(headway_s / 60, 1),
            sureness=0.9 if self._course.knows_when(line) else _sure(state),
            severity=Severity.MODERATE if over_s > 2 * headway_s else Severity.LOW,
            spot=Spot(lines=(line,), stops=(where.stop,)),
            facts=_where(where),
        )

    def _waited_at(self, line: str, state: LineRhythm) -> list[Passage]:
        """Return the last passages after which somebody is still to come.

        A timetable says so; without one, a vehicle that is known to be on its way there.
        """
        if self._course.knows_when(line):
            return list(state.last.values())
        newest: dict[str, Passage] = {}
        for passage in sorted(state.last.values(), key=lambda p: (p.at_ms, p.spot)):
            newest[passage.vehicle] = passage
        return [
            passage
            for passage in state.last.values()
            if any(
                self._course.is_upstream(line, other, passage)
                for vehicle, other in newest.items()
                if vehicle != passage.vehicle
            )
        ]


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
            since_ms=leader.at_ms,
            seen_ms=0,
            headway_s=0.0,
            usual_s=usual_s,
            stop="",
            toward="",
            times=0,
        )
    pair.seen_ms, pair.headway_s, pair.usual_s = follower.at_ms, followed.seconds, usual_s
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
    known = [
        pair for pair in state.pairs.values() if pair.times > 1 and pair.lasted_s >= TOGETHER_S
    ]
    if not known:
        return Look(at=at, level=Level.CLEAR, observed=0.0, spot=Spot(lines=(line,)))
    closest = min(known, key=lambda pair: (pair.headway_s, pair.since_ms, pair.stop))
    return Look(
        at=at,
        level=Level.BEYOND,
        observed=round(closest.headway_s / 60, 1),
        baseline=round(closest.usual_s / 60, 1),
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
    return round(min(0.95, 0.6 + len(rhythm.headways) / 100), 2)


def _minutes(count: float) -> str:
    whole = round(count)
    if whole < 1:
        return "less than a minute"
    return "1 minute" if whole == 1 else f"{whole} minutes"
