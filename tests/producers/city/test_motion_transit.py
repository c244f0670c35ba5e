"""Vehicles of the lines keep to their course, and what befalls them shows where it should."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
import shapely

from core.city import City
from core.event import EventType
from core.geo import LonLat, buffer_m
from core.telemetry import VehiclePosition
from producers.city.course import apart_m
from producers.city.lines.line_truth import passages
from producers.city.motion import Motion
from producers.city.vehicles.movers import Mover
from producers.city.vehicles.track import State
from producers.city.vehicles.vehicle_readings import vehicle_readings
from tests.producers.city.motions import (
    BEGINS,
    after,
    along,
    breakdown,
    closed,
    fewer,
    late,
    motion,
    quiet,
    rivermouth,
    suspended,
    truths,
    upset,
)

POSITIONS = ["vehicle_positions"]


@pytest.fixture(scope="module")
def calm() -> Motion:
    return motion(quiet())


@pytest.fixture(scope="module")
def delayed() -> Motion:
    return motion(quiet(happenings=(late("12", 50, 110, 15),)))


def readings(of: Motion, begins_min: float, ends_min: float) -> dict[str, list[VehiclePosition]]:
    found: defaultdict[str, list[VehiclePosition]] = defaultdict(list)
    for record in of.spoken(POSITIONS, after(begins_min), after(ends_min)):
        assert isinstance(record.value, VehiclePosition)
        found[record.key].append(record.value)
    return found


def readings_of(
    of: Motion, vehicle: str, begins_min: float, ends_min: float
) -> list[VehiclePosition]:
    """Return what one vehicle reports, without working out what all others do."""
    since_s, until_s = after(begins_min).timestamp(), after(ends_min).timestamp()
    told = vehicle_readings([mover(of, vehicle)], of.plan.seed, since_s, until_s)
    return [reading for _, _, reading in told]


def median_delay(of: Motion, line: str, minute: float) -> float:
    reported = [
        reports[-1].delay_s
        for reports in readings(of, minute - 2, minute).values()
        if reports[-1].line == line and reports[-1].delay_s is not None
    ]
    return float(np.median(reported))


def mover(of: Motion, vehicle: str) -> Mover:
    return next(m for m in of.movers if m.id == vehicle)


def test_no_vehicle_jumps_and_no_time_goes_backwards(calm: Motion) -> None:
    for vehicle, reports in readings(calm, 30, 90).items():
        for before, now in pairwise(reports):
            passed = (now.timestamp - before.timestamp).total_seconds()
            moved = apart_m((before.lon, before.lat), (now.lon, now.lat))
            assert passed > 0, vehicle
            assert moved <= 35 + passed * 34, (vehicle, moved, passed)


def test_vehicles_stay_on_the_course_of_their_line_and_head_for_a_stop_of_it(calm: Motion) -> None:
    city: City = rivermouth()
    wide = {line.id: buffer_m(line.shape, 60) for line in city.lines if line.shape is not None}
    for shape in wide.values():
        shapely.prepare(shape)
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for reports in readings(calm, 30, 50).values():
        for reading in reports:
            kinds[reading.kind].add(reading.line)
            if reading.line:
                assert wide[reading.line].contains(shapely.Point(reading.lon, reading.lat))
                if reading.status == "in_service":
                    assert reading.next_stop in city.line_by_id[reading.line].stop_ids
                    assert reading.trip_id.startswith(f"{reading.line}-")
                assert (reading.fuel_pct is None) == (reading.kind == "train")
    assert len(kinds["bus"]) == 8
    assert len(kinds["train"]) == 4


def test_on_a_calm_morning_everything_runs_about_to_time(calm: Motion) -> None:
    for kind in (EventType.VEHICLE_DELAY, EventType.LINE_DELAY, EventType.BUNCHING, EventType.GAP):
        assert truths(calm, kind) == []
    delays = [r.delay_s or 0 for rs in readings(calm, 60, 62).values() for r in rs if r.line]
    assert np.percentile(delays, 5) >= -60
    assert np.percentile(delays, 95) <= 120


def test_a_vehicle_that_breaks_down_stands_and_its_line_suffers() -> None:
    broken = motion(quiet(happenings=(breakdown("Red", 40, 58),)))
    stood = [t for t in truths(broken, EventType.BREAKDOWN) if dict(t.detail)["own"] == 1.0]
    assert len(stood) == 1
    vehicle = stood[0].subject
    assert vehicle.startswith("train-R")
    assert abs((stood[0].span.start - after(40)).total_seconds()) < 90
    during = readings_of(broken, vehicle, 42, 57)
    assert {reading.speed_kmh for reading in during} == {0.0}
    assert len({reading.status for reading in during}) == 1
    assert all(apart_m((r.lon, r.lat), (during[0].lon, during[0].lat)) < 50 for r in during)
    assert max(r.delay_s or 0 for r in during) > 600
    late_ones = {t.subject for t in truths(broken, EventType.VEHICLE_DELAY)}
    assert vehicle in late_ones
    assert len(late_ones) > 1  # those behind it cannot pass


def test_a_late_line_really_runs_late_and_catches_up_when_its_trouble_is_over(
    delayed: Motion,
) -> None:
    assert median_delay(delayed, "12", 30) < 120
    assert 700 <= median_delay(delayed, "12", 85) <= 1100
    assert median_delay(delayed, "12", 165) < 180
    (truth,) = truths(delayed, EventType.LINE_DELAY)
    assert truth.subject == "12"
    assert abs((truth.span.start - after(50)).total_seconds()) < 900
    assert median_delay(delayed, "7", 85) < 120


def test_late_vehicles_say_so(delayed: Motion) -> None:
    found = truths(delayed, EventType.VEHICLE_DELAY)
    assert len(found) > 5
    for truth in found:
        inside = [
            r
            for r in readings_of(delayed, truth.subject, 0, 180)
            if truth.span.start
            <= r.timestamp
            < (truth.span.end or truth.span.start) - timedelta(seconds=10)
        ]
        assert inside
        assert min(r.delay_s or 0 for r in inside) > 150
        assert max(r.delay_s or 0 for r in inside) >= 290


@pytest.mark.parametrize("section", [(), ("old-town", "mission-street", "harbor")])
def test_nothing_runs_where_a_line_is_suspended(section: tuple[str, ...]) -> None:
    cut = motion(quiet(happenings=(suspended("Blue", 60, 120, section),)))
    stops = section or rivermouth().line_by_id["Blue"].stop_ids
    for key, left in passages(cut.service, "Blue").items():
        for second, driven, call in left:
            toward = driven.stop(call + 1)
            if key[1] in stops and toward in stops:
                assert not after(60).timestamp() <= second < after(120).timestamp(), key
    waiting = [r[-1] for v, r in readings(cut, 95, 100).items() if v.startswith("train-B")]
    assert any(r.status == "out_of_service" for r in waiting)
    moving = [r for v, rs in readings(cut, 75, 100).items() if v.startswith("train-B") for r in rs]
    assert any((r.speed_kmh or 0) > 5 for r in moving) == bool(section)
    running = [r[-1] for v, r in readings(cut, 170, 175).items() if v.startswith("train-B")]
    assert sum(r.status == "in_service" for r in running) >= 4


def test_buses_go_round_a_closed_street_and_back_to_their_course() -> None:
    point = LonLat(-73.9854, 40.7333)  # on East River Drive, between two stops of bus 22
    block = closed("east-river-drive", point, 45, 120)
    shut = motion(quiet(happenings=(block,)))
    assert block.where.shape is not None
    inside = buffer_m(block.where.shape, 12)
    ways = {d.run.pattern.line for d in shut.service.drives if d.way.round}
    assert ways == {"22"}
    seconds = np.arange(after(46).timestamp(), after(119).timestamp(), 4.0)
    passed_before = 0
    for bus in shut.movers:
        if bus.line:
            sample = bus.moves.sample(seconds)
            on = sample.state != State.OFF
            drove = (
                shapely.contains_xy(inside, sample.lon, sample.lat) & on & (sample.speed_kmh > 1)
            )
            if bus.line == "22":
                assert not drove.any(), bus.id
            earlier = bus.moves.sample(seconds - 3000)
            passed_before += int(shapely.contains_xy(inside, earlier.lon, earlier.lat).any())
    assert passed_before >= 2
    (detour, *_) = [d.way for d in shut.service.drives if d.way.round]
    usual = shapely.LineString(detour.pattern.course.points)
    off = [p for p in detour.course.points if usual.distance(shapely.Point(p)) > 0.001]
    assert off
    assert 0 < detour.course.length_m - detour.pattern.course.length_m < 4000


def test_buses_turn_back_where_the_end_of_their_line_is_closed() -> None:
    corner = along("east-river-drive", 1.0)
    streets = ("east-river-drive", "seaview-boulevard")
    shut = motion(quiet(happenings=tuple(closed(s, corner, 40, 110, 250) for s in streets)))
    served = passages(shut.service, "22")
    last, before = "east-river-dr-seaview-blvd", "east-river-dr-ferry-rd"
    begins, ends = after(45).timestamp(), after(110).timestamp()
    assert {d.stop(d.last) for d in shut.service.drives if d.cut} == {before}
    assert not [left for left, _, _ in served["1", last] if begins <= left < ends]
    assert len([left for left, _, _ in served["1", before] if begins <= left < ends]) >= 4
    assert [left for left, _, _ in served["1", last] if left >= ends]


@pytest.mark.parametrize("line", ["Green", "12", "30"])
def test_vehicles_really_run_together_where_the_truth_says_that_they_bunch(
    calm: Motion, line: str
) -> None:
    bunched = motion(quiet(upsets=(upset(EventType.BUNCHING, "transit", 45, 60, line=line),)))
    found = truths(bunched, EventType.BUNCHING)
    assert [truth.subject for truth in found] == [line]
    span = found[0].span
    assert span.end is not None
    middle = np.array([(span.start.timestamp() + span.end.timestamp()) / 2])
    samples = [m.moves.sample(middle) for m in bunched.movers if m.line == line]
    moving = [(float(s.lon[0]), float(s.lat[0])) for s in samples if s.state[0] == 0]
    nearest = min(apart_m(a, b) for n, a in enumerate(moving) for b in moving[n + 1 :])
    assert nearest < 1_200
    assert not truths(calm, EventType.BUNCHING)


def test_a_line_with_fewer_vehicles_runs_with_wider_gaps(calm: Motion) -> None:
    short = motion(quiet(happenings=(fewer("4", 30, 150),)))
    counts = [sum(len(left) for left in passages(m.service, "4").values()) for m in (short, calm)]
    assert counts[0] < 0.9 * counts[1]
    driven = {drive.run for drive in short.service.drives}
    left_out = [run for run in short.service.runs if run not in driven]
    assert {run.pattern.line for run in left_out} == {"4"}


def test_a_vehicle_that_speeds_does_so_for_a_while_and_is_no_earlier_for_it() -> None:
    fast = motion(
        quiet(upsets=(upset(EventType.SPEEDING, "transit", 50, 56, factor=1.3, line="55"),))
    )
    (truth, *more) = truths(fast, EventType.SPEEDING)
    assert len(more) <= 1
    assert truth.subject.startswith("bus-55")
    said = [r for r in readings_of(fast, truth.subject, 40, 70) if r.timestamp in truth.span]
    assert max(r.speed_kmh or 0 for r in said) > 95
    assert truths(fast, EventType.BREAKDOWN) == []


def test_a_silent_vehicle_says_nothing_though_it_runs() -> None:
    mute = motion(quiet(upsets=(upset(EventType.SENSOR_SILENT, "transit", 60, 85),)))
    (truth,) = truths(mute, EventType.SENSOR_SILENT)
    said = readings_of(mute, truth.subject, 30, 120)
    times = [r.timestamp for r in said]
    assert not [at for at in times if after(60) <= at < after(84.9)]
    assert max(b - a for a, b in pairwise(times)) >= after(84) - after(60)
    assert BEGINS < truth.span.start < after(61)
    assert mover(mute, truth.subject).silences
