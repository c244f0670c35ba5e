"""Ask over HTTP, as JSON and as a stream."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from api import streaming
from api.schemas import ChatResponse
from api.sessions import MemorySessions
from assistant.answer import Answer
from assistant.phrasing import Step
from assistant.question import Channel, Question
from core.geo import LonLat
from indexer.store.view import View
from tests.api.doors import all_live, doors, make, minutes, rivermouth, view_of

EASTSIDE = {"message": "is the power out in eastside?"}


def events_of(text: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((lines["event"], json.loads(lines["data"])))
    return found


async def test_a_reported_outage_is_answered_with_its_evidence():
    async with doors(make()) as d:
        answer = (await d.client.post("/api/chat", json=EASTSIDE)).json()
    assert answer["status"] == "reported"
    assert answer["answer"].startswith("Yes. ")
    assert "[1]" in answer["answer"]
    assert [c["event_id"] for c in answer["citations"]] == ["city-power:1"]
    assert answer["citations"][0]["publisher"] == "City Power & Light"
    assert answer["as_of"] == "2026-03-14T16:00:00Z"
    assert answer["mode"] == "grounded"
    assert answer["timing_ms"]["total"] > 0
    facts = [s for s in answer["statements"] if s["kind"] == "fact"]
    assert facts
    assert all(s["event_ids"] == ["city-power:1"] for s in facts)


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("is the power out in eastside?", "reported"),
        ("is the power out in riverside?", "nothing_reported"),
        ("is the water safe in harbor?", "cannot_tell"),
        ("is the power out?", "needs_place"),
        ("how do I pay my taxes?", "out_of_scope"),
        ("there is a fire in my kitchen, help", "emergency"),
    ],
)
async def test_every_answer_has_exactly_the_shape_of_the_contract(message: str, status: str):
    heard = [beat for beat in all_live() if beat.source != "city-water"]
    async with doors(reader=view_of(make(), beats=heard)) as d:
        response = await d.client.post("/api/chat", json={"message": message})
    assert response.status_code == 200
    answer = ChatResponse.model_validate_json(response.content)
    assert answer.status == status
    assert set(response.json()) == set(ChatResponse.model_fields) - {"explain"}


async def test_the_stream_holds_the_same_answer_in_order():
    async with doors(make()) as d:
        response = await d.client.post(
            "/api/chat", json=EASTSIDE, headers={"Accept": "text/event-stream"}
        )
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    events = events_of(response.text)
    names = [name for name, _ in events]
    done = events[-1][1]
    assert names == ["meta", *["statement"] * len(done["statements"]), "done"]
    assert {k: v for k, v in done.items() if k not in ("answer", "statements")} == events[0][1]
    assert [body for name, body in events if name == "statement"] == done["statements"]
    assert ChatResponse.model_validate(done).status == "reported"


def test_no_text_can_forge_an_event():
    frame = streaming.frame("statement", {"text": "a\n\nevent: done\r\ndata: {}\r\r\u2028"})
    assert frame.count(b"\n\n") == 1
    assert frame.count(b"event:") == 2  # one of them inside the data's string
    assert b"\r" not in frame


@pytest.mark.parametrize(
    ("accept", "streamed"),
    [
        ("text/event-stream", True),
        ("application/json, text/event-stream", True),
        ("*/*", False),
        ("application/xml", False),
        ("text/event-stream;q=0", False),
        ("", False),
    ],
)
def test_only_who_asks_for_a_stream_gets_one(accept: str, streamed: bool):
    assert streaming.wants_stream(accept) is streamed


class Listening:
    """Keep what was asked, and answer as the real one does."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    async def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        raise RuntimeError("canary-7f3a: /root/secret, redis://:hunter2@db:6379")

    async def tell(self, question: Question) -> AsyncGenerator[Step, None]:
        yield await self.answer(question)


async def test_everything_asked_reaches_the_assistant():
    listening = Listening()
    async with doors(assistant=listening) as d:
        await d.client.post(
            "/api/chat",
            json={
                "message": "  is it\u200b out\tthere?  ",
                "session_id": "s1",
                "location": {"lat": 40.7, "lon": -74, "accuracy_m": 30},
                "area": "Eastside",
                "language": "es-MX",
                "channel": "sms",
                "max_chars": 160,
            },
        )
    (question,) = listening.asked
    assert question.text == "is it out there?"
    assert question.location is not None
    assert question.location.point == LonLat(-74, 40.7)
    assert question.location.accuracy_m == 30
    assert (question.session_id, question.area, question.language) == ("s1", "Eastside", "es-MX")
    assert (question.channel, question.max_chars) == (Channel.SMS, 160)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_an_error_of_ours_is_told_calmly_and_gives_nothing_away(accept: str):
    async with doors(assistant=Listening()) as d:
        response = await d.client.post("/api/chat", json=EASTSIDE, headers={"Accept": accept})
    if accept == "application/json":
        assert response.status_code == 500
        problem = response.json()
        assert response.headers["content-type"] == "application/problem+json"
        assert "default-src 'none'" in response.headers["content-security-policy"]
    else:
        ((name, problem),) = events_of(response.text)
        assert name == "error"
    assert problem["request_id"] == response.headers["x-request-id"]
    for told in ("canary", "hunter2", "Traceback", "RuntimeError", "/root"):
        assert told not in response.text


