"""Hold of a static GTFS feed what a realtime feed refers to: names, trips and their times."""

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from core.city_parts import Line, Stop
from core.gtfs_tables import GtfsTables
from core.static_gtfs import StaticGtfs

Numbers: TypeAlias = "array[int]"
_NOON: Final = time(12)
_HALF_DAY: Final = timedelta(hours=12)
_COUNT: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Trip:
    """Hold one scheduled trip; its `calls` lie in the schedule's tables."""

    route_id: str
    direction: int | None
    headsign: str


@dataclass(frozen=True, slots=True)
class Calls:
    """Hold when a trip calls where, in order.

    Attributes:
        sequences: `stop_sequence` of each call.
        stop_ids: where.
        seconds: when it arrives, counted from noon minus 12 hours of the service day.
    """

    sequences: Numbers
    stop_ids: tuple[str, ...]
    seconds: Numbers

    def at(self, stop_id: str, sequence: int | None) -> int | None:
        """Return the scheduled seconds of one call; None where the trip does not call there."""
        if sequence is not None:
            place = bisect_left(self.sequences, sequence)
            known = place < len(self.sequences) and self.sequences[place] == sequence
            return self.seconds[place] if known else None
        if self.stop_ids.count(stop_id) != 1:
            return None
        return self.seconds[self.stop_ids.index(stop_id)]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Answer what the ids of a realtime feed mean; unknown ids stay as they are.

    Attributes:
        lines: by route id.
        stops: by the id of the stop or of any of its platforms.
        agencies: names by agency id; one without an id is under the empty text.
        trips: by trip id.
        headsigns: the commonest headsign of a route and direction.
        calls: by trip id.
        timezone: the zone of the timetable; None without one.
    """

    lines: Mapping[str, Line] = field(default_factory=dict[str, Line])
    stops: Mapping[str, Stop] = field(default_factory=dict[str, Stop])
    agencies: Mapping[str, str] = field(default_factory=dict[str, str])
    trips: Mapping[str, Trip] = field(default_factory=dict[str, Trip])
    headsigns: Mapping[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    calls: Mapping[str, Calls] = field(default_factory=dict[str, Calls])
    timezone: ZoneInfo | None = None

    def line_name(self, route_id: str, agency_id: str = "") -> str:
        """Return the name people know, or the id; another agency's id says whose it is."""
        if self.is_foreign(agency_id):
            return f"{agency_id} {route_id}"
        line = self.lines.get(route_id)
        return route_id if line is None else line.name

    def stop_name(self, stop_id: str, agency_id: str = "") -> str:
        """Return the name of a stop or of a platform's station, or the id."""
        if self.is_foreign(agency_id):
            return f"{agency_id} {stop_id}"
        stop = self.stops.get(stop_id)
        return stop_id if stop is None else stop.name

    def is_foreign(self, agency_id: str) -> bool:
        """Say whether an id of this agency means nothing here, though the feed names agencies."""
        named = {known for known in self.agencies if known}
        return bool(agency_id and named) and agency_id not in named

    def direction_name(self, route_id: str, direction: int | None) -> str:
        """Return `toward <headsign>`; empty where the timetable names none."""
        if direction is None:
            return ""
        headsign = self.headsigns.get((route_id, direction), "")
        return f"toward {headsign}" if headsign else ""

    def scheduled_at(
        self, trip_id: str, stop_id: str, sequence: int | None, service_day: date
    ) -> datetime | None:
        """Return when a trip should call, aware; None where the timetable does not say."""
        calls = self.calls.get(trip_id)
        if calls is None or self.timezone is None:
            return None
        seconds = calls.at(stop_id, sequence)
        if seconds is None:
            return None
        noon = datetime.combine(service_day, _NOON, self.timezone).timestamp()
        midnight_s = noon - _HALF_DAY.total_seconds()
        try:
            return datetime.fromtimestamp(midnight_s + seconds, self.timezone)
        except (ValueError, OverflowError):  # a day at the end of the calendar
            return None


