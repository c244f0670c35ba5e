"""Find the broker when the environment does not name one (contract, 4)."""

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from pydantic import ValidationError

from core.errors import Misconfigured
from streams.settings import DEFAULT_BOOTSTRAP, KafkaSettings

ENDPOINTS_FILE: Final = "endpoints.json"
"""Written into the state folder by `cli up`: `{"api", "kafka", "redis", "pid"}`."""


def find_bootstrap(environ: Mapping[str, str], state_dir: Path) -> str:
    """Return the brokers to ask: the environment's, else those of a running `cli up`, else local.

    Raises:
        Misconfigured: none is named, none runs here, and the default port is closed.
    """
    named = environ.get("KAFKA_BOOTSTRAP_SERVERS", "").strip()
    if named:
        return named
    running = _running_here(state_dir / ENDPOINTS_FILE)
    if running is not None:
        return running
    if not _is_open(DEFAULT_BOOTSTRAP):
        raise Misconfigured(
            f"no Kafka: KAFKA_BOOTSTRAP_SERVERS is unset, no `cli up` runs here, "
            f"and {DEFAULT_BOOTSTRAP} is closed"
        )
    return DEFAULT_BOOTSTRAP


def find_settings(environ: Mapping[str, str], state_dir: Path) -> KafkaSettings:
    """Return the environment's settings with the broker found by `find_bootstrap`.

    Raises:
        Misconfigured: as `find_bootstrap`, or a setting cannot be used; the text names it.
    """
    bootstrap = find_bootstrap(environ, state_dir)
    try:
        return KafkaSettings(bootstrap_servers=bootstrap)
    except ValidationError as error:
        first = error.errors()[0]
        name = "".join(f"KAFKA_{part}: ".upper() for part in first["loc"])
        raise Misconfigured(name + first["msg"].removeprefix("Value error, ")) from error


def _running_here(path: Path) -> str | None:
    try:
        written: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(written, dict):
        return None
    endpoints = cast(dict[str, object], written)
    kafka, pid = endpoints.get("kafka"), endpoints.get("pid")
    if isinstance(kafka, str) and kafka and isinstance(pid, int) and _lives(pid):
        return kafka
    return None


def _lives(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_open(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=0.5):
            return True
    except OSError:
        return False
