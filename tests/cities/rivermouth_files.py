"""Read the demo city's committed files, with their geometry in metres around the centre."""

import csv
import json
from functools import cache
from typing import Any

from shapely.affinity import affine_transform
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from cities.rivermouth.drawing.__main__ import PACK
from cities.rivermouth.drawing.plane import CENTER, KM_PER_DEGREE_LAT, KM_PER_DEGREE_LON


@cache
def features(layer: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((PACK / f"{layer}.geojson").read_text("utf-8"))[
        "features"
    ]
    return found


@cache
def table(name: str) -> list[dict[str, str]]:
    with (PACK / "gtfs" / f"{name}.txt").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def metres(geometry: BaseGeometry) -> BaseGeometry:
    """Project longitude and latitude to metres around the city's centre."""
    x, y = KM_PER_DEGREE_LON * 1000, KM_PER_DEGREE_LAT * 1000
    return affine_transform(geometry, [x, 0, 0, y, -CENTER[0] * x, -CENTER[1] * y])


@cache
def drawn(layer: str, *kinds: str) -> dict[str, BaseGeometry]:
    return {
        f["properties"]["name"]: metres(shape(f["geometry"]))
        for f in features(layer)
        if not kinds or f["properties"]["kind"] in kinds
    }


def neighbourhoods() -> dict[str, BaseGeometry]:
    return drawn("areas", "district", "neighbourhood")


def water() -> BaseGeometry:
    return unary_union(list(drawn("places", "water").values()))
