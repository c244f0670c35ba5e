import copy
import math
from typing import Any

import pytest
import shapely

from core.errors import Rejected, RejectReason
from core.geo import (
    LonLat,
    area_m2,
    buffer_m,
    check_geometry,
    circle,
    contains,
    distance_m,
    haversine_m,
    simplify_outwards,
    to_geojson,
    to_shape,
)

HERE = LonLat(-74.0060, 40.7128)
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}


def test_a_degree_of_latitude_is_some_111_km():
    assert haversine_m(HERE, LonLat(HERE.lon, HERE.lat + 1)) == pytest.approx(111_195, rel=0.001)


@pytest.mark.parametrize(("east", "north"), [(0.2, 0.0), (0.0, 0.2), (0.2, 0.2), (-0.3, 0.1)])
def test_plane_distances_stay_within_one_percent_of_the_sphere(east: float, north: float):
    there = LonLat(HERE.lon + east, HERE.lat + north)
    plane = distance_m(shapely.Point(HERE.lon, HERE.lat), shapely.Point(there.lon, there.lat))
    assert plane == pytest.approx(haversine_m(HERE, there), rel=0.01)


def test_distance_to_a_shape_that_holds_the_point_is_zero():
    assert distance_m(LonLat(0.5, 0.5), to_shape(SQUARE)) == 0
    assert contains(to_shape(SQUARE), LonLat(0.5, 0.5))
    assert contains(to_shape(SQUARE), LonLat(1.0, 0.5)), "the border counts"
    assert not contains(to_shape(SQUARE), LonLat(1.0001, 0.5))


def test_a_buffer_has_its_radius_in_metres():
    around = buffer_m(HERE, 500)
    assert area_m2(around) == pytest.approx(math.pi * 500**2, rel=0.02)
    assert contains(around, LonLat(HERE.lon + 490 / 84_280, HERE.lat))


@pytest.mark.parametrize("vertices", [3, 8, 32])
def test_a_circle_as_polygon_holds_the_whole_circle(vertices: int):
    outline = to_shape(check_geometry(circle(HERE, 1000, vertices)))
    assert outline.covers(buffer_m(HERE, 990))


def test_a_circle_without_radius_is_a_point():
    assert circle(HERE, 0) == {"type": "Point", "coordinates": [HERE.lon, HERE.lat]}


GOOD: list[tuple[dict[str, Any], str]] = [
    ({"type": "Point", "coordinates": [1, 2]}, "point"),
    ({"type": "Point", "coordinates": [1, 2, 99.5]}, "altitude"),
    ({"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}, "points"),
    ({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "line"),
    ({"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]]]}, "lines"),
    (SQUARE, "polygon"),
    ({"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]}, "polygons"),
]


@pytest.mark.parametrize(("raw", "_name"), GOOD)
def test_every_geometry_of_the_contract_is_read(raw: dict[str, Any], _name: str):
    before = copy.deepcopy(raw)
    checked = check_geometry(raw)
    assert checked["type"] == raw["type"]
    assert not to_shape(checked).is_empty
    assert raw == before, "what came is left as it came"


def test_altitudes_and_unknown_members_are_dropped():
    checked = check_geometry({"type": "Point", "coordinates": [1, 2, 3, 4], "crs": "x"})
    assert checked == {"type": "Point", "coordinates": [1.0, 2.0]}


def test_an_open_ring_is_closed():
    checked = check_geometry({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]})
    assert checked["coordinates"] == [[[0, 0], [1, 0], [1, 1], [0, 0]]]


BAD: list[object] = [
    None,
    "POINT(1 2)",
    {},
    {"type": "Circle", "coordinates": [1, 2]},
    {"type": "GeometryCollection", "geometries": []},
    {"type": ["Point"], "coordinates": [1, 2]},
    {"type": "Point"},
    {"type": "Point", "coordinates": []},
    {"type": "Point", "coordinates": [1]},
    {"type": "Point", "coordinates": ["1", "2"]},
    {"type": "Point", "coordinates": [True, False]},
    {"type": "Point", "coordinates": [None, 2]},
    {"type": "Point", "coordinates": [math.nan, 2]},
    {"type": "Point", "coordinates": [1, math.inf]},
    {"type": "Point", "coordinates": [1, 91]},
    {"type": "Point", "coordinates": [181, 1]},
    {"type": "Point", "coordinates": [10**400, 1]},
    {"type": "Point", "coordinates": {"lon": 1, "lat": 2}},
    {"type": "LineString", "coordinates": [[1, 2]]},
    {"type": "LineString", "coordinates": []},
    {"type": "LineString", "coordinates": [1, 2]},
    {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[]]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
    {"type": "Polygon", "coordinates": [[0, 0], [1, 0], [1, 1], [0, 0]]},
    {"type": "MultiPolygon", "coordinates": SQUARE["coordinates"]},
]


@pytest.mark.parametrize("raw", BAD, ids=lambda raw: str(raw)[:50])
def test_what_is_no_geometry_is_refused_as_bad_geo(raw: object):
    with pytest.raises(Rejected) as refusal:
        check_geometry(raw)
    assert refusal.value.reason is RejectReason.BAD_GEO


def test_a_thousand_vertices_are_taken_and_one_more_is_too_large():
    line = [[index / 100, 0.0] for index in range(1001)]
    assert check_geometry({"type": "LineString", "coordinates": line[:1000]})
    with pytest.raises(Rejected) as refusal:
        check_geometry({"type": "LineString", "coordinates": line})
    assert refusal.value.reason is RejectReason.TOO_LARGE


def test_a_polygon_that_crosses_itself_is_mended():
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    assert to_shape(check_geometry(bow_tie)).is_valid


def star(corners: int, radius: float = 0.1) -> dict[str, Any]:
    ring = [
        [-74 + (radius if n % 2 else radius / 2) * math.cos(2 * math.pi * n / corners),
         40.7 + (radius if n % 2 else radius / 2) * math.sin(2 * math.pi * n / corners)]
        for n in range(corners)
    ]  # fmt: skip
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


@pytest.mark.parametrize("most", [1000, 200, 40, 8])
def test_a_simplified_polygon_is_small_and_still_holds_the_original(most: int):
    large = star(4000)
    small = simplify_outwards(large, most)
    assert len(shapely.get_coordinates(to_shape(small))) <= most
    assert to_shape(small).covers(to_shape(large))
    check_geometry(small)


def test_a_small_geometry_comes_back_as_it_was():
    assert simplify_outwards(SQUARE) == SQUARE


def test_a_shape_survives_being_written_and_read():
    shape = to_shape(SQUARE)
    assert to_shape(to_geojson(shape)).equals(shape)
    assert isinstance(to_geojson(shape)["coordinates"][0], list)
