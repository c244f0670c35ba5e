"""Write the network as static GTFS: stops, lines, their shapes and a timetable for every day."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from cities.rivermouth.drawing.departures import EVERY_DAY, WEEKDAYS, WEEKENDS, departures_min
from cities.rivermouth.drawing.geojson import slug
from cities.rivermouth.drawing.lines import Line, Stop, all_lines, length_m, lines_at
from cities.rivermouth.drawing.plane import LonLat, to_lon_lat
from cities.rivermouth.drawing.rail import STATIONS

FIRST_DAY, LAST_DAY = "20250101", "20301231"
RAIL_KMH, BUS_KMH = 32.0, 17.0
AGENCY, URL = "Metro Transit", "https://metro-transit.example"

COLUMNS = {
    "agency.txt": "agency_id agency_name agency_url agency_timezone agency_lang agency_phone",
    "feed_info.txt": "feed_publisher_name feed_publisher_url feed_lang "
    "feed_start_date feed_end_date feed_version",
    "calendar.txt": "service_id monday tuesday wednesday thursday friday saturday sunday "
    "start_date end_date",
    "routes.txt": "route_id agency_id route_short_name route_long_name "
    "route_type route_color route_text_color",
    "stops.txt": "stop_id stop_name stop_lat stop_lon "
    "location_type parent_station wheelchair_boarding",
    "shapes.txt": "shape_id shape_pt_lat shape_pt_lon shape_pt_sequence",
    "trips.txt": "route_id service_id trip_id trip_headsign direction_id shape_id",
    "stop_times.txt": "trip_id arrival_time departure_time stop_id stop_sequence",
}

Row = Sequence[object]


def gtfs_files() -> dict[str, str]:
    """Draw the network and write the files of the feed."""
    lines = all_lines()
    trips = list(_trips(lines))
    rows: dict[str, Iterable[Row]] = {
        "agency.txt": [("metro", AGENCY, URL, "America/New_York", "en", "555-0148")],
        "feed_info.txt": [(AGENCY, URL, "en", FIRST_DAY, LAST_DAY, "1")],
        "calendar.txt": [
            (EVERY_DAY, 1, 1, 1, 1, 1, 1, 1, FIRST_DAY, LAST_DAY),
            (WEEKDAYS, 1, 1, 1, 1, 1, 0, 0, FIRST_DAY, LAST_DAY),
            (WEEKENDS, 0, 0, 0, 0, 0, 1, 1, FIRST_DAY, LAST_DAY),
        ],
        "routes.txt": (
            (n.id, "metro", n.id, n.long_name, n.route_type, n.color, "FFFFFF") for n in lines
        ),
        "stops.txt": _stops(lines),
        "shapes.txt": _shapes(lines),
        "trips.txt": (trip for trip, _ in trips),
        "stop_times.txt": (time for _, times in trips for time in times),
    }
    return {name: _table(COLUMNS[name], rows[name]) for name in COLUMNS}


def _stops(lines: Iterable[Line]) -> Iterator[Row]:
    """List stations that several lines share, then every stop once, by id."""
    for name, point in STATIONS.items():
        if len(lines_at(name)) > 1:
            yield _stop_row(slug(name), name, to_lon_lat(point), 1, "", 1)
    stops: dict[str, Stop] = {stop.id: stop for line in lines for stop in line.stops}
    for stop_id, stop in stops.items():
        shared = stop.station is not None and stop_id != slug(stop.station)
        parent = slug(stop.station) if stop.station and shared else ""
        yield _stop_row(stop_id, stop.name, stop.at, 0, parent, 1 if stop.station else 0)


def _stop_row(
    stop_id: str, name: str, at: LonLat, location_type: int, parent: str, wheelchair: int
) -> Row:
    return (stop_id, name, f"{at[1]:.6f}", f"{at[0]:.6f}", location_type, parent, wheelchair)


def _shapes(lines: Iterable[Line]) -> Iterator[Row]:
    for line in lines:
        way = [line.legs[0][0], *(point for leg in line.legs for point in leg[1:])]
        for direction, points in enumerate((way, way[::-1])):
            for i, (lon, lat) in enumerate(points, 1):
                yield (f"{line.id}-{direction}", f"{lat:.6f}", f"{lon:.6f}", i)


def _trips(lines: Iterable[Line]) -> Iterator[tuple[Row, list[Row]]]:
    """Run every line both ways all day: each trip's row and the rows of its stop times."""
    for line in lines:
        departures = departures_min(line.id)
        for direction in (0, 1):
            stops = line.stops if direction == 0 else line.stops[::-1]
            after_s = _seconds_after_start(line, direction)
            for start, service in departures:
                trip_id = f"{line.id}-{direction}-{start // 60:02d}{start % 60:02d}"
                headsign = stops[-1].name
                shape = f"{line.id}-{direction}"
                times = [_clock(start * 60 + seconds) for seconds in after_s]
                yield (
                    (line.id, service, trip_id, headsign, direction, shape),
                    [
                        (trip_id, time, time, stop.id, i)
                        for i, (stop, time) in enumerate(zip(stops, times, strict=True), 1)
                    ],
                )


def _seconds_after_start(line: Line, direction: int) -> list[int]:
    """Time each stop after the first by the line's speed, to the half minute, one at least."""
    kmh = BUS_KMH if line.route_type == 3 else RAIL_KMH
    legs = line.legs if direction == 0 else line.legs[::-1]
    seconds = [0]
    for leg in legs:
        half_minutes = max(2, round(length_m(leg) / (kmh / 3.6) / 30))
        seconds.append(seconds[-1] + 30 * half_minutes)
    return seconds


def _clock(seconds: int) -> str:
    """Format seconds after midnight as GTFS time, which may pass 24:00:00."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _table(header: str, rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    return text.getvalue()
