"""A log that goes away loses nothing: publishers wait, readers go on, questions are told."""

from datetime import timedelta

import pytest

from core.errors import Transient
from streams.ports import RecordSink
from streams.record import Outgoing
from tests.streams.brokers import MOMENT, Bench, Owner, key_for, read


def refusal_to_flush(sink: RecordSink) -> str:
    with pytest.raises(Transient) as fault:
        sink.flush(timedelta(milliseconds=100))
    return str(fault.value)


def test_an_outage_is_told_and_then_everything_arrives_once_in_order(bench: Bench):
    topic, sink, log = bench.fresh_topic(), bench.streams.sink(), bench.streams.log()
    source = bench.streams.source(topic, [topic], Owner())
    sink.publish_all([Outgoing(topic, key_for(2), b"0")])
    assert len(read(source, 1)) == 1
    partitions = log.partitions_of([topic])
    bench.go_down()
    try:
        for number in range(1, 40):
            sink.publish(topic, key_for(2), b"%d" % number)
        assert "39 records" in refusal_to_flush(sink)
        with pytest.raises(Transient, match="not acknowledged"):
            sink.publish_all([Outgoing(topic, key_for(2), b"40")], timedelta(milliseconds=100))
        assert source.poll_batch(10, MOMENT) == []
        with pytest.raises(Transient):
            log.end_offsets(partitions)
    finally:
        bench.come_up()
    sink.flush()
    assert (sink.delivered, sink.failed) == (41, 0)
    assert [int(record.value or b"") for record in read(source, 40)] == list(range(1, 41))
    assert sum(log.end_offsets(partitions).values()) == 41
    source.close()


@pytest.mark.persistent
def test_what_was_acknowledged_outlives_the_broker(bench: Bench):
    topic = bench.fresh_topic()
    bench.sink.publish_all(Outgoing(topic, f"k{n}", b"v") for n in range(50))
    cluster = bench.streams.log().cluster_id()
    bench.go_down()
    bench.come_up()
    log = bench.streams.log()
    assert len(list(log.read_all([topic]))) == 50
    assert log.cluster_id() == cluster
