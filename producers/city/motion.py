"""Say all readings of a stretch in order: vehicles, gates, cameras, stations and trips.

`Motion` is the main path. What it says in one pane of time depends on the plan alone, so that it
can begin anywhere; a pane is computed whole, and sorted.
"""

import math
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from core import topics
from core.telemetry import Reading
from producers.city.cars.car_fleet import Cars, drive_cars, fenced_shapes
from producers.city.cars.car_routes import CarRoutes
from producers.city.cars.hired_trips import HiredTrips
from producers.city.course import Position
from producers.city.fleet import Fleet
from producers.city.happening import Spoken, TruthInterval
from producers.city.lines.detours import Detours
from producers.city.lines.line_truth import line_truth
from producers.city.lines.pace import Pace
from producers.city.lines.timetable import Timetable, read_timetable
from producers.city.lines.transit import Service, run_service
from producers.city.lines.transit_fleet import lines_out, transit_movers
from producers.city.plan import Plan
from producers.city.sensors.air import Station, stations_of
from producers.city.sensors.air_readings import air_readings
from producers.city.sensors.riders import Gate, gates_of
from producers.city.sensors.sensor_truth import gate_truth, road_truth, station_truth
from producers.city.sensors.tap_readings import tap_readings
from producers.city.sensors.traffic_readings import Camera, cameras_of, traffic_readings
from producers.city.streets.closures import closures_of
from producers.city.streets.roads import Roads, make_roads
from producers.city.streets.street_graph import StreetGraph
from producers.city.streets.street_net import build_graph
from producers.city.vehicles.fences import Fence, read_fences
from producers.city.vehicles.movers import Mover
from producers.city.vehicles.vehicle_readings import EPOCH, vehicle_readings
from producers.city.vehicles.vehicle_truth import vehicle_truth

PANE_S: Final = 200.0
_CARS_A_STEP: Final = 24
TOPICS: Final = frozenset(topic.name for topic in topics.TELEMETRY_TOPICS)

Said = tuple[int, str, Reading]

_graph_of: Final = lru_cache(maxsize=4)(build_graph)
_timetable_of: Final = lru_cache(maxsize=4)(read_timetable)
"""One stretch follows another in the same city: its maps are read once."""


