"""The contract's readings of place (2.1), each sentence a test, in the city of squares."""

from collections.abc import Callable
from typing import Any

import pytest

from core.city import City, load_city
from core.event import EventType
from core.gazetteer import Gazetteer
from core.geo import LonLat
from core.place import Place, Precision
from core.relation import Covers, Relation, relate
from indexer.locate import Locator
from tests.core.squaretown import at, box, path, spot, write_pack
from tests.indexer.told import event

Ask = Callable[..., Relation]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return load_city(write_pack(tmp_path_factory.mktemp("packs") / "squaretown"))


@pytest.fixture(scope="module")
def gazetteer(city: City) -> Gazetteer:
    return Gazetteer(city)


@pytest.fixture(scope="module")
def ask(city: City, gazetteer: Gazetteer) -> Ask:
    locator = Locator(city, gazetteer)

    def asked(where: str | LonLat | Place, kind: EventType = EventType.POWER_OUTAGE, *,
              accuracy_m: float = 0, **fields: Any) -> Relation:  # fmt: skip
        """Relate an event with these fields to a place by name, or to a point."""
        given = event(kind, **fields)
        if isinstance(where, str):
            (where,) = gazetteer.lookup(where)
        elif isinstance(where, LonLat):
            where = gazetteer.at(where, accuracy_m)
        return relate(locator.locate(given), given.geometry, where, city)

    return asked


# "Geometry wins; an area's name places only what has no geometry."


def test_geometry_wins(ask: Ask):
    shape = box(0.5, 0.5, 1, 1)
    assert ask("Westbrook", areas=("Eastside",), geometry=shape).covers is Covers.PART
    assert not ask("Eastside", areas=("Eastside",), geometry=shape).answers


def test_a_name_places_what_has_no_geometry(ask: Ask):
    found = ask("Eastside", areas=("Eastside",))
    assert (found.covers, found.precision) == (Covers.WHOLE, Precision.SAME_AREA)
    found = ask(spot(3, 1), areas=("Eastside",))
    assert (found.covers, found.precision) == (Covers.WHOLE, Precision.SAME_AREA)
    assert not ask("Westbrook", areas=("Eastside",)).answers
    assert ask("Westbrook", areas=("Eastside",)).precision is None


# "An event that covers part of the asked area is reported, and the answer says which part."


def test_a_part_of_the_asked_area_is_told_with_its_side(ask: Ask):
    found = ask("Westbrook", geometry=box(1.2, 1.2, 1.9, 1.9))
    assert (found.covers, found.precision) == (Covers.PART, Precision.INSIDE_AREA)
    assert found.part_side == "northeast"


def test_a_tiny_polygon_inside_the_asked_area_is_part_of_it(ask: Ask):
    found = ask("Westbrook", geometry=box(0.5, 0.5, 0.501, 0.501))
    assert (found.covers, found.part_side) == (Covers.PART, "southwest")


def test_a_part_of_a_large_area_is_told_by_the_names_in_it(ask: Ask):
    found = ask("Left Bank", geometry=box(-0.2, -0.2, 2.1, 2))
    assert (found.covers, found.part_names) == (Covers.PART, ("Westbrook",))


def test_all_of_the_asked_area_is_the_whole(ask: Ask):
    found = ask("Westbrook", geometry=box(-1, -1, 2.1, 2.1))
    assert (found.covers, found.precision) == (Covers.WHOLE, Precision.INSIDE_AREA)


@pytest.mark.parametrize(
    "name", ["Westbrook", "20002", "Right Bank", "Main Street", "Central Station"]
)
def test_a_county_sized_polygon_covers_every_place(ask: Ask, name: str):
    assert ask(name, geometry=box(-60, -60, 60, 60)).covers is Covers.WHOLE


def test_a_polygon_that_only_shares_the_border_is_no_part(ask: Ask):
    found = ask("Westbrook", geometry=box(0, 2, 2, 3))
    assert not found.answers
    assert (found.is_near, found.distance_m) == (True, 0)


def test_a_point_in_the_county_but_outside_of_the_polygon_is_not_inside(ask: Ask):
    shape = box(0.5, 0.5, 1, 1)
    assert ask(spot(0.7, 0.7), geometry=shape).precision is Precision.INSIDE_AREA
    assert not ask(spot(1.5, 1.9), geometry=shape, areas=("Squaretown",)).answers


# "... within 1 km (same bank, or the distance by name): ... cited at its distance as nearby."


def test_what_lies_within_a_kilometre_is_near(ask: Ask):
    found = ask(spot(1, 1), EventType.FIRE, coordinates=spot(1, 1.8))
    assert (found.answers, found.is_near, found.same_bank) == (False, True, True)
    assert found.distance_m == pytest.approx(890, abs=5)


