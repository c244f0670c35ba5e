"""Open Redis for writing, and turn its errors into ours."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    NoPermissionError,
    RedisError,
    ResponseError,
)
from redis.retry import Retry

from core.errors import Fenced, Misconfigured, Transient

_PATIENCE_S: Final = 5.0
_FOR_GOOD: Final = (AuthenticationError, AuthorizationError, NoPermissionError)


def connect(url: str) -> "redis.Redis":
    """Return a pooled client that connects when first used, and never retries by itself.

    A repeated write would be fenced by its own first try; who asks decides whether to ask again.
    """
    try:
        return redis.Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
            url,
            socket_timeout=_PATIENCE_S,
            socket_connect_timeout=_PATIENCE_S,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )
    except ValueError as error:
        raise Misconfigured(f"REDIS_URL cannot be read: {error}") from error


def require_noeviction(client: Any) -> None:
    """Check that the server never drops keys by itself when memory runs out.

    Raises:
        Misconfigured: it would.
        Transient: it does not answer.
    """
    with translated("asking Redis for its settings"):
        try:
            answer: dict[Any, Any] = client.config_get("maxmemory-policy")
        except ResponseError:
            # Hosted servers often hide CONFIG; INFO tells the same.
            answer = client.info("memory")
    found = answer.get("maxmemory-policy") or answer.get("maxmemory_policy") or "noeviction"
    policy = found.decode() if isinstance(found, bytes) else str(found)
    if policy != "noeviction":
        raise Misconfigured(
            f"Redis has maxmemory-policy {policy}: set it to noeviction, or events would vanish"
        )


@contextmanager
def translated(doing: str) -> Generator[None]:
    """Turn what Redis raises inside into our errors.

    A full or read-only server, one that loads, fails to save (MISCONF) or is gone is `Transient`.
    """
    try:
        yield
    except _FOR_GOOD as error:
        raise Misconfigured(f"{doing}: Redis refuses us: {error}") from error
    except ResponseError as error:
        text = str(error)
        if text.startswith("FENCED"):
            raise Fenced(f"{doing}: {text.removeprefix('FENCED ')}") from error
        if text.startswith("LAYOUT"):
            raise Misconfigured(
                f"{doing}: {text.removeprefix('LAYOUT ')}, which this version cannot read; "
                "empty it, and it is rebuilt from the log"
            ) from error
        raise Transient(f"{doing}: {text}") from error
    except RedisError as error:
        raise Transient(f"{doing}: {error}") from error
