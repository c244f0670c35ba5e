"""Tell how many riders go in and out at each stop, by the hour and by what happens near it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from core.city import City, Stop
from core.event import EventType
from producers.city.chance import share
from producers.city.course import Floats, apart_m
from producers.city.demand import rider_demand
from producers.city.happening import Happening
from producers.city.plan import Match, Plan

_RAIL_PER_MIN: Final = 6.5
_BUS_PER_MIN: Final = 0.5
"""Riders in one minute and direction at a stop of one line, at the busiest time."""
_MATCH_M: Final = 1_700.0
_BY_TRANSIT: Final = 0.42
"""The share of a match's crowd that rides."""
_PILED_UP: Final = 1.8
"""By so many times the usual more riders come where they leave a suspended line for another."""
_CROWDED, _CROWDED_TIMES = 21.0, 2.4
_LEAST_S: Final = 1_080.0
"""What is crowded is so for that long at least."""
_LEAST_MORE: Final = 15.0
"""A crowd without a cause brings so many more in a minute at least."""


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Hold what changes the riders at one stop for a while.

    Attributes:
        times: by what those who come in are multiplied; 0 where it is closed.
        more_in: how many more come in, in a minute.
        more_out: how many more go out.
        ramp_s: how long it takes to grow, and to fall.
    """

    stop: str
    begins_s: float
    ends_s: float
    cause: str
    times: float = 1.0
    more_in: float = 0.0
    more_out: float = 0.0
    ramp_s: float = 240.0

    def force(self, seconds: Floats) -> Floats:
        """Return how much of it there is at instants, 0 to 1."""
        knots = [self.begins_s, self.begins_s + self.ramp_s, self.ends_s - self.ramp_s, self.ends_s]
        return np.interp(seconds, np.maximum.accumulate(knots), [0.0, 1.0, 1.0, 0.0])


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """Hold one stop's gates.

    Attributes:
        line: id of the one line that calls there; empty where several do.
        peak: riders a minute and direction at the busiest time.
        interval_s: between two records.
    """

    stop: Stop
    line: str
    peak: float
    interval_s: float
    phase_s: float
    crowds: Sequence[Crowd]

    def usual(self, seconds: Floats, plan: Plan) -> Floats:
        """Return the usual riders a minute in each direction."""
        return self.peak * rider_demand(seconds, plan.city.timezone)

    def rates(self, seconds: Floats, plan: Plan) -> tuple[Floats, Floats]:
        """Return the true riders a minute, in and out."""
        going_in = self.usual(seconds, plan)
        going_out = going_in.copy()
        for crowd in self.crowds:
            force = crowd.force(seconds)
            going_in = going_in * (1 + force * (crowd.times - 1)) + force * crowd.more_in
            if crowd.times < 1:
                going_out = going_out * (1 + force * (crowd.times - 1))
            going_out = going_out + force * crowd.more_out
        return going_in, going_out


def gates_of(plan: Plan, count: int) -> tuple[Gate, ...]:
    """Put gates at so many stops, first where crowds are to come, then where most riders are."""
    served = sorted((stop for stop in plan.city.stops if stop.line_ids), key=lambda stop: stop.id)
    peaks = {stop.id: _peak(plan.city, stop, plan.seed) for stop in served}
    crowds: dict[str, list[Crowd]] = {}
    for crowd in crowds_of(plan, served, peaks):
        crowds.setdefault(crowd.stop, []).append(crowd)
    order = sorted(served, key=lambda stop: (stop.id not in crowds, -peaks[stop.id], stop.id))
    return tuple(
        Gate(
            stop, stop.line_ids[0] if len(stop.line_ids) == 1 else "", peaks[stop.id],
            30.0 + 30.0 * share(plan.seed, "gate", stop.id),
            60.0 * share(plan.seed, "gate's phase", stop.id), tuple(crowds.get(stop.id, ())),
        )
        for stop in sorted(order[:count], key=lambda stop: stop.id)
    )  # fmt: skip


def crowds_of(plan: Plan, stops: Sequence[Stop], peaks: dict[str, float]) -> Iterator[Crowd]:
    """Yield what changes the riders at stops in a stretch."""
    for match in plan.matches:
        yield from _of_match(match, stops, plan.city)
    for happening in plan.of(EventType.SUSPENSION):
        if happening.real:
            yield from _of_suspension(happening, plan, stops, peaks)
    known = {member: stop.id for stop in stops for member in stop.member_ids}
    for happening in plan.of(EventType.STOP_CLOSURE, EventType.CROWDING):
        begins, ends = happening.span.start.timestamp(), happening.ends.timestamp()
        for stop in happening.where.stops if happening.real else ():
            if stop in known and happening.type is EventType.STOP_CLOSURE:
                yield Crowd(known[stop], begins, ends, happening.id, times=0.0, ramp_s=60.0)
            elif stop in known:
                usual = peaks[known[stop]] * _demand(plan, happening.span.start)
                more = max(_CROWDED, _CROWDED_TIMES * usual)
                until = max(ends, begins + _LEAST_S)
                yield Crowd(known[stop], begins, until, happening.id, more_in=more)
    for upset in plan.upsets:
        if upset.kind is EventType.SURGE and upset.fleet == "stop" and stops:
            begins, ends = upset.span.start, upset.span.end or plan.ends
            stop = _surging(stops, peaks, upset.pick)
            usual = peaks[stop] * _demand(plan, begins)
            more = max(_LEAST_MORE, usual * (upset.factor - 1) * 1.1)
            yield Crowd(stop, begins.timestamp(), ends.timestamp(), upset.cause or upset.id,
                        more_in=more, ramp_s=120.0)  # fmt: skip


def _demand(plan: Plan, instant: datetime) -> float:
    return float(rider_demand(np.array([instant.timestamp()]), plan.city.timezone)[0])


def _surging(stops: Sequence[Stop], peaks: dict[str, float], pick: float) -> str:
    """Return a stop from the busier half, by the upset's pick."""
    busy = sorted(sorted(peaks), key=lambda stop: -peaks[stop])[: max(1, len(stops) // 2)]
    return sorted(busy)[int(pick * len(busy))]


def _peak(city: City, stop: Stop, seed: int) -> float:
    own = 0.65 + 0.9 * share(seed, "riders", stop.id)
    lines = [city.line_by_id[line] for line in stop.line_ids]
    return own * sum(_RAIL_PER_MIN if line.mode.on_rails else _BUS_PER_MIN for line in lines)


def _of_match(match: Match, stops: Sequence[Stop], city: City) -> Iterator[Crowd]:
    """Bring a match's crowd out at the stations near it, and back in when it is over."""
    here = (match.point.lon, match.point.lat)
    away = {stop.id: apart_m((stop.point.lon, stop.point.lat), here) for stop in stops}
    rail = [s for s in stops if any(city.line_by_id[line].mode.on_rails for line in s.line_ids)]
    near = sorted((s for s in rail or stops if away[s.id] < _MATCH_M), key=lambda s: away[s.id])[:2]
    riders = match.crowd * _BY_TRANSIT
    starts, ends = match.starts.timestamp(), match.ends.timestamp()
    for place, stop in enumerate(near):
        part = riders * (1.0 if len(near) == 1 else (0.7, 0.3)[place])
        yield Crowd(stop.id, starts - 95 * 60, starts + 5 * 60, match.place_id,
                    more_out=part / 75, ramp_s=1500.0)  # fmt: skip
        yield Crowd(stop.id, ends - 6 * 60, ends + 62 * 60, match.place_id,
                    more_in=part / 52, ramp_s=700.0)  # fmt: skip
    others = [stop for stop in rail if stop not in near]
    for stop in others:
        yield Crowd(stop.id, starts - 120 * 60, starts - 20 * 60, match.place_id,
                    more_in=riders / 75 / len(others), ramp_s=1500.0)  # fmt: skip


def _of_suspension(
    happening: Happening, plan: Plan, stops: Sequence[Stop], peaks: dict[str, float]
) -> Iterator[Crowd]:
    """Let riders pile up where a suspended line can be left, and keep away where it cannot."""
    begins, ends = happening.span.start.timestamp() + 180, happening.ends.timestamp() + 900
    known = {stop.id: stop for stop in stops}
    city, demand = plan.city, _demand(plan, happening.span.start)
    for line in happening.where.lines:
        called = (
            [s for s in city.line_by_id[line].stop_ids if s in known]
            if line in city.line_by_id
            else []
        )
        section = [city.stop_by_id[s].id for s in happening.where.stops if s in city.stop_by_id]
        cut = [s for s in called if s in section] or called
        places = [called.index(stop) for stop in cut]
        beside = (
            {called[p] for p in (min(places) - 1, max(places) + 1) if 0 <= p < len(called)}
            if places
            else set[str]()
        )
        for stop in called:
            changes = len(known[stop].line_ids) > 1
            if stop in beside or (stop in cut and changes):
                more = max(_LEAST_MORE, _PILED_UP * peaks[stop] * demand)
                yield Crowd(stop, begins, ends, happening.id, more_in=more, ramp_s=300.0)
            elif stop in cut:
                yield Crowd(stop, begins, ends, happening.id, times=0.12, ramp_s=300.0)
