"""Read the events of now: as a list, as GeoJSON, one by one, and the emergencies."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.schemas import EventOut, HistoryOut
from core.event import EndCertainty, EventType
from core.footprint import Basis, Footprint
from core.geo import LonLat
from core.severity import Severity
from core.store import Version
from core.timespan import Span
from core.topics import Family
from indexer.store.view import View
from tests.api.doors import NOON, doors, make, minutes, rivermouth
from tests.api.town import EASTSIDE, city_events


async def test_the_worst_and_newest_come_first():
    async with doors(*city_events()) as d:
        events = (await d.client.get("/api/events")).json()["events"]
    assert [e["severity"] for e in events] == ["critical", "high", "moderate", "low"]


async def test_an_event_has_exactly_the_keys_of_the_contract():
    keys = [
        "event_id", "family", "type", "severity", "phase", "headline", "message", "instructions",
        "areas", "geometry", "coordinates", "lines", "stops", "source", "publisher", "issued_at",
        "starts_at", "ends_at", "end_certainty", "expires_at", "last_confirmed_at", "planned",
        "affected_customers", "cause", "status", "incident_id", "in_city", "end_reason",
        "active_periods", "url",
    ]  # fmt: skip
    bare = make("bare", headline="", message="", areas=(), affected_customers=None, source="x")
    async with doors(bare) as d:
        (event,) = (await d.client.get("/api/events")).json()["events"]
    assert list(event) == keys
    assert set(EventOut.model_fields) == set(keys)
    absent = {key for key, value in event.items() if value in (None, [])}
    assert absent == {
        "headline", "message", "instructions", "areas", "geometry", "coordinates", "lines",
        "stops", "publisher", "ends_at", "expires_at", "affected_customers", "cause", "status",
        "incident_id", "end_reason", "active_periods", "url",
    }  # fmt: skip


async def test_everything_that_an_event_holds_is_told():
    span = Span(NOON - minutes(60), NOON + minutes(60))
    full = make(
        "full",
        status="investigating",
        cause="a failed transformer",
        instructions=("Stay away from fallen wires.",),
        stops=("s1",),
        lines=("l1",),
        coordinates=LonLat(-73.96, 40.72),
        geometry={"type": "Point", "coordinates": [-73.96, 40.72]},
        ends_at=NOON + minutes(90),
        end_certainty=EndCertainty.ESTIMATED,
        expires_at=NOON + minutes(120),
        active_periods=(span,),
        publisher="The utility",
        url="https://power.example/1",
    )
    async with doors(full) as d:
        (event,) = (await d.client.get("/api/events")).json()["events"]
    told: dict[str, Any] = {
        "status": "investigating",
        "cause": "a failed transformer",
        "instructions": ["Stay away from fallen wires."],
        "stops": ["s1"],
        "lines": ["l1"],
        "coordinates": {"lat": 40.72, "lon": -73.96},
        "geometry": {"type": "Point", "coordinates": [-73.96, 40.72]},
        "ends_at": "2026-03-14T17:30:00Z",
        "end_certainty": "estimated",
        "active_periods": [
            {"starts_at": "2026-03-14T15:00:00Z", "ends_at": "2026-03-14T17:00:00Z"}
        ],
        "publisher": "The utility",
        "url": "https://power.example/1",
    }
    assert {key: event[key] for key in told} == told


async def test_geojson_is_a_collection_of_features():
    two_stops = Footprint(basis=Basis.STOPS, points=(LonLat(-74.0, 40.7), LonLat(-74.01, 40.71)))
    at_stops = make("stops", two_stops, family=Family.TRANSIT, type=EventType.STOP_CLOSURE)
    async with doors(*city_events(), at_stops) as d:
        response = await d.client.get("/api/events.geojson")
    assert response.headers["content-type"] == "application/geo+json"
    collection = response.json()
    assert collection["type"] == "FeatureCollection"
    shapes = {f["id"]: f["geometry"] for f in collection["features"]}
    assert shapes["city-power:1"] is None
    assert shapes["roads:work"]["type"] == "Point"
    assert shapes["roads:work"]["coordinates"] == [EASTSIDE.x, EASTSIDE.y]
    assert shapes["stops"]["type"] == "MultiPoint"
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert "geometry" not in feature["properties"]
        assert feature["properties"]["event_id"] == feature["id"]


async def test_one_event_comes_with_its_earlier_messages():
    earlier = Version(
        issued_at=NOON - minutes(50),
        message_type="alert",
        severity=Severity.MODERATE,
        headline="Outage",
        ends_at=NOON + minutes(30),
        end_certainty=EndCertainty.ESTIMATED,
        affected_customers=4000,
    )
    async with doors(make("a:b/c d", versions=[earlier])) as d:
        response = await d.client.get("/api/events/a:b/c%20d")
    event = HistoryOut.model_validate_json(response.content)
    assert event.event_id == "a:b/c d"
    (version,) = event.versions
    assert version.affected_customers == 4000
    assert version.message is None


@pytest.mark.parametrize(
    ("event_id", "status"),
    [
        ("city-power:1", 200),
        ("weather:flood/2", 200),
        ("city-power:over", 200),
        ("city-power:replaced", 200),
        ("city-power:drill", 404),
        ("nobody", 404),
    ],
)
async def test_an_event_is_shown_in_any_phase_but_never_a_drill(event_id: str, status: int):
    async with doors(*city_events()) as d:
        response = await d.client.get(f"/api/events/{event_id}")
    assert response.status_code == status


async def test_of_two_events_with_one_id_the_one_in_force_is_shown():
    over = make("twin", family=Family.EMERGENCY, type=EventType.FIRE, status="resolved")
    async with doors(over, make("twin", issued_at=NOON - minutes(100))) as d:
        event = (await d.client.get("/api/events/twin")).json()
    assert event["family"] == "infrastructure"


async def test_active_emergencies_are_the_emergencies_in_force():
    ahead = make(
        "weather:ahead",
        family=Family.EMERGENCY,
        type=EventType.WEATHER_ALERT,
        starts_at=NOON + minutes(60),
    )
    async with doors(*city_events(), ahead) as d:
        page = (await d.client.get("/api/emergencies/active")).json()
        severe = (await d.client.get("/api/emergencies/active?severity=low")).json()
        refused = await d.client.get("/api/emergencies/active?family=transit")
    assert [e["event_id"] for e in page["events"]] == ["weather:flood/2"]
    assert severe["events"] == []
    assert refused.status_code == 422


async def test_a_thousand_events_are_written_aside_and_all_there():
    many = [make(f"city-power:{n}") for n in range(1100)]
    async with doors(*many) as d:
        page = (await d.client.get("/api/events?limit=1000")).json()
        rest = (await d.client.get(f"/api/events?limit=1000&cursor={page['next_cursor']}")).json()
    ids = {e["event_id"] for e in page["events"] + rest["events"]}
    assert len(page["events"]) == 1000
    assert len(ids) == 1100


@pytest.mark.parametrize(
    "path", ["/api/events", "/api/events.geojson", "/api/events/x", "/api/emergencies/active"]
)
async def test_before_the_first_load_no_empty_list_pretends_that_all_is_well(path: str):
    async with doors(reader=View(rivermouth())) as d:
        response = await d.client.get(path)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"


def test_noon_is_what_the_tests_think_it_is():
    assert datetime(2026, 3, 14, 12, tzinfo=rivermouth().timezone).astimezone(UTC) == NOON
