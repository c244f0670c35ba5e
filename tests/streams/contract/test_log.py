"""The log says how far it goes, and is read to that point without a group."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from streams.ports import PATIENCE
from streams.record import Outgoing, Record, TopicPartition
from tests.streams.brokers import Bench, key_for, wait_until


def test_partitions_are_those_of_topics_that_exist(bench: Bench):
    topic = bench.fresh_topic()
    assert bench.streams.log().partitions_of(["no-such-topic", topic]) == [
        TopicPartition(topic, number) for number in range(4)
    ]
    assert bench.streams.log().partitions_of(["no-such-topic"]) == []


def test_offsets_are_asked_from_the_log_each_time(bench: Bench):
    topic, log, sink = bench.fresh_topic(), bench.streams.log(), bench.sink
    partitions = log.partitions_of([topic])
    for size in range(3):
        assert log.end_offsets(partitions) == {p: size * (p.partition == 1) for p in partitions}
        assert log.start_offsets(partitions) == dict.fromkeys(partitions, 0)
        sink.publish_all([Outgoing(topic, key_for(1), b"v")])
    assert log.end_offsets([]) == {}


def test_the_log_has_one_id(bench: Bench):
    first, second = bench.streams.log().cluster_id(), bench.streams.log().cluster_id()
    assert first
    assert first == second


def test_read_all_ends_at_the_end_noted_at_its_start(bench: Bench):
    topics, sink = [bench.fresh_topic(), bench.fresh_topic()], bench.sink
    sink.publish_all(Outgoing(topics[n % 2], f"k{n}", b"%d" % n) for n in range(200))
    read: list[int] = []
    for record in bench.streams.log().read_all(topics):
        if not read:
            sink.publish_all(Outgoing(topic, "k1", b"999") for topic in topics)
        read.append(int(record.value or b""))
    assert sorted(read) == list(range(200))


def test_read_all_of_nothing_is_nothing(bench: Bench):
    assert list(bench.streams.log().read_all([bench.fresh_topic(), "no-such-topic"])) == []


def test_read_all_starts_at_the_oldest_record_kept(bench: Bench):
    topic, sink = bench.fresh_topic(), bench.sink
    partition = TopicPartition(topic, 2)
    sink.publish_all(Outgoing(topic, key_for(2), b"%d" % n) for n in range(5))
    bench.forget_start(partition)
    low = bench.streams.log().start_offsets([partition])[partition]
    assert next(bench.streams.log().read_all([topic])).offset == low > 0


def test_tail_gives_only_what_is_written_from_now_on(bench: Bench):
    topic, sink = bench.fresh_topic(), bench.sink
    sink.publish_all([Outgoing(topic, "k", b"old")])
    seen: list[Record] = []
    enough = threading.Event()

    def follow(records: Iterator[Record]) -> None:
        seen.extend(records)

    follower = threading.Thread(
        target=follow, args=(bench.streams.log().tail([topic], enough.is_set),)
    )
    follower.start()
    try:
        # Its starting point is noted in its own thread: write until it answers.
        wait_until(lambda: bool(sink.publish_all([Outgoing(topic, "k", b"new")]) or seen))
    finally:
        enough.set()
        follower.join(PATIENCE.total_seconds())
    assert {record.value for record in seen} == {b"new"}


def test_offsets_at_an_instant_never_lie_after_its_first_record(bench: Bench):
    topic, sink, log = bench.fresh_topic(), bench.sink, bench.streams.log()
    sink.publish_all(Outgoing(topic, "k", b"v") for _ in range(5))
    (partition,) = {record.topic_partition for record in log.read_all([topic])}
    long_ago = datetime.now(UTC) - timedelta(days=1)
    assert log.offsets_at([partition], long_ago)[partition] == 0


@pytest.mark.admin
def test_offsets_at_an_instant_after_the_last_record_are_the_end(bench: Bench):
    topic, sink, log = bench.fresh_topic(), bench.sink, bench.streams.log()
    sink.publish_all(Outgoing(topic, "k", b"v") for _ in range(5))
    partitions = log.partitions_of([topic])
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert log.offsets_at(partitions, soon) == log.end_offsets(partitions)
