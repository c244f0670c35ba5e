"""Keep the stretches of a city's time, each planned when it is first asked for."""

from bisect import bisect_right
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Final

from core.city import Source
from producers.city.fleet import Fleet
from producers.city.happening import Spoken
from producers.city.plan import Plan, next_stretch
from producers.city.residents.sightings import Sighting, sightings
from producers.city.telling.tellings import Telling, Tellings

if TYPE_CHECKING:
    from producers.city.motion import Motion

_KEPT: Final = 2
"""Stretches that are kept: the present one, and the one before it. Besides them the first plan."""
_FAR: Final = timedelta(days=30)
_LOOKS_BACK: Final = (timedelta(minutes=2), timedelta(minutes=30), timedelta(days=1))


@dataclass(eq=False)
class Stretch:
    """Hold one stretch and what is said in it, each part worked out when it is first asked for."""

    plan: Plan
    pack: Path
    fleet: Fleet

    @cached_property
    def tellings(self) -> Tellings:
        """Return what sources say."""
        return Tellings(self.plan)

    @cached_property
    def messages(self) -> Sequence[Telling]:
        """Return every message about the events of this stretch, in order."""
        return tuple(self.tellings.messages(self.plan.begins - _FAR, self.plan.ends + _FAR))

    @cached_property
    def sightings(self) -> Sequence[Sighting]:
        """Return every resident's report, in order."""
        return sightings(self.plan)

    @cached_property
    def motion(self) -> "Motion":
        """Return what vehicles, gates, roads and stations measure."""
        from producers.city.motion import Motion  # who only tells of events needs none of it

        return Motion(self.plan, self.pack, self.fleet)

    def preparing(self, measured: bool) -> Iterator[None]:
        """Work out, step by step, what is asked for when the stretch begins."""
        _ = self.tellings
        yield
        _ = self.sightings
        yield
        if measured:
            yield from self.motion.preparing()

    def forget_motion(self) -> None:
        """Let go of what moved in a stretch that is over: it is large, and not asked for again."""
        self.__dict__.pop("motion", None)

    def told(self, wanted: Collection[str], since: datetime, until: datetime) -> Iterator[Spoken]:
        """Yield the messages on these topics said within `[since, until)`, in order."""
        for telling in self.tellings.messages(since, until):
            if telling.spoken.topic in wanted:
                yield telling.spoken

    def heartbeats(self, source: Source, since: datetime, until: datetime) -> Iterator[Spoken]:
        """Yield a source's heartbeats within `[since, until)`, the stretch's own end at most."""
        for telling in self.tellings.heartbeats(source, since, min(until, self.plan.ends)):
            yield telling.spoken

    def newest_heartbeat(self, source: Source, at: datetime) -> Spoken | None:
        """Return what a source's heartbeats said last before an instant."""
        for back in _LOOKS_BACK:
            since = max(self.plan.begins, at - back)
            last = deque(self.heartbeats(source, since, at), maxlen=1)
            if last:
                return last[0]
        return None


class Stretches:
    """Hold the stretches from the first on, one after another without end."""

    def __init__(self, first: Plan, pack: Path, fleet: Fleet) -> None:
        self._pack, self._fleet = pack, fleet
        self._ends = [first.ends]
        self._plans: dict[int, Plan] = {0: first}
        self._made: dict[int, Stretch] = {}
        self._preparing: dict[tuple[int, bool], Iterator[None]] = {}
        self._lock = RLock()  # readings are played beside messages

    @property
    def first(self) -> Stretch:
        """Return the first stretch."""
        return self._stretch(0)

    def at(self, instant: datetime) -> tuple[Stretch, ...]:
        """Return the stretch of an instant, last, after the one before it, whose words go on."""
        with self._lock:
            while self._ends[-1] <= instant:
                self._ends.append(self._plan(len(self._ends)).ends)
            number = bisect_right(self._ends, instant)
            self._forget(number - _KEPT)
            before = self._made.get(number - 1)
            if before is not None:
                before.forget_motion()
            return tuple(self._stretch(n) for n in range(max(0, number - 1), number + 1))

    def prepare_after(self, instant: datetime, measured: bool) -> None:
        """Work out a little of the stretch after an instant's, so that nobody waits for it.

        Args:
            instant: of the present stretch.
            measured: whether readings are asked for too.
        """
        with self._lock:
            number = bisect_right(self._ends, instant) + 1
            if number not in self._plans:
                self._plan(number)
                return
            key = (number, measured)
            if key not in self._preparing:
                self._preparing = {key: self._stretch(number).preparing(measured)}
            next(self._preparing[key], None)

    def _stretch(self, number: int) -> Stretch:
        if number not in self._made:
            self._made[number] = Stretch(self._plan(number), self._pack, self._fleet)
        return self._made[number]

    def _plan(self, number: int) -> Plan:
        """Return the plan of a stretch, planned again from an earlier one where it is forgotten."""
        known = max(n for n in self._plans if n <= number)
        for following in range(known + 1, number + 1):
            self._plans[following] = next_stretch(self._plans[following - 1])
        return self._plans[number]

    def _forget(self, number: int) -> None:
        """Let go of the stretches up to a number; of the first one the plan is kept."""
        for old in [n for n in self._made if n <= number]:
            del self._made[old]
        for old in [n for n in self._plans if 0 < n <= number]:
            del self._plans[old]
