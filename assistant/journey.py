"""Find what is disturbed on the way from one place to another."""

from dataclasses import replace
from datetime import datetime
from typing import Final

import shapely

from assistant.evidence import Evidence, Finding
from assistant.retrieve import Asked, Retriever
from assistant.saying import WAY
from assistant.understand.reading import Reading
from assistant.understand.topics import ONE_VEHICLE, ROADS, TRANSIT
from core.city import City
from core.geo import LonLat, buffer_m
from core.place import Place, PlaceKind

CORRIDOR_M: Final = 600.0
"""How far to either side of the straight way a disturbance still counts as on it."""


class Journey:
    """Look along the way between two places."""

    def __init__(self, city: City, retriever: Retriever) -> None:
        self._city = city
        self._retriever = retriever

    def way(self, reading: Reading) -> Place | None:
        """Return the way as a place; None where its two ends are not both known."""
        ends = reading.where.spots
        if len(ends) < 2:
            return None
        start, end = ends[0], ends[1]
        straight = shapely.LineString(
            [(start.point.lon, start.point.lat), (end.point.lon, end.point.lat)]
        )
        corridor = buffer_m(straight, CORRIDOR_M)
        areas = tuple(area.id for area, _ in self._city.areas_touching(corridor))
        middle = straight.interpolate(0.5, normalized=True)
        name = f"{start.name}{WAY}{end.name}"
        return Place(
            id=f"{start.id}&{end.id}", name=name, kind=PlaceKind.LANDMARK, geometry=corridor,
            point=LonLat(middle.x, middle.y), area_ids=areas,
        )  # fmt: skip

    def find(self, reading: Reading, now: datetime) -> tuple[Finding, ...]:
        """Return what is disturbed on the way, or in the whole city where the way is unknown."""
        way = self.way(reading)
        found = [
            self._retriever.at(Asked(topic, way, reading.aspect, reading.when), now)
            for topic in (ROADS, TRANSIT)
        ]
        return tuple(replace(one, in_force=tuple(filter(_matters, one.in_force))) for one in found)


def _matters(evidence: Evidence) -> bool:
    """Say whether an event matters to a traveller: one late bus of a line does not."""
    return evidence.hit.event.event.type not in ONE_VEHICLE
