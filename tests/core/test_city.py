import json
import shutil
import time
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from timeit import repeat

import pytest

from core.city import City, Mode, Trust, load_city
from core.errors import Misconfigured
from core.geo import LonLat, buffer_m, to_shape
from core.topics import Family
from tests.core.squaretown import (
    AREAS,
    PLACES,
    at,
    box,
    feature,
    pin,
    spot,
    write_features,
    write_pack,
)

Change = Callable[[Path], object]


def test_the_whole_pack_is_read(squaretown: City):
    assert (squaretown.id, squaretown.timezone.key) == ("squaretown", "America/New_York")
    assert squaretown.languages == ("en", "es", "zh")
    assert (squaretown.emergency_number, squaretown.help_line) == ("911", "311")
    assert len(squaretown.areas) == 9
    assert [mark.id for mark in squaretown.water] == ["still-river"]
    assert squaretown.max_age == {"delay": timedelta(hours=1), "fire": None}


def test_sources_carry_what_they_would_know(squaretown: City):
    power = squaretown.source_by_id["power"]
    assert power.family is Family.INFRASTRUCTURE
    assert power.types == ("power_outage",)
    assert power.max_silence == timedelta(seconds=120)
    assert (power.trust, power.contact) == (Trust.OFFICIAL, "555-0100")


def test_a_source_is_a_partner_by_its_own_id_unless_the_pack_says_more(squaretown: City):
    transit = squaretown.source_by_id["transit"]
    assert (transit.trust, transit.publisher) == (Trust.PARTNER, "transit")
    assert (transit.adapter, transit.interval) == ("gtfs_rt", timedelta(seconds=30))


def test_lines_know_their_stops_by_station(squaretown: City):
    blue = squaretown.line_by_id["R-BLUE"]
    assert blue.stop_ids == ("OAK", "CEN", "NOR")
    assert (blue.name, blue.mode, blue.colour_words) == ("Blue Line", Mode.SUBWAY, ("blue",))
    assert squaretown.line_by_id["R-12"].name == "Bus 12"
    central = squaretown.stop_by_id["CEN-2"]
    assert (central.id, central.member_ids) == ("CEN", ("CEN", "CEN-1", "CEN-2"))
    assert set(central.line_ids) == {"R-BLUE", "R-RED", "R-4"}


def test_a_zipped_gtfs_reads_as_the_folder_does(squaretown: City, tmp_path: Path):
    pack = write_pack(tmp_path / "pack")
    with zipfile.ZipFile(pack / "gtfs.zip", "w") as archive:
        for file in (pack / "gtfs").iterdir():
            archive.write(file, file.name)
    shutil.rmtree(pack / "gtfs")
    zipped = load_city(pack)
    assert zipped.stops == squaretown.stops
    assert [line.stop_ids for line in zipped.lines] == [line.stop_ids for line in squaretown.lines]


def test_a_pack_of_two_files_is_enough(tmp_path: Path):
    (tmp_path / "city.toml").write_text(
        'id="a"\nname="A"\ntimezone="UTC"\nemergency_number="112"\nhelp_line="115"\n'
        "center=[-74.99, 40.01]\n",
        encoding="utf-8",
    )
    write_features(tmp_path / "areas.geojson", AREAS[:1])
    city = load_city(tmp_path)
    assert (city.sources, city.lines, city.streets) == ((), (), ())
    assert city.languages == ("en",)
    assert city.bank_of(spot(1, 1)) is None


def test_areas_at_a_point_are_all_that_hold_it(squaretown: City):
    assert [a.id for a in squaretown.areas_at(spot(1, 1))] == ["westbrook", "20001", "left-bank"]
    on_the_border = {a.id for a in squaretown.areas_at(spot(1, 2))}
    assert {"westbrook", "northfield"} <= on_the_border
    assert squaretown.areas_at(spot(2.2, 1)) == ()


def test_a_polygon_beside_an_area_does_not_touch_it(squaretown: City):
    shape = to_shape(box(0, 2, 2, 3))
    assert {a.id: round(s, 2) for a, s in squaretown.areas_touching(shape)} == {
        "northfield": 0.5, "20001": 0.33, "left-bank": 0.25,
    }  # fmt: skip


def test_a_tiny_polygon_lies_in_its_area_however_small(squaretown: City):
    tiny = buffer_m(spot(1, 1), 15)
    touched = dict(squaretown.areas_touching(tiny))
    assert {a.id for a in touched} == {"westbrook", "20001", "left-bank"}


