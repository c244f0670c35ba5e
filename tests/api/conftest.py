"""Keep what the API logs, so that tests can look into it."""

from collections.abc import Generator, MutableMapping
from typing import Any

import pytest
import structlog


@pytest.fixture(autouse=True)
def log_lines() -> Generator[list[MutableMapping[str, Any]]]:
    with structlog.testing.capture_logs(
        processors=[structlog.contextvars.merge_contextvars]
    ) as lines:
        yield lines
