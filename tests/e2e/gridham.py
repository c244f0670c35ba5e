"""Write the pack of Gridham, a made-up city of square areas with a river in the middle.

Columns 0 to 3 are the west bank, 4 to 7 the east bank; a cell is 2 km wide and high, the river
400 m wide. Its zone, its numbers and its names are unlike the demo city's on purpose.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Berlin")
CENTER_LON, CENTER_LAT = 10.0, 50.0
LAT_PER_KM: Final = 1 / 111.2
LON_PER_KM: Final = 1 / 71.5
COLUMNS: Final = 8
RIVER_KM: Final = 0.4

NAMES: Final = (
    "Alderton", "Brackley", "Carnwood", "Dunmere", "Elstow", "Fairlow", "Glenholt", "Hexworth",
    "Ivybury", "Jesmond", "Kelbrook", "Larkfield", "Mossgate", "Nunthorpe", "Oxcombe", "Pelham",
    "Quarrow", "Rushden", "Selwick", "Thornby", "Ullswell", "Venthill", "Wexcroft", "Yarrowby",
    "Zennor", "Ashvale", "Birchover", "Coldham", "Drayfoot", "Estmoor", "Fenwick", "Gorsey",
    "Holmwood", "Inchley", "Juniper", "Kirkstead", "Langsett", "Marlow", "Netherby", "Osmaston",
)  # fmt: skip
"""Row by row from the south-west."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source as the pack says it."""

    id: str
    family: str
    types: Sequence[str]
    publisher: str
    trust: str = "official"
    max_silence_s: int = 600


SOURCES: Final = (
    Source("gh-power", "infrastructure", ("power_outage",), "Gridham Electric"),
    Source("gh-water", "infrastructure", ("water_advisory", "water_outage"), "Gridham Waterworks"),
    Source("gh-gas", "infrastructure", ("gas_leak",), "Gridham Gas", "partner"),
    Source("gh-roads", "infrastructure", ("road_closure", "road_work", "signal_outage"),
           "Gridham Roads"),
    Source("gh-transit", "transit",
           ("delay", "route_change", "suspension", "reduced_service", "stop_closure",
            "accessibility", "crowding"), "Gridham Transit"),
    Source("gh-weather", "emergency", ("weather_alert",), "Gridham Weather Office"),
    Source("gh-civil", "emergency",
           ("fire", "public_safety", "health_advisory", "hazmat", "evacuation"),
           "Gridham Civil Defence"),
    Source("gh-talk", "infrastructure", ("sidewalk_snow",), "Gridham Talk", "resident"),
)  # fmt: skip
"""Nobody would know of an earthquake, or of the internet."""


def at(x_km: float, y_km: float) -> tuple[float, float]:
    """Return the (lon, lat) of a point in km east of the river's middle and north of row 0."""
    return (round(CENTER_LON + x_km * LON_PER_KM, 6), round(CENTER_LAT + y_km * LAT_PER_KM, 6))


def column_km(column: int) -> tuple[float, float]:
    """Return the western and eastern border of a column."""
    side = RIVER_KM / 2
    west = (column - 4) * 2 + (side if column >= 4 else -side)
    return west, west + 2


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return the GeoJSON rectangle between borders in km."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {"type": "Polygon", "coordinates": [[at(*corner) for corner in corners]]}


def area_box(name: str) -> dict[str, Any]:
    """Return the whole polygon of an area."""
    row, column = divmod(NAMES.index(name), COLUMNS)
    west, east = column_km(column)
    return box(west, row * 2, east, row * 2 + 2)


def within(name: str, dx_km: float = 1.0, dy_km: float = 1.0) -> tuple[float, float]:
    """Return a (lon, lat) so far east and north of an area's south-western corner."""
    row, column = divmod(NAMES.index(name), COLUMNS)
    return at(column_km(column)[0] + dx_km, row * 2 + dy_km)


def square_at(name: str, half_km: float, dx_km: float = 1.0, dy_km: float = 1.0) -> dict[str, Any]:
    """Return a square around such a point."""
    row, column = divmod(NAMES.index(name), COLUMNS)
    x, y = column_km(column)[0] + dx_km, row * 2 + dy_km
    return box(x - half_km, y - half_km, x + half_km, y + half_km)


