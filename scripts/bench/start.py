"""Measure how long a person waits: from the command to a system that answers, and for what."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cli.endpoints import ENDPOINTS_FILE
from scripts.bench.aims import AtMost, tell

READY_S: Final = 4.0
_ROOT: Final = Path(__file__).parents[2]
_PATIENCE_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.005
_ELSEWHERE: Final = ("KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL", "REDIS_HOST", "API_PORT", "CIVIC_CITY")
_WAITS: Final[Mapping[str, str]] = {
    "python": "",
    "imports of cli up": "import cli.__main__, cli.run, cli.stack",
    "imports of the API": "import api.__main__",
    "imports of the indexer": "import indexer.__main__",
    "imports of the producers": "import producers.city.__main__",
    "the city and its names": "from pathlib import Path\n"
    "from core.city import load_city\nfrom core.gazetteer import Gazetteer\n"
    "Gazetteer(load_city(Path('cities/rivermouth')))",
    "the broker": "from streams.embedded import EmbeddedBroker\n"
    "with EmbeddedBroker() as broker: broker.start()",
    "Redis": "from indexer.store.embedded_redis import EmbeddedRedis\nwith EmbeddedRedis(): pass",
}
"""What the parts of a start do, each as a program of its own."""


def run(quick: bool) -> None:
    """Start and end the system again and again; the first time only warms the disk's cache."""
    times = 2 if quick else 5
    up = [sys.executable, "-m", "cli", "up", "--api-port", "0", "--without-producers"]
    _start("start.up", up, times)
    if shutil.which("make"):
        _start("start.make_demo", ["make", "demo", "ARGS=--port 0"], times)
    for name, program in _WAITS.items():
        took = sorted(_run_alone(program) for _ in range(3))
        tell(f"start.part: {name}", took[1], "s", n=3)


def _start(bench: str, command: Sequence[str], times: int) -> None:
    taken = sorted([_until_ready(command) for _ in range(times + 1)][1:])
    middle = taken[len(taken) // 2]
    tell(bench, middle, "s", n=times, aim=AtMost(READY_S), best=taken[0], worst=taken[-1])


def _until_ready(command: Sequence[str]) -> float:
    with TemporaryDirectory() as folder:
        told = Path(folder, ENDPOINTS_FILE)
        began = time.perf_counter()
        with _running(command, folder):
            while not told.exists():
                if time.perf_counter() - began > _PATIENCE_S:
                    raise RuntimeError(f"{' '.join(command)}: not ready in {_PATIENCE_S:g} s")
                time.sleep(_LOOK_EVERY_S)
            return time.perf_counter() - began


@contextmanager
def _running(command: Sequence[str], folder: str) -> Generator[None]:
    environment = {name: text for name, text in os.environ.items() if name not in _ELSEWHERE}
    process = subprocess.Popen(
        command,
        cwd=_ROOT,
        env=environment | {"CIVIC_STATE_DIR": folder},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _run_alone(program: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], cwd=_ROOT, check=True)
    return time.perf_counter() - began
