"""Recordings are played as they are, or as if they happened now, and prove nothing about now."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from core import topics
from core.errors import Misconfigured, Transient
from core.event import Event, EventType
from core.lifecycle import Phase, standing
from core.topics import Family
from core.wire import Reading, decode_event
from producers.replay import Scene, replay
from producers.replay_lines import Format
from streams.headers import read_headers
from streams.memory import MemoryStreams
from streams.record import Record
from tests.producers.stage import ZONE, at
from tests.producers.transit_feed import RIVERMOUTH, alert, feed, rivermouth, trip, vehicle

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CAP = """<?xml version="1.0"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>KX-1</identifier>
<sender>oem@rivermouth.example</sender><sent>2025-12-25T10:00:00-05:00</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>en</language><category>Met</category><event>Flood Warning</event>
<urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>
<onset>2025-12-25T11:00:00-05:00</onset><expires>2025-12-25T16:00:00-05:00</expires>
<headline>Flood warning for Riverside</headline><description>The river is rising.</description>
<area><areaDesc>Riverside</areaDesc></area></info></alert>"""


class Theatre:
    """Hold where the tests' recordings are played."""

    def __init__(self) -> None:
        self.streams = MemoryStreams()
        self.slept: list[float] = []
        self.scene = Scene(
            sink=self.streams.sink(),
            wire_name=lambda topic: f"test.{topic}",
            city=rivermouth(),
            folder=RIVERMOUTH,
            clock=Still(),
            sleep=self.slept.append,
        )

    def records(self, topic: str) -> list[Record]:
        return sorted(self.streams.log().read_all([f"test.{topic}"]), key=lambda r: r.timestamp_ms)

    def events(self, topic: str, family: Family) -> list[Event]:
        reader = Reading(topic, family, ZONE, NOW)
        return [decode_event(record.value or b"", reader) for record in self.records(topic)]


class Still:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def theatre() -> Iterator[Theatre]:
    played = Theatre()
    yield played
    assert played.records(topics.FEED_STATUS) == [], "a recording sends no heartbeats"


def lines(path: Path, *messages: Any) -> Path:
    path.write_text("\n".join(m if isinstance(m, str) else json.dumps(m) for m in messages))
    return path


def outage(event_id: str = "city-power:7", **fields: Any) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "type": "power_outage",
        "severity": "high",
        "timestamp": "2025-12-25T15:00:00Z",
    } | fields


def test_an_alert_in_the_demo_city_is_told_as_if_it_were_now(theatre: Theatre, tmp_path: Path):
    recording = tmp_path / "alerts.pb"
    recording.write_bytes(
        feed(alert("a1", "Blue Line delays", {"route_id": "Blue"}, periods=[(-600, 3600)]))
    )
    told = replay([recording], theatre.scene, source="metro-transit", move_times=True)
    (event,) = theatre.events(topics.TRANSIT_EVENTS, Family.TRANSIT)
    assert (told.sent, told.moved_by) == (1, NOW - at(0))
    assert event.event_id == "metro-transit:a1"
    assert (event.source, event.publisher) == ("metro-transit", "Metro Transit")
    assert event.lines == ("Blue Line",)
    assert (event.issued_at, event.starts_at) == (NOW, NOW - timedelta(minutes=10))
    assert event.ends_at == NOW + timedelta(hours=1)
    assert standing(event, NOW).phase is Phase.ACTIVE


def test_without_moving_a_recording_keeps_its_times(theatre: Theatre, tmp_path: Path):
    recording = tmp_path / "alerts.pb"
    recording.write_bytes(feed(alert("a1", "Delays", periods=[(-600, 3600)])))
    replay([recording], theatre.scene)
    (event,) = theatre.events(topics.TRANSIT_EVENTS, Family.TRANSIT)
    assert (event.source, event.issued_at) == ("replay", at(0))
    assert standing(event, NOW).phase is Phase.ENDED


def test_a_cap_alert_is_recognised_and_moved(theatre: Theatre, tmp_path: Path):
    recording = tmp_path / "flood"
    recording.write_text(CAP)
    replay([recording], theatre.scene, source="emergency-management", move_times=True)
    (event,) = theatre.events(topics.EMERGENCY_EVENTS, Family.EMERGENCY)
    assert event.source == "emergency-management"
    assert event.publisher == "Office of Emergency Management"
    assert event.issued_at == NOW
    assert event.starts_at == NOW + timedelta(hours=1)
    assert event.headline == "Flood warning for Riverside"