def test_what_lies_further_is_elsewhere_but_its_distance_is_known(ask: Ask):
    found = ask(spot(1, 1), EventType.FIRE, coordinates=spot(1, 2))
    assert (found.is_near, found.precision) == (False, None)
    assert found.distance_m == pytest.approx(1112, abs=5)


def test_three_hundred_metres_across_the_estuary_is_the_other_bank(ask: Ask):
    found = ask(spot(2, 1), EventType.FIRE, coordinates=spot(2.36, 1))
    assert (found.is_near, found.same_bank) == (True, False)
    assert found.distance_m == pytest.approx(307, abs=5)
    found = ask("Westbrook", geometry=box(2.35, 0.5, 2.6, 1))
    assert (found.answers, found.is_near, found.same_bank) == (False, True, False)


def test_a_named_area_without_a_point_is_never_near(ask: Ask):
    found = ask(spot(1.99, 1.99), areas=("Northfield",))
    assert (found.answers, found.is_near, found.distance_m) == (False, False, None)


def test_a_pin_in_a_named_area_is_near_by_its_distance(ask: Ask):
    found = ask(spot(1, 1.9), areas=("Northfield",), coordinates=spot(1, 2.2))
    assert (found.answers, found.is_near) == (False, True)
    assert found.distance_m == pytest.approx(334, abs=5)


# "Transit events without geometry lie at their stops, else at every stop of their line."


def test_transit_lies_at_its_stops(ask: Ask):
    given = {"source": "transit", "lines": ("Blue",), "stops": ("NOR",)}
    assert ask("Northfield station", EventType.DELAY, **given).covers is Covers.WHOLE
    found = ask("Northfield", EventType.DELAY, **given)
    assert (found.covers, found.part_names) == (Covers.PART, ("Northfield",))
    assert not ask("Westbrook", EventType.DELAY, **given).answers
    assert ask("Blue Line", EventType.DELAY, **given).covers is Covers.WHOLE


def test_transit_lies_at_every_stop_of_its_line(ask: Ask):
    given = {"source": "transit", "lines": ("Blue Line",)}
    assert ask("Oak Street station", EventType.DELAY, **given).covers is Covers.WHOLE
    assert ask("Westbrook", EventType.DELAY, **given).part_names == (
        "Oak Street",
        "Central Station",
    )
    assert not ask("Eastside", EventType.DELAY, **given).answers


def test_lines_that_share_a_station_do_not_share_their_troubles(ask: Ask):
    assert not ask("Red Line", EventType.DELAY, source="transit", lines=("Blue",)).answers
    closed = ask("Red Line", EventType.STOP_CLOSURE, source="transit", stops=("CEN",))
    assert closed.covers is Covers.PART


# "A lone point with an area name: same_area for area-wide kinds, the point itself for roads."


def test_a_pin_with_an_area_name_is_the_area_for_outages(ask: Ask):
    found = ask(spot(4, 1.9), areas=("Eastside",), coordinates=spot(3, 1))
    assert (found.covers, found.precision) == (Covers.WHOLE, Precision.SAME_AREA)


def test_a_pin_with_an_area_name_is_the_pin_for_roads(ask: Ask):
    given = {"areas": ("Eastside",), "coordinates": spot(3, 1)}
    assert not ask(spot(4, 1.9), EventType.ROAD_CLOSURE, **given).answers
    assert ask(spot(3, 1.01), EventType.ROAD_CLOSURE, **given).precision is Precision.INSIDE_AREA
    assert ask("Main Street", EventType.ROAD_CLOSURE, **given).covers is Covers.PART
    assert ask("Eastside", EventType.ROAD_CLOSURE, **given).covers is Covers.PART


def test_a_point_on_the_border_is_part_of_both_areas(ask: Ask):
    for name in ("Westbrook", "Northfield"):
        assert ask(name, EventType.FIRE, coordinates=spot(1, 2)).covers is Covers.PART


# "'inside_area' only if the whole circle of accuracy_m is inside; else 'may be inside'."


@pytest.mark.parametrize(
    ("x", "accuracy_m", "covers", "maybe", "precision"),
    [
        (1.0, 100, Covers.WHOLE, False, Precision.INSIDE_AREA),
        (1.0, 2000, Covers.PART, True, Precision.NEARBY),
        (2.05, 100, Covers.PART, True, Precision.NEARBY),
        (2.05, 10, Covers.NONE, False, Precision.NEARBY),
    ],
)
def test_a_circle_must_be_wholly_inside(
    ask: Ask, x: float, accuracy_m: float, covers: Covers, maybe: bool, precision: Precision
):
    found = ask(spot(x, 1), accuracy_m=accuracy_m, geometry=box(0, 0, 2, 2))
    assert (found.covers, found.maybe, found.precision) == (covers, maybe, precision)


