"""Say what taxis, delivery vans, trucks and ambulances are, and of what their days consist.

A car's day is cut into blocks, and each is a list of stints: it stands at a crossing, or drives a
way from one to another. What the plan wants of one (to speed, to break down, to drive where trucks
may not) is an errand that it takes up when it is next free.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.event import EventType
from producers.city.streets.street_graph import Route
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


def fleet_roles(count: int) -> list[tuple[str, Role]]:
    """Return the ids and roles of so many cars: `taxi-001`, `van-001`."""
    named: list[tuple[str, Role]] = []
    for place, (role, part) in enumerate(SHARES):
        most = count - len(named) if place == len(SHARES) - 1 else round(count * part)
        least = min(1, count - len(named))
        for number in range(1, max(least, min(most, count - len(named))) + 1):
            named.append((f"{role}-{number:03d}", role))
    return named
