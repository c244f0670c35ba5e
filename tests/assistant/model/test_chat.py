"""What a server may send that no honest server does: it costs a moment, and has a name."""

import asyncio
import gzip
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import langsmith.utils
import orjson
import pytest

from assistant.model.chat import ChatServer
from assistant.model.port import Fault
from assistant.model.server import ServerFailed
from assistant.model.settings import ModelSettings
from assistant.model.spent import Usage
from tests.assistant.model.scripted import PROMPT

EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def piece(text: Any, finish: str | None = None) -> bytes:
    delta = {"content": text} if text is not None else {}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return b"data: " + orjson.dumps({"id": "x", "object": "chat.completion.chunk", "created": 1,
                                     "model": "m", "choices": [choice]}) + b"\n\n"  # fmt: skip


def refusal(status: str, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Content-Length: 0", *headers, "", ""]).encode()


@asynccontextmanager
async def speaking(*parts: bytes | float) -> AsyncGenerator[ChatServer]:
    """Serve the same bytes, with pauses, to whoever asks; -1.0 keeps the line open."""
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            for part in parts:
                if isinstance(part, bytes):
                    writer.write(part)
                    await writer.drain()
                elif part < 0:
                    await over.wait()
                else:
                    await asyncio.sleep(part)
        except ConnectionError:
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    server = ChatServer(ModelSettings(base_url=f"http://127.0.0.1:{port}/v1"))
    try:
        yield server
    finally:
        over.set()
        await server.aclose()
        listening.close()


async def pieces_of(server: ChatServer) -> list[str | Usage]:
    return [piece async for piece in server.stream(PROMPT, {"type": "object"})]


async def test_a_server_that_never_hangs_up_is_not_waited_for():
    async with speaking(
        EVENTS, piece("a"), piece("b", "stop"), b"data: [DONE]\n\n", -1.0
    ) as server:
        began = time.monotonic()
        assert await pieces_of(server) == ["a", "b"]
        assert time.monotonic() - began < 1.0


@pytest.mark.parametrize("content", [7, [1], {"text": "a"}, True])
async def test_content_that_is_no_text_is_told_nowhere(
    content: Any, capsys: pytest.CaptureFixture[str]
):
    async with speaking(EVENTS, piece("a"), piece(content), piece("", "stop")) as server:
        taken = list[str | Usage]()
        with suppress(ServerFailed):
            taken = await pieces_of(server)
    assert all(isinstance(one, str) for one in taken)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("parts", "fault", "sick"),
    [
        ([EVENTS, b"data: {\"choi"], Fault.UNREADABLE, False),
        ([EVENTS, b"data: [1, 2]\n\n"], Fault.UNREADABLE, False),
        ([EVENTS, b"data: \xff\xfe\n\n"], Fault.UNREADABLE, False),
        ([EVENTS, b"data: {\"error\": {\"message\": \"no\"}}\n\n"], Fault.REFUSED, True),
        ([EVENTS, b": waiting\n\n" * 200_000], Fault.UNREACHABLE, True),
        ([EVENTS, b"data: " + b"x" * 2_000_000], Fault.UNREACHABLE, True),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"], Fault.UNREADABLE, False),
        ([b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n",
          gzip.compress(b" " * 9_000_000)], Fault.UNREACHABLE, True),
        ([b"no HTTP at all\r\n\r\n"], Fault.UNREACHABLE, True),
        ([b""], Fault.UNREACHABLE, True),
        ([refusal("302 Found", "Location: http://127.0.0.1:9/")], Fault.REFUSED, True),
        ([refusal("500 Oops")], Fault.REFUSED, True),
        ([refusal("404 Not Found")], Fault.REFUSED, False),
        ([refusal("400 Bad Request")], Fault.REFUSED, True),
    ],
)  # fmt: skip
async def test_whatever_comes_has_a_name(parts: list[bytes | float], fault: Fault, sick: bool):
    async with speaking(*parts) as server:
        with pytest.raises(ServerFailed) as failed:
            await pieces_of(server)
    assert (failed.value.fault, failed.value.sick) == (fault, sick)


@pytest.mark.parametrize(
    ("headers", "rest_s"),
    [
        (["Retry-After: 7"], 7.0),
        (["Retry-After: 99999999999999"], 999999999.0),
        (["Retry-After: soon"], None),
        (["Retry-After: -5"], None),
        ([], None),
        (
            ["Date: Wed, 04 Mar 2026 16:05:00 GMT", "Retry-After: Wed, 04 Mar 2026 16:06:30 GMT"],
            90.0,
        ),
        (["Retry-After: Wed, 04 Mar 2026 16:06:30 GMT"], None),
        (
            ["Date: Wed, 04 Mar 2026 16:05:00 GMT", "Retry-After: Tue, 03 Mar 2026 16:06:30 GMT"],
            0.0,
        ),
    ],
)
async def test_how_long_a_server_wants_to_be_left_alone_is_read(
    headers: list[str], rest_s: float | None
):
    async with speaking(refusal("429 Too Many Requests", *headers)) as server:
        with pytest.raises(ServerFailed) as failed:
            await pieces_of(server)
    assert failed.value.retry_after_s == rest_s
    assert failed.value.again


async def test_one_request_that_is_refused_says_nothing_of_a_form_that_was_taken_before():
    well = EVENTS + piece("a", "stop") + b"data: [DONE]\n\n"
    answers = [well, refusal("400 Bad Request"), well]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answers.pop(0))
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    server = ChatServer(ModelSettings(base_url=f"http://127.0.0.1:{port}/v1"))
    assert await pieces_of(server) == ["a"]
    with pytest.raises(ServerFailed) as failed:
        await pieces_of(server)
    assert (failed.value.fault, failed.value.sick) == (Fault.REFUSED, False)
    assert await pieces_of(server) == ["a"]
    assert answers == []
    await server.aclose()
    listening.close()


async def test_nobody_but_the_model_s_server_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    async with speaking(b"") as server:
        assert server.name
        library: Any = langsmith.utils
        assert library.tracing_is_enabled() is False
