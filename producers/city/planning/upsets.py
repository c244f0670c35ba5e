"""Plan what only sensors show: engines' warnings, silent cameras, jams, crowds without a cause."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from core.event import EventType
from core.timespan import Span
from producers.city.chance import chance, tag
from producers.city.happening import whole_second
from producers.city.plan_parts import Fleet, Upset
from producers.city.scenario import Scenario

LIVES_MIN: Final[dict[EventType, tuple[float, float]]] = {
    EventType.ENGINE_WARNING: (6, 20),
    EventType.FUEL_WARNING: (15, 40),
    EventType.SPEEDING: (2, 5),
    EventType.GEOFENCE: (4, 10),
    EventType.SENSOR_SILENT: (12, 35),
    EventType.BUNCHING: (8, 20),
    EventType.BREAKDOWN: (8, 25),
    EventType.SURGE: (18, 40),
    EventType.CONGESTION: (20, 50),
    EventType.SLOWDOWN: (8, 25),
}
"""The least and the most minutes that each lasts, long enough to be measured as what it is."""
_FLEETS: Final[dict[EventType, tuple[Fleet, ...]]] = {
    EventType.ENGINE_WARNING: ("transit", "cars"),
    EventType.FUEL_WARNING: ("cars",),
    EventType.SPEEDING: ("cars", "transit"),
    EventType.GEOFENCE: ("cars",),
    EventType.SENSOR_SILENT: ("camera", "station", "transit", "camera"),
    EventType.BUNCHING: ("transit",),
    EventType.BREAKDOWN: ("cars",),
    EventType.SURGE: ("stop",),
    EventType.CONGESTION: ("road",),
    EventType.SLOWDOWN: ("road",),
}
_FACTORS: Final[dict[EventType, tuple[float, float]]] = {
    EventType.ENGINE_WARNING: (112, 126),
    EventType.FUEL_WARNING: (3, 9),
    EventType.SPEEDING: (1.15, 1.4),
    EventType.SURGE: (2.6, 5.0),
    EventType.CONGESTION: (0.2, 0.4),
    EventType.SLOWDOWN: (0.1, 0.35),
}


def plan_upsets(scenario: Scenario, span: Span, seed: int) -> Iterator[Upset]:
    """Yield the upsets that begin by themselves and end within the stretch, by type."""
    for kind in LIVES_MIN:
        for number, at in enumerate(arrivals(seed, kind, span, scenario.upsets.get(kind, 0.0))):
            luck = chance(seed, "upset", kind, at.isoformat(), number)
            least, most = LIVES_MIN[kind]
            ends = at + timedelta(minutes=luck.uniform(least, most))
            if span.end is None or ends < span.end:
                low, high = _FACTORS.get(kind, (1.0, 1.0))
                yield Upset(
                    id=f"{kind}-{tag(5, seed, 'upset', kind, at.isoformat(), number)}",
                    kind=kind,
                    span=Span(at, ends),
                    fleet=luck.choice(_FLEETS[kind]),
                    pick=luck.random(),
                    factor=luck.uniform(low, high),
                )


def arrivals(seed: int, name: str, span: Span, per_hour: float) -> Iterator[datetime]:
    """Yield the whole seconds at which something begins by chance, so many an hour on average."""
    if per_hour <= 0 or span.end is None:
        return
    luck: random.Random = chance(seed, "arrivals", name, span.start.isoformat())
    at = span.start
    while True:
        at += timedelta(hours=luck.expovariate(per_hour))
        if at >= span.end:
            return
        yield whole_second(at)
