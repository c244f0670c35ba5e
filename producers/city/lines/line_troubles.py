"""Work out from a plan what befalls each line: lateness, breakdowns, suspensions, bunching."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.event import EventType
from producers.city.chance import share
from producers.city.course import Floats
from producers.city.figures import numbers
from producers.city.happening import Happening
from producers.city.lines.timetable import Run
from producers.city.plan import Plan, Upset
from producers.city.vehicles.rhythm import interval_of

_GROWTH: Final = 0.6
"""How many seconds later a line runs for each second that passes, at most."""
_CLEAR_OF_ENDS: Final = 0.12
"""No trouble befalls a run in the first and last part of its time."""
_EVERY: Final = 3
"""While a line runs less often, one of so many of its vehicles stays away."""
_HOLD_SHARE, _HOLD_S = 0.4, 240.0
"""Who runs ahead of a missing vehicle leaves later by this share of the gap, at most so much."""
_FAST_LEG_M: Final = 1_300.0
_TOLD_S: Final = 15.0
_RECOVERS_BEFORE_S: Final = 360.0
_RECOVERS_FOR_S: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class Lateness:
    """Hold how late a whole line is made to run.

    Attributes:
        levels: from when on it is how many seconds late, in order.
    """

    begins_s: float
    ends_s: float
    levels: tuple[tuple[float, float], ...]
    cause: str

    @property
    def since_s(self) -> float:
        """Return from when on vehicles are late: what is told begins when it is felt."""
        return self.begins_s - 0.4 * self.levels[0][1] / _GROWTH

    def wanted_at(self, second: float) -> float:
        """Return how late vehicles are to be at an instant, in seconds."""
        if second >= self.ends_s:
            return 0.0
        level = self.levels[0][1]
        for at, value in self.levels:
            if at <= second:
                level = value
        return min(level, max(0.0, (second - self.since_s) * _GROWTH))


@dataclass(frozen=True, slots=True)
class Suspension:
    """Hold when a line does not run, whole or between some stops."""

    begins_s: float
    ends_s: float
    stops: frozenset[str]
    cause: str

    def bars(self, leaving: str, toward: str, second: float) -> bool:
        """Say whether nothing may go from one stop to the next at an instant."""
        if not self.begins_s <= second < self.ends_s:
            return False
        return not self.stops or (leaving in self.stops and toward in self.stops)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Hold what befalls one run's vehicle.

    Attributes:
        kind: BREAKDOWN (it stands), BUNCHING (it is held up) or SPEEDING.
        strength: multiple of the limit for speeding; else 1.
        says: whether the vehicle itself reports a breakdown.
    """

    kind: EventType
    begins_s: float
    ends_s: float
    cause: str
    strength: float = 1.0
    says: bool = False


@dataclass(frozen=True, slots=True)
class LineTroubles:
    """Hold what befalls one line's runs."""

    lateness: tuple[Lateness, ...]
    suspensions: tuple[Suspension, ...]
    missing: frozenset[tuple[str, float]]
    holds: Mapping[tuple[str, float], float]
    of_trip: Mapping[tuple[str, float], tuple[Trouble, ...]]

    def wanted_at(self, second: float) -> float:
        """Return how late the line's vehicles are to be at an instant."""
        wanted = 0.0
        for late in self.lateness:
            if late.since_s < second < late.ends_s:
                wanted = max(wanted, late.wanted_at(second))
        return wanted

    def barred(self, leaving: str, toward: str, second: float) -> Suspension | None:
        """Return the suspension that keeps a vehicle from going on; None where it may."""
        return next((s for s in self.suspensions if s.bars(leaving, toward, second)), None)

    def recovers_at(self, second: float) -> bool:
        """Say whether the line catches up: from shortly before its lateness ends."""
        return any(
            late.ends_s - _RECOVERS_BEFORE_S <= second < late.ends_s + _RECOVERS_FOR_S
            for late in self.lateness
        )

    def misses(self, run: Run) -> bool:
        """Say whether a run is left out because its line has too few vehicles."""
        return (run.trip, run.due[0]) in self.missing

    def held(self, run: Run) -> float:
        """Return by how many seconds a run leaves later, to share the gap behind it."""
        return self.holds.get((run.trip, run.due[0]), 0.0)

    def of(self, run: Run) -> tuple[Trouble, ...]:
        """Return what befalls one run, in order."""
        return self.of_trip.get((run.trip, run.due[0]), ())


def troubles_of(plan: Plan, runs: Sequence[Run]) -> dict[str, LineTroubles]:
    """Return what befalls each line that runs."""
    by_line: dict[str, list[Run]] = {}
    for run in runs:
        by_line.setdefault(run.pattern.line, []).append(run)
    chosen = _chosen(plan, by_line)
    return {
        line: LineTroubles(
            tuple(_lateness(h) for h in plan.of(EventType.DELAY) if h.real and _late(h, line)),
            tuple(
                _suspension(h) for h in plan.of(EventType.SUSPENSION)
                if h.real and line in h.where.lines
            ),
            *_shortage(plan, line, own),
            chosen.get(line, {}),
        )
        for line, own in by_line.items()
    }  # fmt: skip


def _late(happening: Happening, line: str) -> bool:
    return line in happening.where.lines and any(s.delay_min for s in happening.steps)


