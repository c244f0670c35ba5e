"""Read the lines and stops of a static GTFS feed (GTFS Schedule), from a folder or a zip.

Only what a city pack needs: which stops a line calls at, and its course. Of `stop_times.txt`,
much the largest file, one trip of each pattern (route, direction, shape, headsign) is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.city_parts import Line, Mode, Stop
from core.geo import LonLat
from core.gtfs_tables import GtfsTables, Row

COLOUR_WORDS: Final = frozenset(
    {"red", "blue", "green", "orange", "yellow", "purple", "pink", "brown", "gold", "silver"}
    | {"grey", "gray", "black", "white", "violet", "teal", "lime", "navy", "maroon", "turquoise"}
)


@dataclass(frozen=True, slots=True)
class StaticGtfs:
    """Hold what was read.

    Attributes:
        stops: stations with their platforms, and stops that are neither.
        lines: the routes.
        lost_calls: rows of `stop_times.txt`, of the trips that were read, that name no stop of
            the feed or no place in their trip; published feeds are often cut so.
    """

    stops: tuple[Stop, ...] = ()
    lines: tuple[Line, ...] = ()
    lost_calls: int = 0


def read_static_gtfs(folder: Path) -> StaticGtfs:
    """Read `gtfs/` or `gtfs.zip` of a pack; a pack without either has no lines.

    Raises:
        Misconfigured: a file is missing, a stop, shape or route cannot be used, or most of the
            calls are lost.
    """
    feed = GtfsTables.of(folder)
    return StaticGtfs() if feed is None else _read(feed)


def _read(feed: GtfsTables) -> StaticGtfs:
    trips = _one_trip_per_pattern(feed)
    stops, station_of = _stops(feed)
    calls, lost = _calls(feed, set(trips), station_of)
    shapes = _shapes(feed, {trip["shape_id"] for trip in trips.values() if trip.get("shape_id")})
    ordered: dict[str, list[str]] = {}
    courses: dict[str, list[BaseGeometry]] = {}
    for trip_id, trip in sorted(trips.items(), key=lambda pair: -len(calls.get(pair[0], []))):
        called = ordered.setdefault(trip["route_id"], [])
        for _, station in sorted(calls.get(trip_id, [])):
            if station not in called:
                called.append(station)
        course = shapes.get(trip.get("shape_id", ""))
        if course is not None and course not in courses.setdefault(trip["route_id"], []):
            courses[trip["route_id"]].append(course)
    lines = tuple(_lines(feed, ordered, courses))
    calling: dict[str, list[str]] = {}
    for line in lines:
        for stop_id in line.stop_ids:
            calling.setdefault(stop_id, []).append(line.id)
    served = tuple(
        Stop(stop.id, stop.name, stop.point, stop.member_ids, tuple(calling.get(stop.id, ())))
        for stop in stops
    )
    return StaticGtfs(served, lines, lost)


def _one_trip_per_pattern(feed: GtfsTables) -> dict[str, Row]:
    first: dict[tuple[str, ...], Row] = {}
    for trip in feed.rows("trips.txt", "route_id", "trip_id"):
        key = tuple(
            trip.get(column, "")
            for column in ("route_id", "direction_id", "shape_id", "trip_headsign")
        )
        first.setdefault(key, trip)
    return {trip["trip_id"]: trip for trip in first.values()}


def _calls(
    feed: GtfsTables, wanted: set[str], station_of: dict[str, str]
) -> tuple[dict[str, list[tuple[int, str]]], int]:
    """Return (stop_sequence, station id) of the wanted trips, and how many calls were lost."""
    found: dict[str, list[tuple[int, str]]] = {}
    kept, lost, example = 0, 0, ""
    rows = feed.columns("stop_times.txt", "trip_id", "stop_id", "stop_sequence")
    for trip_id, stop_id, sequence in rows:
        if trip_id.strip() not in wanted:
            continue
        station = station_of.get(stop_id.strip())
        if station is None or not sequence.strip().isdecimal():
            lost, example = lost + 1, example or f"{stop_id!r}, number {sequence!r}"
            continue
        found.setdefault(trip_id.strip(), []).append((int(sequence), station))
        kept += 1
    if lost > kept:
        raise feed.unusable(
            "stop_times.txt", f"{lost} of {lost + kept} calls are at no stop: stop_id {example}"
        )
    return found, lost


def _stops(feed: GtfsTables) -> tuple[list[Stop], dict[str, str]]:
    """Return the stops people name, and the id of that stop for every platform's id."""
    rows = list(feed.rows("stops.txt", "stop_id"))
    known = {row["stop_id"] for row in rows}
    station_of: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for row in rows:
        parent = row.get("parent_station", "")
        station = parent if parent in known else row["stop_id"]
        station_of[row["stop_id"]] = station
        group = members.setdefault(station, [station])
        if row["stop_id"] != station:
            group.append(row["stop_id"])
    stops: list[Stop] = []
    for row in rows:
        stop_id = row["stop_id"]
        if station_of[stop_id] != stop_id or row.get("location_type", "") in ("2", "3", "4"):
            continue
        try:
            point = LonLat(float(row["stop_lon"]), float(row["stop_lat"]))
        except (KeyError, ValueError) as error:
            raise feed.unusable("stops.txt", f"stop {stop_id!r} has no position") from error
        name = row.get("stop_name", "") or stop_id
        stops.append(Stop(stop_id, name, point, tuple(members[stop_id])))
    named = {stop.id for stop in stops}
    return stops, {stop_id: own for stop_id, own in station_of.items() if own in named}


