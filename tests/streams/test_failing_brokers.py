"""What only a broker that misbehaves on purpose can show."""

import ctypes
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from confluent_kafka import KafkaError, Producer

from core.errors import Misconfigured, Rejected, Transient
from streams.admin import Admin
from streams.kafka import KafkaStreams
from streams.mock_cluster import MockCluster, librdkafka
from streams.record import Outgoing
from streams.settings import GroupProtocol, KafkaSettings
from tests.streams.brokers import MOMENT, Owner, RealBench, read, wait_until

PRODUCE, HEARTBEAT = 0, 68


class Liar:
    """A cluster in this process that answers the next requests of a kind with errors."""

    def __init__(self) -> None:
        self.cluster = MockCluster()
        self.settings = KafkaSettings(bootstrap_servers=self.cluster.bootstrap())
        self.streams = KafkaStreams(self.settings)

    def fail(self, api: int, error: int, times: int = 1) -> None:
        push = librdkafka().rd_kafka_mock_push_request_errors_array
        push.argtypes = [ctypes.c_void_p, ctypes.c_int16, ctypes.c_size_t, ctypes.c_void_p]
        push(self.cluster.handle, api, times, (ctypes.c_int * times)(*[error] * times))

    def lack(self, api: int) -> None:
        drop = librdkafka().rd_kafka_mock_set_apiversion
        drop.argtypes = [ctypes.c_void_p, ctypes.c_int16, ctypes.c_int16, ctypes.c_int16]
        drop(self.cluster.handle, api, -1, -1)


@pytest.fixture
def liar() -> Iterator[Liar]:
    liar = Liar()
    yield liar
    liar.cluster.close()


@pytest.mark.parametrize(
    "error",
    [
        KafkaError.INVALID_PRODUCER_EPOCH,
        KafkaError.UNKNOWN_PRODUCER_ID,
        KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER,
        KafkaError.INVALID_PRODUCER_ID_MAPPING,
        KafkaError.PRODUCER_FENCED,
        KafkaError.REQUEST_TIMED_OUT,
    ],
    ids=lambda code: KafkaError(code).name(),
)
def test_a_producer_that_broke_is_replaced_and_loses_nothing(liar: Liar, error: int):
    sink = liar.streams.sink()
    sink.publish_all([Outgoing("t", "k", b"0")])
    liar.fail(PRODUCE, error)
    for number in range(1, 50):
        sink.publish("t", "k", b"%d" % number)
    sink.flush()
    sink.publish_all([Outgoing("t", "k", b"50")])
    values = [int(record.value or b"") for record in liar.streams.log().read_all(["t"])]
    assert values == list(range(51))
    assert (sink.delivered, sink.failed) == (51, 0)


def test_a_record_that_is_refused_for_good_is_counted_and_raised(liar: Liar):
    sink = liar.streams.sink()
    sink.publish_all([Outgoing("t", "k", b"0")])
    liar.fail(PRODUCE, KafkaError.TOPIC_AUTHORIZATION_FAILED)
    with pytest.raises(Misconfigured, match="TOPIC_AUTHORIZATION_FAILED"):
        sink.publish_all([Outgoing("t", "k", b"1")])
    assert (sink.delivered, sink.failed) == (1, 1)


def test_a_broker_without_the_new_groups_is_joined_the_classic_way(liar: Liar):
    liar.lack(HEARTBEAT)
    liar.streams.sink().publish_all([Outgoing("t", "k", b"0")])
    source = liar.streams.source("g", ["t"], Owner())
    assert len(read(source, 1)) == 1
    source.close()


def test_a_broker_that_names_the_new_groups_and_refuses_them_is_joined_the_classic_way(liar: Liar):
    liar.fail(HEARTBEAT, KafkaError.UNSUPPORTED_VERSION, times=100)
    liar.streams.sink().publish_all([Outgoing("t", "k", b"0")])
    owner = Owner()
    source = liar.streams.source("g", ["t"], owner)
    assert len(read(source, 1)) == 1
    assert owner.lost == []
    source.close()


def test_a_reader_told_to_use_the_new_groups_says_when_they_are_refused(liar: Liar):
    liar.fail(HEARTBEAT, KafkaError.UNSUPPORTED_VERSION, times=3)
    settings = liar.settings.model_copy(update={"group_protocol": GroupProtocol.CONSUMER})
    source = KafkaStreams(settings).source("g", ["t"], Owner())
    told: list[str] = []

    def is_told() -> bool:
        try:
            source.poll_batch(10, MOMENT)
        except Transient as error:
            told.append(str(error))
        return len(told) > 0

    wait_until(is_told)
    assert "membership" in told[0]
    source.close()


def test_no_broker_at_all_is_told_at_once_by_a_reader_and_late_by_a_publisher():
    streams = KafkaStreams(KafkaSettings(bootstrap_servers="127.0.0.1:1"))
    with pytest.raises(Transient, match="no Kafka broker answers"):
        streams.source("g", ["t"], Owner())
    sink = streams.sink()
    sink.publish("t", "k", b"v")
    with pytest.raises(Transient, match="not acknowledged 1 records"):
        sink.flush(timedelta(milliseconds=50))


@pytest.mark.kafka
def test_a_transactions_markers_count_as_read(real: RealBench):
    topic = real.fresh_topic()
    producer = Producer(
        {"bootstrap.servers": real.settings.bootstrap_servers, "transactional.id": topic}
    )
    producer.init_transactions(20)
    for ending in (producer.commit_transaction, producer.abort_transaction):
        producer.begin_transaction()
        producer.produce(topic, b"v", b"k")
        producer.flush(10)
        ending(20)
    log = real.streams.log()
    ends = log.end_offsets(log.partitions_of([topic]))
    assert sum(ends.values()) == 4
    assert len(list(log.read_all([topic]))) == 1
    source = real.streams.source(topic, [topic], Owner())
    assert len(read(source, 1)) == 1
    wait_until(lambda: not source.poll_batch(10, MOMENT) and source.positions() == ends)
    source.close()


@pytest.mark.kafka
@pytest.mark.compacting
def test_a_record_without_a_key_is_refused_where_keys_are_needed(real: RealBench):
    topic = f"{real.fresh_topic()}-compacted"
    Admin(real.settings).create({topic: {"cleanup.policy": "compact"}}, 1, 1)
    with pytest.raises(Rejected, match="INVALID_RECORD"):
        real.sink.publish_all([Outgoing(topic, None, b"v")])
    real.sink.publish_all([Outgoing(topic, "k", b"v")])


@pytest.mark.kafka
@pytest.mark.compacting
def test_a_compacted_log_is_read_to_its_end_over_the_gaps(real: RealBench):
    topic = f"{real.fresh_topic()}-gaps"
    config = {
        "cleanup.policy": "compact",
        "segment.ms": "100",
        "min.cleanable.dirty.ratio": "0.01",
    }
    Admin(real.settings).create({topic: config}, 1, 1)
    log = real.streams.log()

    def is_compacted() -> bool:
        real.sink.publish_all(Outgoing(topic, f"k{n}", b"v") for n in range(5))
        time.sleep(0.2)
        ends = log.end_offsets(log.partitions_of([topic]))
        return len(list(log.read_all([topic]))) < sum(ends.values())

    wait_until(is_compacted, timedelta(seconds=40))
    keys = {record.key for record in log.read_all([topic])}
    assert keys == {b"k%d" % n for n in range(5)}
