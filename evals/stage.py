"""Set the stage of a case: the real decisions of the indexer, the real view, the real assistant."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.question import Channel, Location, Question
from assistant.writer import Writer
from core.city import City
from core.coverage import CaughtUp, Heartbeat
from core.event import Event
from core.gazetteer import Gazetteer
from core.geo import LonLat
from core.identity import EventKey
from core.lifecycle import Message, fold, relevant
from core.observation import Observation
from core.store import IndexedEvent
from core.telemetry import decode_reading
from core.timespan import ManualClock
from core.topics import EVENT_TOPICS
from core.wire import Reading, decode_event
from evals.task import Put, Scene, Seen, Told, timed
from indexer.locate import Locator
from indexer.store.view import View

_UNSAID: Final[dict[str, Any]] = {"severity": "high", "timestamp": -30}
"""What a message has that does not say it."""
_TOPICS = {topic.family: topic.name for topic in EVENT_TOPICS}


class Sessions:
    """Keep conversations for the length of a case."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    async def load(self, session_id: str) -> bytes | None:
        """Return what was kept."""
        return self._kept.get(session_id)

    async def save(self, session_id: str, memory: bytes) -> None:
        """Keep it."""
        self._kept[session_id] = memory

    async def delete(self, session_id: str) -> None:
        """Forget it."""
        self._kept.pop(session_id, None)


class Stage:
    """Play cases in one city."""

    def __init__(self, city: City, writer: Writer | None = None) -> None:
        """Play in a city; a writer has a model phrase the answers."""
        self._writer = writer
        self._city = city
        self._gazetteer = Gazetteer(city)
        self._locator = Locator(city, self._gazetteer)

    def play(self, case: Scene[Put], now: datetime) -> list[Answer]:
        """Return the answers to a case's questions, in one conversation."""
        return asyncio.run(self._converse(case, case.now or now))

    async def _converse(self, case: Scene[Put], now: datetime) -> list[Answer]:
        sessions = Sessions()
        answers: list[Answer] = []
        assistant, after = self._assistant(case, now, 0.0, sessions), 0.0
        for turn in case.turns:
            if turn.after != after:
                after = turn.after
                assistant = self._assistant(case, now, after, sessions)
            session_id = answers[-1].session_id if answers else None
            answers.append(await assistant.answer(asked_of(turn, session_id)))
        return answers

    def _assistant(
        self, case: Scene[Put], now: datetime, after: float, sessions: Sessions
    ) -> Assistant:
        """Return the assistant as it is that many minutes later, with what is told by then."""
        at = now + timedelta(minutes=after)
        told = [message for message in case.told if _minute(message.event) <= after]
        view = View.of(
            self._city, self._indexed(told, now, at), beats=self._beats(case, at),
            caught_up=CaughtUp(None if case.behind else at),
            observations=[self._observed(seen, now) for seen in case.seen],
        )  # fmt: skip
        return Assistant(
            self._city, self._gazetteer, view, sessions, ManualClock(at), writer=self._writer
        )

    def _indexed(self, told: Sequence[Told], now: datetime, at: datetime) -> list[IndexedEvent]:
        """Fold messages into events as the indexer does, in the order in which they came."""
        heard: dict[EventKey, tuple[Message, ...]] = {}
        first: dict[EventKey, datetime] = {}
        replaced: dict[EventKey, str] = {}
        for offset, message in enumerate(told):
            event = self._read(message, now, at)
            key = EventKey(_TOPICS[event.family], event.event_id)
            heard[key] = relevant([*heard.get(key, ()), Message(event, offset)])
            first[key] = min(first.get(key, event.issued_at), event.issued_at)
            for older in event.references:
                replaced[EventKey(key.topic, older)] = event.event_id
        return [
            self._placed(key, fold(messages), first[key], replaced.get(key, ""), at)
            for key, messages in heard.items()
        ]

    def _read(self, message: Told, now: datetime, at: datetime) -> Event:
        filled: dict[str, Any] = _UNSAID | message.event
        family = message.family
        reading = Reading(_TOPICS[family], family, self._city.timezone, at)
        return decode_event(orjson.dumps(timed(filled, now)), reading)

    def _observed(self, seen: Seen, now: datetime) -> Observation:
        filled: dict[str, Any] = {"timestamp": -0.5} | seen.reading
        value = orjson.dumps(timed(filled, now))
        reading = decode_reading(seen.topic, value, self._city.timezone, now)
        return Observation(reading=reading, derived=seen.derived)

    def _placed(
        self, key: EventKey, event: Event, first: datetime, by: str, now: datetime
    ) -> IndexedEvent:
        return IndexedEvent(
            event=event, topic=key.topic, offset=0, footprint=self._locator.locate(event),
            first_issued_at=first, superseded_by=by, indexed_at=now,
        )  # fmt: skip

    def _beats(self, case: Scene[Put], now: datetime) -> list[Heartbeat]:
        told: list[Heartbeat] = []
        for source in self._city.sources:
            minutes = case.silent.get(source.id, 1 / 3)
            if minutes is not None:
                heard = now - timedelta(minutes=minutes)
                told.append(Heartbeat(source=source.id, observed_at=heard, last_ok_at=heard))
        return told


def asked_of(turn: Put, session_id: str | None) -> Question:
    """Return the question of a turn, in the conversation of that id."""
    location = None
    if turn.at is not None:
        location = Location(LonLat(lon=turn.at[1], lat=turn.at[0]), turn.accuracy_m)
    return Question(
        text=turn.ask, session_id=session_id, location=location, area=turn.area,
        language=turn.language, channel=Channel(turn.channel), max_chars=turn.max_chars,
    )  # fmt: skip


def _minute(event: dict[str, Any]) -> float:
    """Return the minute of a message; one with a written time was told before."""
    said = event.get("timestamp", _UNSAID["timestamp"])
    return said if isinstance(said, int | float) else float("-inf")
