"""Cars live through their day: they drive, are hired, run low and hot, and go astray."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
import shapely

from core.event import EventType
from core.telemetry import Trip, TripStatus, VehiclePosition
from producers.city.cars.car_day import BLOCK_S
from producers.city.cars.car_routes import CarRoutes
from producers.city.cars.cars import Role, fleet_roles
from producers.city.fleet import Fleet
from producers.city.happening import TruthInterval
from producers.city.motion import Motion
from tests.producers.city.motions import (
    BEGINS,
    after,
    along,
    closed,
    motion,
    quiet,
    rivermouth,
    truths,
    upset,
)

CARS = Fleet(transit=0, cars=60)
UPSETS = (
    upset(EventType.ENGINE_WARNING, "cars", 40, 55, factor=118),
    upset(EventType.FUEL_WARNING, "cars", 50, 80, factor=4),
    upset(EventType.SPEEDING, "cars", 60, 64, factor=1.25, pick=0.2),
    upset(EventType.BREAKDOWN, "cars", 30, 50, pick=0.6),
    upset(EventType.GEOFENCE, "cars", 70, 78),
    upset(EventType.SENSOR_SILENT, "cars", 90, 110, pick=0.9),
)


@pytest.fixture(scope="module")
def unruly() -> Motion:
    return motion(quiet(upsets=UPSETS), CARS)


@pytest.fixture(scope="module")
def said(unruly: Motion) -> dict[str, list[VehiclePosition]]:
    found: defaultdict[str, list[VehiclePosition]] = defaultdict(list)
    for record in unruly.spoken(["vehicle_positions"], after(0), after(180)):
        assert isinstance(record.value, VehiclePosition)
        found[record.key].append(record.value)
    return found


def within(truth: TruthInterval, reports: list[VehiclePosition]) -> list[VehiclePosition]:
    return [r for r in reports if r.timestamp in truth.span]


def trips(of: Motion, begins: datetime, ends: datetime) -> list[Trip]:
    return [
        record.value for record in of.spoken(["trips"], begins, ends)
        if isinstance(record.value, Trip)
    ]  # fmt: skip


def test_a_fleet_has_taxis_vans_trucks_and_ambulances() -> None:
    roles = [role for _, role in fleet_roles(380)]
    assert len(roles) == 380
    assert [roles.count(role) for role in Role] == [220, 76, 61, 23]
    assert {role.kind for role in Role} == {"car", "truck", "ambulance"}
    assert [len(fleet_roles(count)) for count in (0, 1, 3, 4, 9)] == [0, 1, 3, 4, 9]


def test_cars_drive_on_streets_at_speeds_of_a_city(
    unruly: Motion, said: dict[str, list[VehiclePosition]]
) -> None:
    streets = shapely.union_all([street.geometry for street in rivermouth().streets])
    shapely.prepare(streets)
    fast = {truth.subject for truth in truths(unruly, EventType.SPEEDING)}
    for car, reports in said.items():
        assert car.startswith(("taxi-", "van-", "truck-", "ambulance-"))
        assert {report.line for report in reports} == {""}
        assert car in fast or max(r.speed_kmh or 0 for r in reports) <= 100
        for report in reports[::40]:
            assert streets.distance(shapely.Point(report.lon, report.lat)) < 0.0006
    moving = [(r.speed_kmh or 0) > 3 for reports in said.values() for r in reports]
    assert 0.3 < sum(moving) / len(moving) < 0.9


def test_each_upset_befalls_one_car_and_shows_in_its_readings(
    unruly: Motion, said: dict[str, list[VehiclePosition]]
) -> None:
    (hot,) = truths(unruly, EventType.ENGINE_WARNING)
    assert max(r.engine_temp_c or 0 for r in within(hot, said[hot.subject])) > 115
    assert max(r.engine_temp_c or 0 for r in said["taxi-001"]) < 100
    (dry,) = truths(unruly, EventType.FUEL_WARNING)
    assert min(r.fuel_pct or 0 for r in within(dry, said[dry.subject])) < 6
    assert (said[dry.subject][-1].fuel_pct or 0) > 60
    (fast,) = truths(unruly, EventType.SPEEDING)
    assert 110 < max(r.speed_kmh or 0 for r in within(fast, said[fast.subject])) < 140
    (stands,) = truths(unruly, EventType.BREAKDOWN)
    stood = within(stands, said[stands.subject])
    assert {(r.status, r.speed_kmh) for r in stood} == {("breakdown", 0.0)}
    (mute,) = truths(unruly, EventType.SENSOR_SILENT)
    times = [r.timestamp for r in said[mute.subject]]
    assert max(b - a for a, b in pairwise(times)) > after(110) - after(91)


def test_only_the_truck_that_was_sent_drives_where_trucks_may_not(
    unruly: Motion, said: dict[str, list[VehiclePosition]]
) -> None:
    (fence,) = unruly.fences
    (truth,) = truths(unruly, EventType.GEOFENCE)
    rule, truck = truth.subject.split("/")
    assert rule == fence.rule
    trucks = {car for car, reports in said.items() if reports[0].kind == "truck"}
    inside = {
        car
        for car in trucks
        for r in said[car]
        if fence.shape.buffer(-0.0006).contains(shapely.Point(r.lon, r.lat))
    }
    assert inside == {truck}
    held = within(truth, said[truck])
    near = fence.shape.buffer(0.0006)
    assert held
    assert all(near.contains(shapely.Point(r.lon, r.lat)) for r in held)


def test_trips_are_taken_up_then_completed_and_paid_or_canceled() -> None:
    found: defaultdict[str, list[Trip]] = defaultdict(list)
    for trip in trips(motion(quiet(), CARS), after(0), after(180)):
        found[trip.trip_id].append(trip)
    fates = [tuple(trip.status for trip in told) for told in found.values()]
    assert fates.count((TripStatus.IN_PROGRESS, TripStatus.COMPLETED)) > 100
    assert 0 < fates.count((TripStatus.CANCELED,)) < 0.2 * len(fates)
    for told in found.values():
        last = told[-1]
        assert last.pickup_location
        assert last.payment_method in ("card", "cash", "wallet")
        if last.status is TripStatus.COMPLETED:
            assert last.dropoff_time is not None
            assert last.dropoff_time > last.pickup_time >= BEGINS
            assert last.fare >= 6
            assert last.fare == pytest.approx(told[0].fare)
        if last.status is TripStatus.CANCELED:
            assert last.dropoff_time is None
            assert last.fare in (0, 4)


@pytest.mark.parametrize(("rate", "least", "most"), [(0.005, 5, 22), (0.5, 550, 850)])
def test_as_many_trips_end_in_a_second_as_are_asked_for(rate: float, least: int, most: int) -> None:
    asked = motion(quiet(2.0), Fleet(transit=0, cars=60, trips_per_s=rate))
    ended = [t for t in trips(asked, after(60), after(85)) if t.status is TripStatus.COMPLETED]
    assert least <= len(ended) <= most
    again = motion(quiet(2.0), Fleet(transit=0, cars=60, trips_per_s=rate))
    assert trips(again, after(70), after(72)) == trips(asked, after(70), after(72))


def test_a_day_is_the_same_from_wherever_in_it_one_begins(unruly: Motion) -> None:
    begins = after(155).timestamp()
    seconds = np.arange(begins, after(180).timestamp(), 7.0)
    late = motion(quiet(upsets=UPSETS), CARS)
    for early, fresh in zip(unruly.movers, late.movers, strict=True):
        np.testing.assert_array_equal(early.moves.sample(seconds), fresh.moves.sample(seconds))
    told = trips(unruly, after(0), after(180))[-40:]
    assert trips(motion(quiet(upsets=UPSETS), CARS), after(150), after(180))[-40:] == told


def test_a_block_of_a_car_s_day_begins_where_the_one_before_it_ended(unruly: Motion) -> None:
    since, until = after(0).timestamp(), after(0).timestamp() + 4 * BLOCK_S
    for day in unruly.cars.days:
        blocks = list(day.blocks(since, until))
        assert len(blocks) >= 2
        for before, following in pairwise(blocks):
            assert before.ends_s == following.begins_s
            stints = before.stints(before.ends_s)
            assert stints[-1].crossing == following.stints(following.begins_s)[0].crossing
            assert stints[-1].ends_s == before.ends_s
            for one, then in pairwise(stints):
                assert one.ends_s == then.begins_s


def test_errands_are_done_within_one_block(unruly: Motion) -> None:
    for car, errands in unruly.cars.errands.items():
        (day,) = (day for day in unruly.cars.days if day.id == car)
        for errand in errands:
            block = day.block(errand.begins_s)
            assert block.begins_s < errand.begins_s - 900
            assert errand.ends_s + 900 < block.ends_s


def test_cars_keep_clear_of_closed_streets() -> None:
    block = closed("main-street", along("main-street", 0.5), 20, 150)
    free, shut = motion(quiet(), CARS), motion(quiet(happenings=(block,)), CARS)
    (closure,) = shut.detours.closures
    assert closure.edges
    used = [_uses(m.routes, closure.edges, after(30).timestamp()) for m in (free, shut)]
    assert used[0] > 0
    assert used[1] == 0


def _uses(routes: CarRoutes, edges: frozenset[int], second: float) -> int:
    shut = {routes.graph.edges[number] for number in edges}
    found = 0
    for start in routes.hubs[::4]:
        for end in routes.hubs[::3]:
            route = routes.between(start, end, second) if start != end else None
            found += route is not None and any(edge in shut for edge, _ in route.edges)
    return found
