"""Write what measuring stations report, every minute, with the noise of their instruments."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

import numpy as np

from core.telemetry import EnvironmentReading
from producers.city.figures import luck_of, millis, rounded
from producers.city.plan import Plan
from producers.city.sensors.air import Station, air_at
from producers.city.sensors.silences import spoken_at
from producers.city.streets.roads import Roads
from producers.city.vehicles.vehicle_readings import EPOCH

INTERVAL_S: Final = 60.0
_LAG_S: Final = 1.2
_SHARES: Final = np.array((0.04, 0.04, 0.03, 0.05, 0.04, 0.015, 0.0, 0.01, 0.05, 0.05))
"""Standard deviation of each instrument as a share of what it measures."""
_FLOORS: Final = np.array((0.3, 0.6, 0.4, 0.4, 0.02, 0.3, 0.12, 0.4, 0.4, 0.0))
"""And what is added to it, in the reading's unit."""
_DIGITS: Final = (1, 1, 1, 1, 2, 1, 1, 0, 1, 1)
_LEAST: Final = np.array((0.0, 0.0, 0.0, 0.0, 0.0, 20.0, -60.0, 1.0, 0.0, 0.0))
_MOST: Final = np.array((2e3, 2e3, 600.0, 900.0, 90.0, 140.0, 60.0, 100.0, 300.0, 400.0))


def air_readings(
    stations: Sequence[Station], plan: Plan, roads: Roads, since_s: float, until_s: float
) -> Iterator[tuple[int, str, EnvironmentReading]]:
    """Yield what stations publish within `[since, until)`, station by station.

    Yields:
        The instant of publishing in milliseconds since 1970, the key, and the reading.
    """
    for station in stations:
        published = spoken_at(since_s, until_s, INTERVAL_S, station.phase_s, station.silences)
        if not len(published):
            continue
        taken = published - _LAG_S
        true = np.stack(air_at(station, plan, roads, taken), axis=1)
        luck = luck_of(plan.seed, "instruments", station.id, int(published[0]))
        noise = luck.normal(size=true.shape)
        noise = np.clip(noise, -2.5, 2.5) * (_FLOORS + _SHARES * np.abs(true))
        told = np.clip(true + noise * (true != 0), _LEAST, _MOST)
        columns = [rounded(told[:, n], digits) for n, digits in enumerate(_DIGITS)]
        lon, lat = station.point
        rows = zip(millis(published), millis(taken), *columns, strict=True)
        for when, milli, pm25, pm10, o3, no2, co, noise_db, warmth, damp, wind, rain in rows:
            yield (
                when,
                station.id,
                EnvironmentReading(
                    station_id=station.id,
                    lat=lat,
                    lon=lon,
                    pm25_ugm3=pm25,
                    pm10_ugm3=pm10,
                    o3_ppb=o3,
                    no2_ppb=no2,
                    co_ppm=co,
                    noise_db=noise_db,
                    temperature_c=warmth,
                    humidity_pct=damp,
                    wind_kmh=wind,
                    rain_mm_h=rain,
                    timestamp=EPOCH + timedelta(milliseconds=milli),
                ),
            )
