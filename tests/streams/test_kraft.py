"""A real broker: it is set up as it was asked for, and it is gone when it should be."""

import time
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from core.errors import Misconfigured
from streams.kraft import KraftSettings, LocalKafka, free_port
from streams.kraft_jars import find_jars, find_java
from streams.kraft_settings import Keeping, broker_properties, cluster_id
from tests.streams.brokers import open_or_skip

PATIENCE_S = 30.0


def create(kafka: LocalKafka, topic: str, **settings: str) -> None:
    admin: Any = AdminClient({"bootstrap.servers": kafka.bootstrap})
    wanted = NewTopic(topic, num_partitions=1, replication_factor=1, config=settings)
    for done in admin.create_topics([wanted]).values():
        done.result(timeout=PATIENCE_S)


def publish(kafka: LocalKafka, topic: str, records: list[tuple[str, str]]) -> None:
    producer = Producer({"bootstrap.servers": kafka.bootstrap, "log_level": 0})
    failures: list[KafkaError] = []

    def note(error: KafkaError | None, _: Any) -> None:
        if error:
            failures.append(error)

    for key, value in records:
        producer.produce(topic, key=key, value=value, on_delivery=note)
    assert producer.flush(PATIENCE_S) == 0
    assert failures == []


def read(kafka: LocalKafka, topic: str) -> list[tuple[bytes | None, bytes | None]]:
    """Read partition 0 from its start to its present end."""
    consumer = Consumer(
        {
            "bootstrap.servers": kafka.bootstrap,
            "group.id": "test",
            "enable.auto.commit": False,
            "log_level": 0,
        }
    )
    try:
        low, high = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=PATIENCE_S)
        consumer.assign([TopicPartition(topic, 0, low)])
        records: list[tuple[bytes | None, bytes | None]] = []
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            message = consumer.poll(0.2)
            if message is not None and message.error() is None:
                records.append((message.key(), message.value()))
            (position,) = consumer.position([TopicPartition(topic, 0)])
            if high == low or position.offset >= high:
                return records
        pytest.fail(f"read {len(records)} records up to {high} in {PATIENCE_S} s")
    finally:
        consumer.close()


@pytest.mark.kafka
def test_a_topic_nobody_created_does_not_come_into_being(kafka: LocalKafka):
    producer = Producer(
        {
            "bootstrap.servers": kafka.bootstrap,
            "topic.metadata.propagation.max.ms": 0,
            "log_level": 0,
        }
    )
    errors: list[KafkaError | None] = []
    producer.produce("never_made", b"x", on_delivery=lambda error, _: errors.append(error))
    producer.flush(PATIENCE_S)
    assert [error and error.name() for error in errors] == ["UNKNOWN_TOPIC_OR_PART"]
    topics = AdminClient({"bootstrap.servers": kafka.bootstrap}).list_topics(timeout=PATIENCE_S)
    assert "never_made" not in topics.topics


@pytest.mark.kafka
def test_a_topic_gets_the_number_of_partitions_that_was_chosen(kafka: LocalKafka):
    admin: Any = AdminClient({"bootstrap.servers": kafka.bootstrap})
    for done in admin.create_topics([NewTopic("three", num_partitions=-1)]).values():
        done.result(timeout=PATIENCE_S)
    deadline = time.monotonic() + PATIENCE_S
    while not (
        partitions := admin.list_topics("three", timeout=PATIENCE_S).topics["three"].partitions
    ):
        assert time.monotonic() < deadline, "the new topic never showed"
        time.sleep(0.05)
    assert len(partitions) == 3


@pytest.mark.kafka
def test_eager_keeping_compacts_within_seconds(kafka: LocalKafka):
    create(kafka, "compacted", **{"cleanup.policy": "compact"})
    publish(kafka, "compacted", [("a", "old"), ("b", "only"), ("a", "new")])
    deadline = time.monotonic() + PATIENCE_S
    while (records := read(kafka, "compacted")).count((b"a", b"old")):
        assert time.monotonic() < deadline, records
        time.sleep(0.6)
        publish(kafka, "compacted", [("tick", "x")])  # a segment closes when a record comes
    assert (b"b", b"only") in records
    assert (b"a", b"new") in records


@pytest.mark.kafka
def test_settings_that_kafka_refuses_are_a_misconfiguration():
    kafka = open_or_skip(KraftSettings(extra={"process.roles": "spectator"}))
    with pytest.raises(Misconfigured, match="process.roles"), kafka:
        pytest.fail("a broker of no known role came up")
    assert not kafka.folder.exists()


def test_missing_jars_are_told_with_the_command_that_brings_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(Misconfigured, match="make kafka-jars"):
        find_jars()


def test_the_newest_version_of_the_jars_wins_by_number_not_by_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for version in ("4.9.0", "4.10.0"):
        folder = tmp_path / "civicsense" / "kafka" / version
        folder.mkdir(parents=True)
        (folder / f"kafka_2.13-{version}.jar").touch()
    (tmp_path / "civicsense" / "kafka" / "4.11.0").mkdir()  # no jar came
    assert find_jars().name == "4.10.0"


def test_missing_java_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(Misconfigured, match="Java 17"):
        find_java()


def test_ports_stay_below_those_lent_to_outgoing_connections():
    ports = {free_port() for _ in range(20)}
    assert all(20_000 <= port <= 32_000 for port in ports)
    assert len(ports) > 1


def test_a_broker_listens_on_loopback_alone(tmp_path: Path):
    properties = broker_properties(
        folder=tmp_path, port=1, controller_port=2, partitions=5, keeping=Keeping.USUAL
    )
    assert properties["listeners"] == "PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2"
    assert properties["num.partitions"] == "5"
    assert properties["auto.create.topics.enable"] == "false"
    assert "log.roll.ms" not in properties


def test_a_cluster_id_is_never_read_as_an_option():
    ids = {cluster_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(len(one) == 22 and not one.startswith("-") for one in ids)
