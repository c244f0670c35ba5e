"""Read what the API needs to know from the environment (contract, 4)."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.operators import Operators
from core.errors import Misconfigured
from core.logging import LogFormat

_CITIES: Final = Path(__file__).parents[1] / "cities"


class ApiSettings(BaseSettings):
    """Say where the API listens, what it reads from, and whom it trusts."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_ignore_empty=True,
        populate_by_name=True,
        extra="ignore",
        use_attribute_docstrings=True,
    )

    host: str = Field(default="127.0.0.1", validation_alias="API_HOST")
    """Address to listen on."""
    port: int = Field(default=8000, ge=0, le=65535, validation_alias="API_PORT")
    """Port to listen on; 0 takes a free one."""
    cors_allow_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), validation_alias="CORS_ALLOW_ORIGINS"
    )
    """Origins whose pages may call this API, with commas between; `*` for any."""
    redis_url: SecretStr | None = Field(default=None, validation_alias="REDIS_URL")
    """Where the present is kept; it may hold a password."""
    redis_host: str = Field(default="localhost", validation_alias="REDIS_HOST")
    """Host of Redis, where REDIS_URL is not set."""
    redis_port: int = Field(default=6379, ge=1, le=65535, validation_alias="REDIS_PORT")
    """Port of Redis, where REDIS_URL is not set."""
    city: Path | None = Field(default=None, validation_alias="CIVIC_CITY")
    """Folder of the city pack; unset, the one in `cities/`."""
    trusted_proxies: str = Field(default="", validation_alias="TRUSTED_PROXIES")
    """Addresses or networks, with commas between, whose X-Forwarded-For is believed."""
    api_keys: SecretStr | None = Field(default=None, validation_alias="CIVIC_API_KEYS")
    """Operators' keys, `name:key` with commas between; citizens need none."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", validation_alias="LOG_LEVEL"
    )
    """The least important lines that are written."""
    log_format: LogFormat | None = Field(default=None, validation_alias="LOG_FORMAT")
    """Console or json; unset, console on a terminal and json elsewhere."""
    session_ttl: timedelta = Field(
        default=timedelta(minutes=30), validation_alias="CIVIC_SESSION_TTL"
    )
    """How long a conversation is remembered after its last message (ISO 8601: PT30M)."""

    @field_validator("cors_allow_origins", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        return tuple(part.strip().rstrip("/") for part in given.split(",") if part.strip())

    @field_validator("api_keys")
    @classmethod
    def _named(cls, given: SecretStr | None) -> SecretStr | None:
        if given is not None:
            Operators.read(given.get_secret_value())
        return given

    @field_validator("redis_url")
    @classmethod
    def _readable(cls, given: SecretStr | None) -> SecretStr | None:
        if given is None:
            return given
        parts = urlsplit(given.get_secret_value())
        try:
            known = parts.scheme in ("redis", "rediss", "unix") and parts.port != 0
        except ValueError:
            known = False
        if not known:
            raise ValueError("write redis://[:password@]host:port/number (or rediss://, unix://)")
        return given

    @property
    def operators(self) -> Operators:
        """Return who may ask as an operator."""
        return Operators.read("" if self.api_keys is None else self.api_keys.get_secret_value())

    @property
    def redis_address(self) -> str:
        """Return the address of Redis, password included: never log it."""
        if self.redis_url is not None:
            return self.redis_url.get_secret_value()
        return f"redis://{self.redis_host}:{self.redis_port}/0"

    @property
    def city_folder(self) -> Path:
        """Return the folder of the city pack.

        Raises:
            Misconfigured: none is named, and `cities/` does not hold exactly one.
        """
        if self.city is not None:
            return self.city
        packs = sorted(charter.parent for charter in _CITIES.glob("*/city.toml"))
        if len(packs) != 1:
            raise Misconfigured(f"CIVIC_CITY is unset, and {_CITIES} holds {len(packs)} city packs")
        return packs[0]
