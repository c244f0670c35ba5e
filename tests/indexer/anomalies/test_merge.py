"""Partial windows of several partitions become whole windows, each once, in order."""

from datetime import UTC, datetime, timedelta
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from core.timespan import to_millis
from indexer.anomalies.merge import (
    MAX_EMPTY,
    Paces,
    Progress,
    Window,
    is_late,
    merged,
    merged_up_to,
    passed_by,
)
from indexer.anomalies.partials import Partial

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TOPICS = {"pass": "vehicle_positions", "vehicle": "vehicle_positions", "report": "citizen_reports"}


def minute(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


def part(number: int, start: float, kind: str = "pass", *rows: str) -> Partial:
    topic = TOPICS[kind]
    return Partial(
        kind=kind,
        partition=f"{topic}/{number}",
        start_ms=to_millis(minute(start)),
        rows=msgspec.msgpack.encode(rows),
    )


def taken(progress: Progress, parts: list[Partial], until: float) -> list[Window]:
    return list(merged(progress, parts, {"pass": minute(until)}))


def test_a_window_is_merged_once_its_end_is_passed():
    progress = Progress()
    parts = [part(1, 0), part(0, 0), part(0, 1)]
    assert taken(progress, parts, 0.9) == []
    first = taken(progress, parts, 1)
    assert [(w.start, w.end) for w in first] == [(minute(0), minute(1))]
    assert [p.partition for p in first[0].partials] == [
        "vehicle_positions/0",
        "vehicle_positions/1",
    ]
    assert [w.start for w in taken(progress, [part(0, 1)], 2)] == [minute(1)]
    assert progress.late == 0


def test_what_comes_after_its_window_is_dropped_and_counted():
    progress = Progress()
    taken(progress, [part(0, 0)], 1)
    late = part(1, 0)
    assert is_late(progress, late)
    assert [w.partials for w in taken(progress, [late, part(0, 1)], 2)] == [(part(0, 1),)]
    assert progress.late == 1


def test_minutes_in_which_nobody_moved_are_windows_too_so_that_waiting_is_seen():
    progress = Progress()
    assert [w.start for w in taken(progress, [part(0, 0), part(0, 3)], 5)] == [
        minute(n) for n in range(5)
    ]


def test_a_long_silence_is_skipped_alike_whether_it_passes_at_once_or_bit_by_bit():
    at_once, bit_by_bit = Progress(), Progress()
    empty = MAX_EMPTY // timedelta(minutes=1)
    far = 10 * empty
    parts = [part(0, 0), part(0, far)]
    whole = taken(at_once, parts, far + 1)
    steps = taken(bit_by_bit, parts[:1], 7)
    for until in (30, 59.5, 200, far - 2):
        steps += taken(bit_by_bit, [], until)
    steps += taken(bit_by_bit, parts[1:], far + 1)
    assert steps == whole
    assert len(whole) == 1 + empty + 1
    assert whole[-1].start == minute(far)


def test_a_window_that_was_not_finished_is_given_again():
    progress = Progress()
    asked = merged(progress, [part(0, 0), part(0, 1)], {"pass": minute(2)})
    first = next(asked)
    assert progress.up_to_ms == {}
    assert taken(progress, [part(0, 0), part(0, 1)], 2)[0] == first


def test_the_slowest_partition_that_still_moves_decides():
    wall = datetime(2026, 11, 21, tzinfo=UTC)
    now, long_ago = wall - timedelta(seconds=1), wall - timedelta(seconds=10)
    marks = {
        "vehicle_positions/0": (minute(5), now),
        "vehicle_positions/1": (minute(3), now),
        "vehicle_positions/2": (minute(1), long_ago),
        "citizen_reports/0": (minute(2), long_ago),
        "citizen_reports/1": (minute(1), long_ago),
    }
    found = passed_by(marks, TOPICS, paces=Paces(), wall=wall, quiet_until={"report": minute(9)})
    assert found == {"pass": minute(3), "vehicle": minute(3), "report": minute(9)}
    marks["citizen_reports/1"] = (minute(1), now)
    assert passed_by(marks, TOPICS, paces=Paces(), wall=wall, quiet_until={"report": minute(9)})[
        "report"
    ] == (minute(1))


def test_a_partition_of_reports_soon_counts_as_quiet_however_seldom_they_come():
    wall, paces = datetime(2026, 11, 21, tzinfo=UTC), Paces()
    for minutes in range(6):
        paces.note({"citizen_reports/0": (minute(minutes), wall + timedelta(minutes=minutes))})
    marks = {"citizen_reports/0": (minute(5), wall + timedelta(minutes=5))}
    for seconds, passed in ((1, minute(5)), (4, minute(9))):
        now = wall + timedelta(minutes=5, seconds=seconds)
        found = passed_by(marks, TOPICS, paces=paces, wall=now, quiet_until={"report": minute(9)})
        assert found["report"] == passed


def test_windows_of_reports_are_short_and_a_late_one_counts_in_the_next():
    progress = Progress()
    five_s = 1 / 12
    first = part(0, 0, "report", "a")
    assert [w.partials for w in merged(progress, [first], {"report": minute(five_s)})] == [(first,)]
    late = part(1, 0, "report", "b")
    second = part(0, five_s, "report", "c")
    assert not is_late(progress, late)
    windows = list(merged(progress, [late, second], {"report": minute(2 * five_s)}))
    assert [(w.start, w.partials) for w in windows] == [(minute(five_s), (second, late))]
    assert progress.late == 0


def test_a_quiet_topic_of_sensors_goes_no_further_than_its_newest_reading():
    wall = datetime(2026, 11, 21, tzinfo=UTC)
    old = wall - timedelta(minutes=1)
    marks = {"vehicle_positions/0": (minute(5), old), "vehicle_positions/1": (minute(4), old)}
    assert passed_by(marks, TOPICS, paces=Paces(), wall=wall, quiet_until={})["pass"] == minute(5)
    assert passed_by({}, TOPICS, paces=Paces(), wall=wall, quiet_until={"report": NOON}) == {}


def test_everything_is_merged_up_to_where_the_slowest_kind_is():
    progress = Progress(up_to_ms={"pass": to_millis(minute(4)), "vehicle": to_millis(minute(3))})
    assert merged_up_to(progress, ["pass", "vehicle"]) == minute(3)
    assert merged_up_to(progress, ["pass", "report"]) is None


def test_a_partition_in_which_few_speak_is_waited_for_longer_but_not_for_ever():
    paces, sparse = Paces(), "vehicle_positions/0"
    for second in range(0, 100, 20):
        paces.note({sparse: (NOON, NOON + timedelta(seconds=second))})
    assert paces.idle_after(sparse) == timedelta(seconds=40)
    assert paces.idle_after("vehicle_positions/1") == timedelta(seconds=10)
    paces.note({sparse: (NOON, NOON + timedelta(hours=1))})
    assert paces.idle_after(sparse) == timedelta(seconds=60)
    for second in range(100):
        paces.note({sparse: (NOON, NOON + timedelta(hours=1, seconds=second))})
    assert paces.idle_after(sparse) == timedelta(seconds=10)


partials = st.lists(
    st.builds(part, st.integers(0, 3), st.integers(0, 12), st.sampled_from(["pass", "report"])),
    max_size=20,
    unique_by=lambda p: (p.kind, p.partition, p.start_ms),
)


@given(partials, st.randoms(use_true_random=False))
def test_the_order_in_which_partials_arrive_never_matters(parts: list[Partial], chance: Random):
    shuffled = parts.copy()
    chance.shuffle(shuffled)
    until = {"pass": minute(14), "report": minute(11)}
    one, other = Progress(), Progress()
    assert list(merged(one, parts, until)) == list(merged(other, shuffled, until))
    assert one == other
