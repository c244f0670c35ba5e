"""Every bad CAP document of the attack samples gets the behaviour that it wants."""

import ast
import base64
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.event import Event, Handling, MessageType
from core.lifecycle import standing
from core.severity import Severity
from producers.source import Poll, Unreadable
from producers.sources.cap import CapFeed
from tests.producers.sources.cap_alerts import alert, area, info

SAMPLES = os.environ.get("CIVIC_SAMPLES", "")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="CIVIC_SAMPLES names no folder of samples")
NOW = datetime(2025, 12, 25, 10, 30, tzinfo=UTC)
CITY = (-74.15, 40.60, -73.85, 40.82)

UNREADABLE = {
    "C02": "dtd_forbidden",
    "C04": "dtd_forbidden",
    "C05": "dtd_forbidden",
    "C10": "namespace",
    "C12": "not_cap",
    "C14": "empty",
    "C15": "parse",
    "C17": "encoding",
    "C19": "too_deep",
    "C20": "schema",
}
REFUSED = {
    "C07": "schema",
    "C22": "too_large",
    "C30": "system",
    "C32": "schema",
    "C34": "restricted",
    "C37": "too_large",
    "C39": "identifier",
    "C40": "sender",
    "C47": "bad_time",
    "C50": "naive_time",
    "C52": "outside_city",
}
SIGNED = {"C42", "C44", "C45"}
"""Those are in `test_cap_signature`: they need a key."""


def _is_flood_in_downtown(event: Event) -> bool:
    return event.areas == ("Downtown",) and event.severity is Severity.HIGH


ACCEPTED: dict[str, Callable[[Event], bool]] = {
    "C09": _is_flood_in_downtown,
    "C24": lambda e: e.severity is Severity.CRITICAL,
    "C25": lambda e: e.headline == "<script>alert(1)</script>",
    "C27": lambda e: e.handling is Handling.TEST,
    "C29": lambda e: e.handling is Handling.EXERCISE,
    "C35": lambda e: e.message_type is MessageType.CANCEL and e.event_id == "oem:NOPE",
    "C49": lambda e: e.issued_at == NOW,
    "C54": lambda e: (e.headline, e.translations["es"].headline) == ("Flood", "Inundacion"),
    "C55": lambda e: e.url == "",
    "C57": lambda e: b"passwd" not in json.dumps(e.extra).encode(),
    "C59": lambda e: e.event_id == "oem:CITY-2025-0001" and e.status == "cleared",
}


@cache
def rows() -> dict[str, dict[str, Any]]:
    lines = (Path(SAMPLES) / "attacks" / "bad_inputs.jsonl").read_text().splitlines()
    found = [json.loads(line) for line in lines if line.strip()]
    return {row["id"]: row for row in found if row["entry"] == "cap_xml"}


def payload(row_id: str) -> bytes:
    """Return a row's bytes, with its moments set and its expressions written out."""
    built = {
        "C02": lambda: _bomb(50_000),
        "C19": lambda: b"<a>" * 100_000 + b"</a>" * 100_000,
        "C20": lambda: b"<alert " + b" ".join(b'b%d="1"' % n for n in range(20_000)) + b"/>",
        "C22": lambda: alert("A-1", *[info(area("Downtown"))] * 200, sent="2025-12-25T10:30:00Z"),
        "C37": lambda: alert("A-1", info(area("Downtown")), kind="Update",
                             sent="2025-12-25T10:30:00Z",
                             references=" ".join(f"s,i{n},2025-12-25T10:00:00-00:00"
                                                 for n in range(10_000))),
    }  # fmt: skip
    if row_id in built:
        return built[row_id]()
    row = rows()[row_id]
    if row["encoding"] == "base64":
        return base64.b64decode(row["payload"])
    assert row["encoding"] == "utf8", row
    text = row["payload"].replace("@NOWOFF+2H@", (NOW + timedelta(hours=2)).isoformat())
    return text.replace("@NOWOFF@", NOW.isoformat()).encode()


def _bomb(size: int) -> bytes:
    return b'<!DOCTYPE q [<!ENTITY a "' + b"A" * size + b'">]><q>' + b"&a;" * size + b"</q>"


def told(row_id: str) -> Poll:
    senders = ["alerts@city.example", "duty@oem.rivermouth.example"]
    cap = CapFeed("oem", publisher="City OEM", senders=senders, bounds=CITY)
    return cap.parse(payload(row_id), NOW)


def test_every_row_of_the_samples_has_its_case():
    covered = {*UNREADABLE, *REFUSED, *SIGNED, *ACCEPTED, "C60"}
    assert set(rows()) <= covered
    for row in rows().values():
        if row["encoding"] == "pyexpr":
            ast.parse(row["payload"], mode="eval")


@pytest.mark.parametrize(("row_id", "reason"), UNREADABLE.items())
def test_a_document_that_cannot_be_read_says_why_and_makes_nothing(row_id: str, reason: str):
    with pytest.raises(Unreadable, match=f"^{reason}: "):
        told(row_id)


@pytest.mark.parametrize(("row_id", "reason"), REFUSED.items())
def test_an_alert_that_is_refused_is_counted_with_its_reason(row_id: str, reason: str):
    poll = told(row_id)
    assert poll.events == ()
    assert [rejection.reason for rejection in poll.rejections] == [reason]


@pytest.mark.parametrize(("row_id", "holds"), ACCEPTED.items())
def test_an_alert_that_is_read_is_read_right(row_id: str, holds: Callable[[Event], bool]):
    poll = told(row_id)
    assert poll.rejections == ()
    (event,) = poll.events
    assert holds(event), event
    assert event.publisher == "City OEM"


def test_an_all_clear_from_another_sender_leaves_the_alert_in_force():
    cap = CapFeed("oem")
    real = alert("A-1", info(area("Downtown")), sent="2025-12-25T10:00:00Z")
    (before,) = cap.parse(real, NOW).events
    clear = payload("C59").replace(b"</scope>", b"</scope><references>duty@oem.rivermouth.example,"
                                   b"A-1,2025-12-25T10:00:00-00:00</references>")  # fmt: skip
    clear = clear.replace(b"<msgType>Alert", b"<msgType>Update")
    (cleared,) = cap.parse(clear, NOW).events
    assert cleared.event_id != before.event_id
    (after,) = cap.parse(real, NOW).events
    assert standing(after, NOW).phase.in_force


def test_the_same_identifier_with_another_content_is_a_conflict():
    cap = CapFeed("oem")
    first = alert("A-1", info(area("x"), severity="Minor"), sent="2025-12-25T10:00:00Z")
    second = alert("A-1", info(area("x"), severity="Extreme"), sent="2025-12-25T10:00:00Z")
    cap.parse(first, NOW)
    poll = cap.parse(second, NOW)
    assert [rejection.reason for rejection in poll.rejections] == ["conflict"]
    assert [event.severity for event in poll.events] == [Severity.LOW]


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: object) -> None:
        raise AssertionError(f"a connection was opened: {args}")

    monkeypatch.setattr("socket.socket.connect", refuse)
    for row_id in UNREADABLE:
        with pytest.raises(Unreadable):
            told(row_id)
    for row_id in [*REFUSED, *ACCEPTED]:
        assert told(row_id).size == 1
