"""Compute the whole trajectory of one run when it sets out: a pure function of what is known then.

A run is late by what slows its roads, by what befalls it, by its line's lateness, and by the riders
who gather while it is away: the longer the gap ahead of it, the longer it stands at each stop. So
vehicles bunch behind one that was held up, as they do in life.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from core.event import EventType
from producers.city.lines.detours import Way
from producers.city.lines.line_troubles import LineTroubles, Trouble
from producers.city.lines.pace import Pace
from producers.city.lines.timetable import Run
from producers.city.vehicles.movers import SPEED_LIMITS_KMH

_DWELL_S: Final = {"train": 26.0, "tram": 22.0, "bus": 22.0}
_BEHIND_S: Final = {"train": 50.0, "tram": 40.0, "bus": 22.0}
"""How soon after the one ahead a vehicle may reach a stop."""
_SPARE: Final = 0.93
"""The share of the timetable's running time that a vehicle needs when nothing is in its way."""
_HURRY: Final = 0.95
"""What a late vehicle makes of it."""
_FEEDBACK: Final = 0.55
"""Of the time at a stop, the share that grows with the gap ahead."""
_PASSES_S: Final = 240.0
"""A bus that would wait longer than this behind another drives past it."""
_SLOWEST: Final = 4.5
"""What is to be late takes at most so many times as long over a leg."""
_SPEEDS: Final = 0.92
"""The most of a leg that one who speeds speeds over."""
_RECOVERS: Final = 0.86
"""What a late vehicle makes of its running time when its line catches up."""
_HELD_BACK: Final = 0.86
"""A vehicle that is to bunch is held up by this share of its line's headway."""


