"""A city that has almost nothing: two areas, without streets, lines or water."""

from pathlib import Path

import orjson

from core.city import City, load_city

TINY = """
id = "tiny"
name = "Tiny"
timezone = "Europe/Paris"
languages = ["en"]
emergency_number = "112"
help_line = "3975"
center = [2.05, 48.05]

[[sources]]
id = "watts"
family = "infrastructure"
types = ["power_outage", "road_closure", "gas_leak"]
publisher = "Watts"
max_silence_s = 30
trust = "official"

[[sources]]
id = "fetched"
family = "emergency"
types = ["fire"]
publisher = "Fetched"
max_silence_s = 600
adapter = "cap"
url = "https://fires.example/feed"
"""


def tiny(folder: Path) -> City:
    """Write and load the tiny city."""
    write_tiny(folder)
    return load_city(folder)


def write_tiny(folder: Path) -> None:
    """Write the pack of the tiny city."""
    square = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"id": name, "name": name.title(), "kind": "district"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[west, 48], [west + 0.05, 48], [west + 0.05, 48.1], [west, 48.1],
                         [west, 48]]
                    ],
                },
            }
            for name, west in (("left", 2.0), ("right", 2.05))
        ],
    }  # fmt: skip
    (folder / "city.toml").write_text(TINY)
    (folder / "areas.geojson").write_bytes(orjson.dumps(square))
