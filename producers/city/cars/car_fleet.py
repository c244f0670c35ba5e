"""Put a stretch's cars together: each with its day, its errands and its gauges."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.event import EventType
from producers.city.cars.car_day import CarDay
from producers.city.cars.car_moves import CarMoves
from producers.city.cars.car_routes import CarRoutes
from producers.city.cars.cars import Errand, Role, fleet_roles
from producers.city.fleet import Fleet
from producers.city.plan import Plan, Upset
from producers.city.sensors.silences import silences_of
from producers.city.streets.street_graph import StreetGraph
from producers.city.vehicles.fences import Fence
from producers.city.vehicles.gauges import GAUGED, make_gauges
from producers.city.vehicles.movers import Mover
from producers.city.vehicles.rhythm import rhythm_of

_ERRANDS: Final = (EventType.SPEEDING, EventType.BREAKDOWN, EventType.GEOFENCE)
_APART_S: Final = 1_800.0
"""Between two errands of one car."""
_TAXI_EVERY_S: Final = 1_250.0
"""By day a taxi ends a trip about so often."""


@dataclass(frozen=True, slots=True, eq=False)
class Cars:
    """Hold the cars of a stretch."""

    movers: tuple[Mover, ...]
    days: tuple[CarDay, ...]
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
        if upset.fleet == "cars" and upset.kind in GAUGED and roles:
            free = [car for car in roles if car not in gauged]
            if free:
                gauged.setdefault(free[int(upset.pick * len(free))], []).append(upset)
    silent = silences_of(plan, "cars", list(roles))
    natural = sum(role is Role.TAXI for role in roles.values()) / _TAXI_EVERY_S
    wanted = natural if fleet.trips_per_s is None else fleet.trips_per_s * min(1.0, fleet.scale)
    span_s = (plan.begins.timestamp(), plan.ends.timestamp())
    movers: list[Mover] = []
    days: list[CarDay] = []
    for car, role in roles.items():
        busy = min(1.0, max(0.05, wanted / natural)) if natural else 1.0
        day = CarDay(car, role, routes, plan.seed, errands.get(car, ()), busy)
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
