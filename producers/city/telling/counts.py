"""Find what only counting shows: outages that grow, and areas with far more calls than usual."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast

from core import topics
from core.city import City
from core.event import ENDING_STATUSES, EventType
from core.timespan import Span
from producers.city.happening import Spoken, TruthInterval, Where

WITHIN: Final = timedelta(minutes=60)
GROWN: Final = 1.5
GROWN_BY: Final = 500
CALLS: Final = 4
"""In a city whose areas see less than one emergency in two hours, chance brings so many in an hour
less than once in a thousand."""


def outage_growth(messages: Iterable[Spoken]) -> Iterator[TruthInterval]:
    """Yield while an outage has grown by half, and by 500 customers, within the last hour.

    Args:
        messages: about events, in order; those that count no customers are passed over.
    """
    versions: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for spoken in messages:
        told = cast(dict[str, Any], spoken.value)
        if _is_over(told):
            versions[spoken.key].append((spoken.at, 0))
        elif told.get("affected_customers") is not None:
            versions[spoken.key].append((spoken.at, int(told["affected_customers"])))
    for event_id, counted in versions.items():
        span = _growth(counted)
        if span is not None:
            most = float(max(customers for _, customers in counted))
            yield TruthInterval(
                type=EventType.OUTAGE_GROWTH,
                subject=event_id,
                span=span,
                where=Where(),
                detail=(("customers", most),),
            )


def _growth(counted: Sequence[tuple[datetime, int]]) -> Span | None:
    """Return from the first version that has grown, until that is an hour ago or it shrinks."""
    begun: datetime | None = None
    ends: datetime | None = None
    for number, (at, customers) in enumerate(counted):
        if begun is not None and ends is not None and at >= ends:
            break
        before = [c for then, c in counted[:number] if at - then <= WITHIN and c > 0]
        grown = bool(before) and _has_grown(min(before), customers)
        if grown:
            begun, ends = begun or at, at + WITHIN
        elif begun is not None:
            ends = at
            break
    return None if begun is None else Span(begun, ends)


def _has_grown(before: int, now: int) -> bool:
    return now >= GROWN * before and now - before >= GROWN_BY


def call_rate(messages: Iterable[Spoken], city: City) -> Iterator[TruthInterval]:
    """Yield while at least four emergencies have begun in one area within the last hour.

    Args:
        messages: about events, in order.
        city: for the names of its areas.
    """
    ids = {area.name: area.id for area in city.areas}
    calls: dict[str, list[datetime]] = defaultdict(list)
    begun: set[str] = set()
    for spoken in messages:
        told = cast(dict[str, Any], spoken.value)
        if spoken.topic != topics.EMERGENCY_EVENTS or spoken.key in begun or _is_over(told):
            continue
        begun.add(spoken.key)
        for name in told.get("areas") or [told.get("area")]:
            if name in ids:
                calls[ids[name]].append(spoken.at)
    for area, at in sorted(calls.items()):
        for span, most in _crowded(at):
            yield TruthInterval(
                type=EventType.CALL_RATE,
                subject=area,
                span=span,
                where=Where(areas=(area,)),
                detail=(("calls", float(most)),),
            )


def _crowded(calls: Sequence[datetime]) -> Iterator[tuple[Span, int]]:
    """Yield while at least `CALLS` calls lie within the last hour, and how many at most."""
    found: list[tuple[Span, int]] = []
    for first, at in zip(calls, calls[CALLS - 1 :], strict=False):
        if at - first > WITHIN:
            continue
        most = sum(at - WITHIN <= call <= at for call in calls)
        if found and found[-1][0].end is not None and at <= found[-1][0].end:
            (before, many) = found.pop()
            found.append((Span(before.start, first + WITHIN), max(many, most)))
        else:
            found.append((Span(at, first + WITHIN), most))
    yield from found


def _is_over(told: dict[str, Any]) -> bool:
    return told.get("message_type") == "cancel" or told.get("status") in ENDING_STATUSES
