"""Say what an event takes up, so that no second one contradicts it there."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from core.city import Area, City
from core.event import Event, EventType

_ALONE: Final = frozenset({EventType.WEATHER_ALERT, EventType.AIR_QUALITY, EventType.EARTHQUAKE})
"""Of these there is one at a time in the whole city."""
_SERVICES: Final[Mapping[EventType, str]] = {
    EventType.POWER_OUTAGE: "power",
    EventType.WATER_ADVISORY: "water",
    EventType.WATER_OUTAGE: "water",
    EventType.GAS_LEAK: "gas",
    EventType.INTERNET_DISRUPTION: "internet",
    EventType.FIRE: "emergency",
    EventType.PUBLIC_SAFETY: "emergency",
    EventType.HEALTH_ADVISORY: "emergency",
    EventType.HAZMAT: "emergency",
    EventType.EVACUATION: "emergency",
}
"""What of an area the type is about; other types take no area."""
_AT_ONE_STOP: Final = frozenset(
    {EventType.STOP_CLOSURE, EventType.ACCESSIBILITY, EventType.CROWDING}
)


class Claims:
    """Tell the claims of events in one city: words that two open events may not share."""

    def __init__(self, city: City, areas: Sequence[Area]) -> None:
        names = {area.id: area.name for area in areas}
        self._with: Mapping[str, tuple[str, ...]] = {
            area.name: (area.name, *(names[i] for i in city.overlaps[area.id] if i in names))
            for area in areas
        }

    def of(self, kind: EventType, fields: Mapping[str, Any]) -> frozenset[str]:
        """Return the claims of an event of this type with these fields of an `Event`."""
        if kind in _ALONE:
            return frozenset({kind.value})
        taken = {f"line:{line}" for line in fields.get("lines", ())}
        if kind in _AT_ONE_STOP:
            taken |= {f"stop:{stop}" for stop in fields.get("stops", ())}
        if fields.get("road"):
            taken.add(f"road:{fields['road']}")
        service = _SERVICES.get(kind)
        if service is not None:
            for area in fields.get("areas", ()):
                taken |= {f"{service}:{name}" for name in self._with.get(area, (area,))}
        return frozenset(taken)

    def of_event(self, event: Event) -> frozenset[str]:
        """Return the claims of an event that was published."""
        return self.of(event.type, msgspec.structs.asdict(event))
