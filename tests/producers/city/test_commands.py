"""The city's commands as people call them, against the embedded broker."""

import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import orjson
import pytest

from core.event import ENDING_STATUSES
from core.timespan import SystemClock
from core.topics import FEED_STATUS, Family
from core.wire import Reading, decode_event
from producers.city import __main__ as whole
from producers.city import command, parts
from producers.city.command import main
from producers.city.encoding import TELEMETRY
from producers.city.parts import Flag, Part
from streams.embedded import EmbeddedBroker
from streams.kafka import KafkaStreams
from streams.record import Record
from streams.settings import KafkaSettings
from tests.producers.city.planned import rivermouth
from tests.producers.city.tiny import write_tiny

ROOT = Path(__file__).parents[3]
STORM = ("--scenario", "thunderstorm")
EVENTS = (parts.EMERGENCY, parts.TRANSIT, parts.INFRASTRUCTURE)
MEASURED = (parts.VEHICLES, parts.TAPS, parts.TRAFFIC, parts.TRIPS, parts.ENVIRONMENT)
SCRIPTS = {
    parts.EMERGENCY: "emergency_producer", parts.TRANSIT: "transit_producer",
    parts.INFRASTRUCTURE: "infrastructure_producer", parts.VEHICLES: "producer_vehicle",
    parts.TAPS: "producer_rider_taps", parts.TRAFFIC: "producer_traffic",
    parts.TRIPS: "producer_trips", parts.ENVIRONMENT: "producer_environment",
    parts.REPORTS: "producer_reports", parts.FEED_STATUS: "producer_feed_status",
}  # fmt: skip


class Called(Protocol):
    def __call__(self, part: Part | None, *options: str, broker: str) -> tuple[int, str, str]:
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


@pytest.fixture
def called(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Called]:
    """Call a command in this process, and put back what it takes for the whole process."""

    def no_logging(*_: object) -> None:
        """Leave the tests' own logging as it is."""

    for module in (command, whole):
        monkeypatch.setattr(module, "set_up_logging_from", no_logging)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def call(part: Part | None, *options: str, broker: str) -> tuple[int, str, str]:
        for name, value in (environ | {"KAFKA_BOOTSTRAP_SERVERS": broker}).items():
            monkeypatch.setenv(name, value)
        code = whole.main(options) if part is None else main(part, options)
        out, err = capsys.readouterr()
        return code, out, err

    yield call
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _records(broker: str, topic: str) -> list[Record]:
    log = KafkaStreams(KafkaSettings(bootstrap_servers=broker)).log()
    found = list(log.read_all([topic]))
    log.close()
    return found


def _until(so: Callable[[], bool], patience_s: float = 20) -> None:
    deadline = time.monotonic() + patience_s
    while not so() and time.monotonic() < deadline:
        time.sleep(0.05)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    write_tiny(folder)
    return folder


@pytest.mark.parametrize("part", [*EVENTS, parts.REPORTS], ids=lambda part: part.name)
def test_a_command_says_five_messages_at_its_pace_and_ends(part: Part, broker: str, called: Called):
    before = len(_records(broker, part.topic))
    options = ("--max", "5", "--interval", "0.05", "--seed", "4", *STORM)
    code, out, err = called(part, *options, broker=broker)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == f"{part.name}: 5 messages, all acknowledged."
    assert len(out.splitlines()) == 2
    assert len(_records(broker, part.topic)) == before + 5


@pytest.mark.parametrize("part", MEASURED, ids=lambda part: part.name)
def test_a_sensors_command_measures_at_the_pace_asked_for(part: Part, broker: str, called: Called):
    others = {topic: len(_records(broker, topic)) for topic in TELEMETRY - {part.topic}}
    options = ["--max", "8", "--interval", "0.05", *STORM]
    if Flag.FLEET in part.flags:
        options += ["--fleet", "0.05"]
    code, out, err = called(part, *options, broker=broker)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == f"{part.name}: 8 messages, all acknowledged."
    assert len(_records(broker, part.topic)) == 8
    assert {topic: len(_records(broker, topic)) for topic in others} == others


def test_the_messages_of_a_pace_are_read_by_the_indexer_and_issued_now(broker: str, called: Called):
    city = rivermouth()
    called(parts.TRANSIT, "--max", "6", "--interval", "0.02", *STORM, broker=broker)
    now = SystemClock().now()
    reading = Reading(parts.TRANSIT.topic, Family.TRANSIT, city.timezone, now)
    told = [decode_event(r.value or b"", reading) for r in _records(broker, parts.TRANSIT.topic)]
    assert all(abs((now - event.issued_at).total_seconds()) < 60 for event in told[-6:])


def test_sources_are_heard_beside_their_events_and_no_others(broker: str, called: Called):
    called(parts.TRANSIT, "--max", "2", "--interval", "0.02", *STORM, broker=broker)
    beats = [orjson.loads(r.value or b"") for r in _records(broker, FEED_STATUS)]
    assert [b["family"] for b in beats if b["source"] == "metro-transit"][-1:] == ["transit"]


