"""Write a small city of squares into a folder: two banks, a river of 300 m, a few names.

Its unit is 0.01 degrees from (-75, 40): 853 m to the east and 1,112 m to the north.

```
     y 4 +-----------+   +-----------+
         | Northfield| r |  Harbor   |      ZIP 20001 is the left bank up to y 3,
     y 2 +-- Border -+ i +-----------+      20002 the rest of it, 20003 the right bank.
         | Westbrook | v | Eastside  |
     y 0 +-----------+ e +-----------+
        x 0          2 r 2.35        4.35
```
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.geo import LonLat

Point = tuple[float, float]

CITY_TOML = """
id = "squaretown"
name = "Squaretown"
timezone = "America/New_York"
languages = ["en", "es", "zh"]
emergency_number = "911"
help_line = "311"
center = [-74.98, 40.02]
mayor = "ignored"

[max_age_s]
delay = 3600
fire = 0

[[sources]]
id = "power"
family = "infrastructure"
types = ["power_outage"]
publisher = "Square Power & Light"
max_silence_s = 120
trust = "official"
contact = "555-0100"

[[sources]]
id = "transit"
family = "transit"
types = ["delay", "suspension", "stop_closure"]
max_silence_s = 90
adapter = "gtfs_rt"
url = "https://transit.example/feed"
interval_s = 30

[[sources]]
id = "roads"
family = "infrastructure"
types = ["road_closure"]
max_silence_s = 300
"""


def at(x: float, y: float) -> Point:
    """Turn squares into (lon, lat)."""
    return (round(-75 + x / 100, 6), round(40 + y / 100, 6))


def spot(x: float, y: float) -> LonLat:
    """Turn squares into a point."""
    return LonLat(*at(x, y))


def box(west: float, south: float, east: float, north: float) -> dict[str, object]:
    """Make a GeoJSON polygon of a box, in squares."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {"type": "Polygon", "coordinates": [[list(at(*corner)) for corner in corners]]}


def path(*corners: Point) -> dict[str, object]:
    """Make a GeoJSON line, in squares."""
    return {"type": "LineString", "coordinates": [list(at(*corner)) for corner in corners]}


def pin(x: float, y: float) -> dict[str, object]:
    """Make a GeoJSON point, in squares."""
    return {"type": "Point", "coordinates": list(at(x, y))}


def feature(
    name: str, kind: str, geometry: Mapping[str, object], aliases: Sequence[str] = ()
) -> dict[str, object]:
    """Make a GeoJSON feature as packs have them; its id is the name in lower case."""
    properties = {
        "id": name.lower().replace(" ", "-").replace("'", ""), "name": name, "kind": kind,
        "aliases": list(aliases), "colour": "ignored",
    }  # fmt: skip
    return {"type": "Feature", "properties": properties, "geometry": geometry}


AREAS = [
    feature("Westbrook", "neighbourhood", box(0, 0, 2, 2), ["West Brook", "Old Mill"]),
    feature("Northfield", "district", box(0, 2, 2, 4), ["the North End"]),
    feature("Eastside", "district", box(2.35, 0, 4.35, 2), ["East Side", "the East End", "东区"]),
    feature("Harbor", "district", box(2.35, 2, 4.35, 4), ["the Docks", "el Puerto"]),
    feature("20001", "zip", box(0, 0, 2, 3)),
    feature("20002", "zip", box(0, 3, 2, 4)),
    feature("20003", "zip", box(2.35, 0, 4.35, 4)),
    feature("Left Bank", "bank", box(0, 0, 2, 4)),
    feature("Right Bank", "bank", box(2.35, 0, 4.35, 4)),
]
PLACES = [
    feature("Still River", "water", box(2, -1, 2.35, 5), ["the river"]),
    feature("Springfield Park", "park", box(0.1, 2.1, 0.6, 2.6)),
    feature("Union Stadium", "stadium", pin(3.9, 3.5)),
    feature("Central Library", "library", pin(1.2, 1.1), ["the library"]),
    feature("St Brendan's Hospital", "hospital", pin(0.3, 3.7)),
    feature("Central Station", "station", box(0.95, 0.95, 1.05, 1.05), ["Gare Centrale"]),
]
STREETS = [
    feature("Main Street", "street", path((0, 1), (4.35, 1))),
    feature("Oak Street", "street", path((0, 0.5), (4.35, 0.5))),
    feature("Border Avenue", "street", path((0, 2), (2, 2))),
    feature("Pine Street", "street", path((1, 0), (1, 4))),
    feature("3rd Street", "street", path((0.5, 0), (0.5, 4)), ["Third Street"]),
    feature("5th Street", "street", path((1.5, 0), (1.5, 4))),
    feature("24th Street", "street", path((3, 0), (3, 4))),
    feature("Valencia Street", "street", path((2.35, 1.5), (4.35, 1.5))),
    feature("Springfield Avenue", "street", path((0, 3.2), (2, 3.2))),
    feature("Washington Avenue", "street", path((2.35, 3), (4.35, 3))),
]
STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
CEN,Central Station,{CEN},1,
CEN-1,Central Station,{CEN},0,CEN
CEN-2,Central Station,{CEN},0,CEN
OAK,Oak Street,{OAK},0,
HAR,Harbor,{HAR},0,
NOR,Northfield,{NOR},0,
STA,Stadium,{STA},0,
"""
SPOTS = {"CEN": (1, 1), "OAK": (1, 0.5), "HAR": (3, 3), "NOR": (1, 3), "STA": (3.9, 3.4)}
ROUTES = """route_id,route_short_name,route_long_name,route_type,route_color
R-BLUE,Blue,Blue Line,1,0000FF
R-RED,Red,Red Line,1,FF0000
R-12,12,Oak Street - Harbor,3,
R-4,4,,3,
R-M15,M15,,3,
"""
CALLS = {
    "R-BLUE": ("OAK", "CEN-1", "NOR"),
    "R-RED": ("CEN-2", "HAR", "STA"),
    "R-12": ("OAK", "HAR"),
    "R-4": ("NOR", "CEN"),
    "R-M15": ("STA",),
}


def write_pack(folder: Path) -> Path:
    """Write the whole pack and return its folder."""
    (folder / "gtfs").mkdir(parents=True)
    (folder / "city.toml").write_text(CITY_TOML, encoding="utf-8")
    for name, features in (("areas", AREAS), ("places", PLACES), ("streets", STREETS)):
        write_features(folder / f"{name}.geojson", features)
    spots = {key: f"{at(*spot)[1]},{at(*spot)[0]}" for key, spot in SPOTS.items()}
    (folder / "gtfs" / "stops.txt").write_text(STOPS.format(**spots), encoding="utf-8-sig")
    (folder / "gtfs" / "routes.txt").write_text(ROUTES, encoding="utf-8")
    trips, times = ["route_id,service_id,trip_id"], ["trip_id,stop_id,stop_sequence"]
    for route, stops in CALLS.items():
        for run in range(3):
            trips.append(f"{route},daily,{route}-{run}")
            times.extend(f"{route}-{run},{stop},{n}" for n, stop in enumerate(stops, 1))
    (folder / "gtfs" / "trips.txt").write_text("\n".join(trips), encoding="utf-8")
    (folder / "gtfs" / "stop_times.txt").write_text("\n".join(times), encoding="utf-8")
    return folder


def write_features(file: Path, features: Sequence[Mapping[str, object]]) -> None:
    """Write a GeoJSON FeatureCollection."""
    collection = {"type": "FeatureCollection", "features": list(features)}
    file.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
