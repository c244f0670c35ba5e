"""Read the API's settings, and refuse what cannot be used by name."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import ApiSettings
from core.logging import LogFormat

NAMES = (
    "API_HOST", "API_PORT", "CORS_ALLOW_ORIGINS", "REDIS_URL", "REDIS_HOST", "REDIS_PORT",
    "CIVIC_CITY", "TRUSTED_PROXIES", "LOG_LEVEL", "LOG_FORMAT", "CIVIC_SESSION_TTL",
    "CIVIC_API_KEYS",
)  # fmt: skip


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_nothing_needs_to_be_set(monkeypatch: pytest.MonkeyPatch):
    for name in NAMES:
        monkeypatch.setenv(name, "")
    settings = ApiSettings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.redis_address == "redis://localhost:6379/0"
    assert settings.city_folder.name == "rivermouth"
    assert settings.cors_allow_origins == ()


def test_every_name_that_people_expect_is_read(monkeypatch: pytest.MonkeyPatch):
    given = {
        "API_HOST": "0.0.0.0",
        "API_PORT": "9000",
        "CORS_ALLOW_ORIGINS": "https://a.example, https://b.example/",
        "REDIS_URL": "redis://:hunter2@cache:6380/1",
        "CIVIC_CITY": "/cities/elsewhere",
        "TRUSTED_PROXIES": "10.0.0.0/8",
        "LOG_LEVEL": "DEBUG",
        "LOG_FORMAT": "json",
        "CIVIC_SESSION_TTL": "PT1M",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = ApiSettings()
    assert (settings.host, settings.port) == ("0.0.0.0", 9000)
    assert settings.cors_allow_origins == ("https://a.example", "https://b.example")
    assert settings.redis_address == "redis://:hunter2@cache:6380/1"
    assert settings.city_folder == Path("/cities/elsewhere")
    assert settings.trusted_proxies == "10.0.0.0/8"
    assert (settings.log_level, settings.log_format) == ("DEBUG", LogFormat.JSON)
    assert settings.session_ttl.total_seconds() == 60
    assert "hunter2" not in repr(settings)


def test_host_and_port_of_redis_stand_in_for_its_url(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REDIS_HOST", "cache")
    monkeypatch.setenv("REDIS_PORT", "6380")
    assert ApiSettings().redis_address == "redis://cache:6380/0"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_PORT", "eighty"),
        ("API_PORT", "70000"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "http://cache"),
        ("REDIS_URL", "redis://cache:port"),
        ("REDIS_PORT", "0"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        ApiSettings()
    assert refused.value.errors()[0]["loc"] == (name,)
