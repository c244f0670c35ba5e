"""Find what is disturbed on the way from one place to another."""

from dataclasses import replace
from datetime import datetime

from assistant.evidence import Evidence, Finding
from assistant.retrieve import Asked, Retriever
from assistant.understand.reading import Reading
from assistant.understand.topics import ONE_VEHICLE, ROADS, TRANSIT
from core.city import City
from core.naming.regions import Regions
from core.place import Place


class Journey:
    """Look along the way between two places."""

    def __init__(self, city: City, retriever: Retriever) -> None:
        self._regions = Regions(city)
        self._retriever = retriever

    def way(self, reading: Reading) -> Place | None:
        """Return the way as a place; None where its two ends are not both known."""
        ends = reading.where.ends or reading.where.spots
        if len(ends) < 2:
            return None
        return self._regions.way(ends[0], ends[1])

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
