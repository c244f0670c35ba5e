"""Lay H3 cells over a city, so that what lies near can be found by number.

A spot's cells are all cells that it touches, not only those whose middle it holds: two spots
that meet always share a cell.
"""

from typing import Any, Final

import h3.api.basic_int
import shapely
from shapely.geometry.base import BaseGeometry

from core.geo import LonLat, Spot, as_shape, buffer_m

_H3: Final[Any] = h3.api.basic_int  # untyped
RESOLUTION: Final = 8
"""Cells of about 0.7 km², some 530 m on a side."""


class Grid:
    """Know the cells of one city, its reach included. Frozen after it is made."""

    def __init__(self, reach: BaseGeometry) -> None:
        shape = _H3.geo_to_h3shape(shapely.geometry.mapping(reach))
        cells: list[int] = sorted(
            _H3.h3shape_to_cells_experimental(shape, RESOLUTION, contain="overlap")
        )
        self._cells: tuple[int, ...] = tuple(cells)
        self._known: frozenset[int] = frozenset(cells)
        corners = [[(lon, lat) for lat, lon in _H3.cell_to_boundary(cell)] for cell in cells]
        self._tree = shapely.STRtree([shapely.Polygon(ring) for ring in corners])

    @property
    def cells(self) -> tuple[int, ...]:
        """Return every cell of the city, in order."""
        return self._cells

    def cells_of(self, spot: Spot, margin_m: float = 0.0) -> tuple[int, ...]:
        """Return the cells of the city that come within `margin_m` of the spot, in order."""
        if margin_m <= 0 and isinstance(spot, LonLat):
            cell: int = _H3.latlng_to_cell(spot.lat, spot.lon, RESOLUTION)
            return (cell,) if cell in self._known else ()
        shape = buffer_m(spot, margin_m) if margin_m > 0 else as_shape(spot)
        shapely.prepare(shape)
        found: list[int] = self._tree.query(shape, "intersects").tolist()
        return tuple(self._cells[index] for index in sorted(found))
