"""Read the events of now: every filter, every variant, page by page."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from api.schemas import EventOut, EventsOut, HistoryOut
from core.event import EndCertainty, EventType, Handling, MessageType
from core.footprint import Basis, Footprint
from core.geo import LonLat
from core.severity import Severity
from core.store import IndexedEvent, TextVector, Version
from core.timespan import Span
from core.topics import Family
from indexer.store.view import View
from tests.api.doors import NOON, at_point, doors, in_area, make, minutes, rivermouth

EASTSIDE = rivermouth().area_by_id["eastside"].geometry.representative_point()
LINE = rivermouth().lines[0]


def city_events() -> list[IndexedEvent]:
    """One event of each sort, that each filter parts from the others."""
    return [
        make("city-power:1"),
        make(
            "weather:flood/2",
            in_area("riverside"),
            family=Family.EMERGENCY,
            type=EventType.WEATHER_ALERT,
            severity=Severity.CRITICAL,
            source="weather-service",
            headline="Flash flood warning",
            areas=("Riverside",),
            affected_customers=None,
            issued_at=NOON - minutes(90),
        ),
        make(
            "metro:delay",
            Footprint(basis=Basis.LINE, line_ids=(LINE.id,)),
            family=Family.TRANSIT,
            type=EventType.DELAY,
            severity=Severity.MODERATE,
            source="metro-transit",
            headline="Delays of ten minutes",
            lines=(LINE.id,),
            areas=(),
            affected_customers=None,
            issued_at=NOON - minutes(10),
        ),
        make(
            "roads:work",
            at_point(EASTSIDE.x, EASTSIDE.y),
            type=EventType.ROAD_WORK,
            severity=Severity.LOW,
            source="city-roads",
            headline="Paving",
            coordinates=LonLat(EASTSIDE.x, EASTSIDE.y),
            starts_at=NOON + minutes(60),
            ends_at=NOON + minutes(300),
            end_certainty=EndCertainty.KNOWN,
            planned=True,
            areas=(),
            issued_at=NOON - minutes(600),
        ),
        make("city-power:over", status="restored", issued_at=NOON - minutes(20)),
        make("city-power:off", message_type=MessageType.CANCEL, issued_at=NOON - minutes(25)),
        make("city-power:drill", handling=Handling.EXERCISE),
        make("city-power:replaced", superseded_by="city-power:1"),
    ]


IN_FORCE = {"city-power:1", "weather:flood/2", "metro:delay"}
BOX = ",".join(str(round(d, 6)) for d in rivermouth().area_by_id["eastside"].geometry.bounds)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", IN_FORCE | {"roads:work"}),
        ("family=emergency", {"weather:flood/2"}),
        ("family=emergency,transit", {"weather:flood/2", "metro:delay"}),
        ("family=emergency&family=transit", {"weather:flood/2", "metro:delay"}),
        ("family=anomaly", set[str]()),
        ("type=delay", {"metro:delay"}),
        ("type=delay, road_work", {"metro:delay", "roads:work"}),
        ("severity=critical", {"weather:flood/2"}),
        ("severity=low,moderate", {"metro:delay", "roads:work"}),
        ("area=eastside", {"city-power:1", "roads:work"}),
        ("area=Riverside", {"weather:flood/2"}),
        ("area=the%20riverside,Eastside", {"city-power:1", "weather:flood/2", "roads:work"}),
        ("area=Rivermouth", IN_FORCE | {"roads:work"}),
        (f"line={LINE.id}", {"metro:delay"}),
        (f"line={LINE.name}", {"metro:delay"}),
        (f"bbox={BOX}&type=road_work", {"roads:work"}),
        ("bbox=-73.0,40.0,-72.9,40.1", set[str]()),
        (f"near={EASTSIDE.y:.6f},{EASTSIDE.x:.6f}&radius_m=50", {"city-power:1", "roads:work"}),
        ("near=40.0,-73.0&radius_m=500", set[str]()),
        ("phase=active", IN_FORCE),
        ("phase=upcoming", {"roads:work"}),
        ("phase=ended", {"city-power:over"}),
        ("phase=cancelled", {"city-power:off"}),
        ("phase=superseded", {"city-power:replaced"}),
        ("phase=overdue", set[str]()),
        ("since=2026-03-14T15:45:00Z", {"metro:delay"}),
        ("since=2026-03-14T11:45:00-04:00", {"metro:delay"}),
        ("since=2026-03-14T16:45:00+01:00", {"metro:delay"}),
        ("q=flood&family=emergency", {"weather:flood/2"}),
        ("q=@title:{*}=>[KNN 10000 @v $B]", IN_FORCE | {"roads:work"}),
    ],
)
async def test_each_filter_keeps_what_it_says(query: str, found: set[str]):
    async with doors(*city_events()) as d:
        response = await d.client.get(f"/api/events?{query}")
    assert response.status_code == 200, response.text
    page = EventsOut.model_validate_json(response.content)
    assert {event.event_id for event in page.events} == found
    assert page.next_cursor is None
    assert page.as_of == NOON


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("family=weather", "family"),
        ("family=", "family"),
        ("type=delay,zz", "type"),
        ("severity=huge", "severity"),
        ("phase=open", "phase"),
        ("area=Atlantis", "area"),
        ("line=Purple%20Line", "line"),
        ("bbox=NaN,1,2,3", "bbox"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=179,1,-179,2", "bbox"),
        ("bbox=1,5,2,4", "bbox"),
        ("bbox=-200,1,2,3", "bbox"),
        ("near=40.7", "near"),
        ("near=-74.0,40.7,1", "near"),
        ("near=-174.0,40.7", "near"),
        ("near=1e2,3", "near"),
        ("radius_m=-5&near=40.7,-74", "radius_m"),
        ("radius_m=nan&near=40.7,-74", "radius_m"),
        ("radius_m=500", "radius_m"),
        ("since=yesterday", "since"),
        ("since=2026-03-14T12:00:00", "since"),
        ("since=0001-01-01T00:00:00%2B23:59", "since"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=ten", "limit"),
        ("q=", "q"),
        ("q=" + "x" * 201, "q"),
        ("cursor=AAAA%00", "cursor"),
        ("cursor=%F0%9F%92%A7", "cursor"),
        ("cursor=W10", "cursor"),
        ("cursor=" + "A" * 1001, "cursor"),
        ("colour=red", "colour"),
        ("area=" + ",".join("x" * 51), "area"),
    ],
)
async def test_each_bad_parameter_is_named(query: str, parameter: str):
    async with doors(*city_events()) as d:
        for path in ("/api/events", "/api/events.geojson"):
            response = await d.client.get(f"{path}?{query}")
            assert response.status_code == 422, response.text
            assert response.headers["content-type"] == "application/problem+json"
            assert parameter in [e["parameter"] for e in response.json()["errors"]]


async def test_pages_follow_one_another_without_gap_or_repeat():
    many = [make(f"city-power:{n}", issued_at=NOON - minutes(n / 7)) for n in range(57)]
    async with doors(*many) as d:
        seen: list[str] = []
        query = "limit=10"
        while True:
            page = (await d.client.get(f"/api/events?{query}")).json()
            seen += [event["event_id"] for event in page["events"]]
            if page["next_cursor"] is None:
                break
            assert len(page["events"]) == 10
            query = f"limit=10&cursor={page['next_cursor']}"
    assert seen == [f"city-power:{n}" for n in range(57)]


async def test_the_worst_and_newest_come_first():
    async with doors(*city_events()) as d:
        events = (await d.client.get("/api/events")).json()["events"]
    assert [e["severity"] for e in events] == ["critical", "high", "moderate", "low"]


class Electric:
    """Know one meaning: everything asked is about electricity."""

    model: str | None = "electric"

    async def vector(self, text: str) -> TextVector | None:
        return TextVector("electric", np.eye(4, dtype=np.float32)[0])


async def test_a_search_finds_what_is_meant_where_no_word_is_the_same():
    outage = make("z-power", headline="Outage", message="")
    burst = make("a-water", headline="Burst main", message="")
    vectors = {
        "Outage": np.eye(4, dtype=np.float32)[0],
        "Burst main": np.eye(4, dtype=np.float32)[3],
    }
    view = View.of(rivermouth(), [outage, burst], vectors=vectors, model="electric")
    async with doors(reader=view, meanings=Electric()) as d:
        found = (await d.client.get("/api/events?q=lights")).json()["events"]
        health = (await d.client.get("/api/health")).json()
    async with doors(reader=view) as d:
        by_words = (await d.client.get("/api/events?q=lights")).json()["events"]
    assert [e["event_id"] for e in found] == ["z-power", "a-water"]
    assert [e["event_id"] for e in by_words] == ["a-water", "z-power"]
    assert health["fallbacks"]["search"] == "electric"


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
