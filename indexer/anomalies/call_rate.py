"""See areas with far more emergencies within an hour than is usual there at that time of day.

What is usual is learned hour by hour, from a careful guess on; how unusual a count is, the Poisson
distribution says. What covers all of the city is no area's own.
"""

import math
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec
import shapely

from core.city import Area, AreaKind, City
from core.event import EventType, Handling
from core.geo import LonLat
from core.identity import EventKey
from core.relation import region_of
from core.severity import Severity
from core.store import IndexedEvent
from core.timespan import from_millis, to_millis
from core.topics import Family
from indexer.anomalies.detector import Level, Look, Names, Spot, Told, Wording
from indexer.anomalies.event_detector import EventDetector

WITHIN: Final = timedelta(minutes=60)
LEAST: Final = 4
UNUSUAL: Final = 0.001
"""As rarely as this chance brings so many: then it is told."""
USUAL_AGAIN: Final = 0.02
GUESSED_CALLS: Final = 1.0
GUESSED_HOURS: Final = 5.0
"""Before anything is learned: one call in five hours, which five hours of learning outweigh."""
FORGETS: Final = 0.97
"""What is left of an hour of the day's memory a day later."""
MOST_LEARNED: Final = 3
"""Calls of one hour that are learned from at most: a disaster is not to become usual."""
_KINDS: Final = frozenset(
    {AreaKind.NEIGHBOURHOOD, AreaKind.DISTRICT, AreaKind.BOROUGH, AreaKind.WARD}
)
_HOUR_MS: Final = 3_600_000


class Call(msgspec.Struct, frozen=True, array_like=True):
    """Hold one emergency: where, and when it was first told of."""

    topic: str
    event_id: str
    area: str
    at_ms: int


class Usual(msgspec.Struct, array_like=True):
    """Hold how many calls an area had at one hour of the day, and in how many such hours."""

    calls: float = 0.0
    hours: float = 0.0

    @property
    def rate(self) -> float:
        """Return the calls an hour that are to be expected."""
        return (GUESSED_CALLS + self.calls) / (GUESSED_HOURS + self.hours)


class CallMemory(msgspec.Struct):
    """Hold what is remembered between two lives.

    Attributes:
        usual: by area and hour of the day (`eastside/17`).
        learned_ms: up to when hours are learned.
        calls: those of the last two hours.
    """

    usual: dict[str, Usual] = {}
    learned_ms: int = 0
    calls: list[Call] = []


