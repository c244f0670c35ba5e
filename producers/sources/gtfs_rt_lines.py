"""Tell riders what trip updates come to: one event for a line, never one for a trip.

A `delay` for a line and direction on which enough trips run late, a `reduced_service` for a line
some of whose trips are cancelled. A delay begins and ends at different thresholds, so that it does
not flicker; each episode of a line has an id of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from statistics import median
from typing import Final

from msgspec.structs import replace as replace_event

from core.event import Event, EventType
from core.identity import event_id
from core.severity import Severity
from core.timespan import format_rfc3339
from core.topics import Family
from producers.sources.gtfs_rt_trips import LineState
from producers.sources.gtfs_schedule import Teller

BEGINS_AT: Final = 3
"""So many late trips make a delay of their line …"""
BEGINS_AT_SHARE: Final = 0.3
"""… or this share of its trips, if that is at least two."""
ENDS_BELOW: Final = 2
ENDS_BELOW_SHARE: Final = 0.2
"""A delay is over when fewer trips, and a smaller share of them, are late."""
SAME_MINUTES: Final = 2.0
"""A median that moves by less, with the same number of trips or one off, is no news."""
RESOLVED: Final = "resolved"


def tell_lines(
    lines: Iterable[LineState], teller: Teller, known: Mapping[str, Event], told_at: datetime
) -> list[Event]:
    """Return the events of the lines, given what was last published of them.

    A line whose delay is over ends it by word; a line that the feed no longer names says nothing,
    and the runner's grace decides.
    """
    episodes = _open_episodes(known)
    events: list[Event] = []
    merged: dict[str, LineState] = {}
    for line in lines:
        base = event_id(teller.source, f"delay:{line.route_id}:{_way(line.direction)}")
        told = _delay(line, teller, told_at, begun=base in episodes)
        events.extend(_episode(base, told, episodes.get(base), told_at))
        so_far = merged.get(line.route_id, LineState(line.route_id, None))
        merged[line.route_id] = replace(
            so_far,
            cancelled=so_far.cancelled + line.cancelled,
            planned=so_far.planned + line.planned,
        )
    for route_id, line in merged.items():
        base = event_id(teller.source, f"cancelled:{route_id}")
        told = _reduction(line, teller, told_at) if line.cancelled else None
        events.extend(_episode(base, told, episodes.get(base), told_at))
    return events


def _open_episodes(known: Mapping[str, Event]) -> dict[str, Event]:
    """Return the open episodes by the id that all episodes of a line share."""
    return {i.rpartition("@")[0]: e for i, e in known.items() if "@" in i and not e.ends_by_word}


def _episode(
    base: str, told: Event | None, before: Event | None, told_at: datetime
) -> Iterable[Event]:
    """Return the message about one line: it begins, goes on, changes, or is over."""
    if told is None:
        if before is not None:
            yield replace_event(before, status=RESOLVED, issued_at=told_at)
    elif before is None:
        yield replace_event(told, event_id=f"{base}@{format_rfc3339(told_at)}")
    else:
        changed = replace_event(told, event_id=before.event_id, starts_at=before.begins_at)
        yield before if _is_same(before, changed) else changed


def _is_same(before: Event, now: Event) -> bool:
    """Say whether a line runs as it was last told: the figures may waver a little."""
    if before.delay_minutes is None or now.delay_minutes is None:
        return before.message == now.message
    return (
        before.severity is now.severity
        and abs(before.delay_minutes - now.delay_minutes) < SAME_MINUTES
    )


def _delay(line: LineState, teller: Teller, told_at: datetime, *, begun: bool) -> Event | None:
    late = len(line.late_s)
    share = late / line.trips if line.trips else 0.0
    if begun:
        if late < ENDS_BELOW and share < ENDS_BELOW_SHARE:
            return None
    elif late < BEGINS_AT and (late < 2 or share < BEGINS_AT_SHARE):
        return None
    if not late:
        return None
    minutes = round(median(line.late_s) / 60)
    name = teller.schedule.line_name(line.route_id)
    way = teller.schedule.direction_name(line.route_id, line.direction)
    return Event(
        event_id="",
        family=Family.TRANSIT,
        type=EventType.DELAY,
        severity=_severity(minutes),
        issued_at=told_at,
        source=teller.source,
        headline=f"{name}: delays of about {minutes} minutes{f' {way}' if way else ''}",
        message=(
            f"{late} of {line.trips} trips{f' {way}' if way else ''} are at least 5 minutes late; "
            f"half of these by {minutes} minutes or more."
        ),
        lines=(name,),
        mode=_mode(line, teller),
        direction=way,
        delay_minutes=minutes,
        language="en",
        publisher=teller.publisher,
    )


def _reduction(line: LineState, teller: Teller, told_at: datetime) -> Event:
    name = teller.schedule.line_name(line.route_id)
    count = f"{line.cancelled} of {line.planned} trips"
    verb = "is" if line.cancelled == 1 else "are"
    return Event(
        event_id="",
        family=Family.TRANSIT,
        type=EventType.REDUCED_SERVICE,
        severity=Severity.UNKNOWN,
        issued_at=told_at,
        source=teller.source,
        headline=f"{name}: {count} {verb} cancelled",
        message=f"{count} of {name} that the operator's feed lists now {verb} cancelled.",
        lines=(name,),
        mode=_mode(line, teller),
        language="en",
        publisher=teller.publisher,
    )


def _mode(line: LineState, teller: Teller) -> str:
    known = teller.schedule.lines.get(line.route_id)
    return "" if known is None else known.mode.value


def _severity(minutes: int) -> Severity:
    """Grade a delay that we measured ourselves: half an hour is high, a quarter moderate."""
    if minutes >= 30:
        return Severity.HIGH
    return Severity.MODERATE if minutes >= 15 else Severity.LOW


def _way(direction: int | None) -> str:
    return "any" if direction is None else str(direction)
