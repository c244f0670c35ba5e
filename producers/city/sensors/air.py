"""Tell the air at measuring stations exactly: from the weather, the traffic and the smoke."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, NamedTuple

import numpy as np
import shapely

from core.city import Area, AreaKind, City
from core.geo import LonLat
from producers.city.chance import share
from producers.city.course import Floats, Position, apart_m
from producers.city.demand import local_hours
from producers.city.plan import Plan
from producers.city.sensors.silences import Silence, silences_of
from producers.city.streets.roads import Roads

STATIONS: Final = 12
_NEAR_M: Final = 1_500.0
_SMALL: Final = frozenset({AreaKind.NEIGHBOURHOOD, AreaKind.DISTRICT, AreaKind.WARD})


class Air(NamedTuple):
    """Hold what is so at one station at some instants, as arrays in the units of the readings."""

    pm25_ugm3: Floats
    pm10_ugm3: Floats
    o3_ppb: Floats
    no2_ppb: Floats
    co_ppm: Floats
    noise_db: Floats
    temperature_c: Floats
    humidity_pct: Floats
    wind_kmh: Floats
    rain_mm_h: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Station:
    """Hold one measuring station.

    Attributes:
        bias: how much more traffic passes it than others, as a factor.
        near: places of the roads within 1.5 km.
        silences: when it reports nothing.
    """

    id: str
    point: Position
    phase_s: float
    bias: float
    near: Sequence[int] = field(repr=False)
    silences: Sequence[Silence] = ()


def stations_of(plan: Plan, roads: Roads) -> tuple[Station, ...]:
    """Put stations into areas that lie as far apart as they can, ordered by id."""
    chosen = {f"air-{area.id}": _inside(area) for area in _spread(plan.city, STATIONS)}
    silent = silences_of(plan, "station", sorted(chosen))
    return tuple(
        Station(
            name, point,
            60 * share(plan.seed, "station", name),
            0.7 + 0.6 * share(plan.seed, "station's traffic", name),
            tuple(p for p, road in enumerate(roads.roads) if apart_m(road.point, point) < _NEAR_M),
            silent.get(name, ()),
        )
        for name, point in sorted(chosen.items())
    )  # fmt: skip


def air_at(station: Station, plan: Plan, roads: Roads, seconds: Floats) -> Air:
    """Return the exact air at a station at instants in order."""
    point = LonLat(*station.point)
    conditions = np.array(
        [
            (c.wind_kmh, c.rain_mm_h, c.temperature_c, c.humidity_pct, c.smoke_ugm3)
            for second in seconds.tolist()
            for c in (plan.weather.at(point, datetime.fromtimestamp(second, UTC)),)
        ]
    ).reshape(-1, 5)
    wind, rain, warmth, damp, smoke = conditions.T
    rows = roads.rows(seconds)
    jam = 1.0
    if station.near:
        jam = 1 + 0.5 * (1 - roads.ratio[rows][:, list(station.near)].mean(axis=1))
    traffic = np.clip(roads.demand[rows] * station.bias * jam, 0, 1.6)
    still = 1 / (1 + np.maximum(0.0, wind) / 25)
    phase = 6.283 * share(plan.seed, "air", station.id)
    wave = 1 + 0.12 * np.sin(seconds / 2900 + phase) + 0.06 * np.sin(seconds / 830 + 2 * phase)
    hours = local_hours(seconds, plan.city.timezone)
    sun = np.maximum(0.0, np.sin((hours - 6.5) / 13 * np.pi)) * (hours > 6.5) * (hours < 19.5)
    fine = (4.5 + 7.5 * traffic * still) * wave / (1 + rain / 10) + smoke
    nitrogen = (6 + 26 * traffic * still) * wave
    return Air(
        pm25_ugm3=fine,
        pm10_ugm3=fine * 1.35 + (5 + 8 * traffic) * wave / (1 + rain / 6),
        o3_ppb=np.maximum(
            2.0, 18 + 30 * sun * np.clip((warmth + 5) / 35, 0.2, 1.3) - 0.2 * nitrogen
        ),
        no2_ppb=nitrogen,
        co_ppm=0.22 + 0.5 * traffic * still * wave + 0.004 * smoke,
        noise_db=44 + 17 * np.sqrt(traffic) + np.minimum(8.0, rain / 5) + wind / 20,
        temperature_c=warmth,
        humidity_pct=damp,
        wind_kmh=wind,
        rain_mm_h=rain,
    )


def _spread(city: City, count: int) -> list[Area]:
    small = [area for area in city.areas if area.kind in _SMALL] or list(city.areas)
    points = [_inside(area) for area in small]
    chosen: list[int] = []
    while len(chosen) < min(count, len(small)):
        far = [
            min((apart_m(point, points[c]) for c in chosen), default=-apart_m(point, center))
            for point in points
            for center in ((city.center.lon, city.center.lat),)
        ]
        chosen.append(int(np.argmax(far)))
    return [small[place] for place in sorted(chosen)]


def _inside(area: Area) -> Position:
    point = shapely.point_on_surface(area.geometry)
    return round(point.x, 6), round(point.y, 6)
