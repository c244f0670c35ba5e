"""The drawing board: a flat plane around the city's centre, and the pen strokes on it.

Everything is drawn as (x, y): x kilometres east and y kilometres north of the centre.
"""

import math
import zlib
from collections.abc import Sequence

Point = tuple[float, float]
LonLat = tuple[float, float]

CENTER: LonLat = (-74.0060, 40.7128)
KM_PER_DEGREE_LON = 84.38
KM_PER_DEGREE_LAT = 111.05
GRID_TILT_DEG = 12.0


def to_lon_lat(point: Point) -> LonLat:
    """Project a point of the board to longitude and latitude, rounded to 6 decimals (0.1 m)."""
    lon = CENTER[0] + point[0] / KM_PER_DEGREE_LON
    lat = CENTER[1] + point[1] / KM_PER_DEGREE_LAT
    return (round(lon, 6), round(lat, 6))


def grid(u: float, v: float) -> Point:
    """Place a point of the tilted street grid: u km along Main Street, v km across it."""
    tilt = math.radians(GRID_TILT_DEG)
    cos, sin = math.cos(tilt), math.sin(tilt)
    return (u * cos + v * sin, v * cos - u * sin)


def curve(points: Sequence[Point], step_km: float = 0.25) -> list[Point]:
    """Draw a smooth line through the points (Catmull-Rom), a vertex about every `step_km`."""
    if len(points) < 3:
        return list(points)
    padded = [points[0], *points, points[-1]]
    drawn = [points[0]]
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces = max(1, round(math.dist(b, c) / step_km))
        drawn += [_between(a, b, c, d, i / pieces) for i in range(1, pieces)]
        drawn.append(c)
    return drawn


def roughen(points: Sequence[Point], name: str, grain_km: float) -> list[Point]:
    """Give a line the small bends of a shore or a lane; its ends stay where they are.

    The bends depend on the line's name only, so every drawing is the same.
    """
    if grain_km == 0 or len(points) < 3:
        return list(points)
    phase = zlib.crc32(name.encode()) % 628 / 100
    drawn = [points[0]]
    for i, (before, here, after) in enumerate(zip(points, points[1:], points[2:], strict=False), 1):
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy)
        shift = grain_km * (math.sin(2.1 * i + phase) + 0.6 * math.sin(0.83 * i + 2 * phase)) / 1.6
        drawn.append((here[0] - dy / length * shift, here[1] + dx / length * shift))
    drawn.append(points[-1])
    return drawn


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    """Evaluate the Catmull-Rom curve from b (t = 0) to c (t = 1)."""

    def axis(p: float, q: float, r: float, s: float) -> float:
        cubic = (3 * (q - r) + s - p) * t**3 + (2 * p - 5 * q + 4 * r - s) * t**2 + (r - p) * t
        return q + cubic / 2

    return (axis(a[0], b[0], c[0], d[0]), axis(a[1], b[1], c[1], d[1]))
