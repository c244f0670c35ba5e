from typing import Any

import msgspec
import pytest

from core.city import City, load_city
from core.event import EventType
from core.footprint import Basis, Footprint
from core.gazetteer import Gazetteer
from core.geo import LonLat
from indexer.locate import Locator
from tests.core.squaretown import at, box, path, spot, write_pack
from tests.indexer.told import event


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return load_city(write_pack(tmp_path_factory.mktemp("packs") / "squaretown"))


@pytest.fixture(scope="module")
def locator(city: City) -> Locator:
    return Locator(city, Gazetteer(city))


NAMED: list[tuple[str, tuple[str, ...], set[str], set[str], Basis]] = [
    ("one", ("Eastside",), {"eastside"}, {"eastside"}, Basis.AREA_NAME),
    ("alias", ("East End",), {"eastside"}, {"eastside"}, Basis.AREA_NAME),
    ("suffix", ("Eastside area",), {"eastside"}, {"eastside"}, Basis.AREA_NAME),
    ("list", ("Westbrook, Northfield and Harbor",), {"westbrook", "northfield", "harbor"},
     {"westbrook", "northfield", "harbor"}, Basis.AREA_NAME),
    ("slash", ("Eastside/Old Mill",), {"eastside", "westbrook"}, {"eastside", "westbrook"},
     Basis.AREA_NAME),
    ("parts", ("parts of Eastside",), {"eastside"}, set(), Basis.AREA_NAME),
    ("side", ("northern Eastside",), {"eastside"}, set(), Basis.AREA_NAME),
    ("between", ("Eastside between Oak Street and the river",), {"eastside"}, set(),
     Basis.AREA_NAME),
    ("zip", ("20001",), {"20001"}, {"20001"}, Basis.AREA_NAME),
    ("zip word", ("ZIP 20001",), {"20001"}, {"20001"}, Basis.AREA_NAME),
    ("bank", ("Left Bank",), {"left-bank"}, {"left-bank"}, Basis.AREA_NAME),
    ("city", ("Squaretown",), set(), set(), Basis.CITYWIDE),
    ("citywide", ("Citywide",), set(), set(), Basis.CITYWIDE),
    ("unknown", ("Lakewood",), set(), set(), Basis.UNPLACED),
    ("county", ("Harbor County",), set(), set(), Basis.UNPLACED),
    ("state", ("Harbor, WA",), set(), set(), Basis.UNPLACED),
    ("corner", ("24th and Valencia",), set(), set(), Basis.POINT),
    ("street", ("Main Street",), set(), set(), Basis.STREET),
    ("stop", ("Central Station",), set(), set(), Basis.STOPS),
    ("landmark", ("Springfield Park",), set(), set(), Basis.AREA_NAME),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "named", "whole", "basis"), [c[1:] for c in NAMED],
                         ids=[c[0] for c in NAMED])  # fmt: skip
def test_area_names_are_read_as_sources_write_them(
    locator: Locator, texts: tuple[str, ...], named: set[str], whole: set[str], basis: Basis
):
    found = locator.locate(event(areas=texts))
    assert found.basis is basis
    assert set(found.named_area_ids) == named
    assert named & set(found.whole_area_ids) == whole


def test_an_area_name_touches_the_zip_and_the_bank_it_lies_in(locator: Locator):
    found = locator.locate(event(areas=("Northfield",)))
    assert set(found.area_ids) == {"northfield", "20001", "20002", "left-bank"}
    assert set(found.whole_area_ids) == {"northfield", "20002"}, "20002 lies wholly in it"


def test_geometry_wins_over_every_name(locator: Locator):
    found = locator.locate(event(areas=("Eastside",), geometry=box(0.2, 0.2, 0.4, 0.4)))
    assert found.basis is Basis.GEOMETRY
    assert set(found.area_ids) == {"westbrook", "20001", "left-bank"}
    assert found.named_area_ids == ()


def test_a_polygon_tells_what_it_covers_wholly(locator: Locator):
    found = locator.locate(event(geometry=box(-0.1, -0.1, 2.1, 2.5)))
    assert set(found.area_ids) == {"westbrook", "northfield", "20001", "left-bank"}
    assert found.whole_area_ids == ("westbrook",)
    assert not found.everywhere
    assert found.cells


def test_a_county_sized_polygon_is_everywhere_and_carries_no_cells(locator: Locator):
    found = locator.locate(event(geometry=box(-60, -60, 60, 60)))
    assert (found.everywhere, found.in_city, found.cells) == (True, True, ())
    assert len(found.area_ids) == 9


