"""Run the whole system on one machine: broker, Redis, indexer, API and the simulated city.

`Stack.start` is the order of things: Redis first, the API beside the broker, the indexer when the
broker answers. What the environment names already is used, and not started.
"""

import os
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import httpx

from cli.children import Child
from cli.city_time import EVERYDAY, Playbill
from cli.endpoints import ENDPOINTS_FILE, Endpoints, remove_endpoints, write_endpoints
from cli.settings import CliSettings
from core.errors import Misconfigured, Transient
from core.timespan import SystemClock
from indexer.store.embedded_redis import EmbeddedRedis
from streams.embedded import EmbeddedBroker

READY_PATIENCE_S: Final = 60.0
STOP_PATIENCE_S: Final = 12.0
_LOOK_EVERY_S: Final = 0.05
_RESTART_PAUSE_S: Final = 1.0

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """Say what to run.

    Attributes:
        settings: what exists already.
        api_port: the API's port; None takes the settings', or a free one if that is taken.
        producers: whether the simulated city runs.
        endpoints_file: where else the addresses are written; None for nowhere.
        playbill: what the city plays, and how fast.
    """

    settings: CliSettings
    api_port: int | None = None
    producers: bool = True
    endpoints_file: Path | None = None
    playbill: Playbill = EVERYDAY


class Stack:
    """Hold the running system; leaving it stops everything that it started."""

    def __init__(self, plan: Plan, progress: Progress) -> None:
        self._plan = plan
        self._progress = progress
        self._ours = ExitStack()
        self._children: list[Child] = []
        self._broker: EmbeddedBroker | None = None
        self._redis: EmbeddedRedis | None = None
        self.endpoints = Endpoints("", "", "", os.getpid())

    def start(self) -> Endpoints:
        """Start everything and return the addresses once all is ready.

        Raises:
            Misconfigured: something cannot start; one line says why.
            Transient: something did not become ready in time.
        """
        settings = self._plan.settings
        if not (settings.city / "city.toml").is_file():
            raise Misconfigured(f"{settings.city}: there is no city.toml")
        playbill = self._plan.playbill
        playbill.check()
        clock = playbill.clock(settings.city, SystemClock().now())
        clock = clock or os.environ.get("CIVIC_CLOCK")
        redis_url = settings.redis or self._start_redis()
        port = self._port()
        base = os.environ | {
            "REDIS_URL": redis_url,
            "CIVIC_CITY": str(settings.city.resolve()),
            "CIVIC_STATE_DIR": str(settings.state_dir.resolve()),
            "API_HOST": "127.0.0.1",
            "API_PORT": str(port),
            "LOG_FORMAT": os.environ.get("LOG_FORMAT", "json"),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "",  # compiled once, our services start twice as fast
        }
        if clock is not None:
            base["CIVIC_CLOCK"] = clock
        api = self._child("api", ["-m", "api"], base)
        kafka = settings.kafka or self._start_broker()
        base["KAFKA_BOOTSTRAP_SERVERS"] = kafka
        self._child("indexer", ["-m", "indexer"], base)
        self.endpoints = Endpoints(
            f"http://127.0.0.1:{port}", kafka, redis_url, os.getpid(), clock or ""
        )
        self._wait_until_ready(api)
        if self._plan.producers:
            self._child("producers", ["-m", "producers.city", *playbill.arguments()], base)
        for path in self._endpoint_files():
            write_endpoints(self.endpoints, path)
            self._ours.callback(remove_endpoints, path)
        return self.endpoints

    def watch(self) -> None:
        """Start again what ended by itself.

        Raises:
            Transient: the embedded broker ended, and with it all that it held.
        """
        if self._broker is not None and not self._broker.alive:
            raise Transient("the embedded broker ended; start again")
        if self._redis is not None and not self._redis.alive:
            self._progress("Redis ended and is started again")
            self._redis.start()
        for child in self._children:
            if not child.alive and not child.finished:
                self._progress(f"{child.name} ended and is started again: {child.last_words()}")
                time.sleep(_RESTART_PAUSE_S)
                child.restarts += 1
                child.start()

    def stop(self) -> None:
        """Stop what we started: first those who write, last what they write to."""
        for name in ("producers", "api", "indexer"):
            for child in self._children:
                if child.name == name:
                    child.ask_to_stop()
        deadline = time.monotonic() + STOP_PATIENCE_S
        for child in self._children:
            child.wait(deadline)
        self._children.clear()
        self._ours.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start_redis(self) -> str:
        self._progress("Redis")
        self._redis = EmbeddedRedis()
        self._ours.callback(self._redis.stop)
        return self._redis.start()

    def _start_broker(self) -> str:
        self._progress("Kafka")
        self._broker = EmbeddedBroker()
        self._ours.callback(self._broker.stop)
        return self._broker.start()

    def _child(self, name: str, arguments: list[str], environment: dict[str, str]) -> Child:
        log = self._plan.settings.state_dir / "log" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
        child = Child(name, arguments, dict(environment), log)
        self._children.append(child)
        child.start()
        return child

    def _wait_until_ready(self, api: Child) -> None:
        """Wait until the API has loaded the view and the indexer has caught up once."""
        self._progress("indexer and API")
        deadline = time.monotonic() + READY_PATIENCE_S
        with httpx.Client(base_url=self.endpoints.api, timeout=2.0, trust_env=False) as client:
            while time.monotonic() < deadline:
                self._check_children()
                with suppress(httpx.HTTPError):
                    if client.get("/readyz").is_success:
                        health = client.get("/api/health").json()
                        if health["as_of"] is not None and not health["rebuilding"]:
                            return
                time.sleep(_LOOK_EVERY_S)
        raise Transient(f"not ready after {READY_PATIENCE_S:g} s; {api.name}: {api.last_words()}")

    def _check_children(self) -> None:
        """Refuse to go on without a service that ended at start.

        Raises:
            Misconfigured: the pack's own fault, where it is that, else the service's last words.
        """
        for child in self._children:
            if not child.alive:
                from core.city import load_city

                load_city(self._plan.settings.city)
                child.check()

    def _port(self) -> int:
        """Choose the API's port: the one asked for, else the usual one, else a free one."""
        wanted = self._plan.api_port
        if wanted is not None:
            if wanted and not _is_free(wanted):
                raise Misconfigured(f"port {wanted} is taken; choose another with --port")
            return wanted or _free_port()
        usual = self._plan.settings.api_port
        return usual if _is_free(usual) else _free_port()

    def _endpoint_files(self) -> list[Path]:
        own = self._plan.settings.state_dir / ENDPOINTS_FILE
        other = self._plan.endpoints_file
        return [own] if other is None else [own, other]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
