"""Turn GTFS-Realtime service alerts into events (google/transit, `Alert`).

Inside one selector everything holds at once, selectors are alternatives. An event names the lines
and stops of all of them by the names people know; an alert without any is about the whole agency
and names neither, so that it never sticks to every stop.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec
from google.transit import gtfs_realtime_pb2 as pb

from core.city_parts import Mode
from core.event import EndCertainty, Event, Translation
from core.identity import event_id
from core.static_gtfs import mode_of
from core.timespan import Span
from core.topics import Family
from core.wire import encode_event
from core.wire_fields import web_address
from producers.naming import content_of
from producers.source import Rejection
from producers.sources.gtfs_effects import PLANNED_CAUSES, cause_of, severity_of, type_of
from producers.sources.gtfs_feed import instant_of, text_of
from producers.sources.gtfs_schedule import Schedule, Teller

MAX_PERIODS: Final = 400
"""So many active periods fit a record; more are told as a window on them."""
PERIOD_STEP: Final = 100
"""The window moves on by so many periods at once, so that the event changes seldom."""
MAX_NAMES: Final = 300
"""Lines or stops beyond these are left out; an alert about that many is about the network."""
SINGLE_TRIPS: Final = "This concerns single trips only."
MAX_BYTES: Final = 60_000
_LONG_TEXT: Final = 8_000
_BEGINNING: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """Hold the events of a document's alerts, and what was left out of them."""

    events: tuple[Event, ...]
    rejections: tuple[Rejection, ...]
    notes: tuple[str, ...]


def read_alerts(entities: Iterable[pb.FeedEntity], teller: Teller, told_at: datetime) -> Told:
    """Turn the alerts among a feed's entities into events; equal ones are told once."""
    events: list[Event] = []
    rejections: list[Rejection] = []
    notes: list[str] = []
    contents: dict[bytes, str] = {}
    for entity in entities:
        native_id = text_of(entity.id)
        event = read_alert(entity, teller, told_at)
        if not event.headline and not event.message:
            rejections.append(Rejection(native_id, "no_text", "an alert without any text"))
            continue
        if len(entity.alert.active_period) > MAX_PERIODS:
            count, kept = len(entity.alert.active_period), len(event.active_periods)
            notes.append(f"{native_id}: {kept} of {count} active periods are told")
        first = contents.setdefault(content_of(event), native_id)
        if first != native_id:
            rejections.append(Rejection(native_id, "duplicate", f"says the same as {first}"))
            continue
        events.append(event)
    return Told(tuple(events), tuple(rejections), tuple(notes))


def read_alert(entity: pb.FeedEntity, teller: Teller, told_at: datetime) -> Event:
    """Turn one alert into an event.

    Args:
        entity: an entity with an alert.
        teller: whose feed it is.
        told_at: the time of issue; alerts carry none of their own.
    """
    alert = entity.alert
    selectors = list(alert.informed_entity)
    headlines = _texts(alert.header_text, teller.language)
    messages = _texts(alert.description_text, teller.language)
    language = _main_language([*headlines, *messages], teller.language)
    headline, message = headlines.get(language, ""), messages.get(language, "")
    at_stops = bool(selectors) and all(s.HasField("stop_id") for s in selectors)
    trips_only = bool(selectors) and all(s.HasField("trip") for s in selectors)
    kind, kind_text = type_of(
        int(alert.effect), headline, message, at_stops=at_stops, trips_only=trips_only
    )
    causes = _texts(alert.cause_detail, teller.language)
    event = Event(
        event_id=event_id(teller.source, text_of(entity.id)),
        family=Family.TRANSIT,
        type=kind,
        type_text=kind_text,
        severity=severity_of(int(alert.severity_level)),
        issued_at=told_at,
        source=teller.source,
        headline=headline or message[:160],
        message=message,
        description=SINGLE_TRIPS if trips_only else "",
        planned=int(alert.cause) in PLANNED_CAUSES,
        cause=causes.get(language, "") or cause_of(int(alert.cause)),
        lines=_lines(selectors, teller.schedule),
        stops=_stops(selectors, teller.schedule),
        mode=_mode(selectors, teller.schedule),
        direction=_direction(selectors, teller.schedule),
        language=language,
        translations={
            tag: Translation(headline=headlines.get(tag, ""), message=messages.get(tag, ""))
            for tag in dict.fromkeys([*headlines, *messages])
            if tag != language
        },
        url=_address(_texts(alert.url, teller.language), language),
        publisher=teller.publisher,
    )
    return _fitted(_timed(event, _periods(alert), told_at))


def _texts(string: pb.TranslatedString, default: str) -> dict[str, str]:
    """Return the plain texts by language; HTML twins (`en-html`) are left out."""
    found: dict[str, str] = {}
    for translation in string.translation:
        tag = text_of(translation.language) or default
        text = text_of(translation.text)
        if text and not tag.lower().endswith("-html"):
            found.setdefault(tag, text)
    return found


