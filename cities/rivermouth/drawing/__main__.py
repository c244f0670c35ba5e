"""Redraw the pack: `python -m cities.rivermouth.drawing` writes all but city.toml."""

from pathlib import Path

from cities.rivermouth.drawing.gtfs import gtfs_files
from cities.rivermouth.drawing.layers import areas_geojson, places_geojson, streets_geojson

PACK = Path(__file__).resolve().parent.parent


def drawn_files() -> dict[str, str]:
    """Draw the whole pack; file names are relative to its folder."""
    return {
        "areas.geojson": areas_geojson(),
        "places.geojson": places_geojson(),
        "streets.geojson": streets_geojson(),
        **{f"gtfs/{name}": text for name, text in gtfs_files().items()},
    }


def main() -> None:
    """Write the drawn files."""
    for name, text in drawn_files().items():
        target = PACK / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
