"""What the weather of the simulated city is like."""

from datetime import UTC, datetime, timedelta

import pytest

from core.geo import LonLat, distance_m
from core.timespan import Span
from producers.city.scenario import Cell, SmokeLevel, WeatherPart
from producers.city.weather import Plume, Weather, brew

CENTER = LonLat(-74.0, 40.7)
T0 = datetime(2026, 7, 1, 12, tzinfo=UTC)
DAY = Span(T0, T0 + timedelta(hours=24))
CELL = Cell(
    at_min=60, from_deg=270, speed_kmh=40, radius_km=5, rain_mm_h=40, gust_kmh=110,
    lightning_per_min=4,
)  # fmt: skip


def weather(
    *cells: Cell, smoke: tuple[SmokeLevel, ...] = (), wind_from_deg: float = 270
) -> Weather:
    usual = WeatherPart(
        low_c=10, high_c=30, wind_kmh=10, cells=cells, smoke=smoke, wind_from_deg=wind_from_deg
    )
    return brew(usual, DAY, CENTER, 10, 7, timedelta(hours=-4))


def minute(number: float) -> datetime:
    return T0 + timedelta(minutes=number)


def test_it_is_warmest_in_the_local_afternoon_and_coldest_at_night():
    by_hour = {hour: weather().at(CENTER, minute(60 * hour)).temperature_c for hour in range(24)}
    assert max(by_hour, key=lambda hour: by_hour[hour]) == 7  # 15:00 local
    assert by_hour[7] == pytest.approx(30, abs=0.5)
    assert by_hour[19] == pytest.approx(10, abs=0.5)


def test_a_cell_brings_wind_rain_and_cool_air_as_it_passes():
    sky = weather(CELL)
    before, under, after = (sky.at(CENTER, minute(m)) for m in (10, 60, 110))
    assert before.rain_mm_h == after.rain_mm_h == 0
    assert under.rain_mm_h == pytest.approx(40, rel=0.1)
    assert under.gust_kmh == pytest.approx(110, rel=0.12)
    assert under.wind_kmh == pytest.approx(0.68 * under.gust_kmh)
    assert under.temperature_c < before.temperature_c - 4
    assert under.lightning
    assert not before.lightning


def test_a_cell_comes_from_where_it_is_said_to_come():
    storm = weather(CELL).storms[0]
    west, middle = storm.center_at(minute(30)), storm.center_at(minute(60))
    assert west.lon < middle.lon
    assert west.lat == pytest.approx(middle.lat, abs=1e-6)
    assert distance_m(west, middle) == pytest.approx(20_000, rel=0.02)
    assert distance_m(middle, CENTER) < 50


def test_a_cell_that_misses_passes_to_the_right_of_its_way():
    storm = weather(CELL.model_copy(update={"miss_km": 4.0})).storms[0]
    middle = storm.center_at(minute(60))
    assert middle.lat < CENTER.lat  # eastbound: the right is the south
    assert distance_m(middle, CENTER) == pytest.approx(4_000, rel=0.02)


def test_lightning_strikes_under_its_cell_and_in_order():
    sky = weather(CELL)
    assert len(sky.strikes) > 40
    assert list(sky.strikes) == sorted(sky.strikes, key=lambda strike: strike.at)
    for strike in sky.strikes:
        assert distance_m(strike.point, sky.storms[0].center_at(strike.at)) <= 5_050


def test_smoke_rises_and_falls_as_the_scenario_says():
    sky = weather(
        smoke=(SmokeLevel(at_min=30, ugm3=0), SmokeLevel(at_min=90, ugm3=120),
               SmokeLevel(at_min=150, ugm3=0))
    )  # fmt: skip
    levels = [sky.at(CENTER, minute(m)).smoke_ugm3 for m in (10, 60, 90, 120, 200)]
    assert levels == pytest.approx([0, 60, 120, 60, 0], rel=0.25)


def test_a_fire_smokes_downwind_and_nowhere_else():
    plume = Plume(CENTER, Span(minute(0), minute(60)), 300)
    sky = weather(wind_from_deg=270).with_plumes([plume])
    east, west = LonLat(CENTER.lon + 0.012, CENTER.lat), LonLat(CENTER.lon - 0.012, CENTER.lat)
    assert max(sky.at(east, minute(m)).smoke_ugm3 for m in range(60)) > 30
    assert all(sky.at(west, minute(m)).smoke_ugm3 == 0 for m in range(60))
    assert sky.at(east, minute(61)).smoke_ugm3 == 0


def test_the_same_seed_gives_the_same_sky_and_another_seed_another():
    usual = WeatherPart(cells=(CELL,))
    skies = [brew(usual, DAY, CENTER, 10, seed, timedelta()) for seed in (1, 1, 2)]
    assert skies[0] == skies[1]
    assert skies[0].strikes != skies[2].strikes
    assert skies[0].at(CENTER, minute(5)) != skies[2].at(CENTER, minute(5))
