"""Read the indexer's settings from the environment (contract, 4)."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IndexerSettings(BaseSettings):
    """Say which city is indexed, where the store is, and in what steps work is done."""

    model_config = SettingsConfigDict(
        env_prefix="INDEXER_",
        frozen=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
        env_ignore_empty=True,
    )

    city: Path = Field(default=Path("cities/rivermouth"), validation_alias="CIVIC_CITY")
    """Folder of the city pack."""
    redis_url: str = Field(default="", validation_alias="REDIS_URL")
    """Address of the store; unset, REDIS_HOST and REDIS_PORT name it."""
    redis_host: str = Field(default="localhost", validation_alias="REDIS_HOST")
    """Host of the store, where REDIS_URL is unset."""
    redis_port: int = Field(default=6379, validation_alias="REDIS_PORT")
    """Port of the store, where REDIS_URL is unset."""
    state_dir: Path = Field(default=Path(".civicsense"), validation_alias="CIVIC_STATE_DIR")
    """Folder in which a running `cli up` says where its broker is."""
    group: str = "civicsense-indexer"
    """Consumer group in which indexer processes share the partitions; the city's id is added."""
    retention: timedelta = timedelta(days=7)
    """How long an ended event stays on its topic before it is withdrawn (ISO 8601 or seconds)."""
    batch_records: int = Field(default=2000, ge=1)
    """Records taken at once, over all partitions."""
    sweep_things: int = Field(default=500, ge=1)
    """Events looked at in one sweep of what changes by itself."""
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """Port of /metrics on every interface; 0 serves none."""

    @property
    def store_url(self) -> str:
        """Return where the store is."""
        return self.redis_url or f"redis://{self.redis_host}:{self.redis_port}/0"
