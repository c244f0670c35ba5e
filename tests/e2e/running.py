"""Run the whole system as a stranger does: by `python -m cli up`, and talk to it over HTTP."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx

ROOT: Final = Path(__file__).parents[2]
PATIENCE_S: Final = 40.0
START_PATIENCE_S: Final = 150.0
Json = dict[str, Any]
T = TypeVar("T")


def expect(look: Callable[[], T | None], what: str, *, patience_s: float = PATIENCE_S) -> T:
    """Look until other than None or False is seen; return it, or fail saying `what`."""
    deadline = time.monotonic() + patience_s
    while True:
        seen = look()
        if seen is not None and seen is not False:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience_s:g} s: {what}")
        time.sleep(0.02)


def clean_environment(**named: str) -> dict[str, str]:
    """Return this process's environment without what would point at another system."""
    ours = ("KAFKA_", "REDIS_", "OPENAI_", "CIVIC_", "API_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | named


def command(
    *arguments: str, environment: Mapping[str, str], patience_s: float = 150.0
) -> subprocess.CompletedProcess[str]:
    """Run `python -m cli …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments], cwd=ROOT, env=dict(environment), text=True,
        capture_output=True, timeout=patience_s, check=False,
    )  # fmt: skip


class System:
    """One running system; entering starts it and waits for its endpoints file."""

    def __init__(
        self, folder: Path, *, city: Path | None = None, arguments: Sequence[str] = (),
        producers: bool = False, **environment: str,
    ) -> None:  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.state = folder / "state"
        self.endpoints_file = folder / "endpoints.json"
        self.environment = clean_environment(CIVIC_STATE_DIR=str(self.state), **environment)
        silent = () if producers else ("--without-producers",)
        self._arguments = [*silent, *(("--city", str(city)) if city else ()), *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self.endpoints: Json = {}
        self.http = httpx.Client()

    def start(self) -> Self:
        """Start it, and return once the endpoints file is there."""
        self.begin()
        expect(
            lambda: self.endpoints_file.exists() or self._process_ended(), "the endpoints file",
            patience_s=START_PATIENCE_S,
        )  # fmt: skip
        return self.connect()

    def begin(self) -> None:
        """Start it without waiting."""
        self.endpoints_file.unlink(missing_ok=True)
        with (self.folder / "up.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cli", "up", "--api-port", "0",
                 "--endpoints", str(self.endpoints_file), *self._arguments],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def connect(self) -> Self:
        """Read the endpoints file and turn to the API that it names."""
        assert self.endpoints_file.exists(), (self.folder / "up.log").read_text("utf-8")
        self.endpoints = json.loads(self.endpoints_file.read_text("utf-8"))
        self.http = httpx.Client(base_url=self.endpoints["api"], timeout=15.0, trust_env=False)
        return self

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it as a supervisor or a person does; return its exit code."""
        self.http.close()
        assert self._process is not None
        self._process.send_signal(number)
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    @property
    def pid(self) -> int:
        """The process that `cli up` runs in."""
        assert self._process is not None
        return self._process.pid

    def children(self, words: str = "") -> dict[int, str]:
        """Return the processes below ours whose command line holds `words`, by their ids."""
        parents: dict[int, int] = {}
        lines: dict[int, str] = {}
        for folder in Path("/proc").iterdir():
            with suppress(OSError, ValueError, IndexError):
                pid = int(folder.name)
                parents[pid] = int(folder.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1])
                lines[pid] = folder.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode()
        below = {self.pid}
        while grown := {pid for pid, parent in parents.items() if parent in below} - below:
            below |= grown
        return {pid: lines[pid] for pid in below - {self.pid} if words in lines.get(pid, "")}

    def child(self, words: str) -> int:
        """Return the only child whose command line holds `words`."""
        found = self.children(words)
        assert len(found) == 1, found
        return next(iter(found))

    def get(self, path: str, **query: Any) -> Json:
        """GET a path and return its JSON object."""
        response = self.http.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    def ask(self, message: str, **more: Any) -> Json:
        """Ask one question and return the whole answer."""
        response = self.http.post("/api/chat", json={"message": message, **more})
        assert response.status_code == 200, response.text
        return response.json()

    def event(self, event_id: str) -> Json | None:
        """Return an event as the API tells it; None where it knows none."""
        response = self.http.get(f"/api/events/{event_id}")
        assert response.status_code in (200, 404), response.text
        return response.json() if response.status_code == 200 else None

    def log(self, name: str) -> str:
        """Return what a service wrote."""
        return (self.state / "log" / f"{name}.log").read_text("utf-8", "replace")

    def _process_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if not self._process_ended():
            self.stop()
