"""Questions answered from live readings, and what readings never do (contract, 1.3 and 2.1)."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.feeding import Feed, ago, ahead, message, now
from tests.e2e.gridham import within
from tests.e2e.running import Json, System, expect
from tests.e2e.sensed_pack import SOURCES, write_sensed_pack

KEYS = {"vehicle_positions": "vehicle_id", "traffic_conditions": "road_id",
        "environment_readings": "station_id"}  # fmt: skip
FRESH_BUS = "obs:vehicle_positions:bus-fresh"
OLD_TRAIN = "obs:vehicle_positions:train-old"
TEN_MINUTES_AGO = re.compile(r"\b1[0-4] minutes ago")
"""Since the readings were sent; a slow machine asks some minutes later."""


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    """A city with readings, of whose sources none was ever heard."""
    folder: Path = tmp_path_factory.mktemp("live-answers")
    with System(folder, city=write_sensed_pack(folder / "pack")) as system:
        feed = Feed(system)
        _measure(feed)
        yield feed


@pytest.fixture(scope="module")
def blind_answers(silent: Feed) -> dict[str, Json]:
    """Ask while no source is live."""
    return {question: silent.system.ask(question) for question in BLIND}


@pytest.fixture(scope="module")
def live(silent: Feed, blind_answers: dict[str, Json]) -> Feed:
    """The same city, once every source is live."""
    assert blind_answers
    for source in SOURCES:
        silent.beat(source.id, source.family)
    expect(
        lambda: all(s["state"] == "live" for s in silent.system.get("/api/health")["coverage"]),
        "all sources live",
    )
    return silent


def _measure(feed: Feed) -> None:
    told = [
        _reading("vehicle_positions", "bus-fresh", "Pelham", ago(seconds=9), kind="bus", line="77",
                 speed_kmh=22, delay_s=420, next_stop="s6"),
        _reading("vehicle_positions", "train-old", "Quarrow", ago(minutes=10), kind="train",
                 line="Crimson", speed_kmh=40, delay_s=5),
        _reading("vehicle_positions", "tram-soon", "Selwick", ahead(minutes=4), kind="tram",
                 line="Indigo", speed_kmh=30, delay_s=5),
        _reading("environment_readings", "air-fresh", "Pelham", ago(seconds=9), pm25_ugm3=7.3),
        _reading("environment_readings", "air-minute", "Osmaston", ago(seconds=9), pm25_ugm3=500),
        _reading("environment_readings", "air-old", "Alderton", ago(minutes=10), pm25_ugm3=6.2),
        _reading("traffic_conditions", "street-1", "Quarrow", ago(seconds=9), speed_kmh=43,
                 name="Kestrel Street", free_flow_kmh=50),
        _reading("traffic_conditions", "street-3", "Ashvale", ago(minutes=10), speed_kmh=44,
                 name="Plover Street", free_flow_kmh=50),
    ]  # fmt: skip
    for topic, body in told:
        key = body[KEYS[topic]]
        feed.send(topic, key, json.dumps(body).encode())
    for topic, body in told:
        key = body[KEYS[topic]]
        expect(lambda t=topic, k=key: feed.system.event(f"obs:{t}:{k}"), f"{topic} of {key}")


def _reading(topic: str, key: str, area: str, at: str, /, **more: Any) -> tuple[str, Json]:
    lon, lat = within(area)
    return topic, {KEYS[topic]: key, "timestamp": at, "lat": lat, "lon": lon} | more


BLIND: dict[str, str] = {
    "where is the 77 bus right now?": "reported",
    "is the air ok in Pelham?": "reported",
    "how is the traffic on Kestrel Street?": "reported",
    "is the 77 bus running?": "cannot_tell",
    "is the Crimson Line running?": "cannot_tell",
    "is the Indigo Line running?": "cannot_tell",
    "is Kestrel Street closed?": "cannot_tell",
    "is the air ok in Alderton?": "cannot_tell",
    "where is the Crimson Line train?": "cannot_tell",
    "how is the traffic on Plover Street?": "cannot_tell",
    "anything going on in Pelham?": "cannot_tell",
}
"""Questions with their status while only sensors speak."""


@pytest.mark.parametrize("question", BLIND)
def test_readings_make_no_all_clear(blind_answers: dict[str, Json], question: str):
    answer = blind_answers[question]
    assert answer["status"] == BLIND[question], answer["answer"]


FRESH: list[tuple[str, str, str]] = [
    ("where is the 77 bus right now?", FRESH_BUS, "Hazel"),
    ("where's bus 77?", FRESH_BUS, "7 minutes late"),
    ("is the air ok in Pelham?", "obs:environment_readings:air-fresh", "7"),
    ("how is the traffic on Kestrel Street?", "obs:traffic_conditions:street-1", "43 km/h"),
    ("is traffic slow on Kestrel Street?", "obs:traffic_conditions:street-1", "50"),
]
"""A question, the reading that answers it, and words that only this reading can give."""


@pytest.mark.parametrize(("question", "cited", "words"), FRESH)
def test_a_fresh_reading_is_reported(live: Feed, question: str, cited: str, words: str):
    answer = live.system.ask(question)
    assert answer["status"] == "reported", answer["answer"]
    [citation] = answer["citations"]
    topic = cited.split(":")[1]
    assert (citation["event_id"], citation["family"], citation["type"]) == (
        cited, "telemetry", topic,
    )  # fmt: skip
    reading = live.system.event(cited)
    assert reading is not None
    assert citation["issued_at"] == reading["issued_at"]
    assert words in answer["answer"]
    facts = [s for s in answer["statements"] if s["kind"] == "fact"]
    assert facts
    assert all(s["event_ids"] == [cited] for s in facts)


@pytest.mark.parametrize("question", ["where is the Crimson Line train right now?",
                                      "how is the traffic on Plover Street?"])  # fmt: skip
def test_an_old_reading_cannot_tell_and_says_since_when(live: Feed, question: str):
    answer = live.system.ask(question)
    assert answer["status"] == "cannot_tell", answer["answer"]
    assert TEN_MINUTES_AGO.search(answer["answer"])


def test_an_old_air_reading_is_no_index(live: Feed):
    answer = live.system.ask("is the air ok in Alderton?")
    assert answer["status"] != "reported"
    assert "µg" not in answer["answer"]
    assert TEN_MINUTES_AGO.search(answer["answer"])


@pytest.mark.parametrize(
    "question",
    ["where is the Violet Line train right now?", "how is the traffic on Foss Street?"],
)
def test_what_nothing_measures_is_not_invented(live: Feed, question: str):
    answer = live.system.ask(question)
    assert answer["status"] == "cannot_tell", answer["answer"]
    assert not answer["citations"]
    assert "km/h" not in answer["answer"]


@pytest.mark.parametrize("line", ["Violet", "Crimson", "Indigo"])
def test_the_vehicle_of_another_line_is_never_told(live: Feed, line: str):
    answer = live.system.ask(f"where is the {line} Line right now?")
    assert FRESH_BUS not in {c["event_id"] for c in answer["citations"]}
    assert "Hazel Avenue" not in answer["answer"]


def test_one_minute_of_bad_air_is_no_alarm(live: Feed):
    answer = live.system.ask("is the air ok in Osmaston?")
    assert "500" in answer["answer"]
    for word in ("unhealthy", "hazardous", "poor", "good"):
        assert word not in answer["answer"].lower()
    assert not live.system.get("/api/anomalies")["events"]


def test_a_reading_is_no_event_in_the_lists(live: Feed):
    ids = {e["event_id"] for e in live.system.get("/api/events", limit=1000)["events"]}
    assert not {id_ for id_ in ids if id_.startswith("obs:")}


@pytest.mark.parametrize("question", FRESH)
def test_readings_make_as_of_neither_younger_nor_older(live: Feed, question: tuple[str, str, str]):
    assert_now(live.system.ask(question[0])["as_of"])


@pytest.mark.parametrize("question", ["where is the Indigo Line tram?",
                                      "where is the Crimson Line train?"])  # fmt: skip
def test_a_reading_from_elsewhen_does_not_move_as_of(live: Feed, question: str):
    assert_now(live.system.ask(question)["as_of"])


def assert_now(instant: str) -> None:
    assert timedelta(seconds=-1) < now() - datetime.fromisoformat(instant) < timedelta(seconds=12)


def test_vehicles_are_where_they_were_last_seen(live: Feed):
    found = {v["vehicle_id"]: v for v in live.system.get("/api/vehicles/locations")["vehicles"]}
    lon, lat = within("Pelham")
    bus = found["bus-fresh"]
    assert (bus["lat"], bus["lon"], bus["line"], bus["speed_kmh"]) == (lat, lon, "77", 22.0)


def test_traffic_of_a_road_is_read_by_its_id(live: Feed):
    told = live.system.get("/api/traffic/live/street-1")
    assert (told["road_id"], told["speed_kmh"]) == ("street-1", 43.0)
    missing = live.system.http.get("/api/traffic/live/no-such-road")
    assert missing.status_code == 404
    assert missing.headers["content-type"].startswith("application/problem+json")


def test_air_quality_is_known_by_its_source(live: Feed):
    """Family `environment` has no topic of its own: its events come on those of emergencies."""
    body = message("gh-air", "air_quality", area="Zennor", severity="high")
    live.say("emergency", body)
    expect(lambda: live.system.event(body["event_id"]), "the event")
    answer = live.system.ask("is the air ok in Zennor?")
    assert answer["status"] == "reported", answer["answer"]
    assert body["event_id"] in {c["event_id"] for c in answer["citations"]}
    assert [c["source"] for c in answer["coverage"]] == ["gh-air"]
    live.forget_all()


def test_without_a_source_and_a_station_air_quality_cannot_be_told(feed: Feed):
    answer = feed.system.ask("is the air ok in Pelham?")
    assert (answer["status"], answer["coverage"]) == ("cannot_tell", [])
