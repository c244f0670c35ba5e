"""See outages that grow: many more customers than at any time in the last hour."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from core.city import City
from core.event import Event, EventType
from core.footprint import Footprint
from core.geo import LonLat
from core.identity import EventKey
from core.relation import region_of
from core.severity import Severity
from core.store import IndexedEvent
from core.timespan import from_millis, to_millis
from core.topics import Family
from indexer.anomalies.detector import Level, Look, Names, Spot, Told, Wording
from indexer.anomalies.event_detector import EventDetector
from indexer.anomalies.incident_sites import over_at

WITHIN: Final = timedelta(minutes=60)
GROWN: Final = 1.5
GROWN_BY: Final = 500
_WITHOUT: Final = {
    EventType.POWER_OUTAGE: "without power",
    EventType.WATER_OUTAGE: "without water",
    EventType.INTERNET_DISRUPTION: "without internet",
}


class OutageGrowth(EventDetector):
    """Look at how many customers each outage counted over the last hour; the subject is its id."""

    kind = EventType.OUTAGE_GROWTH
    unit = "customers"
    opens_after = timedelta()
    closes_after = timedelta()

    def __init__(self, city: City) -> None:
        self._city = city
        self._counted: dict[EventKey, IndexedEvent] = {}

    def hear(self, indexed: IndexedEvent) -> None:
        """Take in an event's new state; those that count no customers are passed over."""
        event = indexed.event
        if event.family is not Family.ANOMALY and event.affected_customers is not None:
            self._counted[indexed.key] = indexed
        else:
            self._counted.pop(indexed.key, None)

    def forget(self, key: EventKey) -> None:
        """Let an event go."""
        self._counted.pop(key, None)

    def look(self, at: datetime, open_subjects: Collection[str]) -> Mapping[str, Look]:
        """Look at every outage that changed within the last hour, and at those told of."""
        looks: dict[str, Look] = {
            subject: Look(at=at, level=Level.CLEAR, observed=0.0) for subject in open_subjects
        }
        for indexed in self._counted.values():
            event = indexed.event
            if at - event.issued_at < WITHIN or event.event_id in open_subjects:
                look = _look(indexed, at, self._city)
                if look is not None:
                    looks[event.event_id] = look
        return looks

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how many its source counts now, and how many it did before."""
        look = told.last
        facts = look.facts
        where = f" in {facts['area']}" if facts["area"] else ""
        before = names.time(from_millis(float(facts["before_ms"])))
        counts = f"{facts['publisher'] or 'Its source'} counts"
        return Wording(
            headline=f"The outage{where} is growing",
            message=(
                f"{counts} {look.observed:,.0f} customers {facts['without']}{where} at "
                f"{names.time(from_millis(float(facts['now_ms'])))}, up from "
                f"{look.baseline or 0:,.0f} at {before}."
            ),
        )


def _look(indexed: IndexedEvent, at: datetime, city: City) -> Look | None:
    event = indexed.event
    counts = _counts(indexed, at)
    ended = over_at(event)
    if not counts or at - counts[-1][0] >= WITHIN or (ended is not None and ended <= at):
        return None
    now_at, now = counts[-1]
    earlier = [(n, issued) for issued, n in counts[:-1] if n > 0 and now_at - issued <= WITHIN]
    if not earlier:
        return None
    before, before_at = min(earlier)
    if now < GROWN * before or now - before < GROWN_BY:
        return None
    return Look(
        at=at,
        level=Level.BEYOND,
        observed=float(now),
        baseline=float(before),
        severity=event.severity if event.severity is not Severity.UNKNOWN else Severity.MODERATE,
        spot=Spot(point=_middle(event, indexed.footprint, city), areas=event.areas),
        facts={
            "area": event.areas[0] if len(event.areas) == 1 else "",
            "publisher": event.publisher or event.utility_company,
            "without": _WITHOUT.get(event.type, "affected"),
            "before_ms": float(to_millis(before_at)),
            "now_ms": float(to_millis(now_at)),
        },
    )


def _counts(indexed: IndexedEvent, at: datetime) -> list[tuple[datetime, int]]:
    """Return what was counted up to an instant, and when it was said, oldest first."""
    event = indexed.event
    said = [(version.issued_at, version.affected_customers) for version in indexed.versions]
    said.append((event.issued_at, event.affected_customers))
    return [(issued, count) for issued, count in said if count is not None and issued <= at]


def _middle(event: Event, footprint: Footprint, city: City) -> LonLat | None:
    if event.coordinates is not None:
        return event.coordinates
    region = region_of(footprint, event.geometry, city)
    if region.is_empty or footprint.everywhere:
        return None
    inside = region.representative_point()
    return LonLat(round(inside.x, 5), round(inside.y, 5))
