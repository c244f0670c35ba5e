"""Vehicles that run together, and gaps in which people wait, are seen at the stops."""

from itertools import pairwise
from random import Random
from typing import Final

import pytest

from indexer.anomalies.bunching import Bunching, Gap
from indexer.anomalies.headways import Course, LineRhythm, Passage
from indexer.anomalies.partials import PassRow
from tests.indexer.anomalies.joint_lines import Play, ms, passed
from tests.indexer.store.events import rivermouth

BLUE: Final = next(line for line in rivermouth().lines if line.id == "Blue").stop_ids
COURSE: Final = Course(rivermouth())
LEG: Final = 3.0
"""Minutes between two stops."""


def run(vehicle: str, departs: float, stops: tuple[str, ...] = BLUE) -> list[PassRow]:
    """Return a run's passages, a stop every three minutes; it leaves the terminus at `departs`."""
    pairs = pairwise(stops)
    return [passed(vehicle, a, b, departs + LEG * n) for n, (a, b) in enumerate(pairs)]


def service(until: float, every: float = 10.0, without: tuple[int, ...] = ()) -> list[PassRow]:
    count = int(until / every)
    return [row for n in range(count) if n not in without for row in run(f"v{n}", n * every)]


def test_what_is_usual_is_the_median_of_the_line_and_a_gap_moves_it_little():
    rhythm = LineRhythm()
    rows = COURSE.passages(service(120, without=(5, 6)))["Blue"]
    rhythm.take(rows)
    assert rhythm.usual_s == 600
    assert len(rhythm.headways) == 60


@pytest.mark.parametrize(
    ("headways", "usual_s"),
    [
        pytest.param([(600.0, f"v{n % 3}") for n in range(10)], 600, id="ten of three"),
        pytest.param([(600.0, f"v{n % 3}") for n in range(9)], None, id="nine"),
        pytest.param([(600.0, f"v{n % 2}") for n in range(20)], None, id="two vehicles"),
        pytest.param([(35.0, f"v{n % 3}") for n in range(20)], None, id="less than a minute"),
    ],
)
def test_what_is_usual_is_learned_of_many_passages_and_several_vehicles(
    headways: list[tuple[float, str]], usual_s: float | None
):
    assert LineRhythm(headways=headways).usual_s == usual_s


def test_a_line_is_known_by_any_of_its_names():
    rows = [passed("v1", BLUE[1], BLUE[2], 3, line=name) for name in ("Blue", "blue ", "BLUE LINE")]
    assert list(COURSE.passages(rows)) == ["Blue"]


def test_platforms_are_their_station_and_a_stop_left_out_changes_no_direction():
    rows = [passed("v1", BLUE[1], BLUE[2], 3), passed("v2", BLUE[1], BLUE[3], 13)]
    first, second = COURSE.passages(rows)["Blue"]
    assert first == Passage(BLUE[1], BLUE[2], "v1", ms(3), "+")
    assert first.spot == second.spot
    back = COURSE.passages([passed("v1", BLUE[2], BLUE[1], 3)])["Blue"][0]
    assert back.spot != COURSE.passages([passed("v1", BLUE[2], BLUE[3], 3)])["Blue"][0].spot


def test_vehicles_stand_at_the_ends_of_their_line_by_plan():
    assert [COURSE.is_end("Blue", stop) for stop in BLUE[:2]] == [True, False]
    assert COURSE.is_end("Blue", BLUE[-1])


def test_two_vehicles_that_close_up_open_and_part_again():
    rows = service(60)
    rows += run("close", 61) + run("leader", 60)  # one minute apart all the way
    rows += [row for n in range(7, 12) for row in run(f"w{n}", n * 10.0)]
    play = Play(Bunching(COURSE)).run(rows, 115)
    assert play.steps() == [("opened", 68, "Blue"), ("closed", 93, "Blue")]
    opened = play.turns[0].episode
    assert (opened.last.observed, opened.last.baseline) == (1.0, 10.0)
    assert play.told[0] == (
        f"Two Blue Line trains left {names_of(BLUE[2])} 1 minute apart instead of the usual "
        "10 minutes, and have run close together since 1:08 pm."
    )


def names_of(stop: str) -> str:
    return rivermouth().stop_by_id[stop].name


@pytest.mark.parametrize(
    "apart",
    [pytest.param(2.6, id="over 150 s"), pytest.param(10, id="as usual")],
)
def test_vehicles_further_apart_do_not_run_together(apart: float):
    rows = service(60) + run("leader", 60) + run("follower", 60 + apart)
    assert Play(Bunching(COURSE)).run(rows, 100).turns == []


def test_one_close_passage_is_no_bunching():
    rows = service(60) + run("leader", 60)
    rows += [passed("follower", BLUE[1], BLUE[2], 64), passed("follower", BLUE[2], BLUE[3], 71)]
    assert Play(Bunching(COURSE)).run(rows, 100).turns == []


def test_before_anything_is_usual_nothing_is_unusual():
    rows = run("a", 0) + run("b", 0.5)
    assert Play(Bunching(COURSE)).run(rows[:6] + rows[9:14], 30).turns == []
    assert Play(Gap(COURSE)).run(run("a", 0), 200).turns == []


def test_a_gap_opens_while_people_still_wait_for_a_vehicle_on_its_way():
    stuck = run("stuck", 60)[:4]  # stands after its fourth stop, from minute 69 on
    rows = service(60) + stuck
    play = Play(Gap(COURSE)).run(rows, 100)
    opened = play.turns[0]
    # The fifth stop was last left at minute 62: 20 minutes are twice the usual ten.
    assert play.steps()[0] == ("opened", 83, "Blue")
    assert opened.episode.last.spot.stops == (BLUE[4],)
    assert play.told[0] == (
        f"No Blue Line vehicle left {names_of(BLUE[4])} toward {names_of(BLUE[5])} from 1:02 pm "
        "to 1:23 pm, 21 minutes; one about every 10 minutes is usual."
    )


def test_a_gap_closes_once_the_vehicle_has_passed_everywhere():
    after = [row for n in range(3) for row in run(f"w{n}", 75 + n * 10.0)]
    play = Play(Gap(COURSE)).run(service(60) + run("stuck", 60)[:4] + after, 120)
    # The last stop but one waits longest: from minute 74 to 99.
    assert play.steps() == [("opened", 83, "Blue"), ("closed", 102, "Blue")]


def test_the_end_of_service_is_no_gap():
    play = Play(Gap(COURSE)).run(service(60), 240)
    assert play.turns == []
    assert play.states.subjects() == []


def test_a_thinner_timetable_becomes_usual():
    evening = [row for n in range(12) for row in run(f"e{n}", 70 + 18.0 * n)]
    play = Play(Gap(COURSE)).run(service(60) + evening, 280)
    assert play.turns == []


def test_the_order_of_rows_in_a_window_never_matters():
    rows = service(90, without=(4, 5)) + run("close", 71)
    shuffled = rows.copy()
    Random(3).shuffle(shuffled)
    for kind in (Bunching, Gap):
        one, other = Play(kind(COURSE)).run(rows, 120), Play(kind(COURSE)).run(shuffled, 120)
        assert one.looks == other.looks
        assert one.turns == other.turns


def test_a_vehicle_that_says_the_same_twice_makes_no_headway():
    rhythm = LineRhythm()
    first = Passage("a", "b", "v", ms(0))
    again = Passage("a", "b", "v", ms(1))
    assert rhythm.take([first, again]) == []
    assert rhythm.take([Passage("a", "b", "w", ms(8))])[0].leader == first
