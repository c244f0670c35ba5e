"""The environment's names reach Kafka as people expect them to."""

import pytest

from core import topics
from streams.settings import GroupProtocol, KafkaSettings

NAMES = (
    "KAFKA_BOOTSTRAP_SERVERS",
    "KAFKA_API_KEY",
    "KAFKA_API_SECRET",
    "KAFKA_SECURITY_PROTOCOL",
    "KAFKA_GROUP_PROTOCOL",
    "EMERGENCY_TOPIC",
    "TRANSIT_TOPIC",
    "INFRASTRUCTURE_TOPIC",
    "VEHICLE_TOPIC",
    "GPS_TOPIC",
)


def settings_from(monkeypatch: pytest.MonkeyPatch, **environ: str) -> KafkaSettings:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return KafkaSettings()


def test_without_any_variable_kafka_is_local_and_plain(monkeypatch: pytest.MonkeyPatch):
    config = settings_from(monkeypatch).client_config()
    assert config["bootstrap.servers"] == "localhost:9092"
    assert config["security.protocol"] == "PLAINTEXT"
    assert not any(name.startswith("sasl") for name in config)


def test_a_key_and_its_secret_mean_confluent_cloud(monkeypatch: pytest.MonkeyPatch):
    settings = settings_from(
        monkeypatch,
        KAFKA_BOOTSTRAP_SERVERS="pkc-1.example:9092",
        KAFKA_API_KEY="key",
        KAFKA_API_SECRET="hush",
    )
    config = settings.client_config()
    assert config["security.protocol"] == "SASL_SSL"
    assert config["sasl.mechanisms"] == "PLAIN"
    assert (config["sasl.username"], config["sasl.password"]) == ("key", "hush")
    assert "hush" not in repr(settings)


def test_a_named_security_protocol_wins(monkeypatch: pytest.MonkeyPatch):
    settings = settings_from(
        monkeypatch,
        KAFKA_API_KEY="key",
        KAFKA_API_SECRET="hush",
        KAFKA_SECURITY_PROTOCOL="SASL_PLAINTEXT",
    )
    assert settings.client_config()["security.protocol"] == "SASL_PLAINTEXT"


@pytest.mark.parametrize(
    "environ",
    [
        {"KAFKA_API_KEY": "key"},
        {"KAFKA_API_SECRET": "hush"},
        {"KAFKA_SECURITY_PROTOCOL": "TELNET"},
        {"KAFKA_GROUP_PROTOCOL": "newest"},
    ],
    ids=lambda environ: next(iter(environ)),
)
def test_settings_that_cannot_work_are_refused(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
):
    with pytest.raises(ValueError, match=r"KAFKA|kafka|protocol"):
        settings_from(monkeypatch, **environ)


@pytest.mark.parametrize(
    ("variable", "topic"),
    [
        ("EMERGENCY_TOPIC", topics.EMERGENCY_EVENTS),
        ("TRANSIT_TOPIC", topics.TRANSIT_EVENTS),
        ("INFRASTRUCTURE_TOPIC", topics.INFRASTRUCTURE_EVENTS),
        ("VEHICLE_TOPIC", topics.VEHICLE_POSITIONS),
        ("GPS_TOPIC", topics.VEHICLE_POSITIONS),
    ],
)
def test_a_topic_of_another_name_takes_its_dead_letters_along(
    monkeypatch: pytest.MonkeyPatch, variable: str, topic: str
):
    settings = settings_from(monkeypatch, **{variable: "mine"})
    assert settings.wire_name(topic) == "mine"
    assert settings.wire_name(topics.dead_letter(topic)) == "mine.dlq"
    assert settings.wire_name(topics.TRIPS) == topics.TRIPS
    before, after = topics.all_topics(), list(settings.wire_topics())
    assert {topic.name for topic in after} - {topic.name for topic in before} == {
        "mine",
        "mine.dlq",
    }
    assert [(t.cleanup, t.retention) for t in before] == [(t.cleanup, t.retention) for t in after]


def test_the_group_protocol_can_be_chosen(monkeypatch: pytest.MonkeyPatch):
    assert settings_from(monkeypatch).group_protocol is GroupProtocol.AUTO
    chosen = settings_from(monkeypatch, KAFKA_GROUP_PROTOCOL="classic")
    assert chosen.group_protocol is GroupProtocol.CLASSIC


def test_a_variable_that_is_empty_counts_as_unset(monkeypatch: pytest.MonkeyPatch):
    usual = settings_from(monkeypatch)
    assert settings_from(monkeypatch, **dict.fromkeys(NAMES, "")) == usual


def test_every_field_says_what_it_is_for():
    assert all(field.description for field in KafkaSettings.model_fields.values())
