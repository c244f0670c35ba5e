"""Time scripts for the delay of a vehicle: readings come every quarter of a minute."""

from typing import Any

import pytest

from core.severity import Severity
from core.telemetry import VehiclePosition
from indexer.anomalies.detectors.vehicle_delay import VehicleDelay
from tests.indexer.anomalies.detectors.script import Part, bus, outlives_snapshots, play, series


def run(*parts: Part, start: float = 0.0, **fields: Any) -> list[VehiclePosition]:
    """Return readings with these delays in seconds."""
    return series(lambda minute, s: bus(minute, delay_s=int(s), **fields), *parts, start=start)


def test_it_opens_after_two_minutes_of_delay_and_not_earlier():
    played = play(VehicleDelay(), run((5, 60), (10, 400)))
    assert len(played.opened) == 1
    assert 7.0 <= played.opened[0] <= 7.5
    assert 5.0 <= played.since[0] <= 5.25


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a spike of one reading", [(5, 60), (0.25, 900), (5, 60)]),
        ("three spikes apart", [(5, 60), (0.25, 900), (2, 60), (0.25, 900), (2, 60), (0.25, 900)]),
        ("just under the threshold", [(30, 290)]),
        ("late for less than two minutes", [(5, 60), (1.75, 400), (10, 60)]),
        ("early", [(30, -240)]),
    ],
)
def test_it_says_nothing_of(name: str, parts: list[Part]):
    assert play(VehicleDelay(), run(*parts)).opened == []


def test_noise_at_the_threshold_opens_it_once():
    noisy = [305, 296, 309, 291, 303, 300, 294, 308]
    played = play(VehicleDelay(), run((5, 60), (30, noisy), (10, 100)))
    assert len(played.opened) == 1
    assert len(played.closed) == 1


def test_it_stays_open_down_to_three_minutes_and_closes_below():
    played = play(VehicleDelay(), run((10, 400), (10, 200), (3, 170)))
    assert len(played.opened) == 1
    assert 21.0 <= played.closed[0] <= 21.5


def test_it_closes_when_the_run_is_over():
    off = [bus(10 + n / 4, status="out_of_service", delay_s=None) for n in range(8)]
    played = play(VehicleDelay(), run((10, 400)) + off)
    assert 11.0 <= played.closed[0] <= 11.25


def test_another_run_begins_anew():
    played = play(VehicleDelay(), run((10, 400)) + run((10, 10), start=10.0, trip_id="t2"))
    assert 10.9 <= played.closed[0] <= 11.1


def test_a_reading_without_a_delay_says_nothing():
    script = run((10, 400))
    gaps = [bus(minute + 0.1, delay_s=None) for minute in range(10)]
    both = sorted(script + gaps, key=lambda reading: reading.timestamp)
    assert play(VehicleDelay(), both).looks == play(VehicleDelay(), script).looks
    assert play(VehicleDelay(), gaps).looks == []


def test_readings_out_of_order_and_doubled_change_nothing():
    script = run((5, 60), (10, 400))
    shuffled: list[VehiclePosition] = []
    for reading in script:
        shuffled += [reading, reading, bus(1.0, delay_s=0)]
    assert play(VehicleDelay(), shuffled).opened == play(VehicleDelay(), script).opened


def test_an_ordinary_vehicle_gives_no_look():
    assert play(VehicleDelay(), run((60, [-30, 20, 90, 150]))).looks == []


def test_looks_end_once_it_is_closed_for_good():
    played = play(VehicleDelay(), run((10, 400), (60, 0)))
    assert len(played.looks) < 70


def test_a_quarter_of_an_hour_is_moderate():
    looks = play(VehicleDelay(), run((5, 400), (5, 950))).looks
    assert looks[0].severity is Severity.LOW
    assert looks[-1].severity is Severity.MODERATE


def test_it_is_surer_the_longer_it_lasts():
    looks = play(VehicleDelay(), run((10, 400))).looks
    assert looks[0].sureness < 0.7 < 0.9 < looks[-1].sureness < 1


def test_its_state_outlives_a_snapshot_at_any_point():
    assert outlives_snapshots(VehicleDelay(), run((5, 60), (10, [400, 290, 500]), (5, 20)))


def test_the_sentences_read_well():
    played = play(VehicleDelay(), run((20, 60), (10, 560), (10, 60)))
    assert played.first.headline == "Bus 12 is 9 minutes late"
    assert played.first.message == (
        "Bus 12 (bus-1207) is 9 minutes late, since 8:20 am, near 8th St and Pine St."
    )
    assert played.end.headline == "Bus 12 is no longer late"
    assert played.end.message == (
        "Bus 12 (bus-1207) was up to 9 minutes late from 8:20 am to 8:30 am; that is over."
    )


def test_a_train_and_a_place_without_a_name_read_well():
    played = play(VehicleDelay(), run((10, 560), kind="train", line="Blue", lon=0.0))
    assert played.first.headline == "A Blue Line train is 9 minutes late"
    assert played.first.message == (
        "A Blue Line train (bus-1207) is 9 minutes late, since 8:00 am."
    )
