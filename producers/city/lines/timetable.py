"""Read a pack's timetable: what runs on a day, where it calls when, and by which vehicle.

A vehicle turns round where its run ends and takes the next run from there, so that its id stays
over the day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from core.city import City, Mode
from core.gtfs_tables import GtfsTables, Row
from core.timespan import Span
from producers.city.course import Course, Position
from producers.city.lines.vehicle_names import Blocks

_UTC: Final = ZoneInfo("UTC")
_LONGEST_DAY: Final = timedelta(hours=36)
"""No run of a service day ends later than this after it began."""
_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Hold one way in which a line runs: its stops in order, and where on the course they are.

    Attributes:
        line: the line's id.
        kind: `bus`, `tram`, `train` or `ferry`.
        direction: 0 or 1, as the timetable says.
        stops: ids of the city's stops.
        course: the way.
        along_m: how far along it each stop lies.
    """

    line: str
    kind: str
    direction: str
    stops: tuple[str, ...]
    course: Course = field(repr=False)
    along_m: tuple[float, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Hold one run of one day.

    Attributes:
        trip: the timetable's id.
        pattern: where it goes.
        due: when it is to leave each stop, in seconds since 1970.
        vehicle: id of the vehicle that is to run it.
    """

    trip: str
    pattern: Pattern
    due: tuple[float, ...]
    vehicle: str


@dataclass(frozen=True, slots=True)
class _Trip:
    id: str
    service: str
    block: str
    pattern: Pattern
    seconds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """Hold a pack's timetable; empty for a pack without one."""

    timezone: ZoneInfo
    trips: Sequence[_Trip]
    services: Mapping[str, Row]
    exceptions: Mapping[tuple[str, str], str]
    blocks: Blocks

    def runs(self, span: Span, lines: Iterable[str] | None = None) -> list[Run]:
        """Return the runs that touch a span, in the order of their departure.

        Args:
            span: from when to when; it must end.
            lines: of these lines only.
        """
        wanted = None if lines is None else frozenset(lines)
        end = span.end or span.start
        day = (span.start - _LONGEST_DAY).astimezone(self.timezone).date()
        found: list[Run] = []
        while day <= end.astimezone(self.timezone).date():
            found += self._runs_on(day, span.start.timestamp(), end.timestamp(), wanted)
            day += timedelta(days=1)
        return sorted(found, key=lambda run: (run.due[0], run.trip))

    def _runs_on(
        self, day: date, since: float, until: float, lines: frozenset[str] | None
    ) -> Iterator[Run]:
        # GTFS counts from noon less twelve hours, so that no change of the clocks moves a trip.
        noon = datetime.combine(day, time(12), self.timezone).astimezone(_UTC)
        base = noon.timestamp() - 12 * 3600
        if base > until or base + _LONGEST_DAY.total_seconds() < since:
            return
        running = {service for service in self.services if self._runs(service, day)}
        trips = [
            trip for trip in self.trips
            if trip.service in running and (lines is None or trip.pattern.line in lines)
        ]  # fmt: skip
        vehicles = self.blocks.vehicles(
            (t.id, t.pattern.line, t.pattern.stops[0], t.pattern.stops[-1], t.seconds, t.block)
            for t in trips
        )
        for trip in trips:
            due = tuple(base + second for second in trip.seconds)
            if due[-1] >= since and due[0] < until:
                yield Run(trip.id, trip.pattern, due, vehicles[trip.id])

    def _runs(self, service: str, day: date) -> bool:
        written = day.strftime("%Y%m%d")
        exception = self.exceptions.get((service, written))
        if exception is not None:
            return exception == "1"
        row = self.services[service]
        within = row.get("start_date", "") <= written <= row.get("end_date", "99999999")
        return within and row.get(_WEEK[day.weekday()]) == "1"


def read_timetable(folder: Path, city: City) -> Timetable:
    """Read the timetable of a pack; trips with fewer than two known stops are left out.

    Raises:
        Misconfigured: a table is missing or cannot be read.
    """
    feed = GtfsTables.of(folder)
    if feed is None:
        return Timetable(city.timezone, (), {}, {}, Blocks.of(city))
    calls = _calls(feed, city)
    shapes = _shapes(feed)
    kinds = {line.id: kind_of(line.mode) for line in city.lines}
    patterns: dict[tuple[str, ...], Pattern] = {}
    trips: list[_Trip] = []
    services: dict[str, Row] = {}
    for row in feed.rows("trips.txt", "route_id", "trip_id", "service_id"):
        called = calls.get(row["trip_id"], [])
        if len(called) < 2 or row["route_id"] not in kinds:
            continue
        stops = tuple(stop for _, stop, _ in called)
        direction, shape = row.get("direction_id", ""), row.get("shape_id", "")
        key = (row["route_id"], direction, shape, *stops)
        if key not in patterns:
            points = [(city.stop_by_id[s].point.lon, city.stop_by_id[s].point.lat) for s in stops]
            course = Course.through(shapes.get(shape) or points)
            patterns[key] = Pattern(
                row["route_id"], kinds[row["route_id"]], direction, stops,
                course, _places(course, points),
            )  # fmt: skip
        seconds = _filled([second for _, _, second in called], patterns[key].along_m)
        if seconds:
            trips.append(
                _Trip(row["trip_id"], row["service_id"], row.get("block_id", ""),
                      patterns[key], seconds)
            )  # fmt: skip
            services.setdefault(row["service_id"], {})
    if feed.has("calendar.txt"):
        services |= {row["service_id"]: row for row in feed.rows("calendar.txt", "service_id")}
    exceptions = (
        {(r["service_id"], r["date"]): r["exception_type"]
         for r in feed.rows("calendar_dates.txt", "service_id", "date", "exception_type")}
        if feed.has("calendar_dates.txt") else {}
    )  # fmt: skip
    return Timetable(city.timezone, trips, services, exceptions, Blocks.of(city))


def kind_of(mode: Mode) -> str:
    """Return the word by which vehicles of a mode are reported."""
    if mode is Mode.FERRY:
        return "ferry"
    if mode is Mode.TRAM:
        return "tram"
    return "train" if mode.on_rails else "bus"


def _calls(feed: GtfsTables, city: City) -> dict[str, list[tuple[int, str, int | None]]]:
    """Return (sequence, the city's stop, departure in seconds) of each trip, in order."""
    found: dict[str, list[tuple[int, str, int | None]]] = {}
    columns = ("trip_id", "stop_id", "stop_sequence", "departure_time")
    known = {member: stop.id for member, stop in city.stop_by_id.items()}
    for trip, stop, sequence, leaves in feed.columns("stop_times.txt", *columns):
        station = known.get(stop.strip())
        if station is not None and sequence.strip().isdecimal():
            call = (int(sequence), station, _seconds(leaves))
            found.setdefault(trip.strip(), []).append(call)
    for calls in found.values():
        calls.sort(key=lambda call: call[0])
    return found


def _seconds(text: str) -> int | None:
    parts = text.strip().split(":")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return None
    return int(parts[0]) * 3600 + int(parts[1]) * 60 + int(parts[2])


def _filled(seconds: Sequence[int | None], along_m: Sequence[float]) -> tuple[int, ...]:
    """Fill the times that a timetable leaves out, by distance; empty where an end has none."""
    known = [place for place, second in enumerate(seconds) if second is not None]
    if not known or known[0] != 0 or known[-1] != len(seconds) - 1:
        return ()
    filled: list[int] = [seconds[0] or 0]
    for before, after in pairwise(known):
        begin, end = seconds[before] or 0, seconds[after] or 0
        long_m = max(1.0, along_m[after] - along_m[before])
        for place in range(before + 1, after + 1):
            share = (along_m[place] - along_m[before]) / long_m
            filled.append(max(filled[-1] + 1, round(begin + share * (end - begin))))
    return tuple(filled)


def _places(course: Course, points: Sequence[Position]) -> tuple[float, ...]:
    """Return how far along the course each stop lies, never before the one ahead of it."""
    places: list[float] = []
    for point in points:
        since = places[-1] + 1 if places else 0.0
        places.append(course.nearest(point, min(since, course.length_m))[0])
    return tuple(places)


def _shapes(feed: GtfsTables) -> dict[str, list[Position]]:
    if not feed.has("shapes.txt"):
        return {}
    rows: dict[str, list[tuple[int, float, float]]] = {}
    columns = ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence")
    for shape, lat, lon, sequence in feed.columns("shapes.txt", *columns):
        rows.setdefault(shape.strip(), []).append((int(sequence), float(lon), float(lat)))
    return {
        shape: [(lon, lat) for _, lon, lat in sorted(points)]
        for shape, points in rows.items() if len(points) > 1
    }  # fmt: skip