def _lateness(happening: Happening) -> Lateness:
    levels = tuple((s.at.timestamp(), 60.0 * s.delay_min) for s in happening.steps if s.delay_min)
    begins = happening.span.start.timestamp()
    return Lateness(begins, happening.ends.timestamp(), levels, happening.id)


def _suspension(happening: Happening) -> Suspension:
    return Suspension(
        happening.span.start.timestamp(), happening.ends.timestamp(),
        frozenset(happening.where.stops), happening.id,
    )  # fmt: skip


def _shortage(
    plan: Plan, line: str, runs: Sequence[Run]
) -> tuple[frozenset[tuple[str, float]], dict[tuple[str, float], float]]:
    """Return the runs that are left out for want of vehicles, and who is held for them."""
    missing: set[tuple[str, float]] = set()
    for happening in plan.of(EventType.REDUCED_SERVICE):
        if happening.real and line in happening.where.lines:
            begins, ends = happening.span.start.timestamp(), happening.ends.timestamp()
            within = [run for run in runs if begins <= run.due[0] < ends]
            ahead = [run.vehicle for run in within if run.pattern is within[0].pattern]
            away = frozenset(list(dict.fromkeys(ahead))[1::_EVERY])
            missing.update((run.trip, run.due[0]) for run in within if run.vehicle in away)
    holds: dict[tuple[str, float], float] = {}
    last: dict[str, Run] = {}
    for run in runs if missing else ():
        key = (run.trip, run.due[0])
        before = last.get(run.pattern.direction)
        if key in missing and before is not None:
            gap = run.due[0] - before.due[0]
            holds[before.trip, before.due[0]] = min(_HOLD_S, _HOLD_SHARE * gap)
        elif key not in missing:
            last[run.pattern.direction] = run
    return frozenset(missing), holds


Chosen = dict[str, dict[tuple[str, float], tuple[Trouble, ...]]]


def _chosen(plan: Plan, by_line: Mapping[str, Sequence[Run]]) -> Chosen:
    """Choose the run that each breakdown and upset befalls; no run has two."""
    found: Chosen = {}
    amid = {line: _amid(runs) for line, runs in by_line.items()}
    for trouble, lines, pick in _wanted(plan, by_line):
        candidates = [
            run
            for line in lines
            if line in amid
            for place in numbers(
                np.flatnonzero(
                    (amid[line][0] <= trouble.begins_s) & (trouble.begins_s <= amid[line][1])
                )
            )
            if ((run := by_line[line][place]).trip, run.due[0]) not in found.get(line, {})
        ]
        if trouble.kind is EventType.SPEEDING:
            candidates = [run for run in candidates if _can_speed(plan, run, trouble)]
        elif trouble.kind is EventType.BUNCHING:
            candidates = [run for run in candidates if _early(run, trouble.begins_s)]
        if candidates:
            run = candidates[int(pick * len(candidates))]
            found.setdefault(run.pattern.line, {})[run.trip, run.due[0]] = (trouble,)
    return found


def _wanted(
    plan: Plan, by_line: Mapping[str, Sequence[Run]]
) -> Iterable[tuple[Trouble, Sequence[str], float]]:
    for happening in plan.of(EventType.BREAKDOWN):
        if happening.real and happening.where.lines:
            trouble = Trouble(
                EventType.BREAKDOWN, happening.span.start.timestamp(),
                happening.ends.timestamp(), happening.id,
                says=share(plan.seed, "says", happening.id) < 0.5,
            )  # fmt: skip
            pick = share(plan.seed, "breaks down", happening.id)
            yield trouble, happening.where.lines, pick
    for upset in plan.upsets:
        if upset.fleet == "transit" and upset.kind in _OF_A_RUN:
            yield (
                _of_upset(plan, upset),
                (upset.line,) if upset.line else sorted(by_line),
                upset.pick,
            )


_OF_A_RUN: Final = (EventType.BREAKDOWN, EventType.BUNCHING, EventType.SPEEDING)


def _of_upset(plan: Plan, upset: Upset) -> Trouble:
    ends = upset.span.end or upset.span.start
    return Trouble(
        upset.kind, upset.span.start.timestamp(), ends.timestamp(), upset.cause or upset.id,
        upset.factor, share(plan.seed, "says", upset.id) < 0.5,
    )  # fmt: skip


def _can_speed(plan: Plan, run: Run, trouble: Trouble) -> bool:
    """Say whether a run has a leg just then that is long enough to speed on, and tells of it."""
    legs = zip(run.due, run.pattern.along_m, run.pattern.along_m[1:], strict=False)
    return interval_of(plan.seed, run.vehicle) <= _TOLD_S and any(
        trouble.begins_s <= due and due + 60 < trouble.ends_s and end_m - begin_m > _FAST_LEG_M
        for due, begin_m, end_m in legs
    )


def _early(run: Run, second: float) -> bool:
    """Say whether a run has most of its way before it: who follows must have time to catch up."""
    return second <= run.due[0] + 0.4 * (run.due[-1] - run.due[0])


def _amid(runs: Sequence[Run]) -> tuple[Floats, Floats]:
    """Return from when to when each run is well on its way."""
    first = np.array([run.due[0] for run in runs])
    last = np.array([run.due[-1] for run in runs])
    return first + _CLEAR_OF_ENDS * (last - first), last - 0.3 * (last - first)
