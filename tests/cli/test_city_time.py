"""What the demo city plays, by which clock, and what a person reads of it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.__main__ import app
from cli.city_time import EVERYDAY, LEAD, QUESTIONS, Playbill
from cli.endpoints import Endpoints, read_endpoints, write_endpoints
from cli.run import greeting
from cli.settings import DEFAULT_CITY, CliSettings
from cli.stack import Plan
from core.timespan import ScaledClock, clock_from
from producers.city import scenario

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
ENDPOINTS = Endpoints("http://127.0.0.1:9", "127.0.0.1:8", "redis://127.0.0.1:7", 1)


def test_everyday_life_goes_by_this_machines_time():
    assert EVERYDAY.clock(DEFAULT_CITY, NOW) is None
    assert EVERYDAY.arguments() == []


def test_everyday_life_can_be_hurried():
    clock = clock_from({"CIVIC_CLOCK": Playbill(speed=5).clock(DEFAULT_CITY, NOW) or ""})
    assert clock == ScaledClock(NOW, NOW, 5)


def test_a_scenario_begins_a_few_minutes_before_its_own_hour_today():
    playbill = Playbill("thunderstorm", speed=10, seed=7)
    clock = clock_from({"CIVIC_CLOCK": playbill.clock(DEFAULT_CITY, NOW) or ""})
    assert isinstance(clock, ScaledClock)
    half_past_three = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)
    assert clock == ScaledClock(half_past_three - LEAD, NOW, 10)
    assert timedelta(minutes=1) < LEAD < timedelta(minutes=10)
    assert playbill.arguments() == ["--scenario", "thunderstorm", "--seed", "7"]


def test_files_are_named_whole_as_children_run_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text('title: Mine\nbegins: "10:00"\nhours: 1\n')
    (tmp_path / "mine.jsonl").write_text("{}\n")
    mine, recording = Playbill("mine.yaml"), Playbill(recording=Path("mine.jsonl"))
    mine.check()
    recording.check()
    assert mine.arguments() == ["--scenario", str(tmp_path / "mine.yaml")]
    assert recording.arguments() == ["--play", str(tmp_path / "mine.jsonl"), "--move-times"]
    assert mine.title == "Mine"


@pytest.mark.parametrize(
    "options",
    [
        ("--speed", "0"), ("--speed", "-1"), ("--speed", "61"), ("--speed", "nan"),
        ("--scenario", "doomsday"), ("--recording", "gone.jsonl"),
        ("--recording", __file__, "--scenario", "calm"),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("command", ["demo", "up"])
def test_what_cannot_be_played_is_refused_in_one_line(
    command: str, options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CIVIC_STATE_DIR", str(tmp_path))
    told = CliRunner().invoke(app, [command, *options])
    assert told.exit_code == 1
    (line,) = [line for line in told.output.splitlines() if line and "Starting" not in line]
    assert line.startswith("civicsense: ")


def test_the_greeting_names_what_is_played_and_what_to_ask():
    settings = CliSettings(city=DEFAULT_CITY)  # pyright: ignore[reportCallIssue]
    said = greeting(Plan(settings, playbill=Playbill("thunderstorm", speed=10)), ENDPOINTS)
    assert "Thunderstorms cross the city, 10 times as fast as life" in said
    assert all(question in said for question in QUESTIONS["thunderstorm"])
    plain = greeting(Plan(settings), ENDPOINTS)
    assert "Playing" not in plain
    assert "is the Blue Line running?" in plain


def test_questions_are_for_scenarios_that_there_are():
    assert set(QUESTIONS) <= set(scenario.names())
    assert all(2 <= len(questions) <= 3 for questions in QUESTIONS.values())


def test_a_scaled_clock_is_written_beside_the_addresses(tmp_path: Path):
    path = tmp_path / "endpoints.json"
    scaled = Endpoints("a", "b", "c", os.getpid(), "2026-11-20T14:30:00Z@2026-11-20T14:30:00Z@5")
    write_endpoints(scaled, path)
    assert read_endpoints(path) == scaled
    write_endpoints(Endpoints("a", "b", "c", os.getpid()), path)
    assert '"clock"' not in path.read_text("utf-8")
