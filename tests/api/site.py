"""Serve the doors to a real browser, and open one."""

import asyncio
import shutil
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from core.event import EventType
from core.severity import Severity
from core.timespan import ManualClock
from core.topics import Family
from tests.api.doors import NOON, all_live, doors, in_area, make, minutes, view_of

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


class Server:
    """Serve the doors from a thread with an event loop of its own."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._uvicorn: uvicorn.Server | None = None
        self._up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> "Server":
        self._thread.start()
        assert self._up.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._uvicorn is not None
        self._uvicorn.should_exit = True
        self._thread.join(15)

    async def _serve(self) -> None:
        outage = make(url="https://power.example/1", ends_at=NOON + minutes(90))
        flood = make(
            "weather:1",
            in_area("riverside"),
            family=Family.EMERGENCY,
            type=EventType.WEATHER_ALERT,
            severity=Severity.CRITICAL,
            source="weather-service",
            headline="Flood warning",
            areas=("Riverside",),
        )
        evil = make(
            "evil:1",
            in_area("harbor"),
            headline=HOSTILE,
            message=HOSTILE,
            cause=HOSTILE,
            areas=("Harbor",),
            url="javascript:window.hacked=1",
        )
        view = view_of(outage, flood, evil, beats=all_live())
        async with doors(reader=view, clock=ManualClock(NOON)) as opened:
            config = uvicorn.Config(
                opened.app, port=self.port, lifespan="off", log_config=None, ws="none"
            )
            self._uvicorn = Telling(config, self._up)
            await self._uvicorn.serve()


class Telling(uvicorn.Server):
    """Tell when the server listens."""

    def __init__(self, config: uvicorn.Config, up: threading.Event) -> None:
        super().__init__(config)
        self._told = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._told.set()


@contextmanager
def chromium() -> Generator[Browser]:
    """Open this machine's Chromium, or skip where there is none."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()
