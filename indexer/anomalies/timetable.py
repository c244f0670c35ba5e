"""Know how often a line should come: the headways of a pack's static GTFS, by stop and day.

Only when each run leaves its first stop is kept, and how long the line takes from there to each
stop; that is enough to say when a stop is due, and needs little memory even for a large city.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from core.city import City
from core.errors import Misconfigured
from core.gtfs_tables import GtfsTables

LATE: Final = timedelta(minutes=4)
"""Who leaves now may have been due so long ago."""
NEAR_S: Final = 60.0
"""So far from when it was due, in seconds, one is taken to leave on time."""
LONGEST: Final = timedelta(hours=3)
"""A longer time between two runs is a pause of the service."""
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """Hold on which days some runs go (GTFS `calendar.txt`, `calendar_dates.txt`)."""

    weekdays: frozenset[int] = frozenset()
    first: date = date.max
    last: date = date.min
    added: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()

    def runs_on(self, day: date) -> bool:
        """Say whether it runs on a day."""
        if day in self.added or day in self.removed:
            return day in self.added
        return self.first <= day <= self.last and day.weekday() in self.weekdays


@dataclass(frozen=True, slots=True)
class Run:
    """Hold one run: its service, and the part of the line that it goes.

    Attributes:
        leaves_s: when it would leave the line's first stop, in seconds of the day.
        from_s: how far into the line its own first stop lies, in seconds of travel.
        to_s: the same for its last stop.
    """

    service: str
    leaves_s: int
    from_s: int
    to_s: int


@dataclass(slots=True)
class Direction:
    """Hold one direction of a line: how long to each stop, and all runs."""

    offset_s: Mapping[str, int]
    runs: list[Run] = field(default_factory=list[Run])


class Timetable:
    """Answer from one pack's timetable; a pack without one knows no headway."""

    def __init__(
        self,
        timezone: ZoneInfo,
        directions: Mapping[str, list[Direction]],
        services: Mapping[str, Service],
    ) -> None:
        self._timezone = timezone
        self._directions = directions
        self._services = services
        self._due: dict[tuple[str, int, str, date], list[float]] = {}

    def headways_s(
        self,
        line: str,
        stop: str,
        toward: str,
        left_at: datetime,
        delay_s: int | None = None,
    ) -> tuple[float, float] | None:
        """Return how long after somebody left a stop the next was due: at least, and at most.

        Who says how late it was tells by that which run it was. Where that is not known, the
        headways of the last minutes count. None where nothing is known, and after the last run
        of the day.
        """
        found = self._direction(line, stop, toward)
        if found is None:
            return None
        local = left_at.astimezone(self._timezone).date()
        due = [
            at for day in (local - timedelta(days=1), local, local + timedelta(days=1))
            for at in self._due_on(line, found, stop, day)
        ]  # fmt: skip
        left_s, longest_s = left_at.timestamp(), LONGEST.total_seconds()
        if delay_s is not None:
            was_due = left_s - delay_s
            after = bisect_right(due, was_due + NEAR_S)
            if 0 < after < len(due) and was_due - due[after - 1] <= NEAR_S:
                headway_s = due[after] - due[after - 1]
                return (headway_s, headway_s) if headway_s < longest_s else None
        after = bisect_right(due, left_s + NEAR_S)
        if not 0 < after < len(due) or due[after] - due[after - 1] >= longest_s:
            return None
        first = max(1, bisect_right(due, left_s - LATE.total_seconds()))
        gaps = [due[place] - due[place - 1] for place in range(first, after + 1)]
        usual = [gap for gap in gaps if gap < longest_s]
        return min(usual), max(usual)

    def knows(self, line: str) -> bool:
        """Say whether it has runs of a line."""
        return line in self._directions

    def _direction(self, line: str, stop: str, toward: str) -> int | None:
        for number, direction in enumerate(self._directions.get(line, ())):
            here, there = direction.offset_s.get(stop), direction.offset_s.get(toward)
            if here is not None and there is not None and here < there:
                return number
        return None

    def _due_on(self, line: str, number: int, stop: str, day: date) -> list[float]:
        key = (line, number, stop, day)
        if key not in self._due:
            if len(self._due) > 5_000:
                self._due.clear()
            direction = self._directions[line][number]
            offset_s = direction.offset_s[stop]
            # GTFS counts from noon minus twelve hours, so that a change of the clock moves nothing.
            noon = datetime.combine(day, time(12), self._timezone).timestamp()
            self._due[key] = sorted(
                noon - 43_200 + run.leaves_s + offset_s
                for run in direction.runs
                if run.from_s <= offset_s < run.to_s and self._runs(run.service, day)
            )
        return self._due[key]

    def _runs(self, service: str, day: date) -> bool:
        known = self._services.get(service)
        return known is not None and known.runs_on(day)


