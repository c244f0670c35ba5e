"""Hold the living events of one family, and say what is to be told at each tick.

Pure but for its random numbers: time is passed in, nothing is published here.
"""

import math
import random
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.city import City, Source
from core.event import Event
from core.timespan import Span
from core.topics import Family
from producers.seeds import telling
from producers.seeds.plan import Plan, Step
from producers.seeds.scenes import Scenes
from producers.seeds.story import FAREWELL, Story

BURST_SHARE: Final = 0.15
BURST: Final = (2, 4)
"""How many messages a burst has, at the least and at the most."""
GAP_MIN: Final = 24.0
"""City minutes between two starts, over the number of events that may be open."""
FIRST_GAP_MIN: Final = 1.0
"""City minutes between the first starts, until half as many as may be open have begun."""
TOO_OLD: Final = timedelta(minutes=20)
"""An event taken up after so long a silence is only ended."""


@dataclass(slots=True)
class Life:
    """Hold one open event: its newest message, and what is still to come."""

    event: Event
    story: Story | None
    steps: deque[Step]

    @property
    def due(self) -> datetime:
        """Return when the next chapter is to be told."""
        return self.steps[0].due

    @property
    def ends(self) -> datetime:
        """Return when it will be over."""
        return self.steps[-1].due


class World:
    """Keep a family's events, at most `limit` of them open at once.

    Args:
        family: whose events they are.
        city: where they happen.
        stories: what may happen; the first is told first, then all before any comes again.
        sources: who may tell it; a story without a source that knows its type is left out.
        limit: how many events may be open, at least 2.
        rng: the only origin of chance.
        tempo: the length of lives, as a share of what the stories say.
    """

    def __init__(
        self,
        family: Family,
        city: City,
        stories: Sequence[Story],
        sources: Sequence[Source],
        limit: int,
        rng: random.Random,
        tempo: float = 1.0,
    ) -> None:
        self._family, self._city, self._limit = family, city, limit
        self._rng, self._tempo = rng, tempo
        self._plan = Plan(rng, tempo)
        self._sources = {s.key: [x for x in sources if s.type in x.types] for s in stories}
        self._stories = {s.key: s for s in stories if self._sources[s.key]}
        self._bag: list[Story] = []
        self._scenes = Scenes(city)
        self._lives: dict[str, Life] = {}
        self._strangers: frozenset[str] = frozenset()
        self._next_start: datetime | None = None
        self._begun = 0

    @property
    def open(self) -> tuple[Event, ...]:
        """Return the newest message of each open event."""
        return tuple(life.event for life in self._lives.values())

    def tick(self, now: datetime) -> list[Event]:
        """Return what is told at this instant: one message, or in a burst 2 to 4.

        Chapters that are due come first, then a start when it is time for one, then events that
        are told again unchanged, the longest unheard first. No event is told twice.
        """
        burst = self._rng.random() < BURST_SHARE
        wanted = self._rng.randint(*BURST) if burst else 1
        due = sorted((x for x in self._lives.values() if x.due <= now), key=_due)
        told = [self._go_on(life, now) for life in due[:wanted]]
        if len(told) < wanted and not due and self._time_for_another(now):
            told += self._begin(now)
        told += self._say_again(wanted - len(told), now)
        while len(told) < min(wanted, BURST[0]) and len(self._lives) < self._limit:
            begun = self._begin(now)
            told += begun
            if not begun:
                break
        return told

    def take_up(self, events: Iterable[Event], now: datetime) -> None:
        """Carry on events that an earlier run left open; end those that are too many or too old."""
        for event in sorted(events, key=_heard):
            story = self._stories.get(telling.story_key(event) or "")
            chapter = story.chapter_of(event.status) if story is not None else None
            full = len(self._lives) >= self._limit
            if story is None or chapter is None or full or now - event.issued_at > TOO_OLD:
                ending = FAREWELL if story is None else story.ending
                steps = deque([Step(now, ending)])
            else:
                steps = self._plan.rest(story, chapter, event, now)
            self._lives[event.event_id] = Life(event, story, steps)

    def avoid(self, events: Iterable[Event]) -> None:
        """Keep away from where these events are, which others tell of."""
        claims = self._scenes.claims
        self._strangers = frozenset().union(*(claims.of_event(event) for event in events))

    def finish(self, now: datetime) -> list[Event]:
        """End every open event now, and return what is told of it."""
        for life in self._lives.values():
            life.steps = deque([life.steps[-1]])
        return [self._go_on(life, now) for life in list(self._lives.values())]

    def _go_on(self, life: Life, now: datetime) -> Event:
        chapter = life.steps[0].chapter
        life.event = telling.go_on(life.event, life.story, chapter, now, life.ends)
        life.steps.popleft()
        if not life.steps:
            del self._lives[life.event.event_id]
        return life.event

    def _say_again(self, count: int, now: datetime) -> list[Event]:
        quiet = [x for x in self._lives.values() if x.event.issued_at < now < x.due]
        chosen = sorted(quiet, key=_last_told)[: max(0, count)]
        for life in chosen:
            life.event = telling.say_again(life.event, now)
        return [life.event for life in chosen]

    def _time_for_another(self, now: datetime) -> bool:
        if len(self._lives) >= self._limit:
            return False
        return self._next_start is None or self._next_start <= now

    def _begin(self, now: datetime) -> list[Event]:
        """Start an event; an empty list where the city has no free place for any story."""
        taken = self._strangers.union(
            *(self._scenes.claims.of_event(life.event) for life in self._lives.values())
        )
        self._fill_bag()
        for story in list(self._bag):
            scene = self._scenes.find(story, taken, self._rng)
            if scene is None:
                continue
            self._bag.remove(story)
            steps = self._plan.whole(story, now)
            when = Span(steps[0].due if story.planned else now, steps[-1].due)
            source = self._rng.choice(self._sources[story.key])
            event = telling.begin(
                story, scene, source, self._city, self._family, now, when, self._rng
            )
            if event.event_id in self._lives:
                return []
            self._lives[event.event_id] = Life(event, story, steps)
            self._begun += 1
            self._next_start = now + self._gap()
            return [event]
        return []

    def _fill_bag(self) -> None:
        if self._bag:
            return
        first, rest = list(self._stories.values())[:1], list(self._stories.values())[1:]
        self._rng.shuffle(rest)
        self._bag = first + rest if not self._begun else _shuffled(first + rest, self._rng)

    def _gap(self) -> timedelta:
        filling = self._begun < math.ceil(self._limit / 2)
        mean = FIRST_GAP_MIN if filling else GAP_MIN / self._limit
        return timedelta(minutes=self._rng.expovariate(1 / mean)) * self._tempo


def _shuffled(stories: list[Story], rng: random.Random) -> list[Story]:
    rng.shuffle(stories)
    return stories


def _due(life: Life) -> tuple[datetime, str]:
    return life.due, life.event.event_id


def _last_told(life: Life) -> tuple[datetime, str]:
    return life.event.issued_at, life.event.event_id


def _heard(event: Event) -> tuple[datetime, str]:
    return event.issued_at, event.event_id
