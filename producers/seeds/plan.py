"""Plan when the chapters of an event are told, over the life that chance gives it."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.event import EndCertainty, Event
from producers.seeds.story import CANCELLED, Chapter, Story
from producers.seeds.telling import begun_at

CANCEL_SHARE: Final = 0.08
"""Of the events that may be a mistake, those that are taken back."""
KEPT_SHARE: Final = 0.75
"""Of the chapters between start and end; at least one is told."""
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one chapter to come, and when."""

    due: datetime
    chapter: Chapter


@dataclass(frozen=True, slots=True)
class Plan:
    """Plan lives.

    Attributes:
        rng: the only origin of chance.
        tempo: the length of lives, as a share of what the stories say.
    """

    rng: random.Random
    tempo: float = 1.0

    def whole(self, story: Story, now: datetime) -> deque[Step]:
        """Plan what follows the first chapter, told now: one to four updates and the end."""
        between = story.chapters[1:-1]
        if story.mistake and self.rng.random() < CANCEL_SHARE:
            mistaken = Chapter(CANCELLED, (between[0].at + 1) / 2, story.mistake)
            return self._timed([between[0], mistaken], story, now, now)
        first = between[:1] if story.planned else ()
        kept = [c for c in between if c in first or self.rng.random() < KEPT_SHARE]
        return self._timed([*(kept or between[:1]), story.ending], story, now, now)

    def rest(self, story: Story, told: Chapter, event: Event, now: datetime) -> deque[Step]:
        """Plan the chapters after `told`; what the event says of its times is kept to."""
        ahead = story.after(told)
        if story.planned and told is story.chapters[0]:
            begins = max(now, begun_at(event))
            second, *later = ahead
            return deque([Step(begins, second), *self._timed(later, story, begins, now, second.at)])
        steps = self._timed(ahead, story, now, now, told.at)
        if event.end_certainty is EndCertainty.KNOWN and event.ends_at is not None:
            ends = max(now, event.ends_at)
            steps = deque(Step(min(step.due, ends), step.chapter) for step in steps)
            steps[-1] = Step(ends, steps[-1].chapter)
        return steps

    def _timed(
        self,
        chapters: Sequence[Chapter],
        story: Story,
        start: datetime,
        now: datetime,
        share_gone: float = 0.0,
    ) -> deque[Step]:
        """Lay chapters out over a life of which `share_gone` has passed at `start`."""
        life = _MINUTE * self.rng.uniform(*story.life_min) * self.tempo
        steps: deque[Step] = deque()
        for chapter in chapters:
            about = chapter.at if chapter.ends else chapter.at * self.rng.uniform(0.9, 1.1)
            due = (start + life * max(0.0, about - share_gone)).replace(microsecond=0)
            if chapter.ends and story.end_known:
                due = due.replace(second=0) + _MINUTE
            steps.append(Step(max(now, due), chapter))
        return steps
