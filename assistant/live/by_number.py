"""Find the one vehicle that a person calls by its own number, and what is reported of its line."""

from dataclasses import replace
from datetime import datetime

from assistant.evidence import Finding
from assistant.live.glance import Glance
from assistant.retrieve import Asked, Retriever
from assistant.understand.aspects import Aspect
from assistant.understand.times import When
from assistant.understand.topics import ONE_VEHICLE, TRANSIT
from assistant.understand.vehicles import VehicleName
from core.city import City
from core.gazetteer import Gazetteer
from core.place import PlaceKind
from core.store import EventReader


class NamedVehicles:
    """Find vehicles of one city by their own numbers."""

    def __init__(
        self, city: City, gazetteer: Gazetteer, reader: EventReader, retriever: Retriever
    ) -> None:
        self._city, self._gazetteer = city, gazetteer
        self._reader, self._retriever = reader, retriever

    def find(self, named: VehicleName, now: datetime) -> Finding | None:
        """Return what is known of a vehicle; None where no vehicle has this number."""
        glance = Glance(self._city, self._reader, now)
        live = glance.vehicle(named)
        if live is None:
            return None
        line_id = glance.line_of(live)
        line = self._gazetteer.place(PlaceKind.LINE, line_id) if line_id else None
        if line is None:
            return Finding(topic=TRANSIT, place=None, aspect=Aspect.LIVE, when=When(), live=live)
        found = self._retriever.at(Asked(TRANSIT, line, Aspect.LIVE), now)
        # Its line's late vehicles may be this one, whose own delay its reading tells.
        others = (e for e in found.in_force if e.hit.event.event.type not in ONE_VEHICLE)
        return replace(found, in_force=tuple(others), live=live)
