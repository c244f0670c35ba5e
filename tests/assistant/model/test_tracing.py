"""Traces go where the settings say, and nothing of what people said goes with them."""

import asyncio
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
TRACED = """
import sys
from assistant.model.tracing import Tracing, start_tracing
from assistant.model.spent import Usage
from tests.assistant.model.scripted import PROMPT
stop = start_tracing(sys.argv[1])
with Tracing().chat("some-model", PROMPT) as span:
    span.used(Usage(7, 3))
stop()
"""


async def test_a_process_with_an_endpoint_sends_its_spans_there():
    received = asyncio.get_running_loop().create_future()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if b"content-length" in line)
        body = await reader.readexactly(int(length.split(b":")[1]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        received.set_result((head, body))

    listening = await asyncio.start_server(take, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", TRACED, f"http://127.0.0.1:{port}/"],
        cwd=ROOT, env={"PATH": "", "PYTHONPATH": str(ROOT), "OTEL_BSP_SCHEDULE_DELAY": "100"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    head, body = await asyncio.wait_for(received, 5)
    assert head.startswith(b"POST /v1/traces ")
    assert b"chat some-model" in body
    assert b"Say it." not in body
    assert b"It is so." not in body
    listening.close()
