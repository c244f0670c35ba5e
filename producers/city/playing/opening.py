"""Find what a city says first: what stands when it starts, and that what it left open is over."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import orjson
import structlog

from core import topics
from core.errors import Rejected
from core.event import Event
from core.timespan import format_rfc3339
from core.wire import Reading, decode_event
from producers.city.encoding import FAMILY_OF
from producers.city.happening import Spoken
from producers.city.playing.script import Script
from producers.readback import is_open
from producers.records import EVENT_TOPIC

LEAD_IN: Final = timedelta(hours=4)
"""So much holds the three whole clock hours that an index rests on."""
_OURS: Final = re.compile(r"\d{8}-[a-z0-9_-]+")
"""The native part of an id of the simulated city: the day, and what it is."""

_log = structlog.stdlib.get_logger(__name__)


def is_ours(event: Event, sources: Collection[str]) -> bool:
    """Say whether an event was told by a simulated city for one of these sources."""
    source, _, native = event.event_id.partition(":")
    return source == event.source and source in sources and bool(_OURS.fullmatch(native))


def opening(
    script: Script,
    spoken_topics: Collection[str],
    at: datetime,
    timezone: ZoneInfo,
    left_open: Mapping[str, Event],
) -> list[Spoken]:
    """Return what is said at once at a start, heartbeats first.

    Args:
        script: what is played from now on.
        spoken_topics: the topics that are spoken on.
        at: the instant of the start.
        timezone: the city's zone.
        left_open: events that an earlier run of ours left open in the log, by id.
    """
    states = list(script.states(spoken_topics, at))
    told = {spoken.key: spoken for spoken in states if spoken.topic in FAMILY_OF}
    beats = [spoken for spoken in states if spoken.topic == topics.FEED_STATUS]
    over = _to_be_ended(left_open, at)
    said = [s for s in told.values() if stands(s, at, timezone) or s.key in over]
    ended = endings((e for i, e in over.items() if i not in told), at)
    return [replace(spoken, at=at) for spoken in (*beats, *said, *ended)]


def lead_in(script: Script, at: datetime) -> Iterator[Spoken]:
    """Yield what the air stations have measured in the last hours, said at once at a start.

    An air quality index is a matter of hours (EPA, NowCast): without them a city that has just
    begun could not tell how its air is.
    """
    for spoken in script.spoken((topics.ENVIRONMENT_READINGS,), at - LEAD_IN, at):
        yield replace(spoken, at=at)


def _to_be_ended(left_open: Mapping[str, Event], at: datetime) -> dict[str, Event]:
    """Return what can be ended: nothing that we say now ends what lies ahead of our clock."""
    for event_id, event in left_open.items():
        if event.issued_at > at:
            _log.warning("city.event_ahead", event_id=event_id, issued_at=str(event.issued_at))
    return {i: event for i, event in left_open.items() if event.issued_at <= at}


def stands(spoken: Spoken, at: datetime, timezone: ZoneInfo) -> bool:
    """Say whether a message leaves its event in force at `at`, or yet to come."""
    family = FAMILY_OF[spoken.topic]
    try:
        event = decode_event(
            orjson.dumps(spoken.value), Reading(spoken.topic, family, timezone, at)
        )
    except Rejected as error:
        _log.error("city.message_unusable", event_id=spoken.key, detail=error.detail)
        return False
    return is_open(event, at)


def endings(events: Iterable[Event], at: datetime) -> Iterator[Spoken]:
    """Yield a message that ends each event; what it leaves out it takes from the event."""
    for event in events:
        kind = event.type_text or event.type.value
        yield _ending(
            EVENT_TOPIC[event.family], event.event_id, event.source, kind, event.severity, at
        )


def left_by(messages: Iterable[Spoken], at: datetime) -> Iterator[Spoken]:
    """Yield a message that ends each of the events whose newest messages these are."""
    for spoken in messages:
        told = cast(dict[str, Any], spoken.value)
        yield _ending(spoken.topic, spoken.key, told["source"], told["type"], told["severity"], at)


def _ending(topic: str, key: str, source: str, kind: str, severity: str, at: datetime) -> Spoken:
    value = {
        "event_id": key,
        "source": source,
        "type": kind,
        "severity": str(severity),
        "timestamp": format_rfc3339(at),
        "message_type": "update",
        "status": "resolved",
    }
    return Spoken(at, topic, key, value)
