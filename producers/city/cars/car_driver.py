"""Drive a car through one block of its day: from stand to stand, with its fares and errands."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.event import EventType
from producers.city.cars.car_routes import CarRoutes
from producers.city.cars.cars import CANCELED, Errand, Ride, Role, Stint
from producers.city.streets.street_graph import Route
from producers.city.vehicles.movers import SPEED_LIMITS_KMH
from producers.city.vehicles.track import State

_RESTS_S: Final = {
    Role.TAXI: (45.0, 330.0), Role.VAN: (90.0, 420.0), Role.TRUCK: (300.0, 1200.0),
    Role.AMBULANCE: (420.0, 2400.0),
}  # fmt: skip
_PACES: Final = {Role.TAXI: 1.0, Role.VAN: 1.08, Role.TRUCK: 1.2, Role.AMBULANCE: 0.72}
_QUICKEST, _SLOWEST = 0.94, 1.08
_TRIES: Final = 3
_LONGEST_DRIVE_S: Final = 3_600.0
_HOMEWARD_S: Final = 3_000.0
"""So long before a taxi is to be at its stand, it takes only riders who go there."""


def hubs_of(role: Role, routes: CarRoutes) -> Sequence[int]:
    """Return where a car goes: a truck only where it may."""
    return routes.open_hubs if role is Role.TRUCK else routes.hubs


@dataclass(slots=True, eq=False, weakref_slot=True)
class Block:
    """Hold what one car does from one change of its driver to the next, as far as it is asked for.

    Attributes:
        begins_s: when it begins, at the crossing where the block before it ends.
        ends_s: when it ends.
        name: tells it from all others of its car.
    """

    begins_s: float
    ends_s: float
    name: str
    _driver: "Driver"
    _living: Iterator[None]

    def stints(self, until_s: float) -> Sequence[Stint]:
        """Return the stints, those up to an instant at least."""
        self._go_on(until_s)
        return self._driver.stints

    def rides(self, until_s: float) -> Sequence[Ride]:
        """Return the rides, those that begin up to an instant at least."""
        self._go_on(until_s)
        return self._driver.rides

    def _go_on(self, until_s: float) -> None:
        while self._driver.now <= min(until_s, self.ends_s):
            if next(self._living, self) is self:
                return


@dataclass(eq=False)
class Driver:
    """Drive one car through one block.

    Attributes:
        role: what the car is for.
        routes: where it can go.
        busy: how soon it is hired again.
        errands: what the plan wants of it, in order; those of other blocks are left out.
        ends_s: when the block ends.
        home: the crossing where it ends.
        now: when the block begins; then, until when is known what the car does.
        at: where that is; then, where it is by then.
    """

    role: Role
    routes: CarRoutes
    busy: float
    errands: Sequence[Errand]
    luck: random.Random
    ends_s: float
    home: int
    now: float
    at: int
    stints: list[Stint] = field(default_factory=list[Stint])
    rides: list[Ride] = field(default_factory=list[Ride])

    def block(self, name: str) -> Block:
        """Return what the car does from one stand to the next: what would end late is not begun."""
        return Block(self.now, self.ends_s, name, self, self._lives())

    def _lives(self) -> Iterator[None]:
        begins_s, hubs = self.now, hubs_of(self.role, self.routes)
        errands = [e for e in self.errands if begins_s <= e.begins_s < self.ends_s]
        self._rest(self.luck.uniform(0, 240))
        while True:
            yield  # nothing that is noted by now is undone
            if errands and errands[0].begins_s < self.now + 900:
                self._run(errands.pop(0))
            elif not any(self._works(hubs) for _ in range(_TRIES)):
                if not errands:
                    break
                self._rest(errands[0].begins_s - self.now)
                continue
            before = len(self.stints), len(self.rides), self.now, self.at
            self._rest(self._pause())
            if self._too_late():
                self._undo(*before)
                if not errands:
                    break
        self._go_home()

    def _works(self, hubs: Sequence[int]) -> bool:
        """Do what it is for; undo it, and say so, where that leaves no time to drive home."""
        before = len(self.stints), len(self.rides), self.now, self.at
        self._work(hubs)
        if self._too_late():
            self._undo(*before)
            return False
        return True

    def _work(self, hubs: Sequence[int]) -> None:
        if self.role is Role.TAXI:
            return self._hired(hubs)
        self._go(self.luck.choice(hubs))
        if self.role is Role.AMBULANCE and self.luck.random() < 0.7:
            self._rest(self.luck.uniform(240, 900))
            self._go(self.luck.choice(hubs))
        return None

    def _too_late(self) -> bool:
        """Say whether it could not be where the next block begins before that begins."""
        left_s = self.ends_s - self.now
        if left_s > _LONGEST_DRIVE_S:
            return False
        route = self._way(self.home)
        return left_s < (0.0 if route is None else self._driving_s(route, _SLOWEST))

    def _undo(self, stints: int, rides: int, now: float, at: int) -> None:
        del self.stints[stints:], self.rides[rides:]
        self.now, self.at = now, at

    def _go_home(self) -> None:
        """Drive to where the next block begins, by closed streets if need be, and stand there."""
        route = self._way(self.home) or self.routes.anyhow(self.at, self.home)
        if route is not None and self.now < self.ends_s:
            long = min(self._driving_s(route, 1.0), self.ends_s - self.now)
            self._add(Stint(self.now, self.now + long, self.home, route))
        if self.now < self.ends_s:
            self._add(Stint(self.now, self.ends_s, self.home))

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
        if self.ends_s - self.now < _HOMEWARD_S:
            end = self.home
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

    def _way(self, end: int, truck: bool | None = None) -> Route | None:
        keeps_out = self.role is Role.TRUCK if truck is None else truck
        return self.routes.between(self.at, end, self.now, keeps_out) if end != self.at else None

    def _go(self, end: int, truck: bool | None = None) -> None:
        """Drive to a crossing, if there is a way."""
        route = self._way(end, truck)
        if route is None:
            return
        long = self._driving_s(route, self.luck.uniform(_QUICKEST, _SLOWEST))
        self._add(Stint(self.now, self.now + long, end, route))

    def _driving_s(self, route: Route, mood: float) -> float:
        long = self.routes.driving_s(route, self.now) * _PACES[self.role] * mood
        # However clear the road, nobody is to speed unless the plan has it so.
        top = SPEED_LIMITS_KMH[self.role.kind] * 0.9
        return max(long, float(route.seconds.sum()) * route.top_kmh / top)

    def _run(self, errand: Errand) -> None:
        if errand.begins_s > self.now:
            self._rest(errand.begins_s - self.now)
        if errand.kind is EventType.SPEEDING:
            self._speed(errand)
        elif errand.kind is EventType.GEOFENCE:
            self._go(errand.inside, truck=False)
            self._rest(max(90.0, errand.ends_s - self.now))
            self._go(self.luck.choice(hubs_of(self.role, self.routes)), truck=False)
        elif errand.kind is EventType.BREAKDOWN:
            self._break_down(errand)

    def _speed(self, errand: Errand) -> None:
        kmh = SPEED_LIMITS_KMH[self.role.kind] * errand.strength
        wanted_m = max(2_500.0, (errand.ends_s - errand.begins_s) * kmh / 3.6)
        ways = [
            (abs(route.length_m - wanted_m), hub, route)
            for hub in hubs_of(self.role, self.routes)
            if (route := self.routes.between(self.at, hub, self.now)) is not None
        ]
        if ways:
            _, hub, route = min(ways, key=lambda way: way[:2])
            long = route.length_m / (kmh / 3.6)
            self._add(Stint(self.now, self.now + long, hub, route, even=True))

    def _break_down(self, errand: Errand) -> None:
        hub = self.luck.choice(hubs_of(self.role, self.routes))
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
