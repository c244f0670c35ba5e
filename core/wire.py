"""Read a Kafka value into an `Event`, and write one back (contract, 1.1).

`decode_event` is the main path: bytes, then JSON, then one reader a field. A reader gets the raw
value and returns the clean one, or raises `Rejected` with the contract's reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson

from core import wire_fields as read
from core.errors import Rejected, RejectReason
from core.event import (
    EndCertainty,
    Event,
    EventType,
    Handling,
    MessageType,
)
from core.geo import LonLat
from core.identity import check_id
from core.json_limits import parse_object
from core.severity import Certainty, Urgency, read_certainty, read_severity, read_urgency
from core.text import clean
from core.timespan import Span, format_rfc3339
from core.topics import Family

MAX_AHEAD: Final = timedelta(minutes=5)
"""A `timestamp` further ahead than this is `bad_time`."""
SCHEMA_VERSIONS: Final = frozenset({1, "1", "1.0"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what reading a record depends on besides the record.

    Attributes:
        topic: the topic's canonical name, which is the default source.
        family: the family of the events on that topic.
        timezone: the city's zone, in which times without an offset are read.
        now: the instant of reading, for times that lie too far ahead.
    """

    topic: str
    family: Family
    timezone: ZoneInfo
    now: datetime


def decode_event(value: bytes, reading: Reading) -> Event:
    """Read one record's value into an event.

    Raises:
        Rejected: with the contract's reason, naming the field.
    """
    raw = parse_object(value)
    if raw.get("schema_version", 1) not in SCHEMA_VERSIONS:
        raise Rejected(
            RejectReason.UNKNOWN_VERSION, f"schema_version {raw['schema_version']!r} is not 1"
        )
    fields: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, given in raw.items():
        if given is None:
            continue
        reader = _READERS.get(name)
        if reader is not None:
            reader(fields, given, name, reading)
        elif name not in _REQUIRED:
            extra[name] = given
    issued_at = read.instant(raw.get("timestamp"), "timestamp", reading.timezone)
    if issued_at > reading.now + MAX_AHEAD:
        raise Rejected(RejectReason.BAD_TIME, f"timestamp {raw['timestamp']} lies ahead of now")
    kind, kind_text = read_type(raw.get("type"))
    starts_at = fields.get("starts_at")
    if starts_at is not None and starts_at == issued_at:
        del fields["starts_at"]
    return Event(
        event_id=check_id(raw.get("event_id")),
        family=reading.family,
        type=kind,
        type_text=kind_text,
        severity=read_severity(read.text(raw.get("severity"), "severity")),
        issued_at=issued_at,
        sourced="source" in fields,
        source=fields.pop("source", reading.topic),
        extra=extra,
        **fields,
    )


def read_type(word: object) -> tuple[EventType, str]:
    """Read a type, whatever its case and separators; an unknown one is `other` with its text."""
    text = read.text(word, "type")
    if not text:
        raise Rejected(RejectReason.SCHEMA, "type is empty")
    known = _TYPES.get(text) or _TYPES.get(text.lower().replace(" ", "_").replace("-", "_"))
    return (known, "") if known else (EventType.OTHER, text)


def encode_event(event: Event) -> bytes:
    """Write an event as the contract's JSON; `decode_event` reads the same event back."""
    body: dict[str, Any] = {
        "event_id": event.event_id,
        "type": event.type_text or event.type.value,
        "severity": event.severity.value,
        "timestamp": format_rfc3339(event.issued_at),
    }
    if event.sourced:
        body["source"] = event.source
    for name in _SAME_NAME:
        value = getattr(event, name)
        if value:
            body[name] = value
    for name in ("starts_at", "expires_at"):
        instant: datetime | None = getattr(event, name)
        if instant is not None:
            body[name] = format_rfc3339(instant)
    if event.ends_at is not None:
        name = "ends_at" if event.end_certainty is EndCertainty.KNOWN else "estimated_resolution"
        body[name] = format_rfc3339(event.ends_at)
    for name, default in _ENUMS.items():
        value = getattr(event, name)
        if value is not default:
            body[name] = value.value
    for name in ("affected_customers", "delay_minutes"):
        if getattr(event, name) is not None:
            body[name] = getattr(event, name)
    if event.coordinates is not None:
        body["coordinates"] = {"lat": event.coordinates.lat, "lon": event.coordinates.lon}
    if event.active_periods:
        body["active_periods"] = [_period(span) for span in event.active_periods]
    if event.translations:
        body["translations"] = {
            tag: {"headline": t.headline, "message": t.message, "instructions": t.instructions}
            for tag, t in event.translations.items()
        }
    return orjson.dumps(body | event.extra)


def _period(span: Span) -> dict[str, str | None]:
    return {
        "starts_at": format_rfc3339(span.start),
        "ends_at": format_rfc3339(span.end) if span.end else None,
    }


