"""Read which language model phrases the answers, and how far it is trusted with time and money."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_OPENAI: Final = "https://api.openai.com/v1"


class ModelSettings(BaseSettings):
    """Say which model is asked, where, and within which bounds; unset, none is."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_ignore_empty=True,
        populate_by_name=True,
        extra="ignore",
        use_attribute_docstrings=True,
    )

    api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    """Key of the model's server; a server of one's own may need none."""
    base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    """Server that speaks chat completions, up to `/v1`; unset, OpenAI's."""
    name: str = Field(default="gpt-4.1-mini", min_length=1, validation_alias="OPENAI_MODEL")
    """The model's name there."""
    proxy: str | None = Field(default=None, validation_alias="OPENAI_PROXY")
    """Proxy to that server; HTTP_PROXY and its like are not read."""
    first_piece: timedelta = Field(
        default=timedelta(seconds=2), validation_alias="CIVIC_MODEL_FIRST_PIECE"
    )
    """How long to wait for the first piece of an answer, and then for the next (ISO 8601)."""
    whole: timedelta = Field(default=timedelta(seconds=8), validation_alias="CIVIC_MODEL_WHOLE")
    """How long a whole answer may take, however slowly it comes; at most 8 s."""
    daily_tokens: int = Field(default=5_000_000, ge=0, validation_alias="CIVIC_MODEL_DAILY_TOKENS")
    """Tokens in and out that one process may use in a day of the city."""
    concurrency: int = Field(default=8, ge=1, le=1000, validation_alias="CIVIC_MODEL_CONCURRENCY")
    """Answers that may be written at once; whoever comes then gets the composed one."""
    failures: int = Field(default=5, ge=0, validation_alias="CIVIC_MODEL_FAILURES")
    """Failures in a row after which the model rests; 0 never lets it rest."""
    rest: timedelta = Field(default=timedelta(seconds=10), validation_alias="CIVIC_MODEL_REST")
    """How long it then rests before one answer tries it again."""
    price_in: float = Field(default=0.0, ge=0, validation_alias="CIVIC_MODEL_PRICE_IN")
    """Price of a million tokens put in, in the currency of the cost counter."""
    price_out: float = Field(default=0.0, ge=0, validation_alias="CIVIC_MODEL_PRICE_OUT")
    """Price of a million tokens that come back."""
    otlp_endpoint: str | None = Field(default=None, validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")
    """Where traces go (OTLP over HTTP); unset, none are made."""

    @field_validator("base_url", "proxy")
    @classmethod
    def _readable(cls, given: str | None) -> str | None:
        if given is None:
            return given
        parts = urlsplit(given.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write http(s)://host[:port][/path]")
        return given.strip().rstrip("/")

    @field_validator("first_piece", "whole")
    @classmethod
    def _in_time(cls, given: timedelta) -> timedelta:
        if not timedelta(0) < given <= timedelta(seconds=8):
            raise ValueError("an answer comes within 8 s: more than 0 s and at most 8 s")
        return given

    @property
    def configured(self) -> bool:
        """Say whether there is a model to ask."""
        return self.api_key is not None or self.base_url is not None

    @property
    def address(self) -> str:
        """Return where the server is."""
        return self.base_url or _OPENAI

    @property
    def server(self) -> str:
        """Name the server for a log, without a user and a password before its name."""
        parts = urlsplit(self.address)
        return parts.netloc.rpartition("@")[2] + parts.path