def test_an_estuary_between_a_polygon_and_the_other_bank_keeps_them_apart(locator: Locator):
    found = locator.locate(event(geometry=box(2.35, 0.5, 2.6, 1)))
    assert set(found.area_ids) == {"eastside", "20003", "right-bank"}


@pytest.mark.parametrize("kind", [EventType.POWER_OUTAGE, EventType.WATER_ADVISORY])
def test_a_lone_point_with_an_area_name_is_the_area_for_area_wide_kinds(
    locator: Locator, kind: EventType
):
    found = locator.locate(event(kind, areas=("Eastside",), coordinates=spot(3, 1)))
    assert (found.basis, found.named_area_ids) == (Basis.AREA_NAME, ("eastside",))
    assert found.points == (spot(3, 1),)


@pytest.mark.parametrize("kind", [EventType.ROAD_CLOSURE, EventType.FIRE, EventType.STOP_CLOSURE])
def test_a_lone_point_with_an_area_name_is_the_point_for_roads_and_stops(
    locator: Locator, kind: EventType
):
    found = locator.locate(event(kind, areas=("Eastside",), coordinates=spot(1, 1.3)))
    assert (found.basis, found.points) == (Basis.POINT, (spot(1, 1.3),))
    assert "westbrook" in found.area_ids
    assert "eastside" not in found.area_ids


def test_a_point_on_the_border_lies_in_both_areas(locator: Locator):
    found = locator.locate(event(EventType.FIRE, coordinates=spot(1, 2)))
    assert {"westbrook", "northfield"} <= set(found.area_ids)


def test_what_lies_wholly_outside_is_not_in_the_city_whatever_its_name(locator: Locator):
    far = {"type": "Point", "coordinates": [-117.4, 33.95]}
    assert not locator.locate(event(areas=("Harbor",), geometry=far)).in_city
    assert not locator.locate(event(areas=("Harbor",), coordinates=LonLat(-117.4, 33.95))).in_city


@pytest.mark.parametrize(("south_km", "inside"), [(4.8, True), (5.2, False)])
def test_the_city_reaches_five_km_beyond_its_areas(locator: Locator, south_km: float, inside: bool):
    here = spot(1, -south_km / 1.112)
    assert locator.locate(event(EventType.FIRE, coordinates=here)).in_city is inside


def test_swapped_coordinates_are_never_found(locator: Locator):
    lon, lat = at(3, 1)
    swapped = LonLat(lat, lon)
    assert not locator.locate(event(EventType.FIRE, coordinates=swapped)).in_city
    ring = [[y, x] for x, y in box(3, 1, 3.2, 1.2)["coordinates"][0]]  # type: ignore[index]
    found = locator.locate(event(geometry={"type": "Polygon", "coordinates": [ring]}))
    assert (found.in_city, found.area_ids) == (False, ())


def test_the_null_island_is_no_place(locator: Locator):
    found = locator.locate(event(areas=("Eastside",), coordinates=LonLat(0, 0)))
    assert (found.basis, found.points) == (Basis.AREA_NAME, ())


TRANSIT: list[tuple[str, dict[str, Any], Basis, tuple[str, ...]]] = [
    ("stops", {"stops": ("OAK", "HAR"), "lines": ("R-12",)}, Basis.STOPS, ("OAK", "HAR")),
    ("platform", {"stops": ("CEN-2",)}, Basis.STOPS, ("CEN",)),
    ("stop name", {"stops": ("Central Station",)}, Basis.STOPS, ("CEN",)),
    ("stop like a street", {"stops": ("Oak Street",)}, Basis.STOPS, ("OAK",)),
    ("stop like an area", {"stops": ("Harbor",)}, Basis.STOPS, ("HAR",)),
    ("line id", {"lines": ("R-BLUE",)}, Basis.LINE, ("OAK", "CEN", "NOR")),
    ("line name", {"lines": ("Blue Line",)}, Basis.LINE, ("OAK", "CEN", "NOR")),
    ("line colour", {"lines": ("blue",)}, Basis.LINE, ("OAK", "CEN", "NOR")),
    ("line number", {"lines": ("12",)}, Basis.LINE, ("OAK", "HAR")),
    ("line, point", {"lines": ("12",), "coordinates": spot(1, 1)}, Basis.LINE, ("OAK", "HAR")),
    ("line and area", {"lines": ("4",), "areas": ("Eastside",)}, Basis.LINE, ("NOR", "CEN")),
    ("area that is a stop", {"areas": ("Central Station",)}, Basis.STOPS, ("CEN",)),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "basis", "stops"), [c[1:] for c in TRANSIT],
                         ids=[c[0] for c in TRANSIT])  # fmt: skip
