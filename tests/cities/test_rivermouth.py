"""The demo city's map holds together: its areas fit, its streets meet, its river divides."""

import json
import re
import tomllib
from collections import Counter, defaultdict
from itertools import combinations, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from shapely.geometry import Point, Polygon, shape
from shapely.ops import unary_union

from cities.rivermouth.drawing.__main__ import PACK, drawn_files
from cities.rivermouth.drawing.plane import CENTER
from tests.cities.rivermouth_files import drawn, features, neighbourhoods, water

LAYERS = ("areas", "places", "streets")
SLIVER_M2 = 1.0


def test_redrawing_writes_the_same_bytes() -> None:
    for name, text in drawn_files().items():
        assert (PACK / name).read_bytes() == text.encode(), f"{name}: redraw the pack"


def test_no_file_is_left_that_the_drawing_does_not_write() -> None:
    by_hand = {Path("city.toml"), Path("rules.yaml"), Path("README.md")}
    kept = {
        f.relative_to(PACK)
        for f in PACK.rglob("*")
        if f.is_file() and not {"drawing", "examples"} & set(f.relative_to(PACK).parts)
    }
    assert kept - by_hand == {Path(name) for name in drawn_files()}


def test_the_pack_stays_small() -> None:
    sizes = {name: len(text.encode()) for name, text in drawn_files().items()}
    assert max(sizes.values()) < 1_300_000
    assert sum(sizes.values()) < 1_800_000


def test_every_id_is_unique_over_the_three_layers() -> None:
    ids = Counter(f["properties"]["id"] for layer in LAYERS for f in features(layer))
    assert [id_ for id_, times in ids.items() if times > 1] == []
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_) for id_ in ids)


@pytest.mark.parametrize("layer", LAYERS)
def test_names_are_unique_in_a_layer_and_no_alias_repeats_its_name(layer: str) -> None:
    names = Counter(f["properties"]["name"] for f in features(layer))
    assert [name for name, times in names.items() if times > 1] == []
    for f in features(layer):
        words = [f["properties"]["name"], *f["properties"]["aliases"]]
        assert len({w.casefold() for w in words}) == len(words), words


def test_only_names_that_are_meant_to_be_ambiguous_are_shared() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for layer in LAYERS:
        for f in features(layer):
            for word in (f["properties"]["name"], *f["properties"]["aliases"]):
                owners[word.casefold()].add(f["properties"]["id"])
    shared = {word for word, ids in owners.items() if len(ids) > 1}
    assert shared == {"public library", "the high school", "river drive"}


@pytest.mark.parametrize("layer", LAYERS)
def test_geometry_is_valid_wound_and_rounded(layer: str) -> None:
    for f in features(layer):
        name, geometry = f["properties"]["name"], shape(f["geometry"])
        assert geometry.is_valid, name
        assert "." not in re.sub(r"-?\d+\.\d{1,6}(?!\d)", "", json.dumps(f["geometry"])), name
        if isinstance(geometry, Polygon):
            assert geometry.exterior.is_ccw, name
            assert len(geometry.exterior.coords) <= 300, name


@pytest.mark.parametrize(
    ("layer", "kinds", "least"),
    [
        ("areas", ("district", "neighbourhood"), 22),
        ("areas", ("zip",), 6),
        ("areas", ("bank",), 2),
        ("places", (), 42),
        ("places", ("library",), 2),
        ("streets", ("street",), 60),
        ("streets", ("bridge",), 3),
    ],
)
def test_the_city_is_as_large_as_promised(layer: str, kinds: tuple[str, ...], least: int) -> None:
    assert len(drawn(layer, *kinds)) >= least


def test_neighbourhoods_do_not_overlap() -> None:
    for (a, first), (b, second) in combinations(neighbourhoods().items(), 2):
        assert first.intersection(second).area < SLIVER_M2, (a, b)


def test_neighbours_share_their_borders_vertex_by_vertex() -> None:
    edges: Counter[frozenset[tuple[float, float]]] = Counter()
    for f in features("areas"):
        if f["properties"]["kind"] in {"district", "neighbourhood"}:
            ring = [(p[0], p[1]) for p in f["geometry"]["coordinates"][0]]
            edges.update(frozenset(edge) for edge in pairwise(ring))
    assert max(edges.values()) == 2
    for name, area in neighbourhoods().items():
        near = [
            n for n, other in neighbourhoods().items() if n != name and area.distance(other) == 0
        ]
        assert len(near) >= 2, name


