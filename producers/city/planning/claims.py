"""Keep a plan free of contradictions: one state of a line, a road, a service at a time."""

from collections.abc import Iterable, Mapping
from typing import Final

from core.city import Area, City
from core.event import EventType
from core.timespan import Span

_SERVICES: Final[Mapping[EventType, str]] = {
    EventType.POWER_OUTAGE: "power",
    EventType.WATER_ADVISORY: "water",
    EventType.WATER_OUTAGE: "water",
    EventType.GAS_LEAK: "gas",
    EventType.FIRE: "emergency",
    EventType.PUBLIC_SAFETY: "emergency",
    EventType.HEALTH_ADVISORY: "health",
    EventType.HAZMAT: "emergency",
    EventType.EVACUATION: "evacuation",
    EventType.AIR_QUALITY: "air",
}
"""What of an area a type is about; of it there is one at a time."""


class Claims:
    """Hold who claims what, and when; two happenings may not claim the same at the same time."""

    def __init__(self, city: City, areas: Iterable[Area]) -> None:
        ids = {area.id for area in areas}
        self._with: Mapping[str, tuple[str, ...]] = {
            area.id: (area.id, *sorted(ids.intersection(city.overlaps[area.id])))
            for area in city.areas
            if area.id in ids
        }
        self._taken: dict[str, list[Span]] = {}

    def services(self, kind: EventType, areas: Iterable[str], whose: str = "") -> list[str]:
        """Return the keys by which a type claims a service of some areas.

        Args:
            kind: the type.
            areas: area ids; those that overlap them are claimed too.
            whose: the source, where several give the same service.
        """
        service = _SERVICES.get(kind, kind.value)
        return [
            f"{service}{whose}:{near}" for area in areas for near in self._with.get(area, (area,))
        ]

    def free(self, keys: Iterable[str], span: Span) -> bool:
        """Say whether nobody has any of the keys at any instant of the span."""
        return not any(span.overlaps(taken) for key in keys for taken in self._taken.get(key, ()))

    def take(self, keys: Iterable[str], span: Span) -> None:
        """Claim keys for a span."""
        for key in keys:
            self._taken.setdefault(key, []).append(span)

    def release(self, keys: Iterable[str], span: Span) -> None:
        """Give back what was claimed for the span."""
        for key in keys:
            self._taken[key].remove(span)
