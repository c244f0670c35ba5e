"""`cli up` with the simulated city: it lives, on one hurried clock, and ends cleanly."""

import json
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from core.timespan import ScaledClock, clock_from
from tests.e2e.running import ROOT, Json, System, command, expect

SCENARIO: Final = """
title: An hour in which much breaks
begins: "09:00"
hours: 1
tempo: 0.3
rates: {outage: 30, crash: 30, fire: 20, signal_fault: 20}
"""
SPEED: Final = 15


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("living")
    scenario = folder / "much.yaml"
    scenario.write_text(SCENARIO, "utf-8")
    arguments = ("--scenario", str(scenario), "--speed", str(SPEED), "--seed", "5")
    system = System(folder, arguments=arguments, producers=True)
    with system:
        yield system
        assert system.stop(signal.SIGTERM) == 0
    assert "all acknowledged" in system.log("producers")


def _events(system: System, **query: str) -> list[Json]:
    return system.get("/api/events", limit="1000", **query)["events"]


def test_events_begin_change_and_end(living: System):
    # What is going on at first may last for hours: whatever begins later is watched as well.
    expect(lambda: _events(living, phase="active") or None, "something going on")
    watched: set[str] = set()

    def over() -> bool:
        watched.update(event["event_id"] for event in _events(living, phase="active"))
        return any(
            event["event_id"] in watched and event["end_reason"] == "resolved"
            for event in _events(living, phase="ended")
        )

    expect(over, "the end of something", patience_s=150)


def test_every_source_is_heard_all_along(living: System):
    def heard() -> bool:
        found = living.get("/api/health")["coverage"]
        return len(found) == 10 and all(source["state"] == "live" for source in found)

    expect(heard, "every source live")


def test_vehicles_run(living: System):
    def running() -> bool:
        return len(living.get("/api/vehicles/locations")["vehicles"]) > 100

    expect(running, "a hundred vehicles", patience_s=60)


def test_all_go_by_one_hurried_clock_and_other_commands_find_it(living: System):
    clock = clock_from({"CIVIC_CLOCK": living.endpoints["clock"]})
    assert isinstance(clock, ScaledClock)
    assert clock.rate == SPEED
    as_of = datetime.fromisoformat(living.get("/api/health")["now"])
    assert abs(clock.now() - as_of) < timedelta(seconds=12 * SPEED)
    recording = ROOT / "cities" / "rivermouth" / "examples" / "morning.jsonl"
    done = command("replay", str(recording), "--move-times", environment=living.environment)
    assert done.returncode == 0, done.stderr
    event = expect(lambda: living.event("city-power:example-1"), "the replayed outage")
    assert abs(clock.now() - datetime.fromisoformat(event["issued_at"])) < timedelta(hours=2)


def test_a_recording_ends_and_is_not_begun_again(tmp_path: Path):
    value = {"event_id": "city-power:20260101-outage-1", "source": "city-power",
             "type": "power_outage", "severity": "high", "timestamp": "2026-01-01T10:00:00Z",
             "area": "Eastside"}  # fmt: skip
    line = {"at": "2026-01-01T10:00:00Z", "topic": "infrastructure_events",
            "key": value["event_id"], "value": value}  # fmt: skip
    path = tmp_path / "short.jsonl"
    path.write_text(json.dumps(line) + "\n", "utf-8")
    with System(tmp_path, arguments=("--recording", str(path)), producers=True) as system:
        event = expect(lambda: system.event(str(value["event_id"])), "the recorded outage")
        assert event["phase"] == "active"
        expect(lambda: "1 messages, all" in system.log("producers") or None, "the recording's end")
        expect(lambda: not system.children("producers.city"), "its process's end")
        assert system.stop() == 0
        assert system.log("producers").count("all acknowledged") == 1
