"""The evaluation asks a running system over HTTP, in step with a scenario played through Kafka."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.e2e.running import ROOT, System

SCENARIO: Final = """
title: Minutes in which much breaks
begins: "09:00"
hours: 1
tempo: 0.3
mistakes: 0.2
rates: {outage: 40, main_break: 10, fire: 20, crash: 30, signal_fault: 15, closed_stop: 10}
"""
THRESHOLDS: Final = "{accuracy: 0.85, most: {Contradiction: 0, WrongTime: 0}}\n"
"""Forty answers tell no shares: what is looked for is a system or an evaluation out of step."""
RATE: Final = 12
ASKED: Final = 40


def test_questions_over_http_are_judged_by_what_was_acknowledged(tmp_path: Path):
    scenario, thresholds = tmp_path / "much.yaml", tmp_path / "thresholds.yaml"
    scenario.write_text(SCENARIO, "utf-8")
    thresholds.write_text(THRESHOLDS, "utf-8")
    city = ROOT / "cities" / "rivermouth"
    noon = datetime(2026, 3, 4, 17, tzinfo=UTC)
    clock = f"{noon.isoformat()}@{datetime.now(UTC).isoformat()}@{RATE}"
    with System(tmp_path / "system", city=city, CIVIC_CLOCK=clock) as system:
        done = subprocess.run(
            [sys.executable, "-m", "evals", "run", "--api", system.endpoints["api"],
             "--endpoints", str(system.endpoints_file), "--scenario", str(scenario),
             "--minutes", "4", "--limit", str(ASKED), "--thresholds", str(thresholds),
             "--out", str(tmp_path / "out"), "--list-wrong", "10"],
            cwd=ROOT, env=system.environment, text=True, capture_output=True, timeout=240,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert len(system.get("/api/events", limit="1000")["events"]) >= 5
    told = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert told["asked"] >= ASKED
    assert len(told["slices"]["instant"]) >= 3
    assert len(told["slices"]["language"]) == 4
    assert told["behind"]
