"""How anomalies reach people: measured, not confirmed; some never (issue; VOICE)."""

from typing import Final

import pytest

from tests.e2e.measured import Measured

TOLD: Final[dict[str, tuple[str, str]]] = {
    "is the air ok in Thornby?": ("air_quality", "index"),
    "is it safe to breathe in Thornby?": ("air_quality", "index"),
    "anything going on in Thornby?": ("air_quality", "index"),
    "how is the traffic on Plover Street?": ("slowdown", "8 km/h"),
    "is there a traffic jam on Plover Street?": ("slowdown", "8 km/h"),
    "is Fenwick Park crowded?": ("surge", "48"),
    "is it hot in Venthill?": ("heat", "38 °C"),
    "is it windy in Holmwood?": ("wind", "78 km/h"),
    "is the 77 bus late?": ("vehicle_delay", "9 minutes"),
    "is the 77 bus running?": ("breakdown", "standing still"),
}
"""A question, the kind of the anomaly that answers it, and words of what was measured."""


@pytest.mark.parametrize("question", TOLD)
def test_what_is_measured_is_told_as_measured_not_confirmed(measured: Measured, question: str):
    kind, words = TOLD[question]
    answer = measured.system.ask(question)
    assert answer["status"] == "reported", answer["answer"]
    cited = [c for c in answer["citations"] if c["type"] == kind]
    assert len(cited) == 1
    assert (cited[0]["family"], cited[0]["source"]) == ("anomaly", "civicsense")
    assert words in answer["answer"]
    assert "measured, not confirmed" in answer["answer"]
    for statement in answer["statements"]:
        assert statement["event_ids"] or statement["kind"] != "fact"


@pytest.mark.parametrize("channel", ["sms", "voice", "slack"])
def test_on_every_channel(measured: Measured, channel: str):
    answer = measured.system.ask("is the air ok in Thornby?", channel=channel)
    assert "not confirmed" in answer["answer"]
    assert channel != "sms" or len(answer["answer"]) <= 160


OPERATORS: Final = ("engine_warning", "fuel_warning", "speeding", "geofence", "sensor_silent",
                    "call_rate")  # fmt: skip
ASKED: Final = (
    "is bus-hot overheating?", "is any bus engine hot?", "which vehicles are speeding?",
    "is bus-fast too fast?", "any vehicles low on fuel?", "has a truck entered Pelham?",
    "is there a truck in Pelham?", "which sensors are silent?", "has bus-gone stopped sending?",
    "anything going on in Pelham?", "anything going on in Nunthorpe?",
    "anything going on in Gridham?", "any transit problems?", "is the 77 bus running?",
    "why is the 77 bus late?", "where is the 77 bus?", "any emergencies?", "any anomalies?",
    "what has been measured?", "engine warning", "fuel_warning bus-dry", "geofence pelham-trucks",
)  # fmt: skip


@pytest.mark.parametrize("question", ASKED)
def test_what_is_for_operators_never_answers(measured: Measured, question: str):
    answer = measured.system.ask(question)
    assert not [c for c in answer["citations"] if c["type"] in OPERATORS]
    text = answer["answer"].lower()
    for word in ("104", "121", "engine", "fuel", "truck", "bus-gone", "silent"):
        if word not in question.lower():
            assert word not in text, answer["answer"]


@pytest.mark.parametrize("kind", [k for k in OPERATORS if k != "call_rate"])
def test_what_is_for_operators_is_listed_for_them(measured: Measured, kind: str):
    listed = measured.system.get("/api/anomalies", limit=1000)["events"]
    assert kind in {e["type"] for e in listed}


def test_what_is_over_is_told_as_past(measured: Measured):
    answer = measured.system.ask("was traffic slow on Curlew Street in the last two hours?")
    assert answer["status"] == "reported", answer["answer"]
    assert {c["phase"] for c in answer["citations"]} == {"ended"}
    answer = measured.system.ask("how is the traffic on Curlew Street?")
    assert [c["event_id"] for c in answer["citations"]] == ["obs:traffic_conditions:street-4"]


def test_no_cause_is_made_up(measured: Measured):
    answer = measured.system.ask("why is traffic slow on Plover Street?")
    assert answer["answer"].startswith("No cause is reported")


@pytest.mark.parametrize("question", ["is the air ok in Alderton?", "is the air ok in Selwick?"])
def test_good_air_is_told_by_its_index(measured: Measured, question: str):
    answer = measured.system.ask(question)
    assert answer["status"] == "reported"
    assert "good" in answer["answer"]
    assert answer["citations"][0]["family"] == "telemetry"


def test_an_anomaly_is_no_official_word(measured: Measured):
    """Nothing measured makes a closure, an alert or a suspension."""
    for question in ("is Plover Street closed?", "is the Crimson Line suspended?"):
        answer = measured.system.ask(question)
        assert not answer["answer"].startswith("Yes")
        assert {c["family"] for c in answer["citations"]} <= {"anomaly", "telemetry"}
