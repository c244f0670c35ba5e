"""Ask how it stands: alive, ready, healthy, measured, described."""

import re
from typing import Any

import pytest

from api import examples
from api.operations_schemas import AliveOut, CityOut, HealthOut, ReadyOut
from api.schemas import ChatRequest, ChatResponse, EventsOut
from api.services import Condition
from core.coverage import CaughtUp
from core.timespan import ManualClock
from indexer.store.view import View
from tests.api.doors import NOON, all_live, doors, make, minutes, rivermouth

AWAY = Condition(store=False, sessions="memory")


async def test_alive_is_alive_whatever_else_is_wrong():
    async with doors(reader=View(rivermouth()), condition=AWAY) as d:
        response = await d.client.get("/livez")
    assert response.status_code == 200
    assert AliveOut.model_validate_json(response.content).alive


async def test_ready_once_the_first_load_is_done_and_for_good():
    async with doors(make(), condition=AWAY, clock=ManualClock(NOON + minutes(90))) as d:
        response = await d.client.get("/readyz")
    assert response.status_code == 200
    assert ReadyOut.model_validate_json(response.content).ready


@pytest.mark.parametrize(
    ("condition", "rebuilding", "reason"),
    [
        (AWAY, False, "the store does not answer"),
        (None, True, "the store is being rebuilt from the log"),
        (None, False, "the events of the city have not been read yet"),
    ],
)
async def test_not_ready_says_why(condition: Condition | None, rebuilding: bool, reason: str):
    view = View(rivermouth())
    view.reached(0, CaughtUp(None, rebuilding=rebuilding))
    async with doors(reader=view, condition=condition) as d:
        response = await d.client.get("/readyz")
    assert response.status_code == 503
    assert reason in response.json()["reasons"]


@pytest.mark.parametrize(
    ("caught_up", "condition", "status", "lag_s"),
    [
        (CaughtUp(NOON - minutes(0.1)), None, "ok", 6.0),
        (CaughtUp(NOON - minutes(1)), None, "degraded", 60.0),
        (CaughtUp(NOON, rebuilding=True), None, "degraded", 0.0),
        (CaughtUp(None), None, "degraded", None),
        (CaughtUp(NOON), AWAY, "degraded", 0.0),
    ],
)
async def test_health_says_how_far_behind_we_are(
    caught_up: CaughtUp, condition: Condition | None, status: str, lag_s: float | None
):
    view = View.of(rivermouth(), [make()], beats=all_live(), caught_up=caught_up)
    async with doors(reader=view, condition=condition) as d:
        response = await d.client.get("/api/health")
    health = HealthOut.model_validate_json(response.content)
    assert response.status_code == 200
    assert (health.status, health.lag_s) == (status, lag_s)
    assert [c.source for c in health.coverage] == [s.id for s in rivermouth().sources]
    assert health.fallbacks.search == "words"
    assert health.fallbacks.store == ("away" if condition else "answers")


async def test_health_before_the_first_load_is_starting():
    async with doors(reader=View(rivermouth())) as d:
        assert (await d.client.get("/api/health")).json()["status"] == "starting"


async def test_measures_count_by_template_and_never_by_path():
    async with doors(make()) as d:
        await d.client.get("/api/events/city-power:1")
        await d.client.get("/secret-looking-path")
        await d.client.post("/api/chat", json={"message": "is the power out in eastside?"})
        response = await d.client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    lines = response.text.splitlines()
    counted = (
        'http_requests_total{method="GET",route="/api/events/{event_id:path}",status="200"} 1.0'
    )
    assert counted in lines
    assert 'http_requests_total{method="GET",route="unmatched",status="404"} 1.0' in lines
    assert 'civic_answers_total{mode="grounded",status="reported"} 1.0' in lines
    assert "civic_view_ready 1.0" in lines
    assert 'civic_sources{state="live"} 10.0' in lines
    assert "secret-looking" not in response.text


async def test_the_citys_card_names_its_numbers():
    async with doors() as d:
        card = CityOut.model_validate_json((await d.client.get("/api/city")).content)
    assert (card.name, card.emergency_number, card.help_line) == ("Rivermouth", "911", "311")
    assert card.languages[0] == "en"


def test_the_examples_are_what_the_doors_take_and_give():
    assert ChatRequest.model_validate(examples.QUESTION).message
    assert ChatResponse.model_validate(examples.ANSWER).citations
    assert EventsOut.model_validate(examples.EVENTS).events


async def test_the_openapi_document_describes_every_door_and_holds_together():
    async with doors() as d:
        response = await d.client.get("/openapi.json")
    document = response.json()
    assert set(document["paths"]) == {
        "/api/chat", "/api/sessions/{session_id}", "/api/events", "/api/events.geojson",
        "/api/emergencies/active", "/api/events/{event_id}", "/livez", "/readyz", "/api/health",
        "/api/city", "/api/anomalies", "/api/vehicles/locations", "/api/traffic/live/{road_id}",
        "/v1/chat/completions", "/v1/models", "/v1/models/{name}",
    }  # fmt: skip
    schemas: dict[str, Any] = document["components"]["schemas"]
    references = {part.split('"')[0] for part in response.text.split('"#/components/schemas/')[1:]}
    assert references <= set(schemas)
    body = document["paths"]["/api/chat"]["post"]["requestBody"]["content"]["application/json"]
    assert body["schema"]["$ref"].endswith("ChatRequest")
    assert body["example"] == examples.QUESTION
    given = document["paths"]["/api/chat"]["post"]["responses"]["200"]["content"]
    assert given["application/json"]["example"]["citations"]
    assert given["application/json"]["schema"]["$ref"].endswith("ChatResponse")
    assert schemas["ChatRequest"]["additionalProperties"] is False
    parameters = {p["name"] for p in document["paths"]["/api/events"]["get"]["parameters"]}
    assert parameters == {
        "family", "type", "severity", "area", "line", "bbox", "near", "radius_m", "phase",
        "since", "q", "limit", "cursor",
    }  # fmt: skip
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert "application/problem+json" in operation["responses"]["4XX"]["content"]


@pytest.mark.parametrize("path", ["/", "/docs", "/static/chat.js", "/static/chat.css"])
async def test_the_pages_ask_nobody_else_for_anything(path: str):
    async with doors() as d:
        response = await d.client.get(path)
        assert (await d.client.head(path)).status_code == 200
    assert response.status_code == 200
    assert "https://" not in response.text.replace('"https:"', "")
    assert "http://" not in response.text.replace('"http:"', "")
    assert " style=" not in response.text
    assert "<script>" not in response.text


async def test_the_page_names_the_city_and_its_emergency_number_without_any_script():
    async with doors() as d:
        text = (await d.client.get("/")).text
    assert re.search(r"<h1[^>]*>Rivermouth now</h1>", text)
    assert 'href="tel:911"' in text
    assert "automated service" in " ".join(text.split())
