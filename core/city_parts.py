"""Name what a city pack is made of: sources, areas, landmarks, streets, stops and lines."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from shapely.geometry.base import BaseGeometry

from core.geo import LonLat
from core.topics import Family

_SAYS_LINE: Final = re.compile(r"\b(?:line|ligne|l[ií]nea|linie|linha|lijn)\b", re.IGNORECASE)
"""A name that says "line" by itself, as "Blue Line" and "1-Line" do."""


class Trust(StrEnum):
    """How far a source is believed: `official` may overrule the others, `resident` none."""

    OFFICIAL = "official"
    PARTNER = "partner"
    RESIDENT = "resident"

    @property
    def rank(self) -> int:
        """Return 3 for official, 2 for partner, 1 for resident."""
        return {Trust.OFFICIAL: 3, Trust.PARTNER: 2, Trust.RESIDENT: 1}[self]


class AreaKind(StrEnum):
    """What sort of area it is; a word of the pack that is not here reads as `other`."""

    DISTRICT = "district"
    NEIGHBOURHOOD = "neighbourhood"
    ZIP = "zip"
    WARD = "ward"
    BOROUGH = "borough"
    BANK = "bank"
    OTHER = "other"


class Mode(StrEnum):
    """How a line runs (GTFS `route_type`, the extended types included)."""

    TRAM = "tram"
    SUBWAY = "subway"
    RAIL = "rail"
    BUS = "bus"
    FERRY = "ferry"
    CABLE = "cable"
    OTHER = "other"

    @property
    def on_rails(self) -> bool:
        """Say whether people would call it a train or a tram."""
        return self in (Mode.TRAM, Mode.SUBWAY, Mode.RAIL)


@dataclass(frozen=True, slots=True)
class Source:
    """Describe a feed of the pack and what it would know (contract, 3).

    Attributes:
        types: the event types that it would know, as the pack words them.
        max_silence: how long it may be silent before it counts as stale.
        trust: `partner` where the pack does not say: nothing is official by omission.
        adapter: the producer that fetches it; empty where none is to.
        contact: what to call when it is silent; empty where the pack gives none.
    """

    id: str
    family: Family
    types: tuple[str, ...]
    max_silence: timedelta
    publisher: str
    trust: Trust = Trust.PARTNER
    adapter: str = ""
    url: str = ""
    interval: timedelta | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """Hold one named area of the pack."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: AreaKind
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Landmark:
    """Hold one named thing of `places.geojson`; `kind` is the pack's own word (`park`, `water`)."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Street:
    """Hold one street or bridge, as the line down its middle."""

    id: str
    name: str
    aliases: tuple[str, ...]
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Stop:
    """Hold one stop: what people name, with the platforms that belong to it.

    Attributes:
        id: the station's id where there is one, else the stop's own.
        member_ids: the GTFS ids of all its platforms, its own id first.
        line_ids: the lines that call there.
    """

    id: str
    name: str
    point: LonLat
    member_ids: tuple[str, ...]
    line_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Hold one line: a GTFS route, known by its names and the colour word in them.

    Attributes:
        short_name: as on the vehicle's front (`12`, `Blue`); may be empty.
        long_name: as on the map (`Blue Line`); may be empty.
        colour_words: the colours named in either (`blue`).
        hex_colour: `route_color`, six digits, for drawing; may be empty.
        stop_ids: ids of `Stop`s, in the order of its longest trip, others after.
        shape: its course; None where the pack draws none.
    """

    id: str
    short_name: str
    long_name: str
    mode: Mode
    colour_words: tuple[str, ...] = ()
    hex_colour: str = ""
    stop_ids: tuple[str, ...] = ()
    shape: BaseGeometry | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Return the name to call it by: the long one, or the short one with its mode."""
        if self.long_name and (not self.short_name or _SAYS_LINE.search(self.long_name)):
            return self.long_name
        if not self.short_name:
            return self.id
        word = {Mode.BUS: "Bus", Mode.TRAM: "Tram", Mode.FERRY: "Ferry"}.get(self.mode, "Line")
        if _SAYS_LINE.search(self.short_name) or word.lower() in self.short_name.lower().split():
            return self.short_name
        if self.short_name.isalpha() and self.mode.on_rails and len(self.short_name) > 1:
            return f"{self.short_name} Line"
        return f"{word} {self.short_name}"
