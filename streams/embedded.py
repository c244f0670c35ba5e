"""Run the embedded broker: librdkafka's own mock cluster, in a process of its own.

It speaks the real protocol on a loopback port, to any Kafka client. Each topic
has four partitions of about 5 MB, which are gone when it ends; it answers no admin calls.

    python -m streams.embedded --port-file FILE [--parent PID]
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final, NoReturn, Self

from core.errors import Misconfigured, Transient
from streams.mock_cluster import MockCluster
from streams.settings import KafkaSettings
from streams.topics import ensure_topics

_PARENT_CHECK_S: Final = 0.5


class EmbeddedBroker:
    """Start the embedded broker as a child process, and end it.

    The child ends by itself when this process is gone, however it went.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, timeout: timedelta = timedelta(seconds=10)) -> str:
        """Start it and return its `host:port` once it answers.

        Raises:
            Transient: it did not come up in time.
            Misconfigured: the installed Kafka client has no mock cluster.
        """
        with tempfile.TemporaryDirectory(prefix="civicsense-") as folder:
            port_file = Path(folder) / "bootstrap"
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "streams.embedded"),
                    *("--port-file", str(port_file)),
                    *("--parent", str(os.getpid())),
                ],
                cwd=Path(__file__).parent.parent,
                stdin=subprocess.DEVNULL,
            )
            deadline = time.monotonic() + timeout.total_seconds()
            while not port_file.exists():
                if self._process.poll() is not None:
                    raise Misconfigured(
                        f"the embedded broker ended with {self._process.returncode}: "
                        "set KAFKA_BOOTSTRAP_SERVERS to use another"
                    )
                if time.monotonic() > deadline:
                    self.stop()
                    raise Transient("the embedded broker did not come up in time")
                time.sleep(0.005)
            return port_file.read_text(encoding="ascii")

    @property
    def pid(self) -> int | None:
        """Return the child's process id, None before `start` and after `stop`."""
        return None if self._process is None else self._process.pid

    @property
    def alive(self) -> bool:
        """Say whether the child runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the child; a second call does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def serve(port_file: Path, parent: int | None) -> None:
    """Serve until SIGTERM, SIGINT, or the end of the process `parent`.

    The file appears whole, once the broker answers and has the contract's topics.
    """
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _leave)
    cluster = MockCluster()
    try:
        ensure_topics(KafkaSettings(bootstrap_servers=cluster.bootstrap()))
        fresh = port_file.with_suffix(".new")
        fresh.write_text(cluster.bootstrap(), encoding="ascii")
        fresh.replace(port_file)
        while parent is None or os.getppid() == parent:
            time.sleep(_PARENT_CHECK_S)
    finally:
        cluster.close()


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m streams.embedded", description=__doc__)
    parser.add_argument("--port-file", type=Path, required=True)
    parser.add_argument("--parent", type=int, default=None)
    arguments = parser.parse_args()
    try:
        serve(arguments.port_file, arguments.parent)
    except Misconfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
