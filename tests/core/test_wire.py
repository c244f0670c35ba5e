"""What a record becomes, or why it is refused (contract, 1.1)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Rejected, RejectReason
from core.event import EndCertainty, Event, EventType, Handling, MessageType
from core.geo import LonLat
from core.severity import Severity
from core.text import clean
from core.timespan import Span
from core.topics import EMERGENCY_EVENTS, INFRASTRUCTURE_EVENTS, TRANSIT_EVENTS, Family
from core.wire import Reading, decode_event, encode_event

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2025, 12, 25, 15, 30, tzinfo=UTC)
INFRASTRUCTURE = Reading(INFRASTRUCTURE_EVENTS, Family.INFRASTRUCTURE, NEW_YORK, NOW)
TRANSIT = Reading(TRANSIT_EVENTS, Family.TRANSIT, NEW_YORK, NOW)
EMERGENCY = Reading(EMERGENCY_EVENTS, Family.EMERGENCY, NEW_YORK, NOW)

LEAST: dict[str, Any] = {
    "event_id": "INF-1",
    "type": "power_outage",
    "severity": "high",
    "timestamp": "2025-12-25T15:20:00Z",
}


def decode(fields: Mapping[str, Any], reading: Reading = INFRASTRUCTURE) -> Event:
    return decode_event(json.dumps(LEAST | dict(fields)).encode(), reading)


def refusal(value: bytes, reading: Reading = INFRASTRUCTURE) -> RejectReason:
    with pytest.raises(Rejected) as refused:
        decode_event(value, reading)
    return refused.value.reason


def test_a_message_with_the_required_fields_alone_is_an_event():
    event = decode({})
    assert event.type is EventType.POWER_OUTAGE
    assert event.severity is Severity.HIGH
    assert event.source == INFRASTRUCTURE_EVENTS
    assert not event.sourced
    assert event.issued_at == datetime(2025, 12, 25, 15, 20, tzinfo=UTC)


def test_an_emergency_as_the_seeds_print_it_is_read_in_the_citys_zone():
    event = decode_event(
        json.dumps(
            {
                "event_id": "EMG-1735122600-1234",
                "type": "weather_alert",
                "severity": "critical",
                "message": "Severe thunderstorm warning in effect",
                "area": "Downtown",
                "timestamp": "2025-12-25T10:30:00",
                "expires_at": "2025-12-25T12:30:00",
                "coordinates": {"lat": 40.7128, "lon": -74.0060},
                "affected_groups": ["pedestrians", "drivers"],
                "instructions": ["Seek shelter", "Avoid windows"],
            }
        ).encode(),
        EMERGENCY,
    )
    assert event.issued_at == NOW
    assert event.expires_at == datetime(2025, 12, 25, 17, 30, tzinfo=UTC)
    assert event.coordinates == LonLat(lon=-74.006, lat=40.7128)
    assert event.areas == ("Downtown",)
    assert event.instructions == ("Seek shelter", "Avoid windows")


def test_a_transit_message_as_the_seeds_print_it_keeps_its_line_stations_and_estimate():
    event = decode_event(
        json.dumps(
            {
                "event_id": "TRN-1735122600-77",
                "type": "delay",
                "severity": "moderate",
                "mode": "subway",
                "line": "Blue Line",
                "affected_stations": ["Central Station", "Oak Street"],
                "delay_minutes": 15,
                "reason": "Signal problems",
                "alternatives": ["Take bus 12"],
                "estimated_resolution": "2025-12-25T11:15:00",
                "timestamp": "2025-12-25T10:30:00",
            }
        ).encode(),
        TRANSIT,
    )
    assert event.lines == ("Blue Line",)
    assert event.stops == ("Central Station", "Oak Street")
    assert event.cause == "Signal problems"
    assert event.delay_minutes == 15
    assert event.end_certainty is EndCertainty.ESTIMATED
    assert event.ends_at == datetime(2025, 12, 25, 16, 15, tzinfo=UTC)


def test_an_outage_as_the_seeds_print_it_keeps_its_customers_and_company():
    event = decode(
        {
            "area": "Eastside",
            "affected_customers": 4300,
            "utility_company": "City Power & Light",
            "estimated_restoration": "2025-12-25T14:30:00",
            "cause": "Transformer failure",
            "status": "Investigating",
        }
    )
    assert event.affected_customers == 4300
    assert event.utility_company == "City Power & Light"
    assert event.status == "investigating"
    assert event.end_certainty is EndCertainty.ESTIMATED


@pytest.mark.parametrize(
    ("fields", "attribute", "expected"),
    [
        ({"severity": "EXTREME"}, "severity", Severity.CRITICAL),
        ({"severity": "whatever"}, "severity", Severity.UNKNOWN),
        ({"type": "volcano"}, "type", EventType.OTHER),
        ({"type": "volcano"}, "type_text", "volcano"),
        ({"type": "Power Outage"}, "type", EventType.POWER_OUTAGE),
        ({"crew": {"size": 3}}, "extra", {"crew": {"size": 3}}),
        ({"coordinates": {"lat": 0, "lon": 0}}, "coordinates", None),
        ({"coordinates": None, "area": None}, "coordinates", None),
        ({"url": "javascript:alert(1)"}, "url", ""),
        ({"url": "https://city.example/o?id=1"}, "url", "https://city.example/o?id=1"),
        ({"message_type": "Cancel"}, "message_type", MessageType.CANCEL),
        ({"handling": "EXERCISE"}, "handling", Handling.EXERCISE),
        ({"message": "a\u0000b\u200bc\n d"}, "message", "abc d"),
        ({"message": "\x1b[31mALL CLEAR"}, "message", "ALL CLEAR"),
        ({"message": "Delay\U000e0069\U000e0067"}, "message", "Delay"),
        ({"message": "<b>hi</b>"}, "message", "<b>hi</b>"),
        ({"message": "x" + "\u0338" * 10_000}, "message", "x" + "\u0338" * 4),
        ({"timestamp": "2025-12-25T15:33:00Z"}, "issued_at", NOW + timedelta(minutes=3)),
        (
            {"timestamp": "2025-11-02T01:30:00"},
            "issued_at",
            datetime(2025, 11, 2, 5, 30, tzinfo=UTC),
        ),
    ],
)
def test_a_field_is_read_as_the_contract_says(
    fields: dict[str, Any], attribute: str, expected: object
):
    assert getattr(decode(fields), attribute) == expected


def test_a_stated_end_is_known_even_beside_an_estimate():
    times = {"estimated_restoration": "2025-12-25T18:00:00Z", "ends_at": "2025-12-25T20:00:00Z"}
    event = decode(times)
    assert event.ends_at == datetime(2025, 12, 25, 20, tzinfo=UTC)
    assert event.end_certainty is EndCertainty.KNOWN


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", RejectReason.NOT_JSON),
        (b"\xff\xfe{}", RejectReason.BAD_UTF8),
        (b'{"event_id": "INF', RejectReason.NOT_JSON),
        (b"{}{}", RejectReason.NOT_JSON),
        (b"null", RejectReason.SCHEMA),
        (b"[]", RejectReason.SCHEMA),
        (b"\x1f\x8b\x08\x00\x94", RejectReason.NOT_JSON),
        (b"\x80\x04\x95", RejectReason.NOT_JSON),
        (b"\x00\x00\x00\x07\x02INF", RejectReason.NOT_JSON),
        (b'{"affected_customers":' + b"9" * 5000 + b"}", RejectReason.SCHEMA),
        (b"[" * 100_000 + b"]" * 100_000, RejectReason.TOO_DEEP),
        (b'{"message":"' + b"A" * 900_000 + b'"}', RejectReason.TOO_LARGE),
    ],
)
def test_bytes_that_are_no_record_are_refused_with_their_reason(value: bytes, reason: RejectReason):
    assert refusal(value) is reason


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"event_id": ""}, RejectReason.SCHEMA),
        ({"event_id": 7}, RejectReason.SCHEMA),
        ({"event_id": "*"}, RejectReason.SCHEMA),
        ({"event_id": "../../etc/passwd"}, RejectReason.SCHEMA),
        ({"event_id": "EMG-1\r\nFLUSHALL"}, RejectReason.SCHEMA),
        ({"severity": None}, RejectReason.SCHEMA),
        ({"type": 3}, RejectReason.SCHEMA),
        ({"timestamp": None}, RejectReason.SCHEMA),
        ({"timestamp": "0"}, RejectReason.BAD_TIME),
        ({"timestamp": 1766658600000}, RejectReason.BAD_TIME),
        ({"timestamp": "2025-12-25T10:29:60Z"}, RejectReason.BAD_TIME),
        ({"timestamp": "2025-12-25T15:35:01Z"}, RejectReason.BAD_TIME),
        ({"timestamp": "date:now -383 seconds"}, RejectReason.BAD_TIME),
        ({"expires_at": "tomorrow"}, RejectReason.BAD_TIME),
        ({"coordinates": {"lat": 91, "lon": 0}}, RejectReason.BAD_GEO),
        ({"coordinates": {"lat": float("nan"), "lon": 0}}, RejectReason.BAD_GEO),
        ({"coordinates": {"lat": "40.7", "lon": "-74"}}, RejectReason.BAD_GEO),
        ({"coordinates": [40.7, -74]}, RejectReason.BAD_GEO),
        ({"geometry": {"type": "Blob"}}, RejectReason.BAD_GEO),
        (
            {"geometry": {"type": "LineString", "coordinates": [[0, i / 99] for i in range(1001)]}},
            RejectReason.TOO_LARGE,
        ),
        ({"affected_customers": -1}, RejectReason.SCHEMA),
        ({"affected_customers": 1e12}, RejectReason.SCHEMA),
        ({"affected_customers": True}, RejectReason.SCHEMA),
        ({"planned": "false"}, RejectReason.SCHEMA),
        ({"instructions": {"a": 1}}, RejectReason.SCHEMA),
        ({"instructions": "run"}, RejectReason.SCHEMA),
        ({"areas": "Eastside"}, RejectReason.SCHEMA),
        ({"message_type": "shout"}, RejectReason.SCHEMA),
        ({"schema_version": 99}, RejectReason.UNKNOWN_VERSION),
        ({"active_periods": [{"starts_at": None}]}, RejectReason.SCHEMA),
    ],
)
def test_a_record_with_an_unusable_field_is_refused(fields: dict[str, Any], reason: RejectReason):
    assert refusal(json.dumps(LEAST | fields).encode()) is reason


def test_brackets_inside_texts_are_no_nesting():
    event = decode({"message": "[{" * 200})
    assert event.message == "[{" * 200


def test_a_byte_order_mark_is_accepted():
    assert decode_event(b"\xef\xbb\xbf" + json.dumps(LEAST).encode(), INFRASTRUCTURE)


_TEXTS = (
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12)
    .map(clean)
    .filter(bool)
)
_INSTANTS = st.integers(0, 500_000).map(lambda m: NOW - timedelta(minutes=m))


@given(
    st.builds(
        Event,
        event_id=st.from_regex(r"[a-z]{1,8}:[a-z0-9]{1,8}", fullmatch=True),
        family=st.just(Family.INFRASTRUCTURE),
        type=st.sampled_from([t for t in EventType if t is not EventType.OTHER]),
        severity=st.sampled_from(Severity),
        issued_at=_INSTANTS,
        source=st.just("city-power"),
        message_type=st.sampled_from(MessageType),
        handling=st.sampled_from(Handling),
        instructions=st.lists(_TEXTS, max_size=3, unique=True).map(tuple),
        expires_at=st.none() | _INSTANTS,
        affected_customers=st.none() | st.integers(0, 10_000),
        planned=st.booleans(),
        coordinates=st.none() | st.builds(LonLat, lon=st.floats(-179, 179), lat=st.floats(1, 89)),
        active_periods=st.lists(st.builds(Span, _INSTANTS), max_size=1).map(tuple),
        extra=st.dictionaries(st.just("crew"), st.integers(0, 9)),
    )
)
def test_what_is_written_is_read_back_the_same(event: Event):
    assert decode_event(encode_event(event), INFRASTRUCTURE) == event
