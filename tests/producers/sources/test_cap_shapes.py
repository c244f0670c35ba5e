"""Polygons and circles of CAP alerts become shapes that hold their places, or nothing."""

from math import cos, pi, sin

import pytest

from core.geo import LonLat, contains, to_shape
from producers.sources.cap import CapFeed
from tests.producers.sources.cap_alerts import (
    HARBOR,
    IN_DOWNTOWN,
    IN_HARBOR,
    alert,
    area,
    fixture,
    info,
    only,
    read,
    reasons,
)


def test_polygons_are_lon_lat_and_hold_their_places():
    event = only(read(fixture("flood_1_alert.cap")))
    assert event.geometry is not None
    shape = to_shape(event.geometry)
    assert contains(shape, IN_HARBOR)
    assert contains(shape, IN_DOWNTOWN)
    assert not contains(shape, LonLat(-73.9609, 40.719))


def test_a_circle_holds_what_lies_within_its_kilometres():
    hazmat = read(fixture("hazards.edxlde")).events[0]
    assert hazmat.geometry is not None
    shape = to_shape(hazmat.geometry)
    assert contains(shape, LonLat(-74.0105, 40.6819 + 1.19 / 111.2))
    assert not contains(shape, LonLat(-74.0105, 40.6819 + 1.3 / 111.2))


def test_an_area_that_cannot_be_drawn_leaves_the_event_to_its_names():
    drawn = area("Harbor", inside=f"<polygon>{HARBOR}</polygon>")
    event = only(read(alert("A-1", info(drawn + area("Downtown")))))
    assert event.geometry is None
    assert event.areas == ("Harbor", "Downtown")


@pytest.mark.parametrize(
    "shape",
    [
        "<polygon></polygon>",
        "<polygon>40.7,-74.0 40.71,-74.0</polygon>",
        "<polygon>1,2 x,y 3,4 1,2</polygon>",
        "<polygon>-118.2,34.0 -118.1,34.0 -118.1,34.1 -118.2,34.0</polygon>",
        "<polygon>40.7,-74 40.7,-74 40.7,-74 40.7,-74</polygon>",
        "<circle>40.7,-74.0</circle>",
        "<circle>40.7,-74.0 -3</circle>",
        "<circle>40.7,-74.0 nan</circle>",
        "<circle>89.99,0 5000</circle>",
    ],
)
def test_a_shape_that_makes_no_sense_is_dropped_with_a_note(shape: str):
    event = only(read(alert("A-1", info(area("Harbor", inside=shape)))))
    assert event.geometry is None
    assert event.areas == ("Harbor",)
    assert event.extra["cap"]["notes"]


def test_a_ring_left_open_is_closed():
    ring = " ".join(HARBOR.split()[:-1])
    event = only(read(alert("A-1", info(area("Harbor", inside=f"<polygon>{ring}</polygon>")))))
    assert event.geometry is not None
    assert contains(to_shape(event.geometry), IN_HARBOR)


def test_a_coastline_of_thousands_of_points_is_grown_to_a_thousand():
    points = [
        f"{40.70 + (0.02 + 0.002 * (n % 2)) * sin(2 * pi * n / 6000):.6f},"
        f"{-74.00 + (0.02 + 0.002 * (n % 2)) * cos(2 * pi * n / 6000):.6f}"
        for n in range(6000)
    ]
    ring = " ".join([*points, points[0]])
    event = only(read(alert("A-1", info(area("Shore", inside=f"<polygon>{ring}</polygon>")))))
    assert event.geometry is not None
    shape = to_shape(event.geometry)
    assert len(event.geometry["coordinates"][0]) <= 1000
    for point in points[::97]:
        lat, _, lon = point.partition(",")
        assert contains(shape, LonLat(float(lon), float(lat)))


def test_an_alert_drawn_wholly_outside_the_configured_bounds_is_refused():
    cap = CapFeed("oem", bounds=(-74.15, 40.60, -73.85, 40.82))
    swapped = " ".join(",".join(reversed(p.split(","))) for p in HARBOR.split())
    far = alert("A-1", info(area("Harbor", inside=f"<polygon>{swapped}</polygon>")))
    assert reasons(read(far, cap=cap)) == ["outside_city"]
    near = alert("A-2", info(area("Harbor", inside=f"<polygon>{HARBOR}</polygon>")))
    assert only(read(near, cap=cap)).event_id == "oem:A-2"
    named = alert("A-3", info(area("Harbor")))
    assert only(read(named, cap=cap)).event_id == "oem:A-3"
