"""Know where events lie and when they are so, and find those near, by cell, line and street.

A `Site` is what the rules of incidents look at; `Sites` finds candidates without going through all
events: two things that meet share a cell of the city's grid, or a line.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.city import City
from core.event import EndCertainty, Event, EventType
from core.footprint import Basis
from core.geo import LonLat, distance_m
from core.identity import EventKey
from core.lifecycle import standing
from core.relation import region_of
from core.store import IndexedEvent

MARGIN_M: Final = 600.0
"""How far around a site its neighbours are looked for; no rule reaches further."""
_ROUGH: Final = frozenset({Basis.AREA_NAME, Basis.STREET})
_NOWHERE: Final = frozenset({Basis.CITYWIDE, Basis.UNPLACED})


class Site:
    """Hold of one event what joins it to others: its kind, its time and its place.

    Attributes:
        begins_at: when it begins to be so; by its first message, where none says when.
        over_at: when it was over, as far as its own messages say; None while they do not.
        rough: whether only names place it.
        by_line: whether it is said of a line as a whole: it lies at every stop, and at none.
    """

    __slots__ = (
        "_region", "begins_at", "by_line", "cells", "event", "everywhere", "footprint", "key",
        "lines", "over_at", "rough", "stops", "type",
    )  # fmt: skip

    def __init__(self, indexed: IndexedEvent) -> None:
        event, footprint = indexed.event, indexed.footprint
        self.key: Final = indexed.key
        self.event: Final = event
        self.type: Final = event.type
        self.footprint: Final = footprint
        self.begins_at: Final = event.starts_at or indexed.first_issued_at
        self.over_at: Final = over_at(event)
        self.lines: Final = frozenset(footprint.line_ids)
        self.stops: Final = frozenset(footprint.stop_ids)
        self.everywhere: Final = footprint.everywhere
        self.rough: Final = footprint.basis in _ROUGH
        self.by_line: Final = footprint.basis is Basis.LINE
        self.cells: Final = () if footprint.basis in _NOWHERE else footprint.cells
        self._region: BaseGeometry | None = None

    def region(self, city: City) -> BaseGeometry:
        """Return its shape, prepared; empty where nothing places it."""
        if self._region is None:
            self._region = region_of(self.footprint, self.event.geometry, city)
            shapely.prepare(self._region)
        return self._region

    def same_as(self, other: "Site") -> bool:
        """Say whether nothing has changed that could join it to others or part it from them."""
        mine, theirs = self.event, other.event
        return (
            (self.type, self.begins_at, self.over_at, self.footprint)
            == (other.type, other.begins_at, other.over_at, other.footprint)
            and (mine.cause, mine.headline, mine.message, mine.description, mine.extra)
            == (theirs.cause, theirs.headline, theirs.message, theirs.description, theirs.extra)
            and mine.geometry == theirs.geometry
        )


def over_at(event: Event) -> datetime | None:
    """Return when an event was over, as far as its own newest message says."""
    if event.ends_by_word:
        return standing(event, event.issued_at).ended_at
    if event.ends_at is not None:
        return event.ends_at if event.end_certainty is not EndCertainty.ESTIMATED else None
    return event.expires_at


class Sites:
    """Find the sites of some types that are near, on a line, or anywhere."""

    def __init__(self, city: City) -> None:
        self.city: Final = city
        self._sites: dict[EventKey, Site] = {}
        self._in_cell: dict[tuple[EventType, int], dict[EventKey, None]] = defaultdict(dict)
        self._on_line: dict[tuple[EventType, str], dict[EventKey, None]] = defaultdict(dict)
        self._everywhere: dict[EventType, dict[EventKey, None]] = defaultdict(dict)
        self._courses = {line.id: _course_cells(line.shape, city) for line in city.lines}

    def __len__(self) -> int:
        return len(self._sites)

    def get(self, key: EventKey) -> Site | None:
        """Return a site; None where there is none."""
        return self._sites.get(key)

    def keys(self) -> Iterator[EventKey]:
        """Go through the keys of all sites."""
        return iter(self._sites)

    def put(self, site: Site) -> None:
        """File a site, in place of the older one of the same event."""
        self.drop(site.key)
        self._sites[site.key] = site
        for shelf in self._shelves(site):
            shelf[site.key] = None

    def drop(self, key: EventKey) -> Site | None:
        """Let a site go; return what it was."""
        site = self._sites.pop(key, None)
        if site is not None:
            for shelf in self._shelves(site):
                shelf.pop(key, None)
        return site

    def near(self, site: Site, types: Collection[EventType]) -> list[Site]:
        """Return the sites of these types within `MARGIN_M` of one, and those everywhere."""
        region = site.region(self.city)
        if site.everywhere:
            cells = self.city.grid.cells
        else:
            cells = () if region.is_empty else self.city.grid.cells_of(region, MARGIN_M)
        shelves = [self._in_cell.get((kind, cell)) for kind in types for cell in cells]
        shelves += [self._everywhere.get(kind) for kind in types]
        return self._found(site, shelves)

    def around(self, spot: LonLat | BaseGeometry, types: Collection[EventType]) -> list[Site]:
        """Return the sites of these types within `MARGIN_M` of a spot, and those everywhere."""
        cells = self.city.grid.cells_of(spot, MARGIN_M)
        shelves = [self._in_cell.get((kind, cell)) for kind in types for cell in cells]
        shelves += [self._everywhere.get(kind) for kind in types]
        keys = dict.fromkeys(key for shelf in shelves if shelf for key in shelf)
        return [self._sites[key] for key in keys]

    def on_lines(
        self, site: Site, lines: Iterable[str], types: Collection[EventType]
    ) -> list[Site]:
        """Return the sites of these types that name one of the lines."""
        names = list(lines)
        return self._found(site, [self._on_line.get((t, name)) for t in types for name in names])

    def along(self, site: Site, types: Collection[EventType]) -> list[Site]:
        """Return the sites of these types in the cells that the courses of its lines pass."""
        cells = {cell for line in site.lines for cell in self._courses.get(line, ())}
        shelves = [self._in_cell.get((kind, cell)) for kind in types for cell in sorted(cells)]
        return self._found(site, shelves)

    def lines_near(self, site: Site, metres: float) -> list[str]:
        """Return the lines whose course comes so near to a site, in the pack's order."""
        region = site.region(self.city)
        if region.is_empty:
            return []
        cells = set(site.cells)
        return [
            line.id
            for line in self.city.lines
            if line.shape is not None
            and not cells.isdisjoint(self._courses[line.id])
            and distance_m(region, line.shape) <= metres
        ]

    def _found(self, site: Site, shelves: Iterable[dict[EventKey, None] | None]) -> list[Site]:
        keys = dict.fromkeys(key for shelf in shelves if shelf for key in shelf)
        keys.pop(site.key, None)
        return [self._sites[key] for key in keys]

    def _shelves(self, site: Site) -> Iterator[dict[EventKey, None]]:
        for cell in site.cells:
            yield self._in_cell[site.type, cell]
        spot = site.event.coordinates
        if site.by_line and spot is not None:  # told of a line as a whole, and of this spot on it
            for cell in self.city.grid.cells_of(spot):
                yield self._in_cell[site.type, cell]
        for line in site.lines:
            yield self._on_line[site.type, line]
        if site.everywhere:
            yield self._everywhere[site.type]


def _course_cells(course: BaseGeometry | None, city: City) -> tuple[int, ...]:
    return () if course is None else city.grid.cells_of(course, 50.0)
