"""Every setting has its docstring, and its line in `.env.example`."""

import re
from pathlib import Path
from typing import Final

import pytest
from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from api.settings import ApiSettings
from assistant.model.settings import ModelSettings
from cli.settings import CliSettings
from indexer.settings import IndexerSettings
from producers.settings import ProducersSettings
from streams.settings import KafkaSettings

EXAMPLE: Final = Path(__file__).parents[2] / ".env.example"
SERVICES: Final = (
    KafkaSettings, IndexerSettings, ApiSettings, ModelSettings, ProducersSettings, CliSettings,
)  # fmt: skip
READ_ALONE: Final = frozenset({"CIVIC_CLOCK", "EMBEDDING_MODEL", "LOG_LEVEL", "LOG_FORMAT"})
"""Settings that several services read without a class: clock, model and logs."""


def names_of(service: type[BaseSettings]) -> set[str]:
    """Return the environment's names of a service's settings."""
    prefix = service.model_config.get("env_prefix", "")
    names: set[str] = set()
    for name, field in service.model_fields.items():
        alias = field.validation_alias
        if isinstance(alias, AliasChoices):
            names |= {str(choice) for choice in alias.choices}
        else:
            names.add(str(alias) if alias is not None else prefix + name)
    return {name.upper() for name in names}


def test_the_example_names_every_setting_and_no_other():
    written = set(re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE))
    assert written == READ_ALONE.union(*(names_of(service) for service in SERVICES))


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_says_what_it_is(service: type[BaseSettings]):
    assert [name for name, field in service.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("service", SERVICES)
def test_settings_do_not_change_while_a_service_runs(service: type[BaseSettings]):
    assert service.model_config.get("frozen") is True