def test_a_circle_over_the_edge_of_a_named_area_may_be_inside(ask: Ask):
    found = ask(spot(1, 1.99), accuracy_m=200, areas=("Northfield",))
    assert (found.answers, found.maybe, found.precision) == (True, True, Precision.SAME_AREA)


# "An event wholly outside the city's areas (+ 5 km) is in_city: false ... never an answer."


def test_what_is_outside_answers_nothing_not_even_for_the_whole_city(ask: Ask):
    far = {"type": "Point", "coordinates": [10.0, 50.0]}
    assert not ask("Squaretown", geometry=far).answers
    assert ask("Harbor", geometry=far, areas=("Harbor",)).precision is None


# "One ... whose area matches nothing and that has no geometry ... told with precision unknown."


def test_what_nobody_can_place_stands_in_the_way_of_all_clear(ask: Ask):
    found = ask("Eastside", areas=("Lakewood",))
    assert (found.answers, found.is_unplaced) == (False, True)
    stranger = ask("Eastside", areas=("Lakewood",), source="elsewhere")
    assert not stranger.is_unplaced, "a source outside of the pack does not"


def test_an_advisory_for_the_whole_city_covers_every_place(ask: Ask):
    for name in ("Eastside", "Main Street", "20001", "Central Station"):
        found = ask(name, EventType.WATER_ADVISORY, areas=("Squaretown",))
        assert (found.covers, found.precision) == (Covers.WHOLE, Precision.CITYWIDE)


def test_the_whole_city_is_asked_about_by_name(ask: Ask):
    found = ask("Squaretown", areas=("Eastside",))
    assert (found.covers, found.precision) == (Covers.PART, Precision.SAME_AREA)
    assert ask("Squaretown", geometry=box(0, 0, 1, 1)).precision is Precision.INSIDE_AREA


# ZIP areas, banks and streets, against events that have only the name of an area.


@pytest.mark.parametrize(
    ("asked", "named", "covers", "parts"),
    [
        ("20001", "Westbrook", Covers.PART, ("Westbrook",)),
        ("20001", "Northfield", Covers.PART, ("Northfield",)),
        ("20002", "Northfield", Covers.WHOLE, ()),
        ("20002", "Westbrook", Covers.NONE, ()),
        ("Westbrook", "20001", Covers.WHOLE, ()),
        ("Northfield", "20001", Covers.PART, ("20001",)),
        ("Left Bank", "Westbrook", Covers.PART, ("Westbrook",)),
        ("Right Bank", "Westbrook", Covers.NONE, ()),
        ("Harbor", "Right Bank", Covers.WHOLE, ()),
        ("Westbrook", "parts of Westbrook", Covers.PART, ()),
        ("Pine Street", "Westbrook", Covers.PART, ()),
        ("Border Avenue", "Westbrook", Covers.WHOLE, ()),
        ("24th and Valencia", "Eastside", Covers.WHOLE, ()),
        ("24th and Valencia", "parts of Eastside", Covers.PART, ()),
        ("24th and Valencia", "Westbrook", Covers.NONE, ()),
        ("Union Stadium", "Harbor", Covers.WHOLE, ()),
    ],
)
def test_areas_that_overlap_answer_for_each_other(
    ask: Ask, asked: str, named: str, covers: Covers, parts: tuple[str, ...]
):
    found = ask(asked, areas=(named,))
    assert (found.covers, found.part_names) == (covers, parts)
    assert found.precision is (None if covers is Covers.NONE else Precision.SAME_AREA)


# Roads.


def test_a_street_named_answers_for_the_street_and_by_name_for_a_spot_on_it(ask: Ask):
    given = {"kind": EventType.ROAD_CLOSURE, "road": "Main Street"}
    assert ask("Main Street", **given).precision is Precision.INSIDE_AREA
    assert ask("Main St & 3rd", **given).precision is Precision.SAME_AREA
    assert ask("Eastside", **given).part_names == ("Main Street",)
    assert not ask("Harbor", **given).answers


def test_a_stretch_closed_is_not_the_whole_street(ask: Ask):
    given = {"kind": EventType.ROAD_CLOSURE, "road": "Main Street between 3rd and 5th"}
    assert ask("Main Street", **given).covers is Covers.PART
    assert ask("Main and Pine", **given).covers is Covers.WHOLE
    assert not ask("Main and 24th", **given).answers
    assert not ask("Eastside", **given).answers


def test_a_road_in_an_area_is_not_the_road_elsewhere(ask: Ask):
    given = {"kind": EventType.ROAD_WORK, "road": "Main Street", "areas": ("Eastside",)}
    assert ask("Eastside", **given).covers is Covers.PART
    assert not ask("Westbrook", **given).answers


