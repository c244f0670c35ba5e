"""Put a stretch's vehicles together: those of the lines, and cars, each with what befalls it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.event import EventType
from core.timespan import Span
from producers.city.car_routes import CarRoutes
from producers.city.cars import Day, Errand, Role, fleet_roles, live_day
from producers.city.chance import share
from producers.city.demand import rider_demand
from producers.city.fences import Fence
from producers.city.fleet import Fleet
from producers.city.gauges import make_gauges
from producers.city.movers import CarMoves, Mover
from producers.city.plan import Plan, Upset
from producers.city.rhythm import rhythm_of
from producers.city.silences import Silence, silences_of
from producers.city.street_graph import StreetGraph
from producers.city.timetable import Timetable
from producers.city.track import lay_track
from producers.city.trajectory import Drive
from producers.city.transit import Service

_BURNS: Final = frozenset({"bus", "car", "truck", "ambulance", "ferry"})
_GAUGED: Final = (EventType.ENGINE_WARNING, EventType.FUEL_WARNING)
_ERRANDS: Final = (EventType.SPEEDING, EventType.BREAKDOWN, EventType.GEOFENCE)
_APART_S: Final = 1_800.0
"""Between two errands of one car."""
_TAXI_EVERY_S: Final = 1_250.0
"""By day a taxi ends a trip about so often."""


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
    first = next((n for n, d in enumerate(drives) if d.seconds[-1] >= begins_s - 600), None)
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
        if upset.fleet == fleet and upset.kind in _GAUGED:
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
        and (kind not in _GAUGED or drives[0].run.pattern.kind in _BURNS)
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


@dataclass(frozen=True, slots=True, eq=False)
class Cars:
    """Hold the cars of a stretch."""

    movers: tuple[Mover, ...]
    days: tuple[Day, ...]
    errands: Mapping[str, Sequence[Errand]]
    more_per_s: float


def drive_cars(
    plan: Plan, graph: StreetGraph, routes: CarRoutes, fences: Sequence[Fence], fleet: Fleet
) -> Cars:
    """Let all cars live through a stretch, ordered by id."""
    if len(routes.hubs) < 2:
        return Cars((), (), {}, 0.0)
    roles = dict(sorted(fleet_roles(fleet.wanted_cars)))
    errands = _errands(plan, roles, routes, fences)
    gauged: dict[str, list[Upset]] = {}
    for upset in plan.upsets:
        if upset.fleet == "cars" and upset.kind in _GAUGED and roles:
            free = [car for car in roles if car not in gauged]
            if free:
                gauged.setdefault(free[int(upset.pick * len(free))], []).append(upset)
    silent = silences_of(plan, "cars", list(roles))
    natural = sum(role is Role.TAXI for role in roles.values()) / _TAXI_EVERY_S
    wanted = natural if fleet.trips_per_s is None else fleet.trips_per_s * min(1.0, fleet.scale)
    span_s = (plan.begins.timestamp(), plan.ends.timestamp())
    movers: list[Mover] = []
    days: list[Day] = []
    for car, role in roles.items():
        busy = min(1.0, max(0.05, wanted / natural)) if natural else 1.0
        day = live_day(car, role, routes, plan.seed, span_s, errands.get(car, ()), busy)
        days.append(day)
        gauges = make_gauges(plan.seed, car, *span_s, gauged.get(car, ()))
        movers.append(
            Mover(
                car, role.kind, "", CarMoves(day, graph), (), (), *rhythm_of(plan.seed, car),
                gauges, silent.get(car, ()),
            )
        )  # fmt: skip
    return Cars(tuple(movers), tuple(days), errands, max(0.0, wanted - natural))


def fenced_shapes(fences: Iterable[Fence]) -> list[BaseGeometry]:
    """Return the areas that trucks keep out of."""
    return [fence.shape for fence in fences if "truck" in fence.kinds]


def _errands(
    plan: Plan, roles: Mapping[str, Role], routes: CarRoutes, fences: Sequence[Fence]
) -> dict[str, list[Errand]]:
    """Give each of the plan's errands to a car that may have it and has no other then."""
    found: dict[str, list[Errand]] = {}
    shapes = [fence for fence in fences if "truck" in fence.kinds]
    for upset in plan.upsets:
        if upset.fleet != "cars" or upset.kind not in _ERRANDS:
            continue
        begins = upset.span.start.timestamp()
        ends = (upset.span.end or upset.span.start).timestamp()
        inside = -1
        allowed = [role for role in Role if role is not Role.AMBULANCE]
        if upset.kind is EventType.GEOFENCE:
            if not shapes:
                continue
            inside = _inside(routes, shapes[int(upset.pick * len(shapes))])
            allowed = [Role.TRUCK]
            if inside < 0:
                continue
        free = [
            car for car, role in roles.items()
            if role in allowed
            and all(abs(e.begins_s - begins) > _APART_S for e in found.get(car, ()))
        ]  # fmt: skip
        if free:
            car = free[int(upset.pick * len(free))]
            errand = Errand(upset.kind, begins, ends, upset.factor, inside, upset.cause or upset.id)
            found.setdefault(car, []).append(errand)
    return {car: sorted(own, key=lambda errand: errand.begins_s) for car, own in found.items()}


def _inside(routes: CarRoutes, fence: Fence) -> int:
    """Return the crossing nearest to the middle of a fence, if it lies within."""
    middle = shapely.point_on_surface(fence.shape)
    nodes = routes.graph.nodes
    apart = [(n[0] - middle.x) ** 2 + (n[1] - middle.y) ** 2 for n in nodes]
    order = sorted(range(len(nodes)), key=lambda n: apart[n])
    return next((n for n in order[:8] if fence.shape.intersects(shapely.Point(nodes[n]))), -1)