def test_nothing_but_water_lies_between_the_neighbourhoods() -> None:
    city = unary_union([*neighbourhoods().values(), water()])
    assert isinstance(city, Polygon)
    assert list(city.interiors) == []
    assert water().intersection(unary_union(list(neighbourhoods().values()))).area < SLIVER_M2


@pytest.mark.parametrize("kind", ["zip", "bank"])
def test_zips_and_banks_each_cover_the_city_once(kind: str) -> None:
    parts = list(drawn("areas", kind).values())
    land = unary_union(list(neighbourhoods().values()))
    assert land.symmetric_difference(unary_union(parts)).area < SLIVER_M2
    assert sum(part.area for part in parts) == pytest.approx(land.area, abs=SLIVER_M2)


def test_zip_names_have_five_digits() -> None:
    assert all(re.fullmatch(r"\d{5}", name) for name in drawn("areas", "zip"))


def test_water_separates_the_two_banks() -> None:
    west, east = drawn("areas", "bank")["West Bank"], drawn("areas", "bank")["East Bank"]
    assert west.distance(east) > 150
    river = drawn("places", "water")["Alder River"]
    assert river.touches(west)
    assert river.touches(east)
    for name, bridge in drawn("streets", "bridge").items():
        assert bridge.intersects(west), name
        assert bridge.intersects(east), name
        assert bridge.intersects(river), name


@pytest.mark.parametrize(
    ("place", "area"),
    [
        ("City Hall", "Downtown"),
        ("Central Station", "Downtown"),
        ("Central Library", "Downtown"),
        ("Eastside Library", "Eastside"),
        ("Springfield Park", "Brookside"),
        ("Union Stadium", "Stadium District"),
        ("Rivermouth University", "University District"),
        ("Rivermouth International Airport", "Airport District"),
        ("Mirror Lake", "Lakeview"),
        ("Jade Gate", "Chinatown"),
        ("Quarter Market Hall", "Market Quarter"),
    ],
)
def test_a_landmark_lies_in_its_neighbourhood(place: str, area: str) -> None:
    assert neighbourhoods()[area].contains(drawn("places")[place])


def test_every_landmark_stands_on_land_in_the_city() -> None:
    land = unary_union(list(neighbourhoods().values()))
    dry = {
        f["properties"]["name"] for f in features("places") if f["properties"]["kind"] != "water"
    }
    assert [n for n in dry if not land.contains(drawn("places")[n])] == []


def test_the_centre_is_downtown() -> None:
    assert neighbourhoods()["Downtown"].contains(Point(0, 0))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("24th Street", "Valencia Street"),
        ("8th Street", "Pine Street"),
        ("Main Street", "3rd Street"),
        ("Main Street", "5th Street"),
        ("Oak Street", "8th Street"),
        ("Elm Street", "3rd Street"),
        ("Oak Street", "Springfield Avenue"),
        ("Harbor Expressway", "West River Drive"),
        ("Oak Street", "East River Drive"),
        ("Market Street", "12th Street"),
    ],
)
def test_streets_that_should_cross_meet_at_one_corner(first: str, second: str) -> None:
    assert isinstance(drawn("streets")[first].intersection(drawn("streets")[second]), Point)


def test_streets_stay_in_the_city_and_only_bridges_cross_the_water() -> None:
    city = unary_union([*neighbourhoods().values(), water()])
    bridges = unary_union(list(drawn("streets", "bridge").values())).buffer(1)
    for name, street in drawn("streets").items():
        assert city.contains(street), name
        assert street.difference(bridges).intersection(water()).length == 0, name


def test_every_street_meets_another() -> None:
    streets = drawn("streets", "street")
    for name, street in streets.items():
        assert any(street.intersects(other) for n, other in streets.items() if n != name), name


def test_the_sources_of_the_pack_know_every_type_once_or_from_rivals() -> None:
    city = tomllib.loads((PACK / "city.toml").read_text("utf-8"))
    ZoneInfo(city["timezone"])
    assert city["center"] == list(CENTER)
    knowing = Counter(kind for source in city["sources"] for kind in source["types"])
    assert {kind for kind, times in knowing.items() if times > 1} == {"internet_disruption"}
    assert len(city["sources"]) == 10
    for source in city["sources"]:
        assert source["family"] in {"emergency", "transit", "infrastructure", "environment"}
        assert source["max_silence_s"] > 0
        assert (source["trust"] == "partner") == (source["id"] in {"rivernet", "metrofiber"})
