"""Use the tools of `/mcp` through the official client, as other people's assistants would."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Literal

import httpx
import pytest
from mcp import Client
from mcp_types import TextContent, TextResourceContents

from core.event import EventType, Handling
from core.severity import Severity
from core.store import IndexedEvent, Version
from core.timespan import ManualClock
from core.topics import Family
from tests.api.doors import NOON, doors, in_area, make, minutes, rivermouth
from tests.api.listening import listening

EARLIER = Version(
    issued_at=NOON - minutes(60),
    message_type="alert",
    severity=Severity.LOW,
    headline="Power flickers in Eastside",
)
OUT = make(versions=(EARLIER,))
DELAY = make(
    "transit:1",
    family=Family.TRANSIT,
    type=EventType.DELAY,
    source="transit",
    headline="Delays on the Blue Line",
    message="Trains run 10 minutes late.",
    lines=("Blue Line",),
)
DRILL = make("city-power:drill", handling=Handling.EXERCISE, headline="Drill in Eastside")
OVER = make("city-power:0", headline="Old outage", status="resolved", ends_at=NOON - minutes(5))


@asynccontextmanager
async def official(
    *events: IndexedEvent, mode: Literal["auto", "legacy"] = "auto", **given: Any
) -> AsyncGenerator[Client]:
    async with (
        listening(*(events or (OUT, DELAY, DRILL, OVER)), **given) as (address, _),
        Client(f"{address}/mcp", mode=mode) as client,
    ):
        yield client


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


async def refusal(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    told = result.content[0]
    assert isinstance(told, TextContent)
    return told.text


def ids(found: dict[str, Any]) -> set[str]:
    return {event["event_id"] for event in found["events"]}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_official_client_asks_and_gets_evidence(mode: Literal["auto", "legacy"]):
    async with official(mode=mode) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        answer = await call(client, "ask", question="Is the power out in Eastside?")
        more = await call(
            client, "ask", question="How many are affected?", session_id=answer["session_id"]
        )
    assert tools.keys() == {
        "ask", "search_events", "area_status", "line_status", "source_status", "history",
    }  # fmt: skip
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
    assert answer["status"] == "reported"
    assert answer["citations"][0]["event_id"] == "city-power:1"
    assert answer["as_of"] == "2026-03-14T16:00:00Z"
    assert "4,300" in more["answer"]


async def test_tools_find_what_people_are_shown_and_nothing_else():
    async with official() as client:
        found = await call(client, "search_events", query="power outage", types=["power_outage"])
        area = await call(client, "area_status", area="Eastside")
        over = await call(client, "history", area="Eastside")
        drill = await refusal(client, "history", event_id="city-power:drill")
        versions = await call(client, "history", event_id="city-power:1")
    assert ids(found) == {"city-power:1"}
    assert "city-power:drill" not in ids(area)
    assert "city-power:0" not in ids(area)
    assert ids(over) == {"city-power:0"}
    assert "event_id: no event has this id, or no longer" in drill
    assert versions["events"][0]["versions"][0]["headline"] == "Power flickers in Eastside"
    assert all(event["issued_at"].endswith("Z") for event in area["events"])
    assert area["coverage"] == {"live": len(rivermouth().sources), "not_live": []}


async def test_a_line_is_known_by_its_name_and_sources_by_their_ids():
    line, source = rivermouth().lines[0], rivermouth().sources[0]
    async with official() as client:
        told = await call(client, "line_status", line=line.name)
        every = await call(client, "source_status")
        one = await call(client, "source_status", source=source.id)
    assert told["as_of"] == "2026-03-14T16:00:00Z"
    assert len(every["sources"]) == len(rivermouth().sources)
    assert [(s["source"], s["state"]) for s in one["sources"]] == [(source.id, "live")]
    assert one["sources"][0]["publisher"] == source.publisher


async def test_a_source_that_is_not_heard_is_named():
    async with official(OUT, clock=ManualClock(NOON + minutes(600))) as client:
        told = await call(client, "area_status", area="Eastside")
    assert told["coverage"]["live"] == 0
    assert len(told["coverage"]["not_live"]) == len(rivermouth().sources)


@pytest.mark.parametrize(
    ("tool", "arguments", "word"),
    [
        ("ask", {"question": "x" * 2001}, "question"),
        ("ask", {"question": "\u200b"}, "at least one character"),
        ("search_events", {"area": "Atlantis"}, "the city has no area named 'Atlantis'"),
        ("search_events", {"limit": 51}, "limit"),
        ("search_events", {"since": "yesterday"}, "RFC 3339"),
        ("search_events", {"types": ["dragon"]}, "types"),
        ("line_status", {"line": "Nowhere Express"}, "the city has no line named"),
        ("source_status", {"source": "moon"}, "there are: "),
        ("history", {"event_id": "nothing"}, "no event has this id"),
    ],
)
async def test_what_is_wrong_is_told_in_words(tool: str, arguments: dict[str, Any], word: str):
    async with official() as client:
        told = await refusal(client, tool, **arguments)
    assert word in told
    assert "Traceback" not in told


async def test_resources_name_the_citys_areas_and_lines():
    async with official() as client:
        listed = {str(r.uri) for r in (await client.list_resources()).resources}
        contents = (await client.read_resource("civic://areas")).contents[0]
    assert listed == {"civic://areas", "civic://lines"}
    assert isinstance(contents, TextResourceContents)
    names = {area["name"] for area in json.loads(contents.text)}
    assert names == {area.name for area in rivermouth().areas}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Origin": "https://city.example"}, 200),
        ({"Origin": "http://localhost:3000"}, 200),
        ({}, 200),
    ],
)
async def test_a_page_of_somewhere_else_cannot_ask(headers: dict[str, str], status: int):
    call = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"}}}  # fmt: skip
    both = {"Accept": "application/json, text/event-stream"}
    async with (
        listening(OUT, cors_allow_origins="https://city.example") as (address, _),
        httpx.AsyncClient() as client,
    ):
        answer = await client.post(f"{address}/mcp", json=call, headers={**both, **headers})
    assert answer.status_code == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_there_is_no_stream_to_wait_at_and_requests_are_counted():
    async with doors(OUT) as opened:
        assert (await opened.client.get("/mcp")).status_code == 405
        answer = await opened.client.post("/mcp", headers={"Host": "localhost"}, json={})
        metrics = (await opened.client.get("/metrics")).text
    assert answer.status_code in (400, 406)
    assert 'route="/mcp"' in metrics


async def test_a_body_has_a_limit():
    async with doors(OUT) as opened:
        answer = await opened.client.post("/mcp", content=b"x" * 20_000)
    assert answer.status_code == 413


async def test_an_area_may_be_asked_for_without_a_place_in_the_question():
    here = make("city-power:9", in_area("eastside"))
    async with official(here) as client:
        answer = await call(client, "ask", question="Is the power out?", area="Eastside")
    assert answer["place"]["name"] == "Eastside"
