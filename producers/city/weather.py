"""Tell the weather at any point and instant of the simulated city.

The day's course, storm cells that cross the map, and smoke: all pure functions of the time, so that
every process that asks sees the same sky.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from core.geo import METRES_PER_DEGREE, LonLat
from core.timespan import Span
from producers.city.chance import chance
from producers.city.scenario import Cell, SmokeLevel, WeatherPart

KM_PER_DEGREE: Final = METRES_PER_DEGREE / 1000
EDGE: Final = 1.6
"""A cell is felt as far out as this many of its radii."""
CORE: Final = 0.35
"""Above this share of its force a cell has lightning."""
SUSTAINED: Final = 0.68
"""Of a gust's speed, what lasts for minutes."""
_DAY_S: Final = 86_400.0
_SLOT_S: Final = 600.0
_WARMEST_H: Final = 15.0
_SMOKE_WAVE_KM: Final = 9.0


class Conditions(NamedTuple):
    """Hold the weather at one point and instant.

    `lightning` says that a cell's electric core is overhead; `wind_from_deg` is where the wind
    comes from.
    """

    wind_kmh: float
    gust_kmh: float
    rain_mm_h: float
    temperature_c: float
    humidity_pct: float
    lightning: bool
    smoke_ugm3: float
    wind_from_deg: float


@dataclass(frozen=True, slots=True)
class Plume:
    """Hold the smoke of one fire: from where, when, and how much of it at 300 m downwind."""

    point: LonLat
    span: Span
    ugm3: float


@dataclass(frozen=True, slots=True)
class Strike:
    """Hold one stroke of lightning."""

    at: datetime
    point: LonLat


@dataclass(frozen=True, slots=True)
class Storm:
    """Hold one cell on its way: where its middle is, and when it is felt in the city.

    Attributes:
        cell: what it is like.
        span: from when to when it lives.
        start: its middle at the span's start.
        step_deg: how far its middle goes in a second, east and north.
    """

    cell: Cell
    span: Span
    start: LonLat
    step_deg: tuple[float, float]
    _begins_s: float = field(init=False, repr=False)
    _length_s: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        end = self.span.end or self.span.start
        object.__setattr__(self, "_begins_s", self.span.start.timestamp())
        object.__setattr__(self, "_length_s", (end - self.span.start).total_seconds())

    def center_at(self, instant: datetime) -> LonLat:
        """Return where its middle is."""
        passed = instant.timestamp() - self._begins_s
        return LonLat(
            self.start.lon + self.step_deg[0] * passed, self.start.lat + self.step_deg[1] * passed
        )

    def force_at(self, lon: float, lat: float, second: float, squeeze: float) -> float:
        """Return the share of its full force at a point, 0 to 1, at a second since 1970.

        Args:
            lon: of the point, in degrees.
            lat: of the point, in degrees.
            second: since 1970.
            squeeze: the cosine of the latitude.
        """
        passed = second - self._begins_s
        if not 0 <= passed < self._length_s:
            return 0.0
        east = (lon - self.start.lon - self.step_deg[0] * passed) * squeeze
        north = lat - self.start.lat - self.step_deg[1] * passed
        reach = self.cell.radius_km * EDGE / KM_PER_DEGREE
        out = (east * east + north * north) / (reach * reach)
        if out >= 1:
            return 0.0
        age = passed / self._length_s
        return (1 - out) * (1 - out) ** 0.5 * min(1.0, age * 8, (1 - age) * 5)


