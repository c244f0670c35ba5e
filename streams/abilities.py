"""Ask a broker what it can do, before any client is made for it.

The question is Kafka's own ApiVersions request (API key 18, version 0), which every broker
answers before sign-in (KIP-35, KIP-152). It costs one round trip, where trying a call that the
broker lacks costs a whole timeout, or is retried for ever.
"""

import itertools
import socket
import ssl
import struct
from dataclasses import dataclass
from typing import Final

from core.errors import Misconfigured, Transient
from streams.settings import KafkaSettings, SecurityProtocol

_API_VERSIONS: Final = 18
_CREATE_TOPICS: Final = 19
_CONSUMER_GROUP_HEARTBEAT: Final = 68
_MAX_ANSWER_BYTES: Final = 1 << 20
_ENCRYPTED: Final = frozenset({SecurityProtocol.SSL, SecurityProtocol.SASL_SSL})
_correlation = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Abilities:
    """Say what the broker at the other end answers.

    Attributes:
        admin: it creates and describes topics; the embedded broker does not.
        new_groups: it speaks the consumer-group protocol of KIP-848.
    """

    admin: bool
    new_groups: bool

    @property
    def wakes_readers(self) -> bool:
        """Say whether a waiting fetch is answered when a record comes.

        librdkafka's mock broker sits out the whole wait; it is told by its lack of admin calls.
        """
        return self.admin


def ask_abilities(settings: KafkaSettings, timeout_s: float = 5.0) -> Abilities:
    """Return what the first broker that answers can do.

    Raises:
        Transient: none of the bootstrap servers answered.
        Misconfigured: the addresses cannot be read.
    """
    faults: list[str] = []
    for address in settings.bootstrap_servers.split(","):
        host, port = _host_and_port(address.strip())
        try:
            keys = _ask(host, port, settings.protocol in _ENCRYPTED, timeout_s)
        except (OSError, ValueError, struct.error) as error:
            faults.append(f"{host}:{port}: {error}")
        else:
            return Abilities(
                admin=_CREATE_TOPICS in keys, new_groups=_CONSUMER_GROUP_HEARTBEAT in keys
            )
    raise Transient("no Kafka broker answers: " + "; ".join(faults))


def _host_and_port(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdecimal():
        raise Misconfigured(f"KAFKA_BOOTSTRAP_SERVERS: {address!r} is not host:port")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _ask(host: str, port: int, encrypted: bool, timeout_s: float) -> frozenset[int]:
    asked = next(_correlation)
    request = struct.pack(">hhih", _API_VERSIONS, 0, asked, -1)
    with socket.create_connection((host, port), timeout=timeout_s) as plain:
        connection = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host)
            if encrypted
            else plain
        )
        connection.sendall(struct.pack(">i", len(request)) + request)
        (length,) = struct.unpack(">i", _exactly(connection, 4))
        if not 0 < length <= _MAX_ANSWER_BYTES:
            raise ValueError("it does not speak Kafka")
        answer = _exactly(connection, length)
    correlation, fault, count = struct.unpack_from(">ihi", answer)
    if correlation != asked or fault:
        raise ValueError(f"it refused to name its versions (error {fault})")
    return frozenset(struct.unpack_from(">h", answer, 10 + 6 * place)[0] for place in range(count))


def _exactly(connection: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            raise ConnectionError("it closed the connection")
        parts += part
    return bytes(parts)
