"""Ask over HTTP where a model phrases the answers: what is shown, streamed, explained, counted."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message

from api.metrics import Metrics
from api.schemas import ChatResponse
from api.sessions import MemorySessions
from api.writing import open_author
from assistant.assistant import Assistant
from assistant.brief import Brief, Draft
from assistant.model.port import Fault, ModelFailed
from assistant.model.spent import Usage
from assistant.verify.verifier import Verifier
from assistant.writer import Writer
from core.timespan import ManualClock
from tests.api.doors import NOON, Doors, doors, gazetteer, make, minutes, rivermouth, view_of
from tests.api.test_chat import EASTSIDE, events_of
from tests.assistant.writing import Scripted

ROOT = Path(__file__).parents[2]
GOOD = Draft("Power has been out in Eastside since 11:30 am.", ("city-power:1",))
ALSO = Draft("4,300 customers are affected.", ("city-power:1",))
LIE = Draft("9,900 customers are affected in Eastside.", ("city-power:1",))
STREAM = {"Accept": "text/event-stream"}


class Slow(Scripted):
    """Write one statement, then nothing more until the answer is given up."""

    def __init__(self, *drafts: Draft) -> None:
        super().__init__(*drafts)
        self.waiting = asyncio.Event()
        self.ended = asyncio.Event()

    async def drafts(self, brief: Brief) -> AsyncGenerator[Draft, None]:
        try:
            for draft in self.script:
                yield draft
            self.waiting.set()
            await asyncio.sleep(60)
        finally:
            self.ended.set()


def written_doors(scripted: Scripted, **more: Any) -> AbstractAsyncContextManager[Doors]:
    view, sessions = view_of(make()), MemorySessions(minutes(30))
    writer = Writer(scripted, Verifier(rivermouth(), gazetteer()))
    assistant = Assistant(
        rivermouth(), gazetteer(), view, sessions, ManualClock(NOON), writer=writer
    )
    return doors(reader=view, sessions=sessions, assistant=assistant, **more)


async def test_a_models_answer_names_the_model_and_cites_its_events():
    async with written_doors(Scripted(GOOD, ALSO)) as d:
        response = await d.client.post("/api/chat", json=EASTSIDE)
    answer = ChatResponse.model_validate_json(response.content)
    assert (answer.mode, answer.model, answer.fallback_reason) == ("llm", "scripted", None)
    assert answer.answer.startswith(f"Yes. {GOOD.text[:-1]}")
    assert answer.statements[0].event_ids == ["city-power:1"]
    assert "explain" not in response.json()


async def test_a_stream_shows_statements_as_they_hold_and_the_whole_last():
    async with written_doors(Scripted(GOOD, LIE, ALSO)) as d:
        response = await d.client.post("/api/chat", json=EASTSIDE, headers=STREAM)
    events = events_of(response.text)
    done = events[-1][1]
    assert [name for name, _ in events] == [
        "meta", *["statement"] * len(done["statements"]), "done",
    ]  # fmt: skip
    assert [body for name, body in events if name == "statement"] == done["statements"]
    assert LIE.text not in response.text
    assert events[0][1]["status"] == done["status"] == "reported"
    assert events[0][1]["answer_id"] == done["answer_id"]
    assert not {"answer", "statements"} & events[0][1].keys()


async def test_what_was_shown_is_taken_back_where_the_model_then_fails():
    async with written_doors(Scripted(GOOD, fails=ModelFailed(Fault.TIMEOUT))) as d:
        response = await d.client.post("/api/chat", json=EASTSIDE, headers=STREAM)
    events = events_of(response.text)
    names = [name for name, _ in events]
    assert names[:3] == ["meta", "statement", "reset"]
    assert names[-1] == "done"
    done = events[-1][1]
    assert [body for name, body in events[3:] if name == "statement"] == done["statements"]
    assert (done["mode"], done["model"], done["fallback_reason"]) == ("grounded", None, "timeout")


async def test_nothing_is_taken_back_where_nothing_was_shown():
    async with written_doors(Scripted(LIE)) as d:
        response = await d.client.post("/api/chat", json=EASTSIDE, headers=STREAM)
    names = [name for name, _ in events_of(response.text)]
    assert "reset" not in names
    assert names[0] == "meta"
    assert names[-1] == "done"


async def test_an_explained_answer_tells_of_each_statement_and_claim():
    async with written_doors(Scripted(GOOD, LIE)) as d:
        response = await d.client.post("/api/chat?explain=1", json=EASTSIDE)
    answer = ChatResponse.model_validate_json(response.content)
    assert answer.explain is not None
    good, lie = answer.explain
    assert (good.text, good.event_ids, good.shown) == (GOOD.text, ["city-power:1"], True)
    assert (lie.text, lie.shown) == (LIE.text, False)
    assert all(claim.held for claim in good.claims)
    assert any(claim.by for claim in good.claims)
    assert any("9,900" in claim.text and claim.why for claim in lie.claims if not claim.held)


async def test_a_composed_answer_explains_nothing_and_a_stream_explains_at_its_end():
    async with doors(make()) as d:
        plain = (await d.client.post("/api/chat?explain=1", json=EASTSIDE)).json()
    assert plain["explain"] == []
    async with written_doors(Scripted(GOOD)) as d:
        response = await d.client.post("/api/chat?explain=1", json=EASTSIDE, headers=STREAM)
    events = events_of(response.text)
    assert "explain" not in events[0][1]
    assert len(events[-1][1]["explain"]) == 1


async def test_who_goes_away_ends_what_the_model_writes():
    scripted = Slow(GOOD)
    async with written_doors(scripted) as d:
        for headers in ([], [(b"accept", b"text/event-stream")]):
            scripted.waiting.clear()
            scripted.ended.clear()
            sent = await left_while_writing(d, scripted, headers)
            assert b"event: done" not in sent
            assert b'"answer"' not in sent


async def left_while_writing(
    d: Doors, scripted: Slow, headers: Sequence[tuple[bytes, bytes]]
) -> bytes:
    """Ask, go away while the model writes, and return what was sent until then."""
    body = b'{"message": "is the power out in eastside?"}'
    asked = False
    sent = bytearray()

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": body, "more_body": False}
        await scripted.waiting.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.extend(message.get("body", b""))

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "method": "POST",
        "path": "/api/chat", "raw_path": b"/api/chat", "query_string": b"", "http_version": "1.1",
        "scheme": "http", "server": ("doors", 80), "client": ("127.0.0.1", 1), "root_path": "",
        "headers": [(b"content-type", b"application/json"), *headers],
    }  # fmt: skip
    async with asyncio.timeout(5):
        await d.app(scope, receive, send)
        await scripted.ended.wait()
    return bytes(sent)


async def test_what_a_model_costs_and_what_becomes_of_its_words_is_counted():
    metrics = Metrics()
    metrics.model.asked("m")
    metrics.model.spent("m", Usage(700, 90), 0.25)
    metrics.model.failed("m", Fault.RESTING)
    written = metrics.write(view_of(), NOON).decode()
    assert 'civic_model_requests_total{model="m"} 1.0' in written
    assert 'civic_model_tokens_total{direction="in",model="m"} 700.0' in written
    assert 'civic_model_tokens_total{direction="out",model="m"} 90.0' in written
    assert 'civic_model_cost_total{model="m"} 0.25' in written
    assert 'civic_model_faults_total{model="m",reason="resting"} 1.0' in written
    async with written_doors(Scripted(GOOD, LIE)) as d:
        await d.client.post("/api/chat", json=EASTSIDE)
        written = (await d.client.get("/metrics")).text
    assert 'civic_answers_total{mode="llm",status="reported"} 1.0' in written
    assert 'civic_model_statements_total{outcome="shown"} 1.0' in written
    assert 'civic_model_statements_total{outcome="dropped"} 1.0' in written
    async with written_doors(Scripted(LIE)) as d:
        await d.client.post("/api/chat", json=EASTSIDE, headers=STREAM)
        written = (await d.client.get("/metrics")).text
    assert 'civic_fallbacks_total{reason="unverified"} 1.0' in written


def fresh(code: str, **environment: str) -> str:
    """Run code in a process of its own and return what it prints."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("OPENAI_", "CIVIC_MODEL_"))}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=kept | environment, text=True,
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout


