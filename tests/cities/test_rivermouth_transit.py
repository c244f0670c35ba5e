"""The demo city's transit feed is sound: ids resolve, times advance, stops lie on their lines."""

from collections import defaultdict
from functools import cache
from itertools import pairwise

from shapely.geometry import LineString, Point
from shapely.ops import unary_union

from tests.cities.rivermouth_files import metres, neighbourhoods, table


@cache
def shapes() -> dict[str, LineString]:
    points: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in table("shapes"):
        points[row["shape_id"]].append((float(row["shape_pt_lon"]), float(row["shape_pt_lat"])))
    flat = {shape_id: metres(LineString(p)) for shape_id, p in points.items()}
    return {shape_id: line for shape_id, line in flat.items() if isinstance(line, LineString)}


@cache
def stops() -> dict[str, Point]:
    flat = {
        row["stop_id"]: metres(Point(float(row["stop_lon"]), float(row["stop_lat"])))
        for row in table("stops")
    }
    return {stop_id: point for stop_id, point in flat.items() if isinstance(point, Point)}


@cache
def calls() -> dict[str, list[dict[str, str]]]:
    by_trip: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in table("stop_times"):
        by_trip[row["trip_id"]].append(row)
    return by_trip


def test_the_network_has_four_rail_lines_eight_buses_and_about_eighty_stops() -> None:
    rail = [r for r in table("routes") if r["route_type"] != "3"]
    names = [(r["route_short_name"], r["route_long_name"]) for r in rail]
    assert names == [(n, f"{n} Line") for n in ("Blue", "Red", "Green", "Airport")]
    assert len(table("routes")) - len(rail) == 8
    assert 75 <= len({r["stop_name"] for r in table("stops")}) <= 100


def test_every_reference_in_the_feed_resolves_and_every_id_is_unique() -> None:
    keys = {"agency": "agency_id", "routes": "route_id", "stops": "stop_id", "trips": "trip_id"}
    ids = {name: [row[key] for row in table(name)] for name, key in keys.items()}
    for name, found in ids.items():
        assert len(found) == len(set(found)), name
    stations = {r["stop_id"] for r in table("stops") if r["location_type"] == "1"}
    services = {r["service_id"] for r in table("calendar")}
    assert {r["agency_id"] for r in table("routes")} <= set(ids["agency"])
    assert {r["parent_station"] for r in table("stops")} == stations | {""}
    assert {r["route_id"] for r in table("trips")} == set(ids["routes"])
    assert {r["service_id"] for r in table("trips")} == services
    assert {r["shape_id"] for r in table("trips")} == set(shapes())
    assert set(calls()) == set(ids["trips"])
    assert {r["stop_id"] for r in table("stop_times")} == set(ids["stops"]) - stations


def test_times_and_stops_of_a_trip_go_forward_along_its_shape() -> None:
    shape_of = {r["trip_id"]: shapes()[r["shape_id"]] for r in table("trips")}
    for trip_id, rows in calls().items():
        assert [int(r["stop_sequence"]) for r in rows] == list(range(1, len(rows) + 1))
        times = [r["arrival_time"] for r in rows]
        assert all(a < b for a, b in pairwise(times)), trip_id
        assert all(r["arrival_time"] == r["departure_time"] for r in rows)
        along = [shape_of[trip_id].project(stops()[r["stop_id"]]) for r in rows]
        assert all(a < b for a, b in pairwise(along)), trip_id


def test_every_stop_lies_on_its_line_and_in_the_city() -> None:
    land = unary_union(list(neighbourhoods().values()))
    assert [stop_id for stop_id, point in stops().items() if not land.contains(point)] == []
    shape_of = {r["trip_id"]: shapes()[r["shape_id"]] for r in table("trips")}
    pairs = {(r["stop_id"], shape_of[trip]) for trip, rows in calls().items() for r in rows}
    assert max(line.distance(stops()[stop_id]) for stop_id, line in pairs) < 20


def test_a_bay_or_platform_is_near_its_station() -> None:
    for row in table("stops"):
        if parent := row["parent_station"]:
            assert stops()[row["stop_id"]].distance(stops()[parent]) < 250, row["stop_id"]


def test_a_station_named_for_an_area_lies_in_it() -> None:
    named = [r for r in table("stops") if r["stop_name"] in neighbourhoods()]
    assert len(named) >= 15
    for row in named:
        assert neighbourhoods()[row["stop_name"]].contains(stops()[row["stop_id"]]), row["stop_id"]


def test_the_timetable_is_valid_from_2025_to_2030_in_the_city_s_zone() -> None:
    assert {r["agency_timezone"] for r in table("agency")} == {"America/New_York"}
    periods = {(r["start_date"], r["end_date"]) for r in table("calendar")}
    assert periods == {("20250101", "20301231")}
