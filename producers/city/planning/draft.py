"""Write a plan happening by happening: a whole episode, cause and effects, or nothing of it."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.city import City, Source
from core.event import EventType
from core.timespan import Span
from producers.city.chance import chance, tag
from producers.city.happening import Happening, Step, Where
from producers.city.plan_parts import Upset
from producers.city.planning.atlas import Atlas
from producers.city.planning.claims import Claims
from producers.city.planning.lives import LIVES
from producers.city.scenario import Near, Scenario
from producers.city.weather import Plume

REST: Final = timedelta(minutes=9)
"""At the usual pace, how long what was concerned is left alone afterwards: words come late."""
LEAST_REST: Final = timedelta(seconds=100)


@dataclass(frozen=True, slots=True)
class Wish:
    """Hold what a scenario wants of a happening; as `Scripted` has it."""

    minutes: float | None = None
    mistaken: bool = False
    big: bool = False
    near: Near = Near.ANYWHERE


class Draft:
    """Hold a plan that is being written.

    Args:
        atlas: the city's places.
        sources: who may tell.
        seed: of the world.
        scenario: whose pace and shares are to be kept.
    """

    def __init__(
        self, atlas: Atlas, sources: Sequence[Source], seed: int, scenario: Scenario
    ) -> None:
        self.atlas, self.seed = atlas, seed
        self.tempo, self.blazes = scenario.tempo, scenario.blazes
        self.claims = Claims(atlas.city, atlas.areas)
        self.happenings: list[Happening] = []
        self.plumes: list[Plume] = []
        self.upsets: list[Upset] = []
        self.ids: set[str] = set()
        self._sources = sources

    @property
    def city(self) -> City:
        """Return the city."""
        return self.atlas.city

    @property
    def rest(self) -> timedelta:
        """Return how long after its end a happening's claims hold."""
        return max(LEAST_REST, REST * self.tempo)

    def source_of(self, kind: EventType, luck: random.Random) -> str:
        """Return the id of a source that would tell of a type; empty where the pack has none."""
        knowing = [source.id for source in self._sources if kind.value in source.types]
        return luck.choice(knowing) if knowing else ""


class Episode:
    """Hold one cause with its effects, until it is kept or dropped.

    Args:
        draft: what it is to be part of.
        name: its own, from which all its chance comes.
    """

    def __init__(self, draft: Draft, *name: object) -> None:
        self.draft, self._name = draft, name
        self._taken: list[tuple[list[str], Span]] = []
        self.happenings: list[Happening] = []
        self.plumes: list[Plume] = []
        self.upsets: list[Upset] = []

    @property
    def atlas(self) -> Atlas:
        """Return the city's places."""
        return self.draft.atlas

    @property
    def city(self) -> City:
        """Return the city."""
        return self.draft.atlas.city

    @property
    def tempo(self) -> float:
        """Return the scenario's pace."""
        return self.draft.tempo

    @property
    def begins(self) -> datetime:
        """Return when the first of it begins, or is announced."""
        return min(h.announced or h.span.start for h in self.happenings)

    @property
    def ends(self) -> datetime:
        """Return when all of it is over, and said."""
        return max(happening.ends for happening in self.happenings) + self.draft.rest

    def luck(self, *names: object) -> random.Random:
        """Return the chance of one thing in the episode."""
        return chance(self.draft.seed, *self._name, *names)

    def length(self, life: str, luck: random.Random, minutes: float | None = None) -> timedelta:
        """Return how long something of a life lasts at the scenario's pace."""
        return LIVES[life].length(luck, self.tempo, minutes)

    def claim(self, keys: Iterable[str], span: Span) -> bool:
        """Claim keys for a span and the rest after it; False, and nothing claimed, if taken."""
        wanted = list(keys)
        whole = Span(span.start, (span.end or span.start) + self.draft.rest)
        if not self.draft.claims.free(wanted, whole):
            return False
        self.draft.claims.take(wanted, whole)
        self._taken.append((wanted, whole))
        return True

    def hold(self, keys: Iterable[str], span: Span) -> None:
        """Claim keys that others may claim as well, for as long as the span."""
        wanted = list(keys)
        self.draft.claims.take(wanted, span)
        self._taken.append((wanted, span))

    def add(
        self,
        kind: str,
        type_: EventType,
        span: Span,
        where: Where,
        *,
        life: str = "",
        cause: Happening | None = None,
        because: str = "",
        steps: Sequence[Step] | None = None,
        figure: int | None = None,
        source: str | None = None,
        real: bool = True,
        planned: bool = False,
        announced: datetime | None = None,
        words: Iterable[tuple[str, str]] = (),
    ) -> Happening:
        """Add a happening.

        Args:
            kind: what it is, more exactly than its type.
            type_: under which it would be told.
            span: when it is so.
            where: where.
            life: whose stages it goes through; those of its kind by default.
            cause: what brought it.
            because: that, in a source's words.
            steps: its changes, where they are not those of its life.
            figure: customers at the start, where they are counted.
            source: who tells; by default one that knows the type.
            real: False for what is told in error.
            planned: whether it is scheduled.
            announced: when it is first told of, if that is before it begins.
            words: what else its texts may name.
        """
        number = len(self.happenings)
        luck = self.luck("life", number)
        if steps is None:
            steps = tuple(LIVES[life or kind].steps(span, luck, self.tempo, figure))
        happening = Happening(
            id=self._id(kind, number),
            type=type_,
            span=span,
            where=where,
            source=self.draft.source_of(type_, luck) if source is None else source,
            cause="" if cause is None else cause.id,
            because=because,
            steps=tuple(steps),
            real=real,
            planned=planned,
            kind=kind,
            announced=announced,
            words=tuple(words),
            pace=self.tempo,
        )
        self.happenings.append(happening)
        return happening

    def swap(self, old: Happening, **changes: object) -> Happening:
        """Change a happening of the episode that was already added."""
        new = replace(old, **changes)  # type: ignore[arg-type]
        self.happenings[self.happenings.index(old)] = new
        return new

    def keep(self) -> None:
        """Make it part of its draft."""
        self.move_to(self.draft)

    def fits(self, draft: Draft) -> bool:
        """Say whether another draft has what this claims free."""
        return all(draft.claims.free(keys, span) for keys, span in self._taken)

    def move_to(self, draft: Draft) -> None:
        """Make it part of a draft; of another than its own, claiming there what it claims."""
        if draft is not self.draft:
            for keys, span in self._taken:
                draft.claims.take(keys, span)
        draft.happenings += self.happenings
        draft.plumes += self.plumes
        draft.upsets += self.upsets
        draft.ids.update(happening.id for happening in self.happenings)

    def drop(self) -> None:
        """Give back all that it claimed."""
        for keys, span in self._taken:
            self.draft.claims.release(keys, span)
        self._taken.clear()

    def _id(self, kind: str, number: int) -> str:
        length = 4
        while True:
            word = f"{kind.replace('_', '-')}-{tag(length, self.draft.seed, *self._name, number)}"
            if word not in self.draft.ids and all(h.id != word for h in self.happenings):
                return word
            length += 1