def test_several_documents_of_one_feed_are_one_story(theatre: Theatre, tmp_path: Path):
    for number, headline in enumerate(["Delays", "Delays", "Long delays"]):
        path = tmp_path / f"{number}.pb"
        path.write_bytes(feed(alert("a1", headline), header=at(60 * number)))
    replay(sorted(tmp_path.glob("*.pb")), theatre.scene, move_times=True)
    events = theatre.events(topics.TRANSIT_EVENTS, Family.TRANSIT)
    assert [(e.headline, e.issued_at) for e in events] == [
        ("Delays", NOW - timedelta(minutes=2)),
        ("Long delays", NOW),
    ]


def test_what_leaves_a_recording_ends_nothing(theatre: Theatre, tmp_path: Path):
    for number in range(6):
        path = tmp_path / f"{number}.pb"
        path.write_bytes(feed(*([alert("a1", "Delays")] * (number == 0)), header=at(60 * number)))
    replay(sorted(tmp_path.glob("*.pb")), theatre.scene)
    assert [e.status for e in theatre.events(topics.TRANSIT_EVENTS, Family.TRANSIT)] == [""]


def test_trips_and_vehicles_of_a_recording_are_told(theatre: Theatre, tmp_path: Path):
    recording = tmp_path / "trips.pb"
    late = [trip(f"Blue-0-{hour:02d}10", 600) for hour in (6, 7, 8)]
    recording.write_bytes(feed(*late, vehicle("v1", trip={"route_id": "Blue"})))
    replay([recording], theatre.scene, as_=Format.GTFS_RT)
    (event,) = theatre.events(topics.TRANSIT_EVENTS, Family.TRANSIT)
    assert event.type is EventType.DELAY
    assert [r.key for r in theatre.records(topics.VEHICLE_POSITIONS)] == [b"v1"]


def test_a_line_finds_its_topic_by_what_it_says(theatre: Theatre, tmp_path: Path):
    recording = lines(
        tmp_path / "all.jsonl",
        outage(),
        outage("E-1", type="fire"),
        outage("T-1", type="delay"),
        outage("A-1", type="air_quality"),
        outage("X-1", type="new_word", source="city-water"),
        {"vehicle_id": "bus-1", "lat": 40.7, "lon": -74.0, "timestamp": "2025-12-25T15:00:00Z"},
        {"stop_id": "uptown", "direction": "in", "timestamp": "2025-12-25T15:00:00Z"},
        {"road_id": "elm", "lat": 40.7, "lon": -74.0, "speed_kmh": 9},
        {"station_id": "s1", "lat": 40.7, "lon": -74.0},
        {"trip_id": "t1", "pickup_time": "2025-12-25T15:00:00Z"},
        {"report_id": "r1", "description": "dark street"},
    )
    told = replay([recording], theatre.scene)
    found = {
        topic.name: {(record.key or b"").decode() for record in theatre.records(topic.name)}
        for topic in topics.all_topics()
    }
    assert {name: keys for name, keys in found.items() if keys} == {
        "infrastructure_events": {"city-power:7", "X-1"},
        "emergency_events": {"E-1", "A-1"},
        "transit_events": {"T-1"},
        "vehicle_positions": {"bus-1"},
        "rider_taps": {"uptown"},
        "traffic_conditions": {"elm"},
        "environment_readings": {"s1"},
        "trips": {"t1"},
        "citizen_reports": {"r1"},
    }
    assert (told.sent, told.rejections) == (11, ())


def test_a_wrapped_line_is_sent_exactly_as_recorded(theatre: Theatre, tmp_path: Path):
    poison = '{"event_id": 5,'
    recording = lines(
        tmp_path / "wrapped.jsonl",
        {
            "topic": "infrastructure_events",
            "key": "P-1",
            "value": poison,
            "headers": {"ce_id": "x", "n": 1},
        },
        {"topic": "infrastructure_events", "key": "P-2", "value": None},
    )
    replay([recording], theatre.scene, move_times=True)
    by_key = {record.key: record for record in theatre.records(topics.INFRASTRUCTURE_EVENTS)}
    assert by_key[b"P-1"].value == poison.encode()
    assert read_headers(by_key[b"P-1"].headers) == {"ce_id": "x", "n": "1"}
    assert by_key[b"P-2"].value is None


