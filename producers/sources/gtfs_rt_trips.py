"""Gather trip updates by line and direction: how late, how many cancelled (`TripUpdate`).

A delay is what the feed says it is at the trip's next call, else what the timetable makes of the
time that the feed predicts; where neither is to be had it is unknown, not zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from google.transit import gtfs_realtime_pb2 as pb

from producers.source import Rejection
from producers.sources.gtfs_feed import instant_of, text_of
from producers.sources.gtfs_schedule import Schedule

LATE_S: Final = 5 * 60
"""A trip this late is late."""
ABSURD_S: Final = 6 * 3600
"""A delay beyond this is a fault of the feed, not of the line."""
AHEAD: Final = timedelta(hours=1)
"""A trip whose next call lies further ahead says nothing about now."""


@dataclass(frozen=True, slots=True)
class LineState:
    """Hold how one line runs, in one direction; direction None where the feed tells none.

    Attributes:
        trips: how many trips running now have a known delay.
        late_s: the delays of the late ones, in seconds.
        cancelled: how many trips of it are cancelled.
        planned: how many trips of it the feed names at all.
    """

    route_id: str
    direction: int | None
    trips: int = 0
    late_s: tuple[int, ...] = ()
    cancelled: int = 0
    planned: int = 0


@dataclass(frozen=True, slots=True)
class Trips:
    """Hold what a document's trip updates come to."""

    lines: tuple[LineState, ...]
    delay_s: Mapping[str, int]
    """By trip id, in seconds; positive is late."""
    rejections: tuple[Rejection, ...]


def read_trips(entities: Iterable[pb.FeedEntity], schedule: Schedule, at: datetime) -> Trips:
    """Gather the trip updates among a feed's entities by line and direction.

    Args:
        entities: entities with trip updates; others are passed over.
        schedule: the timetable, for routes that a trip does not name and for delays told as times.
        at: the instant that the feed tells of.
    """
    states: dict[tuple[str, int | None], LineState] = {}
    delays: dict[str, int] = {}
    rejections: list[Rejection] = []
    for entity in entities:
        native_id, update = text_of(entity.id), entity.trip_update
        trip_id = text_of(update.trip.trip_id)
        known = schedule.trips.get(trip_id)
        route_id = text_of(update.trip.route_id) or (known.route_id if known else "")
        if not route_id:
            rejections.append(Rejection(native_id, "no_route", f"trip {trip_id!r} is on no line"))
            continue
        direction = known.direction if known else None
        if update.trip.HasField("direction_id"):
            direction = update.trip.direction_id
        key = (route_id, direction)
        state = states.get(key, LineState(route_id, direction))
        state = replace(state, planned=state.planned + 1)
        if update.trip.schedule_relationship in _CANCELLED:
            states[key] = replace(state, cancelled=state.cancelled + 1)
            continue
        states[key] = state
        delay = _delay_s(update, trip_id, schedule, at)
        if isinstance(delay, str):
            rejections.append(Rejection(native_id, delay, f"trip {trip_id!r} of line {route_id}"))
            continue
        delays[trip_id] = delay
        late = (*state.late_s, delay) if delay >= LATE_S else state.late_s
        states[key] = replace(state, trips=state.trips + 1, late_s=late)
    return Trips(tuple(states.values()), delays, tuple(rejections))


_CANCELLED: Final = frozenset({pb.TripDescriptor.CANCELED, pb.TripDescriptor.DELETED})


def _delay_s(update: pb.TripUpdate, trip_id: str, schedule: Schedule, at: datetime) -> int | str:
    """Return how late the trip is at its next call, in seconds, or why that is not known."""
    named = text_of(update.trip.start_date)
    for call in update.stop_time_update:
        if call.schedule_relationship != pb.TripUpdate.StopTimeUpdate.SCHEDULED:
            continue
        told = call.arrival if call.HasField("arrival") else call.departure
        when = instant_of(told.time) if told.time else None
        if when is not None and when < at:
            continue
        if when is not None and when > at + AHEAD:
            return "not_yet"
        if told.HasField("delay"):
            return _plausible(told.delay)
        if when is None:
            continue
        if told.HasField("scheduled_time"):
            return _plausible(int(when.timestamp()) - told.scheduled_time)
        sequence = call.stop_sequence if call.HasField("stop_sequence") else None
        stop_id = text_of(call.stop_id)
        late = _late_by(schedule, trip_id, stop_id, sequence, when, _service_days(named, when))
        if late is not None:
            return _plausible(late)
    return _plausible(update.delay) if update.HasField("delay") else "delay_unknown"


def _late_by(
    schedule: Schedule,
    trip_id: str,
    stop_id: str,
    sequence: int | None,
    when: datetime,
    days: Iterable[date],
) -> int | None:
    """Return the seconds between the timetable and `when`; the nearest of several days counts."""
    scheduled = (schedule.scheduled_at(trip_id, stop_id, sequence, day) for day in days)
    gaps = [round((when - instant).total_seconds()) for instant in scheduled if instant is not None]
    return min(gaps, key=abs, default=None)


def _service_days(named: str, when: datetime) -> list[date]:
    """Return the service day that the trip names, else those that `when` may belong to."""
    try:
        return [datetime.strptime(named, "%Y%m%d").date()]  # noqa: DTZ007, a day has no zone
    except ValueError:
        return [when.date() + timedelta(days=shift) for shift in (-1, 0, 1)]


def _plausible(delay_s: int) -> int | str:
    return delay_s if abs(delay_s) <= ABSURD_S else "absurd_delay"
