"""Tell which stretches of streets are closed when."""

from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.event import EventType
from core.geo import as_shape, buffer_m
from producers.city.happening import Happening
from producers.city.plan import Plan
from producers.city.streets.street_graph import StreetGraph

_POINT_M: Final = 90.0
"""How much of a street is closed on either side of a point."""


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """Hold one closed stretch.

    Attributes:
        id: the happening's.
        edges: what is closed of the graph of streets.
    """

    id: str
    begins_s: float
    ends_s: float
    shape: BaseGeometry
    edges: frozenset[int]

    def holds(self, since_s: float, until_s: float) -> bool:
        """Say whether it is closed at any time between two instants."""
        return self.begins_s < until_s and since_s < self.ends_s


def closures_of(plan: Plan, graph: StreetGraph) -> tuple[Closure, ...]:
    """Return what is closed in a stretch of time, in the plan's order."""
    return tuple(
        Closure(happening.id, happening.span.start.timestamp(), happening.ends.timestamp(),
                shape, graph.closed_by(shape))
        for happening in plan.of(EventType.ROAD_CLOSURE)
        if happening.real and (shape := _closed(happening, plan)) is not None
    )  # fmt: skip


def _closed(happening: Happening, plan: Plan) -> BaseGeometry | None:
    where = happening.where
    street = plan.city.street_by_id.get(where.road)
    if where.shape is not None and not where.shape.is_empty:
        if street is None or where.shape.area == 0:
            return where.shape
        part = shapely.intersection(street.geometry, where.shape)
        return where.shape if part.is_empty else part
    if where.point is None:
        return None
    around = buffer_m(as_shape(where.point), _POINT_M)
    part = around if street is None else shapely.intersection(street.geometry, around)
    return around if part.is_empty else part
