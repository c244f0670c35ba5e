"""Read a recorded file into the messages it holds: a feed's document, or one message a line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, cast

import orjson

from core import topics
from core.city import City
from core.errors import CivicError, Rejected
from core.event import TYPES_OF
from core.identity import check_id
from core.telemetry import encode_reading, subject_of, taken_at
from core.wire import encode_event, read_type
from core.wire_fields import instant
from producers.ledger import Ledger
from producers.moving import issued_at
from producers.records import EVENT_TOPIC
from producers.source import Poll, Rejection, Settling, Source

_SUBJECTS: Final = {
    "report_id": topics.CITIZEN_REPORTS,
    "vehicle_id": topics.VEHICLE_POSITIONS,
    "road_id": topics.TRAFFIC_CONDITIONS,
    "station_id": topics.ENVIRONMENT_READINGS,
    "trip_id": topics.TRIPS,
    "stop_id": topics.RIDER_TAPS,
}
"""The field that names what a reading or report is about, and its topic; the first counts."""
_FAMILY_OF: Final = {kind: family for family in reversed(TYPES_OF) for kind in TYPES_OF[family]}
"""Bad air is both an event and an anomaly: what a source tells is an event."""
_BOM: Final = b"\xef\xbb\xbf"


class Format(StrEnum):
    """How a recorded file is written."""

    CAP = "cap"
    GTFS_RT = "gtfs_rt"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Message:
    """Hold one recorded message on its way to a topic.

    Attributes:
        topic: canonical name of the topic.
        key: the record's key.
        value: the message; text where the recording holds no object; None is a tombstone.
        headers: as recorded.
        at: when it was issued, or published where the recording says so; None if unknown.
    """

    topic: str
    key: str | None
    value: dict[str, Any] | str | None
    headers: Mapping[str, str]
    at: datetime | None


def guess_format(body: bytes) -> Format:
    """Return how a file is written, by its first sign: `<` is CAP, `{` is JSON lines."""
    first = body.removeprefix(_BOM).lstrip()[:1]
    return {b"<": Format.CAP, b"{": Format.JSONL}.get(first, Format.GTFS_RT)


def read_document(
    source: Source, ledger: Ledger, path: Path, now: datetime
) -> tuple[list[Message], list[Rejection], Ledger]:
    """Read one document of a feed into what it changes; nothing ends by being absent.

    Raises:
        Unreadable: it is no document of that feed.
    """
    poll: Poll = source.parse(path.read_bytes(), now)
    if isinstance(source, Settling):
        poll = source.settle(poll, ledger.known)
    changes, ledger = ledger.after(replace(poll, full_state=False), now)
    messages = [
        Message(
            EVENT_TOPIC[event.family],
            event.event_id,
            cast(dict[str, Any], orjson.loads(encode_event(event))),
            {},
            event.issued_at,
        )
        for event in changes.events
    ]
    messages.extend(_reading_messages(poll))
    return messages, list(poll.rejections), ledger


def _reading_messages(poll: Poll) -> Iterator[Message]:
    for reading in poll.readings:
        subject = subject_of(reading)
        value = cast(dict[str, Any], orjson.loads(encode_reading(reading)))
        yield Message(subject.topic, subject.key, value, {}, taken_at(reading))


def read_lines(path: Path, city: City, source: str) -> tuple[list[Message], list[Rejection]]:
    """Read JSON lines, each a message of the contract, bare or wrapped with its topic.

    Args:
        path: the file.
        city: for the families of its sources and its time zone.
        source: of messages that name none; empty leaves them as they are.
    """
    messages: list[Message] = []
    rejections: list[Rejection] = []
    for number, line in enumerate(path.read_bytes().removeprefix(_BOM).splitlines(), 1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        try:
            messages.append(_message(line, city, source))
        except orjson.JSONDecodeError as error:
            rejections.append(Rejection(where, "not_json", str(error)))
        except Rejected as error:
            rejections.append(Rejection(where, error.reason.value, error.detail))
        except _Unplaced as error:
            rejections.append(Rejection(where, "no_topic", str(error)))
    return messages, rejections


class _Unplaced(CivicError):
    """Say that a message does not show which topic it belongs to."""


def _message(line: bytes, city: City, source: str) -> Message:
    told: Any = orjson.loads(line)
    if not isinstance(told, dict):
        raise _Unplaced("a line must be one JSON object")
    given = cast(dict[str, Any], told)
    if isinstance(given.get("topic"), str) and "value" in given:
        return _unwrapped(given, city)
    topic, key = _place(given, city, source)
    if source and "source" not in given and topic in _EVENT_TOPICS:
        given["source"] = source
    return Message(topic, key, given, {}, issued_at(given, city.timezone))


def _unwrapped(given: dict[str, Any], city: City) -> Message:
    topic, key, value = given["topic"], given.get("key"), given["value"]
    if topic not in _KNOWN_TOPICS:
        raise _Unplaced(f"{topic!r} is no topic of the contract")
    if topic == topics.FEED_STATUS:
        raise _Unplaced("a recorded heartbeat says nothing about now: it is not sent")
    headers = given.get("headers")
    named = cast(dict[str, object], headers) if isinstance(headers, dict) else {}
    at = given.get("at")
    told = instant(at, "at", city.timezone) if at is not None else None
    if told is None and isinstance(value, dict):
        told = issued_at(cast(dict[str, Any], value), city.timezone)
    if value is not None and not isinstance(value, dict | str):
        raise _Unplaced("value must be an object, a text or null")
    return Message(
        topic,
        None if key is None else str(key),
        cast(dict[str, Any] | str | None, value),
        {name: str(text) for name, text in named.items()},
        told,
    )


def _place(given: dict[str, Any], city: City, source: str) -> tuple[str, str]:
    """Return the topic and key that a bare message shows it belongs to."""
    if "event_id" in given:
        kind, _ = read_type(given.get("type"))
        known = city.source_by_id.get(str(given.get("source") or source))
        family = _FAMILY_OF.get(kind) or (known.family if known else None)
        if family is None:
            raise _Unplaced(f"type {given.get('type')!r} is of no family, and so is its source")
        return EVENT_TOPIC[family], check_id(given["event_id"])
    for name, topic in _SUBJECTS.items():
        if name in given:
            return topic, check_id(given[name], name)
    raise _Unplaced("it has no event_id and names nothing that a topic is about")


_EVENT_TOPICS: Final = frozenset(EVENT_TOPIC.values())
_KNOWN_TOPICS: Final = frozenset(topic.name for topic in topics.all_topics())
