"""Tell what Gridham's sensors measured over the last hours, up to a given instant, in order."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tests.e2e.feeding import Feed
from tests.e2e.gridham import within
from tests.e2e.running import Json
from tests.e2e.sensed_pack import LEG_S, LINES, STOPS

DWELL_S: Final = 25
Shape = Callable[[float], Json]
"""What a reading says at so many minutes before the end, beside what is always in it."""


@dataclass(frozen=True)
class Sensed:
    """One reading as it is published."""

    at: datetime
    topic: str
    key: str
    body: Json


def readings(
    end: datetime, topic: str, key: str, shape: Shape, *, minutes: float, every_s: float,
    until_min: float = 0.0,
) -> Iterator[Sensed]:  # fmt: skip
    """Give one subject's readings from `minutes` before the end until `until_min` before it."""
    field = {"vehicle_positions": "vehicle_id", "traffic_conditions": "road_id",
             "rider_taps": "stop_id", "environment_readings": "station_id"}[topic]  # fmt: skip
    start = end - timedelta(minutes=minutes) + timedelta(seconds=_chance(key).uniform(0, every_s))
    steps = int((minutes - until_min) * 60 / every_s)
    for step in range(steps):
        instant = start + timedelta(seconds=step * every_s)
        before = (end - instant).total_seconds() / 60
        if before < until_min:
            break
        body = {field: key, "timestamp": instant.isoformat()} | shape(before)
        yield Sensed(instant, topic, key, body)


def run(line: str, head_start_s: float, *, kind: str = "bus", **more: object) -> Shape:
    """Let a vehicle run to and fro on a line; `head_start_s` moves it along."""
    short, _, _, along = LINES[line]
    loop = (*along, *reversed(along[1:-1]))

    def shape(before: float) -> Json:
        second = head_start_s - before * 60 + 100_000 * LEG_S * len(loop)
        leg, into = divmod(second, LEG_S)
        here, there = loop[int(leg) % len(loop)], loop[(int(leg) + 1) % len(loop)]
        dwelling = into < DWELL_S
        share = 0.0 if dwelling else (into - DWELL_S) / (LEG_S - DWELL_S)
        (lon, lat), (to_lon, to_lat) = STOPS[here][1], STOPS[there][1]
        return {
            "kind": kind, "line": short, "lat": round(lat + (to_lat - lat) * share, 6),
            "lon": round(lon + (to_lon - lon) * share, 6), "speed_kmh": 0.0 if dwelling else 46.0,
            "next_stop": here if dwelling else there, "status": "in_service", "delay_s": 10,
            "engine_temp_c": 90.0, "fuel_pct": 60.0,
        } | more  # fmt: skip

    return shape


def stand(area: str, **more: object) -> Shape:
    """Let something be in one place of an area."""
    lon, lat = within(area)
    return lambda _: {"lat": lat, "lon": lon} | more


def changing(shape: Shape, *changes: tuple[float, float, Json]) -> Shape:
    """Say something else while `from` ≥ minutes before the end > `to`."""

    def changed(before: float) -> Json:
        body = shape(before)
        for start, stop, other in changes:
            if start >= before > stop:
                body = body | other
        return body

    return changed


def _chance(key: str) -> random.Random:
    return random.Random(key)


def told(end: datetime) -> list[Sensed]:
    """Return the whole story in the order of its instants."""
    parts = [*_vehicles(end), *_roads(end), *_stations(end), *_taps(end)]
    return sorted(parts, key=lambda sensed: (sensed.at, sensed.topic, sensed.key))


def _vehicles(end: datetime) -> Iterator[Sensed]:
    late: Json = {"delay_s": 540}
    shapes: dict[str, tuple[Shape, float]] = {
        "bus-calm": (run("bus77", 0), 0),
        "bus-late": (changing(run("bus77", 225), (14, 0, late)), 0),
        "bus-was-late": (changing(run("bus77", 450), (22, 12, late)), 0),
        "bus-stopped": (_halts(run("bus77", 675), 12), 0),
        "bus-hot": (changing(run("bus77", 900), (6, 0, {"engine_temp_c": 121.0})), 0),
        "bus-dry": (changing(run("bus77", 1125), (10, 0, {"fuel_pct": 7.0})), 0),
        "bus-fast": (changing(run("bus77", 1350), (3, 0, {"speed_kmh": 104.0})), 0),
        "bus-gone": (run("bus77", 1575), 12),
        "truck-in": (changing(stand("Oxcombe", kind="truck", speed_kmh=22.0),
                              (5, 0, stand("Pelham")(0))), 0),
        "car-in": (stand("Pelham", kind="car", speed_kmh=31.0), 0),
        **{f"crimson-{n}": (changing(run("crimson", n * 216, kind="train"),
                                     (15, 0, {"delay_s": 480 + 20 * n})), 0) for n in range(5)},
        **{f"indigo-{n}": (run("indigo", n * 630, kind="tram"), 0) for n in range(4)},
        "indigo-close": (run("indigo", -35, kind="tram"), 0),
    }  # fmt: skip
    for key, (shape, until_min) in shapes.items():
        yield from readings(end, "vehicle_positions", key, shape, minutes=28, every_s=15,
                            until_min=until_min)  # fmt: skip


