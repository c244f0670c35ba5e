"""Vehicle positions become readings, in the contract's units, once each."""

from typing import Any

import pytest
from google.transit import gtfs_realtime_pb2 as pb

from core import topics
from core.telemetry import VehiclePosition, decode_reading
from tests.producers.stage import ZONE, Stage, at
from tests.producers.transit_feed import feed, metro, trip, vehicle


def read_one(entity: pb.FeedEntity, *others: pb.FeedEntity) -> VehiclePosition:
    (reading,) = metro().parse(feed(entity, *others), at(0)).readings
    assert isinstance(reading, VehiclePosition)
    return reading


def test_a_vehicle_is_told_with_line_place_speed_and_delay():
    reading = read_one(
        vehicle(
            speed=10.0,
            bearing=90.0,
            trip={"trip_id": "Blue-0-0610"},
            vehicle={"id": "1042", "label": "Train 42"},
            stop_id="uptown",
            occupancy_status=pb.VehiclePosition.FEW_SEATS_AVAILABLE,
            timestamp=int(at(-20).timestamp()),
        ),
        trip("Blue-0-0610", 420),
    )
    assert reading == VehiclePosition(
        vehicle_id="1042",
        kind="train",
        line="Blue Line",
        trip_id="Blue-0-0610",
        lat=40.714001,
        lon=-74.009003,
        speed_kmh=36.0,
        heading_deg=90.0,
        status="in_service",
        next_stop="Uptown",
        delay_s=420,
        occupancy="few_seats_available",
        timestamp=at(-20),
    )


def test_what_a_vehicle_does_not_tell_is_left_out():
    reading = read_one(vehicle("v9", trip={"route_id": "12"}))
    assert (reading.vehicle_id, reading.kind, reading.line) == ("v9", "bus", "Bus 12")
    assert (reading.speed_kmh, reading.heading_deg, reading.delay_s) == (None, None, None)
    assert reading.timestamp == at(0)


@pytest.mark.parametrize("speed", [-1.0, 1000.0, float("nan"), float("inf")])
def test_an_impossible_speed_is_left_out(speed: float):
    assert read_one(vehicle(speed=speed)).speed_kmh is None


def test_a_position_of_the_future_was_taken_when_the_feed_was_made():
    assert read_one(vehicle(timestamp=int(at(9999).timestamp()))).timestamp == at(0)


@pytest.mark.parametrize(
    ("lat", "lon"), [(0, 0), (91, 0), (0, 181), (float("nan"), 1), (float("inf"), 1)]
)
def test_no_place_is_counted(lat: float, lon: float):
    poll = metro().parse(feed(vehicle("v1", lat, lon)), at(0))
    assert poll.readings == ()
    assert [(r.native_id, r.reason) for r in poll.rejections] == [("v1", "bad_geo")]


def test_a_vehicle_at_no_place_is_counted():
    entity = pb.FeedEntity(id="v1", vehicle=pb.VehiclePosition(stop_id="uptown"))
    poll = metro().parse(feed(entity), at(0))
    assert [r.reason for r in poll.rejections] == ["no_position"]


async def test_a_reading_is_published_once_and_again_when_it_changes():
    stage = Stage(metro())
    still: dict[str, Any] = {"timestamp": int(at(-5).timestamp()), "vehicle": {"id": "bus 7/..x"}}
    await stage.poll(0, feed(vehicle(**still), header=at(0)))
    await stage.poll(30, feed(vehicle(**still), header=at(30)))
    moved: dict[str, Any] = still | {"timestamp": int(at(50).timestamp())}
    await stage.poll(60, feed(vehicle(**moved), header=at(60)))
    records = list(stage.streams.log().read_all([f"test.{topics.VEHICLE_POSITIONS}"]))
    assert [record.key for record in records] == [b"bus%207/%2Ex"] * 2
    readings = [
        decode_reading(topics.VEHICLE_POSITIONS, r.value or b"", ZONE, at(60)) for r in records
    ]
    assert [r.timestamp for r in readings if isinstance(r, VehiclePosition)] == [at(-5), at(50)]
    assert stage.events() == []


async def test_positions_are_stale_after_ninety_seconds():
    stage = Stage(metro())
    for second, error in ((0, None), (89, None), (90, "stale_content")):
        await stage.poll(second, feed(vehicle(), header=at(0)))
        assert stage.beat()["error"] == error
