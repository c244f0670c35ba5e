"""Tell which sensors fall silent when, and when one publishes that does not."""

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from core.event import EventType
from producers.city.course import Floats
from producers.city.plan import Plan
from producers.city.plan_parts import Fleet

_APART_S: Final = 600.0


class Silence(NamedTuple):
    """Hold from when to when a sensor publishes nothing, and which upset that is."""

    begins_s: float
    ends_s: float
    upset: str


def silences_of(
    plan: Plan, fleet: Fleet, sensors: Sequence[str]
) -> Mapping[str, tuple[Silence, ...]]:
    """Return when which sensors are silent; never two times of one sensor at once.

    Args:
        plan: with its upsets.
        fleet: of what sort the sensors are.
        sensors: their ids, sorted.
    """
    found: dict[str, list[Silence]] = {}
    for upset in plan.upsets:
        if upset.kind is EventType.SENSOR_SILENT and upset.fleet == fleet and sensors:
            begins = upset.span.start.timestamp()
            ends = (upset.span.end or plan.ends).timestamp()
            first = int(upset.pick * len(sensors))
            for sensor in (*sensors[first:], *sensors[:first]):
                taken = found.setdefault(sensor, [])
                if all(s.ends_s + _APART_S < begins or ends + _APART_S < s.begins_s for s in taken):
                    taken.append(Silence(begins, ends, upset.id))
                    break
    return {sensor: tuple(sorted(taken)) for sensor, taken in found.items() if taken}


def spoken_at(
    since_s: float, until_s: float, interval_s: float, phase_s: float, silences: Sequence[Silence]
) -> Floats:
    """Return the instants within `[since, until)` at which one publishes that is not silent.

    Args:
        since_s: seconds since 1970.
        until_s: seconds since 1970.
        interval_s: between two.
        phase_s: moves them against those of others.
        silences: at which it publishes nothing.
    """
    first = math.ceil((since_s - phase_s) / interval_s)
    last = math.ceil((until_s - phase_s) / interval_s)
    times = phase_s + interval_s * np.arange(first, last, dtype=np.float64)
    times = times[(times >= since_s) & (times < until_s)]
    for silence in silences:
        times = times[(times < silence.begins_s) | (times >= silence.ends_s)]
    return times