@dataclass(frozen=True, slots=True)
class Weather:
    """Hold the weather of one stretch of time.

    Attributes:
        usual: the day's course without cells.
        center: the middle of the map.
        storms: the cells.
        strikes: the lightning, in order.
        smoke: smoke from outside, by time.
        plumes: the smoke of the city's own fires.
        offset_s: the local time's offset from UTC.
        phases: what makes this day's wind its own.
    """

    usual: WeatherPart
    center: LonLat
    storms: tuple[Storm, ...] = ()
    strikes: tuple[Strike, ...] = ()
    smoke: tuple[tuple[datetime, float], ...] = ()
    plumes: tuple[Plume, ...] = ()
    offset_s: float = 0.0
    phases: tuple[float, float, float] = (0.0, 0.0, 0.0)
    _burning: Mapping[int, tuple[Plume, ...]] = field(init=False, repr=False, compare=False)
    """The plumes by slot of time, so that a look passes over those of other hours."""

    def __post_init__(self) -> None:
        burning: dict[int, tuple[Plume, ...]] = {}
        for plume in self.plumes:
            end = plume.span.end or plume.span.start
            first, last = (int(t.timestamp() // _SLOT_S) for t in (plume.span.start, end))
            for slot in range(first, last + 1):
                burning[slot] = (*burning.get(slot, ()), plume)
        object.__setattr__(self, "_burning", burning)

    def at(self, point: LonLat, instant: datetime) -> Conditions:
        """Return the weather at a point and an instant."""
        usual, second = self.usual, instant.timestamp()
        squeeze = math.cos(math.radians(self.center.lat))
        day = math.cos(2 * math.pi * ((second + self.offset_s) / _DAY_S - _WARMEST_H / 24))
        one, two, three = self.phases
        stir = (
            math.sin(second / 97 + one + point.lat * 60)
            + math.sin(second / 311 + two + point.lon * 45)
            + math.sin(second / 1381 + three)
        ) / 3
        mean, swing = (usual.high_c + usual.low_c) / 2, (usual.high_c - usual.low_c) / 2
        temperature = mean + swing * day
        wind = usual.wind_kmh * (0.85 + 0.2 * day + 0.15 * stir)
        gust, rain, shadow, lightning = wind * 1.35, 0.0, 0.0, False
        for storm in self.storms:
            force = storm.force_at(point.lon, point.lat, second, squeeze)
            if force > 0:
                gust = max(gust, storm.cell.gust_kmh * force * (1 + 0.08 * stir))
                rain += storm.cell.rain_mm_h * force
                shadow = max(shadow, force)
                lightning = lightning or (storm.cell.lightning_per_min > 0 and force > CORE)
        temperature -= 7 * shadow
        humidity = usual.humidity_pct - 14 * day + (96 - usual.humidity_pct) * shadow
        return Conditions(
            wind_kmh=max(wind, gust * SUSTAINED) if shadow else wind,
            gust_kmh=gust,
            rain_mm_h=rain,
            temperature_c=temperature,
            humidity_pct=min(100.0, max(5.0, humidity)),
            lightning=lightning,
            smoke_ugm3=self._smoke(point, instant, second, rain),
            wind_from_deg=(usual.wind_from_deg + 18 * stir) % 360,
        )

    def with_plumes(self, plumes: Iterable[Plume]) -> "Weather":
        """Return the same weather with the smoke of fires in it."""
        return replace(self, plumes=tuple(plumes))

    def _smoke(self, point: LonLat, instant: datetime, second: float, rain: float) -> float:
        level = self.smoke_from_outside(instant)
        squeeze = math.cos(math.radians(self.center.lat))
        if level:
            along = (point.lon - self.center.lon) * squeeze * KM_PER_DEGREE / _SMOKE_WAVE_KM
            level *= 1 + 0.22 * math.sin(along + second / 2400 + self.phases[0])
        toward = math.radians(self.usual.wind_from_deg + 180)
        for plume in self._burning.get(int(second // _SLOT_S), ()):
            if instant in plume.span:
                east = (point.lon - plume.point.lon) * squeeze * KM_PER_DEGREE
                north = (point.lat - plume.point.lat) * KM_PER_DEGREE
                downwind = east * math.sin(toward) + north * math.cos(toward)
                if -0.2 < downwind < 8:
                    aside = east * math.cos(toward) - north * math.sin(toward)
                    wide = 0.12 + 0.16 * max(0.0, downwind)
                    thin = 0.3 / max(0.3, downwind) if downwind > 0 else 1.0
                    level += plume.ugm3 * thin * math.exp(-0.5 * (aside / wide) ** 2)
        return level / (1 + rain / 8)

    def smoke_from_outside(self, instant: datetime) -> float:
        """Return the smoke over the middle of the map that the city's own fires did not make."""
        before: tuple[datetime, float] | None = None
        for at, level in self.smoke:
            if at > instant:
                if before is None:
                    return 0.0
                share = (instant - before[0]) / (at - before[0])
                return before[1] + (level - before[1]) * share
            before = (at, level)
        return before[1] if before else 0.0


def brew(
    usual: WeatherPart, span: Span, center: LonLat, reach_km: float, seed: int, offset: timedelta
) -> Weather:
    """Make the weather of a stretch.

    Args:
        usual: what the scenario wants.
        span: the stretch.
        center: the middle of the map.
        reach_km: how far from it the city goes.
        seed: of the world.
        offset: of the local time from UTC.
    """
    storms = tuple(_storm(cell, span.start, center, reach_km) for cell in usual.cells)
    strikes = [
        strike for number, storm in enumerate(storms)
        for strike in _strikes(storm, seed, span.start, number)
    ]  # fmt: skip
    phases = chance(seed, "wind")
    return Weather(
        usual=usual,
        center=center,
        storms=storms,
        strikes=tuple(sorted(strikes, key=lambda strike: (strike.at, strike.point.lon))),
        smoke=_levels(usual.smoke, span.start),
        offset_s=offset.total_seconds(),
        phases=(phases.uniform(0, 6.3), phases.uniform(0, 6.3), phases.uniform(0, 6.3)),
    )


def _storm(cell: Cell, begins: datetime, center: LonLat, reach_km: float) -> Storm:
    way = math.radians(cell.from_deg + 180)
    half_km = reach_km + cell.radius_km * EDGE
    half = timedelta(hours=half_km / cell.speed_kmh)
    passes = begins + timedelta(minutes=cell.at_min)
    squeeze = math.cos(math.radians(center.lat))
    east = -half_km * math.sin(way) + cell.miss_km * math.cos(way)
    north = -half_km * math.cos(way) - cell.miss_km * math.sin(way)
    per_s = cell.speed_kmh / 3600 / KM_PER_DEGREE
    return Storm(
        cell,
        Span(passes - half, passes + half),
        LonLat(center.lon + east / squeeze / KM_PER_DEGREE, center.lat + north / KM_PER_DEGREE),
        (per_s * math.sin(way) / squeeze, per_s * math.cos(way)),
    )


def _strikes(storm: Storm, seed: int, begins: datetime, number: int) -> list[Strike]:
    if storm.cell.lightning_per_min <= 0 or storm.span.end is None:
        return []
    luck = chance(seed, "lightning", begins.astimezone(UTC).isoformat(), number)
    strikes: list[Strike] = []
    at = storm.span.start
    while True:
        at += timedelta(minutes=luck.expovariate(storm.cell.lightning_per_min))
        if at >= storm.span.end:
            return strikes
        middle = storm.center_at(at)
        far, turn = storm.cell.radius_km * math.sqrt(luck.random()), luck.uniform(0, 2 * math.pi)
        squeeze = math.cos(math.radians(middle.lat))
        strikes.append(
            Strike(
                at,
                LonLat(
                    middle.lon + far * math.sin(turn) / KM_PER_DEGREE / squeeze,
                    middle.lat + far * math.cos(turn) / KM_PER_DEGREE,
                ),
            )
        )


def _levels(smoke: Iterable[SmokeLevel], begins: datetime) -> tuple[tuple[datetime, float], ...]:
    return tuple(sorted((begins + timedelta(minutes=level.at_min), level.ugm3) for level in smoke))
