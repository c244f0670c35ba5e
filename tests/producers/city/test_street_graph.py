"""Streets become a graph: cut where they meet, closed where they are closed."""

import tracemalloc
from itertools import pairwise

import pytest
import shapely
from shapely.geometry import LineString

from core.city import Street
from producers.city.course import Course, apart_m
from producers.city.streets.street_net import build_graph
from tests.producers.city.motions import rivermouth

X, Y = 0.001, 0.001


def street(name: str, *points: tuple[float, float]) -> Street:
    shape = LineString([(-74 + x * X, 40 + y * Y) for x, y in points])
    return Street(name.lower().replace(" ", "-"), name, (), shape)


SQUARE = (
    street("North Street", (0, 10), (20, 10)),
    street("South Street", (0, 0), (20, 0)),
    street("West Street", (2, -2), (2, 12)),
    street("East Street", (18, 0), (18, 10)),
    street("South Bridge", (5, 0), (9, 0)),
    street("Far Street", (100, 100), (101, 100)),
)


def test_streets_are_cut_where_they_cross_or_end_at_one_another() -> None:
    graph = build_graph(SQUARE)
    met = {(round((lon + 74) / X), round((lat - 40) / Y)) for lon, lat in graph.nodes}
    assert {(2, 0), (2, 10), (18, 0), (18, 10)} <= met
    assert (100, 100) not in met  # hangs together with nothing
    assert {SQUARE[edge.road].name for edge in graph.edges} == {
        "North Street", "South Street", "West Street", "East Street"
    }  # fmt: skip


def test_who_cannot_pass_goes_round_and_who_cannot_go_round_stays() -> None:
    graph = build_graph(SQUARE)
    place = {(round((lon + 74) / X), round((lat - 40) / Y)): n for n, (lon, lat) in
             enumerate(graph.nodes)}  # fmt: skip
    straight = graph.way(place[2, 0], place[18, 0])
    assert straight == [place[2, 0], place[18, 0]]
    shut = graph.closed_by(LineString([(-74 + 6 * X, 40), (-74 + 8 * X, 40)]))
    round_about = graph.way(place[2, 0], place[18, 0], shut)
    assert round_about == [place[2, 0], place[2, 10], place[18, 10], place[18, 0]]
    assert round_about is not None
    all_shut = frozenset(range(len(graph.edges)))
    assert graph.way(place[2, 0], place[18, 0], all_shut) is None
    route = graph.route(round_about)
    assert route.length_m == pytest.approx(route.course.length_m, rel=0.001)
    assert route.share[0] == 0
    assert route.share[-1] == pytest.approx(1)
    assert all(a <= b for a, b in pairwise(route.share.tolist()))


def test_of_what_was_once_closed_nothing_is_kept() -> None:
    graph = build_graph(rivermouth().streets)
    graph.ways_from(0, frozenset({1}))
    tracemalloc.start()
    for number in range(12):
        graph.ways_from(0, frozenset(range(number, number + 5)))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 50_000  # one copy of the graph would be ten times as much


def test_a_street_that_only_crosses_a_closed_one_stays_open() -> None:
    graph = build_graph(SQUARE)
    shut = graph.closed_by(LineString([(-74, 40), (-74 + 20 * X, 40)]))
    assert {SQUARE[graph.edges[number].road].name for number in shut} == {"South Street"}


def test_the_demo_city_hangs_together_and_bridges_are_their_road_s() -> None:
    graph = build_graph(rivermouth().streets)
    assert 400 < len(graph.nodes) < 600
    assert len(graph.ways_from(0)) == len(graph.nodes)
    roads = {rivermouth().streets[edge.road].id for edge in graph.edges}
    assert len(roads) > 70
    assert "harbor-bridge" not in roads
    lines = shapely.union_all([s.geometry for s in rivermouth().streets])
    for node in graph.nodes[::40]:
        assert lines.distance(shapely.Point(node)) < 0.0002


def test_a_course_knows_what_lies_where() -> None:
    course = Course.through([(-74, 40), (-74, 40.01), (-73.99, 40.01)])
    assert course.length_m == pytest.approx(1112 + 852, rel=0.01)
    along, off = course.nearest((-73.995, 40.0105))
    assert off == pytest.approx(56, abs=2)
    assert apart_m(course.point_at(along), (-73.995, 40.01)) < 5
    assert course.heading_deg.tolist() == pytest.approx([0, 90], abs=1)
    part = course.between(1000, 1200)
    assert len(part) == 3
    assert part[1] == (-74, 40.01)
