"""The embedded broker serves any client and never outlives its owner."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.topics import all_topics
from streams.admin import Admin
from streams.embedded import EmbeddedBroker
from streams.record import Outgoing
from streams.settings import KafkaSettings
from tests.streams.brokers import EmbeddedBench, wait_until

ROOT = Path(__file__).parents[2]
CLIENT = """
import sys
from confluent_kafka import Consumer, Producer
bootstrap, topic = sys.argv[1:]
producer = Producer({"bootstrap.servers": bootstrap})
producer.produce(topic, key="k", value="from outside", headers={"h": "v"})
assert producer.flush(10) == 0
consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "g",
                     "auto.offset.reset": "earliest"})
consumer.subscribe([topic])
message = None
while message is None:
    message = consumer.poll(10)
print(message.value().decode(), message.headers())
consumer.close()
"""
OWNER = """
import time
from streams.embedded import EmbeddedBroker
broker = EmbeddedBroker()
broker.start()
print(broker.pid, flush=True)
time.sleep(60)
"""


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not status.exists() or "zombie" not in status.read_text()


@pytest.fixture
def broker() -> Iterator[EmbeddedBroker]:
    with EmbeddedBroker() as broker:
        yield broker


def test_any_client_of_another_process_reaches_it(embedded: EmbeddedBench):
    topic = embedded.fresh_topic()
    done = subprocess.run(
        [sys.executable, "-c", CLIENT, embedded.settings.bootstrap_servers, topic],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.stdout == "from outside [('h', b'v')]\n", done.stderr
    (record,) = embedded.streams.log().read_all([topic])
    assert record.value == b"from outside"


def test_the_contracts_topics_are_there_at_once(broker: EmbeddedBroker):
    known = Admin(KafkaSettings(bootstrap_servers=broker.start())).partitions()
    assert {topic.name: [0, 1, 2, 3] for topic in all_topics()} == known


def test_it_starts_in_a_moment_and_ends_when_told(broker: EmbeddedBroker):
    assert not broker.alive
    start = time.monotonic()
    host, port = broker.start().split(":")
    assert time.monotonic() - start < 8
    assert (host, int(port) > 0) == ("127.0.0.1", True)
    assert broker.alive
    pid = broker.pid
    assert pid is not None
    broker.stop()
    assert not broker.alive
    assert not runs(pid)
    broker.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_polite_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals):
    port_file = tmp_path / "bootstrap"
    process = subprocess.Popen(
        [sys.executable, "-m", "streams.embedded", "--port-file", str(port_file)],
        cwd=ROOT, stderr=subprocess.PIPE,
    )  # fmt: skip
    wait_until(port_file.exists)
    process.send_signal(number)
    _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, b"")


def test_it_ends_with_its_owner_even_when_that_is_killed():
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    assert runs(pid)
    owner.kill()
    owner.communicate()
    wait_until(lambda: not runs(pid))


def test_it_lives_through_being_stopped_and_continued(embedded: EmbeddedBench):
    topic = embedded.fresh_topic()
    for number in range(3):
        embedded.go_down()
        time.sleep(0.05)
        embedded.come_up()
        embedded.sink.publish_all([Outgoing(topic, "k", b"%d" % number)])
    assert len(list(embedded.streams.log().read_all([topic]))) == 3


def test_it_holds_20_000_events_of_usual_size(embedded: EmbeddedBench):
    topic, value = embedded.fresh_topic(), b'{"type": "power_outage", "message": "%s"}'
    embedded.sink.publish_all(
        Outgoing(topic, f"city-power:{n}", value % os.urandom(200).hex().encode())
        for n in range(20_000)
    )
    assert len(list(embedded.streams.log().read_all([topic]))) == 20_000
