"""Write down where everything is once all is ready, for other commands and other programs."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, cast

ENDPOINTS_FILE: Final = "endpoints.json"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Hold the addresses of a running system (contract, 4).

    Attributes:
        clock: its `CIVIC_CLOCK`; empty, and not written, where it goes by the machine's time.
    """

    api: str
    kafka: str
    redis: str
    pid: int
    clock: str = ""


def write_endpoints(endpoints: Endpoints, path: Path) -> None:
    """Write the file whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    told = asdict(endpoints)
    if not endpoints.clock:
        del told["clock"]
    fresh.write_text(json.dumps(told) + "\n", encoding="utf-8")
    fresh.replace(path)


def read_endpoints(path: Path) -> Endpoints | None:
    """Read the addresses of a system that still runs; None where none does."""
    with suppress(OSError, ValueError, TypeError):
        endpoints = Endpoints(**cast(dict[str, Any], json.loads(path.read_text("utf-8"))))
        os.kill(endpoints.pid, 0)
        return endpoints
    return None


def remove_endpoints(path: Path) -> None:
    """Remove the file, if it still tells of this process."""
    found = read_endpoints(path)
    if found is not None and found.pid == os.getpid():
        path.unlink(missing_ok=True)
