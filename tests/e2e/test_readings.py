"""What sensors send: taken as the latest of its subject, or set aside (contract, 1 and 1.3)."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Message

from tests.e2e.feeding import Feed, ago, ahead, event_id, headers_of, now
from tests.e2e.gridham import within
from tests.e2e.running import Json, System, expect
from tests.e2e.sensed_pack import write_sensed_pack

LON, LAT = within("Pelham")
HERE: Json = {"lat": LAT, "lon": LON}
KEYS = {
    "vehicle_positions": "vehicle_id", "rider_taps": "stop_id", "traffic_conditions": "road_id",
    "environment_readings": "station_id", "trips": "trip_id", "citizen_reports": "report_id",
}  # fmt: skip
LEAST: dict[str, Json] = {
    "vehicle_positions": {"kind": "bus", "line": "77", "speed_kmh": 31.5} | HERE,
    "rider_taps": {"direction": "out"},
    "traffic_conditions": {"speed_kmh": 40} | HERE,
    "environment_readings": {"pm25_ugm3": 9.1} | HERE,
    "trips": {"pickup_location": "Pelham", "dropoff_location": "Quarrow", "distance_km": 3.1,
              "fare": 7.5, "payment_method": "cash", "status": "in_progress"},
    "citizen_reports": {"description": "It is dark here"},
}  # fmt: skip
MOST: dict[str, Json] = {
    "vehicle_positions": {
        "kind": "tram", "line": "Indigo", "trip_id": "indigo-0-0", "speed_kmh": 0,
        "heading_deg": 359.5, "status": "breakdown", "next_stop": "i3", "delay_s": -45,
        "occupancy": 31, "fuel_pct": 55.5, "engine_temp_c": 91,
    } | HERE,
    "rider_taps": {"line": "77", "direction": "in", "count": 14, "card_kind": "student"},
    "traffic_conditions": {
        "name": "Plover Street", "speed_kmh": 12.5, "free_flow_kmh": 50, "vehicles_per_min": 33,
        "occupancy": 71.5, "camera_id": "cam-9",
    } | HERE,
    "environment_readings": {
        "pm25_ugm3": 1, "pm10_ugm3": 2, "o3_ppb": 30, "no2_ppb": 4, "co_ppm": 0.3, "noise_db": 61,
        "temperature_c": -12.5, "humidity_pct": 100, "wind_kmh": 0, "rain_mm_h": 0,
    } | HERE,
    "trips": LEAST["trips"] | {"status": "canceled"},
}  # fmt: skip
PARTITIONS = 4
"""Of each topic of the embedded broker."""
SENSORS = [topic for topic in KEYS if topic != "citizen_reports"]


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    folder: Path = tmp_path_factory.mktemp("readings")
    with System(folder, city=write_sensed_pack(folder / "pack")) as system:
        yield Feed(system)


def reading(topic: str, key: str, instant: str | None = None, /, **more: Any) -> Json:
    """Return the smallest reading of a topic, taken now unless told otherwise."""
    at = "pickup_time" if topic == "trips" else "timestamp"
    return {KEYS[topic]: key, at: instant or now().isoformat()} | LEAST[topic] | more


def _send(feed: Feed, topic: str, body: Json) -> tuple[int, int]:
    return feed.send(topic, body[KEYS[topic]], json.dumps(body).encode())


def _latest(feed: Feed, topic: str, key: str, instant: str) -> Json:
    wanted = datetime.fromisoformat(instant)

    def look() -> Json | None:
        event = feed.system.event(f"obs:{topic}:{key}")
        if event is None or datetime.fromisoformat(event["issued_at"]) != wanted:
            return None
        return event

    return expect(look, f"{topic} of {key} as of {instant}")


def _send_to_all(feed: Feed, topic: str) -> list[tuple[str, str]]:
    """Send readings of new subjects until each partition has got one; return key and instant."""
    sent: list[tuple[str, str]] = []
    places: set[int] = set()
    while len(places) < PARTITIONS:
        sent.append((event_id("s"), now().isoformat()))
        places.add(_send(feed, topic, reading(topic, *sent[-1]))[0])
    return sent


@pytest.fixture(scope="module")
def taken(feed: Feed) -> dict[tuple[str, str], tuple[str, str]]:
    """Send good readings of each topic; return key and newest instant by topic and name."""
    sent: dict[tuple[str, str], tuple[str, str]] = {}
    markers: dict[str, list[tuple[str, str]]] = {}
    for topic in SENSORS:
        least, most, long, soon, bare, twice, older = (event_id("s") for _ in range(7))
        newest, second = ago(seconds=10), ago(seconds=30)
        told = [
            ("least", reading(topic, least, newest)),
            ("most", reading(topic, most, newest) | MOST[topic]),
            ("60 kB", reading(topic, long, newest, remark="far " * 15_000, more={"a": [1]})),
            ("4 minutes ahead", reading(topic, soon, ahead(minutes=4))),
            ("older later", reading(topic, older, ago(seconds=50))),
            ("older later", reading(topic, older, newest)),
        ]
        for name, body in told:
            at = body["pickup_time" if topic == "trips" else "timestamp"]
            sent[topic, name] = (body[KEYS[topic]], at)
            _send(feed, topic, body)
        _send(feed, topic, reading(topic, older, ago(seconds=40)))
        feed.send(topic, None, json.dumps(reading(topic, bare, newest)).encode())
        sent[topic, "no key"] = (bare, newest)
        at = "pickup_time" if topic == "trips" else "timestamp"
        value = json.dumps(reading(topic, twice, ago(hours=2))).encode()
        feed.send(topic, twice, value[:-1] + f', "{at}": "{second}"}}'.encode())
        sent[topic, "a field named twice"] = (twice, second)
        markers[topic] = _send_to_all(feed, topic)
    for topic, marked in markers.items():
        for key, instant in marked:
            _latest(feed, topic, key, instant)
    return sent


@pytest.mark.parametrize("topic", SENSORS)
@pytest.mark.parametrize(
    "name",
    ["least", "most", "60 kB", "4 minutes ahead", "older later", "no key", "a field named twice"],
)
def test_the_newest_reading_can_be_cited(
    feed: Feed, taken: dict[tuple[str, str], tuple[str, str]], topic: str, name: str
):
    key, instant = taken[topic, name]
    event = feed.system.event(f"obs:{topic}:{key}")
    assert event is not None
    assert (event["event_id"], event["family"], event["type"]) == (
        f"obs:{topic}:{key}", "telemetry", topic,
    )  # fmt: skip
    assert datetime.fromisoformat(event["issued_at"]) == datetime.fromisoformat(instant)
    fields = (MOST if name == "most" else LEAST)[topic]
    assert {field: event["reading"][field] for field in fields} == fields


def test_good_readings_leave_no_dead_letter(
    feed: Feed, taken: dict[tuple[str, str], tuple[str, str]]
):
    keys = {key.encode() for key, _ in taken.values()}
    for topic in SENSORS:
        assert not [m for m in feed.read(f"{topic}.dlq") if m.key() in keys]


@dataclass(frozen=True)
class Poison:
    """A record that must not be used, and why."""

    topic: str
    name: str
    reason: str
    value: bytes
    key: str


def _altered(topic: str, name: str, reason: str, drop: str = "", /, **more: Any) -> Poison:
    key = event_id("p")
    body = {n: v for n, v in (reading(topic, key) | more).items() if n != drop}
    return Poison(topic, name, reason, json.dumps(body).encode(), key)


RANGES: dict[str, list[tuple[str, Any]]] = {
    "vehicle_positions": [("speed_kmh", -3), ("speed_kmh", "fast"), ("fuel_pct", 140),
                          ("delay_s", "late"), ("heading_deg", 400), ("engine_temp_c", [1])],
    "rider_taps": [("direction", "up"), ("count", -1), ("count", "many")],
    "traffic_conditions": [("speed_kmh", -1), ("speed_kmh", True), ("vehicles_per_min", -1)],
    "environment_readings": [("pm25_ugm3", -1), ("humidity_pct", 140), ("wind_kmh", "calm")],
    "trips": [("status", "lost"), ("fare", -1), ("distance_km", "far")],
    "citizen_reports": [("status", "lost"), ("type", ["gas"]), ("description", 7)],
}  # fmt: skip
NEEDED: dict[str, list[str]] = {
    "vehicle_positions": ["vehicle_id", "lat", "timestamp"],
    "rider_taps": ["stop_id", "direction", "timestamp"],
    "traffic_conditions": ["road_id", "lon", "speed_kmh", "timestamp"],
    "environment_readings": ["station_id", "lat", "timestamp"],
    "trips": ["trip_id", "pickup_time", "status", "fare"],
    "citizen_reports": ["report_id", "timestamp"],
}


def _poisons() -> Iterator[Poison]:
    for topic, id_ in KEYS.items():
        at = "pickup_time" if topic == "trips" else "timestamp"
        value = json.dumps(reading(topic, "p")).encode()

        def raw(name: str, reason: str, value: bytes, topic: str = topic) -> Poison:
            return Poison(topic, name, reason, value, "p")

        yield raw("empty", "not_json", b"")
        yield raw("cut", "not_json", value[:-4])
        yield raw("NaN", "not_json", value[:-1] + b', "noise_db": NaN}')
        yield raw("a list", "schema", b"[]")
        yield raw("latin-1", "bad_utf8", value[:-1] + b', "name": "P\xe9lham"}')
        yield raw("too deep", "too_deep", value[:-1] + b', "d": ' + b"[" * 40 + b"]" * 40 + b"}")
        yield _altered(topic, "too large", "too_large", remark="x" * 66_000)
        yield _altered(topic, "id a number", "schema", **{id_: 7})
        yield _altered(topic, "another key", "key_mismatch", **{id_: "somebody-else"})
        yield _altered(topic, "time is words", "bad_time", **{at: "tomorrow"})
        yield _altered(topic, "time ahead", "bad_time", **{at: ahead(minutes=7)})
        for field in NEEDED[topic]:
            yield _altered(topic, f"no {field}", "schema", field)
        for field, wrong in RANGES[topic]:
            yield _altered(topic, f"{field} {wrong}", "schema", **{field: wrong})
        if "lat" in LEAST[topic]:
            yield _altered(topic, "latitude 95", "bad_geo", lat=95)
            yield _altered(topic, "longitude -190", "bad_geo", lon=-190)
        elif topic == "citizen_reports":
            yield _altered(topic, "latitude 95", "bad_geo", coordinates={"lat": 95, "lon": 10})


@pytest.fixture(scope="module")
def letters(feed: Feed) -> dict[tuple[str, str], tuple[Poison, tuple[int, int], Message]]:
    """Send all poison and return each with its place and its dead letter."""
    sent = [(p, feed.send(p.topic, p.key, p.value)) for p in _poisons()]
    found: dict[tuple[str, int, int], Message] = {}

    def all_there() -> bool:
        for topic in KEYS:
            for letter in feed.read(f"{topic}.dlq"):
                told = headers_of(letter)
                place = int(told["original.partition"]), int(told["original.offset"])
                found[told["original.topic"], *place] = letter
        return all((p.topic, *place) in found for p, place in sent)

    with suppress(AssertionError):  # each test then says which one is missing
        expect(all_there, "all dead letters")
    return {
        (p.topic, p.name): (p, place, found[p.topic, *place])
        for p, place in sent if (p.topic, *place) in found
    }  # fmt: skip


@pytest.mark.parametrize("name", [f"{p.topic}: {p.name}" for p in _poisons()])
def test_what_cannot_be_used_is_a_dead_letter_with_its_reason(
    letters: dict[tuple[str, str], tuple[Poison, tuple[int, int], Message]], name: str
):
    topic, _, what = name.partition(": ")
    assert (topic, what) in letters, "no dead letter came"
    poison, (partition, offset), letter = letters[topic, what]
    told = headers_of(letter)
    assert told["error.reason"] == poison.reason, told["error.detail"]
    assert told["error.detail"]
    assert told["original.topic"] == topic
    assert (told["original.partition"], told["original.offset"]) == (str(partition), str(offset))
    at = datetime.fromisoformat(told["error.at"])
    assert abs(at - now()) < timedelta(minutes=5)
    assert (letter.value() or b"", letter.key()) == (poison.value, poison.key.encode())


@pytest.mark.parametrize("topic", SENSORS)
def test_poison_leaves_no_reading(
    letters: dict[tuple[str, str], tuple[Poison, tuple[int, int], Message]], feed: Feed, topic: str
):
    for poison, _, _ in letters.values():
        if poison.topic == topic:
            assert feed.system.event(f"obs:{topic}:{poison.key}") is None, poison.name
    assert feed.system.event(f"obs:{topic}:somebody-else") is None


def test_poison_stops_no_partition(
    letters: dict[tuple[str, str], tuple[Poison, tuple[int, int], Message]], feed: Feed
):
    assert {topic for topic, _ in letters} == set(KEYS)
    marked = {topic: _send_to_all(feed, topic) for topic in SENSORS}
    for topic, sent in marked.items():
        for key, instant in sent:
            _latest(feed, topic, key, instant)
