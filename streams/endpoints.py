"""Find the broker when the environment does not name one (contract, 4)."""

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from pydantic import ValidationError

from core.errors import Misconfigured
from core.timespan import Clock, clock_from
from streams.settings import DEFAULT_BOOTSTRAP, KafkaSettings

ENDPOINTS_FILE: Final = "endpoints.json"
"""Written into the state folder by `cli up`: `api`, `kafka`, `redis`, `pid`, and `clock` if any."""


def find_bootstrap(environ: Mapping[str, str], state_dir: Path) -> str:
    """Return the brokers to ask: the environment's, else those of a running `cli up`, else local.

    Raises:
        Misconfigured: none is named, none runs here, and the default port is closed.
    """
    named = environ.get("KAFKA_BOOTSTRAP_SERVERS", "").strip()
    if named:
        return named
    running = _running_here(state_dir / ENDPOINTS_FILE).get("kafka")
    if running:
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


def find_clock(environ: Mapping[str, str], state_dir: Path) -> Clock:
    """Return the city's clock: the environment's, a running `cli up`'s, or the machine's.

    Raises:
        Misconfigured: `CIVIC_CLOCK` is set and cannot be read.
    """
    running = _running_here(state_dir / ENDPOINTS_FILE)
    named = environ.get("KAFKA_BOOTSTRAP_SERVERS", "").strip()
    if not environ.get("CIVIC_CLOCK") and named in ("", running.get("kafka")):
        return clock_from({"CIVIC_CLOCK": running.get("clock", "")})
    return clock_from(environ)


def _running_here(path: Path) -> dict[str, str]:
    """Return what a running `cli up` wrote; nothing where none runs."""
    try:
        written: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(written, dict):
        return {}
    endpoints = cast(dict[str, object], written)
    pid = endpoints.get("pid")
    if not isinstance(pid, int) or not _lives(pid):
        return {}
    return {name: text for name, text in endpoints.items() if isinstance(text, str)}


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
