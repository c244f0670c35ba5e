"""What a producer may write to the event topics, and how it is understood (contract, 1.1)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.feeding import Feed, ahead, event_id, message, now, power_outage
from tests.e2e.gridham import ZONE, square_at
from tests.e2e.running import Json, System, expect


def _told(feed: Feed, family: str, body: Json) -> Json:
    feed.say(family, body)
    return expect(lambda: feed.system.event(body["event_id"]), f"{body['event_id']} indexed")


def _same_instant(told: str, expected: str | datetime) -> bool:
    instant = expected if isinstance(expected, datetime) else datetime.fromisoformat(expected)
    return abs(datetime.fromisoformat(told) - instant) < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("family", "type_", "source"),
    [
        ("infrastructure", "power_outage", "infrastructure_events"),
        ("transit", "delay", "transit_events"),
        ("emergency", "fire", "emergency_events"),
    ],
)
def test_four_fields_are_enough(feed: Feed, family: str, type_: str, source: str):
    instant = now()
    body = {"event_id": event_id(), "type": type_, "severity": "low",
            "timestamp": instant.isoformat()}  # fmt: skip
    event = _told(feed, family, body)
    expected = {"family": family, "type": type_, "severity": "low", "phase": "active",
                "source": source, "end_certainty": "unknown", "ends_at": None}  # fmt: skip
    assert {name: event[name] for name in expected} == expected
    assert _same_instant(event["issued_at"], instant)
    assert _same_instant(event["starts_at"], instant)


def test_naive_times_are_read_in_the_city_zone_and_the_city_is_not_on_utc(feed: Feed):
    local = now().astimezone(ZONE).replace(tzinfo=None, microsecond=0) - timedelta(minutes=10)
    body = power_outage(
        timestamp=local.isoformat(), area="Pelham",
        estimated_restoration=(local + timedelta(hours=3)).isoformat(),
    )  # fmt: skip
    event = _told(feed, "infrastructure", body)
    instant = local.replace(tzinfo=ZONE).astimezone(UTC)
    assert _same_instant(event["issued_at"], instant)
    assert _same_instant(event["ends_at"], instant + timedelta(hours=3))
    assert event["end_certainty"] == "estimated"


def test_an_ambiguous_local_time_is_the_earlier(feed: Feed):
    # clocks go back on 25 October 2026 at 3:00: 2:30 happens first at UTC+2
    body = message("gh-roads", "road_work", timestamp="2026-10-25T02:30:00", area="Pelham")
    event = _told(feed, "infrastructure", body)
    assert _same_instant(event["issued_at"], datetime(2026, 10, 25, 0, 30, tzinfo=UTC))


SEEDS: list[tuple[str, Json]] = [
    ("emergency", {
        "type": "weather_alert", "severity": "high", "area": "Pelham", "headline": "Flood Warning",
        "message": "Flash flooding is expected.", "affected_groups": ["drivers"],
        "instructions": ["Move to higher ground", "Avoid the river path"],
    }),
    ("transit", {
        "type": "delay", "severity": "moderate", "line": "Crimson", "mode": "subway",
        "delay_minutes": 15, "reason": "signal problem", "affected_stations": ["Elstow Quay"],
        "direction": "eastbound", "alternatives": ["Bus 77"],
    }),
    ("infrastructure", {
        "type": "power_outage", "severity": "high", "area": "Pelham", "affected_customers": 4300,
        "cause": "transformer failure", "status": "investigating",
        "utility_company": "Gridham Electric",
        "coordinates": {"lat": 50.02698, "lon": 10.1007},
    }),
]  # fmt: skip


@pytest.mark.parametrize(("family", "fields"), SEEDS, ids=[family for family, _ in SEEDS])
def test_the_seeds_messages_are_valid_as_they_stand(feed: Feed, family: str, fields: Json):
    local = now().astimezone(ZONE).replace(tzinfo=None)
    body = {"event_id": event_id(), "timestamp": local.isoformat(), **fields}
    event = _told(feed, family, body)
    kept = ("headline", "message", "instructions", "affected_customers", "status")
    assert {n: event[n] for n in kept if n in fields} == {n: fields[n] for n in kept if n in fields}
    assert event["in_city"] is True
    if family == "transit":
        assert event["lines"], event
    elif "area" in fields:
        assert event["areas"] == ["Pelham"]


SEVERITIES = {
    "critical": "critical", "CRITICAL": "critical", "Extreme": "critical", "severe": "high",
    "Moderate": "moderate", "Minor": "low", "minor": "low", "unknown": "unknown",
    "Unknown": "unknown", "catastrophic": "unknown", "": "unknown",
}  # fmt: skip


def test_severity_ignores_case_takes_words_of_cap_and_has_an_unknown(feed: Feed):
    bodies = {word: power_outage(severity=word, area="Pelham") for word in SEVERITIES}
    for body in bodies.values():
        feed.say("infrastructure", body)
    told = {word: feed.expect_told(body)["severity"] for word, body in bodies.items()}
    assert told == SEVERITIES


def test_an_unknown_type_is_kept_as_other_with_its_text(feed: Feed):
    body = message("gh-civil", "meteor_shower", area="Pelham", headline="Meteors over Pelham")
    event = _told(feed, "emergency", body)
    assert (event["type"], event["headline"]) == ("other", "Meteors over Pelham")
    answer = feed.system.ask("anything going on in Pelham?")
    assert answer["status"] == "reported"
    assert body["event_id"] in [c["event_id"] for c in answer["citations"]]


def test_unknown_fields_do_no_harm(feed: Feed):
    body = power_outage(area="Pelham", crew_size=4, nested={"a": [1, {"b": None}]})
    assert _told(feed, "infrastructure", body)["areas"] == ["Pelham"]


def test_text_loses_control_tag_and_zero_width_characters(feed: Feed):
    dirt = "\u0007\u200b\u200d\ufeff\U000e0041\U000e007f"
    body = power_outage(area=f"Pel{dirt}ham", headline=f"Lines{dirt} down",
                        message=f"A tree{dirt} fell.")  # fmt: skip
    event = _told(feed, "infrastructure", body)
    assert (event["areas"], event["headline"], event["message"]) == (
        ["Pelham"], "Lines down", "A tree fell.",
    )  # fmt: skip


CLOUD_EVENTS = {
    "absent": [],
    "present": [("ce_specversion", b"1.0"), ("ce_id", b"4711"), ("ce_source", b"//gridham"),
                ("ce_type", b"city.event"), ("ce_time", b"2026-01-01T00:00:00Z"),
                ("content-type", b"application/json")],
    "garbage": [("ce_id", b"\xff\xfe"), ("ce_time", b"yesterday"), ("ce_specversion", b""),
                ("ce_id", b"twice")],
}  # fmt: skip


@pytest.mark.parametrize("headers", CLOUD_EVENTS.values(), ids=CLOUD_EVENTS)
def test_cloud_events_headers_may_be_there_or_not(feed: Feed, headers: list[tuple[str, bytes]]):
    body = feed.say("infrastructure", power_outage(area="Pelham"), headers)
    assert feed.expect_told(body)["areas"] == ["Pelham"]


def test_a_null_key_is_taken(feed: Feed):
    body = power_outage(area="Pelham")
    feed.send("infrastructure_events", None, json.dumps(body).encode())
    feed.told.append(("infrastructure_events", body["event_id"]))
    assert feed.expect_told(body)["areas"] == ["Pelham"]


def test_a_timestamp_a_little_ahead_is_taken(feed: Feed):
    body = power_outage(area="Pelham", timestamp=ahead(minutes=4))
    assert _told(feed, "infrastructure", body)["areas"] == ["Pelham"]


@pytest.mark.parametrize("handling", ["test", "exercise", "draft"])
def test_only_actual_ever_reaches_a_citizen(feed: Feed, handling: str):
    shown = feed.say("infrastructure", power_outage(area="Quarrow"))
    hidden = feed.say("infrastructure", power_outage(area="Pelham", handling=handling))
    marker = feed.say("infrastructure", power_outage(area="Quarrow", headline="Later"))
    feed.expect_told(shown)
    feed.expect_told(marker)
    system = feed.system
    assert system.event(hidden["event_id"]) is None
    every = "upcoming,active,overdue,ended,cancelled,superseded"
    assert hidden["event_id"] not in {e["event_id"] for e in _pages(system, phase=every)}
    geojson = system.get("/api/events.geojson", phase=every)
    assert hidden["event_id"] not in json.dumps(geojson)
    for question in ("is the power out in Pelham?", "anything going on in Pelham?"):
        assert system.ask(question)["status"] == "nothing_reported"
    stream = system.http.post(
        "/api/chat", json={"message": "is the power out in Pelham?"},
        headers={"accept": "text/event-stream"},
    )  # fmt: skip
    assert hidden["event_id"] not in stream.text


def test_geometry_of_every_kind_is_taken(feed: Feed):
    polygon = square_at("Pelham", 0.5)["coordinates"]
    line = polygon[0][:3]
    shapes: list[Json] = [
        {"type": "Point", "coordinates": line[0]},
        {"type": "LineString", "coordinates": line},
        {"type": "Polygon", "coordinates": polygon},
        {"type": "MultiPoint", "coordinates": line},
        {"type": "MultiLineString", "coordinates": [line]},
        {"type": "MultiPolygon", "coordinates": [polygon]},
    ]
    bodies = [message("gh-roads", "road_work", geometry=shape) for shape in shapes]
    for body in bodies:
        feed.say("infrastructure", body)
    for body, shape in zip(bodies, shapes, strict=True):
        told = feed.expect_told(body)
        assert told["in_city"] is True
        assert told["geometry"]["type"] == shape["type"]


def _pages(system: System, **query: Any) -> list[Json]:
    events: list[Json] = []
    cursor: Json = {}
    while True:
        page = system.get("/api/events", **query, **cursor)
        events += page["events"]
        if page["next_cursor"] is None:
            return events
        cursor = {"cursor": page["next_cursor"]}
