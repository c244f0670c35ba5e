"""Headers are written as CloudEvents has them, and read whatever strangers wrote."""

from datetime import UTC, datetime

import pytest

from streams.headers import MAX_HEADERS, MAX_VALUE_BYTES, event_headers, read_headers

ISSUED = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


def test_an_event_carries_what_cloudevents_asks_for():
    headers = event_headers(
        event_id="INF-1", source="city power", event_type="infrastructure.power_outage",
        timestamp=ISSUED,
    )  # fmt: skip
    assert headers == {
        "ce_specversion": "1.0",
        "ce_id": "INF-1@2026-11-20T10:30:00Z",
        "ce_source": "city%20power",
        "ce_type": "infrastructure.power_outage",
        "ce_subject": "INF-1",
        "ce_time": "2026-11-20T10:30:00Z",
        "content-type": "application/json",
    }


def test_two_messages_about_one_event_are_two_cloud_events():
    later = ISSUED.replace(hour=11)
    ids = {
        event_headers(event_id="INF-1", source="s", event_type="t", timestamp=issued)["ce_id"]
        for issued in (ISSUED, later)
    }
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ((), {}),
        ((("a", b"1"), ("b", None), ("c", b"")), {"a": "1", "c": ""}),
        ((("a", b"\xff\xfe"), ("b", b"ok")), {"b": "ok"}),
        ((("a", b"1"), ("a", b"2")), {"a": "2"}),
        ((("a", "é".encode()),), {"a": "é"}),
        ((("a", b"x" * 1_000_000),), {"a": "x" * MAX_VALUE_BYTES}),
        ((("a", "é".encode() * 1_000),), {"a": "é" * (MAX_VALUE_BYTES // 2)}),
        ((("a", ("x" + "é" * 1_000).encode()),), {"a": "x" + "é" * (MAX_VALUE_BYTES // 2 - 1)}),
        ((("a", b"x" * (MAX_VALUE_BYTES - 1) + b"\xff" + b"x" * 9),), {}),
        ((("a", b"cut \xc3"),), {}),
    ],
    ids=lambda case: str(case)[:40],
)
def test_reading_forgives(written: tuple[tuple[str, bytes | None], ...], read: dict[str, str]):
    assert read_headers(written) == read


def test_no_more_headers_are_read_than_anyone_needs():
    assert len(read_headers((f"h{n}", b"v") for n in range(10_000))) == MAX_HEADERS
