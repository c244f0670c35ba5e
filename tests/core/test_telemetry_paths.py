"""However a record is written, the fast reading of it says what the careful one says."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from core import telemetry
from core.errors import Rejected
from core.telemetry import KEY_FIELDS, decode_reading

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
TIMES: tuple[Any, ...] = (
    "2026-11-20T11:59:58Z", "2026-11-20T11:59:58.25Z", "2026-11-20T11:59:58.123456Z",
    "2026-11-20T11:59:58.1234567Z", "2026-11-20T11:59:58,5Z", "2026-11-20 11:59:58Z",
    "2026-11-20t11:59:58z", "2026-11-20T11:59:58", "2026-11-20T11:59:58+01:00",
    "2026-11-20T11:59:58+00:00", "2026-11-20T11:59Z", "2026-11-20T11:59:60Z",
    "2026-11-20T24:00:00Z", "2026-11-20T12:05:00Z", "2026-11-20T12:05:01Z",
    "2026-02-30T12:00:00Z", "20261120T115958Z", "", "noon", 1763640000, None, True, [], 0,
)  # fmt: skip
ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(-200, 200), st.floats(-500, 500), st.text(max_size=8),
    st.sampled_from([1e9, -1, 0, "in", "out", "bus", "completed", [], {}, [1], {"a": {}}, 2**70]),
)  # fmt: skip
FIELDS = (
    "vehicle_id", "stop_id", "road_id", "station_id", "trip_id", "kind", "line", "lat", "lon",
    "speed_kmh", "delay_s", "direction", "count", "occupancy", "fuel_pct", "pm25_ugm3",
    "temperature_c", "pickup_location", "dropoff_location", "distance_km", "fare",
    "payment_method", "status", "something_else", "name",
)  # fmt: skip
USUAL: dict[str, Any] = {
    "vehicle_id": "bus-1", "stop_id": "s-1", "road_id": "r-1", "station_id": "e-1",
    "trip_id": "t-1", "lat": 40.7, "lon": -74, "speed_kmh": 12, "direction": "in",
    "pickup_location": "a", "dropoff_location": "b", "distance_km": 2.5, "fare": 9,
    "payment_method": "card", "status": "completed", "kind": "bus",
}  # fmt: skip


def outcome(read: Any, *given: Any) -> object:
    try:
        return read(*given)
    except Rejected as refused:
        return refused.reason, refused.detail


def careful(topic: str, value: bytes) -> object:
    kind = telemetry._KINDS[topic]  # pyright: ignore[reportPrivateUsage]
    read = telemetry._read_with_care  # pyright: ignore[reportPrivateUsage]
    return outcome(read, kind, KEY_FIELDS[topic], value, ZONE, NOW)


def assert_they_agree(topic: str, value: bytes) -> None:
    fast = outcome(decode_reading, topic, value, ZONE, NOW)
    assert fast == careful(topic, value)
    assert type(fast) is type(careful(topic, value))


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(sorted(KEY_FIELDS)),
    st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=4),
    st.sampled_from(TIMES),
    st.sampled_from(TIMES),
)
@example("vehicle_positions", {"pickup_time": "junk"}, TIMES[0], TIMES[0])
def test_both_ways_say_the_same_of_any_fields(topic: str, odd: dict[str, Any], at: Any, end: Any):
    told = USUAL | odd
    if topic == "trips":
        told |= {"pickup_time": at, "dropoff_time": end}
    else:
        told["timestamp"] = at
    try:
        value = orjson.dumps(told)
    except TypeError:  # a number that JSON as orjson has it does not hold
        reject()
    assert_they_agree(topic, value)


PLAIN = orjson.dumps(USUAL | {"timestamp": "2026-11-20T11:59:58Z"})


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(PLAIN)), st.integers(0, 3), st.binary(max_size=3))
def test_both_ways_say_the_same_of_damaged_bytes(at: int, gone: int, put: bytes):
    assert_they_agree("vehicle_positions", PLAIN[:at] + put + PLAIN[at + gone :])


@pytest.mark.parametrize(
    "more",
    [
        b'"x":1e999', b'"x":NaN', b'"x":"\xff"', b'"x":"\\ud800"', b'"x":01', b'"x":"a\nb"',
        b'"x":' + b"[" * 40 + b"]" * 40, b'"x":"' + b"a" * 70_000 + b'"', b'"lat":1,"lat":"x"',
        b'"lat":null', b'"kind":null', b'"vehicle_id":"a..b"', b'"vehicle_id":" "', b'"x":{"y":1}',
    ],
)  # fmt: skip
def test_both_ways_say_the_same_of_what_attackers_write(more: bytes):
    assert_they_agree("vehicle_positions", PLAIN[:-1] + b"," + more + b"}")
    assert_they_agree("vehicle_positions", b"{" + more + b"," + PLAIN[1:])
    assert_they_agree("vehicle_positions", b"\xef\xbb\xbf" + PLAIN[:-1] + b"," + more + b"}")
