"""Write what vehicles report: where they are and how they run, with the noise of their sensors."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from core.telemetry import VehiclePosition
from producers.city.course import Floats, metres_per_degree
from producers.city.figures import luck_of, millis, numbers, rounded
from producers.city.vehicles.movers import Mover
from producers.city.vehicles.track import STATUS, State

_POSITION_M: Final = 5.0
"""Standard deviation of a position, east and north."""
_AT_MOST: Final = 2.2
"""No noise exceeds so many of its standard deviations."""
_DELAY_S: Final = 5.0
_SPEED_KMH: Final = 1.1
_ENGINE_C: Final = 0.6
_FUEL_PCT: Final = 0.15
_MOVES_KMH: Final = 0.5
_CROWDS: Final = (
    (0.25, "many_seats_available"), (0.6, "few_seats_available"),
    (0.95, "standing_room_only"), (9.0, "crushed_standing_room_only"),
)  # fmt: skip
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def vehicle_readings(
    movers: Iterable[Mover], seed: int, since_s: float, until_s: float
) -> Iterator[tuple[int, str, VehiclePosition]]:
    """Yield what vehicles publish within `[since, until)`, vehicle by vehicle.

    Yields:
        The instant of publishing in milliseconds since 1970, the key, and the reading.
    """
    for mover in movers:
        published = mover.published(since_s, until_s)
        if len(published):
            yield from _of(mover, published, seed)


def _of(mover: Mover, published: Floats, seed: int) -> Iterator[tuple[int, str, VehiclePosition]]:
    taken = published - mover.lag_s
    found = mover.moves.sample(taken)
    luck = luck_of(seed, "noise", mover.id, int(published[0]))
    noise = np.clip(luck.normal(size=(6, len(taken))), -_AT_MOST, _AT_MOST)
    east, north = metres_per_degree(float(found.lat[0]))
    moving = found.speed_kmh > _MOVES_KMH
    speed = np.where(moving, np.maximum(1.0, found.speed_kmh + noise[2] * _SPEED_KMH), 0.0)
    timed = np.isfinite(found.due_s) & (found.trip >= 0)
    delay = np.where(timed, np.rint(taken - found.due_s + noise[3] * _DELAY_S), 0.0)
    fuel: Sequence[float | None] = [None] * len(taken)
    engine = fuel
    if mover.gauges is not None:
        left = mover.gauges.fuel_pct(taken) + noise[4] * _FUEL_PCT
        fuel = rounded(np.clip(left, 0, 100), 1)
        engine = rounded(mover.gauges.engine_c(taken) + noise[5] * _ENGINE_C, 1)
    rows = zip(
        millis(published), millis(taken),
        rounded(found.lon + noise[0] * _POSITION_M / east, 6),
        rounded(found.lat + noise[1] * _POSITION_M / north, 6),
        rounded(speed, 1), numbers(moving.astype(np.int64)), rounded(found.heading_deg, 0),
        numbers(found.state), numbers(found.trip), numbers(found.stop),
        numbers(timed.astype(np.int64)), numbers(delay.astype(np.int64)), rounded(found.load, 2),
        fuel, engine, strict=True,
    )  # fmt: skip
    key, kind, line = mover.id, mover.kind, mover.line
    trips: list[str] = list(mover.trips)
    stops: list[str] = list(mover.stops)
    off = int(State.OFF)
    for when, milli, x, y, kmh, moves, heading, state, trip, stop, on, late, load, pct, hot in rows:
        if state == off:
            continue
        yield (
            when,
            key,
            VehiclePosition(
                vehicle_id=key,
                kind=kind,
                line=line,
                trip_id=trips[int(trip)] if trip >= 0 else "",
                lat=y,
                lon=x,
                speed_kmh=kmh,
                heading_deg=heading if moves else None,
                status=STATUS[int(state)],
                next_stop=stops[int(stop)] if stop >= 0 else "",
                delay_s=late if on else None,
                occupancy=_crowd(load) if on else None,
                fuel_pct=pct,
                engine_temp_c=hot,
                timestamp=EPOCH + timedelta(milliseconds=milli),
            ),
        )


def _crowd(load: float) -> str:
    return next((word for most, word in _CROWDS if load < most), _CROWDS[-1][1])
