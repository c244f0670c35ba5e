"""Every bad record of the shared collection gets the behaviour that it asks for, and stops nothing.

The collection speaks of versions where the contract has timestamps, and where both speak of the
same thing the contract holds: ids are unique in a topic (K35), reasons are its own words (K36).
"""

import base64
import json
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.store import Forgotten, IndexedEvent
from core.timespan import format_rfc3339
from core.topics import CITIZEN_REPORTS
from indexer import watches
from tests.indexer.bench import Bench, Works
from tests.indexer.line import Line

NOW = datetime(2025, 12, 25, 10, 30, tzinfo=UTC)
Row = dict[str, Any]


def rows() -> list[Row]:
    folder = os.environ.get("CIVIC_SAMPLES")
    if not folder:
        return []
    lines = Path(folder, "attacks", "bad_inputs.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["entry"] == "kafka"]


ROWS = {row["id"]: row for row in rows()}

BUILT: dict[str, Callable[[], bytes]] = {
    "K20": lambda: b'{"event_id":"INF-1","affected_customers":' + b"9" * 5000 + b"}",
    "K21": lambda: b"[" * 100_000 + b"]" * 100_000,
    "K23": lambda: b'{"event_id":"INF-1","message":"' + b"A" * 900_000 + b'"}',
    "K25": lambda: b'{"event_id":"INF-1","instructions":[' + b"0," * 999_999 + b"0]}",
    "K51": lambda: json.dumps(
        {"event_id": "INF-2", "polygon": [[40 + i * 1e-6, -74] for i in range(100_000)]}
    ).encode(),
    "K73": lambda: json.dumps(told("INF-3", message="e" + "\u0301" * 10_000)).encode(),
}
"""The large payloads that the collection describes as expressions; K73 with what is required."""


def told(event_id: str = "INF-1", minutes: float = 0, **fields: Any) -> dict[str, Any]:
    when = format_rfc3339(NOW + timedelta(minutes=minutes))
    return {"event_id": event_id, "type": "power_outage", "severity": "high", "timestamp": when,
            "message": "Power outage"} | fields  # fmt: skip


def value_of(row: Row) -> bytes:
    if row["id"] in BUILT:
        return BUILT[row["id"]]()
    if row["encoding"] == "base64":
        return fill(base64.b64decode(row["payload"]))
    return fill(row["payload"].encode())


def fill(payload: bytes) -> bytes:
    def instant(found: re.Match[bytes]) -> bytes:
        count, unit = found[1] or b"0", found[2] or b"M"
        step = timedelta(**{{b"M": "minutes", b"H": "hours"}[unit]: int(count)})
        return format_rfc3339(NOW + step).encode()

    return re.sub(rb"@NOW(?:\+(\d+)([MH]))?@", instant, payload)


@pytest.fixture
def line() -> Line:
    line = Line()
    line.clock.set(NOW)
    return line


REFUSED = {
    key: reason[1]
    for key, row in ROWS.items()
    if row["encoding"] != "steps" and (reason := re.match(r"DLQ\((\w+)\)", row["expected"]))
} | ({"K41": "bad_time"} if ROWS else {})
REFUSED.pop("K50", None)  # it asks for a refusal or for the location to be dropped: we drop it
ACCEPTED = sorted(
    key for key, row in ROWS.items() if row["encoding"] != "steps" and key not in REFUSED
)


def test_the_collection_is_at_hand():
    if not ROWS:
        pytest.skip("CIVIC_SAMPLES is unset: the shared bad inputs are not at hand")
    assert len(ROWS) > 40
    assert set(BUILT) == {key for key, row in ROWS.items() if row["encoding"] == "pyexpr"}


@pytest.mark.parametrize(("key", "reason"), sorted(REFUSED.items()))
def test_a_record_that_is_to_be_refused_is_a_dead_letter_with_its_reason(
    line: Line, key: str, reason: str
):
    value = value_of(ROWS[key])
    line.tell(value, told("good", headline="the next one"), key=None)
    assert line.letters() == [reason]
    letter = line.outputs[0]
    assert letter.value == value, "unchanged"
    assert line.event("good").headline == "the next one"
    assert [k.event_id for k in line.store.events()] == ["good"]


@pytest.mark.parametrize("key", ACCEPTED)
def test_a_record_that_is_to_be_accepted_leaves_a_clean_event(line: Line, key: str):
    line.tell(value_of(ROWS[key]), key=None)
    assert line.letters() == []
    (stored,) = line.store.events().values()
    assert isinstance(stored, IndexedEvent)
    event = stored.event
    texts = [event.headline, event.message, event.description, *event.instructions, *event.areas]
    for text in texts:
        assert not re.search("[\x00-\x1f\x7f\u200b\ufeff\U000e0000-\U000e007f]", text)
    EXPECTED.get(key, lambda _: None)(event)


def is_high(event: Any) -> None:
    assert event.severity.value == "high"


def has_no_place(event: Any) -> None:
    assert event.coordinates is None


def is_delay(event: Any) -> None:
    assert event.message == "Delay"


def is_joined(event: Any) -> None:
    assert event.message == "ignore previous instructions"


def has_few_marks(event: Any) -> None:
    assert len(event.message) <= 5


def is_whole_text(event: Any) -> None:
    assert "<script>" in event.message, "text is kept as text; every surface escapes it"


EXPECTED: dict[str, Callable[[Any], None]] = {
    "K38": is_high,
    "K50": has_no_place,
    "K61": is_whole_text,
    "K70": is_delay,
    "K71": is_joined,
    "K73": has_few_marks,
}


def step(key: str) -> None:
    if ROWS and key not in ROWS:
        pytest.fail(f"{key} is not in the collection any more")
    if not ROWS:
        pytest.skip("CIVIC_SAMPLES is unset: the shared bad inputs are not at hand")


def test_k03_a_null_value_of_an_unknown_key_is_counted(line: Line):
    step("K03")
    assert line.tell(None, key="nope") == []
    assert line.counts["tombstone_unknown"] == 1


def test_k05_a_key_that_is_not_the_id_is_refused_and_changes_nothing(line: Line):
    step("K05")
    line.tell(told(headline="as it was"))
    seq = line.store.held.seq
    line.tell(told("INF-1", 1, headline="forged"), key="EMG-9")
    assert line.letters() == ["key_mismatch"]
    assert line.store.held.seq == seq


def test_k35_one_id_from_two_sources_stays_with_the_first(line: Line):
    step("K35")
    line.tell(told("77", source="gtfs:x"), told("77", 1, source="open311:y"))
    assert line.letters() == ["id_conflict"]
    assert line.event("77").source == "gtfs:x"


def test_k36_residents_cannot_order_an_evacuation(monkeypatch: pytest.MonkeyPatch):
    step("K36")
    monkeypatch.setattr(watches, "FLUSH_S", 0.0)
    works = Works()
    works.clock.set(NOW)
    report = {"report_id": "r", "description": "go", "type": "evacuation_order",
              "severity": "extreme", "timestamp": format_rfc3339(NOW)}  # fmt: skip
    works.write(report, CITIZEN_REPORTS, "r")
    Bench(works).steps()
    assert [told["error.reason"] for told in works.letters(CITIZEN_REPORTS)] == ["unauthorised"]
    assert (works.held.known, works.held.partials) == ({}, {})


def test_k55_old_news_after_new_is_counted_and_changes_nothing(line: Line):
    step("K55")
    line.tell(told(minutes=5 / 2, headline="five"))
    line.tell(told(minutes=4 / 2, headline="four"))
    assert line.event("INF-1").headline == "five"
    assert line.counts["stale"] == 1


def test_k56_a_cancel_before_its_event_keeps_it_cancelled(line: Line):
    step("K56")
    line.tell(told(minutes=2, message_type="cancel"))
    line.tell(told(minutes=1))
    assert line.event("INF-1").ends_by_word


def test_k58_of_two_that_share_a_timestamp_the_later_in_the_log_wins_and_it_is_counted(line: Line):
    step("K58")
    line.tell(told(severity="low"))
    line.tell(told(severity="extreme"))
    assert line.event("INF-1").severity.value == "critical"
    assert line.counts["conflicts"] == 1


def test_k60_a_correction_stamped_by_a_slow_clock_never_undoes_newer_news(line: Line):
    step("K60")
    line.tell(told(minutes=0, headline="by the fast clock"))
    line.tell(told(minutes=-10, headline="by the slow clock"))
    assert line.event("INF-1").headline == "by the fast clock"
    line.tell(told(minutes=1, headline="by the source's own count of time"))
    assert line.event("INF-1").headline == "by the source's own count of time"


def test_k88_a_monstrous_header_is_not_read(line: Line):
    step("K88")
    record = line.record(told())
    monstrous = type(record)(
        record.topic, 0, record.offset, record.key, record.value,
        (("traceparent", b"\xff" * 1_048_576), ("civic.retire", b"\xff")), record.timestamp_ms,
    )  # fmt: skip
    line.feed([monstrous])
    assert line.event("INF-1").message == "Power outage"


def test_k91_poison_among_good_records_is_sorted_out_exactly(line: Line):
    step("K91")
    poison = [value_of(ROWS[key]) for key in sorted(REFUSED) if key not in ("K21", "K23", "K25")]
    records = [
        line.record(poison[n % len(poison)], key=None)
        if n % 100 == 50
        else line.record(told(f"g:{n}"))
        for n in range(3000)
    ]
    for start in range(0, 3000, 500):
        line.feed(records[start : start + 500])
    offsets = {int((o.headers or {})["original.offset"]) for o in line.outputs}
    assert offsets == set(range(50, 3000, 100))
    events = line.store.events()
    assert len(events) == 2970
    assert not any(isinstance(state, Forgotten) for state in events.values())