def read_timetable(pack: Path | None, city: City) -> Timetable:
    """Read a pack's timetable; an empty one where the pack has none that can be used."""
    feed = None if pack is None else GtfsTables.of(pack)
    if feed is None:
        return Timetable(city.timezone, {}, {})
    try:
        return Timetable(city.timezone, _directions(feed, city), dict(_services(feed)))
    except (Misconfigured, ValueError) as error:
        _log.warning("timetable.not_used", detail=str(error))
        return Timetable(city.timezone, {}, {})


@dataclass(slots=True)
class _Ends:
    first: tuple[int, str, int]
    last: tuple[int, str, int]
    calls: int = 1


def _directions(feed: GtfsTables, city: City) -> dict[str, list[Direction]]:
    trips = {trip["trip_id"]: trip for trip in feed.rows("trips.txt", "route_id", "trip_id")}
    ends = _ends(feed, city)
    by_way: dict[tuple[str, str], list[str]] = defaultdict(list)
    for trip_id, trip in trips.items():
        if trip_id in ends:
            by_way[trip["route_id"], trip.get("direction_id", "")].append(trip_id)
    longest = {way: max(ids, key=lambda i: (ends[i].calls, i)) for way, ids in by_way.items()}
    offsets = _offsets(feed, city, set(longest.values()))
    found: dict[str, list[Direction]] = defaultdict(list)
    for (line, _), ids in sorted(by_way.items()):
        direction = Direction(offsets[longest[line, _]])
        for trip_id in ids:
            (_, start, leaves_s), (_, end, _) = ends[trip_id].first, ends[trip_id].last
            from_s, to_s = direction.offset_s.get(start), direction.offset_s.get(end)
            if from_s is not None and to_s is not None:
                service = trips[trip_id].get("service_id", "")
                direction.runs.append(Run(service, leaves_s - from_s, from_s, to_s))
        found[line].append(direction)
    return dict(found)


def _ends(feed: GtfsTables, city: City) -> dict[str, _Ends]:
    found: dict[str, _Ends] = {}
    for trip_id, call in _calls(feed, city):
        ends = found.get(trip_id)
        if ends is None:
            found[trip_id] = _Ends(call, call)
        else:
            ends.first, ends.last = min(ends.first, call), max(ends.last, call)
            ends.calls += 1
    return found


def _offsets(feed: GtfsTables, city: City, wanted: set[str]) -> dict[str, dict[str, int]]:
    calls: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for trip_id, call in _calls(feed, city):
        if trip_id in wanted:
            calls[trip_id].append(call)
    found: dict[str, dict[str, int]] = {}
    for trip_id, called in calls.items():
        called.sort()
        found[trip_id] = {stop: at - called[0][2] for _, stop, at in reversed(called)}
    return found


def _calls(feed: GtfsTables, city: City) -> Iterator[tuple[str, tuple[int, str, int]]]:
    """Yield of each call with a time its trip, and its number, station and departure."""
    columns = ("trip_id", "stop_id", "stop_sequence", "departure_time")
    for trip_id, stop_id, sequence, leaves in feed.columns("stop_times.txt", *columns):
        stop = city.stop_by_id.get(stop_id.strip())
        parts = leaves.strip().split(":")
        if stop is not None and len(parts) == 3 and sequence.strip().isdecimal():
            hours, minutes, seconds = (int(part) for part in parts)
            at = 3600 * hours + 60 * minutes + seconds
            yield trip_id.strip(), (int(sequence), stop.id, at)


def _services(feed: GtfsTables) -> Iterator[tuple[str, Service]]:
    added: dict[str, set[date]] = defaultdict(set)
    removed: dict[str, set[date]] = defaultdict(set)
    if feed.has("calendar_dates.txt"):
        for row in feed.rows("calendar_dates.txt", "service_id", "date", "exception_type"):
            days = added if row["exception_type"] == "1" else removed
            days[row["service_id"]].add(_day(row["date"]))
    if feed.has("calendar.txt"):
        for row in feed.rows("calendar.txt", "service_id", "start_date", "end_date", *_DAYS):
            name = row["service_id"]
            yield name, Service(
                frozenset(number for number, day in enumerate(_DAYS) if row[day] == "1"),
                _day(row["start_date"]), _day(row["end_date"]),
                frozenset(added.pop(name, ())), frozenset(removed.pop(name, ())),
            )  # fmt: skip
    for name, days in added.items():
        yield name, Service(added=frozenset(days))


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007
