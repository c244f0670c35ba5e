"""Run the embedded broker: librdkafka's own mock cluster, in a process of its own.

It speaks the real protocol on a loopback port, to any Kafka client. It keeps nothing when it
ends, keeps about 5 MB a partition, answers no admin calls, and is for one machine only.

    python -m streams.embedded --port-file FILE [--partitions N] [--parent PID]
"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import confluent_kafka.cimpl

from core.errors import Misconfigured, Transient
from core.topics import all_topics

PARTITIONS: Final = 4
"""Partitions of each topic; topics that clients ask for besides get the mock's own 4."""
_PARENT_CHECK_S: Final = 0.5
_HEARTBEAT_MS: Final = 200
_SESSION_MS: Final = 6000
_LOGGING_OFF: Final = b"0"


class EmbeddedBroker:
    """Start the embedded broker as a child process, and end it.

    The child ends by itself when this process is gone, however it went.
    """

    def __init__(self, partitions: int = PARTITIONS) -> None:
        self._partitions = partitions
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
                    *("--partitions", str(self._partitions)),
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


class _MockCluster:
    """Hold librdkafka's mock cluster through the C functions that the client's wheel exports."""

    def __init__(self, topics: Iterable[str], partitions: int) -> None:
        library = _librdkafka()
        fault = ctypes.create_string_buffer(512)
        conf = library.rd_kafka_conf_new()
        library.rd_kafka_conf_set(conf, b"log_level", _LOGGING_OFF, fault, len(fault))
        self._client = library.rd_kafka_new(0, conf, fault, len(fault))
        if not self._client:
            raise Misconfigured(f"the embedded broker cannot start: {fault.value.decode()}")
        self._cluster = library.rd_kafka_mock_cluster_new(self._client, 1)
        library.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, 0)
        library.rd_kafka_mock_set_group_consumer_heartbeat_interval_ms(self._cluster, _HEARTBEAT_MS)
        library.rd_kafka_mock_set_group_consumer_session_timeout_ms(self._cluster, _SESSION_MS)
        for topic in topics:
            library.rd_kafka_mock_topic_create(self._cluster, topic.encode(), partitions, 1)
        self._library = library

    def bootstrap(self) -> str:
        """Return its `host:port`."""
        return self._library.rd_kafka_mock_cluster_bootstraps(self._cluster).decode()

    def close(self) -> None:
        """Free the cluster and the client it needs."""
        self._library.rd_kafka_mock_cluster_destroy(self._cluster)
        self._library.rd_kafka_destroy(self._client)


def _librdkafka() -> Any:
    # A handle on the extension module finds the functions of the library it was linked to,
    # whatever that file is called in this wheel or on this system.
    library = ctypes.CDLL(confluent_kafka.cimpl.__file__)
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    try:
        for name, result, arguments in (
            ("rd_kafka_conf_new", pointer, ()),
            ("rd_kafka_conf_set", number, (pointer, text, text, text, ctypes.c_size_t)),
            ("rd_kafka_new", pointer, (number, pointer, text, ctypes.c_size_t)),
            ("rd_kafka_destroy", None, (pointer,)),
            ("rd_kafka_mock_cluster_new", pointer, (pointer, number)),
            ("rd_kafka_mock_cluster_destroy", None, (pointer,)),
            ("rd_kafka_mock_cluster_bootstraps", text, (pointer,)),
            ("rd_kafka_mock_topic_create", number, (pointer, text, number, number)),
            ("rd_kafka_mock_group_initial_rebalance_delay_ms", None, (pointer, ctypes.c_int32)),
            ("rd_kafka_mock_set_group_consumer_heartbeat_interval_ms", None, (pointer, number)),
            ("rd_kafka_mock_set_group_consumer_session_timeout_ms", None, (pointer, number)),
        ):
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except AttributeError as error:
        raise Misconfigured(f"the installed Kafka client has no mock cluster: {error}") from error
    return library


def serve(port_file: Path, partitions: int, parent: int | None) -> None:
    """Serve until SIGTERM, SIGINT, or the end of the process `parent`.

    The file appears whole, once the broker answers.
    """
    ending = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    cluster = _MockCluster((topic.name for topic in all_topics()), partitions)
    try:
        fresh = port_file.with_suffix(".new")
        fresh.write_text(cluster.bootstrap(), encoding="ascii")
        fresh.replace(port_file)
        while signal.sigtimedwait(ending, _PARENT_CHECK_S) is None:
            if parent is not None and os.getppid() != parent:
                break
    finally:
        cluster.close()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m streams.embedded", description=__doc__)
    parser.add_argument("--port-file", type=Path, required=True)
    parser.add_argument("--partitions", type=int, default=PARTITIONS)
    parser.add_argument("--parent", type=int, default=None)
    arguments = parser.parse_args()
    try:
        serve(arguments.port_file, arguments.partitions, arguments.parent)
    except Misconfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