def test_a_drawn_road_closure_lies_along_its_line(ask: Ask):
    given = {"kind": EventType.ROAD_CLOSURE, "geometry": path((0.2, 2), (0.8, 2))}
    for name in ("Westbrook", "Northfield", "Border Avenue"):
        assert ask(name, **given).covers is Covers.PART
    assert ask("3rd and Border", **given).covers is Covers.WHOLE
    assert not ask("5th and Border", **given).answers


def test_swapped_coordinates_are_near_nothing(ask: Ask):
    lon, lat = at(3, 1)
    found = ask(spot(3, 1), EventType.FIRE, coordinates=LonLat(lat, lon))
    assert (found.answers, found.is_near) == (False, False)


# Parts of the city that are told by another place, and blocks of a street.


def test_a_block_closed_is_told_for_the_blocks_that_it_touches(ask: Ask, gazetteer: Gazetteer):
    closed = {"road": "Main Street between 3rd and 5th", "kind": EventType.ROAD_CLOSURE}
    same = gazetteer.lookup("Main Street between 3rd and Pine")[0]
    beyond = gazetteer.lookup("Main Street between 24th and 3rd")[0]
    assert ask(same, **closed).covers is Covers.WHOLE
    assert ask(beyond, **closed).covers is Covers.PART
    apart = gazetteer.lookup("Oak Street between 3rd and 5th")[0]
    assert not ask(apart, **closed).answers


def test_a_block_away_from_the_closed_one_is_only_near(ask: Ask, gazetteer: Gazetteer):
    (block,) = gazetteer.lookup("Main Street between Pine and 5th")
    found = ask(block, kind=EventType.ROAD_CLOSURE, road="Main Street between 24th and 3rd")
    assert found.answers
    (block,) = gazetteer.lookup("Main Street between 3rd and Pine")
    found = ask(
        block, kind=EventType.ROAD_CLOSURE, geometry=path((1.5, 1), (3, 1)), road="Main Street"
    )
    assert not found.answers
    assert found.precision is Precision.NEARBY


def test_the_rest_of_the_city_is_all_but_the_place(ask: Ask, gazetteer: Gazetteer):
    (eastside,) = gazetteer.lookup("Eastside")
    rest = gazetteer.regions.rest(eastside)
    assert not ask(rest, areas=("Eastside",)).answers
    assert not ask(rest, geometry=box(2.5, 0.5, 3, 1)).answers
    assert ask(rest, areas=("Westbrook",)).precision is Precision.SAME_AREA
    assert ask(rest, geometry=box(2.5, 1, 3, 3)).covers is Covers.PART
    assert ask(rest, areas=("Squaretown",)).precision is Precision.CITYWIDE


@pytest.mark.parametrize(
    ("side", "inside", "outside"),
    [
        ("north", (0.5, 3), (0.5, 1)),
        ("south", (3, 0.5), (0.5, 3)),
        ("east", (3, 1), (0.5, 1)),
        ("southwest", (0.2, 0.2), (3, 3)),
    ],
)
def test_a_direction_from_a_place_is_that_part_of_the_city(
    ask: Ask, gazetteer: Gazetteer, side: str, inside: tuple[float, float],
    outside: tuple[float, float],
):  # fmt: skip
    (corner,) = gazetteer.lookup("Main Street and Pine Street")
    (border,) = gazetteer.lookup("Border Avenue")
    beyond = gazetteer.regions.beyond(border if side == "north" else corner, side)
    x, y = inside
    assert ask(beyond, geometry=box(x, y, x + 0.01, y + 0.01)).answers
    x, y = outside
    assert not ask(beyond, geometry=box(x, y, x + 0.01, y + 0.01)).answers


def test_the_way_between_two_places_is_a_strip(ask: Ask, gazetteer: Gazetteer):
    (start,), (end,) = gazetteer.lookup("Westbrook"), gazetteer.lookup("Eastside")
    way = gazetteer.regions.way(start, end)
    assert ask(way, geometry=box(1.5, 0.9, 1.6, 1.1)).answers
    assert not ask(way, geometry=box(1.5, 3, 1.6, 3.2)).answers


def test_a_side_of_the_water_holds_what_is_named_and_drawn_there(ask: Ask):
    assert ask("Right Bank", areas=("Eastside",)).answers
    assert not ask("Left Bank", areas=("Eastside",)).answers
    assert ask("Right Bank", geometry=box(2.5, 0.5, 3, 1)).covers is Covers.PART
    across = ask("Left Bank", geometry=box(2.36, 0.5, 2.4, 0.6))
    assert (across.answers, across.precision) == (False, Precision.NEARBY)
    assert across.same_bank is False


def test_a_stop_beside_a_landmark_serves_it(ask: Ask):
    closed = {"kind": EventType.STOP_CLOSURE, "stops": ("STA",)}
    assert ask("Union Stadium", **closed).covers is Covers.PART
    assert not ask("Central Library", **closed).answers
    assert not ask("St Brendan's Hospital", **closed).answers
