"""A reader starts where its owner says, gives out everything in order, and hides no loss."""

from datetime import timedelta
from itertools import pairwise
from time import perf_counter

import pytest

from core.errors import Fenced, Transient
from streams.failures import OffsetLost
from streams.ports import RecordSource
from streams.record import Outgoing, Position, TopicPartition
from tests.streams.brokers import MOMENT, Bench, Owner, key_for, read, wait_until


def filled(bench: Bench, size: int) -> tuple[str, TopicPartition]:
    """Return a topic with `size` records in its partition 2, numbered."""
    topic = bench.fresh_topic()
    bench.sink.publish_all(Outgoing(topic, key_for(2), b"%d" % n) for n in range(size))
    return topic, TopicPartition(topic, 2)


def source_from(bench: Bench, topic: str, position: Position) -> tuple[RecordSource, Owner]:
    owner = Owner({TopicPartition(topic, 2): position})
    return bench.streams.source(f"group-{topic}", [topic], owner), owner


def numbers(source: RecordSource, size: int, batch: int = 500) -> list[int]:
    return [int(record.value or b"") for record in read(source, size, batch)]


def nothing_comes(source: RecordSource) -> bool:
    return not source.poll_batch(10, MOMENT)


def loss_told_by(source: RecordSource) -> OffsetLost:
    for _ in range(50):
        try:
            assert nothing_comes(source)
        except OffsetLost as loss:
            return loss
    pytest.fail("no loss was told")


@pytest.mark.parametrize(
    ("position", "first"), [("earliest", 0), (0, 0), (7, 7), (19, 19)], ids=str
)
def test_reading_starts_where_the_owner_says(bench: Bench, position: Position, first: int):
    topic, partition = filled(bench, 20)
    source, owner = source_from(bench, topic, position)
    assert numbers(source, 20 - first) == list(range(first, 20))
    assert sorted(owner.assigned) == sorted(TopicPartition(topic, n) for n in range(4))
    assert source.assigned() == set(owner.assigned)
    assert source.positions()[partition] == 20
    source.close()


def test_an_end_offset_gives_only_what_comes_later(bench: Bench):
    topic, _ = filled(bench, 20)
    source, _ = source_from(bench, topic, 20)
    assert nothing_comes(source)
    bench.sink.publish_all([Outgoing(topic, key_for(2), b"20")])
    assert numbers(source, 1) == [20]
    source.close()


def test_offsets_committed_for_lag_tools_are_never_read_back(bench: Bench):
    topic, partition = filled(bench, 20)
    source, _ = source_from(bench, topic, "earliest")
    read(source, 20)
    source.commit({partition: 15})
    source.close()
    again, _ = source_from(bench, topic, 3)
    assert numbers(again, 17)[0] == 3
    again.close()


