"""Say how the life of each kind of happening goes on: its steps, as shares of its length."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.severity import Severity
from core.timespan import Span
from producers.city.happening import Step, whole_second

QUICK: Final = 0.3
"""Below this tempo estimates are told to the minute, else to five."""

_C, _H, _M, _L = Severity.CRITICAL, Severity.HIGH, Severity.MODERATE, Severity.LOW


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold one step of a life.

    Attributes:
        note: the status that a source gives.
        at: the share of the life after which it begins.
        severity: how grave it then is.
        expects: the estimate of the end, as a share of the time that is really left; None for no
            estimate. It is only as good as the crew's luck, until it is 1.
        left: the share of the first figures (customers, minutes late) that is left.
    """

    note: str
    at: float
    severity: Severity
    expects: float | None = None
    left: float = 1.0


@dataclass(frozen=True, slots=True)
class Life:
    """Hold how long a kind lasts, at the usual pace, and its stages but for the end.

    Attributes:
        least_min: the least of its minutes.
        most_min: the most of them.
        floor_min: what is not gone below at any pace.
        ending: the status by which a source says that it is over.
    """

    least_min: float
    most_min: float
    stages: tuple[Stage, ...]
    floor_min: float = 3.5
    ending: str = "resolved"

    def length(self, luck: random.Random, tempo: float, wished_min: float | None) -> timedelta:
        """Return how long one lasts."""
        minutes = (
            wished_min if wished_min is not None else luck.uniform(self.least_min, self.most_min)
        )
        floor = self.floor_min * luck.uniform(1, 1.9)
        return timedelta(seconds=round(60 * max(minutes * tempo, floor)))

    def steps(
        self, span: Span, luck: random.Random, tempo: float, figure: int | None = None
    ) -> Iterator[Step]:
        """Yield the steps of one life, with its customers where `figure` says how many."""
        end = span.end or span.start
        hope = luck.uniform(0.6, 1.15)
        for number, stage in enumerate(self.stages):
            wobble = luck.uniform(-0.04, 0.04) if number else 0.0
            at = whole_second(span.start + (end - span.start) * max(0.0, stage.at + wobble))
            expects = stage.expects
            if expects is not None and expects < 1:
                expects = max(0.35, expects * hope / 0.85)
            yield Step(
                at=at,
                severity=stage.severity,
                customers=None if figure is None else max(1, round(figure * stage.left)),
                estimate=None if expects is None else rounded_up(at + (end - at) * expects, tempo),
                note=stage.note,
            )


def rounded_up(instant: datetime, tempo: float) -> datetime:
    """Return the next minute, or five minutes, as crews give their estimates."""
    step = 60 if tempo < QUICK else 300
    second = int(instant.timestamp())
    return instant + timedelta(seconds=step - second % step, microseconds=-instant.microsecond)


_LOOKING = Stage("investigating", 0, _H)

