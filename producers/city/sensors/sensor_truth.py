"""Tell what was really so of roads, stations and stops, whatever their sensors said."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from core.event import EventType
from core.geo import LonLat
from producers.city.course import Floats
from producers.city.happening import TruthInterval, Where
from producers.city.plan import Plan
from producers.city.sensors import nowcast
from producers.city.sensors.air import Station, air_at
from producers.city.sensors.air_readings import INTERVAL_S as AIR_S
from producers.city.sensors.riders import Gate
from producers.city.sensors.silences import Silence
from producers.city.sensors.traffic_readings import INTERVAL_S as CAMERA_S
from producers.city.sensors.traffic_readings import Camera
from producers.city.spells import Spell, lasting, span_of, spells
from producers.city.streets.roads import STEP_S, Roads
from producers.city.vehicles.vehicle_truth import SILENT_INTERVALS, SILENT_S, unheard

SLOW: Final = 0.5
CONGESTED_S: Final = 600.0
SUDDEN_S: Final = 300.0
SLOWED_S: Final = 180.0
SURGE_TIMES: Final = 2.0
SURGE_MORE: Final = 10.0
SURGE_S: Final = 600.0
HOT_C, LESS_HOT_C, HOT_S = 35.0, 34.0, 600.0
GALE_KMH, LESS_WINDY_KMH, GALE_S = 62.0, 54.0, 300.0
BAD_INDEX: Final = 100.0
_HOUR_S: Final = 3600.0
_KNOWN: Final = 45
"""Minutes of an hour that must be known for its mean."""


def road_truth(plan: Plan, cameras: Sequence[Camera], roads: Roads) -> Iterator[TruthInterval]:
    """Yield when roads with a camera were jammed, slowed at once, or not seen."""
    first, last = roads.row(plan.begins.timestamp()), roads.row(plan.ends.timestamp())
    seconds = roads.seconds[first:last]
    sudden = int(SUDDEN_S / STEP_S)
    for camera in cameras:
        column = roads.ratio[:, camera.place]
        where = Where(road=camera.road.id, point=LonLat(*camera.road.point))
        for spell in spells(column[first:last] < SLOW, seconds, SLOWED_S):
            row = roads.row(spell[0])
            floor = float(column[row : roads.row(spell[0] + SLOWED_S) + 1].min())
            fell = float(column[max(0, row - sudden // 2) : row + 1].max()) >= 2 * floor
            kind = EventType.SLOWDOWN if fell else EventType.CONGESTION
            if fell or spell[1] - spell[0] >= CONGESTED_S:
                yield _interval(kind, camera.road.id, spell, where, _cause(camera, roads, spell))
        for silence in camera.silences:
            yield from _silent(
                silence, CAMERA_S, camera.phase_s, camera.road.id, where, ("camera", camera.id)
            )


def station_truth(plan: Plan, stations: Sequence[Station], roads: Roads) -> Iterator[TruthInterval]:
    """Yield when the air at stations was bad, hot or stormy, and when they were silent."""
    seconds = np.arange(plan.begins.timestamp(), plan.ends.timestamp(), 60.0)
    for station in stations:
        where = Where(point=LonLat(*station.point))
        air = air_at(station, plan, roads, seconds)
        for spell in _bad_air(air.pm25_ugm3, air.pm10_ugm3, seconds):
            yield _interval(EventType.AIR_QUALITY, station.id, spell, where)
        for spell in lasting(air.temperature_c, seconds, HOT_C, LESS_HOT_C, HOT_S):
            yield _interval(EventType.HEAT, station.id, spell, where)
        for spell in lasting(air.wind_kmh, seconds, GALE_KMH, LESS_WINDY_KMH, GALE_S):
            yield _interval(EventType.WIND, station.id, spell, where)
        for silence in station.silences:
            yield from _silent(silence, AIR_S, station.phase_s, station.id, where)


def gate_truth(plan: Plan, gates: Sequence[Gate]) -> Iterator[TruthInterval]:
    """Yield when far more riders than usual went in at stops."""
    seconds = np.arange(plan.begins.timestamp(), plan.ends.timestamp(), 30.0)
    for gate in gates:
        if not gate.crowds:
            continue
        usual, (going_in, _) = gate.usual(seconds, plan), gate.rates(seconds, plan)
        surging = (going_in >= SURGE_TIMES * usual) & (going_in >= usual + SURGE_MORE)
        for spell in spells(surging, seconds, SURGE_S):
            cause = next(
                (c.cause for c in gate.crowds if c.begins_s <= spell[1] and spell[0] <= c.ends_s),
                "",
            )
            where = Where(stops=(gate.stop.id,), point=gate.stop.point)
            yield _interval(EventType.SURGE, gate.stop.id, spell, where, cause)


def _cause(camera: Camera, roads: Roads, spell: Spell) -> str:
    acting = [
        (effect.factor, effect.cause)
        for effect in roads.by_road.get(camera.place, ())
        if effect.begins_s < spell[1] and spell[0] < effect.over_s
    ]
    return min(acting)[1] if acting else ""


def _bad_air(fine: Floats, coarse: Floats, seconds: Floats) -> Iterator[Spell]:
    """Yield the hours in which the NowCast index of the hours before was above 100."""
    hours = (seconds // _HOUR_S).astype(np.int64)
    means: dict[int, tuple[float, float]] = {}
    for hour in range(int(hours[0]), int(hours[-1]) + 1):
        inside = hours == hour
        if int(inside.sum()) >= _KNOWN:
            means[hour] = (float(fine[inside].mean()), float(coarse[inside].mean()))
    bad: list[bool] = []
    numbers = range(int(hours[0]) + 1, int(hours[-1]) + 1)
    for hour in numbers:
        past = [means.get(hour - age) for age in range(1, nowcast.HOURS + 1)]
        small = nowcast.particles([mean and mean[0] for mean in past])
        large = nowcast.particles([mean and mean[1] for mean in past])
        worst = max(
            0.0 if small is None else nowcast.index_of(nowcast.PM25, small, 1),
            0.0 if large is None else nowcast.index_of(nowcast.PM10, large, 0),
        )
        bad.append(round(worst) > BAD_INDEX)
    if bad:
        starts = np.array([hour * _HOUR_S for hour in numbers])
        for since, until in spells(np.array(bad), starts):
            yield since, min(until, float(seconds[-1]) + 60)


def _silent(
    silence: Silence, interval_s: float, phase_s: float, subject: str, where: Where,
    *detail: tuple[str, float | str],
) -> Iterator[TruthInterval]:  # fmt: skip
    spell = unheard(silence.begins_s, silence.ends_s, interval_s, phase_s)
    if spell[1] - spell[0] >= max(SILENT_INTERVALS * interval_s, SILENT_S):
        yield TruthInterval(
            type=EventType.SENSOR_SILENT, subject=subject, span=span_of(spell), where=where,
            detail=(*detail, ("upset", silence.upset)),
        )  # fmt: skip


def _interval(
    kind: EventType, subject: str, spell: Spell, where: Where, cause: str = ""
) -> TruthInterval:
    return TruthInterval(
        type=kind, subject=subject, span=span_of(spell), where=where, happening=cause
    )