def _halts(shape: Shape, since: float) -> Shape:
    """Let a vehicle stand between two stops from so many minutes before the end on."""
    where = next(n for n in range(200) if shape(since + n / 6)["speed_kmh"] > 0 and
                 shape(since + n / 6 + 0.8)["speed_kmh"] > 0)  # fmt: skip
    held = since + where / 6
    return lambda before: shape(before) if before > held else shape(held) | {"speed_kmh": 0.0}


def _roads(end: datetime) -> Iterator[Sensed]:
    shapes = {
        "street-1": stand("Jesmond", name="Kestrel Street", speed_kmh=47.0, free_flow_kmh=50.0),
        "street-3": changing(stand("Ashvale", name="Plover Street", speed_kmh=48.0,
                                   free_flow_kmh=50.0), (9, 0, {"speed_kmh": 8.0})),
        "street-4": changing(stand("Kirkstead", name="Curlew Street", speed_kmh=48.0,
                                   free_flow_kmh=50.0), (40, 25, {"speed_kmh": 7.0})),
    }  # fmt: skip
    for key, shape in shapes.items():
        yield from readings(end, "traffic_conditions", key, _shaken(key, shape, "speed_kmh"),
                            minutes=180, every_s=30)  # fmt: skip


def _stations(end: datetime) -> Iterator[Sensed]:
    mild: Json = {"pm25_ugm3": 8.0, "temperature_c": 18.0, "wind_kmh": 12.0, "noise_db": 55.0}
    shapes = {
        "air-calm": stand("Alderton", **mild),
        "air-spike": changing(stand("Selwick", **mild), (31, 30, {"pm25_ugm3": 500.0})),
        "air-smoke": changing(stand("Thornby", **mild), (210, 0, {"pm25_ugm3": 160.0})),
        "air-hot": changing(stand("Venthill", **mild), (25, 0, {"temperature_c": 37.5})),
        "air-was-hot": changing(stand("Coldham", **mild), (60, 30, {"temperature_c": 36.5})),
        "air-gale": changing(stand("Holmwood", **mild), (12, 0, {"wind_kmh": 78.0})),
        "air-loud": changing(stand("Inchley", **mild), (8, 0, {"noise_db": 97.0})),
    }
    for key, shape in shapes.items():
        shaken = _shaken(key, shape, "pm25_ugm3")
        yield from readings(end, "environment_readings", key, shaken, minutes=270, every_s=60)


def _taps(end: datetime) -> Iterator[Sensed]:
    usual: Shape = lambda _: {"direction": "in", "count": 6}  # noqa: E731
    shapes = {
        "s3": usual, "s4": usual, "s5": usual,
        "s6": changing(usual, (18, 0, {"count": 48})),
    }  # fmt: skip
    for key, shape in shapes.items():
        yield from readings(end, "rider_taps", key, _shaken(key, shape, "count"), minutes=240,
                            every_s=60)  # fmt: skip


def _shaken(key: str, shape: Shape, name: str) -> Shape:
    """Let a number be a little off, up to a tenth, the same at each telling."""

    def shaken(before: float) -> Json:
        body = shape(before)
        exact = body[name]
        off = exact * _chance(f"{key} {before:.4f}").uniform(0.9, 1.1)
        return body | {name: round(off) if isinstance(exact, int) else round(off, 1)}

    return shaken


def publish(feed: Feed, story: list[Sensed]) -> None:
    """Publish readings in their order, and wait for the acknowledgements."""
    for sensed in story:
        feed.post_to(sensed.topic, sensed.key, json.dumps(sensed.body).encode())
    feed.flush()
