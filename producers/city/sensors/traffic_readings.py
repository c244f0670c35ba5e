"""Write what cameras see of the traffic on each road, every half minute."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np

from core.telemetry import TrafficCondition
from producers.city.chance import share
from producers.city.figures import luck_of, millis, rounded
from producers.city.plan import Plan
from producers.city.sensors.silences import Silence, silences_of, spoken_at
from producers.city.streets.roads import Road, Roads
from producers.city.vehicles.vehicle_readings import EPOCH

INTERVAL_S: Final = 30.0
_LAG_S: Final = 0.6
_SPEED_SHARE: Final = 0.035
_A_LANE_PER_MIN: Final = 11.0
"""Vehicles that one lane carries in a minute at the busiest hour."""


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """Hold one camera.

    Attributes:
        place: of its road among the pack's streets.
        silences: when it reports nothing.
    """

    id: str
    road: Road
    place: int
    phase_s: float
    silences: Sequence[Silence]


def cameras_of(plan: Plan, roads: Roads, count: int) -> tuple[Camera, ...]:
    """Put cameras at so many roads, first where something is to happen, and order them by road."""
    eventful = list(dict.fromkeys(effect.road for effect in roads.effects if effect.factor < 0.55))
    places = [*eventful, *(p for p in range(len(roads.roads)) if p not in set(eventful))][:count]
    ids = {f"cam-{roads.roads[place].id}": place for place in places}
    silent = silences_of(plan, "camera", sorted(ids))
    return tuple(
        Camera(
            name, roads.roads[ids[name]], ids[name],
            INTERVAL_S * share(plan.seed, "camera", name), silent.get(name, ()),
        )
        for name in sorted(ids)
    )  # fmt: skip


def traffic_readings(
    cameras: Sequence[Camera], roads: Roads, seed: int, since_s: float, until_s: float
) -> Iterator[tuple[int, str, TrafficCondition]]:
    """Yield what cameras publish within `[since, until)`, camera by camera.

    Yields:
        The instant of publishing in milliseconds since 1970, the key, and the reading.
    """
    for camera in cameras:
        published = spoken_at(since_s, until_s, INTERVAL_S, camera.phase_s, camera.silences)
        if not len(published):
            continue
        taken = published - _LAG_S
        luck = luck_of(seed, "camera", camera.id, int(published[0]))
        noise = luck.normal(size=(2, len(taken)))
        rows = roads.rows(taken)
        true_kmh = roads.speed_kmh[rows, camera.place]
        ratio, demand = roads.ratio[rows, camera.place], roads.demand[rows]
        kmh = true_kmh * (1 + np.clip(noise[0], -2.5, 2.5) * _SPEED_SHARE)
        most = camera.road.lanes * _A_LANE_PER_MIN
        flow = most * demand * np.minimum(1.0, 0.35 + 0.65 * ratio)
        seen = np.maximum(0.0, flow + noise[1] * np.sqrt(flow + 0.5))
        full = np.clip(100 * flow / most * 11 / np.maximum(4.0, true_kmh), 0, 100)
        readings = zip(
            millis(published), millis(taken), rounded(np.maximum(kmh, 0.5), 1),
            rounded(seen, 0), rounded(full, 1), strict=True,
        )  # fmt: skip
        road = camera.road
        lon, lat = road.point
        for when, milli, speed, passing, occupied in readings:
            yield (
                when,
                road.id,
                TrafficCondition(
                    road_id=road.id,
                    name=road.name,
                    lat=lat,
                    lon=lon,
                    speed_kmh=speed,
                    free_flow_kmh=road.free_flow_kmh,
                    vehicles_per_min=passing,
                    occupancy=occupied,
                    camera_id=camera.id,
                    timestamp=EPOCH + timedelta(milliseconds=milli),
                ),
            )
