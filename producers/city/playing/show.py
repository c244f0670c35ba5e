"""Tell a city's story at another pace: a show of a minute, or so many seconds a message.

A show is no copy of the city that others tell of: its events have ids of their own, and the times
in its messages are moved and drawn together as its pace is.
"""

import heapq
import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import msgspec
import orjson

from core import topics
from core.city import Source
from core.telemetry import Reading
from core.timespan import Span, parse_rfc3339
from producers.city.chance import chance
from producers.city.encoding import FAMILY_OF
from producers.city.happening import Spoken
from producers.city.playing.opening import left_by, stands
from producers.city.playing.script import Script
from producers.city.telling.tellings import ends
from producers.heartbeat import encode_heartbeat
from producers.moving import retimed

BEAT_EVERY: Final = timedelta(seconds=20)
MOST_REMEMBERED: Final = 2_000
"""Of so many events and reports, those told last, it is remembered when what of them was told."""
MOST_QUIET: Final = 60
"""Windows in a row in which nothing is told, after which nothing more is looked for."""
_READING_TIMES: Final = ("timestamp", "pickup_time", "dropoff_time")


@dataclass(frozen=True, slots=True)
class Pace:
    """Say how far messages are apart.

    Attributes:
        mean: on average.
        variability: 0 for a metronome, 1 for pure chance.
        seed: the same gives the same gaps.
    """

    mean: timedelta
    variability: float = 0.5
    seed: int = 1

    def gaps(self) -> Iterator[timedelta]:
        """Yield one gap after another, without end."""
        luck: random.Random = chance(self.seed, "pace")
        while True:
            by_chance = self.variability * luck.expovariate(1.0)
            yield self.mean * (1 - self.variability + by_chance)


@dataclass(frozen=True, slots=True)
class Thinned:
    """Let through so many of a script's records, and none of them changed."""

    script: Script
    pace: Pace

    def states(self, topics: Collection[str], at: datetime) -> Iterable[Spoken]:
        """Return what the script's states are."""
        return self.script.states(topics, at)

    def spoken(self, topics: Collection[str], since: datetime, until: datetime) -> Iterator[Spoken]:
        """Yield the first record after each gap."""
        gaps = self.pace.gaps()
        due = since
        for spoken in self.script.spoken(topics, since, until):
            if spoken.at >= due:
                yield spoken
                due = max(due + next(gaps), spoken.at)