@dataclass(frozen=True, slots=True)
class Teller:
    """Hold what all events of one realtime feed have in common.

    Attributes:
        source: id of the feed.
        publisher: whose feed it is.
        schedule: the timetable that its ids refer to.
        language: of texts that name none.
    """

    source: str
    publisher: str
    schedule: Schedule
    language: str


def read_schedule(folder: Path, static: StaticGtfs) -> Schedule:
    """Read `gtfs/` or `gtfs.zip` beside what the city pack already read of it.

    Raises:
        Misconfigured: a file is missing, or cannot be read.
    """
    tables = GtfsTables.of(folder)
    if tables is None:
        return Schedule()
    agencies, timezone = _agencies(tables)
    trips = {
        row["trip_id"]: Trip(
            row["route_id"],
            int(row["direction_id"]) if row.get("direction_id", "").isdecimal() else None,
            row.get("trip_headsign", ""),
        )
        for row in tables.rows("trips.txt", "trip_id", "route_id")
    }
    counted: dict[tuple[str, int], Counter[str]] = {}
    for trip in trips.values():
        if trip.direction is not None and trip.headsign:
            counted.setdefault((trip.route_id, trip.direction), Counter())[trip.headsign] += 1
    return Schedule(
        lines=MappingProxyType({line.id: line for line in static.lines}),
        stops=MappingProxyType({i: stop for stop in static.stops for i in stop.member_ids}),
        agencies=MappingProxyType(agencies),
        trips=MappingProxyType(trips),
        headsigns=MappingProxyType({k: c.most_common(1)[0][0] for k, c in counted.items()}),
        calls=MappingProxyType(_calls(tables)),
        timezone=timezone,
    )


def _agencies(tables: GtfsTables) -> tuple[dict[str, str], ZoneInfo]:
    rows = list(tables.rows("agency.txt", "agency_name", "agency_timezone"))
    try:
        timezone = ZoneInfo(rows[0]["agency_timezone"])
    except (IndexError, KeyError, ValueError, OSError) as error:
        raise tables.unusable("agency.txt", "no usable agency_timezone") from error
    return {row.get("agency_id", ""): row["agency_name"] for row in rows}, timezone


def _calls(tables: GtfsTables) -> dict[str, Calls]:
    found: dict[str, tuple[Numbers, list[str], Numbers]] = {}
    names: dict[str, str] = {}  # one text for each stop id, however often it is called at
    for row in tables.rows("stop_times.txt", "trip_id", "stop_id", "stop_sequence"):
        seconds = _seconds(row.get("arrival_time") or row.get("departure_time", ""))
        if seconds is None or not _COUNT.fullmatch(row["stop_sequence"]):
            continue
        sequences, stop_ids, times = found.setdefault(
            row["trip_id"], (array("l"), list[str](), array("l"))
        )
        sequences.append(int(row["stop_sequence"]))
        stop_ids.append(names.setdefault(row["stop_id"], row["stop_id"]))
        times.append(seconds)
    return {trip_id: _in_order(*columns) for trip_id, columns in found.items()}


def _in_order(sequences: Numbers, stop_ids: list[str], seconds: Numbers) -> Calls:
    if all(a < b for a, b in pairwise(sequences)):
        return Calls(sequences, tuple(stop_ids), seconds)
    order = sorted(range(len(sequences)), key=sequences.__getitem__)
    return Calls(
        array("l", (sequences[n] for n in order)),
        tuple(stop_ids[n] for n in order),
        array("l", (seconds[n] for n in order)),
    )


def _seconds(clock: str) -> int | None:
    """Read `H:MM:SS`, where hours go on past 24 for the night that follows."""
    parts = clock.split(":")
    if len(parts) != 3 or not all(_COUNT.fullmatch(part.strip()) for part in parts):
        return None
    hours, minutes, seconds = (int(part) for part in parts)
    return hours * 3600 + minutes * 60 + seconds
