"""What a pack's static GTFS says of how often a line is to come, day by day."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from indexer.anomalies.bunching import Gap
from indexer.anomalies.headways import Course
from indexer.anomalies.timetable import Timetable, read_timetable
from tests.indexer.anomalies.joint_lines import Play, passed
from tests.indexer.store.events import rivermouth

CITY = rivermouth()
BLUE = CITY.line_by_id["Blue"].stop_ids
FRIDAY, SATURDAY = "2026-11-20", "2026-11-21"
CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "daily,1,1,1,1,1,1,1,20260101,20271231\n"
    "work,1,1,1,1,1,0,0,20260101,20271231\n"
)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def written(
    folder: Path, departures: Mapping[str, tuple[str, int, tuple[str, ...]]], **files: str
) -> Timetable:
    """Write a feed of runs (service, minute of the day, stops), three minutes a stop; read it."""
    gtfs = folder / "gtfs"
    gtfs.mkdir()
    trips, calls = ["route_id,service_id,trip_id,direction_id"], [
        "trip_id,departure_time,stop_id,stop_sequence"
    ]  # fmt: skip
    for trip, (service, at, stops) in departures.items():
        trips.append(f"Blue,{service},{trip},0")
        calls += [f"{trip},{clock(at + 3 * n)},{stop},{n + 1}" for n, stop in enumerate(stops)]
    for name, rows in {"trips": trips, "stop_times": calls}.items():
        (gtfs / f"{name}.txt").write_text("\n".join(rows) + "\n")
    for name, text in ({"calendar": CALENDAR} | files).items():
        (gtfs / f"{name}.txt").write_text(text)
    return read_timetable(folder, CITY)


def every(
    minutes: int, since: int, until: int, service: str = "daily"
) -> dict[str, tuple[str, int, tuple[str, ...]]]:
    return {f"{service}{at}": (service, at, BLUE) for at in range(since, until, minutes)}


def local(day: str, time: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=CITY.timezone)


def test_headways_are_those_around_the_instant_at_each_stop(tmp_path: Path):
    table = written(tmp_path, every(10, 600, 720) | every(20, 720, 900))
    here = ("Blue", BLUE[2], BLUE[3])
    assert table.headways_s(*here, local(FRIDAY, "10:30")) == (600, 600)
    # The first of the thinner service leaves at 12:00, and is here six minutes later.
    assert table.headways_s(*here, local(FRIDAY, "12:08")) == (600, 1200)
    assert table.headways_s(*here, local(FRIDAY, "12:14")) == (1200, 1200)


def test_who_says_how_late_it_is_tells_which_run_it_was(tmp_path: Path):
    table = written(tmp_path, every(10, 600, 720) | every(20, 720, 900))
    here = ("Blue", BLUE[2], BLUE[3])
    for left, delay_s, headway_s in (
        ("12:08", 120, 1200), ("12:08", 720, 600), ("12:22", 950, 1200), ("11:56", -20, 600),
    ):  # fmt: skip
        assert table.headways_s(*here, local(FRIDAY, left), delay_s) == (headway_s, headway_s)
    # Nobody was due at 12:13: what it says of itself cannot be so, and the last minutes count.
    assert table.headways_s(*here, local(FRIDAY, "12:08"), -300) == (600, 1200)


def test_on_days_without_a_service_its_runs_do_not_count(tmp_path: Path):
    table = written(tmp_path, every(20, 600, 900) | every(20, 610, 900, "work"))
    here = ("Blue", BLUE[2], BLUE[3])
    assert table.headways_s(*here, local(FRIDAY, "11:00")) == (600, 600)
    assert table.headways_s(*here, local(SATURDAY, "11:00")) == (1200, 1200)


def test_exceptions_add_and_take_away_days(tmp_path: Path):
    table = written(
        tmp_path, every(20, 600, 900) | every(20, 610, 900, "work"),
        calendar_dates="service_id,date,exception_type\nwork,20261120,2\nwork,20261121,1\n",
    )  # fmt: skip
    here = ("Blue", BLUE[2], BLUE[3])
    assert table.headways_s(*here, local(FRIDAY, "11:00")) == (1200, 1200)
    assert table.headways_s(*here, local(SATURDAY, "11:00")) == (600, 600)


def test_after_the_last_run_of_a_day_nobody_is_due(tmp_path: Path):
    table = written(tmp_path, every(10, 600, 1500))  # until 24:50, past midnight
    here = ("Blue", BLUE[2], BLUE[3])
    assert table.headways_s(*here, local(SATURDAY, "00:30")) == (600, 600)
    assert table.headways_s(*here, local(SATURDAY, "00:57")) is None


def test_a_run_counts_only_where_it_goes(tmp_path: Path):
    short = {f"s{at}": ("daily", at + 6, BLUE[2:6]) for at in range(605, 900, 10)}
    table = written(tmp_path, every(10, 600, 900) | short)
    assert table.headways_s("Blue", BLUE[1], BLUE[2], local(FRIDAY, "11:00")) == (600, 600)
    assert table.headways_s("Blue", BLUE[3], BLUE[4], local(FRIDAY, "11:00")) == (300, 300)
    assert table.headways_s("Blue", BLUE[6], BLUE[7], local(FRIDAY, "11:00")) == (600, 600)


def test_what_the_timetable_does_not_have_is_not_known(tmp_path: Path):
    table = written(tmp_path, every(10, 600, 900))
    noon = local(FRIDAY, "12:00")
    assert table.headways_s("Blue", BLUE[3], BLUE[2], noon) is None
    assert table.headways_s("Red", BLUE[2], BLUE[3], noon) is None
    assert not read_timetable(None, CITY).knows("Blue")
    assert not read_timetable(tmp_path / "nowhere", CITY).knows("Blue")


@pytest.mark.parametrize("spoilt", ["trips", "stop_times", "calendar"])
def test_a_feed_that_cannot_be_used_leaves_what_is_usual_to_be_learned(tmp_path: Path, spoilt: str):
    written(tmp_path, every(10, 600, 900))
    (tmp_path / "gtfs" / f"{spoilt}.txt").write_text("nothing,of,use\n1,2,3\n")
    assert not read_timetable(tmp_path, CITY).knows("Blue")


def test_with_a_timetable_a_gap_is_seen_though_nobody_is_on_the_way(tmp_path: Path):
    # Noon of `joint_lines` is noon of the city: runs every ten minutes, the last seen at 12:20.
    table = written(tmp_path, every(10, 600, 900))
    rows = [
        passed(f"v{n}", a, b, 10.0 * n + 3 * place)
        for n in range(3)
        for place, (a, b) in enumerate(pairwise(BLUE))
    ]
    with_it = Play(Gap(Course(CITY, table))).run(rows, 60)
    assert with_it.steps()[0] == ("opened", 41, "Blue")
    assert "one about every 10 minutes is usual" in with_it.told[0]
    assert Play(Gap(Course(CITY))).run(rows, 60).turns == []
