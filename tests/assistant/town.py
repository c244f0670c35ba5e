"""Put events into the demo city and ask about them: the bench of the assistant's tests."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.question import Channel, Location, Question
from core.city import City, load_city
from core.coverage import CaughtUp, Heartbeat
from core.event import Event
from core.gazetteer import Gazetteer
from core.geo import LonLat
from core.incident import Membership
from core.observation import Observation
from core.store import IndexedEvent, Version
from core.timespan import ManualClock
from core.topics import EVENT_TOPICS, Family
from core.wire import Reading, decode_event
from indexer.locate import Locator
from indexer.store.view import View

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 4, 11, 5, tzinfo=NEW_YORK)
"""A Wednesday, five past eleven in the morning."""
_TOPICS = {topic.family: topic.name for topic in EVENT_TOPICS}


@cache
def city() -> City:
    return load_city(Path(__file__).parents[2] / "cities" / "rivermouth")


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(city())


@cache
def locator() -> Locator:
    return Locator(city(), gazetteer())


class Sessions:
    """Keep memories in a dict."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def load(self, session_id: str) -> bytes | None:
        return self.kept.get(session_id)

    async def save(self, session_id: str, memory: bytes) -> None:
        self.kept[session_id] = memory

    async def delete(self, session_id: str) -> None:
        self.kept.pop(session_id, None)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def event(family: str, event_id: str, type_: str, **fields: Any) -> Event:
    """Read an event as it would come by its topic; a `datetime` is written as RFC 3339."""
    import orjson

    filled: dict[str, Any] = {
        "event_id": event_id,
        "type": type_,
        "severity": "high",
        "timestamp": ago(33),
    }
    named = Family(family)
    value = orjson.dumps(filled | fields)
    return decode_event(value, Reading(_TOPICS[named], named, NEW_YORK, NOW))


def index(event: Event, *before: Event, superseded_by: str = "") -> IndexedEvent:
    return IndexedEvent(
        event=event,
        topic=_TOPICS[event.family],
        offset=0,
        footprint=locator().locate(event),
        versions=tuple(
            Version(
                issued_at=older.issued_at, message_type=older.message_type.value,
                severity=older.severity, ends_at=older.ends_at, end_certainty=older.end_certainty,
            )
            for older in before
        ),
        first_issued_at=(before[0] if before else event).issued_at,
        superseded_by=superseded_by,
        indexed_at=NOW,
    )  # fmt: skip


def beats(silent: Iterable[str] = (), since: datetime | None = None) -> list[Heartbeat]:
    """Return heartbeats of all sources, 20 s old, but for the silent ones."""
    quiet = set(silent)
    fresh = NOW - timedelta(seconds=20)
    told: list[Heartbeat] = []
    for source in city().sources:
        heard = fresh if source.id not in quiet else since
        if heard is not None:
            told.append(Heartbeat(source=source.id, observed_at=heard, last_ok_at=heard))
    return told


class Town:
    """Hold the city at one instant, and a conversation in it."""

    def __init__(
        self,
        *events: Event | IndexedEvent,
        silent: Sequence[str] = (),
        since: datetime | None = None,
        caught_up: CaughtUp | None = None,
        seen: Sequence[Observation] = (),
        joined: Sequence[Membership] = (),
    ) -> None:
        indexed = [e if isinstance(e, IndexedEvent) else index(e) for e in events]
        self.view = View.of(
            city(), indexed, beats=beats(silent, since), caught_up=caught_up or CaughtUp(NOW),
            observations=seen, memberships=joined,
        )  # fmt: skip
        self.clock = ManualClock(NOW)
        self.sessions = Sessions()
        self.assistant = Assistant(city(), gazetteer(), self.view, self.sessions, self.clock)
        self.session_id: str | None = None

    def look_at(self, view: View) -> None:
        """Go on in the same conversation with another view of the city."""
        self.view = view
        self.assistant = Assistant(city(), gazetteer(), view, self.sessions, self.clock)

    def ask(
        self,
        text: str,
        *,
        at: tuple[float, float] | None = None,
        accuracy_m: float = 0.0,
        **more: Any,
    ) -> Answer:
        """Ask in the one conversation; `at` is (lat, lon) as people read it off a map."""
        location = Location(LonLat(at[1], at[0]), accuracy_m) if at else None
        question = Question(text=text, session_id=self.session_id, location=location, **more)
        answer = asyncio.run(self.assistant.answer(question))
        self.session_id = answer.session_id
        return answer


__all__ = ["NOW", "Channel", "Town", "ago", "beats", "event", "index"]
