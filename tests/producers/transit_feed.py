"""Build GTFS-Realtime feeds in the demo city, and the source that reads them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from google.transit import gtfs_realtime_pb2 as pb

from core.city import City, load_city
from core.event import Event
from core.static_gtfs import StaticGtfs
from core.topics import Family
from core.wire import Reading, decode_event, encode_event
from producers.sources.gtfs_rt import GtfsRtSource
from producers.sources.gtfs_schedule import Schedule, read_schedule
from tests.producers.stage import T0, ZONE, at

RIVERMOUTH = Path(__file__).parents[2] / "cities" / "rivermouth"


@cache
def rivermouth() -> City:
    """Return the demo city."""
    return load_city(RIVERMOUTH)


@cache
def timetable() -> Schedule:
    """Return the demo city's static GTFS."""
    city = rivermouth()
    return read_schedule(RIVERMOUTH, StaticGtfs(city.stops, city.lines))


def metro() -> GtfsRtSource:
    """Return the demo city's transit feed."""
    return GtfsRtSource(
        "metro-transit",
        publisher="Metro Transit",
        types=("delay", "suspension"),
        schedule=timetable(),
    )


def feed(*entities: pb.FeedEntity, header: datetime | int | None = T0, **fields: Any) -> bytes:
    """Return a feed of these entities."""
    posix = int(header.timestamp()) if isinstance(header, datetime) else header
    told: dict[str, Any] = {"gtfs_realtime_version": "2.0"} | fields
    if posix is not None:
        told["timestamp"] = posix
    return pb.FeedMessage(header=pb.FeedHeader(**told), entity=entities).SerializeToString()


def words(text: str | Mapping[str, str]) -> pb.TranslatedString:
    """Return a text in one language that is not named, or in several."""
    by_language = {"": text} if isinstance(text, str) else text
    return pb.TranslatedString(
        translation=[
            pb.TranslatedString.Translation(text=told, language=language)
            if language
            else pb.TranslatedString.Translation(text=told)
            for language, told in by_language.items()
        ]
    )


def alert(
    native_id: str = "a1",
    headline: str | Mapping[str, str] = "Delays on Blue Line",
    *selectors: Mapping[str, Any],
    message: str | Mapping[str, str] = "",
    periods: Iterable[tuple[float | None, float | None]] = (),
    url: str | Mapping[str, str] = "",
    **fields: Any,
) -> pb.FeedEntity:
    """Return an alert; periods are in seconds from the tests' beginning of time."""
    told = pb.Alert(
        informed_entity=[pb.EntitySelector(**selector) for selector in selectors],
        header_text=words(headline),
        active_period=[period(*edges) for edges in periods],
        **fields,
    )
    if message:
        told.description_text.CopyFrom(words(message))
    if url:
        told.url.CopyFrom(words(url))
    return pb.FeedEntity(id=native_id, alert=told)


def period(start: float | None, end: float | None) -> pb.TimeRange:
    """Return a period; None leaves an edge out."""
    edges = {"start": start, "end": end}
    return pb.TimeRange(**{n: _posix(at(s)) for n, s in edges.items() if s is not None})


def trip(
    trip_id: str,
    delay_s: int | None = None,
    *,
    route: str = "",
    cancelled: bool = False,
    native_id: str = "",
    **call: Any,
) -> pb.FeedEntity:
    """Return a trip update: its delay at the next call, or a call told by its fields."""
    named: dict[str, Any] = {"trip_id": trip_id}
    if route:
        named["route_id"] = route
    if cancelled:
        named["schedule_relationship"] = pb.TripDescriptor.CANCELED
    update = pb.TripUpdate(trip=pb.TripDescriptor(**named))
    if call:
        update.stop_time_update.append(pb.TripUpdate.StopTimeUpdate(**call))
    elif delay_s is not None:
        moment = pb.TripUpdate.StopTimeEvent(delay=delay_s)
        update.stop_time_update.append(
            pb.TripUpdate.StopTimeUpdate(stop_sequence=3, arrival=moment)
        )
    return pb.FeedEntity(id=native_id or f"t-{trip_id}", trip_update=update)


def vehicle(
    native_id: str = "v1", lat: float = 40.714, lon: float = -74.009, **fields: Any
) -> pb.FeedEntity:
    """Return a vehicle at a place; `speed`, `bearing` belong to the place."""
    place = {name: fields.pop(name) for name in ("speed", "bearing") if name in fields}
    told = pb.VehiclePosition(position=pb.Position(latitude=lat, longitude=lon, **place), **fields)
    return pb.FeedEntity(id=native_id, vehicle=told)


def read(body: bytes, now: datetime = T0) -> tuple[Event, ...]:
    """Return the events of one feed, each of which the indexer would read as it is."""
    source = metro()
    poll = source.settle(source.parse(body, now), {})
    for event in poll.events:
        assert over_the_wire(event, now) == event
    return poll.events


def over_the_wire(event: Event, now: datetime) -> Event:
    """Return the event as the indexer reads it."""
    reader = Reading("transit_events", Family.TRANSIT, ZONE, now + timedelta(minutes=1))
    return decode_event(encode_event(event), reader)


def _posix(instant: datetime) -> int:
    return int(instant.astimezone(UTC).timestamp())
