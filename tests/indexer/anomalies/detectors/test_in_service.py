"""Where lines end: the demo city's, and made ones."""

from pathlib import Path

import pytest

from core.city import City, load_city
from indexer.anomalies.detectors.in_service import Termini, metres_apart

PACK = Path(__file__).parents[4] / "cities" / "rivermouth"


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(PACK)


def test_each_line_ends_at_its_outer_stops(city: City):
    termini = Termini.of(city)
    for line in city.lines:
        for stop_id in (line.stop_ids[0], line.stop_ids[-1]):
            point = city.stop_by_id[stop_id].point
            assert termini.at(line.id, point.lon, point.lat)
            assert termini.at(line.name.lower(), point.lon, point.lat)


def test_a_line_does_not_end_at_its_inner_stops(city: City):
    termini = Termini.of(city)
    for line in city.lines:
        ends = [city.stop_by_id[stop].point for stop in (line.stop_ids[0], line.stop_ids[-1])]
        for stop_id in line.stop_ids[1:-1]:
            point = city.stop_by_id[stop_id].point
            if all(metres_apart(point.lon, point.lat, end.lon, end.lat) > 400 for end in ends):
                assert not termini.at(line.id, point.lon, point.lat)


def test_without_a_pack_nothing_is_an_end():
    assert not Termini().at("12", -74.0, 40.7)


def test_distances_are_right_to_a_per_cent():
    assert metres_apart(-74.0, 40.7, -74.0, 40.71) == pytest.approx(1112, rel=0.01)
    assert metres_apart(-74.0, 40.7, -73.99, 40.7) == pytest.approx(843, rel=0.01)
