"""Compose the pack's three map layers from the drawing: areas, places, streets."""

from cities.rivermouth.drawing.areas import (
    BANK_ALIASES,
    BAY_INSIDE,
    NEIGHBOURHOODS,
    RIVER_INSIDE,
    Ring,
    cut,
    in_order,
    outline,
    piece_at,
)
from cities.rivermouth.drawing.geojson import Feature, collection, feature, geometry
from cities.rivermouth.drawing.landmarks import (
    BAY_ALIASES,
    BAY_NAME,
    LANDMARKS,
    RIVER_ALIASES,
    RIVER_NAME,
    Landmark,
)
from cities.rivermouth.drawing.plane import to_lon_lat
from cities.rivermouth.drawing.streets import STREETS


def areas_geojson() -> str:
    """Write the neighbourhoods, then the ZIP areas and the two banks that they add up to."""
    pieces = cut()
    rings = {n: piece_at(pieces, n.inside) for n in NEIGHBOURHOODS}
    features = [feature(n.name, n.kind, n.aliases, _polygon(ring)) for n, ring in rings.items()]
    for code in sorted({n.zip_code for n in NEIGHBOURHOODS}):
        ring = outline(ring for n, ring in rings.items() if n.zip_code == code)
        features.append(feature(code, "zip", (), _polygon(ring), f"zip-{code}"))
    for bank, aliases in BANK_ALIASES.items():
        ring = outline(ring for n, ring in rings.items() if n.bank == bank)
        features.append(feature(bank, "bank", aliases, _polygon(ring)))
    return collection(features)


def places_geojson() -> str:
    """Write the river, the bay and the landmarks."""
    pieces = cut()
    river = _polygon(piece_at(pieces, RIVER_INSIDE))
    bay = _polygon(piece_at(pieces, BAY_INSIDE))
    features = [
        feature(RIVER_NAME, "water", RIVER_ALIASES, river),
        feature(BAY_NAME, "water", BAY_ALIASES, bay),
    ]
    features += [feature(p.name, p.kind, p.aliases, _shape(p)) for p in LANDMARKS]
    return collection(features)


def streets_geojson() -> str:
    """Write the streets and bridges."""
    return collection(
        feature(s.name, s.kind, s.aliases, geometry("LineString", s.line())) for s in STREETS
    )


def _shape(landmark: Landmark) -> Feature:
    if len(landmark.points) == 1:
        return geometry("Point", to_lon_lat(landmark.points[0]))
    return _polygon(in_order([to_lon_lat(p) for p in landmark.ring()]))


def _polygon(ring: Ring) -> Feature:
    return geometry("Polygon", [ring])
