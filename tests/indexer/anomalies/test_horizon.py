from datetime import UTC, datetime, timedelta

from indexer.anomalies.horizon import Horizon
from indexer.anomalies.merge import MAX_IDLE, Paces

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ONE, TWO = "vehicle_positions/0", "vehicle_positions/1"


def at(second: float) -> datetime:
    return NOON + timedelta(seconds=second)


def horizon() -> Horizon:
    return Horizon({"pass": "vehicle_positions"}, Paces())


def test_partitions_that_move_are_merged_as_far_as_the_slowest():
    found = horizon().safe(
        {"pass": at(-5)},
        {ONE: (at(-5), at(0)), TWO: (at(-4), at(0))},
        {ONE: at(-1), TWO: at(-1)},
        now=at(1),
        wall=at(1),
    )
    assert found == {"pass": at(-5)}


def test_a_partition_that_nobody_has_read_yet_holds_everything_back():
    found = horizon().safe(
        {"pass": at(-5)}, {ONE: (at(-5), at(0))}, {ONE: at(0), TWO: None}, now=at(1), wall=at(1)
    )
    assert found == {}


def test_one_that_stands_still_is_trusted_up_to_its_tick_and_no_further():
    ahead = horizon()
    marks = {ONE: (at(-100), at(0))}
    assert (
        ahead.safe({"pass": at(-100)}, marks, {ONE: at(0), TWO: at(-2)}, now=at(0), wall=at(0))
        == {}
    )

    marks = {ONE: (at(-50), at(1))}
    found = ahead.safe({"pass": at(-50)}, marks, {ONE: at(1), TWO: at(0.5)}, now=at(1), wall=at(1))
    assert found == {"pass": at(-100)}

    found = ahead.safe({"pass": at(-50)}, marks, {ONE: at(2), TWO: at(1.5)}, now=at(2), wall=at(2))
    assert found == {"pass": at(-50)}


def test_what_was_unread_counts_once_it_is_read():
    """Its owner comes late, with records older than those of the other partition."""
    ahead = horizon()
    marks = {ONE: (at(-10), at(0))}
    assert (
        ahead.safe({"pass": at(-10)}, marks, {ONE: at(0), TWO: None}, now=at(0), wall=at(0)) == {}
    )

    marks = {ONE: (at(-10), at(0)), TWO: (at(-900), at(3))}
    found = ahead.safe({"pass": at(-900)}, marks, {ONE: at(3), TWO: at(3)}, now=at(3), wall=at(3))
    assert found == {"pass": at(-900)}


def test_a_partition_without_an_owner_is_left_out_in_the_end():
    ahead = horizon()
    late = MAX_IDLE.total_seconds()
    for second in (0, late - 1):
        marks = {ONE: (at(second - 5), at(second))}
        reached = {ONE: at(second), TWO: None}
        assert (
            ahead.safe({"pass": at(second - 5)}, marks, reached, now=at(second), wall=at(second))
            == {}
        )
    marks = {ONE: (at(late - 4), at(late + 1))}
    found = ahead.safe(
        {"pass": at(late - 4)}, marks, {ONE: at(late + 1), TWO: None}, now=at(late + 1),
        wall=at(late + 1),
    )  # fmt: skip
    assert found == {"pass": at(late - 4)}