def test_areas_know_what_share_others_cover(squaretown: City):
    assert squaretown.overlaps["20001"] == {
        "westbrook": pytest.approx(2 / 3), "northfield": pytest.approx(1 / 3), "left-bank": 1.0,
    }  # fmt: skip
    assert squaretown.overlaps["northfield"]["20002"] == pytest.approx(0.5)
    assert "northfield" not in squaretown.overlaps["westbrook"]


def test_banks_are_told_apart_and_the_river_is_neither(squaretown: City):
    assert squaretown.bank_of(spot(1.9, 1)) == "left-bank"
    assert squaretown.bank_of(spot(2.4, 1)) == "right-bank"
    assert squaretown.bank_of(spot(2.2, 1)) is None
    assert squaretown.bank_of(spot(1, -0.1)) == "left-bank", "just outside still belongs"
    assert squaretown.bank_of(spot(1, -3)) is None


@pytest.mark.parametrize(
    "water",
    [
        box(2, -1, 2.35, 5),
        {"type": "LineString", "coordinates": [list(at(2.17, -1)), list(at(2.17, 5))]},
    ],
)
def test_water_alone_tells_the_banks(tmp_path: Path, water: dict[str, object]):
    pack = write_pack(tmp_path / "pack")
    whole = feature("Square", "district", box(0, 0, 4.35, 4))
    write_features(pack / "areas.geojson", [whole])
    write_features(pack / "places.geojson", [feature("River", "water", water)])
    city = load_city(pack)
    assert city.bank_of(spot(1.9, 1)) == "side-1"
    assert city.bank_of(spot(2.5, 3)) == "side-2"


def test_the_reach_is_the_areas_and_five_km_around(squaretown: City):
    assert squaretown.in_reach(spot(1, 1))
    assert squaretown.in_reach(spot(1, -4.4)), "4.9 km south"
    assert not squaretown.in_reach(spot(1, -4.6)), "5.1 km south"
    assert not squaretown.in_reach(LonLat(40.02, -74.98)), "lat and lon swapped"
    assert squaretown.in_reach(to_shape(box(-50, -50, 50, 50))), "a county around the city"


def test_two_spots_that_meet_share_a_cell(squaretown: City):
    place = to_shape(box(0, 0, 0.05, 0.05))
    event = buffer_m(spot(-0.02, 0.02), 100)
    assert set(squaretown.grid.cells_of(place)) & set(squaretown.grid.cells_of(event))
    point = spot(0.02, 0.02)
    assert set(squaretown.grid.cells_of(point)) <= set(squaretown.grid.cells_of(place))
    near = squaretown.grid.cells_of(spot(1, 1), margin_m=1000)
    assert set(squaretown.grid.cells_of(spot(1, 1.85))) <= set(near)
    assert not set(squaretown.grid.cells_of(spot(4, 3.9))) & set(near)


def test_cells_stop_at_the_city(squaretown: City):
    assert squaretown.grid.cells_of(LonLat(10, 10)) == ()
    county = squaretown.grid.cells_of(to_shape(box(-50, -50, 50, 50)))
    assert set(county) == set(squaretown.grid.cells)


def replaced(name: str, old: str, new: str) -> Change:
    def change(pack: Path) -> None:
        file = pack / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def features(name: str, *given: Mapping[str, object]) -> Change:
    return lambda pack: write_features(pack / name, given)


def removed(name: str) -> Change:
    return lambda pack: (pack / name).unlink()


def written(name: str, text: str) -> Change:
    return lambda pack: (pack / name).write_text(text, encoding="utf-8")


NAMELESS = {"type": "Feature", "properties": {"id": "x"}, "geometry": box(0, 0, 1, 1)}
SHAPELESS = {"type": "Feature", "properties": {"id": "x", "name": "X"}, "geometry": None}
NO_ID = {"type": "Feature", "properties": {"name": "X"}, "geometry": box(0, 0, 1, 1)}

CENTER = "[-74.98, 40.02]"
SILENCE = "max_silence_s = 120"
LOST = "trip_id,stop_id,stop_sequence\nR-4-0,NOR,1\nR-4-0,GONE,2\nR-12-0,GONE,1\n"

