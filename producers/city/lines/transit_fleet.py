"""Put a stretch's vehicles of the lines together, each with what befalls its sensors and gauges."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from core.event import EventType
from core.timespan import Span
from producers.city.chance import share
from producers.city.demand import rider_demand
from producers.city.fleet import Fleet
from producers.city.lines.laying import lay_track
from producers.city.lines.timetable import Timetable
from producers.city.lines.trajectory import Drive
from producers.city.lines.transit import Service
from producers.city.plan import Plan, Upset
from producers.city.sensors.silences import Silence
from producers.city.vehicles.gauges import GAUGED, make_gauges
from producers.city.vehicles.movers import Mover
from producers.city.vehicles.rhythm import rhythm_of

_BEFORE_S: Final = 1_200.0
"""Runs that ended longer ago than this when the stretch begins are left out of tracks."""
_BURNS: Final = frozenset({"bus", "car", "truck", "ambulance", "ferry"})


def lines_out(plan: Plan, timetable: Timetable, fleet: Fleet) -> tuple[str, ...]:
    """Choose whole lines for about so many vehicles, first those that something befalls.

    At less than the full number lines are left out and not vehicles: half a line's vehicles would
    look as if the others were late.
    """
    day = Span(plan.begins, plan.ends)
    vehicles: dict[str, set[str]] = {}
    for run in timetable.runs(day):
        vehicles.setdefault(run.pattern.line, set()).add(run.vehicle)
    if fleet.wanted_transit >= fleet.FULL_TRANSIT:
        return tuple(sorted(vehicles))
    befallen = [
        line
        for happening in plan.of(
            EventType.BREAKDOWN, EventType.DELAY, EventType.SUSPENSION, EventType.ROUTE_CHANGE
        )
        if happening.real
        for line in happening.where.lines
    ]
    order = list(dict.fromkeys([*befallen, *sorted(vehicles, key=lambda n: (len(vehicles[n]), n))]))
    chosen: list[str] = []
    count = 0
    for line in order:
        if line in vehicles and count < fleet.wanted_transit:
            chosen.append(line)
            count += len(vehicles[line])
    return tuple(sorted(chosen))


def transit_movers(plan: Plan, service: Service) -> tuple[Mover, ...]:
    """Make the vehicles that drove a service report, ordered by id."""
    begins_s, ends_s = plan.begins.timestamp(), plan.ends.timestamp()
    out = {
        vehicle: shown
        for vehicle, drives in sorted(service.by_vehicle.items())
        if (shown := _shown(drives, begins_s))
    }
    silent = _silent_transit(plan, out)
    upsets = _by_vehicle(plan, "transit", out)
    movers: list[Mover] = []
    for vehicle, drives in out.items():
        pattern = drives[0].run.pattern
        track = lay_track(drives, _crowds(plan, drives))
        gauges = None
        if pattern.kind in _BURNS:
            gauges = make_gauges(plan.seed, vehicle, begins_s, ends_s, upsets.get(vehicle, ()))
        movers.append(
            Mover(
                vehicle, pattern.kind, pattern.line, track, track.trips, track.stops,
                *rhythm_of(plan.seed, vehicle), gauges, silent.get(vehicle, ()),
            )
        )  # fmt: skip
    return tuple(movers)


def _shown(drives: Sequence[Drive], begins_s: float) -> list[Drive]:
    """Leave out the runs that were long over when the stretch began, all but the last of them."""
    first = next((n for n, d in enumerate(drives) if d.seconds[-1] >= begins_s - _BEFORE_S), None)
    return [] if first is None else list(drives[max(0, first - 1) :])


def _crowds(plan: Plan, drives: Sequence[Drive]) -> list[float]:
    """Say how full each run is: by the hour, and by how long riders waited for it."""
    begins = np.array([drive.leave[0] for drive in drives])
    demand = rider_demand(begins, plan.city.timezone).tolist()
    crowds: list[float] = []
    for drive, busy in zip(drives, demand, strict=True):
        late = max(0.0, drive.leave[0] - drive.due(drive.first))
        waited = min(2.0, 1 + late / max(300.0, drive.headway_s))
        own = 0.8 + 0.4 * share(plan.seed, "crowd", drive.run.trip)
        crowds.append(min(1.3, 0.85 * busy * waited * own + 0.08))
    return crowds


def _silent_transit(
    plan: Plan, out: Mapping[str, Sequence[Drive]]
) -> Mapping[str, Sequence[Silence]]:
    """Choose the vehicles that fall silent among those that run just then."""
    found: dict[str, list[Silence]] = {}
    for upset in plan.upsets:
        if upset.kind is EventType.SENSOR_SILENT and upset.fleet == "transit":
            running = _running(out, upset, EventType.SENSOR_SILENT)
            if running:
                vehicle = running[int(upset.pick * len(running))]
                ends = (upset.span.end or plan.ends).timestamp()
                begins = upset.span.start.timestamp()
                found.setdefault(vehicle, []).append(Silence(begins, ends, upset.id))
    return {vehicle: sorted(spans) for vehicle, spans in found.items()}


def _by_vehicle(
    plan: Plan, fleet: str, out: Mapping[str, Sequence[Drive]]
) -> dict[str, list[Upset]]:
    found: dict[str, list[Upset]] = {}
    for upset in plan.upsets:
        if upset.fleet == fleet and upset.kind in GAUGED:
            running = [v for v in _running(out, upset, upset.kind) if v not in found]
            if running:
                found.setdefault(running[int(upset.pick * len(running))], []).append(upset)
    return found


def _running(out: Mapping[str, Sequence[Drive]], upset: Upset, kind: EventType) -> list[str]:
    """Return the vehicles that are at work all through an upset; with an engine, for its gauges."""
    begins = upset.span.start.timestamp()
    ends = (upset.span.end or upset.span.start).timestamp()
    return [
        vehicle
        for vehicle, drives in out.items()
        if (not upset.line or drives[0].run.pattern.line == upset.line)
        and (kind not in GAUGED or drives[0].run.pattern.kind in _BURNS)
        and _at_work(drives, begins, ends)
    ]


def _at_work(drives: Sequence[Drive], begins: float, ends: float) -> bool:
    """Say whether runs follow one another closely from before an instant until after another."""
    reached = None
    for drive in drives:
        if reached is None:
            if drive.seconds[0] <= begins <= drive.seconds[-1]:
                reached = drive.seconds[-1]
        elif drive.seconds[0] - reached < 1_500 and not drive.cut:
            reached = drive.seconds[-1]
        if reached is not None and reached >= ends:
            return not drive.cut
    return False