_TYPES: Final = {t.value: t for t in EventType if t is not EventType.OTHER}
_REQUIRED: Final = frozenset({"event_id", "type", "severity", "timestamp", "schema_version"})
_TEXTS: Final = (
    *("headline", "message", "description", "utility_company", "mode", "direction", "road"),
    *("detour", "contact", "publisher", "language"),
)
_LISTS: Final = ("instructions", "stops", "affected_stations", "references", "areas", "lines")
_EITHER: Final = ("alternatives", "affected_groups")
_SAME_NAME: Final = (
    *_TEXTS,
    *_EITHER,
    *("instructions", "stops", "references", "areas", "lines", "lanes"),
    *("status", "cause", "geometry", "geocodes", "planned", "url"),
)
_ENUMS: Final[dict[str, object]] = {
    "message_type": MessageType.ALERT,
    "handling": Handling.ACTUAL,
    "urgency": Urgency.UNKNOWN,
    "certainty": Certainty.UNKNOWN,
}

_Fields = dict[str, Any]
_Reader = Callable[[_Fields, Any, str, Reading], None]


def _text(fields: _Fields, given: Any, name: str, _: Reading, *, to: str = "") -> None:
    text = read.text(given, name)
    if text:
        fields.setdefault(to or name, text)


def _lower(fields: _Fields, given: Any, name: str, _: Reading) -> None:
    fields[name] = read.text(given, name).lower()


def _texts(fields: _Fields, given: Any, name: str, _: Reading, *, to: str = "") -> None:
    key = to or name
    known: tuple[str, ...] = fields.get(key, ())
    told = (read.texts if name in _LISTS else read.one_or_more)(given, name)
    fields[key] = known + tuple(text for text in told if text not in known)


def _instant(fields: _Fields, given: Any, name: str, reading: Reading) -> None:
    fields[name] = read.instant(given, name, reading.timezone)


def _ends_at(fields: _Fields, given: Any, name: str, reading: Reading) -> None:
    fields["ends_at"] = read.instant(given, name, reading.timezone)
    fields["end_certainty"] = EndCertainty.KNOWN


def _estimate(fields: _Fields, given: Any, name: str, reading: Reading) -> None:
    instant = read.instant(given, name, reading.timezone)
    if "ends_at" not in fields:
        fields["ends_at"] = instant
        fields["end_certainty"] = EndCertainty.ESTIMATED


def _coordinates(fields: _Fields, given: Any, _name: str, _: Reading) -> None:
    point = read.coordinates(given)
    if point != LonLat(lon=0.0, lat=0.0):  # null island: a missing place written as zeros
        fields["coordinates"] = point


def _geometry(fields: _Fields, given: Any, _name: str, _: Reading) -> None:
    fields["geometry"] = read.geometry(given)


def _with(function: Callable[[Any, str], Any]) -> _Reader:
    def reader(fields: _Fields, given: Any, name: str, _: Reading) -> None:
        fields[name] = function(given, name)

    return reader


def _periods(fields: _Fields, given: Any, name: str, reading: Reading) -> None:
    fields[name] = read.periods(given, reading.timezone)


def _url(fields: _Fields, given: Any, name: str, _: Reading) -> None:
    address = read.web_address(given, name)
    if address:
        fields[name] = address


def _source(fields: _Fields, given: Any, name: str, _: Reading) -> None:
    fields[name] = check_id(given, name)


_READERS: Final[dict[str, _Reader]] = {
    **dict.fromkeys(_TEXTS, _text),
    **dict.fromkeys((*_LISTS, *_EITHER), _texts),
    "cause": _text,
    "reason": partial(_text, to="cause"),
    "status": _lower,
    "source": _source,
    "message_type": _with(partial(read.member, MessageType)),
    "handling": _with(partial(read.member, Handling)),
    "urgency": _with(lambda given, name: read_urgency(read.text(given, name))),
    "certainty": _with(lambda given, name: read_certainty(read.text(given, name))),
    "area": partial(_texts, to="areas"),
    "line": partial(_texts, to="lines"),
    "affected_stations": partial(_texts, to="stops"),
    "coordinates": _coordinates,
    "geometry": _geometry,
    "geocodes": _with(read.geocodes),
    "starts_at": _instant,
    "expires_at": _instant,
    "ends_at": _ends_at,
    "estimated_restoration": _estimate,
    "estimated_resolution": _estimate,
    "active_periods": _periods,
    "planned": _with(read.boolean),
    "affected_customers": _with(read.count),
    "delay_minutes": _with(read.minutes),
    "lanes": _with(lambda given, name: clean(given if isinstance(given, str) else str(given))),
    "translations": _with(read.translations),
    "url": _url,
}
