"""Write hired trips: taken up, and completed and paid; or canceled."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from core.city import City
from core.telemetry import Trip, TripStatus
from producers.city.cars.car_day import CarDay
from producers.city.cars.car_driver import Block
from producers.city.cars.car_routes import CarRoutes
from producers.city.cars.cars import CANCELED, Ride, Role
from producers.city.chance import chance, tag
from producers.city.demand import road_demand
from producers.city.streets.street_graph import StreetGraph
from producers.city.vehicles.vehicle_readings import EPOCH

_LAG_S: Final = 2.0
_BASE, _A_KM, _A_MIN, _LEAST = 3.2, 1.75, 0.38, 6.0
_CANCEL_FEE: Final = 4.0
_PAYMENTS: Final = (("card", 0.62), ("wallet", 0.2), ("cash", 0.18))
_LONGEST_S: Final = 5_400.0
_PANE_S: Final = 600.0
"""Trips of cars that report no position are drawn pane by pane."""

Said = tuple[int, str, Trip]


@dataclass(eq=False)
class HiredTrips:
    """Hold the trips of a stretch.

    Attributes:
        since_s: trips of taxis that began before this are not told of.
        more_per_s: trips in a second by day, besides those of the taxis that report.
    """

    city: City
    graph: StreetGraph
    routes: CarRoutes
    seed: int
    days: Sequence[CarDay]
    more_per_s: float
    since_s: float
    _said: WeakKeyDictionary[Block, tuple[int, Sequence[Said]]] = field(init=False)
    _panes: dict[int, list[Said]] = field(init=False)
    _names: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self._said, self._panes, self._names = WeakKeyDictionary(), {}, {}

    def between(self, since_s: float, until_s: float) -> Iterator[Said]:
        """Yield what is said within `[since, until)`: instant in milliseconds, key, trip."""
        since, until = math.floor(since_s * 1000), math.floor(until_s * 1000)
        for day in self.days:
            if day.role is Role.TAXI:
                for block in day.blocks(since_s - 2 * _LAG_S, until_s):
                    told = self._tracked(day, block, until_s)
                    yield from (said for said in told if since <= said[0] < until)
        if self.more_per_s > 0 and self.graph.nodes:
            pane = int((since_s - _LONGEST_S) // _PANE_S)
            for old in [number for number in self._panes if number < pane]:
                del self._panes[old]
            while pane * _PANE_S < until_s:
                if pane not in self._panes:
                    self._panes[pane] = list(self._untracked(pane))
                yield from (said for said in self._panes[pane] if since <= said[0] < until)
                pane += 1

    def _tracked(self, day: CarDay, block: Block, until_s: float) -> Sequence[Said]:
        """Return what is said of a block's rides, those that begin up to an instant at least."""
        rides = block.rides(until_s)
        known, told = self._said.get(block, (0, ()))
        if known < len(rides):
            told = [
                *told,
                *(
                    record
                    for number, ride in enumerate(rides[known:], known)
                    if ride.begins_s >= self.since_s
                    for record in self._records(ride, f"{day.id}-{block.name}-{number}")
                ),
            ]
            self._said[block] = len(rides), told
        return told

    def _untracked(self, pane: int) -> Iterator[Said]:
        """Draw the trips that begin in one pane with cars that report no position."""
        luck = chance(self.seed, "trips", pane)
        begins = np.array([pane * _PANE_S])
        demand = float(road_demand(begins, self.city.timezone)[0])
        wanted = self.more_per_s * _PANE_S * min(1.0, 0.15 + demand)
        for number in range(int(wanted) + (luck.random() < wanted % 1)):
            start, end = luck.choice(self.routes.hubs), luck.choice(self.routes.hubs)
            at = (pane + luck.random()) * _PANE_S
            route = self.routes.between(start, end, at) if start != end else None
            if route is not None:
                long = min(_LONGEST_S, self.routes.driving_s(route, at))
                km = round(route.length_m / 1000, 2)
                ride = Ride(at, at + long, start, end, km, luck.random() < CANCELED)
                yield from self._records(ride, f"{pane}-{number}")

    def _records(self, ride: Ride, name: str) -> Iterator[Said]:
        word = tag(4, self.seed, "trip", name, round(ride.begins_s))
        trip_id = f"trip-{name}-{word}"
        luck = chance(self.seed, "fare", trip_id)
        minutes = (ride.ends_s - ride.begins_s) / 60
        fare = max(_LEAST, _BASE + _A_KM * ride.distance_km + _A_MIN * minutes)
        payment = luck.choices([p for p, _ in _PAYMENTS], [share for _, share in _PAYMENTS])[0]
        begins = EPOCH + timedelta(milliseconds=math.floor(ride.begins_s * 1000))
        ends = EPOCH + timedelta(milliseconds=math.floor(ride.ends_s * 1000))

        def told(at_s: float, status: TripStatus, cost: float, over: bool) -> Said:
            return (
                math.floor((at_s + _LAG_S) * 1000), trip_id,
                Trip(
                    trip_id=trip_id,
                    pickup_time=begins,
                    dropoff_time=ends if over else None,
                    pickup_location=self._name(ride.start),
                    dropoff_location=self._name(ride.end),
                    distance_km=0.0 if status is TripStatus.CANCELED else ride.distance_km,
                    fare=round(cost, 2),
                    payment_method=payment,
                    status=status,
                ),
            )  # fmt: skip

        if ride.canceled:
            yield told(
                ride.begins_s, TripStatus.CANCELED, _CANCEL_FEE * (luck.random() < 0.4), False
            )
            return
        yield told(ride.begins_s, TripStatus.IN_PROGRESS, fare, False)
        yield told(ride.ends_s, TripStatus.COMPLETED, fare, True)

    def _name(self, crossing: int) -> str:
        """Return the names of the streets that meet at a crossing."""
        if not self._names:
            roads: dict[int, list[int]] = {}
            for edge in self.graph.edges:
                for end in edge.ends:
                    roads.setdefault(end, []).append(edge.road)
            for node, met in roads.items():
                names = [self.city.streets[road].name for road in sorted(set(met))]
                self._names[node] = " & ".join(names[:2])[:120]
        return self._names.get(crossing, "")
