"""Play a feed's life against the real runner: a log in memory, a clock that stands still."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import orjson

from core import topics
from core.event import Event, EventType
from core.severity import Severity
from core.timespan import ManualClock
from core.topics import Family
from core.wire import Reading, decode_event
from producers.runner import Outcome, Runner, Surroundings
from producers.source import Poll, Rejection, Source, Unreadable
from streams.memory import MemoryStreams

T0 = datetime(2025, 12, 25, 15, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
TOPICS = (topics.TRANSIT_EVENTS, topics.EMERGENCY_EVENTS, topics.INFRASTRUCTURE_EVENTS)


def at(seconds: float) -> datetime:
    """Return the instant so many seconds into the play."""
    return T0 + timedelta(seconds=seconds)


class WordsSource:
    """Read documents made by `document`: one event a word, in a snapshot feed."""

    id = "metro"
    family = Family.TRANSIT
    types = ("delay",)
    publisher = "Metro"
    max_silence = timedelta(seconds=90)

    def __init__(
        self, *, full_state: bool = True, undated: bool = True, stale_after_s: float | None = None
    ) -> None:
        self.full_state = full_state
        self.undated = undated
        self.stale_after = None if stale_after_s is None else timedelta(seconds=stale_after_s)

    def parse(self, body: bytes, now: datetime) -> Poll:
        if body == b"crash":
            raise ZeroDivisionError
        try:
            written: dict[str, Any] = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise Unreadable(str(error)) from error
        header = written["header"]
        header_at = None if header is None else datetime.fromisoformat(header)
        told_at = header_at if header_at is not None and header_at <= now else now
        events = [self.event(i, told_at, fields) for i, fields in written["events"].items()]
        return Poll(
            tuple(events),
            tuple(Rejection(i, "broken") for i in written["broken"]),
            header_at,
            self.full_state,
            undated=self.undated,
            stale_after=self.stale_after,
        )

    def event(self, native: str, told_at: datetime, fields: dict[str, Any]) -> Event:
        made = Event(
            event_id=f"metro:{native}",
            family=Family.TRANSIT,
            type=EventType.DELAY,
            severity=Severity.MODERATE,
            issued_at=told_at,
            source="metro",
        )
        if isinstance(sent := fields.pop("sent", None), str):
            fields["issued_at"] = datetime.fromisoformat(sent)
        return msgspec.structs.replace(made, **fields)


def document(
    *words: str, header: datetime | None = None, broken: tuple[str, ...] = (), **events: Any
) -> bytes:
    """Write a document whose words are events; keyword arguments are events with fields."""
    told = {word: {"headline": word} for word in words} | events
    return orjson.dumps({"header": header, "events": told, "broken": broken})


class Stage:
    """Hold one runner, its feed and its log; `poll` plays one look at the feed."""

    def __init__(self, source: Source | None = None, streams: MemoryStreams | None = None) -> None:
        self.clock = ManualClock(T0)
        self.streams = streams or MemoryStreams(clock=self.clock)
        self.source = source or WordsSource()
        self.body: bytes | Exception = b""
        self.naps: asyncio.Queue[float] = asyncio.Queue(maxsize=1)
        self.runner = Runner(self.source, self._fetch, self.around(), timedelta(seconds=30))
        self._seen = 0

    def around(self) -> Surroundings:
        """Return surroundings where a nap lasts until the one before is taken from `naps`."""

        async def sleep(seconds: float) -> None:
            await self.naps.put(seconds)

        return Surroundings(
            sink=self.streams.sink(),
            log=self.streams.log(),
            wire_name=lambda topic: f"test.{topic}",
            timezone=ZONE,
            clock=self.clock,
            sleep=sleep,
            chance=lambda: 0.5,
        )

    async def _fetch(self) -> bytes:
        if isinstance(self.body, Exception):
            raise self.body
        return self.body

    async def poll(self, seconds: float, body: bytes | Exception) -> Outcome:
        """Look at the feed when the play is `seconds` old, and it shows `body`."""
        self.clock.set(at(seconds))
        self.body = body
        return await self.runner.poll_once()

    def events(self) -> list[Event]:
        """Return all events on the log, in the order in which they were written."""
        found: list[tuple[int, int, Event]] = []
        for topic in TOPICS:
            family = {t.name: t.family for t in topics.EVENT_TOPICS}[topic] or Family.TRANSIT
            reader = Reading(topic, family, ZONE, self.clock.now() + timedelta(days=9999))
            for record in self.streams.log().read_all([f"test.{topic}"]):
                assert record.value is not None
                event = decode_event(record.value, reader)
                assert record.key == event.event_id.encode()
                found.append((record.timestamp_ms, record.offset, event))
        return [event for _, _, event in sorted(found, key=lambda entry: entry[:2])]

    def news(self) -> list[tuple[str, str]]:
        """Return (native id, status or "on") of what was published since the last call."""
        events = self.events()
        told = [(e.event_id.partition(":")[2], e.status or "on") for e in events[self._seen :]]
        self._seen = len(events)
        return sorted(told)

    def beat(self) -> dict[str, Any]:
        """Return the newest heartbeat."""
        beats = list(self.streams.log().read_all([f"test.{topics.FEED_STATUS}"]))
        return orjson.loads(beats[-1].value or b"")
