"""Run all lines over a stretch: which vehicle drove which run when, with all that befell it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.timespan import Span
from producers.city.chance import chance
from producers.city.lines.detours import Detours, Way
from producers.city.lines.line_troubles import LineTroubles, troubles_of
from producers.city.lines.pace import Pace
from producers.city.lines.timetable import Run, Timetable
from producers.city.lines.trajectory import Drive, Setting, drive
from producers.city.plan import Plan
from producers.city.streets.closures import Closure
from producers.city.streets.roads import WARM_UP_S

_TURN_S: Final = 150.0
_HASTY_TURN_S: Final = 60.0
_TOO_LATE_S: Final = 20 * 60.0
"""A run whose vehicle comes later than this is cancelled."""
_CATCHES_UP_S: Final = 9 * 60.0
"""The same, where the line catches up after it was late."""
_BY_DEPOT_S: Final = 1_600.0
"""In so long a vehicle gets by way of its depot to wherever its next run begins."""
_USUAL_HEADWAY_S: Final = 900.0
_LONGEST_HEADWAY_S: Final = 3600.0
_RUNS_A_STEP: Final = 300
_LOOKS: Final = 4
_LONGEST_S: Final = 4 * 3600.0
"""No run takes so much longer than the timetable has it."""
_LONGER_S: Final = 1_200.0
"""What a way round may add to a run."""


@dataclass(eq=False)
class Service:
    """Hold how a stretch was driven.

    Attributes:
        runs: what the timetable has, in the order of departure.
        drives: what was driven, in the same order.
        by_vehicle: the drives of each vehicle, in order.
        headways: the scheduled time from the run before to each run, by trip and departure.
    """

    runs: Sequence[Run]
    drives: list[Drive] = field(default_factory=list[Drive])
    by_vehicle: dict[str, list[Drive]] = field(default_factory=dict[str, list[Drive]])
    headways: dict[tuple[str, float], float] = field(default_factory=dict[tuple[str, float], float])
    troubles: Mapping[str, LineTroubles] = field(default_factory=dict[str, LineTroubles])


@dataclass(slots=True)
class _Vehicle:
    at: str
    ready_s: float


def run_service(
    plan: Plan, timetable: Timetable, detours: Detours, pace: Pace, lines: Iterable[str]
) -> tuple[Service, Iterator[None]]:
    """Drive every run of some lines that touches the stretch, each after those before it.

    Returns:
        The service, whole when the second is exhausted: it drives some runs at each step.
    """
    warm = Span(
        plan.begins.fromtimestamp(plan.begins.timestamp() - WARM_UP_S, plan.begins.tzinfo),
        plan.ends,
    )
    runs = timetable.runs(warm, lines)
    service = Service(runs, headways=_headways(runs), troubles=troubles_of(plan, runs))
    return service, _driving(plan, service, detours, pace)


def _driving(plan: Plan, service: Service, detours: Detours, pace: Pace) -> Iterator[None]:
    vehicles: dict[str, _Vehicle] = {}
    ahead: dict[tuple[str, str], dict[str, float]] = {}
    for number, run in enumerate(service.runs):
        if number % _RUNS_A_STEP == 0:
            yield
        pattern = run.pattern
        vehicle = vehicles.setdefault(run.vehicle, _Vehicle(pattern.stops[0], run.due[0] - 300))
        line_ahead = ahead.setdefault((pattern.line, pattern.direction), {})
        if vehicle.ready_s + _BY_DEPOT_S <= run.due[0] and vehicle.at not in pattern.stops[:-1]:
            vehicle.at = pattern.stops[0]
        driven = None
        if not service.troubles[pattern.line].misses(run):
            driven = _driven(plan, run, vehicle, service, line_ahead, detours, pace)
        if driven is None:
            continue
        service.drives.append(driven)
        service.by_vehicle.setdefault(run.vehicle, []).append(driven)
        late = driven.arrive[-1] - driven.due(driven.last)
        turn = _HASTY_TURN_S if late > 180 else _TURN_S
        vehicle.at, vehicle.ready_s = driven.stop(driven.last), driven.leave[-1] + turn
        for call, left in enumerate(driven.leave, driven.first):
            stop = driven.stop(call)
            line_ahead[stop] = max(left, line_ahead.get(stop, 0.0))


def _driven(
    plan: Plan,
    run: Run,
    vehicle: _Vehicle,
    service: Service,
    ahead: Mapping[str, float],
    detours: Detours,
    pace: Pace,
) -> Drive | None:
    """Drive one run round whatever is closed when it comes there; None where it is cancelled."""
    met = detours.met(run.pattern)
    late = max(0.0, vehicle.ready_s - run.due[0])
    over_s = run.due[-1] + late + _LONGEST_S
    shut = [c for c in detours.closures if c.id in met and c.holds(run.due[0], over_s)]
    ids = frozenset(c.id for c in shut if _touches(c, run, met[c.id], late))
    besides = frozenset[str]()
    if shut:
        besides = detours.during(run.due[0] + late, run.due[-1] + late + _LONGER_S)
    for _ in range(_LOOKS):
        way = detours.around(run.pattern, ids, besides)
        barred: list[tuple[int, float, float]] = []
        if way is None:
            way = detours.usual(run.pattern)
            barred = _bars(way, [c for c in shut if c.id in ids], met)
        first = _place(run, way, vehicle)
        troubles = service.troubles[run.pattern.line]
        most = _CATCHES_UP_S if troubles.recovers_at(vehicle.ready_s) else _TOO_LATE_S
        if first is None or vehicle.ready_s > run.due[way.calls[first]] + most:
            return None
        driven = drive(
            run, way,
            Setting(
                vehicle.ready_s, first, ahead, service.headways[run.trip, run.due[0]],
                troubles, pace,
                chance(plan.seed, "run", run.trip, run.due[0]), barred,
            ),
        )  # fmt: skip
        if driven is None or barred:
            return driven
        more = frozenset(c.id for c in shut if c.id not in ids and _drove_in(driven, c, met[c.id]))
        if not more:
            return driven
        ids |= more
    return None


def _place(run: Run, way: Way, vehicle: _Vehicle) -> int | None:
    """Return the first of the calls at which the vehicle waits; None where it ends, or never is."""
    for place, call in enumerate(way.calls[:-1]):
        if run.pattern.stops[call] == vehicle.at:
            return place
    return None


def _touches(closure: Closure, run: Run, stretch: tuple[float, float], late: float) -> bool:
    """Say whether a run would be on a closed stretch, by the timetable and its start's delay."""
    pattern = run.pattern
    before = max((p for p, at in enumerate(pattern.along_m) if at <= stretch[0]), default=0)
    after = min(
        (p for p, at in enumerate(pattern.along_m) if at >= stretch[1]),
        default=len(pattern.stops) - 1,
    )
    return closure.holds(run.due[before] + late, run.due[after] + late + 120)


