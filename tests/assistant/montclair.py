"""Write a small city of other shapes: no water, no numbered streets, names with accents, trams.

Its unit is that of `squaretown`. Four quarters around the crossing of two streets at (2, 2).
"""

from pathlib import Path

from tests.core.squaretown import at, box, feature, path, pin, write_features

_CITY = """
id = "montclair"
name = "Montclair-les-Eaux"
timezone = "Europe/Paris"
languages = ["fr", "en"]
emergency_number = "112"
help_line = "3975"
center = [-74.98, 40.02]

[[sources]]
id = "reseau"
family = "infrastructure"
types = ["power_outage"]
publisher = "Réseau"
max_silence_s = 120
trust = "official"
"""
_AREAS = [
    feature("Vieux-Bourg", "neighbourhood", box(0, 0, 2, 2), ["le Bourg"]),
    feature("Île Verte", "district", box(2, 0, 4, 2)),
    feature("Les Tanneurs", "neighbourhood", box(0, 2, 2, 4), ["Tanneurs"]),
    feature("Ward 3", "ward", box(2, 2, 4, 4), ["Troisième"]),
    feature("75003", "zip", box(0, 0, 4, 4)),
]
_PLACES = [
    feature("Gare Sainte-Anne", "station", pin(1, 1), ["la gare"]),
    feature("Hôpital Saint-Luc", "hospital", pin(3, 1), ["l'hôpital"]),
    feature("Médiathèque", "library", pin(3, 3), ["la bibliothèque"]),
]
_STREETS = [
    feature("Rue de la Paix", "street", path((0, 2), (4, 2))),
    feature("Avenue Émile-Zola", "street", path((2, 0), (2, 4))),
    feature("Chemin des Dames", "street", path((1, 0), (1, 4))),
    feature("Calle Mayor", "street", path((3, 0), (3, 4))),
]
_STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
S1,Place Zola,{0},{1},0,
S2,Tanneurs,{2},{3},0,
"""
_ROUTES = """route_id,route_short_name,route_long_name,route_type,route_color
TR-1,T1,Tanneurs - Place Zola,0,
V-9,9,Ligne Verte,3,00AA00
"""
_TRIPS = "route_id,service_id,trip_id\nTR-1,d,a\nV-9,d,b\n"
_TIMES = "trip_id,stop_id,stop_sequence\na,S1,1\na,S2,2\nb,S2,1\nb,S1,2\n"


def write_montclair(folder: Path) -> Path:
    """Write the whole pack and return its folder."""
    gtfs = folder / "gtfs"
    gtfs.mkdir(parents=True)
    (folder / "city.toml").write_text(_CITY, encoding="utf-8")
    for name, features in (("areas", _AREAS), ("places", _PLACES), ("streets", _STREETS)):
        write_features(folder / f"{name}.geojson", features)
    (one, two) = at(2, 2.01), at(1, 3)
    stops = _STOPS.format(one[1], one[0], two[1], two[0])
    files = {"stops": stops, "routes": _ROUTES, "trips": _TRIPS, "stop_times": _TIMES}
    for name, text in files.items():
        (gtfs / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
