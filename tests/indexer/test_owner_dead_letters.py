"""What an owner writes of the records that it cannot apply, and when it goes on."""

import time

import pytest

from indexer import footing as footing_module
from tests.indexer.bench import CITIZEN_REPORTS, Bench, Works
from tests.indexer.line import TOPIC, at, message

pytestmark = pytest.mark.usefixtures("impatient_owner")


def test_nothing_is_applied_before_its_dead_letters_are_acknowledged():
    works = Works()
    bench = Bench(works)
    bench.steps(1)
    offsets: list[int | None] = []
    bench.sink.on_publish = lambda: offsets.append(works.offset())
    works.write(b"{", key="p:9")
    works.write(message())
    bench.steps()
    assert offsets == [0]
    assert works.offset() == 2
    assert [letter["error.reason"] for letter in works.letters()] == ["not_json"]


def test_a_dead_letter_names_its_record_and_carries_it_unchanged():
    works = Works()
    works.write(message())
    works.write(b"\xff{}", key="p:9")
    Bench(works).steps()
    letter = works.letters()[0]
    assert letter.pop("error.detail")
    assert letter == {
        "error.reason": "bad_utf8",
        "original.topic": TOPIC,
        "original.partition": "0",
        "original.offset": "1",
        "error.at": at(0),
    }
    record = works.read(f"{TOPIC}.dlq")[0]
    assert (record.key, record.value) == (b"p:9", b"\xff{}")


def test_without_dead_letters_nothing_is_committed_and_it_is_tried_at_most_once_a_second(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(footing_module, "HOLD_S", 1.0)
    works = Works(partitions=2)
    bench = Bench(works)
    bench.steps(1)
    bench.sink.out.add(f"{TOPIC}.dlq")
    poison = works.write(b"{", key="p:9")
    written = [works.write(message(f"p:{n}")) for n in range(20)]
    good = next(record for record in written if record.partition != poison.partition)
    started = time.monotonic()
    while time.monotonic() - started < 2.5:
        bench.steps(1)
    assert 2 <= bench.sink.tries[f"{TOPIC}.dlq"] <= 3
    assert works.offset(poison.partition) == 0
    assert works.state((good.key or b"").decode()) is not None, "the other partition stood still"
    bench.sink.out.clear()
    time.sleep(1.0)
    bench.steps()
    assert [letter["original.offset"] for letter in works.letters()] == ["0"]
    assert all(works.state(f"p:{n}") is not None for n in range(20))


def test_a_record_at_the_brokers_limit_is_cut_in_its_letter_and_stops_nothing():
    works = Works()
    works.write(b"x" * 999_999, key="p")
    works.write(message(headline="after it"))
    Bench(works).steps()
    assert works.headline("p:1") == "after it"
    assert works.letters()[0]["error.truncated"] == "999999"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"type": "evacuation_order", "severity": "extreme"}, "unauthorised"),
        ({"type": "Weather Alert"}, "unauthorised"),
        ({"message_type": "cancel"}, "unauthorised"),
        ({"description": ""}, "schema"),
        ({"status": "solved"}, "schema"),
        ({"coordinates": {"lat": 91, "lon": 0}}, "bad_geo"),
        ({"timestamp": at(9)}, "bad_time"),
        ({"type": "pothole", "area": "Eastside", "language": "en"}, None),
    ],
)
def test_residents_reports_are_checked_and_kept_out_of_the_events(
    fields: dict[str, object], reason: str | None
):
    works = Works()
    report = {"report_id": "r:1", "description": "a hole", "timestamp": at(0)} | fields
    works.write(report, topic=CITIZEN_REPORTS)
    Bench(works).steps()
    reasons = [letter["error.reason"] for letter in works.letters(CITIZEN_REPORTS)]
    assert reasons == ([] if reason is None else [reason])
    assert works.held.known == {}
    assert works.offset(topic=CITIZEN_REPORTS) == 1


def test_a_fault_of_ours_in_one_record_is_a_dead_letter_and_no_stopped_partition(
    monkeypatch: pytest.MonkeyPatch,
):
    works = Works()
    bench = Bench(works)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr("indexer.arrivals.decode_event", fail)
        works.write(message("p:1"))
        bench.steps()
    with monkeypatch.context() as patched:
        patched.setattr("indexer.draft.fold", fail)
        works.write(message("p:2"))
        bench.steps()
    with monkeypatch.context() as patched:
        patched.setattr("indexer.pipeline.describe", fail)
        works.write(message("p:3"))
        bench.steps()
    works.write(message("p:4"))
    bench.steps()
    assert works.state("p:4") is not None
    letters = works.letters()
    assert [letter["error.reason"] for letter in letters] == ["schema"] * 3
    assert all("ZeroDivisionError" in letter["error.detail"] for letter in letters)
