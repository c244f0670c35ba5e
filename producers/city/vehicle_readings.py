"""Write what vehicles report: where they are and how they run, with the noise of their sensors."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from core.telemetry import VehiclePosition
from producers.city.chance import share
from producers.city.course import metres_per_degree
from producers.city.movers import Mover
from producers.city.track import STATUS, State

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


def _of(
    mover: Mover, published: np.ndarray[tuple[int], np.dtype[np.float64]], seed: int
) -> Iterator[tuple[int, str, VehiclePosition]]:
    taken = published - mover.lag_s
    found = mover.moves.sample(taken)
    number = int(share(seed, "noise", mover.id, int(published[0])) * 2**53)
    noise = np.random.Generator(np.random.PCG64(number)).normal(size=(6, len(taken)))
    noise = np.clip(noise, -_AT_MOST, _AT_MOST)
    east, north = metres_per_degree(float(found.lat[0]))
    moving = found.speed_kmh > _MOVES_KMH
    lon = np.round(found.lon + noise[0] * _POSITION_M / east, 6).tolist()
    lat = np.round(found.lat + noise[1] * _POSITION_M / north, 6).tolist()
    speed = np.where(moving, np.maximum(1.0, found.speed_kmh + noise[2] * _SPEED_KMH), 0.0)
    delay = np.round(taken - found.due_s + noise[3] * _DELAY_S)
    timed = np.isfinite(delay) & (found.trip >= 0)
    delay = np.where(timed, delay, 0).astype(np.int64)
    fuel = engine = [None] * len(taken)
    if mover.gauges is not None:
        fuel = np.round(np.clip(mover.gauges.fuel_pct(taken) + noise[4] * _FUEL_PCT, 0, 100), 1)
        fuel = fuel.tolist()
        engine = np.round(mover.gauges.engine_c(taken) + noise[5] * _ENGINE_C, 1).tolist()
    millis = np.floor(taken * 1000).astype(np.int64).tolist()
    whens = np.floor(published * 1000).astype(np.int64).tolist()
    rows = zip(
        whens, millis, lon, lat, np.round(speed, 1).tolist(), moving.tolist(),
        np.round(found.heading_deg).tolist(), found.state.tolist(), found.trip.tolist(),
        found.stop.tolist(), timed.tolist(), delay.tolist(), found.load.tolist(), fuel, engine,
        strict=True,
    )  # fmt: skip
    key, kind, line = mover.id, mover.kind, mover.line
    trips, stops, off = mover.trips, mover.stops, int(State.OFF)
    for when, milli, x, y, kmh, moves, heading, state, trip, stop, on, late, load, pct, hot in rows:
        if state == off:
            continue
        yield when, key, VehiclePosition(
            vehicle_id=key,
            kind=kind,
            line=line,
            trip_id=trips[trip] if trip >= 0 else "",
            lat=y,
            lon=x,
            speed_kmh=kmh,
            heading_deg=heading if moves else None,
            status=STATUS[state],
            next_stop=stops[stop] if stop >= 0 else "",
            delay_s=late if on else None,
            occupancy=_crowd(load) if on else None,
            fuel_pct=pct,
            engine_temp_c=hot,
            timestamp=EPOCH + timedelta(milliseconds=milli),
        )


def _crowd(load: float) -> str:
    return next((word for most, word in _CROWDS if load < most), _CROWDS[-1][1])
