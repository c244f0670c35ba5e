"""Drive taxis, delivery vans, trucks and ambulances over the streets, each through its own day.

A car's day is a list of stints: it stands at a crossing, or drives a way from one to another. What
the plan wants of one (to speed, to break down, to drive where trucks may not) is an errand that it
takes up when it is next free.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from core.event import EventType
from producers.city.cars.car_routes import CarRoutes
from producers.city.chance import chance
from producers.city.streets.street_graph import Route
from producers.city.vehicles.movers import SPEED_LIMITS_KMH
from producers.city.vehicles.track import State


class Role(StrEnum):
    """What a car is for."""

    TAXI = "taxi"
    VAN = "van"
    TRUCK = "truck"
    AMBULANCE = "ambulance"

    @property
    def kind(self) -> str:
        """Return the word by which its readings name it."""
        return "car" if self in (Role.TAXI, Role.VAN) else self.value


SHARES: Final = ((Role.TAXI, 0.58), (Role.VAN, 0.20), (Role.TRUCK, 0.16), (Role.AMBULANCE, 0.06))
_RESTS_S: Final = {
    Role.TAXI: (60.0, 420.0), Role.VAN: (90.0, 420.0), Role.TRUCK: (300.0, 1200.0),
    Role.AMBULANCE: (420.0, 2400.0),
}  # fmt: skip
_PACES: Final = {Role.TAXI: 1.0, Role.VAN: 1.08, Role.TRUCK: 1.2, Role.AMBULANCE: 0.72}
CANCELED: Final = 0.07
"""The share of hired trips whose rider has gone before the car comes."""


@dataclass(frozen=True, slots=True, eq=False)
class Stint:
    """Hold one part of a car's day.

    Attributes:
        begins_s: from when on.
        ends_s: until when.
        crossing: where it stands; where it drives to, on a route.
        route: the way it drives; None where it stands at a crossing.
        share: of the route's time, from which share to which it drives; both the same in a stand.
        state: how it is.
        even: whether it drives at one speed all the way.
    """

    begins_s: float
    ends_s: float
    crossing: int
    route: Route | None = None
    share: tuple[float, float] = (0.0, 1.0)
    state: State = State.IN_SERVICE
    even: bool = False


@dataclass(frozen=True, slots=True)
class Ride:
    """Hold one hired trip: between which crossings, when, how far; canceled ones never began."""

    begins_s: float
    ends_s: float
    start: int
    end: int
    distance_km: float
    canceled: bool


@dataclass(frozen=True, slots=True)
class Errand:
    """Hold what the plan wants of one car.

    Attributes:
        kind: SPEEDING, BREAKDOWN or GEOFENCE.
        strength: multiple of the limit, for speeding.
        inside: a crossing within the fence, for a fence.
    """

    kind: EventType
    begins_s: float
    ends_s: float
    strength: float = 1.0
    inside: int = -1
    cause: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """Hold what one car does over a stretch."""

    id: str
    role: Role
    stints: Sequence[Stint]
    rides: Sequence[Ride]


def fleet_roles(count: int) -> list[tuple[str, Role]]:
    """Return the ids and roles of so many cars: `taxi-001`, `van-001`."""
    named: list[tuple[str, Role]] = []
    for place, (role, share) in enumerate(SHARES):
        most = count - len(named) if place == len(SHARES) - 1 else round(count * share)
        least = min(1, count - len(named))
        for number in range(1, max(least, min(most, count - len(named))) + 1):
            named.append((f"{role}-{number:03d}", role))
    return named


def live_day(
    car: str,
    role: Role,
    routes: CarRoutes,
    seed: int,
    span_s: tuple[float, float],
    errands: Sequence[Errand],
    busy: float = 1.0,
) -> Day:
    """Let one car live through a stretch.

    Args:
        car: its id.
        role: what it is for.
        routes: where it can go.
        seed: of the world.
        span_s: from when to when, since 1970.
        errands: what the plan wants of it, in order.
        busy: how soon it is hired again, 1 as usual; only for taxis.
    """
    return _Driver(car, role, routes, chance(seed, "car", car), span_s, errands, busy).day()


@dataclass(eq=False)
class _Driver:
    car: str
    role: Role
    routes: CarRoutes
    luck: random.Random
    span_s: tuple[float, float]
    errands: Sequence[Errand]
    busy: float
    stints: list[Stint] = field(default_factory=list[Stint])
    rides: list[Ride] = field(default_factory=list[Ride])
    now: float = 0.0
    at: int = 0

    def day(self) -> Day:
        hubs = self._hubs()
        self.now, self.at = self.span_s[0] - self.luck.uniform(0, 600), self.luck.choice(hubs)
        errands = list(self.errands)
        self._rest(self.luck.uniform(0, 500))
        while self.now < self.span_s[1]:
            if errands and errands[0].begins_s < self.now + 900:
                self._run(errands.pop(0))
            elif self.role is Role.TAXI:
                self._hired(hubs)
            else:
                self._go(self.luck.choice(hubs))
                if self.role is Role.AMBULANCE and self.luck.random() < 0.7:
                    self._rest(self.luck.uniform(240, 900))
                    self._go(self.luck.choice(hubs))
            self._rest(self._pause())
        return Day(self.car, self.role, self.stints, self.rides)

    def _hubs(self) -> list[int]:
        if self.role is not Role.TRUCK or not self.routes.barred:
            return self.routes.hubs
        fenced = {end for e in self.routes.barred for end in self.routes.graph.edges[e].ends}
        return [hub for hub in self.routes.hubs if hub not in fenced] or self.routes.hubs

    def _pause(self) -> float:
        least, most = _RESTS_S[self.role]
        demand = float(self.routes.roads.demand[self.routes.roads.row(self.now)])
        slack = 1.0 if self.role is Role.AMBULANCE else 1 / (0.25 + demand)
        return self.luck.uniform(least, most) * slack / (self.busy if self.role is Role.TAXI else 1)

    def _rest(self, seconds: float) -> None:
        self._add(Stint(self.now, self.now + max(20.0, seconds), self.at))

    def _hired(self, hubs: Sequence[int]) -> None:
        """Fetch a rider, who may have gone by then, and bring them where they want to go."""
        start, end = self.luck.choice(hubs), self.luck.choice(hubs)
        canceled = self.luck.random() < CANCELED
        self._go(start)
        self._rest(self.luck.uniform(30, 120))
        route = self.routes.between(self.at, end, self.now)
        if route is None:
            return
        distance_km = route.length_m / 1000
        begins = self.now
        if not canceled:
            self._go(end)
        self.rides.append(Ride(begins, self.now, start, end, round(distance_km, 2), canceled))

    def _go(self, end: int, truck: bool | None = None) -> None:
        """Drive to a crossing, if there is a way."""
        keeps_out = self.role is Role.TRUCK if truck is None else truck
        route = self.routes.between(self.at, end, self.now, keeps_out) if end != self.at else None
        if route is None:
            return
        pace = _PACES[self.role] * self.luck.uniform(0.94, 1.08)
        long = self.routes.driving_s(route, self.now) * pace
        # However clear the road, nobody is to speed unless the plan has it so.
        top = SPEED_LIMITS_KMH[self.role.kind] * 0.9
        long = max(long, float(route.seconds.sum()) * route.top_kmh / top)
        self._add(Stint(self.now, self.now + long, end, route))

    def _run(self, errand: Errand) -> None:
        if errand.begins_s > self.now:
            self._rest(errand.begins_s - self.now)
        if errand.kind is EventType.SPEEDING:
            self._speed(errand)
        elif errand.kind is EventType.GEOFENCE:
            self._go(errand.inside, truck=False)
            self._rest(max(90.0, errand.ends_s - self.now))
            self._go(self.luck.choice(self._hubs()), truck=False)
        elif errand.kind is EventType.BREAKDOWN:
            self._break_down(errand)

    def _speed(self, errand: Errand) -> None:
        kmh = SPEED_LIMITS_KMH[self.role.kind] * errand.strength
        wanted_m = max(2_500.0, (errand.ends_s - errand.begins_s) * kmh / 3.6)
        ways = [
            (abs(route.length_m - wanted_m), hub, route)
            for hub in self._hubs()
            if (route := self.routes.between(self.at, hub, self.now)) is not None
        ]
        if ways:
            _, hub, route = min(ways, key=lambda way: way[:2])
            long = route.length_m / (kmh / 3.6)
            self._add(Stint(self.now, self.now + long, hub, route, even=True))

    def _break_down(self, errand: Errand) -> None:
        hub = self.luck.choice(self._hubs())
        route = self.routes.between(self.at, hub, self.now) if hub != self.at else None
        stands = max(420.0, errand.ends_s - self.now)
        if route is None:
            return self._add(Stint(self.now, self.now + stands, self.at, state=State.BROKEN))
        long, half = self.routes.driving_s(route, self.now), self.luck.uniform(0.3, 0.7)
        self._add(Stint(self.now, self.now + long * half, hub, route, (0.0, half)))
        self._add(Stint(self.now, self.now + stands, hub, route, (half, half), State.BROKEN))
        return self._add(Stint(self.now, self.now + long * (1 - half), hub, route, (half, 1.0)))

    def _add(self, stint: Stint) -> None:
        self.stints.append(stint)
        self.now, self.at = stint.ends_s, stint.crossing