def write_pack(
    folder: Path, *, sources: Sequence[Source] = SOURCES, extra: str = "", changed: str = ""
) -> Path:
    """Write the pack into `folder` and return it; `extra` is TOML put before the sources."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [
        'id = "gridham"', 'name = "Gridham"', 'timezone = "Europe/Berlin"',
        'languages = ["en", "es", "fr", "zh"]', 'emergency_number = "112"', 'help_line = "115"',
        f"center = [{CENTER_LON}, {CENTER_LAT + 0.045}]", changed, extra,
    ]  # fmt: skip
    for source in sources:
        types = ", ".join(f'"{name}"' for name in source.types)
        parts.append(
            f'[[sources]]\nid = "{source.id}"\nfamily = "{source.family}"\ntypes = [{types}]\n'
            f'publisher = "{source.publisher}"\nmax_silence_s = {source.max_silence_s}\n'
            f'trust = "{source.trust}"\n'
        )
    (folder / "city.toml").write_text("\n".join(parts), "utf-8")
    _write_maps(folder)
    _write_gtfs(folder / "gtfs")
    return folder


def _write_maps(folder: Path) -> None:
    areas = [
        _feature({"id": name.lower(), "name": name, "aliases": [], "kind": "district"},
                 area_box(name))
        for name in NAMES
    ]  # fmt: skip
    side, edge = RIVER_KM / 2, 8 + RIVER_KM / 2
    areas += [
        _feature({"id": "west", "name": "West Bank", "aliases": [], "kind": "bank"},
                 box(-edge, 0, -side, 10)),
        _feature({"id": "east", "name": "East Bank", "aliases": [], "kind": "bank"},
                 box(side, 0, edge, 10)),
    ]  # fmt: skip
    places = [
        _feature({"id": "tarn", "name": "River Tarn", "aliases": [], "kind": "water"},
                 box(-side, -3, side, 13)),
        _feature({"id": "clock-w", "name": "Old Clock Hall", "aliases": ["Clock Hall"],
                  "kind": "landmark"}, _point(*within("Glenholt"))),
        _feature({"id": "clock-e", "name": "New Clock Hall", "aliases": ["Clock Hall"],
                  "kind": "landmark"}, _point(*within("Ivybury"))),
    ]  # fmt: skip
    streets = [
        _feature({"id": f"street-{index}", "name": name, "aliases": []},
                 {"type": "LineString", "coordinates": [at(-edge, y), at(edge, y)]})
        for index, (name, y) in enumerate(
            (("Foss Street", 1.0), ("Kestrel Street", 3.0), ("Heron Street", 5.0),
             ("Plover Street", 7.0), ("Curlew Street", 9.0)))
    ] + [
        _feature({"id": f"avenue-{column}", "name": name, "aliases": []},
                 {"type": "LineString", "coordinates": [at(x, 0), at(x, 10)]})
        for column, name in enumerate(
            ("Amber Avenue", "Bronze Avenue", "Copper Avenue", "Damask Avenue", "Ebony Avenue",
             "Flint Avenue", "Garnet Avenue", "Hazel Avenue"))
        for x in (column_km(column)[0] + 1,)
    ]  # fmt: skip
    for name, features in (("areas", areas), ("places", places), ("streets", streets)):
        collection = {"type": "FeatureCollection", "features": features}
        (folder / f"{name}.geojson").write_text(json.dumps(collection), "utf-8")


STOPS: Final[Mapping[str, tuple[str, tuple[float, float]]]] = {
    "s1": ("Alderton Depot", within("Alderton")),
    "s2": ("Carnwood Green", within("Carnwood")),
    "s3": ("Elstow Quay", within("Elstow")),
    "s4": ("Hexworth Mill", within("Hexworth")),
    "s5": ("Zennor Cross", within("Zennor")),
    "s6": ("Fenwick Park", within("Fenwick")),
}
LINES: Final[Mapping[str, tuple[str, str, int, Sequence[str]]]] = {
    "crimson": ("Crimson", "Crimson Line", 1, ("s1", "s2", "s3", "s4")),
    "violet": ("Violet", "Violet Line", 1, ("s5", "s6")),
    "bus77": ("77", "Tarnside", 3, ("s3", "s6")),
}


def _write_gtfs(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    tables: dict[str, list[str]] = {
        "agency": ["agency_id,agency_name,agency_url,agency_timezone",
                   "gt,Gridham Transit,https://transit.example,Europe/Berlin"],
        "calendar": ["service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
                     "start_date,end_date", "all,1,1,1,1,1,1,1,20200101,20391231"],
        "stops": ["stop_id,stop_name,stop_lat,stop_lon"],
        "routes": ["route_id,agency_id,route_short_name,route_long_name,route_type"],
        "trips": ["route_id,service_id,trip_id,direction_id"],
        "stop_times": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"],
    }  # fmt: skip
    tables["stops"] += [f"{id_},{name},{lat},{lon}" for id_, (name, (lon, lat)) in STOPS.items()]
    for line, (short, long, kind, stops) in LINES.items():
        tables["routes"].append(f"{line},gt,{short},{long},{kind}")
        tables["trips"].append(f"{line},all,{line}-1,0")
        tables["stop_times"] += [
            f"{line}-1,08:{order:02}:00,08:{order:02}:00,{stop},{order}"
            for order, stop in enumerate(stops, start=1)
        ]
    for name, lines in tables.items():
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", "utf-8")


def _feature(properties: dict[str, Any], geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}
