"""Cameras, stations and gates measure what the plan makes of roads, air and riders."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from core.event import EventType
from core.geo import LonLat
from core.telemetry import (
    EnvironmentReading,
    RiderTaps,
    TapDirection,
    TrafficCondition,
    taken_at,
)
from core.timespan import Span
from producers.city.fleet import Fleet
from producers.city.happening import TruthInterval
from producers.city.motion import TOPICS, Motion
from producers.city.plan import Match, Plan, plan_stretch
from producers.city.scenario import Scenario
from producers.city.sensors import nowcast
from producers.city.sensors.air import air_at
from producers.city.spells import lasting, spells, united
from producers.city.streets.roads import Roads
from tests.producers.city.motions import (
    BEGINS,
    LINES,
    after,
    closed,
    motion,
    quiet,
    rivermouth,
    suspended,
    truths,
    upset,
)

NOTHING = Fleet(transit=0, cars=0)
MATCH = Match(
    place_id="stadium", name="Stadium", point=LonLat(-74.0382, 40.6949),
    starts=after(100), ends=after(210), crowd=18_000,
)  # fmt: skip


@pytest.fixture(scope="module")
def usual() -> Motion:
    return motion(quiet(), NOTHING)


def speeds(of: Motion, road: str, begins_min: float, ends_min: float) -> list[float]:
    return [
        record.value.speed_kmh
        for record in of.spoken(["traffic_conditions"], after(begins_min), after(ends_min))
        if isinstance(record.value, TrafficCondition) and record.key == road
    ]


def tapped(of: Motion, stop: str, way: TapDirection, since: datetime, minutes: float) -> int:
    return sum(
        record.value.count
        for record in of.spoken(["rider_taps"], since, since + timedelta(minutes=minutes))
        if isinstance(record.value, RiderTaps)
        and record.key == stop and record.value.direction is way
    )  # fmt: skip


def weather(hours: float, **part: object) -> Plan:
    scenario = Scenario.model_validate(
        {"name": "w", "title": "W", "begins": "07:00", "hours": hours, "weather": part}
    )
    return plan_stretch(rivermouth(), scenario, 5, BEGINS)


def test_every_street_has_a_camera_that_reports_each_half_minute_at_speeds_of_its_kind(
    usual: Motion,
) -> None:
    said = [r.value for r in usual.spoken(["traffic_conditions"], after(30), after(60))]
    roads = {r.road_id: r for r in said if isinstance(r, TrafficCondition)}
    assert len(roads) == len(rivermouth().streets)
    assert len(said) == 60 * len(roads)
    for road in roads.values():
        free = road.free_flow_kmh or 0
        assert 0.45 * free < road.speed_kmh < 0.95 * free
        assert road.camera_id == f"cam-{road.road_id}"
        assert 0 < (road.vehicles_per_min or 0) < 90
    assert truths(usual, EventType.CONGESTION) == []
    assert truths(usual, EventType.SLOWDOWN) == []


def test_roads_are_slower_at_the_busiest_hour_and_free_at_night() -> None:
    day = motion(quiet(20), NOTHING)
    at = [day.roads.row(after(minutes).timestamp()) for minutes in (90, 330, 1170)]
    peak, noon, night = (float((day.roads.speed_kmh[row] / _free(day.roads)).mean()) for row in at)
    assert peak < 0.65 < noon < 0.9 < night


def _free(roads: Roads) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([road.free_flow_kmh for road in roads.roads])


@pytest.mark.parametrize(
    ("kind", "sudden"), [(EventType.SLOWDOWN, True), (EventType.CONGESTION, False)]
)
def test_a_road_that_an_upset_slows_is_measured_slow(kind: EventType, sudden: bool) -> None:
    jam = upset(kind, "road", 60, 100, factor=0.25, road="oak-street")
    slow = motion(quiet(upsets=(jam,)), NOTHING)
    (truth,) = truths(slow, kind)
    assert truth.subject == "oak-street"
    assert np.mean(speeds(slow, "oak-street", 85, 95)) < 0.4 * np.mean(
        speeds(slow, "oak-street", 30, 40)
    )
    begins_late = (truth.span.start - after(60)).total_seconds()
    assert 0 < begins_late < (120 if sudden else 900)
    assert len(list(slow.truth())) == 1


def test_a_closed_street_slows_those_around_it_less() -> None:
    block = closed("main-street", LonLat(-74.0098, 40.7113), 60, 120)
    shut = motion(quiet(happenings=(block,)), NOTHING)
    row = shut.roads.row(after(90).timestamp())
    ratio = dict(zip([r.id for r in shut.roads.roads], shut.roads.ratio[row].tolist(), strict=True))
    assert ratio["main-street"] < 0.4
    beside = [ratio[name] for name in ("7th-street", "6th-street")]
    assert all(0.6 < share < 0.9 for share in beside)
    assert ratio["hillcrest-road"] > 0.9
    (truth,) = truths(shut, EventType.SLOWDOWN)
    assert (truth.subject, truth.happening) == ("main-street", block.id)


def test_a_camera_and_a_station_that_fall_silent_say_nothing_and_the_truth_knows() -> None:
    upsets = (
        upset(EventType.SENSOR_SILENT, "camera", 30, 50),
        upset(EventType.SENSOR_SILENT, "station", 40, 62),
    )
    mute = motion(quiet(upsets=upsets), NOTHING)
    camera, station = truths(mute, EventType.SENSOR_SILENT)
    said = list(mute.spoken(TOPICS, after(0), after(90)))
    for truth in (camera, station):
        times = [
            taken_at(record.value)
            for record in said
            if record.key == truth.subject and not isinstance(record.value, dict)
        ]
        assert times
        inner = Span(truth.span.start + timedelta(seconds=3), _end(truth) - timedelta(seconds=3))
        assert not [at for at in times if at in inner]
    assert dict(camera.detail)["camera"] == f"cam-{camera.subject}"


def test_the_air_is_good_on_a_calm_day_and_bad_in_smoke() -> None:
    calm = motion(weather(5), NOTHING)
    assert [t for t in calm.truth() if t.type in (EventType.AIR_QUALITY, EventType.HEAT)] == []
    smoky = motion(
        weather(5, smoke=[{"at_min": 0, "ugm3": 0}, {"at_min": 60, "ugm3": 90}]), NOTHING
    )
    found = truths(smoky, EventType.AIR_QUALITY)
    assert len({truth.subject for truth in found}) == 12
    assert min(truth.span.start for truth in found) >= after(60)
    said = [r.value for r in smoky.spoken(["environment_readings"], after(120), after(121))]
    for reading in said:
        assert isinstance(reading, EnvironmentReading)
        assert 40 < (reading.pm25_ugm3 or 0) < 160
        assert (reading.pm10_ugm3 or 0) > (reading.pm25_ugm3 or 0)


def test_traffic_and_the_sun_show_in_the_air() -> None:
    day = motion(quiet(20), NOTHING)
    station = day.stations[0]
    at = np.array([after(minutes).timestamp() for minutes in (90, 420, 1100)])
    air = air_at(station, day.plan, day.roads, at)
    assert air.no2_ppb[0] > 2 * air.no2_ppb[2]
    assert air.o3_ppb[1] > air.o3_ppb[2]
    assert air.noise_db[0] > air.noise_db[2] + 5
    assert np.all(air.o3_ppb < 70)


def test_heat_and_gales_are_true_where_they_last() -> None:
    hot = motion(weather(10, low_c=26, high_c=39), NOTHING)
    heat = truths(hot, EventType.HEAT)
    assert len(heat) == 12
    cell = {"at_min": 90, "gust_kmh": 130, "rain_mm_h": 40, "radius_km": 8, "speed_kmh": 30}
    stormy = motion(weather(3, cells=[cell]), NOTHING)
    gales = truths(stormy, EventType.WIND)
    assert gales
    windy = list(stormy.spoken(["environment_readings"], after(0), after(180)))
    for gale in gales:
        said = [
            r.value.wind_kmh or 0
            for r in windy
            if isinstance(r.value, EnvironmentReading)
            and r.key == gale.subject and r.value.timestamp in gale.span
        ]  # fmt: skip
        assert np.median(said) > 55


def _end(truth: TruthInterval) -> datetime:
    assert truth.span.end is not None
    return truth.span.end


def test_riders_come_by_the_hour() -> None:
    day = motion(quiet(20), NOTHING)
    central = "central-station"
    peak = tapped(day, central, TapDirection.IN, after(80), 20)
    noon = tapped(day, central, TapDirection.IN, after(330), 20)
    night = tapped(day, central, TapDirection.IN, after(1140), 20)
    assert peak > 1.7 * noon > 3 * night
    assert truths(day, EventType.SURGE) == []


def test_a_match_fills_the_stations_near_it_before_and_after() -> None:
    played = motion(plan_with(MATCH), NOTHING)
    calm = motion(quiet(6), NOTHING)
    before = [tapped(m, "stadium", TapDirection.OUT, after(50), 20) for m in (played, calm)]
    assert before[0] > 5 * before[1]
    later = [tapped(m, "stadium", TapDirection.IN, after(225), 20) for m in (played, calm)]
    assert later[0] > 5 * later[1]
    (surge, *_) = [t for t in truths(played, EventType.SURGE) if t.subject == "stadium"]
    assert after(200) < surge.span.start < after(225)
    jams = truths(played, EventType.CONGESTION)
    assert jams
    assert {truth.happening for truth in jams} == {"stadium"}


def plan_with(match: Match) -> Plan:
    return quiet(6, matches=(match,))


def test_riders_pile_up_where_a_suspended_line_can_be_left() -> None:
    cut = motion(quiet(happenings=(suspended("Blue", 60, 120),)), LINES)
    calm = motion(quiet(), LINES)
    stops = {"city-hall": 1.8, "mission-street": 0.0}
    for stop, least in stops.items():
        counts = [tapped(m, stop, TapDirection.IN, after(75), 30) for m in (cut, calm)]
        assert counts[0] > least * counts[1]
        assert counts[0] < 0.4 * counts[1] or least > 0


@pytest.mark.parametrize("pick", [0.0, 0.5, 0.99])
def test_a_surge_brings_far_more_riders_than_usual_to_one_stop(usual: Motion, pick: float) -> None:
    full = motion(
        quiet(upsets=(upset(EventType.SURGE, "stop", 60, 90, factor=3, pick=pick),)), NOTHING
    )
    (truth,) = truths(full, EventType.SURGE)
    inside = tapped(full, truth.subject, TapDirection.IN, after(65), 20)
    calm = tapped(usual, truth.subject, TapDirection.IN, after(65), 20)
    assert inside > 1.9 * calm
    assert inside > calm + 200


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        ([35.0] * 12, 35.0),
        ([None, None, 20.0], None),
        ([40.0, 20.0], 100 / 3),  # the newest counts twice: least over most is one half
        ([100.0, 10.0, 10.0], 60 / 1.05 * 0.0 + (100 + 5 + 2.5) / 1.75),
        ([None, 30.0, 30.0], 30.0),
    ],
)
def test_nowcast_weighs_the_newest_hours_most(
    means: list[float | None], expected: float | None
) -> None:
    found = nowcast.particles(means)
    assert found is expected if expected is None else found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("steps", "value", "digits", "index"),
    [
        (nowcast.PM25, 9.0, 1, 50), (nowcast.PM25, 35.4, 1, 100), (nowcast.PM25, 35.49, 1, 100),
        (nowcast.PM25, 55.4, 1, 150), (nowcast.PM10, 154.9, 0, 100), (nowcast.PM25, 999, 1, 300),
    ],
)  # fmt: skip
def test_the_index_follows_epa_s_steps_of_2024(
    steps: tuple[tuple[float, float], ...], value: float, digits: int, index: float
) -> None:
    assert nowcast.index_of(steps, value, digits) == pytest.approx(index)


def test_spells_last_from_when_they_open_until_they_close() -> None:
    seconds = np.arange(0.0, 100.0, 10.0)
    values = np.array([0, 5, 9, 9, 6, 6, 3, 9, np.nan, 9])
    assert lasting(values, seconds, 8, 4, 20) == [(20.0, 60.0)]
    assert spells(values > 8, seconds) == [(20.0, 40.0), (70.0, 80.0), (90.0, 100.0)]
    assert spells(np.array([], dtype=bool), seconds[:0]) == []
    assert united([(5, 6), (0, 2), (2.5, 4)], 1.0) == [(0, 6)]


def test_every_truth_lies_in_the_stretch_or_begins_with_a_silence_before_it() -> None:
    upsets = tuple(
        upset(kind, fleet, 40, 70, factor=factor)
        for kind, fleet, factor in (
            (EventType.SURGE, "stop", 3.0), (EventType.SLOWDOWN, "road", 0.2),
            (EventType.SENSOR_SILENT, "camera", 1.0), (EventType.ENGINE_WARNING, "transit", 118.0),
            (EventType.SENSOR_SILENT, "transit", 1.0), (EventType.FUEL_WARNING, "transit", 5.0),
        )
    )  # fmt: skip
    world = motion(quiet(upsets=upsets), LINES)
    found = list(world.truth())
    assert {truth.type for truth in found} >= {u.kind for u in upsets}
    assert found == sorted(found, key=lambda t: (t.span.start, t.type.value, t.subject))
    for truth in found:
        assert world.plan.begins <= truth.span.start < _end(truth) <= world.plan.ends
    assert list(motion(quiet(upsets=upsets), LINES).truth()) == found
