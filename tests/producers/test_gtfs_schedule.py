"""A static feed is read for what a realtime feed refers to, from a folder or a zip."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.static_gtfs import StaticGtfs
from producers.sources.gtfs_schedule import Schedule, read_schedule
from tests.producers.transit_feed import timetable

AGENCY = "agency_id,agency_name,agency_timezone\nm,Metro,America/New_York\n"
TRIPS = "route_id,trip_id,direction_id,trip_headsign\nB,t1,0,Harbor\nB,t2,0,Harbor\nB,t3,0,Depot\n"
TIMES = (
    "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t1,24:10:00,24:10:00,b,2\nt1,23:50:00,23:50:00,a,1\nt1,,,c,3\nt2,00:30:00,00:30:00,a,1\n"
    "t2,00:40:00,00:40:00,a,2\n"
)


def written(folder: Path, **files: str) -> Path:
    told = {"agency.txt": AGENCY, "trips.txt": TRIPS, "stop_times.txt": TIMES}
    told |= {f"{name}.txt": text for name, text in files.items()}
    (folder / "gtfs").mkdir()
    for name, text in told.items():
        (folder / "gtfs" / name).write_text(text, encoding="utf-8-sig")
    return folder


def test_times_past_midnight_belong_to_the_day_before(tmp_path: Path):
    schedule = read_schedule(written(tmp_path), StaticGtfs())
    assert schedule.scheduled_at("t1", "b", None, date(2025, 7, 1)) == datetime(
        2025, 7, 2, 4, 10, tzinfo=UTC
    )
    assert schedule.scheduled_at("t1", "", 1, date(2025, 7, 1)) == datetime(
        2025, 7, 2, 3, 50, tzinfo=UTC
    )


def test_a_night_on_which_clocks_change_counts_from_noon(tmp_path: Path):
    schedule = read_schedule(written(tmp_path), StaticGtfs())
    assert schedule.scheduled_at("t2", "", 1, date(2025, 3, 9)) == datetime(
        2025, 3, 9, 4, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("trip", "stop", "sequence"),
    [("t9", "a", 1), ("t1", "z", None), ("t1", "", 9), ("t1", "c", None), ("t2", "a", None)],
)
def test_what_the_timetable_does_not_say_is_unknown(
    tmp_path: Path, trip: str, stop: str, sequence: int | None
):
    schedule = read_schedule(written(tmp_path), StaticGtfs())
    assert schedule.scheduled_at(trip, stop, sequence, date(2025, 7, 1)) is None


def test_a_call_after_the_last_day_of_the_calendar_is_at_no_time(tmp_path: Path):
    schedule = read_schedule(written(tmp_path), StaticGtfs())
    assert schedule.scheduled_at("t1", "b", None, date.max) is None


def test_numbers_that_are_none_are_passed_over(tmp_path: Path):
    times = TIMES.replace("t1,24:10:00,24:10:00,b,2", "t1,²4:10:00,,b,2\nt1,24:10:00,,b,²")
    schedule = read_schedule(written(tmp_path, stop_times=times), StaticGtfs())
    assert schedule.calls["t1"].stop_ids == ("a",)


def test_a_direction_is_called_by_its_commonest_headsign(tmp_path: Path):
    schedule = read_schedule(written(tmp_path), StaticGtfs())
    assert schedule.direction_name("B", 0) == "toward Harbor"
    assert schedule.direction_name("B", 1) == ""
    assert schedule.direction_name("B", None) == ""


def test_a_zip_reads_as_its_folder_does(tmp_path: Path):
    folder = written(tmp_path) / "gtfs"
    packed = tmp_path / "packed"
    packed.mkdir()
    with zipfile.ZipFile(packed / "gtfs.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    assert read_schedule(packed, StaticGtfs()) == read_schedule(tmp_path, StaticGtfs())


def test_a_pack_without_a_static_feed_keeps_all_ids(tmp_path: Path):
    schedule = read_schedule(tmp_path, StaticGtfs())
    assert schedule == Schedule()
    assert (schedule.line_name("B"), schedule.stop_name("s")) == ("B", "s")
    assert not schedule.is_foreign("anyone")


def test_another_agencys_ids_are_not_taken_for_ours():
    assert timetable().line_name("4", "metro") == "Bus 4"
    assert timetable().line_name("4") == "Bus 4"
    assert timetable().line_name("4", "MTASBWY") == "MTASBWY 4"
    assert timetable().stop_name("oak-street", "MTASBWY") == "MTASBWY oak-street"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("trips", "route_id\nB\n", "column trip_id is missing"),
        ("agency", "agency_name,agency_timezone\nMetro,Mars/Base\n", "no usable agency_timezone"),
        ("agency", "agency_name,agency_timezone\n", "no usable agency_timezone"),
    ],
)
def test_a_static_feed_that_cannot_be_used_says_why(
    tmp_path: Path, name: str, text: str, told: str
):
    with pytest.raises(Misconfigured, match=told):
        read_schedule(written(tmp_path, **{name: text}), StaticGtfs())
