"""Say where an event lies in the city: `Footprint`, and on what that rests: `Basis`."""

from enum import StrEnum

import msgspec

from core.geo import LonLat


class Basis(StrEnum):
    """What an event's place rests on, the surest first."""

    GEOMETRY = "geometry"
    """A shape that the source drew."""
    POINT = "point"
    """A lone point, which stands for itself."""
    STOPS = "stops"
    """Stops that the source names."""
    LINE = "line"
    """Every stop of the lines that the source names."""
    STREET = "street"
    """A street that the source names."""
    AREA_NAME = "area_name"
    """Only the name of an area, or of a landmark."""
    CITYWIDE = "citywide"
    """All of the city, by name or by the nature of the thing."""
    UNPLACED = "unplaced"
    """Nothing that the pack can place."""


class Footprint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold where an event lies, small enough to travel with it.

    `cells` are for finding: two things that meet share a cell of `City.grid`. An event that is
    `everywhere` in the city has none, and meets every place.
    """

    basis: Basis
    in_city: bool = True
    """False where it lies wholly outside the city's areas + 5 km: listed, never an answer."""
    everywhere: bool = False
    """True where it covers all of the city."""
    named_area_ids: tuple[str, ...] = ()
    """Areas of the pack that the source names, of whatever kind."""
    area_ids: tuple[str, ...] = ()
    """Areas of the pack that it touches or is named for, ZIP areas and banks included."""
    whole_area_ids: tuple[str, ...] = ()
    """Those of them that it covers wholly."""
    stop_ids: tuple[str, ...] = ()
    line_ids: tuple[str, ...] = ()
    street_ids: tuple[str, ...] = ()
    landmark_ids: tuple[str, ...] = ()
    points: tuple[LonLat, ...] = ()
    """Its points; on a street, the two ends of the stretch."""
    cells: tuple[int, ...] = ()
    """H3 cells that it touches, clipped to the city + 5 km, in order."""
    unknown_areas: tuple[str, ...] = ()
    """Names of areas that the source gives and the pack does not know."""