def _drove_in(driven: Drive, closure: Closure, stretch: tuple[float, float]) -> bool:
    """Say whether a run, as driven, was on a stretch while it was closed."""
    if driven.way.round:
        own = driven.way.along_m
        usual = driven.run.pattern.along_m
        shift = [a - usual[c] for a, c in zip(own, driven.way.calls, strict=True)]
        stretch = (stretch[0] + min(shift), stretch[1] + max(shift))
    inside = [
        second for second, at in zip(driven.seconds, driven.along_m, strict=True)
        if stretch[0] - 30 <= at <= stretch[1] + 30
    ]  # fmt: skip
    before = [s for s, at in zip(driven.seconds, driven.along_m, strict=True) if at <= stretch[0]]
    after = [s for s, at in zip(driven.seconds, driven.along_m, strict=True) if at >= stretch[1]]
    seconds = [*inside, *before[-1:], *after[:1]]
    return closure.holds(min(seconds), max(seconds)) if len(seconds) > 1 else False


def _bars(
    way: Way, closures: Sequence[Closure], met: Mapping[str, tuple[float, float]]
) -> list[tuple[int, float, float]]:
    """Return the legs that closures without a way round take, and from when to when."""
    bars: list[tuple[int, float, float]] = []
    for closure in closures:
        since, until = met[closure.id]
        for leg in range(len(way.along_m) - 1):
            if way.along_m[leg] < until and since < way.along_m[leg + 1]:
                # Who sets out shortly before it closes would still be inside.
                bars.append((leg, closure.begins_s - 600, closure.ends_s))
    return bars


def _headways(runs: Sequence[Run]) -> dict[tuple[str, float], float]:
    last: dict[tuple[str, str], float] = {}
    found: dict[tuple[str, float], float] = {}
    for run in runs:
        key = (run.pattern.line, run.pattern.direction)
        apart = run.due[0] - last[key] if key in last else _USUAL_HEADWAY_S
        found[run.trip, run.due[0]] = min(_LONGEST_HEADWAY_S, max(60.0, apart))
        last[key] = run.due[0]
    return found