@dataclass(frozen=True, slots=True, eq=False)
class Drive:
    """Hold one run as it was driven.

    Attributes:
        way: where it went.
        first: place, among the way's calls, at which it began.
        arrive: when it reached each call from the first on, in seconds since 1970.
        leave: when it left; the last one's is its arrival.
        seconds: instants of its knots, between which it moves evenly.
        along_m: how far along the way it was at each knot.
        heads_for: for each piece between knots, the call that it heads for or stands at.
        stands: breakdowns on the way, each as begin, end, and whether the vehicle says so.
        cut: whether it was broken off at its last call.
        headway_s: the scheduled time to the run before it.
    """

    run: Run
    way: Way
    first: int
    arrive: tuple[float, ...]
    leave: tuple[float, ...]
    seconds: tuple[float, ...]
    along_m: tuple[float, ...]
    heads_for: tuple[int, ...]
    stands: tuple[tuple[float, float, Trouble], ...]
    cut: bool
    headway_s: float

    @property
    def last(self) -> int:
        """Return the place, among the way's calls, at which it ended."""
        return self.first + len(self.arrive) - 1

    def stop(self, call: int) -> str:
        """Return the id of the stop of one of the way's calls."""
        return self.run.pattern.stops[self.way.calls[call]]

    def due(self, call: int) -> float:
        """Return when the timetable has it leave one of the way's calls."""
        return self.run.due[self.way.calls[call]]


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold what a run depends on besides itself.

    Attributes:
        ready_s: from when on its vehicle can go.
        first: the call, among the way's, at which the vehicle waits.
        ahead: when the vehicle ahead left each stop, by the stop's id.
        headway_s: the scheduled time to the run before it.
    """

    ready_s: float
    first: int
    ahead: Mapping[str, float]
    headway_s: float
    troubles: LineTroubles
    pace: Pace
    luck: random.Random
    barred: Sequence[tuple[int, float, float]] = ()
    """Legs that nothing can pass from one instant to another: call at the start, begin, end."""


@dataclass(slots=True)
class _Log:
    seconds: list[float] = field(default_factory=list[float])
    along_m: list[float] = field(default_factory=list[float])
    heads_for: list[int] = field(default_factory=list[int])

    def reach(self, second: float, along_m: float, call: int) -> None:
        """Note a knot, and for which call the piece that ends at it was heading."""
        if self.seconds and second <= self.seconds[-1] + 0.05:
            return
        if self.seconds:
            self.heads_for.append(call)
        self.seconds.append(second)
        self.along_m.append(along_m)


def drive(run: Run, way: Way, setting: Setting) -> Drive | None:
    """Drive a run; None where it cannot even leave its first stop."""
    return _Driver(run, way, setting).drive()


class _Driver:
    def __init__(self, run: Run, way: Way, setting: Setting) -> None:
        self.run, self.way, self.setting = run, way, setting
        kind = run.pattern.kind
        self.dwell_s = _DWELL_S.get(kind, 30.0)
        self.behind_s = _BEHIND_S.get(kind, 30.0)
        self.passes = kind == "bus"
        self.mood = min(1.05, max(0.95, setting.luck.gauss(1.0, 0.015)))
        self.troubles = list(setting.troubles.of(run))
        self.stands: list[tuple[float, float, Trouble]] = []
        self.held_s = 0.0
        self.log = _Log()

    def drive(self) -> Drive | None:
        calls, first = self.way.calls, self.setting.first
        leaves = self._set_out(first)
        if self._barred(first, leaves):
            return None
        arrive, leave = [leaves], [leaves]
        self.log.reach(leaves, self.way.along_m[first], first)
        cut = False
        for leg in range(first, len(calls) - 1):
            if self._barred(leg, leave[-1]):
                cut = True
                break
            leave[-1], reached = self._ride(leg, leave[-1])
            arrive.append(reached)
            if leg == len(calls) - 2:
                leave.append(reached)
                break
            left = self._leave(leg + 1, reached)
            self.log.reach(left, self.way.along_m[leg + 1], leg + 1)
            leave.append(left)
        if len(arrive) < 2:
            return None
        log = self.log
        return Drive(
            self.run, self.way, first, tuple(arrive), tuple(leave), tuple(log.seconds),
            tuple(log.along_m), tuple(log.heads_for), tuple(self.stands), cut,
            self.setting.headway_s,
        )  # fmt: skip

    def _stop(self, call: int) -> str:
        return self.run.pattern.stops[self.way.calls[call]]

    def _due(self, call: int) -> float:
        return self.run.due[self.way.calls[call]]

    def _set_out(self, first: int) -> float:
        due = self._due(first)
        late = self.setting.troubles.wanted_at(due)
        held = max(late, self.setting.troubles.held(self.run))
        leaves = max(due + self.setting.luck.uniform(0, 14), self.setting.ready_s, due + held)
        ahead = self.setting.ahead.get(self._stop(first))
        if ahead is not None and leaves < ahead + 1.5 * self.behind_s < leaves + _PASSES_S:
            leaves = ahead + 1.5 * self.behind_s
        return leaves

    def _barred(self, leg: int, second: float) -> bool:
        if self.setting.troubles.barred(self._stop(leg), self._stop(leg + 1), second):
            return True
        return any(leg == at and since <= second < end for at, since, end in self.setting.barred)

    def _ride(self, leg: int, leaves: float) -> tuple[float, float]:
        """Note the knots of one leg; return when it really leaves, and reaches the next stop."""
        begin_m, end_m = self.way.along_m[leg], self.way.along_m[leg + 1]
        booked = self._booked_s(leg)
        natural = booked * self.mood * self.setting.pace.over(self.way, leg, leaves)
        if leaves > self._due(leg) + 45:
            natural *= _RECOVERS if self.setting.troubles.recovers_at(leaves) else _HURRY
        natural *= self.setting.luck.uniform(0.97, 1.03)
        travel = self._slowed(leg, leaves, natural)
        ahead = self.setting.ahead.get(self._stop(leg + 1))
        if ahead is not None:
            least = ahead + self.behind_s - leaves
            if travel < least and not (self.passes and least - travel > _PASSES_S):
                leaves = self._wait(leg, leaves, least, travel)
                travel = max(travel, min(least, 3 * travel))
        share = self.setting.luck.uniform(0.42, 0.58)
        halfway = (leaves + travel * share, begin_m + (end_m - begin_m) * 0.5)
        fast = self._fast(leaves, leaves + travel, begin_m, end_m)
        knots = [fast or halfway, (leaves + travel, end_m)]
        return leaves, self._stood(knots, leaves, begin_m, leg)

    def _booked_s(self, leg: int) -> float:
        """Return the running time that the timetable has for a leg, on the way really taken."""
        places = self.way.calls
        own = self.run.pattern.along_m
        booked = max(30.0, self._due(leg + 1) - self._due(leg) - self.dwell_s) * _SPARE
        usual_m = own[places[leg + 1]] - own[places[leg]]
        longer = (self.way.along_m[leg + 1] - self.way.along_m[leg]) / max(1.0, usual_m)
        skipped = places[leg + 1] - places[leg] - 1
        return max(20.0, booked - skipped * self.dwell_s) * max(1.0, longer)

    def _fast(
        self, leaves: float, arrives: float, begin_m: float, end_m: float
    ) -> tuple[float, float] | None:
        """Return the knot from which one who speeds does so, to arrive when it would anyway."""
        for trouble in self.troubles:
            if trouble.kind is EventType.SPEEDING and trouble.begins_s <= leaves < trouble.ends_s:
                limit = SPEED_LIMITS_KMH.get(self.run.pattern.kind, 80.0)
                speed = limit * trouble.strength / 3.6
                fast_m = min(_SPEEDS * (end_m - begin_m), _SPEEDS * (arrives - leaves) * speed)
                return arrives - fast_m / speed, end_m - fast_m
        return None

    def _slowed(self, leg: int, leaves: float, natural: float) -> float:
        """Return the travel time of one who is to be late, by the line's trouble or its own."""
        arrives = leaves + natural
        wanted = self.setting.troubles.wanted_at(arrives)
        if wanted > 0:
            natural = max(natural, self._due(leg + 1) + wanted - self.dwell_s - leaves)
        for trouble in self.troubles:
            if trouble.kind is EventType.BUNCHING and arrives >= trouble.begins_s:
                left = _HELD_BACK * self.setting.headway_s - self.held_s
                more = min(max(0.0, left), 1.6 * natural)
                self.held_s += more
                natural += more
        return min(natural, _SLOWEST * max(60.0, arrives - leaves))

    def _wait(self, leg: int, leaves: float, least: float, travel: float) -> float:
        """Return when one who cannot pass leaves: it waits at its stop while the way is taken."""
        wait = least - 3 * travel
        if wait <= 0:
            return leaves
        self.log.reach(leaves + wait, self.way.along_m[leg], leg)
        return leaves + wait

    def _stood(
        self, points: list[tuple[float, float]], leaves: float, begin_m: float, leg: int
    ) -> float:
        """Note the knots of a leg, with the stand of a vehicle that breaks down on it."""
        lost = 0.0
        knots = [(leaves, begin_m), *points]
        for (since, since_m), (until, until_m) in pairwise(knots):
            for trouble in [t for t in self.troubles if t.kind is EventType.BREAKDOWN]:
                begins = max(trouble.begins_s, since + lost + 5)
                if begins < until + lost and begins < trouble.ends_s - 30:
                    share = (begins - since - lost) / (until - since)
                    at_m = since_m + (until_m - since_m) * share
                    self.log.reach(begins, at_m, leg + 1)
                    self.log.reach(trouble.ends_s, at_m, leg + 1)
                    self.stands.append((begins, trouble.ends_s, trouble))
                    self.troubles.remove(trouble)
                    lost += trouble.ends_s - begins
            self.log.reach(until + lost, until_m, leg + 1)
        return points[-1][0] + lost

    def _leave(self, call: int, reached: float) -> float:
        """Return when it leaves a stop: when its riders are in, and never before it is due."""
        gap = self.setting.headway_s
        ahead = self.setting.ahead.get(self._stop(call))
        if ahead is not None and reached > ahead:
            gap = reached - ahead
        crowd = min(2.6, max(0.25, gap / max(60.0, self.setting.headway_s)))
        dwell = self.dwell_s * (1 - _FEEDBACK + _FEEDBACK * crowd)
        if self.setting.troubles.recovers_at(reached):
            dwell *= _RECOVERS
        return max(reached + dwell * self.setting.luck.uniform(0.85, 1.15), self._due(call))
