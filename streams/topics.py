"""Make the contract's topics exist, with its clean-up policies where the broker has any."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from confluent_kafka import KafkaException, Producer

from core.topics import Cleanup, Topic
from streams.abilities import ask_abilities
from streams.admin import CREATE_S, Admin
from streams.failures import translated
from streams.settings import KafkaSettings

PARTITIONS: Final = 4
BROKER_DEFAULT: Final = -1
_DAY_MS: Final = 86_400_000
_HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class TopicReport:
    """Say what was done, and what was found otherwise than the contract has it.

    Attributes:
        created: topics made now, with the contract's policy.
        existing: topics that were there.
        differing: existing topics with another clean-up policy, and which; left as they are.
        unmanaged: topics that exist without any policy, on a broker that has no admin calls.
    """

    created: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    differing: Mapping[str, str] = field(default_factory=dict[str, str])
    unmanaged: tuple[str, ...] = ()


def ensure_topics(
    settings: KafkaSettings, partitions: int = PARTITIONS, replication: int = BROKER_DEFAULT
) -> TopicReport:
    """Make every topic of the contract exist; change none that does.

    Args:
        settings: the broker, and what its topics are called.
        partitions: of each topic that is created.
        replication: copies of each partition; the broker's own default unless told.

    Raises:
        Transient: the broker did not answer, or could not create them now.
        Misconfigured: the broker refuses them for good.
    """
    topics = list(settings.wire_topics())
    if not ask_abilities(settings).admin:
        return _by_asking(settings, topics)
    admin = Admin(settings)
    created = admin.create(
        {topic.name: _config(topic) for topic in topics}, partitions, replication
    )
    existing = {t.name: t.cleanup.value for t in topics if t.name not in created}
    found = admin.cleanup_policies(existing)
    return TopicReport(
        created=tuple(topic.name for topic in topics if topic.name in created),
        existing=tuple(existing),
        differing={name: policy for name, policy in found.items() if policy != existing[name]},
    )


def _config(topic: Topic) -> dict[str, str]:
    config = {"cleanup.policy": topic.cleanup.value}
    if topic.cleanup is Cleanup.COMPACT:
        # Only closed segments are compacted; a tombstone outlives the longest absence of a
        # reader that will not rebuild.
        config |= {
            "min.cleanable.dirty.ratio": "0.1",
            "segment.ms": str(_HOUR_MS),
            "segment.bytes": str(64 * 1024 * 1024),
            "delete.retention.ms": str(7 * _DAY_MS),
        }
    elif topic.retention is not None:
        config["retention.ms"] = str(round(topic.retention.total_seconds() * 1000))
    return config


def _by_asking(settings: KafkaSettings, topics: Iterable[Topic]) -> TopicReport:
    # A producer's question about a topic makes it, on brokers that create on demand.
    producer = Producer(settings.client_config())
    try:
        known = set(producer.list_topics(timeout=CREATE_S).topics)
        for topic in topics:
            if topic.name not in known:
                producer.list_topics(topic.name, timeout=CREATE_S)
    except KafkaException as error:
        raise translated(error, "asking for topics") from error
    return TopicReport(unmanaged=tuple(topic.name for topic in topics))
