"""Run a real Apache Kafka on loopback: one process, KRaft mode, data in a private folder.

For tests, for measuring, and for `make kafka`. The jars come from `make kafka-jars`.

    with LocalKafka() as kafka:
        publish_to(kafka.bootstrap)
        kafka.kill()       # as power fails
        kafka.restart()    # same address, same data
"""

from __future__ import annotations

import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from core.errors import Misconfigured, Transient
from streams.kraft_jars import find_jars, find_java
from streams.kraft_settings import Keeping, broker_properties, cluster_id

START_LIMIT = timedelta(seconds=60)
STOP_LIMIT = timedelta(seconds=20)


@dataclass(frozen=True)
class KraftSettings:
    """What a caller may choose about its broker."""

    partitions: int = 4
    """Of a topic that is created without saying how many."""
    heap_mb: int = 512
    keeping: Keeping = Keeping.USUAL
    """How eagerly closed segments are compacted and old ones deleted."""
    port: int | None = None
    """None: a free one."""
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    """Broker properties by Kafka's own names; they win over ours."""


class LocalKafka:
    """One broker, started on entering and gone, with its data, on leaving."""

    def __init__(self, settings: KraftSettings | None = None) -> None:
        self._settings = settings or KraftSettings()
        self._classpath = find_jars()
        self._java = find_java()
        self._port = self._settings.port or free_port()
        self._controller_port = free_port(besides=self._port)
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="civicsense-kafka-"))
        self._abandoned = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def bootstrap(self) -> str:
        """The address for clients, `host:port`; it stays over a restart."""
        return f"127.0.0.1:{self._port}"

    @property
    def alive(self) -> bool:
        """Whether the broker's process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Format the storage and start the broker; return when it answers.

        Raises:
            Transient: it did not come up in time; the message holds its last words.
        """
        properties = broker_properties(
            folder=self.folder,
            port=self._port,
            controller_port=self._controller_port,
            partitions=self._settings.partitions,
            keeping=self._settings.keeping,
        )
        lines = (
            f"{name}={value}" for name, value in {**properties, **self._settings.extra}.items()
        )
        self._config.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._format()
        self._launch()

    def kill(self) -> None:
        """End the broker at once, as when power fails; the data stays (SIGKILL)."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def restart(self) -> None:
        """Start again on the same address and data; a broker that still runs ends cleanly first."""
        if self._process and self.alive:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_LIMIT.total_seconds())
            except subprocess.TimeoutExpired:
                self.kill()
        self._launch()

    def stop(self) -> None:
        """End the broker and remove its data, which makes a clean farewell needless."""
        self.kill()
        self._abandoned()

    def wait(self) -> None:
        """Return when the broker has ended by itself."""
        if self._process:
            self._process.wait()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _config(self) -> Path:
        return self.folder / "server.properties"

    @property
    def _log(self) -> Path:
        return self.folder / "broker.log"

    def _format(self) -> None:
        tool = ["kafka.tools.StorageTool", "format", "--standalone", "--cluster-id", cluster_id()]
        done = subprocess.run(
            [*self._jvm("-Xmx128m"), *tool, "--config", str(self._config)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            reason = next((line for line in lines if "Exception" in line), lines[-1])
            raise Misconfigured(f"Kafka refused its settings: {reason}")

    def _launch(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._jvm(f"-Xmx{self._settings.heap_mb}m"), "kafka.Kafka", str(self._config)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us, and we end the broker
            )
        weakref.finalize(self, end, self._process)
        self._wait_until_it_answers(self._process)

    def _jvm(self, heap: str) -> list[str]:
        quick = ["-XX:+UseSerialGC", "-Xshare:auto", "-Djava.awt.headless=true"]
        quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
        return [self._java, heap, *quick, quiet, "-cp", f"{self._classpath}/*"]

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_LIMIT.total_seconds()
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise Transient(f"Kafka ended while starting: {self._last_words()}")
            if answers(self.bootstrap):
                return
            time.sleep(0.05)
        self.kill()
        raise Transient(f"Kafka did not answer in {START_LIMIT}: {self._last_words()}")

    def _last_words(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-1500:].strip()


def answers(bootstrap: str) -> bool:
    """Tell whether a broker there gives out its metadata."""
    host, port = bootstrap.split(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    client = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
    try:
        return bool(client.list_topics(timeout=2).brokers)
    except KafkaException:
        return False


def end(process: subprocess.Popen[bytes]) -> None:
    """End a broker whose owner is gone."""
    if process.poll() is None:
        process.kill()
        process.wait()


def free_port(besides: int | None = None) -> int:
    """Return a free port below those that the system lends to outgoing connections.

    From the lent range, a client that keeps trying while the broker is down could be lent the
    broker's own port, connect to itself, and keep the broker from coming back.
    """
    while True:
        port = random.randint(20_000, 32_000)
        if port == besides:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
