"""Narrow the events of now: every filter, every refusal, page by page."""

import numpy as np
import pytest

from api.schemas import EventsOut
from core.store import TextVector
from indexer.store.view import View
from tests.api.doors import NOON, doors, make, minutes, rivermouth
from tests.api.town import EASTSIDE, LINE, city_events

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
        ("q=@title:{*}=>[KNN 10000 @v $B]", set[str]()),
        ("q=xylophone", set[str]()),
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
    assert [e["event_id"] for e in found] == ["z-power"]
    assert by_words == []
    assert health["fallbacks"]["search"] == "electric"
