"""Speak for one family: publish what its world tells, and its sources' heartbeats."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from core import topics
from core.city import City, Source
from core.errors import CivicError, Misconfigured, Transient
from core.event import Event
from core.topics import Family
from producers.heartbeat import encode_heartbeat
from producers.readback import is_open, newest_events
from producers.records import EVENT_TOPIC, event_record
from producers.seeds.printed_form import printed_form
from producers.seeds.settings import DEMO_LENGTH, REPERTOIRES, SeedSettings
from producers.seeds.telling import story_key
from producers.seeds.turn import Turn
from producers.seeds.world import World
from streams.ports import RecordLog, RecordSink
from streams.record import Receipt

LONGEST_SILENCE: Final = timedelta(seconds=20)
"""Between two heartbeats, however long a source may be silent."""
LOOK_EVERY: Final = timedelta(minutes=5)
"""How often the topic is read again for events that nobody carries on any more."""
ORPHANED: Final = timedelta(minutes=10)
"""An open event that was not told of for so long has lost its teller."""
BEHIND: Final = 3
"""Ticks that may be caught up with; further ones, as after a machine's sleep, are left out."""
_FLUSH: Final = timedelta(seconds=5)

_log = structlog.stdlib.get_logger(__name__)


class Onlooker(Protocol):
    """See what is said, to show it to a person."""

    def said(self, event: Event) -> None:
        """Note one message."""
        ...

    def waiting(self, reason: str) -> None:
        """Note that Kafka does not acknowledge; told once each time it begins."""
        ...

    def resumed(self) -> None:
        """Note that Kafka has acknowledged everything again."""
        ...


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold what the speakers of one process share.

    Attributes:
        city: the city pack.
        sink: where records go.
        log: where open events are read back from.
        wire_name: what a topic of the contract is called on this broker.
        onlooker: who watches; None for nobody.
    """

    city: City
    sink: RecordSink
    log: RecordLog
    wire_name: Callable[[str], str] = str
    onlooker: Onlooker | None = None


class Speaker:
    """Keep one family's world going against a stage; driven by calls of `advance`.

    Raises:
        Misconfigured: the pack has no source that this family could speak for.
        Transient: what an earlier run left open cannot be read back.
    """

    def __init__(self, family: Family, stage: Stage, settings: SeedSettings, now: datetime) -> None:
        repertoire = REPERTOIRES[family]
        self._stage, self._settings, self._family = stage, settings, family
        self._sources = _sources_of(stage.city, family)
        self._topic = EVENT_TOPIC[family]
        chance = None if settings.seed is None else f"{settings.seed}:{family}"
        self._world = World(
            family, stage.city, repertoire.stories, self._sources, repertoire.limit,
            random.Random(chance), settings.tempo_of(family),
        )  # fmt: skip
        self._interval = settings.interval_of(family)
        self._beat_every = min(LONGEST_SILENCE, *(s.max_silence / 3 for s in self._sources))
        self._turn = None
        if settings.state_dir is not None:
            self._turn = Turn(settings.state_dir, stage.log.cluster_id(), family)
        self._tick_at = now.replace(microsecond=0)
        self._curtain = self._tick_at + DEMO_LENGTH if settings.demo else None
        self._beat_at = self._tick_at
        self._said = 0
        self._fault: CivicError | None = None
        self._waiting = False
        self._look(self._tick_at, timedelta())

    @property
    def said(self) -> int:
        """Return how many messages about events were published."""
        return self._said

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the sources it speaks for."""
        return tuple(source.id for source in self._sources)

    @property
    def done(self) -> bool:
        """Say whether all that was asked for is said."""
        most = self._settings.max_messages
        return (most is not None and self._said >= most) or (
            self._curtain is not None and self._tick_at >= self._curtain
        )

    @property
    def due(self) -> datetime:
        """Return when `advance` has something to do."""
        return min(self._tick_at, self._beat_at)

    def advance(self, now: datetime) -> None:
        """Say what is due at `now`: at most one tick's messages, and a heartbeat.

        Raises:
            Rejected: a message can never be taken.
            Transient: the publisher's buffer stayed full.
        """
        if self._fault is not None:
            raise self._fault
        if now >= self._tick_at and not self.done:
            self._publish(self._world.tick(self._tick_at))
            self._move_on(now)
            if self._curtain is not None and self.done:
                self._publish(self._world.finish(self._tick_at))
        if now >= self._look_at:
            self._look_again(now)
        if now >= self._beat_at:
            self._beat_at = now + self._beat_every
            self._beat(now)

    def close(self, now: datetime) -> None:
        """Leave open what is open; raises `Transient` where Kafka did not acknowledge all."""
        self._stage.sink.flush(_FLUSH)
        self._beat(now)
        self._stage.sink.flush(_FLUSH)

    def release(self) -> None:
        """Let another process carry on what is open."""
        if self._turn is not None:
            self._turn.release()

    def _move_on(self, now: datetime) -> None:
        self._tick_at += self._interval
        missed = (now - self._tick_at) // self._interval
        if missed > BEHIND:
            self._tick_at += self._interval * missed

    def _publish(self, events: list[Event]) -> None:
        most = self._settings.max_messages
        for event in events if most is None else events[: most - self._said]:
            record = event_record(event, self._stage.city.timezone, event.issued_at)
            value = printed_form(record.value or b"", self._family)
            name = self._stage.wire_name(record.topic)
            self._stage.sink.publish(name, record.key, value, record.headers, self._settle)
            self._said += 1
            if self._stage.onlooker is not None:
                self._stage.onlooker.said(event)

    def _settle(self, receipt: Receipt) -> None:
        self._fault = self._fault or receipt.error

    def _beat(self, now: datetime) -> None:
        """Say that the sources are well, once every event until `now` is acknowledged."""
        try:
            self._stage.sink.flush(_FLUSH)
        except Transient as error:
            if self._stage.onlooker is not None and not self._waiting:
                self._stage.onlooker.waiting(str(error))
            self._waiting = True
            return
        if self._stage.onlooker is not None and self._waiting:
            self._stage.onlooker.resumed()
        self._waiting = False
        if self._fault is not None:
            return
        told = [event.source for event in self._world.open]
        for source in self._sources:
            beat = encode_heartbeat(
                source, now, full_state=False, error=None, last_ok_at=now,
                entities=told.count(source.id),
            )  # fmt: skip
            self._stage.sink.publish(self._stage.wire_name(topics.FEED_STATUS), source.id, beat)

    def _look_again(self, now: datetime) -> None:
        try:
            self._look(now, ORPHANED)
        except Transient as error:
            self._look_at = now + LOOK_EVERY
            _log.debug("seed.look_failed", family=self._family.value, reason=str(error))

    def _look(self, now: datetime, silent_for: timedelta) -> None:
        """Take up what nobody carries on, and keep away from what others tell of."""
        stage = self._stage
        found = newest_events(
            stage.log, [self._topic], stage.wire_name, stage.city.timezone, now
        ).values()
        mine = {event.event_id for event in self._world.open}
        others = [e for e in found if e.event_id not in mine and is_open(e, now)]
        if self._turn is None or self._turn.take():
            orphans = [e for e in others if self._ours(e) and now - e.issued_at >= silent_for]
            self._world.take_up(orphans, now)
            others = [event for event in others if event not in orphans]
        self._world.avoid(others)
        self._look_at = now + LOOK_EVERY

    def _ours(self, event: Event) -> bool:
        return event.source in self.source_ids and story_key(event) is not None


def _sources_of(city: City, family: Family) -> list[Source]:
    """Return the sources to speak for: those that no producer fetches from elsewhere."""
    families = REPERTOIRES[family].sources
    spoken = [s for s in city.sources if s.family in families and not (s.adapter and s.url)]
    if not spoken:
        raise Misconfigured(f"{city.name} has no source of family {family} to speak for")
    return spoken
