"""What a broker can do is known after one question, and nonsense in its place is told."""

import socket
import threading

import pytest

from core.errors import Misconfigured, Transient
from streams.abilities import Abilities, ask_abilities
from streams.settings import KafkaSettings
from tests.streams.brokers import EmbeddedBench, RealBench


def settings(bootstrap: str) -> KafkaSettings:
    return KafkaSettings(bootstrap_servers=bootstrap)


def test_the_embedded_broker_lacks_admin_calls_and_has_the_new_groups(embedded: EmbeddedBench):
    assert ask_abilities(embedded.settings) == Abilities(admin=False, new_groups=True)


@pytest.mark.kafka
def test_kafka_4_has_both(real: RealBench):
    assert ask_abilities(real.settings) == Abilities(admin=True, new_groups=True)


def test_the_first_server_that_answers_is_enough(embedded: EmbeddedBench):
    bootstrap = f"127.0.0.1:1, {embedded.settings.bootstrap_servers}"
    assert ask_abilities(settings(bootstrap)).new_groups


@pytest.mark.parametrize("bootstrap", ["", "host", "host:", "host:port", ","])
def test_addresses_that_are_none_are_told(bootstrap: str):
    with pytest.raises(Misconfigured, match="is not host:port"):
        ask_abilities(settings(bootstrap))


def test_a_closed_port_is_no_broker_for_now():
    with pytest.raises(Transient, match=r"127\.0\.0\.1:1"):
        ask_abilities(settings("127.0.0.1:1"))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\0\0\x10",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\0\0\0\x04\0\0\0\x07",
        b"\xff" * 64,
    ],
    ids=["silence", "half", "web", "short", "noise"],
)
def test_a_server_that_does_not_speak_kafka_is_told(answer: bytes):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(Transient, match="no Kafka broker answers"):
            ask_abilities(settings(f"127.0.0.1:{server.getsockname()[1]}"), timeout_s=2)
        thread.join()
