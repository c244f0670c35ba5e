"""Say how the seeds run: how often, how long, from which chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from core.topics import Family
from producers.seeds import emergency_stories, infrastructure_stories, transit_stories
from producers.seeds.story import Story


@dataclass(frozen=True, slots=True)
class Repertoire:
    """Hold what the seed of one family tells.

    Attributes:
        stories: what may happen.
        interval: between two ticks, unless told otherwise.
        limit: how many events may be open at once.
        sources: the families of the pack's sources that it speaks for.
    """

    stories: Sequence[Story]
    interval: timedelta
    limit: int
    sources: frozenset[Family]


REPERTOIRES: Final[Mapping[Family, Repertoire]] = {
    Family.EMERGENCY: Repertoire(
        emergency_stories.STORIES,
        timedelta(seconds=5),
        3,
        frozenset({Family.EMERGENCY, Family.ENVIRONMENT}),
    ),
    Family.TRANSIT: Repertoire(
        transit_stories.STORIES, timedelta(seconds=10), 4, frozenset({Family.TRANSIT})
    ),
    Family.INFRASTRUCTURE: Repertoire(
        infrastructure_stories.STORIES,
        timedelta(seconds=15),
        5,
        frozenset({Family.INFRASTRUCTURE}),
    ),
}
"""The three families that have a seed; the air's warnings go with the emergencies."""

DEMO_INTERVAL: Final = timedelta(seconds=1.5)
DEMO_LENGTH: Final = timedelta(seconds=60)
DEMO_TEMPO: Final = 0.03
"""Lives of 5 to 35 seconds, so that a show of a minute has beginnings and ends."""
HURRIED: Final = timedelta(seconds=3)
"""Ticks closer together than this shorten the lives in proportion."""


@dataclass(frozen=True, slots=True)
class SeedSettings:
    """Say how the seeds run; the same seed and the same first instant give the same events.

    Attributes:
        interval: city time between two ticks; None for each family's own.
        max_messages: each family stops after so many messages; None for never.
        demo: a show of a minute: quick ticks, short lives, everything ended at its end.
        seed: where chance begins; None for anywhere.
        state_dir: where the turns of `producers.seeds.turn` are kept; None takes up every
            open event, for one process alone.
    """

    interval: timedelta | None = None
    max_messages: int | None = None
    demo: bool = False
    seed: int | None = None
    state_dir: Path | None = None

    def interval_of(self, family: Family) -> timedelta:
        """Return the time between two ticks of a family."""
        return self.interval or (DEMO_INTERVAL if self.demo else REPERTOIRES[family].interval)

    def tempo_of(self, family: Family) -> float:
        """Return the length of lives, as a share of what the stories say."""
        return DEMO_TEMPO if self.demo else min(1.0, self.interval_of(family) / HURRIED)
