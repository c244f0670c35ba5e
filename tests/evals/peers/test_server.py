"""A model of ours is served as OpenAI-compatible servers do, and breaks where it is told to."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from random import Random

import httpx
import pytest

from evals.peers.line import Speech
from evals.peers.reading import Sight
from evals.peers.server import PeerServer
from tests.evals.peers.sights import NOW

_MESSAGES = [
    {"role": "system", "content": "Write in French."},
    {"role": "user", "content": '{"question": "hé ?"}'},
]
ASKED = {"model": "m", "messages": _MESSAGES}


def served(
    speech: Speech, ask: Callable[[httpx.AsyncClient, PeerServer], Awaitable[httpx.Response]]
) -> tuple[httpx.Response, PeerServer]:
    """Serve one reply, ask for it, and return what came."""

    def model(_: Sight, __: Random) -> Speech:
        return speech

    async def run() -> tuple[httpx.Response, PeerServer]:
        async with (
            PeerServer(model, 1, lambda: NOW).running() as server,
            httpx.AsyncClient(trust_env=False, timeout=5) as client,
        ):
            return await ask(client, server), server

    return asyncio.run(run())


async def _post(client: httpx.AsyncClient, server: PeerServer) -> httpx.Response:
    return await client.post(f"{server.url}/chat/completions", json=ASKED)


async def _stream(client: httpx.AsyncClient, server: PeerServer) -> httpx.Response:
    told = {**ASKED, "stream": True, "stream_options": {"include_usage": True}}
    return await client.post(f"{server.url}/chat/completions", json=told)


def test_models_are_listed():
    async def listed(client: httpx.AsyncClient, server: PeerServer) -> httpx.Response:
        return await client.get(f"{server.url}/models")

    response, _ = served(Speech(), listed)
    assert response.json()["data"][0]["id"] == "peer-1"


def test_a_plain_completion_has_its_text_and_usage():
    response, server = served(Speech(text="bonjour"), _post)
    assert response.json()["choices"][0]["message"]["content"] == "bonjour"
    assert response.json()["usage"]["total_tokens"] > 1000
    assert server.calls == 1
    assert server.served is not None
    assert (server.served.sight.language, server.served.sight.question) == ("fr", "hé ?")


def test_a_streamed_one_comes_in_pieces_with_usage_last():
    response, _ = served(Speech(text="abcdef", piece=2), _stream)
    events = [e.removeprefix("data: ") for e in response.text.split("\n\n") if e]
    assert events[-1] == "[DONE]"
    chunks = [json.loads(event) for event in events[:-1]]
    said = [c["choices"][0]["delta"].get("content", "") for c in chunks if c["choices"]]
    assert "".join(said) == "abcdef"
    assert len([s for s in said if s]) == 3
    assert chunks[-1]["usage"]["completion_tokens"] > 0


def test_an_error_comes_with_its_headers():
    response, _ = served(Speech(status=429, headers={"Retry-After": "7"}), _post)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")


@pytest.mark.parametrize("speech", [Speech(text="abc", cut_after=40), Speech(reset=True)])
def test_a_reply_breaks_off_where_it_is_told_to(speech: Speech):
    with pytest.raises(httpx.TransportError):
        served(speech, _post)


def test_any_bytes_may_stand_for_a_completion():
    response, _ = served(Speech(body=b"<html>"), _post)
    assert response.content == b"<html>"