def _shapes(feed: GtfsTables, wanted: set[str]) -> dict[str, BaseGeometry]:
    if not wanted or not feed.has("shapes.txt"):
        return {}
    points: dict[str, list[tuple[int, float, float]]] = {}
    for row in feed.rows("shapes.txt", "shape_id", "shape_pt_lat", "shape_pt_lon"):
        if row["shape_id"] in wanted:
            try:
                point = (
                    int(row["shape_pt_sequence"]),
                    float(row["shape_pt_lon"]),
                    float(row["shape_pt_lat"]),
                )
            except (KeyError, ValueError) as error:
                raise feed.unusable("shapes.txt", f"shape {row['shape_id']!r}: {error}") from error
            points.setdefault(row["shape_id"], []).append(point)
    return {
        shape_id: shapely.LineString([(lon, lat) for _, lon, lat in sorted(course)])
        for shape_id, course in points.items()
        if len(course) > 1
    }


def _lines(
    feed: GtfsTables, ordered: dict[str, list[str]], courses: dict[str, list[BaseGeometry]]
) -> Iterator[Line]:
    for row in feed.rows("routes.txt", "route_id", "route_type"):
        short, long = row.get("route_short_name", ""), row.get("route_long_name", "")
        drawn = courses.get(row["route_id"], [])
        yield Line(
            id=row["route_id"],
            short_name=short,
            long_name=long,
            mode=mode_of(row["route_type"]),
            colour_words=tuple(
                word for word in dict.fromkeys(re.findall(r"[a-z]+", f"{short} {long}".lower()))
                if word in COLOUR_WORDS
            ),
            hex_colour=row.get("route_color", ""),
            stop_ids=tuple(ordered.get(row["route_id"], ())),
            shape=shapely.union_all(drawn) if drawn else None,
        )  # fmt: skip


def mode_of(route_type: str) -> Mode:
    """Return how a route runs, by its `route_type`, the extended types included."""
    number = int(route_type) if route_type.isdecimal() else -1
    plain = {0: Mode.TRAM, 1: Mode.SUBWAY, 2: Mode.RAIL, 3: Mode.BUS, 4: Mode.FERRY,
             5: Mode.CABLE, 6: Mode.CABLE, 7: Mode.CABLE, 11: Mode.BUS, 12: Mode.RAIL}  # fmt: skip
    extended = {1: Mode.RAIL, 2: Mode.BUS, 4: Mode.SUBWAY, 7: Mode.BUS, 8: Mode.BUS, 9: Mode.TRAM,
                10: Mode.FERRY, 12: Mode.FERRY, 13: Mode.CABLE, 14: Mode.CABLE}  # fmt: skip
    return plain.get(number) or extended.get(number // 100, Mode.OTHER)