@dataclass(frozen=True, slots=True)
class Show:
    """Tell what a script says within a window, from `begins` on, at another pace.

    Attributes:
        script: the city's own story.
        window: the part of it that is told; again from its end on where `pace` is given.
        begins: when the show begins.
        length: how long the whole window takes; None where `pace` says how far messages are apart.
        pace: how far messages are apart; None where `length` says how long all takes.
        sources: whose heartbeats are sent.
        timezone: the city's zone.
    """

    script: Script
    window: Span
    begins: datetime
    sources: Sequence[Source]
    timezone: ZoneInfo
    length: timedelta | None = None
    pace: Pace | None = None
    _times: dict[str, dict[datetime, datetime]] = field(
        default_factory=dict[str, dict[datetime, datetime]], init=False
    )
    _newest: dict[str, Spoken] = field(default_factory=dict[str, Spoken], init=False)

    def states(self, topics: Collection[str], at: datetime) -> Iterable[Spoken]:
        """Return the first heartbeats; nothing stands when a show begins."""
        return self._beats_at(at) if _STATUS in topics else ()

    def spoken(self, topics: Collection[str], since: datetime, until: datetime) -> Iterator[Spoken]:
        """Yield the show's records within `[since, until)`; a `length` ends what is open."""
        told = self._told(frozenset(topics) - {_STATUS})
        beats = self._beats() if _STATUS in topics and self.sources else iter(())
        ends = None if self.length is None else self.begins + self.length
        for spoken in heapq.merge(told, beats, key=_order):
            if spoken.at >= until or (ends is not None and spoken.at > ends):
                return
            if spoken.at >= since:
                yield spoken

    def farewell(self, at: datetime) -> list[Spoken]:
        """Return what ends the events that were told of and are open at `at`."""
        said = [spoken for spoken in self._newest.values() if spoken.at <= at]
        return list(left_by((s for s in said if stands(s, at, self.timezone)), at))

    def _told(self, told_topics: Collection[str]) -> Iterator[Spoken]:
        for planned, at, ratio in self._paced(told_topics):
            spoken = self._retold(planned, at, ratio)
            yield spoken
            if planned.topic in FAMILY_OF:
                self._newest[spoken.key] = spoken
                if ends(spoken.value):
                    del self._newest[spoken.key]
        if self.length is not None:
            yield from self.farewell(self.begins + self.length)

    def _paced(self, told_topics: Collection[str]) -> Iterator[tuple[Spoken, datetime, float]]:
        """Yield each record, when it is told, and by what times in it are drawn together."""
        start, end = self.window.start, self.window.end or self.window.start
        if self.length is not None:
            ratio = self.length / (end - start)
            for spoken in self.script.spoken(told_topics, start, end):
                yield spoken, self.begins + (spoken.at - start) * ratio, ratio
        if self.pace is None:
            return
        at, gaps, quiet = self.begins, self.pace.gaps(), 0
        while quiet < MOST_QUIET:
            records = list(self.script.spoken(told_topics, start, end))
            ratio = min(1.0, self.pace.mean * max(1, len(records)) / (end - start))
            for spoken in records:
                yield spoken, at, ratio
                at += next(gaps)
            quiet = 0 if records else quiet + 1
            start, end = end, end + (end - start)

    def _retold(self, planned: Spoken, at: datetime, ratio: float) -> Spoken:
        if isinstance(planned.value, msgspec.Struct):
            return Spoken(at, planned.topic, planned.key, _reading(planned, at, ratio))
        key = self._own_id(planned.key) if planned.topic in FAMILY_OF else planned.key
        issued = parse_rfc3339(planned.value["timestamp"])

        times = self._times_of(key)

        def drawn(instant: datetime) -> datetime:
            # What was told once of this event stays as it was told.
            return times.setdefault(instant, at + (instant - issued) * ratio)

        times[issued] = at
        value = retimed(planned.value, drawn, self.timezone)
        if planned.topic in FAMILY_OF:
            value["event_id"] = key
            if value.get("references"):
                value["references"] = [self._own_id(i) for i in value["references"]]
        return Spoken(at, planned.topic, key, value)

    def _times_of(self, key: str) -> dict[datetime, datetime]:
        """Return when what was told of an event or a report, and make it the one told last."""
        times = self._times[key] = self._times.pop(key, {})
        if len(self._times) > MOST_REMEMBERED:
            del self._times[next(iter(self._times))]
        return times

    def _own_id(self, event_id: str) -> str:
        source, _, native = event_id.partition(":")
        day, _, rest = native.partition("-")
        return f"{source}:{day}-{self.begins:%H%M%S}-{rest}"

    def _beats(self) -> Iterator[Spoken]:
        at = self.begins
        while True:
            at += BEAT_EVERY
            yield from self._beats_at(at)

    def _beats_at(self, at: datetime) -> Iterator[Spoken]:
        for source in self.sources:
            beat = encode_heartbeat(
                source, at, full_state=False, error=None, last_ok_at=at, entities=0
            )
            yield Spoken(at, _STATUS, source.id, cast(dict[str, Any], orjson.loads(beat)))


_STATUS: Final = topics.FEED_STATUS


def _order(spoken: Spoken) -> tuple[datetime, str, str]:
    return spoken.at, spoken.topic, spoken.key


def _reading(planned: Spoken, at: datetime, ratio: float) -> Reading:
    reading = cast(Reading, planned.value)
    times = {
        name: at + (getattr(reading, name) - planned.at) * ratio
        for name in _READING_TIMES
        if getattr(reading, name, None) is not None
    }
    return msgspec.structs.replace(reading, **times)
