"""The seeds' commands as people call them, against the embedded broker."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from core.event import Event
from core.timespan import SystemClock
from core.topics import FEED_STATUS, Family
from core.wire import Reading, decode_event
from producers.records import EVENT_TOPIC
from producers.seeds import command
from producers.seeds.command import main
from producers.seeds.loop import ALL_FAMILIES, run
from producers.seeds.settings import SeedSettings
from streams.embedded import EmbeddedBroker
from streams.kafka import KafkaStreams
from streams.settings import KafkaSettings
from tests.producers.seeds.scripts import rivermouth

ROOT = Path(__file__).parents[3]


class Called(Protocol):
    def __call__(self, family: Family, *options: str, broker: str) -> tuple[int, str, str]:
        """Return the exit code, and what was written to standard output and error."""
        ...


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with EmbeddedBroker() as embedded:
        yield embedded.start()


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("KAFKA_", "CIVIC_", "LOG_"))}
    return kept | {"CIVIC_STATE_DIR": str(tmp_path)}


def _command(family: Family, *options: str) -> list[str]:
    return [sys.executable, f"producers/{family}_producer.py", *options]


def _call(command: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def _settings(broker: str) -> KafkaSettings:
    return KafkaSettings(bootstrap_servers=broker)


def _read(broker: str, family: Family) -> list[Event]:
    topic = EVENT_TOPIC[family]
    reading = Reading(topic, family, rivermouth().timezone, SystemClock().now())
    log = KafkaStreams(_settings(broker)).log()
    found = [decode_event(r.value, reading) for r in log.read_all([topic]) if r.value]
    log.close()
    return found


@pytest.fixture
def called(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Called]:
    """Call a command in this process, and put back what it takes for the whole process."""

    def no_logging(_environ: object, _level: str) -> None:
        """Leave the tests' own logging as it is."""

    monkeypatch.setattr(command, "set_up_logging_from", no_logging)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def call(family: Family, *options: str, broker: str) -> tuple[int, str, str]:
        for name, value in (environ | {"KAFKA_BOOTSTRAP_SERVERS": broker}).items():
            monkeypatch.setenv(name, value)
        code = main([family], options)
        out, err = capsys.readouterr()
        return code, out, err

    yield call
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("family", ALL_FAMILIES)
def test_a_command_says_five_messages_and_ends(family: Family, broker: str, called: Called):
    before = len(_read(broker, family))
    options = ("--max", "5", "--interval", "0.05", "--seed", "4")
    code, out, err = called(family, *options, broker=broker)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == f"{family}: 5 messages, all acknowledged."
    assert len(out.splitlines()) == 2
    assert len(_read(broker, family)) == before + 5


def test_ctrl_c_ends_it_cleanly(broker: str, environ: dict[str, str]):
    environ["KAFKA_BOOTSTRAP_SERVERS"] = broker
    process = subprocess.Popen(
        _command(Family.EMERGENCY, "--interval", "0.1"),
        cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    before = len(_read(broker, Family.EMERGENCY))
    deadline = time.monotonic() + 20
    while len(_read(broker, Family.EMERGENCY)) <= before and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert "all acknowledged" in out


@pytest.mark.parametrize(
    ("named", "line"),
    [
        ("127.0.0.1:1", "no Kafka broker answers"),
        ("nonsense", "is not host:port"),
    ],
)
def test_a_closed_broker_is_told_in_one_line(named: str, line: str, called: Called):
    code, out, err = called(Family.TRANSIT, broker=named)
    assert (code, out) == (2, "")
    assert line in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "options",
    [["--interval", "0"], ["--max", "0"], ["--interval", "soon"], ["--seed", "x"], ["--fast"]],
)
def test_an_option_that_cannot_be_used_is_refused(
    options: list[str], capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit, match="2"):
        main([Family.TRANSIT], options)
    assert "usage:" in capsys.readouterr().err


def test_a_folder_that_is_no_city_is_told_in_one_line(called: Called, tmp_path: Path):
    nowhere = str(tmp_path / "nowhere")
    code, _, err = called(Family.TRANSIT, "--city", nowhere, broker="127.0.0.1:1")
    assert code == 2
    assert err.startswith("transit: ")
    assert len(err.splitlines()) == 1


def test_the_launcher_starts_the_three_and_ends_with_them(broker: str, environ: dict[str, str]):
    counts = {family: len(_read(broker, family)) for family in ALL_FAMILIES}
    environ["KAFKA_BOOTSTRAP_SERVERS"] = broker
    done = _call(["./demo_launcher.sh", "--max", "3", "--interval", "0.05"], environ)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(len(_read(broker, family)) == counts[family] + 3 for family in ALL_FAMILIES)


def test_a_launcher_that_is_stopped_stops_the_three(broker: str, environ: dict[str, str]):
    environ["KAFKA_BOOTSTRAP_SERVERS"] = broker
    process = subprocess.Popen(
        ["./demo_launcher.sh", "--interval", "0.2"],
        cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    before = len(_read(broker, Family.TRANSIT))
    deadline = time.monotonic() + 20
    while len(_read(broker, Family.TRANSIT)) <= before and time.monotonic() < deadline:
        time.sleep(0.1)
    process.terminate()
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert out.count("all acknowledged") == 3


def test_the_three_run_in_one_process_on_a_stop_of_its_owner(broker: str, tmp_path: Path):
    stop, said = threading.Event(), list[int]()
    quick = SeedSettings(
        interval=timedelta(seconds=0.05), max_messages=4, seed=9, state_dir=tmp_path
    )
    streams = KafkaStreams(_settings(broker))

    def speak() -> None:
        said.append(run(ALL_FAMILIES, SystemClock(), quick, stop, city=rivermouth(),
                        streams=streams))  # fmt: skip

    thread = threading.Thread(target=speak)
    thread.start()
    thread.join(20)
    assert said == [12]
    log = streams.log()
    beats = {record.key for record in log.read_all([FEED_STATUS])}
    log.close()
    families = {Family.EMERGENCY, Family.ENVIRONMENT, Family.TRANSIT, Family.INFRASTRUCTURE}
    expected = {s.id.encode() for s in rivermouth().sources if s.family in families}
    assert beats == expected


def test_a_stop_that_is_set_ends_a_run_at_once(broker: str):
    stop = threading.Event()
    stop.set()
    streams = KafkaStreams(_settings(broker))
    families = [Family.TRANSIT]
    assert (
        run(families, SystemClock(), SeedSettings(), stop, city=rivermouth(), streams=streams) == 0
    )
