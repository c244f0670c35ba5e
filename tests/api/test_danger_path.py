"""A danger to life is answered while everything else is away, or hangs."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.settings import ApiSettings
from core.coverage import CaughtUp
from indexer.store.view import View
from tests.api.doors import doors, rivermouth

PATIENCE_S = 5.0
"""Wide, for a busy machine: what hangs here would hang for ever."""
SAID = [
    ("smoke in my hallway", "en"),
    ("huele a gas en mi casa", "es"),
    ("on est coincés dans l'ascenseur", "fr"),
    ("有人晕倒了没有呼吸", "zh"),
]


class NeverAnswers:
    """Keep no conversation: whoever asks waits for ever."""

    def __init__(self) -> None:
        self.asked = 0

    async def _hang(self) -> None:
        self.asked += 1
        await asyncio.Event().wait()

    async def load(self, session_id: str) -> bytes | None:
        await self._hang()
        return None

    async def save(self, session_id: str, memory: bytes) -> None:
        await self._hang()

    async def delete(self, session_id: str) -> None:
        await self._hang()


class Untouchable(View):
    """Be a view that must not be looked into."""

    def caught_up(self) -> CaughtUp:
        raise AssertionError("the emergency text needs no view")


@pytest.mark.parametrize(("message", "language"), SAID)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_no_session_and_no_view_is_asked(message: str, language: str, accept: str):
    sessions = NeverAnswers()
    async with doors(reader=Untouchable(rivermouth()), sessions=sessions) as d:
        response = await asyncio.wait_for(
            d.client.post(
                "/api/chat",
                json={"message": message, "session_id": "known"},
                headers={"Accept": accept},
            ),
            PATIENCE_S,
        )
    answer = _answer(response)
    assert sessions.asked == 0
    assert (answer["status"], answer["language"]) == ("emergency", language)
    assert "911" in answer["statements"][0]["text"]
    assert answer["statements"][0]["kind"] == "safety"
    assert answer["citations"] == []


@asynccontextmanager
async def black_hole() -> AsyncGenerator[str]:
    """Listen as Redis does, and never say a word."""
    held: list[asyncio.StreamWriter] = []

    async def swallow(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    server = await asyncio.start_server(swallow, "127.0.0.1", 0)
    try:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    finally:
        server.close()
        for writer in held:
            writer.close()


@asynccontextmanager
async def nobody() -> AsyncGenerator[str]:
    """Name a port at which connections are refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


@pytest.mark.parametrize("away", [black_hole, nobody], ids=["never answers", "refuses"])
async def test_the_whole_application_answers_without_redis_view_and_model(
    away: Callable[[], AbstractAsyncContextManager[str]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("EMBEDDING_MODEL", "/nowhere/at/all")
    async with away() as url:
        monkeypatch.setenv("REDIS_URL", url)
        app = create_app(ApiSettings())
        async with app.router.lifespan_context(app) as state:
            assert state is not None
            shared = dict(state)

            async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
                await app({**scope, "state": dict(shared)}, receive, send)

            transport = httpx.ASGITransport(with_state)
            async with httpx.AsyncClient(transport=transport, base_url="http://doors") as client:
                for message, language in SAID:
                    asked = client.post("/api/chat", json={"message": message, "session_id": "old"})
                    answer = _answer(await asyncio.wait_for(asked, PATIENCE_S))
                    assert (answer["status"], answer["language"]) == ("emergency", language)
                    assert answer["session_id"] == "old"


def _answer(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200
    if "event-stream" not in response.headers["content-type"]:
        return response.json()
    *_, last = response.text.strip().split("\n\n")
    name, data = last.split("\n", 1)
    assert name == "event: done"
    return json.loads(data.removeprefix("data: "))
