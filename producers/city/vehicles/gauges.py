"""Tell what a vehicle's own gauges show: fuel and the heat of its engine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.event import EventType
from producers.city.chance import chance
from producers.city.course import Floats
from producers.city.plan import Upset

WARM_C: Final = 110.0
"""From here on an engine is too hot."""
LOW_PCT: Final = 10.0
GAUGED: Final = (EventType.ENGINE_WARNING, EventType.FUEL_WARNING)
"""What a plan may want of gauges."""
_NORMAL_C: Final = 89.0
_HEATS_S: Final = 150.0
_COOLS_S: Final = 240.0
_FILLING_S: Final = 240.0


@dataclass(frozen=True, slots=True, eq=False)
class Gauges:
    """Hold what the gauges of one vehicle show over a stretch.

    Attributes:
        fuel: instants, and how full the tank is at each, in per cent; linear between.
        heats: begin, end and highest temperature of each time that the engine runs hot.
        phase: makes the engine's small swings its own.
    """

    fuel_s: Floats
    fuel: Floats
    heats: Sequence[tuple[float, float, float]]
    phase: float

    def fuel_pct(self, seconds: Floats) -> Floats:
        """Return how full the tank is."""
        return np.interp(seconds, self.fuel_s, self.fuel)

    def engine_c(self, seconds: Floats) -> Floats:
        """Return the heat of the engine in degrees Celsius."""
        heat = _NORMAL_C + 3.5 * np.sin(seconds / 640 + self.phase)
        for begins, ends, top in self.heats:
            rise = np.interp(
                seconds, [begins - _HEATS_S, begins, ends, ends + _COOLS_S], [0.0, 1.0, 1.0, 0.0]
            )
            heat = heat + rise * (top - heat)
        return heat


def make_gauges(
    seed: int, vehicle: str, begins_s: float, ends_s: float, upsets: Iterable[Upset]
) -> Gauges:
    """Fill a vehicle's tank, and let it go as the plan's upsets want.

    Args:
        seed: of the world.
        vehicle: its id.
        begins_s: when the stretch begins, since 1970.
        ends_s: when it ends.
        upsets: of this vehicle, those of other kinds included.
    """
    luck = chance(seed, "gauges", vehicle)
    heats: list[tuple[float, float, float]] = []
    lows: list[tuple[float, float, float]] = []
    for upset in upsets:
        begins = upset.span.start.timestamp()
        ends = (upset.span.end or upset.span.start).timestamp()
        if upset.kind is EventType.ENGINE_WARNING:
            heats.append((begins, ends, upset.factor))
        elif upset.kind is EventType.FUEL_WARNING:
            lows.append((begins, ends, upset.factor))
    an_hour = luck.uniform(2.4, 4.2)
    fills_at = luck.uniform(20, 30)
    knots = [(begins_s, luck.uniform(38, 96))]
    for since, until, least in sorted(lows):
        if since > knots[-1][0] + 600:
            _burn(knots, since, an_hour, fills_at)
            _run_low(knots, since, until, least, an_hour)
    _burn(knots, ends_s + 3600, an_hour, fills_at)
    seconds, levels = zip(*knots, strict=True)
    return Gauges(np.array(seconds), np.array(levels), heats, luck.uniform(0, 6.28))


def _burn(knots: list[tuple[float, float]], until: float, an_hour: float, fills_at: float) -> None:
    """Go on to an instant, filling the tank whenever it is low."""
    while True:
        second, level = knots[-1]
        lasts = max(0.0, level - fills_at) / an_hour * 3600
        if second + lasts + _FILLING_S >= until:
            knots.append((until, level - (until - second) / 3600 * an_hour))
            return
        knots += [(second + lasts, fills_at), (second + lasts + _FILLING_S, 97.0)]


def _run_low(
    knots: list[tuple[float, float]], since: float, until: float, least: float, an_hour: float
) -> None:
    """Let the tank that is reached run low: from `since` on at 10 per cent and below."""
    after = next((n for n in range(len(knots) - 1, 0, -1) if knots[n][1] > knots[n - 1][1]), 0)
    del knots[after + 1 :]
    second, level = knots[-1]
    dry = LOW_PCT + 0.8 + (since - second) / 3600 * an_hour
    if after == 0 or dry > level:
        knots[-1] = (second, min(97.0, dry))
    knots += [
        (since - 60, LOW_PCT + 0.8), (since, LOW_PCT - 0.4), (until, max(1.0, least)),
        (until + _FILLING_S, 97.0),
    ]  # fmt: skip
