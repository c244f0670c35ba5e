"""The day's runs come from the pack's timetable, each with a vehicle that goes on to the next."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from core.city import City, load_city
from core.timespan import Span
from producers.city.lines.timetable import Run, Timetable, read_timetable
from tests.producers.city.planned import RIVERMOUTH, rivermouth

DAY = datetime(2026, 11, 20, 9, tzinfo=UTC)
"""Four in the morning, before the first run of a Friday."""

CITY_TOML = """
id = "small"
name = "Small"
timezone = "America/New_York"
languages = ["en"]
emergency_number = "911"
help_line = "311"
center = [-74.0, 40.0]
"""
AREA = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"all",'
    '"name":"All","kind":"district"},"geometry":{"type":"Polygon","coordinates":'
    "[[[-74.1,39.9],[-73.9,39.9],[-73.9,40.1],[-74.1,40.1],[-74.1,39.9]]]}}]}"
)
FEED = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone\na,A,https://a.example,UTC\n",
    "routes": "route_id,route_short_name,route_long_name,route_type\nN,N1,,3\n",
    "stops": "stop_id,stop_name,stop_lat,stop_lon\n"
    "a,A,40.0,-74.05\nb,B,40.0,-74.0\nc,C,40.0,-73.95\n",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
    "start_date,end_date\nwork,1,1,1,1,1,0,0,20250101,20301231\n",
    "calendar_dates": "service_id,date,exception_type\nwork,20261120,2\nwork,20261121,1\n",
    "trips": "route_id,service_id,trip_id,direction_id\nN,work,out,0\nN,work,back,1\n",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "out,08:00:00,08:00:00,a,1\nout,,,b,2\nout,08:20:00,08:20:00,c,3\n"
    "back,24:30:00,24:30:00,c,1\nback,24:40:00,24:40:00,b,2\nback,24:50:00,24:50:00,a,3\n",
}


@pytest.fixture(scope="module")
def timetable() -> Timetable:
    return read_timetable(RIVERMOUTH, rivermouth())


def written(folder: Path, feed: dict[str, str]) -> City:
    (folder / "city.toml").write_text(CITY_TOML)
    (folder / "areas.geojson").write_text(AREA)
    (folder / "gtfs").mkdir()
    for name, text in feed.items():
        (folder / "gtfs" / f"{name}.txt").write_text(text)
    return load_city(folder)


def out_at(runs: list[Run], instant: datetime) -> int:
    second = instant.timestamp()
    return len({run.vehicle for run in runs if run.due[0] - 300 <= second <= run.due[-1] + 150})


def test_about_120_vehicles_are_out_in_the_peaks_70_at_midday_and_few_at_night(
    timetable: Timetable,
) -> None:
    runs = timetable.runs(Span(DAY, DAY + timedelta(hours=24)))
    for hours, least, most in ((4.3, 110, 135), (13.5, 110, 135), (8.5, 60, 80), (21.5, 3, 12)):
        count = out_at(runs, DAY + timedelta(hours=hours))
        assert least <= count <= most, (hours, count)


def test_a_vehicle_goes_on_from_where_its_last_run_ended_and_is_never_in_two_places(
    timetable: Timetable,
) -> None:
    by_vehicle: dict[str, list[Run]] = {}
    for run in timetable.runs(Span(DAY, DAY + timedelta(hours=40))):
        by_vehicle.setdefault(run.vehicle, []).append(run)
    assert len(by_vehicle) < 160
    for vehicle, runs in by_vehicle.items():
        for before, after in pairwise(runs):
            assert before.due[-1] < after.due[0], vehicle
            if after.due[0] - before.due[-1] < 25 * 60:
                assert before.pattern.stops[-1] == after.pattern.stops[0], vehicle


def test_ids_of_vehicles_name_their_line_and_are_the_same_every_day(timetable: Timetable) -> None:
    days = [Span(DAY + timedelta(days=n), DAY + timedelta(days=n, hours=18)) for n in (4, 5)]
    first, second = ({(r.trip, r.vehicle) for r in timetable.runs(day)} for day in days)
    assert first == second
    assert {"bus-1201", "bus-403", "train-B04", "train-R10"} <= {vehicle for _, vehicle in first}


def test_a_run_past_midnight_belongs_to_the_day_on_which_its_service_began(
    tmp_path: Path,
) -> None:
    city = written(tmp_path, {**FEED, "calendar_dates": FEED["calendar_dates"].split("\n")[0]})
    table = read_timetable(tmp_path, city)
    saturday = datetime(2026, 11, 21, 5, tzinfo=UTC)  # midnight in the city
    (run,) = table.runs(Span(saturday, saturday + timedelta(hours=24)))
    assert run.trip == "back"
    assert run.due[0] == (saturday + timedelta(minutes=30)).timestamp()


def test_exceptions_of_the_calendar_count_and_missing_times_are_filled_by_distance(
    tmp_path: Path,
) -> None:
    city = written(tmp_path, FEED)
    table = read_timetable(tmp_path, city)
    friday = datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert table.runs(Span(friday, friday + timedelta(hours=20))) == []
    out, back = table.runs(Span(friday, friday + timedelta(hours=50)))
    assert (out.trip, back.trip) == ("out", "back")
    assert out.due[1] - out.due[0] == pytest.approx(600, abs=5)
    assert out.vehicle == back.vehicle == "bus-N01"


def test_blocks_of_the_timetable_decide_who_drives(tmp_path: Path) -> None:
    trips = "route_id,service_id,trip_id,direction_id,block_id\nN,work,out,0,x\nN,work,back,1,y\n"
    table = read_timetable(tmp_path, written(tmp_path, {**FEED, "trips": trips}))
    friday = datetime(2026, 11, 20, 7, tzinfo=UTC)
    out, back = table.runs(Span(friday, friday + timedelta(hours=50)))
    assert out.vehicle != back.vehicle


def test_a_pack_without_a_timetable_has_no_runs(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text(CITY_TOML)
    (tmp_path / "areas.geojson").write_text(AREA)
    table = read_timetable(tmp_path, load_city(tmp_path))
    assert table.runs(Span(DAY, DAY + timedelta(hours=24))) == []
