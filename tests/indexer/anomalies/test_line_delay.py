"""A line is late when the middle one of its vehicles is, and not before."""

from collections.abc import Callable

import pytest

from indexer.anomalies.detector import Level
from indexer.anomalies.line_delay import LineDelay
from indexer.anomalies.partials import VehicleRow
from tests.indexer.anomalies.joint_lines import Play, late, minute


def each_minute(
    minutes: int, delays: Callable[[int], list[int | None]], line: str = "12"
) -> list[VehicleRow]:
    return [
        late(f"v{n}", delay, at + 0.5, line)
        for at in range(minutes)
        for n, delay in enumerate(delays(at))
    ]


def test_a_line_opens_after_minutes_of_delay_and_closes_when_it_has_recovered():
    def delays(at: int) -> list[int | None]:
        slow = 480 if 10 <= at < 30 else 240 if 30 <= at < 35 else 60
        return [slow, slow, slow, 0]

    play = Play(LineDelay(str)).run(each_minute(50, delays), 50)
    assert play.steps() == [("opened", 15, "12"), ("closed", 37, "12")]
    assert play.turns[0].episode.since == minute(11)
    assert play.turns[-1].episode.until == minute(36)


def test_its_sentence_says_no_more_than_was_measured():
    play = Play(LineDelay(str)).run(each_minute(10, lambda _: [419, 419, 700, 30]), 10)
    assert play.told[0] == (
        "At least half of the 4 vehicles measured on bus 12 are 6 minutes late or more, "
        "since 12:01 pm; on time is usual."
    )
    assert play.turns[0].episode.last.spot.lines == ("12",)


@pytest.mark.parametrize(
    "delays",
    [
        pytest.param([900, 900], id="two vehicles are no line"),
        pytest.param([900, 0, 0, 20], id="one late vehicle is its own affair"),
        pytest.param([None, None, None, 900], id="who does not say how late counts for nothing"),
        pytest.param([299, 299, 299], id="just under the limit"),
    ],
)
def test_what_is_no_late_line(delays: list[int | None]):
    assert Play(LineDelay(str)).run(each_minute(20, lambda _: delays), 20).turns == []


def test_a_vehicle_unheard_for_three_minutes_counts_no_more():
    rows = [late(f"v{n}", 600, 0.5) for n in range(3)]
    play = Play(LineDelay(str)).run(rows, 10)
    assert [play.looks[minute(n)]["12"].level for n in (1, 3, 4)] == [
        Level.BEYOND, Level.BEYOND, Level.CLEAR,
    ]  # fmt: skip
    assert play.states.subjects() == []


def test_the_newest_word_of_a_vehicle_counts_whatever_order_the_rows_are_in():
    rows = [late("v1", 600, 0.2), late("v1", 0, 0.8), late("v2", 600, 0.5), late("v3", 0, 0.5)]
    forth, back = Play(LineDelay(str)).run(rows, 1), Play(LineDelay(str)).run(rows[::-1], 1)
    assert forth.looks == back.looks
    assert forth.looks[minute(1)]["12"].observed == 0.0