LIVES: Final[dict[str, Life]] = {
    "outage": Life(45, 150, (
        _LOOKING, Stage("crew assigned", 0.15, _H, 0.75), Stage("in_progress", 0.4, _H, 0.9, 0.55),
        Stage("monitoring", 0.8, _M, 1.0, 0.12),
    ), 4.5, "restored"),
    "main_break": Life(70, 200, (
        _LOOKING, Stage("crew assigned", 0.15, _H, 0.75), Stage("in_progress", 0.4, _H, 0.95, 0.7),
        Stage("monitoring", 0.85, _M, 1.0, 0.2),
    ), 5, "restored"),
    "boil_water": Life(240, 600, (
        Stage("in effect", 0, _H), Stage("flushing", 0.3, _H, 0.85),
        Stage("awaiting results", 0.65, _H, 1.0),
    ), 9, "cleared"),
    "gas_leak": Life(40, 110, (
        Stage("investigating", 0, _C), Stage("crew assigned", 0.2, _C, 0.9),
        Stage("in_progress", 0.5, _H, 0.95), Stage("monitoring", 0.8, _M, 1.0),
    ), 4.5),
    "internet": Life(40, 150, (
        Stage("investigating", 0, _M), Stage("crew assigned", 0.2, _M, 0.8),
        Stage("in_progress", 0.5, _M, 1.0, 0.5),
    ), 4, "restored"),
    "fire": Life(40, 110, (
        Stage("investigating", 0, _H), Stage("in_progress", 0.15, _H, 0.8),
        Stage("contained", 0.55, _M, 0.95), Stage("monitoring", 0.8, _L, 1.0),
    ), 5),
    "blaze": Life(110, 240, (
        Stage("investigating", 0, _H), Stage("growing", 0.08, _C), Stage("in_progress", 0.3, _C),
        Stage("contained", 0.65, _H, 0.95), Stage("monitoring", 0.85, _M, 1.0),
    ), 8),
    "hazmat": Life(40, 120, (
        Stage("investigating", 0, _H), Stage("crew assigned", 0.2, _H, 0.8),
        Stage("in_progress", 0.5, _M, 1.0),
    ), 4, "cleared"),
    "police": Life(30, 120, (
        Stage("investigating", 0, _M), Stage("in_progress", 0.35, _M, 0.9),
        Stage("monitoring", 0.8, _L, 1.0),
    ), 4),
    "clearance": Life(50, 130, (
        Stage("in effect", 0, _C), Stage("in_progress", 0.35, _H, 0.9),
        Stage("monitoring", 0.75, _M, 1.0),
    ), 5, "cleared"),
    "health": Life(120, 400, (
        Stage("in effect", 0, _L), Stage("continued", 0.4, _L, 0.9),
        Stage("awaiting results", 0.75, _L, 1.0),
    ), 6, "cleared"),
    "tremor": Life(60, 150, (Stage("investigating", 0, _L), Stage("monitoring", 0.5, _L, 1.0)), 5),
    "closure": Life(30, 90, (
        Stage("investigating", 0, _H), Stage("in_progress", 0.35, _H, 0.9),
        Stage("monitoring", 0.8, _M, 1.0),
    ), 5, "cleared"),
    "flood": Life(60, 150, (
        Stage("in effect", 0, _H), Stage("in_progress", 0.5, _H, 0.95),
        Stage("monitoring", 0.85, _M, 1.0),
    ), 6, "cleared"),
    "works": Life(90, 300, (
        Stage("in_progress", 0, _L, 0.9), Stage("monitoring", 0.75, _L, 1.0),
    ), 6),
    "dark_signal": Life(30, 90, (
        Stage("investigating", 0, _M), Stage("crew assigned", 0.25, _M, 0.9),
        Stage("in_progress", 0.6, _M, 1.0),
    ), 4, "restored"),
    "breakdown": Life(12, 30, (Stage("investigating", 0, _M),), 7),
    "delay": Life(35, 90, (
        Stage("investigating", 0, _M), Stage("in_progress", 0.3, _M, 0.9),
        Stage("monitoring", 0.7, _L, 1.0),
    ), 8),
    "track_fault": Life(40, 120, (
        Stage("investigating", 0, _H), Stage("crew assigned", 0.2, _H, 0.8),
        Stage("in_progress", 0.5, _H, 1.0),
    ), 8, "restored"),
    "detour": Life(30, 90, (Stage("in effect", 0, _L), Stage("monitoring", 0.8, _L, 1.0)), 4),
    "fewer_runs": Life(90, 240, (
        Stage("in effect", 0, _M), Stage("in_progress", 0.4, _M, 0.95),
        Stage("monitoring", 0.8, _L, 1.0),
    ), 6),
    "closed_stop": Life(30, 100, (
        Stage("investigating", 0, _M), Stage("in_progress", 0.4, _M, 0.9),
        Stage("monitoring", 0.8, _L, 1.0),
    ), 5),
    "lift": Life(90, 300, (
        Stage("investigating", 0, _L), Stage("crew assigned", 0.2, _L, 0.85),
        Stage("in_progress", 0.55, _L, 1.0),
    ), 6, "restored"),
    "crowd": Life(25, 60, (Stage("in effect", 0, _L), Stage("monitoring", 0.5, _L, 1.0)), 5,
                  "cleared"),
    "weather": Life(30, 120, (
        Stage("in effect", 0, _H, 1.0), Stage("continued", 0.35, _H, 1.0),
        Stage("easing", 0.75, _M, 1.0),
    ), 5, "cleared"),
    "air": Life(120, 400, (
        Stage("in effect", 0, _M, 0.9), Stage("continued", 0.45, _M, 1.0),
        Stage("easing", 0.8, _L, 1.0),
    ), 8, "cleared"),
    "short": Life(3, 6, (Stage("investigating", 0, _L), Stage("in_progress", 0.5, _L, 1.0)), 2.5,
                  "restored"),
}  # fmt: skip
"""The lives by kind; kinds that go the same way share one."""
