"""Print one figure a line, as JSON, with the aim that it is held to."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class AtMost:
    """Hold a figure that is good while it does not exceed a limit."""

    limit: float

    def met(self, value: float) -> bool:
        """Say whether `value` is good."""
        return value <= self.limit


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Hold a figure that is good once it reaches a limit."""

    limit: float

    def met(self, value: float) -> bool:
        """Say whether `value` is good."""
        return value >= self.limit


Aim = AtMost | AtLeast


def tell(
    bench: str, value: float | None, unit: str, *, n: int, aim: Aim | None = None, **more: Any
) -> None:
    """Print one figure, with how busy the machine was; None stands for "could not be measured".

    Args:
        bench: the figure's name.
        value: the figure.
        unit: what it is counted in.
        n: of how many measurements.
        aim: what it should reach.
        more: other figures of the same measurement, and its conditions.
    """
    line: dict[str, Any] = {"bench": bench, "value": _rounded(value), "unit": unit, "n": n}
    line |= {name: _rounded(found) for name, found in more.items()}
    if aim is not None:
        line["aim"] = aim.limit
        line["met"] = value is not None and aim.met(value)
    line["load"] = round(os.getloadavg()[0], 1)
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def tell_times(
    bench: str,
    taken_ms: Sequence[float],
    *,
    p50: float | None = None,
    p99: float | None = None,
    **more: Any,
) -> None:
    """Print the median and the 99th percentile of times in milliseconds, each held to its aim."""
    for name, share, limit in (("p50", 0.5, p50), ("p99", 0.99, p99)):
        found = float(np.quantile(taken_ms, share)) if taken_ms else None
        aim = None if limit is None else AtMost(limit)
        tell(f"{bench}.{name}", found, "ms", n=len(taken_ms), aim=aim, **more)


def _rounded(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value
