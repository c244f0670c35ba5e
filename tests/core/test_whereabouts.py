"""What a point is called: after a stop, a corner, a street or a neighbourhood near it."""

from pathlib import Path

import pytest

from core.city import City, load_city
from core.whereabouts import Spotting, Whereabout, whereabouts
from tests.core.squaretown import spot, write_pack

W = Whereabout


@pytest.mark.parametrize(
    ("x", "y", "found"),
    [
        (1.02, 0.5, W(Spotting.AT_STOP, "Oak Street")),
        (1.2, 1.12, W(Spotting.NEAR, "Central Library")),
        (3.0, 1.1, W(Spotting.NEAR, "24th Street and Main Street")),
        (3.5, 1.04, W(Spotting.ON, "Main Street")),
        (3.5, 3.4, W(Spotting.NEAR_STOP, "Stadium")),
        (3.7, 0.2, W(Spotting.IN, "Eastside")),
        (2.2, 3.6, W(Spotting.NOWHERE)),
    ],
)
def test_a_point_is_named_after_what_is_nearest_and_best_known(
    squaretown: City, x: float, y: float, found: Whereabout
):
    assert whereabouts(squaretown).of(spot(x, y)) == found


@pytest.mark.parametrize(
    ("x", "y", "found"),
    [
        (1.02, 0.5, W(Spotting.NEAR, "Oak Street and Pine Street")),
        (3.5, 3.4, W(Spotting.IN, "Harbor")),
    ],
)
def test_without_stops_the_corner_or_the_neighbourhood_names_it(
    squaretown: City, x: float, y: float, found: Whereabout
):
    assert whereabouts(squaretown).of(spot(x, y), stops=False) == found


def test_nothing_is_named_after_the_river(squaretown: City):
    assert whereabouts(squaretown).of(spot(2.2, 0.2)).name != "Still River"


def test_areas_are_those_that_people_go_by_the_smallest_first(squaretown: City):
    assert whereabouts(squaretown).areas(spot(1, 1.5)) == ("Westbrook",)
    assert whereabouts(squaretown).areas(spot(1, 2)) == ("Westbrook", "Northfield")
    assert whereabouts(squaretown).areas(spot(-5, -5)) == ()


def test_a_city_is_laid_out_once(squaretown: City):
    assert whereabouts(squaretown) is whereabouts(squaretown)


def test_a_pack_of_areas_alone_names_them(tmp_path: Path):
    folder = write_pack(tmp_path / "bare")
    for name in ("places.geojson", "streets.geojson"):
        (folder / name).unlink()
    city = load_city(folder)
    assert whereabouts(city).of(spot(3.7, 0.2)) == W(Spotting.IN, "Eastside")
