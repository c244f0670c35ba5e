"""Time scripts for traffic that slows suddenly: readings come every half minute."""

import pytest

from core.telemetry import TrafficCondition
from indexer.anomalies.detectors.slowdown import Slowdown
from tests.indexer.anomalies.detectors.script import Part, outlives_snapshots, play, road, series


def run(*parts: Part) -> list[TrafficCondition]:
    """Return readings with these speeds in km/h."""
    return series(road, *parts, step=0.5)


def ramp(first: float, last: float, minutes: float) -> Part:
    """Return speeds that change evenly."""
    steps = round(minutes * 2)
    return minutes, [first + (last - first) * n / steps for n in range(steps)]


def test_a_fall_opens_after_three_minutes_and_not_earlier():
    played = play(Slowdown(), run((20, 45), (20, 15)))
    assert played.opened == [23.5]
    assert played.since == [20.5]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a spike", [(20, 45), (0.5, 3), (20, 45)]),
        ("a spike upwards", [(20, 40), (0.5, 120), (20, 40)]),
        ("two minutes", [(20, 45), (2, 10), (20, 45)]),
        ("a fall by a third", [(20, 45), (40, 30)]),
        ("a fall over half an hour", [(20, 45), ramp(45, 15, 30), (20, 15)]),
        ("noise", [(60, [45, 35, 52, 41, 30])]),
        ("a road that was never fast", [(60, 5)]),
    ],
)
def test_it_says_nothing_of(name: str, parts: list[Part]):
    assert play(Slowdown(), run(*parts)).opened == []


def test_a_fall_within_five_minutes_is_one():
    assert len(play(Slowdown(), run((20, 45), ramp(45, 15, 3), (20, 15))).opened) == 1


def test_it_flaps_neither_at_half_nor_at_recovery():
    played = play(Slowdown(), run((20, 45), (20, [20, 23, 21, 24]), (10, [30, 33]), (10, 45)))
    assert len(played.opened) == 1
    assert len(played.closed) == 1


def test_a_second_fall_is_found_as_well():
    played = play(Slowdown(), run((20, 45), (10, 10), (20, 45), (10, 10), (9, 45)))
    assert len(played.opened) == 2
    assert len(played.closed) == 2


def test_doubled_and_old_readings_change_nothing():
    script = run((20, 45), (10, 10), (10, 45))
    doubled = [again for reading in script for again in (reading, reading, script[0])]
    assert play(Slowdown(), doubled).looks == play(Slowdown(), script).looks


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(Slowdown(), run((10, [45, 50]), (8, [10, 12]), (10, 45)))


def test_the_sentences_read_well():
    played = play(Slowdown(), run((20, 45), (20, 9), (20, 45)))
    assert played.first.headline == "Traffic slowed suddenly on Harbor Bridge"
    assert played.first.message == (
        "Traffic on Harbor Bridge is moving at 9 km/h since 8:20 am, down from 45 within minutes; "
        "measured, not confirmed."
    )
    assert played.end.headline == "Traffic on Harbor Bridge is moving again"
    assert played.end.message == (
        "Traffic on Harbor Bridge had slowed suddenly from 45 to 9 km/h from 8:20 am to 8:40 am; "
        "that is over."
    )