def test_transit_lies_at_its_stops_else_at_every_stop_of_its_line(
    locator: Locator, fields: dict[str, Any], basis: Basis, stops: tuple[str, ...]
):
    found = locator.locate(event(EventType.DELAY, source="transit", **fields))
    assert (found.basis, found.stop_ids) == (basis, stops)


def test_a_stretch_of_road_keeps_its_two_ends(locator: Locator):
    found = locator.locate(
        event(EventType.ROAD_CLOSURE, road="Main Street between 3rd and 5th", areas=("Westbrook",))
    )
    assert (found.basis, found.street_ids) == (Basis.STREET, ("main-street",))
    assert [round(point.lon, 4) for point in found.points] == [-74.995, -74.985]
    assert set(found.area_ids) == {"westbrook", "20001", "left-bank"}


def test_a_road_with_an_area_is_the_road_in_that_area(locator: Locator):
    found = locator.locate(event(EventType.ROAD_WORK, road="Main St", areas=("Eastside",)))
    assert (found.basis, found.street_ids) == (Basis.STREET, ("main-street",))
    assert set(found.area_ids) == {"eastside", "20003", "right-bank"}


def test_zip_geocodes_place_an_event(locator: Locator):
    found = locator.locate(event(geocodes={"zip": ("20001", "99999")}))
    assert (found.basis, found.named_area_ids) == (Basis.AREA_NAME, ("20001",))
    assert set(found.area_ids) == {"20001", "westbrook", "northfield", "left-bank"}


UNNAMED: list[tuple[str, dict[str, Any], Basis, bool]] = [
    ("weather", {"kind": EventType.WEATHER_ALERT}, Basis.CITYWIDE, True),
    ("health", {"kind": EventType.HEALTH_ADVISORY}, Basis.CITYWIDE, True),
    ("quake", {"kind": EventType.EARTHQUAKE}, Basis.CITYWIDE, True),
    ("all transit", {"kind": EventType.DELAY, "source": "transit"}, Basis.CITYWIDE, True),
    ("evacuation", {"kind": EventType.EVACUATION}, Basis.UNPLACED, True),
    ("outage", {}, Basis.UNPLACED, True),
    ("stranger", {"source": "elsewhere"}, Basis.UNPLACED, False),
    ("strange weather", {"kind": EventType.WEATHER_ALERT, "source": "x"}, Basis.UNPLACED, False),
    ("weather in X", {"kind": EventType.WEATHER_ALERT, "areas": ("X",)}, Basis.UNPLACED, True),
    ("no such line", {"kind": EventType.DELAY, "lines": ("Purple",)}, Basis.UNPLACED, True),
]


@pytest.mark.parametrize(("fields", "basis", "in_city"), [c[1:] for c in UNNAMED],
                         ids=[c[0] for c in UNNAMED])  # fmt: skip
def test_what_names_no_place_is_citywide_by_nature_or_unplaced(
    locator: Locator, fields: dict[str, Any], basis: Basis, in_city: bool
):
    found = locator.locate(event(**fields))
    assert (found.basis, found.in_city) == (basis, in_city)


def test_an_unplaced_event_keeps_the_name_that_nobody_knows(locator: Locator):
    assert locator.locate(event(areas=("Lakewood",))).unknown_areas == ("Lakewood",)


def test_a_stranger_that_mostly_names_other_places_is_not_ours(locator: Locator):
    found = locator.locate(event(source="x", areas=("Harbor", "Lakewood", "Lewis and Clark")))
    assert (found.basis, found.in_city) == (Basis.UNPLACED, False)


def test_repeating_places_are_remembered(locator: Locator):
    first = locator.locate(event(areas=("Eastside",)))
    assert locator.locate(event(areas=("Eastside",), event_id="e-2")) is first


def test_a_footprint_travels_as_json(locator: Locator):
    found = locator.locate(event(geometry=box(0, 0, 1, 1)))
    wire = msgspec.json.encode(found)
    assert msgspec.json.decode(wire, type=Footprint) == found
    assert len(wire) < 1500


def test_a_line_drawn_along_the_border_lies_on_both_sides(locator: Locator):
    found = locator.locate(event(EventType.ROAD_WORK, geometry=path((0.2, 2), (0.8, 2))))
    assert {"westbrook", "northfield"} <= set(found.area_ids)


def test_a_place_that_repeats_is_worked_out_once(locator: Locator):
    first = locator.locate(event(areas=("Eastbrook",), event_id="a"))
    assert locator.locate(event(areas=("Eastbrook",), event_id="b")) is first
