"""Read records into arrivals: the pipeline's first stage, which no record can stop."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from core.coverage import Heartbeat
from core.errors import Rejected, RejectReason
from core.event import Event
from core.identity import check_id
from core.timespan import Clock, ScaledClock, from_millis, parse_rfc3339
from core.topics import (
    EVENT_TOPICS,
    FEED_STATUS,
    REPAIR_HEADER,
    RETIRE_HEADER,
)
from core.wire import Reading, decode_event
from indexer.heartbeats import decode_beat
from streams.headers import read_headers
from streams.record import Record

FAMILY_OF: Final = {topic.name: topic.family for topic in EVENT_TOPICS if topic.family is not None}
"""The family of the events on each event topic."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Hold one record and what was read from it.

    Attributes:
        record: as the log gave it.
        key: its key, where that is a usable id.
        said: what it says; None for a tombstone, and where it was refused.
        refused: why it cannot be used.
        repair: whether the indexer itself wrote it to mend the log.
        retires: the version that a tombstone may forget; None where it may forget any.
    """

    record: Record
    key: str | None
    said: Event | Heartbeat | None = None
    refused: Rejected | None = None
    repair: bool = False
    retires: datetime | None = None


class Reader:
    """Read records by the topic they lie in."""

    def __init__(self, timezone: ZoneInfo, clock: Clock, counts: Counter[str]) -> None:
        self._timezone = timezone
        self._clock = clock
        self._counts = counts

    def read(self, topic: str, records: Iterable[Record], now: datetime) -> list[Arrival]:
        """Read records of one topic, by its canonical name; whatever cannot be read is refused."""
        decode = self._decoder(topic, now)
        return [self._arrival(record, decode) for record in records]

    def _decoder(
        self, topic: str, now: datetime
    ) -> Callable[[bytes, Record], tuple[str, Event | Heartbeat]]:
        family = FAMILY_OF.get(topic)
        if family is not None:
            reading = Reading(topic, family, self._timezone, now)

            def decode_as_event(value: bytes, _: Record) -> tuple[str, Event]:
                event = decode_event(value, reading)
                return event.event_id, event

            return decode_as_event
        if topic == FEED_STATUS:

            def decode_as_beat(value: bytes, record: Record) -> tuple[str, Heartbeat]:
                beat = decode_beat(value, self._arrived_at(record, now), self._timezone)
                return beat.source, beat

            return decode_as_beat
        raise ValueError(f"{topic} is not a topic of ours")

    def _arrival(
        self,
        record: Record,
        decode: Callable[[bytes, Record], tuple[str, Event | Heartbeat]],
    ) -> Arrival:
        key = usable_key(record.key)
        repair, retires = _marks(record) if record.headers else (False, None)
        if record.value is None:
            return Arrival(record, key, repair=repair, retires=retires)
        try:
            identity, said = decode(record.value, record)
            if record.key is not None and record.key != identity.encode():
                raise Rejected(
                    RejectReason.KEY_MISMATCH,
                    f"the key {record.key[:80]!r} is not the record's id {identity!r}",
                )
        except Rejected as refused:
            return Arrival(record, key, refused=refused, repair=repair)
        except Exception as error:  # a record that finds a fault of ours must not stop the rest
            self._counts["unexpected"] += 1
            refused = Rejected(RejectReason.SCHEMA, f"{type(error).__name__}: {error}")
            return Arrival(record, key, refused=refused, repair=repair)
        return Arrival(record, key, said, repair=repair)

    def _arrived_at(self, record: Record, now: datetime) -> datetime:
        if record.timestamp_ms < 0:
            return now
        return city_time(self._clock, from_millis(record.timestamp_ms))


def city_time(clock: Clock, wall: datetime) -> datetime:
    """Return the city's time at an instant of the machine's, which a scaled clock tells apart."""
    if isinstance(clock, ScaledClock):
        return clock.city_start + (wall - clock.wall_start) * clock.rate
    return wall


def wall_time(clock: Clock, city: datetime) -> datetime:
    """Return the machine's instant at a time of the city's: what `city_time` turns round."""
    if isinstance(clock, ScaledClock):
        return clock.wall_start + (city - clock.city_start) / clock.rate
    return city


def usable_key(key: bytes | None) -> str | None:
    """Return a record's key where it is an id, else None."""
    if key is None:
        return None
    try:
        return check_id(key.decode())
    except (UnicodeDecodeError, Rejected):
        return None


def _marks(record: Record) -> tuple[bool, datetime | None]:
    headers = read_headers(record.headers)
    text = headers.get(RETIRE_HEADER)
    try:
        retires = None if text is None else parse_rfc3339(text)
    except ValueError:
        retires = from_millis(0)  # names no version: it may forget none
    return headers.get(REPAIR_HEADER) is not None, retires
