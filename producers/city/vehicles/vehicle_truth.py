"""Tell what was really so of each vehicle: late, broken down, too hot, too fast, silent, fenced."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import shapely

from core.event import EventType
from core.geo import LonLat
from producers.city.cars.cars import Errand
from producers.city.course import Floats, Position, metres_per_degree
from producers.city.happening import TruthInterval, Where
from producers.city.plan import Plan
from producers.city.spells import Spell, lasting, span_of, spells
from producers.city.vehicles.fences import Fence
from producers.city.vehicles.gauges import LOW_PCT, WARM_C
from producers.city.vehicles.movers import SPEED_LIMITS_KMH, Mover
from producers.city.vehicles.track import Sample, State

STEP_S: Final = 5.0
LEAD_S: Final = 600.0
"""What is so when the stretch begins is looked at from so long before."""
LATE_S, LESS_LATE_S, LATE_FOR_S = 300.0, 180.0, 120.0
STANDS_S: Final = 300.0
HOT_S: Final = 60.0
FAST_S: Final = 30.0
SILENT_S: Final = 300.0
SILENT_INTERVALS: Final = 3.0
AT_END_M: Final = 150.0
"""Who stands this near to an end of its line has its layover."""
_STILL_KMH: Final = 0.5


def vehicle_truth(
    plan: Plan,
    movers: Sequence[Mover],
    ends: Mapping[str, Sequence[Position]],
    fences: Sequence[Fence],
    errands: Mapping[str, Sequence[Errand]],
) -> Iterator[TruthInterval]:
    """Yield what was so of vehicles over the stretch, vehicle by vehicle.

    Args:
        plan: of the stretch.
        movers: the vehicles.
        ends: where each line begins and ends, by line.
        fences: areas that some are to keep out of.
        errands: what the plan wanted of cars, for the cause of what they did.
    """
    begins_s = plan.begins.timestamp()
    seconds = np.arange(begins_s - LEAD_S, plan.ends.timestamp(), STEP_S)
    for mover in movers:
        sample = mover.moves.sample(seconds)
        causes = [(e.begins_s, e.kind, e.cause) for e in errands.get(mover.id, ())]
        for kind, subject, whole, at, detail in _found(mover, sample, seconds, ends, fences):
            spell = (max(whole[0], begins_s), whole[1])
            if spell[1] <= begins_s:
                continue
            cause = next((c for s, k, c in reversed(causes) if k is kind and s <= spell[1]), "")
            yield TruthInterval(
                type=kind,
                subject=subject,
                span=span_of(spell),
                where=Where(lines=(mover.line,) if mover.line else (), point=_point(sample, at)),
                happening=cause,
                detail=detail,
            )


_Found = tuple[EventType, str, Spell, int, tuple[tuple[str, float | str], ...]]


def _found(
    mover: Mover,
    sample: Sample,
    seconds: Floats,
    ends: Mapping[str, Sequence[Position]],
    fences: Sequence[Fence],
) -> Iterator[_Found]:
    heard = sample.state != State.OFF

    def place(spell: Spell) -> int:
        return min(int((spell[0] - seconds[0]) / STEP_S), len(seconds) - 1)

    if mover.line:
        delay = delays(sample, seconds)
        for spell in lasting(delay, seconds, LATE_S, LESS_LATE_S, LATE_FOR_S):
            first, last = place(spell), place((spell[1], 0.0))
            most = float(np.nanmax(delay[first : max(first + 1, last)]))
            yield EventType.VEHICLE_DELAY, mover.id, spell, first, (("most_s", round(most)),)
    for spell in spells(stands(mover, sample, ends), seconds, STANDS_S):
        own = sample.state[place(spell)] in (State.BROKEN, State.STUCK)
        detail = (("own", 1.0 if own else 0.0),)
        yield EventType.BREAKDOWN, mover.id, spell, place(spell), detail
    if mover.gauges is not None:
        hot = (mover.gauges.engine_c(seconds) >= WARM_C) & heard
        for spell in spells(hot, seconds, HOT_S):
            yield EventType.ENGINE_WARNING, mover.id, spell, place(spell), ()
        for spell in spells((mover.gauges.fuel_pct(seconds) <= LOW_PCT) & heard, seconds):
            yield EventType.FUEL_WARNING, mover.id, spell, place(spell), ()
    limit = SPEED_LIMITS_KMH.get(mover.kind)
    if limit is not None and mover.kind != "ambulance":
        fast = sample.speed_kmh > limit
        for spell in spells(fast & heard, seconds, FAST_S):
            yield EventType.SPEEDING, mover.id, spell, place(spell), ()
    for fence in fences:
        if not fence.kinds or mover.kind in fence.kinds:
            inside = shapely.contains_xy(fence.shape, sample.lon, sample.lat)
            for spell in spells(inside & heard, seconds):
                subject = f"{fence.rule}/{mover.id}"
                yield EventType.GEOFENCE, subject, spell, place(spell), ()
    for silence in mover.silences:
        spell = unheard(silence.begins_s, silence.ends_s, mover.interval_s, mover.phase_s)
        at = place(spell)
        known = sample.state[at : place((spell[1], 0.0))]
        if spell[1] - spell[0] >= max(SILENT_INTERVALS * mover.interval_s, SILENT_S) and not (
            np.isin(known, (State.OFF, State.OUT_OF_SERVICE)).any()
        ):
            yield EventType.SENSOR_SILENT, mover.id, spell, at, (("upset", silence.upset),)


def delays(sample: Sample, seconds: Floats) -> Floats:
    """Return the true delays in seconds; not a number where a vehicle has no run."""
    return np.where(np.isfinite(sample.due_s) & (sample.trip >= 0), seconds - sample.due_s, np.nan)


def stands(
    mover: Mover, sample: Sample, ends: Mapping[str, Sequence[Position]]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return where a vehicle stands though it should not: broken down, or held on its line."""
    broken = (sample.state == State.BROKEN) | (sample.state == State.STUCK)
    if not mover.line:
        return broken
    away = np.ones(len(sample.lon), dtype=bool)
    for lon, lat in ends.get(mover.line, ()):
        east, north = metres_per_degree(lat)
        away &= np.hypot((sample.lon - lon) * east, (sample.lat - lat) * north) > AT_END_M
    still = (sample.speed_kmh < _STILL_KMH) & (sample.state == State.IN_SERVICE)
    return broken | (still & away)


def unheard(begins_s: float, ends_s: float, interval_s: float, phase_s: float) -> Spell:
    """Return the time from the last record before a silence to the first after it."""
    before = np.ceil((begins_s - phase_s) / interval_s) - 1
    after = np.ceil((ends_s - phase_s) / interval_s)
    return float(phase_s + before * interval_s), float(phase_s + after * interval_s)


def _point(sample: Sample, place: int) -> LonLat:
    return LonLat(round(float(sample.lon[place]), 6), round(float(sample.lat[place]), 6))
