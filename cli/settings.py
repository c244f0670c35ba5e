"""Read what the commands need to know from the environment (contract, 4)."""

from pathlib import Path
from typing import Final

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_CITY: Final = Path(__file__).parents[1] / "cities" / "rivermouth"
DEFAULT_API_PORT: Final = 8000


class CliSettings(BaseSettings):
    """Say which parts of the system exist already, and where its state is kept."""

    model_config = SettingsConfigDict(
        frozen=True, populate_by_name=True, use_attribute_docstrings=True, env_ignore_empty=True
    )

    city: Path = Field(DEFAULT_CITY, validation_alias="CIVIC_CITY")
    """Folder of the city pack."""
    kafka: str = Field("", validation_alias="KAFKA_BOOTSTRAP_SERVERS")
    """A broker to use instead of the embedded one."""
    redis_url: str = Field("", validation_alias="REDIS_URL")
    """A Redis to use instead of the embedded one."""
    redis_host: str = Field("", validation_alias="REDIS_HOST")
    """Host of a Redis to use, where REDIS_URL is unset."""
    redis_port: int = Field(6379, validation_alias="REDIS_PORT")
    """Port of a Redis to use, where REDIS_URL is unset."""
    api_port: int = Field(DEFAULT_API_PORT, validation_alias="API_PORT")
    """Port of the API on loopback."""
    state_dir: Path = Field(Path(".civicsense"), validation_alias="CIVIC_STATE_DIR")
    """Folder for logs and for the addresses of what runs."""

    @property
    def redis(self) -> str:
        """Return the Redis that exists already; empty where we start our own."""
        if self.redis_url or not self.redis_host:
            return self.redis_url
        return f"redis://{self.redis_host}:{self.redis_port}/0"