def test_ctrl_c_ends_it_cleanly_and_what_it_told_of_is_ended(broker: str, environ: dict[str, str]):
    environ["KAFKA_BOOTSTRAP_SERVERS"] = broker
    before = {record.key for record in _records(broker, parts.EMERGENCY.topic)}

    def told() -> list[Record]:
        return [r for r in _records(broker, parts.EMERGENCY.topic) if r.key not in before]

    process = subprocess.Popen(
        [sys.executable, "producers/emergency_producer.py", "--interval", "0.1", *STORM],
        cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    _until(lambda: bool(told()))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert "all acknowledged" in out
    messages = [orjson.loads(record.value or b"") for record in told()]
    newest = {message["event_id"]: message for message in messages}
    assert newest
    assert {m["status"] for m in newest.values()} <= {*ENDING_STATUSES, "cancelled"}


def test_every_part_has_its_command():
    for part, script in SCRIPTS.items():
        text = (ROOT / "producers" / f"{script}.py").read_text("utf-8")
        name = next(n for n, value in vars(parts).items() if value is part)
        assert f"main({name})" in text
    assert {part.topic for part in SCRIPTS} == set(parts.TOPICS)


@pytest.mark.parametrize(
    ("named", "line"),
    [("127.0.0.1:1", "no Kafka broker answers"), ("nonsense", "is not host:port")],
)
@pytest.mark.parametrize("part", [parts.TRANSIT, None])
def test_a_closed_broker_is_told_in_one_line(
    part: Part | None, named: str, line: str, called: Called
):
    code, out, err = called(part, broker=named)
    assert code != 0
    assert out == ""
    assert line in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--interval", "0"], ["--max", "0"], ["--interval", "soon"], ["--seed", "x"], ["--fast"],
        ["--variability", "2"], ["--fleet", "many"], ["--fleet", "0"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_option_that_cannot_be_used_is_refused(
    options: list[str], capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit, match="2"):
        main(parts.VEHICLES, options)
    assert "usage:" in capsys.readouterr().err


def test_a_folder_that_is_no_city_and_a_scenario_there_is_not_are_told_in_one_line(
    called: Called, tmp_path: Path
):
    for options in (("--city", str(tmp_path / "nowhere")), ("--scenario", "doomsday")):
        code, _, err = called(parts.TRANSIT, *options, broker="127.0.0.1:1")
        assert code == 2
        assert err.startswith("transit: ")
        assert len(err.splitlines()) == 1


def test_a_city_without_the_family_is_refused_in_one_line(tiny: Path, called: Called, broker: str):
    code, _, err = called(parts.TRANSIT, "--city", str(tiny), broker=broker)
    assert code == 2
    assert err == "transit: Tiny has no source of family transit to speak for\n"


def test_it_does_not_speak_for_a_source_that_is_fetched(tiny: Path, called: Called, broker: str):
    code, _, err = called(parts.EMERGENCY, "--city", str(tiny), broker=broker)
    assert code == 2
    assert "Tiny has no source of family emergency" in err


def test_the_launcher_starts_the_three_and_ends_with_them(broker: str, environ: dict[str, str]):
    counts = {part: len(_records(broker, part.topic)) for part in EVENTS}
    environ["KAFKA_BOOTSTRAP_SERVERS"] = broker
    done = subprocess.run(
        ["./demo_launcher.sh", "--max", "3", "--interval", "0.05", *STORM],
        cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert all(len(_records(broker, p.topic)) == counts[p] + 3 for p in EVENTS)


def test_a_launcher_that_is_stopped_stops_the_three(broker: str, environ: dict[str, str]):
    environ["KAFKA_BOOTSTRAP_SERVERS"] = broker
    process = subprocess.Popen(
        ["./demo_launcher.sh", "--interval", "0.2", *STORM],
        cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    before = len(_records(broker, parts.TRANSIT.topic))
    _until(lambda: len(_records(broker, parts.TRANSIT.topic)) > before)
    process.terminate()
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert out.count("all acknowledged") == 3


def test_what_producers_need_is_what_their_requirements_say():
    lines = (ROOT / "producers" / "requirements.txt").read_text("utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert set(wanted) <= set(project["dependency-groups"]["runtime"])
    told = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported = {name.lower() for name in told.stdout.split()}
    assert "shapely" in imported
    assert imported <= {re.split(r"[^A-Za-z0-9_-]", line)[0].lower() for line in wanted}


LOADED = """
import ast, sys
from importlib.metadata import packages_distributions
import producers.__main__, producers.replay, producers.city.__main__, producers.city.motion
known, named = packages_distributions(), set()
for name, module in list(sys.modules.items()):
    if name.split(".")[0] in ("core", "streams", "producers") and module.__file__:
        for node in ast.walk(ast.parse(open(module.__file__).read())):
            if isinstance(node, ast.ImportFrom):
                named.add((node.module or "").split(".")[0])
            elif isinstance(node, ast.Import):
                named |= {alias.name.split(".")[0] for alias in node.names}
print(*{one for name in named - {"google"} for one in known.get(name, [])})
"""
"""Print the distributions that our own files, as far as producers load them, import."""