UNUSABLE: list[tuple[str, Change, tuple[str, ...]]] = [
    ("no toml", removed("city.toml"), ("city.toml", "no such file")),
    ("broken toml", written("city.toml", "id = "), ("city.toml", "cannot be read")),
    ("no id", replaced("city.toml", 'id = "squaretown"', ""), ("city.toml", "id is missing")),
    ("timezone", replaced("city.toml", "New_York", "Atlantis"), ("timezone", "Atlantis")),
    ("zone path", replaced("city.toml", "America/New_York", "../x"), ("timezone", "../x")),
    ("emergency", replaced("city.toml", "emergency_number", "x"), ("emergency_number", "missing")),
    ("swapped", replaced("city.toml", CENTER, "[40.02, -74.98]"), ("center", "[lat, lon]")),
    ("far", replaced("city.toml", CENTER, "[10.0, 50.0]"), ("center", "outside")),
    ("center", replaced("city.toml", CENTER, "[1]"), ("center", "[lon, lat]")),
    ("source id", replaced("city.toml", 'id = "power"', ""), ("source number 1", "id is missing")),
    ("family", replaced("city.toml", '"infrastructure"', '"infra"'), ("power", "family", "infra")),
    ("no family", replaced("city.toml", 'family = "transit"', ""), ("transit", "family")),
    ("types", replaced("city.toml", '["power_outage"]', "[]"), ("power", "types")),
    ("silence", replaced("city.toml", SILENCE, ""), ("power", "max_silence_s is missing")),
    ("silence 0", replaced("city.toml", SILENCE, "max_silence_s = 0"), ("max_silence_s",)),
    ("trust", replaced("city.toml", '"official"', '"royal"'), ("power", "trust", "royal")),
    ("twice", replaced("city.toml", 'id = "roads"', 'id = "power"'), ("two sources", "power")),
    ("no areas", removed("areas.geojson"), ("areas.geojson", "no such file")),
    ("empty", features("areas.geojson"), ("areas.geojson", "no areas")),
    ("not json", written("areas.geojson", "{"), ("areas.geojson", "GeoJSON")),
    ("area name", features("areas.geojson", NAMELESS), ("areas.geojson", "(x)", "name")),
    ("area shape", features("areas.geojson", SHAPELESS), ("areas.geojson", "(x)", "geometry")),
    ("area id", features("areas.geojson", NO_ID), ("areas.geojson", "feature 1", "no id")),
    ("same id", features("areas.geojson", AREAS[0], AREAS[0]), ("areas.geojson", "westbrook")),
    ("point", features("areas.geojson", feature("P", "ward", pin(1, 1))), ("(p)", "Point")),
    ("street", features("streets.geojson", PLACES[0]), ("streets.geojson", "Polygon")),
    ("no trips", removed("gtfs/trips.txt"), ("trips.txt", "cannot be read")),
    ("column", replaced("gtfs/stops.txt", "stop_id", "id"), ("stops.txt", "stop_id")),
    ("lost stops", written("gtfs/stop_times.txt", LOST), ("stop_times.txt", "2 of 3", "GONE")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"), [c[1:] for c in UNUSABLE], ids=[c[0] for c in UNUSABLE]
)
def test_an_unusable_pack_is_refused_in_one_line(
    tmp_path: Path, change: Change, said: tuple[str, ...]
):
    pack = write_pack(tmp_path / "pack")
    change(pack)
    with pytest.raises(Misconfigured) as refusal:
        load_city(pack)
    line = str(refusal.value)
    assert "\n" not in line
    assert [word for word in said if word not in line] == []


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(Misconfigured, match="no such folder"):
        load_city(tmp_path / "nowhere")


def test_unknown_keys_kinds_and_properties_are_ignored(tmp_path: Path):
    pack = write_pack(tmp_path / "pack")
    read = json.loads((pack / "areas.geojson").read_text(encoding="utf-8"))
    read["features"][0]["properties"]["kind"] = "bailiwick"
    (pack / "areas.geojson").write_text(json.dumps(read), encoding="utf-8")
    assert load_city(pack).areas[0].kind.value == "other"


def test_the_demo_city_loads_at_once(rivermouth: City):
    pack = Path(__file__).parents[2] / "cities" / "rivermouth"
    assert min(repeat(lambda: load_city(pack), timer=time.process_time, number=1, repeat=3)) < 2
    assert len(rivermouth.areas) >= 20
    assert {line.mode for line in rivermouth.lines} >= {Mode.SUBWAY, Mode.BUS}
