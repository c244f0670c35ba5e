"""Say whether a run reaches the committed thresholds, over all and suite by suite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from core.errors import Misconfigured
from evals.injection.bounds import InjectionBounds
from evals.outcome import Outcome, accuracy, harm_counts
from evals.scorers.harm import HarmName
from evals.verifying.bounds import VerifierBounds

THRESHOLDS: Final = Path(__file__).with_name("thresholds.yaml")
ALL: Final = "all"
_DANGERS: Final = {"danger": "danger recall", "look-alike": "look-alikes wrong"}


class Bounds(BaseModel):
    """Hold what must be reached by some answers.

    Attributes:
        accuracy: the least share of right answers.
        most: how many answers may have a harm.
        most_share: which share of them may.
        danger_recall: the least share of dangers recognised, where dangers were told.
        look_alikes_wrong: the greatest share of look-alikes taken for dangers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    accuracy: float = 0.0
    most: dict[HarmName, int] = {}
    most_share: dict[HarmName, float] = {}
    danger_recall: float | None = None
    look_alikes_wrong: float | None = None


class Thresholds(Bounds):
    """Hold what must be reached over all, and by each suite of its own."""

    suites: dict[str, Bounds] = {}
    verifier: VerifierBounds = VerifierBounds()
    injection: InjectionBounds = InjectionBounds()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Hold one threshold held against a run.

    Attributes:
        of: `all`, or the suite's name.
        measure: what is measured.
        bound: what must be reached, in words.
        reached: what was.
        met: whether that is enough.
    """

    of: str
    measure: str
    bound: str
    reached: str
    met: bool

    def __str__(self) -> str:
        where = "" if self.of == ALL else f"{self.of}: "
        return f"{where}{self.measure} {self.reached}, {self.bound}"


def load_thresholds(path: Path = THRESHOLDS) -> Thresholds:
    """Read thresholds.

    Raises:
        Misconfigured: the file cannot be read as such.
    """
    try:
        return Thresholds.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path.name} holds no thresholds: {error}") from error


def judge(outcomes: Sequence[Outcome], wanted: Thresholds) -> list[Judgement]:
    """Hold a run against every threshold that it touches."""
    found = _judged(ALL, outcomes, wanted)
    for name, bounds in wanted.suites.items():
        own = [outcome for outcome in outcomes if outcome.slices.get("suite") == name]
        if own:
            found += _judged(name, own, bounds)
    return found


def missed(outcomes: Sequence[Outcome], wanted: Thresholds) -> list[str]:
    """Return what is missed, one line each; empty where all is reached."""
    return [str(judgement) for judgement in judge(outcomes, wanted) if not judgement.met]


def _judged(of: str, outcomes: Sequence[Outcome], wanted: Bounds) -> list[Judgement]:
    share, counts, asked = accuracy(outcomes).share, harm_counts(outcomes), len(outcomes)
    found: list[Judgement] = []
    if wanted.accuracy:
        found.append(_least(of, "accuracy", wanted.accuracy, share))
    for name, most in wanted.most.items():
        count = counts.get(name, 0)
        found.append(Judgement(of, name.value, f"at most {most}", str(count), count <= most))
    for name, most in wanted.most_share.items():
        found.append(_most(of, name.value, most, counts.get(name, 0) / asked if asked else 0.0))
    return found + _of_danger(of, outcomes, wanted)


def _of_danger(of: str, outcomes: Sequence[Outcome], wanted: Bounds) -> list[Judgement]:
    found: list[Judgement] = []
    told: Mapping[str, list[bool]] = {kind: [] for kind in _DANGERS}
    for outcome in outcomes:
        kind = outcome.slices.get("danger")
        if kind in told:
            told[kind].append(outcome.status == "emergency")
    if wanted.danger_recall is not None and (seen := told["danger"]):
        recall = sum(seen) / len(seen)
        found.append(_least(of, _DANGERS["danger"], wanted.danger_recall, recall))
    if wanted.look_alikes_wrong is not None and (seen := told["look-alike"]):
        wrong = sum(seen) / len(seen)
        found.append(_most(of, _DANGERS["look-alike"], wanted.look_alikes_wrong, wrong))
    return found


def _least(of: str, measure: str, bound: float, reached: float) -> Judgement:
    return Judgement(of, measure, f"at least {bound:g}", f"{reached:.4f}", reached >= bound)


def _most(of: str, measure: str, bound: float, reached: float) -> Judgement:
    return Judgement(of, measure, f"at most {bound:g}", f"{reached:.4f}", reached <= bound)