def test_a_batch_holds_no_more_than_asked_and_keeps_partitions_together(bench: Bench):
    topic = bench.fresh_topic()
    bench.sink.publish_all(Outgoing(topic, key_for(n % 4), b"%d" % (n // 4)) for n in range(400))
    source, _ = source_from(bench, topic, "earliest")
    seen: dict[int, list[int]] = {}
    while sum(map(len, seen.values())) < 400:
        batch = source.poll_batch(50, timedelta(seconds=5))
        assert 0 < len(batch) <= 50
        order = [record.partition for record in batch]
        assert len(set(order)) == 1 + sum(a != b for a, b in pairwise(order))
        for record in batch:
            seen.setdefault(record.partition, []).append(int(record.value or b""))
    assert seen == {partition: list(range(100)) for partition in range(4)}
    source.close()


def test_polling_an_idle_log_ends_in_time(bench: Bench):
    topic, _ = filled(bench, 1)
    source, _ = source_from(bench, topic, "earliest")
    read(source, 1)
    assert source.poll_batch(10, timedelta(0)) == []
    assert source.poll_batch(10, timedelta(milliseconds=20)) == []
    source.close()


@pytest.mark.parametrize("back_to", [0, 5, "earliest"], ids=str)
def test_seeking_repeats_from_there(bench: Bench, back_to: Position):
    topic, partition = filled(bench, 20)
    source, _ = source_from(bench, topic, "earliest")
    read(source, 20)
    source.seek(partition, back_to)
    first = 5 if back_to == 5 else 0
    assert numbers(source, 20 - first) == list(range(first, 20))
    assert source.positions()[partition] == 20
    source.close()


def test_seeking_in_the_middle_of_a_read_drops_what_was_fetched_ahead(bench: Bench):
    topic, partition = filled(bench, 200)
    source, _ = source_from(bench, topic, "earliest")
    got = numbers(source, 10, batch=10)
    assert got == list(range(len(got)))
    source.seek(partition, 150)
    assert numbers(source, 50) == list(range(150, 200))
    source.close()


def test_a_partition_that_is_not_ours_takes_no_seek(bench: Bench):
    topic, _ = filled(bench, 1)
    source, _ = source_from(bench, topic, "earliest")
    read(source, 1)
    with pytest.raises(Fenced):
        source.seek(TopicPartition(topic, 99), 0)
    source.close()


def test_a_paused_partition_is_silent_until_resumed(bench: Bench):
    topic, partition = filled(bench, 5)
    source, _ = source_from(bench, topic, "earliest")
    read(source, 5)
    source.pause([partition])
    sink = bench.sink
    sink.publish_all([Outgoing(topic, key_for(2), b"5"), Outgoing(topic, key_for(1), b"100")])
    assert numbers(source, 1) == [100]
    assert nothing_comes(source)
    source.resume([partition])
    assert numbers(source, 1) == [5]
    source.close()


def test_an_owner_without_its_store_gets_no_records_and_is_asked_again(bench: Bench):
    topic, _ = filled(bench, 20)
    owner = Owner({TopicPartition(topic, 2): 12}, refusals=2)
    source = bench.streams.source(f"group-{topic}", [topic], owner)
    refused = 0
    while refused < 2:
        try:
            assert source.poll_batch(10, MOMENT) == []
        except Transient:
            refused += 1
    assert numbers(source, 8) == list(range(12, 20))
    source.close()


@pytest.mark.parametrize("beyond", [1, 10_000])
def test_a_position_beyond_the_log_is_told_and_stands_until_a_seek(bench: Bench, beyond: int):
    topic, partition = filled(bench, 20)
    source, _ = source_from(bench, topic, 20 + beyond)
    lost = loss_told_by(source)
    assert (lost.partition, lost.wanted, lost.low, lost.high) == (partition, 20 + beyond, 0, 20)
    assert nothing_comes(source)
    source.seek(partition, lost.low)
    assert numbers(source, 20) == list(range(20))
    source.close()


def test_a_position_before_the_log_is_told_not_skipped(bench: Bench):
    topic, partition = filled(bench, 20)
    bench.forget_start(partition)
    low = bench.streams.log().start_offsets([partition])[partition]
    assert low > 0
    source, _ = source_from(bench, topic, 0)
    lost = loss_told_by(source)
    assert (lost.wanted, lost.low) == (0, low)
    source.seek(partition, "earliest")
    assert read(source, 1)[0].offset == low
    source.close()


def test_records_come_before_the_word_that_another_partition_was_lost(bench: Bench):
    topic, partition = filled(bench, 3)
    bench.sink.publish_all(Outgoing(topic, key_for(1), b"%d" % n) for n in range(5))
    source, _ = source_from(bench, topic, 50)
    got: list[int] = []
    losses: list[OffsetLost] = []

    def all_is_told() -> bool:
        try:
            got.extend(int(r.value or b"") for r in source.poll_batch(10, MOMENT))
        except OffsetLost as loss:
            losses.append(loss)
        return len(got) == 5 and bool(losses)

    wait_until(all_is_told)
    assert got == list(range(5))
    assert [loss.partition for loss in losses] == [partition]
    source.close()


def test_a_record_is_read_soon_after_it_is_published(bench: Bench):
    topic, _ = filled(bench, 1)
    source, _ = source_from(bench, topic, "earliest")
    sink = bench.sink
    read(source, 1)
    delays: list[float] = []
    for number in range(40):
        start = perf_counter()
        sink.publish(topic, key_for(2), b"%d" % number)
        assert numbers(source, 1) == [number]
        delays.append(perf_counter() - start)
    # The quickest of forty: a reader that waits out an interval is late every time.
    assert min(delays) < 0.2
    source.close()
