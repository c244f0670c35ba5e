"""Serve a model of ours over HTTP on loopback, as an OpenAI-compatible server does.

`GET /v1/models`, and `POST /v1/chat/completions` plain and streamed (server-sent events, with usage
in the last chunk where it is asked for). How a reply comes is the reply's own affair: late, slowly,
broken off, with another status, or not as a completion at all.
"""

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Final, cast

from evals.peers.line import Speech
from evals.peers.reading import Sight, read_prompt

Peer = Callable[[Sight, Random], Speech]
"""A model: what it makes of a prompt; of the same prompt and the same chance always the same."""
_HANG_S: Final = 120.0
_LARGEST: Final = 4 * 1024 * 1024
_NAME: Final = "peer-1"
_REASONS: Final = {200: "OK", 404: "Not Found", 429: "Too Many Requests"}


@dataclass(frozen=True, slots=True)
class Served:
    """Hold one request, and what was replied."""

    number: int
    sight: Sight
    speech: Speech


class PeerServer:
    """Be one model's server.

    Attributes:
        served: the latest request and its reply; None before the first.
        calls: how many completions were asked for.
    """

    def __init__(self, peer: Peer, seed: int, now: Callable[[], datetime]) -> None:
        """Serve a model.

        Args:
            peer: the model.
            seed: of all its chances.
            now: tells the city's time.
        """
        self._peer = peer
        self._seed = seed
        self._now = now
        self._numbers = itertools.count()
        self.served: Served | None = None
        self.calls = 0
        self._port = 0

    @property
    def url(self) -> str:
        """Return the base address, as `OPENAI_BASE_URL` takes it."""
        return f"http://127.0.0.1:{self._port}/v1"

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["PeerServer"]:
        """Listen on a free port for as long as the context lasts."""
        tasks: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._connection(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=_LARGEST)
        self._port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in list(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._request(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            pass  # who asked has gone
        finally:
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Serve one request; false where the connection ends with it."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except asyncio.IncompleteReadError:
            return False
        method, path, _ = head[0].split(" ", 2)
        headers = {n.lower(): v.strip() for n, _, v in (one.partition(":") for one in head[1:])}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if method == "GET" and path.endswith("/models"):
            writer.write(_whole(200, json.dumps(_MODELS).encode()))
        elif method == "POST" and path.endswith("/chat/completions"):
            return await self._complete(json.loads(body), writer)
        else:
            writer.write(_whole(404, b'{"error":{"message":"not found","code":404}}'))
        await writer.drain()
        return True

    async def _complete(self, asked: Mapping[str, Any], writer: asyncio.StreamWriter) -> bool:
        self.calls += 1
        number = next(self._numbers)
        messages = cast(list[dict[str, Any]], asked["messages"])
        system = "\n".join(_said(m) for m in messages if m["role"] in ("system", "developer"))
        data = "\n".join(_said(m) for m in messages if m["role"] == "user")
        sight = read_prompt(system, data, self._now())
        speech = self._peer(sight, Random(f"{self._seed}/{number}"))
        self.served = Served(number, sight, speech)
        await asyncio.sleep(speech.wait_s)
        if speech.reset:
            writer.transport.abort()
            return False
        if speech.body is not None or speech.status != 200:
            writer.write(_whole(speech.status, speech.body or _ERROR, speech.headers))
            await writer.drain()
            return True
        if asked.get("stream"):
            options: Mapping[str, Any] = asked.get("stream_options") or {}
            usage = bool(options.get("include_usage"))
            return await _stream(speech, number, writer, usage=usage)
        return await _send(_whole(200, _completion(speech, number)), speech, writer)


async def _stream(
    speech: Speech, number: int, writer: asyncio.StreamWriter, *, usage: bool
) -> bool:
    """Send a reply as server-sent events, one piece of text each."""
    kind = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    left = speech.cut_after
    text, size = speech.text[: speech.stop_after], speech.piece
    events = [kind, _chunk(number, {"role": "assistant", "content": ""})]
    events += [_chunk(number, {"content": text[n : n + size]}) for n in range(0, len(text), size)]
    if speech.stop_after is None:
        events.append(_chunk(number, {}, finish="stop"))
        if usage:
            events.append(_event({**_about(number), "choices": [], "usage": _usage(speech)}))
        events.append(b"data: [DONE]\n\n")
    for event in events:
        writer.write(event if left is None else event[:left])
        await writer.drain()
        if left is not None:
            left -= len(event)
            if left <= 0:
                return False
        if speech.pause_s:
            await asyncio.sleep(speech.pause_s)
    if speech.stop_after is not None:
        await asyncio.sleep(_HANG_S)
    return False


async def _send(whole: bytes, speech: Speech, writer: asyncio.StreamWriter) -> bool:
    writer.write(whole[: speech.cut_after])
    await writer.drain()
    return speech.cut_after is None


def _whole(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
    told = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}\r\n{lines}\r\n".encode() + body


def _said(message: Mapping[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "\n".join(str(p["text"]) for p in content)


def _completion(speech: Speech, number: int) -> bytes:
    message = {"role": "assistant", "content": speech.text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    told = {**_about(number), "object": "chat.completion", "choices": [choice]}
    return json.dumps({**told, "usage": _usage(speech)}).encode()


def _chunk(number: int, delta: Mapping[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _event({**_about(number), "object": "chat.completion.chunk", "choices": [choice]})


def _event(told: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(told).encode() + b"\n\n"


def _about(number: int) -> dict[str, Any]:
    return {"id": f"chatcmpl-{number}", "created": 0, "model": _NAME}


def _usage(speech: Speech) -> dict[str, int]:
    written = len(speech.text) // 4 + 1
    return {"prompt_tokens": 1000, "completion_tokens": written, "total_tokens": 1000 + written}


_MODELS: Final = {"object": "list", "data": [{"id": _NAME, "object": "model", "owned_by": "evals"}]}
_ERROR: Final = b'{"error":{"message":"refused","type":"server_error","code":"refused"}}'
