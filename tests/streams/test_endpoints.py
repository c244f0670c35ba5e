"""The broker is found in the environment, else by a living `cli up`, else in the usual place."""

import json
import os
import socket
import subprocess
from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.timespan import ScaledClock, SystemClock
from streams import endpoints
from streams.endpoints import ENDPOINTS_FILE, find_bootstrap, find_clock, find_settings


@pytest.fixture(autouse=True)
def nobody_on_the_default_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "DEFAULT_BOOTSTRAP", "127.0.0.1:1")


def write(folder: Path, content: object) -> Path:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / ENDPOINTS_FILE).write_text(text)
    return folder


def ended_process() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_the_environment_wins(tmp_path: Path):
    write(tmp_path, {"kafka": "127.0.0.1:5", "pid": os.getpid()})
    environ = {"KAFKA_BOOTSTRAP_SERVERS": "there:9092"}
    assert find_bootstrap(environ, tmp_path) == "there:9092"


@pytest.mark.parametrize("environ", [{}, {"KAFKA_BOOTSTRAP_SERVERS": ""}], ids=["unset", "empty"])
def test_a_running_system_is_found(tmp_path: Path, environ: dict[str, str]):
    write(tmp_path, {"api": "http://x", "kafka": "127.0.0.1:5", "redis": "x", "pid": os.getpid()})
    assert find_bootstrap(environ, tmp_path) == "127.0.0.1:5"
    assert find_settings(environ, tmp_path).bootstrap_servers == "127.0.0.1:5"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        {"kafka": "127.0.0.1:5"},
        {"kafka": "127.0.0.1:5", "pid": "1"},
        {"kafka": "127.0.0.1:5", "pid": 0},
        {"kafka": "", "pid": 1},
        {"kafka": 5, "pid": 1},
        pytest.param(
            {"kafka": "127.0.0.1:5", "pid": ended_process()}, id="of a process that ended"
        ),
    ],
    ids=str,
)
def test_leftovers_and_nonsense_are_passed_over_with_one_clear_line(
    tmp_path: Path, content: object
):
    write(tmp_path, content)
    with pytest.raises(Misconfigured) as told:
        find_bootstrap({}, tmp_path)
    assert str(told.value) == (
        "no Kafka: KAFKA_BOOTSTRAP_SERVERS is unset, no `cli up` runs here, "
        "and 127.0.0.1:1 is closed"
    )


def test_without_a_state_folder_the_usual_port_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setattr(endpoints, "DEFAULT_BOOTSTRAP", address)
        assert find_bootstrap({}, tmp_path / "missing") == address


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("KAFKA_API_KEY", "key", "KAFKA_API_KEY and KAFKA_API_SECRET are only good together"),
        ("KAFKA_SECURITY_PROTOCOL", "TLS", "KAFKA_SECURITY_PROTOCOL: Input should be 'PLAINTEXT'"),
        ("KAFKA_GROUP_PROTOCOL", "new", "KAFKA_GROUP_PROTOCOL: Input should be 'auto'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
):
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured) as refusal:
        find_settings({"KAFKA_BOOTSTRAP_SERVERS": "there:9092"}, tmp_path)
    assert str(refusal.value).startswith(told)
    assert "\n" not in str(refusal.value)


CLOCK = "2026-11-20T20:30:00Z@2026-11-20T14:00:00Z@10"


def test_the_clock_of_a_running_system_is_found(tmp_path: Path):
    write(tmp_path, {"kafka": "127.0.0.1:5", "pid": os.getpid(), "clock": CLOCK})
    for environ in ({}, {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:5"}):
        clock = find_clock(environ, tmp_path)
        assert isinstance(clock, ScaledClock)
        assert clock.rate == 10


def test_the_environments_clock_wins_and_another_brokers_city_has_its_own(tmp_path: Path):
    write(tmp_path, {"kafka": "127.0.0.1:5", "pid": os.getpid(), "clock": CLOCK})
    named = find_clock({"CIVIC_CLOCK": CLOCK.replace("@10", "@3")}, tmp_path)
    assert isinstance(named, ScaledClock)
    assert named.rate == 3
    assert find_clock({"KAFKA_BOOTSTRAP_SERVERS": "there:9092"}, tmp_path) == SystemClock()


@pytest.mark.parametrize("content", ["{", {"kafka": "127.0.0.1:5", "pid": os.getpid()}])
def test_without_a_scaled_clock_it_is_the_machines(tmp_path: Path, content: object):
    assert find_clock({}, write(tmp_path, content)) == SystemClock()
