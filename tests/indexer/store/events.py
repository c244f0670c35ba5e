"""Events for the store's tests, in the demo city, made in one line each."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from core.city import City, load_city
from core.event import Event, EventType
from core.footprint import Basis, Footprint
from core.severity import Severity
from core.store import IndexedEvent
from core.topics import EVENT_TOPICS, Family

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@cache
def rivermouth() -> City:
    return load_city(Path(__file__).parents[3] / "cities" / "rivermouth")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def indexed(
    event_id: str = "INF-1",
    *,
    footprint: Footprint | None = None,
    superseded_by: str = "",
    meaning: str = "",
    indexed_at: datetime | None = None,
    **fields: Any,
) -> IndexedEvent:
    """Return an outage in Eastside, but for what is given."""
    fields = {
        "family": Family.INFRASTRUCTURE,
        "type": EventType.POWER_OUTAGE,
        "severity": Severity.HIGH,
        "issued_at": NOON,
        "source": "city-power",
    } | fields
    event = Event(event_id=event_id, **fields)
    topic = next(t.name for t in EVENT_TOPICS if t.family is event.family)
    return IndexedEvent(
        event=event,
        topic=topic,
        offset=0,
        footprint=footprint or in_area("eastside"),
        first_issued_at=event.issued_at,
        superseded_by=superseded_by,
        meaning=meaning,
        meaning_key=meaning,
        indexed_at=indexed_at or event.issued_at,
    )


def in_area(*area_ids: str) -> Footprint:
    """Return the footprint of an event that names areas."""
    city = rivermouth()
    cells: set[int] = set()
    for area_id in area_ids:
        cells.update(city.grid.cells_of(city.area_by_id[area_id].geometry))
    return Footprint(
        basis=Basis.AREA_NAME,
        named_area_ids=area_ids,
        area_ids=area_ids,
        cells=tuple(sorted(cells)),
    )