def test_every_time_of_a_line_is_moved_and_local_ones_are_read_in_the_citys_zone(
    theatre: Theatre, tmp_path: Path
):
    recording = lines(
        tmp_path / "outages.jsonl",
        outage(
            timestamp="2025-12-25T10:00:00",
            starts_at="2025-12-25T09:00:00",
            estimated_restoration="2025-12-25T18:00:00Z",
            expires_at="2025-12-26T15:00:00+00:00",
            active_periods=[{"starts_at": "2025-12-25T14:00:00Z", "ends_at": None}],
            description="since 2025-12-25T09:00:00",
        ),
        outage("city-power:8", timestamp="2025-12-25T16:00:00Z"),
    )
    told = replay([recording], theatre.scene, move_times=True)
    assert told.moved_by == NOW - datetime(2025, 12, 25, 16, tzinfo=UTC)
    by_key = {r.key: orjson.loads(r.value or b"") for r in theatre.records("infrastructure_events")}
    assert by_key[b"city-power:7"] == outage(
        timestamp="2026-03-01T11:00:00Z",
        starts_at="2026-03-01T10:00:00Z",
        estimated_restoration="2026-03-01T14:00:00Z",
        expires_at="2026-03-02T11:00:00Z",
        active_periods=[{"starts_at": "2026-03-01T10:00:00Z", "ends_at": None}],
        description="since 2025-12-25T09:00:00",
    )


def test_a_source_is_lent_to_lines_that_name_none(theatre: Theatre, tmp_path: Path):
    recording = lines(tmp_path / "a.jsonl", outage("P-1"), outage("P-2", source="other"))
    replay([recording], theatre.scene, source="city-power")
    sources = {
        e.event_id: e.source for e in theatre.events("infrastructure_events", Family.TRANSIT)
    }
    assert sources == {"P-1": "city-power", "P-2": "other"}


def test_the_pace_is_the_recordings_own(theatre: Theatre, tmp_path: Path):
    recording = lines(
        tmp_path / "paced.jsonl",
        outage("P-1", timestamp="2025-12-25T15:00:00Z"),
        outage("P-2", timestamp="2025-12-25T15:01:00Z"),
        outage("P-3", timestamp="2025-12-25T15:00:30Z"),
        {
            "topic": "infrastructure_events",
            "key": "P-4",
            "value": outage("P-4"),
            "at": "2025-12-25T15:02:30Z",
        },
    )
    replay([recording], theatre.scene, speed=10)
    assert theatre.slept == [6.0, 12.0]


def test_progress_is_told_record_by_record(theatre: Theatre, tmp_path: Path):
    seen: list[tuple[int, int]] = []
    recording = lines(tmp_path / "a.jsonl", outage("P-1"), outage("P-2"))
    replay([recording], theatre.scene, on_sent=lambda n, of: seen.append((n, of)))
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not_json"),
        ("[]", "no_topic"),
        ('{"hello":1}', "no_topic"),
        ('{"event_id":"x:1","type":"nonsense"}', "no_topic"),
        ('{"event_id":"x:1"}', "schema"),
        ('{"event_id":"  ","type":"fire"}', "schema"),
        ('{"topic":"elsewhere","value":{}}', "no_topic"),
        ('{"topic":"transit_events","value":5}', "no_topic"),
        ('{"topic":"transit_events","value":{},"at":"soon"}', "bad_time"),
        ('{"topic":"feed_status","key":"x","value":{}}', "no_topic"),
    ],
)
def test_a_line_that_cannot_be_placed_is_counted_and_loses_no_other(
    theatre: Theatre, tmp_path: Path, line: str, reason: str
):
    told = replay([lines(tmp_path / "a.jsonl", outage("P-1"), line, outage("P-2"))], theatre.scene)
    assert told.sent == 2
    assert [(r.native_id, r.reason) for r in told.rejections] == [("a.jsonl:2", reason)]


def test_a_file_that_is_no_recording_stops_with_one_line(theatre: Theatre, tmp_path: Path):
    bad = tmp_path / "bad.pb"
    bad.write_bytes(b"\x00\x01")
    with pytest.raises(Misconfigured, match=r"bad\.pb"):
        replay([bad], theatre.scene)
    with pytest.raises(Misconfigured, match="No such file"):
        replay([tmp_path / "missing.pb"], theatre.scene)


def test_a_log_that_takes_nothing_is_told(theatre: Theatre, tmp_path: Path):
    def refuses() -> None:
        raise Transient("not acknowledged")

    theatre.scene.sink.flush = refuses  # type: ignore[method-assign, assignment]
    with pytest.raises(Transient):
        replay([lines(tmp_path / "a.jsonl", outage())], theatre.scene)
