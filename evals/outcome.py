"""Hold what came of asking: one outcome a question, and the figures of many."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np

from evals.alarms import wilson
from evals.recorded_city import Delay
from evals.scorers.harm import Harm, HarmName


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold one question, its answer, and what is wrong with it.

    Attributes:
        question: the words.
        before: what was asked before in the same conversation; empty for nothing.
        answer: the text.
        status: of the answer.
        cited: ids of the events cited.
        expected: what would have been right, in one line.
        at: the instant, in the city's time zone.
        slices: names of the parts of the whole that it belongs to, by kind of part.
        slots: what was filled in: topic, aspect, place.
        harms: what is wrong.
        took_ms: how long the answer took.
    """

    question: str
    before: str = ""
    answer: str
    status: str
    cited: tuple[str, ...] = ()
    expected: str
    at: datetime
    slices: Mapping[str, str]
    slots: Mapping[str, str] = field(default_factory=dict[str, str])
    harms: tuple[Harm, ...] = ()
    took_ms: float = 0.0

    @property
    def right(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.harms

    @property
    def asked_of(self) -> str:
        """Return the recorded scenario, or the suite, that it belongs to."""
        return self.slices.get("scenario") or f"suite {self.slices.get('suite', '')}"


@dataclass(frozen=True, slots=True)
class Share:
    """Hold how many of some answers are right, with the 95 % interval of the share."""

    right: int
    asked: int

    @property
    def share(self) -> float:
        """Return the share; 0 where nothing was asked."""
        return self.right / self.asked if self.asked else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return Wilson's interval."""
        return wilson(self.right, self.asked)


@dataclass(frozen=True, slots=True)
class Lag:
    """Hold how far one source was behind the truth: from what was so to its first word of it.

    Attributes:
        told: happenings of which it spoke.
        untold: those of which it never did.
        median_s: seconds, of those that it had not announced.
        p95_s: seconds, of the same.
    """

    source: str
    told: int
    untold: int
    median_s: float
    p95_s: float


def lags(delays: Iterable[Delay]) -> list[Lag]:
    """Return how far each source was behind, by its id."""
    by_source: dict[str, list[float | None]] = {}
    for delay in delays:
        by_source.setdefault(delay.source, []).append(delay.seconds)
    found: list[Lag] = []
    for source, all_of in sorted(by_source.items()):
        told = [seconds for seconds in all_of if seconds is not None]
        late = [seconds for seconds in told if seconds >= 0] or [0.0]
        middle, most = (float(np.percentile(late, share)) for share in (50, 95))
        found.append(Lag(source, len(told), len(all_of) - len(told), middle, most))
    return found


GRAVITY: Final = {name.value: place for place, name in enumerate(HarmName)}
"""Where a harm stands among all, the gravest first."""


def accuracy(outcomes: Iterable[Outcome]) -> Share:
    """Return how many are right."""
    listed = list(outcomes)
    return Share(sum(outcome.right for outcome in listed), len(listed))


def by_slice(outcomes: Iterable[Outcome], kind: str) -> dict[str, Share]:
    """Return how many are right of each part of one kind, the worst first."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if kind in outcome.slices:
            groups.setdefault(outcome.slices[kind], []).append(outcome)
    shares = {name: accuracy(group) for name, group in groups.items()}
    return dict(sorted(shares.items(), key=_worst_first))


def harm_counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Return how many answers have each harm, the gravest first."""
    counts = Counter(name for o in outcomes for name in {str(harm.name) for harm in o.harms})
    return {name: counts[name] for name in sorted(counts, key=_gravity)}


def gravest(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the wrong ones, the gravest harm first."""
    wrong = [outcome for outcome in outcomes if outcome.harms]
    return sorted(wrong, key=_worst_harm)


def _gravity(name: str) -> int:
    return GRAVITY.get(name, len(GRAVITY))


def _worst_harm(outcome: Outcome) -> int:
    return min(_gravity(harm.name) for harm in outcome.harms)


def _worst_first(pair: tuple[str, Share]) -> tuple[float, str]:
    return pair[1].share, pair[0]