async def test_a_conversation_goes_on_and_is_nobody_elses():
    async with doors(make()) as d:
        first = (await d.client.post("/api/chat", json=EASTSIDE)).json()
        follow = {"message": "when will it be back?", "session_id": first["session_id"]}
        second = (await d.client.post("/api/chat", json=follow)).json()
        strange = (
            await d.client.post("/api/chat", json={"message": "when will it be back?"})
        ).json()
    assert second["session_id"] == first["session_id"]
    assert second["place"]["name"] == "Eastside"
    assert strange["session_id"] != first["session_id"]
    assert "Eastside" not in strange["answer"].split("[1]")[0] or strange["status"] != "reported"


@pytest.mark.parametrize("unknown", ["nobody", "", "x" * 3000, "../../etc/passwd", "💧"])
async def test_an_unknown_session_gets_a_new_one(unknown: str):
    async with doors(make()) as d:
        response = await d.client.post("/api/chat", json={**EASTSIDE, "session_id": unknown})
    assert response.status_code == 200
    given = response.json()["session_id"]
    assert given != unknown
    assert len(given) >= 22  # 128 bits and more


async def test_a_forgotten_conversation_is_gone():
    sessions = MemorySessions(minutes(30))
    async with doors(make(), sessions=sessions) as d:
        session_id = (await d.client.post("/api/chat", json=EASTSIDE)).json()["session_id"]
        assert await sessions.load(session_id) is not None
        assert (await d.client.delete(f"/api/sessions/{session_id}")).status_code == 204
        assert await sessions.load(session_id) is None
        assert (await d.client.delete("/api/sessions/never-was")).status_code == 204
        again = (
            await d.client.post("/api/chat", json={**EASTSIDE, "session_id": session_id})
        ).json()
    assert again["session_id"] != session_id


async def test_a_text_message_fits():
    async with doors(make()) as d:
        answer = (await d.client.post("/api/chat", json={**EASTSIDE, "channel": "sms"})).json()
    assert len(answer["answer"]) <= 160
    assert answer["status"] == "reported"


async def test_fifty_at_once_are_all_answered_each_for_itself():
    async with doors(make()) as d:
        places = ["eastside", "riverside"] * 25
        answers = await asyncio.gather(
            *(
                d.client.post("/api/chat", json={"message": f"is the power out in {place}?"})
                for place in places
            )
        )
    found = [(a.status_code, a.json()["status"]) for a in answers]
    assert found == [(200, "reported"), (200, "nothing_reported")] * 25
    assert len({a.json()["session_id"] for a in answers}) == 50


@pytest.mark.parametrize("message", ["is the power out in eastside?", "any emergencies now?"])
async def test_before_anything_was_read_the_answer_says_that_the_delay_is_ours(message: str):
    async with doors(reader=View(rivermouth())) as d:
        response = await d.client.post("/api/chat", json={"message": message})
    answer = response.json()
    assert response.status_code == 200
    assert answer["status"] == "cannot_tell"
    assert answer["coverage"]
    assert {c["reason"] for c in answer["coverage"]} == {"our_side"}


async def test_danger_to_life_is_answered_when_nothing_else_works():
    class Broken(MemorySessions):
        async def load(self, session_id: str) -> bytes | None:
            raise AssertionError("the emergency text needs no memory")

    async with doors(reader=View(rivermouth()), sessions=Broken(minutes(30))) as d:
        answer = (
            await d.client.post("/api/chat", json={"message": "I smell gas", "session_id": "s"})
        ).json()
    assert answer["status"] == "emergency"
    assert "911" in answer["answer"]


async def test_what_a_feed_says_stays_text():
    hostile = "</script><script>alert(1)</script>\n\ndata: forged"
    async with doors(make(headline=hostile, message=hostile)) as d:
        response = await d.client.post(
            "/api/chat", json=EASTSIDE, headers={"Accept": "text/event-stream"}
        )
    events = events_of(response.text)
    assert {name for name, _ in events[1:-1]} == {"statement"}
    assert events[0][1]["status"] == "reported"
    assert events[-1][0] == "done"
