"""Read what was measured: vehicles, roads, one reading as it is cited, and what was unusual."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from api import examples
from api.event_body import type_of
from api.reading_schemas import ReadingOut, RoadOut, VehiclesOut
from api.schemas import EventsOut
from core.coverage import CaughtUp
from core.event import EventType
from core.incident import Membership
from core.observation import Observation
from core.severity import Severity
from core.store import IndexedEvent
from core.telemetry import (
    EnvironmentReading,
    Reading,
    RiderTaps,
    TapDirection,
    TrafficCondition,
    VehiclePosition,
)
from core.topics import INFRASTRUCTURE_EVENTS, Family
from indexer.store.view import View
from tests.api.doors import NOON, all_live, doors, make, minutes, rivermouth


def seen(reading: Reading, **more: Any) -> Observation:
    return Observation(reading=reading, **more)


def tram(key: str = "tram-12", ago: float = 0.1, **fields: Any) -> VehiclePosition:
    filled: dict[str, Any] = {"kind": "tram", "lat": 40.719, "lon": -73.961} | fields
    return VehiclePosition(vehicle_id=key, timestamp=NOON - minutes(ago), **filled)


def street(key: str = "harbor/bridge", ago: float = 0.1) -> TrafficCondition:
    return TrafficCondition(
        road_id=key, lat=40.711, lon=-73.998, speed_kmh=18.5, timestamp=NOON - minutes(ago)
    )


def city_of(*events: IndexedEvent, memberships: tuple[Membership, ...] = (), **more: Any) -> View:
    return View.of(
        rivermouth(),
        events,
        beats=all_live(),
        caught_up=CaughtUp(NOON),
        memberships=memberships,
        **more,
    )


def slow_line(event_id: str = "anomaly:line_delay:blue:1", **fields: Any) -> IndexedEvent:
    filled: dict[str, Any] = {
        "family": Family.ANOMALY,
        "type": EventType.LINE_DELAY,
        "severity": Severity.MODERATE,
        "source": "civicsense",
        "status": "measured",
    }
    return make(event_id, **(filled | fields))


async def test_vehicles_are_told_by_id_with_the_fields_of_their_topic():
    full = tram(
        "bus-7", kind="bus", line="12", speed_kmh=31.5, status="in_service", delay_s=-20,
        occupancy="few_seats_available",
    )  # fmt: skip
    view = city_of(observations=[seen(tram(ago=2)), seen(full)])
    async with doors(reader=view) as d:
        response = await d.client.get("/api/vehicles/locations")
    told = VehiclesOut.model_validate_json(response.content)
    assert [vehicle.vehicle_id for vehicle in told.vehicles] == ["bus-7", "tram-12"]
    assert told.as_of == NOON - minutes(0.1)
    bus, other = response.json()["vehicles"]
    assert {name: bus[name] for name in ("kind", "line", "lat", "lon", "speed_kmh", "status")} == {
        "kind": "bus", "line": "12", "lat": 40.719, "lon": -73.961, "speed_kmh": 31.5,
        "status": "in_service",
    }  # fmt: skip
    assert (bus["delay_s"], bus["timestamp"]) == (-20, "2026-03-14T15:59:54Z")
    assert other["line"] is None
    assert other["speed_kmh"] is None


@pytest.mark.parametrize(
    ("ago", "usual", "fresh"),
    [
        (1, None, True),
        (5, None, False),
        (14, timedelta(minutes=5), True),
        (16, timedelta(minutes=5), False),
    ],
)
async def test_an_old_reading_is_told_as_old(ago: float, usual: timedelta | None, fresh: bool):
    told = [seen(tram(ago=ago), usual_interval=usual), seen(street(ago=ago), usual_interval=usual)]
    async with doors(reader=city_of(observations=told)) as d:
        vehicles = (await d.client.get("/api/vehicles/locations")).json()["vehicles"]
        road = (await d.client.get("/api/traffic/live/harbor/bridge")).json()
    assert [vehicles[0]["fresh"], road["fresh"]] == [fresh, fresh]


async def test_no_vehicle_is_an_empty_list_as_of_no_time():
    async with doors() as d:
        body = (await d.client.get("/api/vehicles/locations")).json()
    assert body == {"as_of": None, "vehicles": []}


async def test_many_vehicles_are_written_aside_and_all_there():
    many = [seen(tram(f"v{n:03}")) for n in range(500)]
    async with doors(reader=city_of(observations=many)) as d:
        body = (await d.client.get("/api/vehicles/locations")).json()
    assert [vehicle["vehicle_id"] for vehicle in body["vehicles"]] == [
        f"v{n:03}" for n in range(500)
    ]


async def test_a_road_is_told_by_its_id_and_an_unknown_one_is_a_problem():
    async with doors(reader=city_of(observations=[seen(street())])) as d:
        found = await d.client.get("/api/traffic/live/harbor/bridge")
        unknown = await d.client.get("/api/traffic/live/nowhere")
    road = RoadOut.model_validate_json(found.content)
    assert (road.road_id, road.speed_kmh, road.free_flow_kmh) == ("harbor/bridge", 18.5, None)
    assert unknown.status_code == 404
    assert unknown.headers["content-type"] == "application/problem+json"
    assert "road" in unknown.json()["detail"]


@pytest.mark.parametrize(
    ("reading", "event_id", "has_point"),
    [
        (tram("a:b/c d"), "obs:vehicle_positions:a:b/c d", True),
        (
            EnvironmentReading(station_id="e1", lat=40.7, lon=-74.0, pm25_ugm3=8.0, timestamp=NOON),
            "obs:environment_readings:e1",
            True,
        ),
        (
            RiderTaps(stop_id="s1", direction=TapDirection.IN, count=4, timestamp=NOON),
            "obs:rider_taps:s1",
            False,
        ),
    ],
)
async def test_a_reading_is_found_by_the_id_it_is_cited_under(
    reading: Reading, event_id: str, has_point: bool
):
    derived = {"aqi": 41.0, "category": "good"}
    observation = seen(reading, derived=derived, usual_interval=timedelta(seconds=30))
    async with doors(reader=city_of(observations=[observation])) as d:
        response = await d.client.get(f"/api/events/{event_id}")
    told = ReadingOut.model_validate_json(response.content)
    assert (told.event_id, told.family) == (event_id, "telemetry")
    assert told.type == event_id.split(":")[1] == observation.subject.topic
    assert told.issued_at == told.last_confirmed_at == observation.taken_at
    assert (told.phase, told.end_reason, told.derived) == ("active", None, derived)
    assert (told.coordinates is not None) == has_point
    assert told.usual_interval_s == 30


@pytest.mark.parametrize(
    ("family", "told"),
    [(Family.TELEMETRY, "vehicle_positions"), (Family.INFRASTRUCTURE, "other")],
)
def test_the_type_of_a_reading_is_its_topic(family: Family, told: str):
    cited = make(family=Family.INFRASTRUCTURE, type=EventType.OTHER).event
    event = msgspec.structs.replace(cited, family=family, type_text="vehicle_positions")
    assert type_of(event) == told


async def test_a_reading_too_old_to_tell_how_it_is_has_ended_unconfirmed():
    async with doors(reader=city_of(observations=[seen(tram(ago=20))])) as d:
        body = (await d.client.get("/api/events/obs:vehicle_positions:tram-12")).json()
    assert (body["phase"], body["end_reason"]) == ("ended", "unconfirmed")
    assert body["issued_at"] == "2026-03-14T15:40:00Z"


@pytest.mark.parametrize(
    "event_id",
    [
        "obs:vehicle_positions:nobody",
        "obs:no_topic:tram-12",
        "obs",
        "obs:",
        "vehicle_positions:tram-12",
    ],
)
async def test_what_nothing_measured_is_no_event(event_id: str):
    async with doors(reader=city_of(observations=[seen(tram())])) as d:
        response = await d.client.get(f"/api/events/{event_id}")
    assert response.status_code == 404


async def test_a_source_that_names_an_event_like_a_reading_is_still_heard():
    clash = make("obs:vehicle_positions:tram-12")
    async with doors(reader=city_of(clash, observations=[seen(tram())])) as d:
        body = (await d.client.get("/api/events/obs:vehicle_positions:tram-12")).json()
    assert body["family"] == "infrastructure"


async def test_anomalies_are_the_events_that_were_measured():
    over = slow_line("anomaly:line_delay:red:1", status="cleared")
    async with doors(make(), slow_line(), over) as d:
        body = (await d.client.get("/api/anomalies")).json()
        ended = (await d.client.get("/api/anomalies?phase=ended&type=line_delay")).json()
        refused = await d.client.get("/api/anomalies?family=transit")
    assert [event["event_id"] for event in body["events"]] == ["anomaly:line_delay:blue:1"]
    assert EventsOut.model_validate(body).as_of == NOON
    assert [event["event_id"] for event in ended["events"]] == ["anomaly:line_delay:red:1"]
    assert refused.status_code == 422


async def test_every_event_says_which_incident_it_belongs_to():
    joined = Membership(
        incident_id="incident:1",
        topic=INFRASTRUCTURE_EVENTS,
        event_id="city-power:1",
        joined_at=NOON,
    )
    view = city_of(make(), make("city-power:2"), memberships=(joined,))
    async with doors(reader=view) as d:
        listed = (await d.client.get("/api/events")).json()["events"]
        mapped = (await d.client.get("/api/events.geojson")).json()["features"]
        one = (await d.client.get("/api/events/city-power:1")).json()
    expected = {"city-power:1": "incident:1", "city-power:2": None}
    assert {event["event_id"]: event["incident_id"] for event in listed} == expected
    assert {f["id"]: f["properties"]["incident_id"] for f in mapped} == expected
    assert one["incident_id"] == "incident:1"


@pytest.mark.parametrize(
    "path",
    [
        "/api/vehicles/locations",
        "/api/traffic/live/r1",
        "/api/anomalies",
        "/api/events/obs:vehicle_positions:tram-12",
    ],
)
async def test_before_the_first_load_nothing_is_told(path: str):
    async with doors(reader=View(rivermouth())) as d:
        response = await d.client.get(path)
    assert response.status_code == 503


def test_the_examples_are_what_the_doors_give():
    assert VehiclesOut.model_validate(examples.VEHICLES).vehicles
    assert RoadOut.model_validate(examples.ROAD).fresh
    assert EventsOut.model_validate(examples.ANOMALIES).events[0].family is Family.ANOMALY
