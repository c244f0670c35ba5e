"""Say whether a run reaches the committed thresholds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from core.errors import Misconfigured
from evals.outcome import Outcome, accuracy, harm_counts
from evals.scorers.harm import HarmName

THRESHOLDS: Final = Path(__file__).with_name("thresholds.yaml")


class Thresholds(BaseModel):
    """Hold what must be reached.

    Attributes:
        accuracy: the least share of right answers.
        most: how many answers may have a harm.
        most_share: which share of them may.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    accuracy: float
    most: dict[HarmName, int] = {}
    most_share: dict[HarmName, float] = {}


def load_thresholds(path: Path = THRESHOLDS) -> Thresholds:
    """Read thresholds.

    Raises:
        Misconfigured: the file cannot be read as such.
    """
    try:
        return Thresholds.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path.name} holds no thresholds: {error}") from error


def missed(outcomes: Sequence[Outcome], wanted: Thresholds) -> list[str]:
    """Return what is missed, one line each; empty where all is reached."""
    found: list[str] = []
    right, counts = accuracy(outcomes), harm_counts(outcomes)
    if right.share < wanted.accuracy:
        found.append(f"accuracy {right.share:.4f}, at least {wanted.accuracy}")
    for name, most in wanted.most.items():
        if counts.get(name, 0) > most:
            found.append(f"{name} {counts[name]}, at most {most}")
    for name, share in wanted.most_share.items():
        if counts.get(name, 0) > share * len(outcomes):
            found.append(f"{name} {counts[name] / len(outcomes):.4f}, at most {share}")
    return found
