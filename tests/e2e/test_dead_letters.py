"""What cannot be used goes to `<topic>.dlq`, unchanged and with its reason (contract, 1.1)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from confluent_kafka import Message

from tests.e2e.feeding import Feed, ago, ahead, event_id, headers_of, message, now, power_outage
from tests.e2e.gridham import square_at
from tests.e2e.running import Json, expect

TOPIC = "infrastructure_events"


@dataclass(frozen=True)
class Poison:
    """A record that must not be used, and why."""

    name: str
    reason: str
    value: bytes
    key: str
    topic: str = TOPIC


def _body(**fields: Any) -> tuple[bytes, str]:
    body = power_outage(area="Pelham", **fields)
    return json.dumps(body).encode(), body["event_id"]


def _with(name: str, reason: str, **fields: Any) -> Poison:
    value, key = _body(**fields)
    return Poison(name, reason, value, key)


def _without(field: str) -> Poison:
    body = power_outage()
    key = body["event_id"]
    del body[field]
    return Poison(f"no {field}", "schema", json.dumps(body).encode(), key)


def _raw(name: str, reason: str, value: bytes) -> Poison:
    return Poison(name, reason, value, event_id())


def _deep(levels: int) -> bytes:
    value, _ = _body()
    return value[:-1] + b', "deep": ' + b"[" * levels + b"]" * levels + b"}"


def _ring(corners: int) -> Json:
    ring = [[10 + index * 1e-5, 50.01] for index in range(corners)]
    return {"type": "Polygon", "coordinates": [[*ring, [10.0, 50.02], ring[0]]]}


def _poisons() -> list[Poison]:
    value, key = _body()
    other, _ = _body()
    bow_tie = {"type": "Polygon", "coordinates": [[[10, 50], [10.1, 50]]]}
    return [
        _raw("empty", "not_json", b""),
        _raw("words", "not_json", b"not json at all"),
        _raw("cut", "not_json", value[:-5]),
        _raw("nan", "not_json", value[:-1] + b', "n": NaN}'),
        _raw("latin-1", "bad_utf8", value.replace(b"Pelham", b"P\xe9lham")),
        _raw("utf-16", "bad_utf8", value.decode().encode("utf-16")),
        _raw("a list", "schema", b"[]"),
        _raw("a number", "schema", b"7"),
        _raw("null", "schema", b"null"),
        *(_without(field) for field in ("event_id", "type", "severity", "timestamp")),
        _with("severity a number", "schema", severity=5),
        _with("type a list", "schema", type=["fire"]),
        _with("headline an object", "schema", headline={"en": "x"}),
        _with("customers negative", "schema", affected_customers=-1),
        _with("customers text", "schema", affected_customers="many"),
        _with("planned text", "schema", planned="false"),
        _with("handling unknown", "schema", handling="rehearsal"),
        _with("message type unknown", "schema", message_type="shout"),
        _with("instructions text", "schema", instructions="run"),
        _with("time is words", "bad_time", timestamp="tomorrow"),
        _with("time is a number", "bad_time", timestamp=1_700_000_000),
        _with("time too far ahead", "bad_time", timestamp=ahead(minutes=7)),
        _with("end is words", "bad_time", ends_at="soon"),
        _with("latitude 91", "bad_geo", coordinates={"lat": 91, "lon": 10}),
        _with("longitude missing", "bad_geo", coordinates={"lat": 50}),
        _with("unknown shape", "bad_geo", geometry={"type": "Blob", "coordinates": []}),
        _with("polygon of two", "bad_geo", geometry=bow_tie),
        _with("too many vertices", "too_large", geometry=_ring(1100)),
        _with("too large", "too_large", message="x" * 66_000),
        Poison("too deep", "too_deep", _deep(40), json.loads(_deep(1))["event_id"]),
        Poison("another key", "key_mismatch", other, key),
        _with("from a resident", "unauthorised", source="gh-talk"),
    ]


@pytest.fixture(scope="module")
def poisoned(producer: Feed) -> dict[str, tuple[Poison, tuple[int, int], Message]]:
    """Send all poison at once and return each with its place and its dead letter."""
    sent = {p.name: (p, producer.send(p.topic, p.key, p.value)) for p in _poisons()}

    def look() -> dict[tuple[int, int], Message] | None:
        letters = {
            (int(told["original.partition"]), int(told["original.offset"])): letter
            for letter in producer.read(f"{TOPIC}.dlq")
            if (told := headers_of(letter))
        }
        return letters if all(place in letters for _, place in sent.values()) else None

    try:
        letters = expect(look, "all dead letters")
    except AssertionError:  # each test then says which one is missing
        letters = {
            (int(told["original.partition"]), int(told["original.offset"])): letter
            for letter in producer.read(f"{TOPIC}.dlq")
            if (told := headers_of(letter))
        }
    return {
        name: (poison, place, letters[place])
        for name, (poison, place) in sent.items() if place in letters
    }  # fmt: skip


NAMES = [p.name for p in _poisons()]


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_used_is_a_dead_letter_with_its_reason(
    poisoned: dict[str, tuple[Poison, tuple[int, int], Message]], name: str
):
    assert name in poisoned, "no dead letter came"
    poison, (partition, offset), letter = poisoned[name]
    told = headers_of(letter)
    assert told["error.reason"] == poison.reason, told["error.detail"]
    assert told["error.detail"]
    assert told["original.topic"] == poison.topic
    assert (told["original.partition"], told["original.offset"]) == (str(partition), str(offset))
    at = datetime.fromisoformat(told["error.at"])
    assert abs(at - now()) < timedelta(minutes=5)
    assert (letter.value() or b"", letter.key()) == (poison.value, poison.key.encode())


def test_the_headers_of_a_record_stay_on_its_dead_letter(feed: Feed):
    feed.remember(f"{TOPIC}.dlq")
    place = feed.send(TOPIC, "x", b"{", [("ce_id", b"4711")])
    assert headers_of(_letter(feed, place))["ce_id"] == "4711"


def test_poison_leaves_no_event_and_stops_nothing(
    poisoned: dict[str, tuple[Poison, tuple[int, int], Message]], feed: Feed
):
    for poison, _, _ in poisoned.values():
        if poison.reason != "key_mismatch":
            assert feed.system.event(poison.key) is None, poison.name
    for _ in range(8):  # enough to meet every partition
        feed.say("infrastructure", power_outage(area="Pelham"))
    for _, id_ in feed.told:
        expect(lambda id_=id_: feed.system.event(id_), f"{id_} after the poison")


def test_a_record_just_inside_the_limits_is_taken(feed: Feed):
    large = feed.say("infrastructure", power_outage(area="Pelham", message="out " * 15_000))
    value = _deep(28)
    deep = json.loads(value)
    feed.told.append((TOPIC, deep["event_id"]))
    feed.send(TOPIC, deep["event_id"], value)
    shaped = feed.say("infrastructure", power_outage(geometry=_ring(950)))
    for body in (large, deep, shaped):
        feed.expect_told(body)


def test_an_id_belongs_to_its_source(feed: Feed):
    feed.remember(f"{TOPIC}.dlq")
    body = feed.tell("infrastructure", message("gh-gas", "gas_leak", area="Pelham"))
    rival = message("somebody-else", "gas_leak", event_id=body["event_id"], area="Quarrow")
    place = feed.send(TOPIC, body["event_id"], json.dumps(rival).encode())
    assert headers_of(_letter(feed, place))["error.reason"] == "id_conflict"
    event = feed.system.event(body["event_id"])
    assert event is not None
    assert (event["source"], event["areas"]) == ("gh-gas", ["Pelham"])


def test_an_official_source_takes_an_id_over_from_a_lesser_one(feed: Feed):
    feed.remember(f"{TOPIC}.dlq")
    body = feed.tell("infrastructure", message("gh-gas", "gas_leak", area="Pelham"))
    official = message("gh-civil", "gas_leak", event_id=body["event_id"], area="Quarrow")
    feed.tell("infrastructure", official)
    event = feed.system.event(body["event_id"])
    assert event is not None
    assert (event["source"], event["areas"]) == ("gh-civil", ["Quarrow"])
    back = message("gh-gas", "gas_leak", event_id=body["event_id"], area="Pelham")
    place = feed.send(TOPIC, body["event_id"], json.dumps(back).encode())
    assert headers_of(_letter(feed, place))["error.reason"] == "id_conflict"


def test_two_official_sources_do_not_share_an_id(feed: Feed):
    feed.remember(f"{TOPIC}.dlq")
    body = feed.tell("infrastructure", power_outage(area="Pelham"))
    rival = message("gh-water", "water_outage", event_id=body["event_id"])
    place = feed.send(TOPIC, body["event_id"], json.dumps(rival).encode())
    assert headers_of(_letter(feed, place))["error.reason"] == "id_conflict"


def test_a_message_without_source_belongs_to_the_event_that_has_its_id(feed: Feed):
    body = feed.tell("infrastructure", power_outage(area="Pelham", timestamp=ago(minutes=2)))
    bare = {name: value for name, value in body.items() if name != "source"}
    feed.tell("infrastructure", bare | {"timestamp": now().isoformat(), "area": "Quarrow"})
    event = feed.system.event(body["event_id"])
    assert event is not None
    assert (event["source"], event["areas"]) == ("gh-power", ["Quarrow"])


def test_older_news_about_a_forgotten_event_is_too_old(feed: Feed):
    feed.remember(f"{TOPIC}.dlq")
    body = feed.tell("infrastructure", power_outage(area="Pelham", timestamp=ago(minutes=5)))
    feed.send(TOPIC, body["event_id"], None)
    expect(lambda: feed.system.event(body["event_id"]) is None, "withdrawn")
    older = body | {"timestamp": ago(minutes=9)}
    place = feed.send(TOPIC, body["event_id"], json.dumps(older).encode())
    assert headers_of(_letter(feed, place))["error.reason"] == "too_old"
    assert feed.system.event(body["event_id"]) is None
    feed.tell("infrastructure", body | {"timestamp": now().isoformat()})


def test_shapes_of_one_kilometre_are_no_poison(feed: Feed):
    feed.expect_told(feed.say("infrastructure", power_outage(geometry=square_at("Pelham", 0.5))))


def _letter(feed: Feed, place: tuple[int, int]) -> Message:
    def look() -> Message | None:
        for letter in feed.read(f"{TOPIC}.dlq"):
            told = headers_of(letter)
            if (told["original.partition"], told["original.offset"]) == tuple(map(str, place)):
                return letter
        return None

    return expect(look, f"dead letter of {place}")
