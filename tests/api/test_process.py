"""Run `python -m api` as people do: without Redis, with it, through its death, and to the end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from core.store import Batch, Put
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.redis_connection import connect
from indexer.store.redis_events import RedisEvents
from tests.api.doors import make

ROOT = Path(__file__).parents[2]
PARTITION = "infrastructure_events/0"
QUESTION = {"message": "is the power out in eastside?"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(redis_url: str) -> Generator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "REDIS_URL": redis_url, "LOG_LEVEL": "ERROR"},
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5) as client:
            assert_served(client, "/livez", 30)
            yield client, process
    finally:
        process.kill()
        process.wait()


def assert_served(client: httpx.Client, path: str, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            if client.get(path).status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, f"{path} did not become good in time"
        time.sleep(0.02)


def ask(client: httpx.Client, message: str = QUESTION["message"]) -> dict[str, str]:
    response = client.post("/api/chat", json={"message": message})
    assert response.status_code == 200
    return response.json()


def test_without_redis_it_starts_says_that_it_knows_nothing_and_ends_cleanly():
    with running(f"redis://127.0.0.1:{free_port()}/0") as (client, process):
        assert client.get("/readyz").status_code == 503
        assert client.get("/api/events").status_code == 503
        assert ask(client)["status"] == "cannot_tell"
        assert ask(client, "I smell gas in my kitchen")["status"] == "emergency"
        assert client.get("/api/health").json()["fallbacks"]["sessions"] == "memory"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.mark.redis
def test_it_loads_answers_and_goes_on_answering_when_redis_dies_and_comes_back():
    with EmbeddedRedis() as redis, running(redis.url) as (client, process):
        store = RedisEvents(connect(redis.url), "rivermouth")
        store.begin("cluster", {PARTITION: 1})
        assert client.get("/readyz").status_code == 503
        event = make(issued_at=datetime.now(UTC))
        put = Put(key=event.key, state=event, expected_rev=0)
        store.apply(Batch(partition=PARTITION, base=0, next=1, puts=[put]))
        assert_served(client, "/readyz", 5)
        first = ask(client)
        assert first["status"] == "reported"
        redis.kill()
        for _ in range(20):
            assert ask(client)["status"] == "reported"
        assert client.get("/readyz").status_code == 200
        assert client.get("/api/health").json()["status"] == "degraded"
        redis.start()  # it comes back empty: what was known stays, and is told as old
        deadline = time.monotonic() + 10
        while not client.get("/api/health").json()["rebuilding"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert ask(client)["status"] == "reported"
        assert ask(client, "is the power out in riverside?")["status"] == "cannot_tell"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("REDIS_URL", "nonsense", "REDIS_URL: write redis://"),
        ("CIVIC_CITY", "/nowhere/at/all", "/nowhere/at/all: there is no such folder"),
        ("API_PORT", "x", "API_PORT: "),
    ],
)
def test_what_cannot_work_is_refused_in_one_line(name: str, value: str, told: str):
    ended = subprocess.run(
        [sys.executable, "-m", "api"],
        cwd=ROOT,
        env={**os.environ, name: value},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"api: {told}")
    assert len(ended.stderr.splitlines()) == 1
