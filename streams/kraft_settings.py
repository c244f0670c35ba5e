"""Write the properties of a one-process KRaft broker on loopback (Kafka 4 documentation, 3.1)."""

from __future__ import annotations

import base64
import uuid
from enum import Enum
from pathlib import Path


class Keeping(Enum):
    """How eagerly the broker tidies its log."""

    USUAL = "usual"
    """As Kafka comes: segments close after a week, cleaning every 15 s."""
    EAGER = "eager"
    """Segments close after a second, so that a test sees compaction and deletion happen."""


EAGER = {
    "log.roll.ms": "1000",
    "log.retention.check.interval.ms": "500",
    "log.cleaner.backoff.ms": "200",
    "log.cleaner.min.cleanable.ratio": "0.001",
    "log.cleaner.delete.retention.ms": "1000",
    "log.segment.delete.delay.ms": "200",
}

QUICK_GROUPS = {
    "group.initial.rebalance.delay.ms": "0",
    "group.consumer.heartbeat.interval.ms": "500",
    "group.consumer.min.heartbeat.interval.ms": "500",
    "group.consumer.session.timeout.ms": "6000",
    "group.consumer.min.session.timeout.ms": "3000",
    "group.min.session.timeout.ms": "3000",
}
"""A member's death is noticed in seconds, not in three quarters of a minute."""

ALONE = {
    # A killed broker is let back in when its old session is over: 9 s as Kafka comes.
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "3000",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
}


def broker_properties(
    *, folder: Path, port: int, controller_port: int, partitions: int, keeping: Keeping
) -> dict[str, str]:
    """Return the whole server.properties of a broker that is its own controller."""
    broker, controller = f"127.0.0.1:{port}", f"127.0.0.1:{controller_port}"
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.bootstrap.servers": controller,
        "listeners": f"PLAINTEXT://{broker},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{broker},CONTROLLER://{controller}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": str(folder / "log"),
        "num.partitions": str(partitions),
        "auto.create.topics.enable": "false",
        **ALONE,
        **QUICK_GROUPS,
        **(EAGER if keeping is Keeping.EAGER else {}),
    }


def cluster_id() -> str:
    """Return a new cluster's id: 16 bytes in URL-safe base64, as Kafka writes them."""
    while True:
        written = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        if not written.startswith("-"):  # would be read as an option
            return written
