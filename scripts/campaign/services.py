"""Start, kill, freeze and wake what the campaign runs: broker, Redis, indexers."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.redis_connection import connect

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ("--save", "", "--appendonly", "yes", "--appendfsync", "everysec")
"""What a Redis is told that keeps its data when it is killed."""


class IndexerProcess:
    """One `python -m indexer`, as a service manager would keep it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = os.environ | dict(environment) | {"LOG_FORMAT": "json"}
        handle, name = tempfile.mkstemp(prefix="civicsense-indexer-", suffix=".log")
        os.close(handle)
        self.log = Path(name)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; the log goes on."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "indexer"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def alive(self) -> bool:
        """Say whether it runs."""
        return self._process is not None and self._process.poll() is None

    def send(self, what: signal.Signals) -> None:
        """Send it a signal."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(what)

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self.send(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def stop(self) -> float:
        """End it in good order; return how many seconds that took."""
        began = time.monotonic()
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        if self._process is not None:
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        return time.monotonic() - began

    def said(self) -> list[dict[str, Any]]:
        """Return what it has logged so far, line by line."""
        lines = self.log.read_bytes().splitlines()
        return [orjson.loads(line) for line in lines if line.startswith(b"{")]

    def clean_up(self) -> None:
        """Remove its log."""
        self.log.unlink(missing_ok=True)


def empty(redis: EmbeddedRedis) -> None:
    """Bring a killed Redis back without its data."""
    for path in redis.folder.rglob("*"):
        if path.is_file() and path.suffix != ".log":
            path.unlink()
    redis.start()


def lose_the_end(redis: EmbeddedRedis, size: int = 100_000) -> None:
    """Bring a killed Redis back without the last writes, as power failing would."""
    for path in redis.folder.rglob("*.aof"):
        length = path.stat().st_size
        os.truncate(path, max(length - size, length // 2))
    redis.start()


def flushed(redis: EmbeddedRedis) -> None:
    """Empty a running Redis."""
    client: Any = connect(redis.url)
    client.flushall()