class CallRate(EventDetector):
    """Count the emergencies that began in each area within the hour; the subject is the area."""

    kind = EventType.CALL_RATE
    unit = "calls an hour"
    opens_after = timedelta()
    closes_after = timedelta(minutes=5)

    def __init__(self, city: City) -> None:
        self.memory = CallMemory()
        self._city = city
        self._areas = {area.id: area for area in city.areas if area.kind in _KINDS}
        self._by_name = {area.name: area for area in self._areas.values()}
        self._known: set[EventKey] = set()

    def hear(self, indexed: IndexedEvent) -> None:
        """Take in an event; each counts once, when it is first told of."""
        event = indexed.event
        if event.family is not Family.EMERGENCY:
            return
        if event.handling is not Handling.ACTUAL or event.planned or indexed.key in self._known:
            return
        self._known.add(indexed.key)
        at_ms = to_millis(indexed.first_issued_at)
        held = {(call.topic, call.event_id) for call in self.memory.calls}
        if (indexed.topic, event.event_id) not in held:
            self.memory.calls += [
                Call(indexed.topic, event.event_id, area.id, at_ms) for area in self._at(indexed)
            ]

    def forget(self, key: EventKey) -> None:
        """Let an event go that is known no longer."""
        self._known.discard(key)

    def remember(self) -> bytes:
        """Return what a later life goes on from."""
        return msgspec.msgpack.encode(self.memory)

    def recall(self, remembered: bytes) -> None:
        """Go on from an earlier life."""
        self.memory = msgspec.msgpack.decode(remembered, type=CallMemory)

    def look(self, at: datetime, open_subjects: Collection[str]) -> Mapping[str, Look]:
        """Look at every area in which something began within the hour."""
        at_ms = to_millis(at)
        self._learn(at_ms)
        since_ms = at_ms - to_millis(from_millis(0) + WITHIN)
        counts = dict.fromkeys(sorted(open_subjects), 0)
        first_ms: dict[str, int] = {}
        for call in sorted(self.memory.calls, key=lambda call: (call.at_ms, call.event_id)):
            if since_ms < call.at_ms <= at_ms:
                counts[call.area] = counts.get(call.area, 0) + 1
                first_ms.setdefault(call.area, call.at_ms)
        return {
            area: self._look(area, count, first_ms.get(area, at_ms), at)
            for area, count in counts.items()
            if area in self._areas
        }

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how many, since when, and how many are usual."""
        look = told.last
        area = self._areas[told.subject].name
        since = names.time(from_millis(float(look.facts["since_ms"])))
        count, usual = int(look.observed), _rate(look.baseline or 0.0)
        return Wording(
            headline=f"Many emergencies in {area}",
            message=(
                f"{count} emergencies have been reported in {area} since {since}; {usual} is "
                "usual there at this time of day."
            ),
        )

    def _look(self, area: str, count: int, first_ms: int, at: datetime) -> Look:
        rate = self.memory.usual.get(self._hour(area, to_millis(at)), Usual()).rate
        chance = poisson_tail(count, rate)
        level = Level.CLEAR if chance > USUAL_AGAIN or count < LEAST - 1 else Level.BETWEEN
        if count >= LEAST and chance < UNUSUAL:
            level = Level.BEYOND
        return Look(
            at=at,
            level=level,
            observed=float(count),
            baseline=round(rate, 2),
            sureness=round(max(0.5, min(0.99, 1 - 100 * chance)), 2),
            severity=Severity.MODERATE if count >= 2 * LEAST else Severity.LOW,
            spot=Spot(areas=(self._areas[area].name,)),
            facts={"since_ms": float(first_ms)},
        )

    def _learn(self, at_ms: int) -> None:
        """Learn from each whole clock hour that has passed, then let its calls go."""
        memory = self.memory
        begun_ms = at_ms - at_ms % _HOUR_MS
        if memory.learned_ms == 0 or begun_ms - memory.learned_ms > 48 * _HOUR_MS:
            memory.learned_ms = begun_ms
        while memory.learned_ms + _HOUR_MS <= at_ms - _HOUR_MS:
            start = memory.learned_ms
            for area in self._areas:
                usual = memory.usual.setdefault(self._hour(area, start), Usual())
                calls = sum(
                    call.area == area and start <= call.at_ms < start + _HOUR_MS
                    for call in memory.calls
                )
                usual.calls = FORGETS * usual.calls + min(calls, MOST_LEARNED)
                usual.hours = FORGETS * usual.hours + 1
            memory.learned_ms += _HOUR_MS
        oldest_ms = min(memory.learned_ms, at_ms - 2 * _HOUR_MS)
        memory.calls = [call for call in memory.calls if call.at_ms >= oldest_ms]

    def _hour(self, area: str, at_ms: int) -> str:
        return f"{area}/{from_millis(at_ms).astimezone(self._city.timezone).hour}"

    def _at(self, indexed: IndexedEvent) -> Iterator[Area]:
        """Yield the areas in which an emergency lies: those it is named for, else by its middle."""
        event, footprint = indexed.event, indexed.footprint
        if footprint.everywhere or not footprint.in_city:
            return
        told = [self._by_name[name] for name in event.areas if name in self._by_name]
        told = told or [self._areas[a] for a in footprint.named_area_ids if a in self._areas]
        if told:
            yield from told
            return
        point = event.coordinates
        if point is None and event.geometry is not None:
            middle = region_of(footprint, event.geometry, self._city).representative_point()
            point = LonLat(middle.x, middle.y)
        if point is not None:
            yield from (
                area for area in self._areas.values()
                if shapely.intersects_xy(area.geometry, point.lon, point.lat)
            )  # fmt: skip


def poisson_tail(count: int, rate: float) -> float:
    """Return how likely chance brings `count` or more where `rate` are to be expected."""
    below = sum(
        math.exp(n * math.log(rate) - rate - math.lgamma(n + 1)) for n in range(count)
    )  # fmt: skip
    return max(0.0, 1.0 - below)


def _rate(rate: float) -> str:
    if rate < 0.75:
        return f"about one in {round(1 / rate)} hours"
    return f"about {round(rate)} an hour"
