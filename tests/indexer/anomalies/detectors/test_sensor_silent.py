"""Time scripts for sensors that stop sending, while others of their topic go on."""

import pytest

from core.geo import LonLat
from indexer.anomalies.detectors.in_service import Termini
from indexer.anomalies.detectors.sensor_silent import SensorSilent, Sort
from tests.indexer.anomalies.detectors.script import (
    Played,
    air,
    bus,
    outlives_snapshots,
    play,
    road,
    thawed,
)

ALIVE = [n / 6 for n in range(1, 600)]
"""Others of the topic are heard every ten seconds."""


def cameras(*minutes: float) -> Played:
    return play(SensorSilent(Sort.CAMERA), [road(m, 40) for m in minutes], others=ALIVE)


def each(step: float, until: float, start: float = 0.0) -> list[float]:
    """Return minutes from `start` to before `until`, so far apart."""
    return [start + n * step for n in range(round((until - start) / step))]


def test_it_opens_after_five_minutes_of_silence_and_not_earlier():
    played = cameras(*each(0.5, 20))
    assert len(played.opened) == 1
    assert 24.5 <= played.opened[0] <= 24.8
    assert 20.5 <= played.since[0] <= 21.0


def test_a_slow_sensor_is_given_three_of_its_intervals():
    played = cameras(*each(5, 41))
    assert 50.0 <= played.opened[0] <= 50.5


def test_the_first_reading_after_it_closes_it():
    played = cameras(*each(0.5, 20), *each(0.5, 40, start=30))
    assert played.closed == [30.0]


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("an unsteady sensor", [0, 0.2, 1, 1.1, 3, 3.2, 5, 7, 7.5, 9, 12, 12.5, 15]),
        ("three lost readings", [*each(0.5, 10), *each(0.5, 14, start=12)]),
        ("a sensor heard twice", [0.0, 0.5]),
    ],
)
def test_it_says_nothing_of(name: str, minutes: list[float]):
    others = [m for m in ALIVE if m <= max(minutes) + (30 if len(minutes) == 2 else 1)]
    played = play(SensorSilent(Sort.CAMERA), [road(m, 40) for m in minutes], others=others)
    assert played.opened == []


def test_where_the_whole_topic_is_silent_nothing_is_said():
    readings = [road(m, 40) for m in each(0.5, 20)]
    assert play(SensorSilent(Sort.CAMERA), readings).opened == []


def test_where_the_topic_was_silent_silence_counts_from_when_it_goes_on():
    before, after = each(0.5, 20), [n / 6 for n in range(40 * 6, 60 * 6)]
    back = [*before, *each(0.5, 60, start=40.4)]
    others = [minute for minute in ALIVE if minute < 20] + after
    detector = SensorSilent(Sort.CAMERA)
    assert play(detector, [road(m, 40) for m in back], others=others).opened == []
    still = play(detector, [road(m, 40) for m in before], others=others)
    assert len(still.opened) == 1
    assert 44.5 <= still.opened[0] <= 45.5
    assert "since 8:19 am" in still.first.message


def test_a_vehicle_out_of_service_is_not_silent():
    readings = [bus(m) for m in each(0.25, 10)] + [bus(10, status="out_of_service")]
    assert play(SensorSilent(Sort.VEHICLE), readings, others=ALIVE).opened == []


def test_a_vehicle_at_the_end_of_its_line_is_not_silent():
    termini = Termini({"12": [LonLat(-74.0, 40.7)]})
    readings = [bus(m, lon=-74.0 - (10 - m) / 100) for m in each(0.25, 10.25)]
    assert play(SensorSilent(Sort.VEHICLE, termini), readings, others=ALIVE).opened == []
    away = [bus(m, lon=-74.01) for m in each(0.25, 10)]
    assert len(play(SensorSilent(Sort.VEHICLE, termini), away, others=ALIVE).opened) == 1


def test_a_vehicle_that_has_yet_to_set_out_is_silent():
    termini = Termini({"12": [LonLat(-74.0, 40.7)]})
    readings = [bus(m, trip_id="t1" if m < 6 else "t2") for m in each(0.25, 10)]
    assert len(play(SensorSilent(Sort.VEHICLE, termini), readings, others=ALIVE).opened) == 1
    round_trip = [bus(m, lon=-74.0 - abs(5 - abs(5 - m)) / 100) for m in each(0.25, 10.25)]
    assert play(SensorSilent(Sort.VEHICLE, termini), round_trip, others=ALIVE).opened == []


def test_a_vehicle_silent_for_hours_is_claimed_no_more():
    hours = [n / 2 for n in range(1, 600)]
    readings = [bus(m) for m in each(0.25, 10)]
    looks = play(SensorSilent(Sort.VEHICLE), readings, others=hours).looks
    assert 125 <= (looks[-1].at - readings[-1].timestamp).total_seconds() / 60 + 10 <= 131


def test_doubled_and_old_readings_change_nothing():
    readings = [road(m, 40) for m in each(0.5, 20)]
    doubled = [again for reading in readings for again in (reading, reading)]
    one = play(SensorSilent(Sort.CAMERA), readings, others=ALIVE)
    assert play(SensorSilent(Sort.CAMERA), doubled, others=ALIVE).looks == one.looks


def test_its_state_outlives_a_snapshot_at_any_point():
    minutes = [*each(0.5, 10), *each(0.5, 20, start=18)]
    detector = SensorSilent(Sort.CAMERA)
    assert outlives_snapshots(detector, [road(m, 40) for m in minutes], others=ALIVE[:150])


def test_it_learns_anew_from_a_snapshot_of_each_sort():
    for sort, reading in (
        (Sort.CAMERA, road(0, 40)), (Sort.STATION, air(0)), (Sort.VEHICLE, bus(0)),
    ):  # fmt: skip
        detector = SensorSilent(sort)
        state = detector.state()
        detector.take(state, reading)
        assert thawed(detector)(state).heard == reading.timestamp


def test_the_sentence_of_a_camera_reads_well():
    played = cameras(*each(0.5, 20.5), *each(0.5, 40, start=32))
    assert played.first.headline == "The camera on Harbor Bridge is silent"
    assert played.first.message == (
        "The camera on Harbor Bridge has sent nothing since 8:20 am; usually a reading comes "
        "every 30 seconds."
    )
    assert played.end.headline == "The camera on Harbor Bridge is sending again"
    assert played.end.message == (
        "The camera on Harbor Bridge sent nothing between 8:20 am and 8:32 am."
    )


def test_the_sentences_of_a_station_and_of_a_vehicle_read_well():
    station = play(SensorSilent(Sort.STATION), [air(m) for m in each(2, 22)], others=ALIVE)
    assert station.first.message == (
        "The air station env-3 near 8th St and Pine St has sent nothing since 8:20 am; "
        "usually a reading comes every 2 minutes."
    )
    vehicle = play(SensorSilent(Sort.VEHICLE), [bus(m) for m in each(0.25, 20.25)], others=ALIVE)
    assert vehicle.first.headline == "Bus 12 (bus-1207) is silent"
    assert vehicle.first.message == (
        "Bus 12 (bus-1207) has sent nothing since 8:20 am; usually a reading comes "
        "every 15 seconds."
    )