OPENING = """
import asyncio, sys
from api.composition import lay_ground, open_services
from api.metrics import Metrics
from api.settings import ApiSettings

async def main():
    settings = ApiSettings(redis_url="redis://127.0.0.1:1/0")
    async with open_services(settings, Metrics(), lay_ground(settings)):
        names = ("langchain", "langchain_core", "langchain_openai", "openai", "langsmith")
        print("imported:", [name for name in names if name in sys.modules])

asyncio.run(main())
"""


def test_without_a_model_nothing_of_langchain_is_imported():
    assert "imported: []" in fresh(OPENING)


def test_with_a_model_one_line_names_it_and_its_server_and_never_the_key():
    told = fresh(
        OPENING,
        OPENAI_API_KEY="sk-canary-1",
        OPENAI_BASE_URL="http://user:canary-2@127.0.0.1:9/v1",
        OPENAI_MODEL="some-model",
    )
    assert "langchain_openai" in told
    assert told.count("model.configured") == 1
    assert "some-model" in told
    assert "127.0.0.1:9/v1" in told
    assert "canary" not in told


@pytest.mark.parametrize(
    "broken",
    [
        {"OPENAI_BASE_URL": "ftp://canary.example"},
        {"OPENAI_API_KEY": "x", "CIVIC_MODEL_WHOLE": "PT20S"},
        {"OPENAI_API_KEY": "x", "OPENAI_PROXY": "canary"},
    ],
)
async def test_a_model_that_is_set_up_wrongly_costs_a_line_and_never_the_start(
    broken: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    log_lines: list[dict[str, Any]],
):
    for name, value in broken.items():
        monkeypatch.setenv(name, value)
    opening = open_author(rivermouth(), gazetteer(), ManualClock(NOON), Metrics().model)
    async with opening as author:
        assert author is None
    (line,) = [line for line in log_lines if line["event"] == "model.refused"]
    assert line["setting"] == next(reversed(broken))
    assert "canary" not in str(line)
