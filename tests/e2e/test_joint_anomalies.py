"""What only several vehicles together show: a late line, and vehicles that bunch (issue)."""

import re
from datetime import datetime, timedelta
from typing import Final

import pytest

from tests.e2e.measured import Measured

JOINT: Final[dict[str, tuple[str, list[str]]]] = {
    "line_delay": ("crimson", ["Crimson", "8 minutes|9 minutes"]),
    "bunching": ("indigo", ["Indigo", "1 minute"]),
}
"""Kind, and its line, and words of its sentence."""


@pytest.mark.parametrize("kind", JOINT)
def test_a_line_has_one_anomaly_of_a_kind(measured: Measured, kind: str):
    line, words = JOINT[kind]
    [event] = [e for e in measured.anomalies() if e["type"] == kind]
    assert (event["family"], event["source"], event["phase"]) == ("anomaly", "civicsense", "active")
    assert (event["lines"], event["status"], event["ends_at"]) == ([line], "measured", None)
    assert re.fullmatch(rf"(?i)anomaly:{kind}:{line}:\d{{8}}T\d{{4}}Z", event["event_id"])
    assert event["message"].endswith(".")
    assert not re.search(r"[.!?] +[A-Z]", event["message"])
    for word in words:
        assert re.search(word, event["message"]), event["message"]
    gap = _time(event["expires_at"]) - _time(event["issued_at"])
    assert timedelta(minutes=10) <= gap <= timedelta(minutes=20)
    assert _time(event["expires_at"]) > measured.end


def test_a_line_is_late_since_its_vehicles_are(measured: Measured):
    [event] = [e for e in measured.anomalies() if e["type"] == "line_delay"]
    assert abs(_time(event["starts_at"]) - measured.end + timedelta(minutes=15)) < timedelta(
        minutes=4
    )


def test_a_line_that_runs_well_has_none(measured: Measured):
    lines = [e["lines"] for e in measured.anomalies() if e["type"] in ("line_delay", "bunching")]
    assert ["bus77"] not in lines
    assert ["violet"] not in lines


@pytest.mark.parametrize("question", ["is the Crimson Line delayed?", "why is the Crimson late?"])
def test_a_late_line_is_told_as_measured(measured: Measured, question: str):
    answer = measured.system.ask(question)
    assert answer["status"] == "reported"
    assert answer["citations"][0]["type"] == "line_delay"
    assert "measured, not confirmed" in answer["answer"]


def _time(instant: str) -> datetime:
    return datetime.fromisoformat(instant)
