"""Read how to reach Kafka from the environment (contract, 4)."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import structlog
from confluent_kafka import KafkaError
from pydantic import AliasChoices, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core import topics
from core.topics import DEAD_LETTER_SUFFIX, Topic

DEFAULT_BOOTSTRAP: Final = "localhost:9092"

_log = structlog.stdlib.get_logger(__name__)


class SecurityProtocol(StrEnum):
    """How the connection is guarded, in Kafka's own words."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"
    SASL_SSL = "SASL_SSL"


class GroupProtocol(StrEnum):
    """Which consumer-group protocol readers speak."""

    AUTO = "auto"
    """KIP-848 where the broker answers it, else classic."""
    CONSUMER = "consumer"
    """KIP-848: joins at once, restarts at once; Kafka 4 and later."""
    CLASSIC = "classic"


class KafkaSettings(BaseSettings):
    """Say where Kafka is, how to sign in, and what its topics are called."""

    model_config = SettingsConfigDict(
        env_prefix="KAFKA_", frozen=True, populate_by_name=True, use_attribute_docstrings=True,
        env_ignore_empty=True,
    )  # fmt: skip

    bootstrap_servers: str = DEFAULT_BOOTSTRAP
    """Brokers to ask first: `host:port`, several with commas."""
    api_key: str = ""
    """Name to sign in with; with the secret it means SASL_SSL/PLAIN, as for Confluent Cloud."""
    api_secret: SecretStr = SecretStr("")
    """Secret that belongs to the key."""
    security_protocol: SecurityProtocol | None = None
    """PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL; unset: SASL_SSL with a key, else PLAINTEXT."""
    group_protocol: GroupProtocol = GroupProtocol.AUTO
    """Group protocol of readers: auto, consumer (KIP-848) or classic."""
    emergency_topic: str = Field(
        default=topics.EMERGENCY_EVENTS, validation_alias="EMERGENCY_TOPIC"
    )
    """Name on the broker of the topic of emergencies."""
    transit_topic: str = Field(default=topics.TRANSIT_EVENTS, validation_alias="TRANSIT_TOPIC")
    """Name on the broker of the topic of transit events."""
    infrastructure_topic: str = Field(
        default=topics.INFRASTRUCTURE_EVENTS, validation_alias="INFRASTRUCTURE_TOPIC"
    )
    """Name on the broker of the topic of outages, water, gas and roads."""
    vehicle_topic: str = Field(
        default=topics.VEHICLE_POSITIONS,
        validation_alias=AliasChoices("VEHICLE_TOPIC", "GPS_TOPIC"),
    )
    """Name on the broker of the topic of vehicle positions; GPS_TOPIC is read as well."""

    @model_validator(mode="after")
    def _needs_key_and_secret_together(self) -> "KafkaSettings":
        if bool(self.api_key) != bool(self.api_secret.get_secret_value()):
            raise ValueError("KAFKA_API_KEY and KAFKA_API_SECRET are only good together")
        return self

    @property
    def protocol(self) -> SecurityProtocol:
        """Return the security protocol in force."""
        if self.security_protocol is not None:
            return self.security_protocol
        return SecurityProtocol.SASL_SSL if self.api_key else SecurityProtocol.PLAINTEXT

    def wire_name(self, topic: str) -> str:
        """Return what the contract's `topic` is called on this broker, dead letters included."""
        if topic.endswith(DEAD_LETTER_SUFFIX):
            return topics.dead_letter(self.wire_name(topic.removesuffix(DEAD_LETTER_SUFFIX)))
        return {
            topics.EMERGENCY_EVENTS: self.emergency_topic,
            topics.TRANSIT_EVENTS: self.transit_topic,
            topics.INFRASTRUCTURE_EVENTS: self.infrastructure_topic,
            topics.VEHICLE_POSITIONS: self.vehicle_topic,
        }.get(topic, topic)

    def wire_topics(self) -> Iterator[Topic]:
        """Yield every topic of the contract under its name on this broker."""
        for topic in topics.all_topics():
            yield Topic(self.wire_name(topic.name), topic.cleanup, topic.retention, topic.family)

    def client_config(self) -> dict[str, object]:
        """Return what every Kafka client needs: address, sign-in, and patience with the network."""
        config: dict[str, object] = {
            "bootstrap.servers": self.bootstrap_servers,
            "security.protocol": self.protocol.value,
            "client.id": "civicsense",
            "socket.nagle.disable": True,
            "reconnect.backoff.ms": 50,
            "reconnect.backoff.max.ms": 1000,
            "log_level": 2,  # what concerns us comes by `error_cb`
            "error_cb": _note,
        }
        if self.api_key:
            config |= {
                "sasl.mechanisms": "PLAIN",
                "sasl.username": self.api_key,
                "sasl.password": self.api_secret.get_secret_value(),
            }
        return config


def _note(error: KafkaError) -> None:
    down = error.code() == KafkaError._ALL_BROKERS_DOWN  # pyright: ignore[reportPrivateUsage]
    write = _log.warning if down or error.fatal() else _log.debug
    write("kafka.client_complained", code=error.name(), detail=error.str())
