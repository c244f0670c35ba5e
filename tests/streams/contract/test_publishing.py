"""What is published arrives whole, in order and acknowledged, or the caller is told."""

from datetime import timedelta

import pytest

from core.errors import Rejected, RejectReason
from streams.record import Outgoing, Receipt, Record, by_partition
from tests.streams.brokers import Bench, key_for


def everything(bench: Bench, topic: str) -> list[Record]:
    return list(bench.streams.log().read_all([topic]))


def test_each_record_is_delivered_once_and_counted(bench: Bench):
    topic, sink = bench.fresh_topic(), bench.streams.sink()
    receipts: list[Receipt] = []
    for number in range(1000):
        sink.publish(topic, f"k{number}", b"%d" % number, on_delivered=receipts.append)
    sink.flush()
    assert (sink.delivered, sink.failed) == (1000, 0)
    assert sink.delivered_by_topic == {topic: 1000}
    records = everything(bench, topic)
    assert sorted(int(record.value or b"") for record in records) == list(range(1000))
    assert {(r.partition, r.offset) for r in receipts} == {(r.partition, r.offset) for r in records}
    assert all(receipt.error is None for receipt in receipts)


def test_records_of_one_key_keep_their_order(bench: Bench):
    topic, sink = bench.fresh_topic(), bench.sink
    sink.publish_all(Outgoing(topic, f"k{n % 7}", b"%d" % n) for n in range(700))
    of_key: dict[bytes | None, list[int]] = {}
    for record in everything(bench, topic):
        of_key.setdefault(record.key, []).append(int(record.value or b""))
    assert len(of_key) == 7
    assert all(numbers == sorted(numbers) for numbers in of_key.values())


def test_a_key_lies_where_java_clients_put_it(bench: Bench):
    topic, sink = bench.fresh_topic(), bench.sink
    sink.publish_all(Outgoing(topic, key_for(n), b"%d" % n) for n in range(4))
    assert {p.partition: r[0].value for p, r in by_partition(everything(bench, topic)).items()} == {
        0: b"0",
        1: b"1",
        2: b"2",
        3: b"3",
    }


@pytest.mark.parametrize(
    ("key", "value", "headers"),
    [
        ("k", b"v", {"name": "text"}),
        (b"\xff\x00", b"\x00", {"name": b"\xff"}),
        ("k", None, {}),
        (None, b"v", None),
        ("k", b"", {"ce_id": "é", "empty": ""}),
    ],
)
def test_keys_values_and_headers_arrive_as_they_were_sent(
    bench: Bench,
    key: str | bytes | None,
    value: bytes | None,
    headers: dict[str, str | bytes] | None,
):
    topic, sink = bench.fresh_topic(), bench.sink
    sink.publish_all([Outgoing(topic, key, value, headers)])
    (record,) = everything(bench, topic)
    assert record.key == (key.encode() if isinstance(key, str) else key)
    assert record.value == value
    assert record.headers == tuple(
        (name, text.encode() if isinstance(text, str) else text)
        for name, text in (headers or {}).items()
    )
    assert record.timestamp_ms > 1_700_000_000_000


def test_publish_all_returns_only_when_all_can_be_read(bench: Bench):
    topic, sink = bench.fresh_topic(), bench.streams.sink()
    for size in (1, 50):
        sink.publish_all(Outgoing(topic, f"k{n}", b"v") for n in range(size))
        assert sink.delivered == len(everything(bench, topic))


def test_publishing_nothing_is_done_at_once(bench: Bench):
    sink = bench.streams.sink()
    sink.publish_all([])
    sink.flush(timedelta(0))
    assert sink.delivered == 0


def test_a_record_above_1_mb_is_refused_and_the_others_go_on(bench: Bench):
    topic, sink = bench.fresh_topic(), bench.streams.sink()
    with pytest.raises(Rejected) as refused:
        sink.publish(topic, "k", bytes(1_100_000))
    assert refused.value.reason is RejectReason.TOO_LARGE
    with pytest.raises(Rejected):
        sink.publish_all(Outgoing(topic, "k", bytes(size)) for size in (10, 1_100_000, 20))
    assert [len(record.value or b"") for record in everything(bench, topic)] == [10, 20]
    assert (sink.delivered, sink.failed) == (2, 2)


def test_closing_delivers_what_waits(bench: Bench):
    topic, sink = bench.fresh_topic(), bench.streams.sink()
    for number in range(100):
        sink.publish(topic, None, b"%d" % number)
    sink.close()
    assert len(everything(bench, topic)) == 100


@pytest.mark.deep_log
def test_a_partition_keeps_20_mb(bench: Bench):
    topic, sink = bench.fresh_topic(), bench.sink
    sink.publish_all(Outgoing(topic, "k", bytes([n]) * 900_000) for n in range(23))
    values = [record.value or b"" for record in bench.streams.log().read_all([topic])]
    assert [value[0] for value in values] == list(range(23))