def _main_language(tags: list[str], default: str) -> str:
    """Return the language to tell it in: the default or a variety of it, else the first given."""
    for tag in tags:
        if tag.partition("-")[0].lower() == default.partition("-")[0].lower():
            return tag
    return tags[0] if tags else default


def _address(addresses: dict[str, str], language: str) -> str:
    return web_address(addresses.get(language) or next(iter(addresses.values()), ""), "url")


def _periods(alert: pb.Alert) -> list[Span]:
    """Return when it acts, in order; `impact_period`, where given, is nearer to that."""
    ranges = alert.impact_period if alert.impact_period else alert.active_period
    spans: list[Span] = []
    for given in ranges:
        start = instant_of(given.start) if given.start else _BEGINNING
        end = instant_of(given.end) if given.end else None
        if start is not None and (end is None or start < end):
            spans.append(Span(start, end))
    return sorted(spans, key=lambda span: span.start)


def _timed(event: Event, periods: list[Span], told_at: datetime) -> Event:
    """Return the event with its times; no usable period means for as long as the feed has it."""
    if not periods:
        return event
    start = periods[0].start
    last = None if any(p.end is None for p in periods) else max(p.end for p in periods if p.end)
    whole = _window(periods, told_at) if len(periods) > 1 else ()
    return msgspec.structs.replace(
        event,
        starts_at=None if start == _BEGINNING else start,
        ends_at=last,
        end_certainty=EndCertainty.UNKNOWN if last is None else EndCertainty.KNOWN,
        active_periods=whole,
    )


def _window(periods: list[Span], now: datetime) -> tuple[Span, ...]:
    """Return the periods, or a window on them that begins at the latest with the present one."""
    if len(periods) <= MAX_PERIODS:
        return tuple(periods)
    past = sum(1 for period in periods if period.end is not None and period.end <= now)
    first = past // PERIOD_STEP * PERIOD_STEP
    return tuple(periods[first : first + MAX_PERIODS])


def _lines(selectors: Iterable[pb.EntitySelector], schedule: Schedule) -> tuple[str, ...]:
    names = (
        schedule.line_name(route, text_of(s.agency_id)) for s, route in _routes(selectors, schedule)
    )
    return tuple(dict.fromkeys(names))[:MAX_NAMES]


def _stops(selectors: Iterable[pb.EntitySelector], schedule: Schedule) -> tuple[str, ...]:
    names = (
        schedule.stop_name(text_of(s.stop_id), text_of(s.agency_id))
        for s in selectors
        if s.HasField("stop_id") and text_of(s.stop_id)
    )
    return tuple(dict.fromkeys(names))[:MAX_NAMES]


def _routes(
    selectors: Iterable[pb.EntitySelector], schedule: Schedule
) -> Iterator[tuple[pb.EntitySelector, str]]:
    """Give each selector that names a route, itself or by its trip, with the route's id."""
    for selector in selectors:
        route = text_of(selector.route_id) or text_of(selector.trip.route_id)
        trip = schedule.trips.get(text_of(selector.trip.trip_id))
        if route or trip is not None:
            yield selector, route or (trip.route_id if trip else "")


def _mode(selectors: list[pb.EntitySelector], schedule: Schedule) -> str:
    """Return the one mode of transport that all selectors name; empty where they differ."""
    modes: set[Mode] = set()
    for selector, route in _routes(selectors, schedule):
        line = schedule.lines.get(route)
        if line is not None and not schedule.is_foreign(text_of(selector.agency_id)):
            modes.add(line.mode)
    modes.update(mode_of(str(s.route_type)) for s in selectors if s.HasField("route_type"))
    return modes.pop().value if len(modes) == 1 else ""


def _direction(selectors: list[pb.EntitySelector], schedule: Schedule) -> str:
    """Return the one direction that all selectors of routes name; empty where they differ."""
    found: set[str] = set()
    for selector, route in _routes(selectors, schedule):
        if selector.HasField("direction_id"):
            found.add(schedule.direction_name(route, selector.direction_id))
        elif selector.trip.HasField("direction_id"):
            found.add(schedule.direction_name(route, selector.trip.direction_id))
        else:
            found.add("")
    return found.pop() if len(found) == 1 else ""


def _fitted(event: Event) -> Event:
    """Return the event small enough for a record: other languages go first, then the long text."""
    if len(encode_event(event)) <= MAX_BYTES:
        return event
    event = msgspec.structs.replace(event, translations={})
    if len(encode_event(event)) <= MAX_BYTES:
        return event
    return msgspec.structs.replace(
        event,
        headline=_cut(event.headline, 400),
        message=_cut(event.message, _LONG_TEXT),
        stops=event.stops[:100],
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length].rstrip()} …"
