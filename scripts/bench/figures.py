"""Print figures, one JSON object a line, and time calls."""

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


def report(figure: str, **values: Any) -> None:
    """Print one figure; times in milliseconds, sizes in bytes, unless the name says otherwise."""
    rounded = {
        name: float(f"{value:.4g}") if isinstance(value, float) else value
        for name, value in values.items()
    }
    sys.stdout.write(json.dumps({"figure": figure, **rounded}) + "\n")
    sys.stdout.flush()


def times_ms(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Return how long each call took, in milliseconds."""
    taken: list[float] = []
    for call in calls:
        started = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - started))
    return taken


def quantiles(taken: Sequence[float]) -> dict[str, float]:
    """Return the 50th and the 99th percentile of times."""
    return {
        "p50_ms": float(np.quantile(taken, 0.5)),
        "p99_ms": float(np.quantile(taken, 0.99)),
    }


def resident_bytes() -> int:
    """Return the memory of this process that is in RAM (Linux)."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096
