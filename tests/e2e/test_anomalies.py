"""What readings give away: one event an anomaly, with a life of its own (contract 1; issue)."""

import json
import re
from datetime import datetime, timedelta
from typing import Final

import pytest

from tests.e2e.feeding import now
from tests.e2e.measured import Measured, last_states
from tests.e2e.running import Json, expect
from tests.e2e.story import publish

OPEN: Final[dict[str, tuple[str, list[str]]]] = {
    "vehicle_delay:bus-late": ("high|moderate|low", ["9 minutes"]),
    "breakdown:bus-stopped": ("low|moderate", ["stood still"]),
    "engine_warning:bus-hot": ("low|moderate", ["121", "110"]),
    "fuel_warning:bus-dry": ("low|moderate", ["7 %"]),
    "speeding:bus-fast": ("low|moderate", ["104", "80"]),
    "geofence:pelham-trucks/truck-in": ("low", ["Pelham"]),
    "sensor_silent:bus-gone": ("low|moderate", ["15 seconds"]),
    "slowdown:street-3": ("low|moderate|high", ["km/h", "50"]),
    "surge:s6": ("low|moderate|high", ["riders", "usual|instead|hours before"]),
    "air_quality:air-smoke": ("moderate|high|critical", ["index", "100"]),
    "heat:air-hot": ("low|moderate|high", ["38|37.5", "35"]),
    "wind:air-gale": ("low|moderate|high", ["78", "62"]),
    "noise:loud/air-loud": ("low", ["97", "90"]),
}
"""Kind and subject of what still lasts: its severity, and words of its sentence."""
OVER: Final = ("vehicle_delay:bus-was-late", "heat:air-was-hot", "slowdown:street-4")
CALM: Final = (
    "bus-calm", "car-in", "street-1", "air-calm", "air-spike", "s3", "s4", "s5", "truck-out",
)  # fmt: skip


@pytest.fixture(scope="module")
def records(measured: Measured) -> dict[str, Json]:
    """The last message about each anomaly on its topic."""
    return last_states(measured.feed)


@pytest.mark.parametrize("name", [*OPEN, *OVER])
def test_an_anomaly_is_an_event_of_its_family(measured: Measured, name: str):
    kind, _, subject = name.partition(":")
    event = measured.of(kind, subject)
    assert (event["family"], event["source"]) == ("anomaly", "civicsense")
    assert event["type"] == ("other" if kind == "noise" else kind)
    assert re.fullmatch(rf"anomaly:{re.escape(name)}:\d{{8}}T\d{{4}}Z", event["event_id"])
    begins, issued = _time(event["starts_at"]), _time(event["issued_at"])
    assert begins <= issued <= measured.end + timedelta(minutes=1)
    assert event["headline"]
    assert not event["instructions"]
    assert event["cause"] is None


@pytest.mark.parametrize("name", OPEN)
def test_what_lasts_is_told_in_one_sentence_and_expires_unless_renewed(
    measured: Measured, name: str
):
    kind, _, subject = name.partition(":")
    event = measured.of(kind, subject)
    severities, words = OPEN[name]
    assert (event["phase"], event["status"], event["ends_at"]) == ("active", "measured", None)
    assert event["severity"] in severities.split("|")
    sentence = event["message"]
    assert sentence.endswith(".")
    assert not re.search(r"[.!?] +[A-Z]", sentence), sentence
    for word in words:
        assert re.search(word, sentence), sentence
    gap = _time(event["expires_at"]) - _time(event["issued_at"])
    assert timedelta(minutes=10) <= gap <= timedelta(minutes=20)
    assert _time(event["expires_at"]) > measured.end
    for claim in ("because", "caused", "accident", "crash", "please", "avoid"):
        assert claim not in sentence.lower()


@pytest.mark.parametrize("name", OPEN)
def test_what_lasts_is_on_its_topic_and_among_the_anomalies(
    measured: Measured, records: dict[str, Json], name: str
):
    kind, _, subject = name.partition(":")
    event = measured.of(kind, subject)
    listed = measured.system.get("/api/anomalies", limit=1000)["events"]
    assert event["event_id"] in {e["event_id"] for e in listed}
    record = records[event["event_id"]]
    assert (record["type"], record["source"], record["status"]) == (kind, "civicsense", "measured")
    assert isinstance(record["observed"], int | float)
    assert record["subject"] == subject
    assert record["detector"]


@pytest.mark.parametrize("name", OVER)
def test_what_is_over_is_closed_as_cleared(measured: Measured, name: str):
    kind, _, subject = name.partition(":")
    event = measured.of(kind, subject)
    assert (event["phase"], event["status"]) == ("ended", "cleared")
    assert event["end_reason"] == "resolved"
    ended = _time(event["ends_at"])
    assert _time(event["starts_at"]) < ended <= _time(event["issued_at"])
    listed = measured.system.get("/api/anomalies", limit=1000)["events"]
    assert event["event_id"] not in {e["event_id"] for e in listed}


SINCE: Final[dict[str, float]] = {
    "vehicle_delay:bus-late": 14, "breakdown:bus-stopped": 12, "engine_warning:bus-hot": 6,
    "fuel_warning:bus-dry": 10, "speeding:bus-fast": 3, "sensor_silent:bus-gone": 12,
    "slowdown:street-3": 9, "surge:s6": 18, "heat:air-hot": 25, "wind:air-gale": 12,
}  # fmt: skip
"""How many minutes before the end it began."""


@pytest.mark.parametrize("name", SINCE)
def test_it_began_when_it_began(measured: Measured, name: str):
    kind, _, subject = name.partition(":")
    began = measured.end - timedelta(minutes=SINCE[name])
    told = _time(measured.of(kind, subject)["starts_at"])
    assert abs(told - began) <= timedelta(minutes=4), (told, began)


@pytest.mark.parametrize("key", CALM)
def test_what_is_usual_is_no_anomaly(measured: Measured, key: str):
    subjects = [e["event_id"].split(":", 2)[2].rpartition(":")[0] for e in measured.anomalies()]
    assert key not in subjects


def test_the_same_log_again_changes_nothing(measured: Measured, records: dict[str, Json]):
    publish(measured.feed, measured.story)
    for number in range(12):  # enough to meet every partition
        key = f"marker-{number}"
        marker = {"vehicle_id": key, "lat": 50, "lon": 10, "timestamp": now().isoformat()}
        measured.feed.send("vehicle_positions", key, json.dumps(marker).encode())
    for number in range(12):
        expect(lambda n=number: measured.system.event(f"obs:vehicle_positions:marker-{n}"), "it")
    again = last_states(measured.feed)
    assert set(again) == set(records)
    assert {_life(body) for body in again.values()} == {_life(body) for body in records.values()}


def _life(body: Json) -> tuple[str, str, str]:
    return body["event_id"], body["status"], body["starts_at"]


def _time(instant: str) -> datetime:
    return datetime.fromisoformat(instant)
