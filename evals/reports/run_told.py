"""Hold what one run says of itself, and turn all of it into plain values (`report.json`)."""

import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from evals.gate import Judgement
from evals.outcome import Lag, Outcome, accuracy, by_slice, gravest, harm_counts

SCHEMA: Final = "civicsense-evaluation/1"
"""The form of `report.json`; `schema.json` beside it says what each field is."""
SLICES: Final = (
    "suite", "language", "topic", "aspect", "place", "channel", "instant", "scenario", "polarity",
    "dialogue", "typo", "danger",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTold:
    """Hold one run: what came of it, and how to do it again.

    Attributes:
        outcomes: one for each question.
        judgements: each threshold, what was reached, and whether that is enough.
        behind: how far sources were behind the truth.
        command: what gives the same run again.
        seed: of the cities and the questions.
        begun_at: when it was begun, aware.
        version: of the code that was asked; empty where that is not known.
        took_s: how long it took.
    """

    outcomes: Sequence[Outcome]
    judgements: Sequence[Judgement]
    behind: Sequence[Lag] = ()
    command: str = "python -m evals run"
    seed: int = 1
    begun_at: datetime
    version: str = field(default_factory=lambda: version())
    took_s: float = 0.0

    @property
    def missed(self) -> list[Judgement]:
        """Return the thresholds that are not reached."""
        return [judgement for judgement in self.judgements if not judgement.met]


def version() -> str:
    """Return the commit of the code, with a `+` where it was changed since; empty for unknown."""
    root = Path(__file__).parents[2]
    try:
        commit, changed = (
            subprocess.run(
                ["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=10
            ).stdout.strip()
            for words in (("rev-parse", "--short=12", "HEAD"), ("status", "--porcelain", "-uno"))
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return commit + ("+" if changed else "")


def figures(run: RunTold) -> dict[str, Any]:
    """Return all of a run as plain values, in the form that `schema.json` states."""
    right = accuracy(run.outcomes)
    return {
        "schema": SCHEMA,
        "version": run.version,
        "python": platform.python_version(),
        "command": run.command,
        "seed": run.seed,
        "begun_at": run.begun_at.isoformat(),
        "took_s": round(run.took_s, 1),
        "asked": right.asked,
        "right": right.right,
        "accuracy": right.share,
        "interval": list(right.interval),
        "harms": harm_counts(run.outcomes),
        "thresholds": [asdict(judgement) for judgement in run.judgements],
        "behind": [asdict(lag) for lag in run.behind],
        "slices": slices(run.outcomes),
        "wrong": [_plain(outcome) for outcome in gravest(run.outcomes)],
    }


def slices(outcomes: Sequence[Outcome]) -> Mapping[str, Mapping[str, Any]]:
    """Return how many are right of each part, by kind of part; kinds without parts left out."""
    found: dict[str, dict[str, Any]] = {}
    for kind in SLICES:
        shares = by_slice(outcomes, kind)
        if shares:
            found[kind] = {
                name: {"asked": s.asked, "right": s.right, "share": s.share,
                       "interval": list(s.interval)}
                for name, s in shares.items()
            }  # fmt: skip
    return found


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "question": outcome.question, "before": outcome.before, "answer": outcome.answer,
        "status": outcome.status, "cited": list(outcome.cited), "expected": outcome.expected,
        "at": outcome.at.isoformat(), "slices": dict(outcome.slices), "slots": dict(outcome.slots),
        "harms": [{"name": str(harm.name), "why": harm.why} for harm in outcome.harms],
    }  # fmt: skip