class Motion:
    """Hold everything that moves and is measured in one stretch; nothing is computed before asked.

    Args:
        plan: what happens.
        pack: the city's folder, for its timetable and its rules.
        fleet: how many vehicles; the scenario's own factors are applied to it.
    """

    def __init__(self, plan: Plan, pack: Path, fleet: Fleet | None = None) -> None:
        self.plan, self.pack = plan, pack
        self.fleet = (fleet or Fleet()).for_scenario(plan.scenario.fleet)

    def spoken(self, topics: Collection[str], since: datetime, until: datetime) -> Iterator[Spoken]:
        """Yield what is published on some telemetry topics within `[since, until)`, in order.

        Of a city without lines or streets the topics that need them stay empty.
        """
        wanted = [topic for topic in sorted(TOPICS) if topic in topics]
        begins_s, ends_s = self.plan.begins.timestamp(), self.plan.ends.timestamp()
        first, last = max(since.timestamp(), begins_s), min(until.timestamp(), ends_s)
        if not wanted or first >= last:
            return
        first_ms, last_ms = math.ceil(first * 1000), math.ceil(last * 1000)
        for pane in range(math.floor(first / PANE_S), math.ceil(last / PANE_S)):
            said = [
                (when, topic, key, reading)
                for topic in wanted
                for when, key, reading in self._pane(topic, pane * PANE_S, (pane + 1) * PANE_S)
                if first_ms <= when < last_ms
            ]
            said.sort(key=_order)
            for when, topic, key, reading in said:
                yield Spoken(EPOCH + timedelta(milliseconds=when), topic, key, reading)

    def preparing(self) -> Iterator[None]:
        """Work out, step by step, what must be known before the first reading."""
        for part in ("roads", "detours", "timetable", "_driving"):
            getattr(self, part)
            yield
        yield from self._driving[1]
        for part in ("movers", "trips"):
            getattr(self, part)
            yield
        for number, day in enumerate(self.cars.days, 1):
            begins_s = self.plan.begins.timestamp()
            day.block(begins_s).stints(begins_s + PANE_S)
            if number % _CARS_A_STEP == 0:
                yield

    def truth(self) -> Iterator[TruthInterval]:
        """Yield what was really so of everything measured, from exact state, in order of time."""
        plan, cars = self.plan, self.cars
        found = [
            *vehicle_truth(plan, self.movers, self._line_ends(), self.fences, cars.errands),
            *line_truth(plan, self.movers, self.service),
            *road_truth(plan, self.cameras, self.roads),
            *station_truth(plan, self.stations, self.roads),
            *gate_truth(plan, self.gates),
        ]
        yield from sorted(found, key=lambda t: (t.span.start, t.type.value, t.subject))

    def _line_ends(self) -> dict[str, list[Position]]:
        ends: dict[str, list[Position]] = {}
        for pattern in dict.fromkeys(run.pattern for run in self.service.runs):
            points = pattern.course.points
            stops = [self.plan.city.stop_by_id[stop].point for stop in pattern.stops]
            ends.setdefault(pattern.line, []).extend(
                (
                    points[0],
                    points[-1],
                    (stops[0].lon, stops[0].lat),
                    (stops[-1].lon, stops[-1].lat),
                )
            )
        return ends

    def _pane(self, topic: str, since_s: float, until_s: float) -> Iterable[Said]:
        seed = self.plan.seed
        if topic == topics.VEHICLE_POSITIONS:
            return vehicle_readings(self.movers, seed, since_s, until_s)
        if topic == topics.RIDER_TAPS:
            return tap_readings(self.gates, self.plan, since_s, until_s)
        if topic == topics.TRAFFIC_CONDITIONS:
            return traffic_readings(self.cameras, self.roads, seed, since_s, until_s)
        if topic == topics.ENVIRONMENT_READINGS:
            return air_readings(self.stations, self.plan, self.roads, since_s, until_s)
        return self.trips.between(since_s, until_s)

    @cached_property
    def graph(self) -> StreetGraph:
        """Return the graph of the pack's streets."""
        return _graph_of(self.plan.city.streets)

    @cached_property
    def roads(self) -> Roads:
        """Return how fast each road runs."""
        return make_roads(self.plan, self.graph)

    @cached_property
    def detours(self) -> Detours:
        """Return what is closed, and the ways round it."""
        return Detours(self.graph, closures_of(self.plan, self.graph))

    @cached_property
    def timetable(self) -> Timetable:
        """Return the pack's timetable."""
        return _timetable_of(self.pack, self.plan.city)

    @cached_property
    def service(self) -> Service:
        """Return how the lines were driven."""
        service, driving = self._driving
        for _ in driving:
            pass
        return service

    @cached_property
    def _driving(self) -> tuple[Service, Iterator[None]]:
        lines = lines_out(self.plan, self.timetable, self.fleet)
        return run_service(self.plan, self.timetable, self.detours, Pace(self.roads), lines)

    @cached_property
    def routes(self) -> CarRoutes:
        """Return the ways of cars."""
        shapes = fenced_shapes(self.fences)
        return CarRoutes(self.graph, self.roads, self.detours.closures, shapes)

    @cached_property
    def fences(self) -> tuple[Fence, ...]:
        """Return the areas that the pack's rules keep vehicles out of."""
        return read_fences(self.pack, self.plan.city)

    @cached_property
    def cars(self) -> Cars:
        """Return what the cars do."""
        return drive_cars(self.plan, self.graph, self.routes, self.fences, self.fleet)

    @cached_property
    def movers(self) -> tuple[Mover, ...]:
        """Return all vehicles that report."""
        return (*transit_movers(self.plan, self.service), *self.cars.movers)

    @cached_property
    def trips(self) -> HiredTrips:
        """Return the hired trips."""
        cars = self.cars
        return HiredTrips(
            self.plan.city, self.graph, self.routes, self.plan.seed, cars.days, cars.more_per_s,
            self.plan.begins.timestamp(),
        )  # fmt: skip

    @cached_property
    def cameras(self) -> tuple[Camera, ...]:
        """Return the cameras."""
        return cameras_of(self.plan, self.roads, self.fleet.sampled(len(self.roads.roads)))

    @cached_property
    def stations(self) -> tuple[Station, ...]:
        """Return the measuring stations."""
        return stations_of(self.plan, self.roads)

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """Return the stops' gates."""
        return gates_of(self.plan, self.fleet.sampled(len(self.plan.city.stops)))


def _order(said: tuple[int, str, str, Reading]) -> tuple[int, str, str]:
    return said[:3]
