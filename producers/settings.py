"""Read the producers' settings from the environment (contract, 4)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ProducersSettings(BaseSettings):
    """Say which city's sources are fetched."""

    model_config = SettingsConfigDict(
        frozen=True, populate_by_name=True, use_attribute_docstrings=True, env_ignore_empty=True
    )

    city: Path = Field(default=Path("cities/rivermouth"), validation_alias="CIVIC_CITY")
    """Folder of the city pack."""
    state_dir: Path = Field(default=Path(".civicsense"), validation_alias="CIVIC_STATE_DIR")
    """Folder in which a running `cli up` says where its broker is."""
