"""Run one source for ever: fetch, parse, publish what changed, and say how the source stands.

The only loop of the producers. A heartbeat says `ok` only after every event of its poll is
acknowledged; a poll that fails ends nothing (architecture, section 5).
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from core import topics
from core.errors import Rejected, Transient
from core.timespan import Clock, monotonic_s
from producers.heartbeat import FeedError, encode_heartbeat
from producers.judgement import Judgement, Memory, judge
from producers.ledger import Ledger
from producers.recall import recall
from producers.source import Fetch, Rejection, Source, Unreadable
from streams.ports import RecordLog, RecordSink
from streams.record import Outgoing

FIRST_RETRY: Final = timedelta(seconds=2)
"""The wait after one failure; it doubles with each, up to the source's own interval."""
JITTER: Final = 0.2
PATIENCE: Final = timedelta(seconds=8)
"""How long to wait for acknowledgements; the end of the process waits no longer for a look."""
_RETRIED: Final = frozenset({FeedError.UNREACHABLE, FeedError.UNREADABLE})

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Hold what every runner of a process shares.

    Attributes:
        sink: where records go.
        log: where they are read back from at the start.
        wire_name: what a topic of the contract is called on this broker.
        timezone: the city's zone.
        clock: the city's time.
        sleep: waits so many seconds.
        chance: a number in [0, 1), for jitter.
    """

    sink: RecordSink
    log: RecordLog
    wire_name: Callable[[str], str]
    timezone: ZoneInfo
    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Outcome:
    """Tell what one poll came to.

    Attributes:
        error: why it proves nothing; None where it was good.
        delivered: whether all that it told is acknowledged, the heartbeat included.
        published: how many records it changed.
        rejections: what was left out.
    """

    error: FeedError | None
    delivered: bool
    published: int = 0
    rejections: tuple[Rejection, ...] = ()

    @property
    def is_failure(self) -> bool:
        """Say whether the next look should come soon."""
        return not self.delivered or self.error in _RETRIED


class Runner:
    """Keep one source's events on Kafka as its feed has them."""

    def __init__(
        self, source: Source, fetch: Fetch, around: Surroundings, interval: timedelta
    ) -> None:
        self.source = source
        self._fetch = fetch
        self._around = around
        self._interval = interval
        self._memory = Memory(Ledger(source.id))
        self._last_ok_at: datetime | None = None
        self._unacknowledged = False

    async def run(self) -> None:
        """Recall, then poll for ever; ends only by being cancelled."""
        failures = 0
        recalled = False
        while True:
            started = monotonic_s()
            try:
                if not recalled:
                    await self.recall()
                    recalled = True
                failed = (await self.poll_once()).is_failure
            except Transient as error:
                _log.warning("source.recall_failed", source=self.source.id, detail=str(error))
                failed = True
            failures = failures + 1 if failed else 0
            await self._around.sleep(self.pause_s(failures, monotonic_s() - started))

    async def recall(self) -> None:
        """Read back what this source had open.

        Raises:
            Transient: Kafka cannot be read now.
        """
        around = self._around
        events, self._last_ok_at = await asyncio.to_thread(
            recall,
            around.log,
            self.source.id,
            around.wire_name,
            around.timezone,
            around.clock.now(),
        )
        self._memory = Memory(Ledger(self.source.id, events), self._memory.freshness)
        _log.info("source.recalled", source=self.source.id, events=len(events))

    async def poll_once(self) -> Outcome:
        """Look at the feed once, and tell Kafka what changed and how the source stands."""
        if self._unacknowledged and not await self._learn_what_arrived():
            return Outcome(None, False)
        looked_at = self._around.clock.now()
        try:
            judged = await self._look()
        except Transient as error:
            return await self._failed(looked_at, FeedError.UNREACHABLE, error)
        except Unreadable as error:
            return await self._failed(looked_at, FeedError.UNREADABLE, error)
        except Exception as error:  # a fault in one adapter must not silence the other sources
            _log.exception("source.adapter_broken", source=self.source.id)
            return await self._failed(looked_at, FeedError.UNREADABLE, error)
        self._report(judged)
        if not await self._deliver(judged.records):
            return Outcome(judged.error, False, 0, judged.rejections)
        self._memory = judged.memory
        if judged.error is None:
            self._last_ok_at = looked_at
        delivered = await self._beat(looked_at, judged.error, judged.poll.size)
        return Outcome(judged.error, delivered, len(judged.records), judged.rejections)

    def pause_s(self, failures: int, elapsed_s: float) -> float:
        """Return how many seconds to wait before the next poll."""
        whole = self._interval.total_seconds()
        if failures:
            whole = min(whole, FIRST_RETRY.total_seconds() * 2 ** min(failures - 1, 16))
        jittered = whole * (1 + JITTER * (self._around.chance() - 0.5))
        return jittered if failures else max(0.0, jittered - elapsed_s)

    async def _learn_what_arrived(self) -> bool:
        """Wait for what is still in the buffer, and read back what Kafka has; False if it cannot.

        Of a delivery that failed some records may yet arrive. An event among them that leaves the
        feed meanwhile would otherwise stay open for ever.
        """
        try:
            await asyncio.to_thread(self._around.sink.flush, PATIENCE)
            await self.recall()
        except Transient as error:
            _log.warning("source.publish_failed", source=self.source.id, detail=str(error))
            return False
        self._unacknowledged = False
        return True

    async def _look(self) -> Judgement:
        body = await self._fetch()
        around = self._around
        return await asyncio.to_thread(
            judge, self.source, body, self._memory, around.timezone, around.clock.now()
        )

    async def _failed(self, looked_at: datetime, error: FeedError, cause: Exception) -> Outcome:
        _log.warning(
            "source.poll_failed", source=self.source.id, error=error.value, detail=str(cause)
        )
        self._memory = self._memory.after_failure()
        return Outcome(error, await self._beat(looked_at, error, 0))

    async def _beat(self, looked_at: datetime, error: FeedError | None, entities: int) -> bool:
        beat = encode_heartbeat(
            self.source,
            looked_at,
            full_state=self.source.full_state,
            error=error,
            last_ok_at=self._last_ok_at,
            entities=entities,
        )
        return await self._deliver([Outgoing(topics.FEED_STATUS, self.source.id, beat)])

    async def _deliver(self, records: Iterable[Outgoing]) -> bool:
        """Publish and wait for all acknowledgements; False where some are missing."""
        around = self._around
        wired = [Outgoing(around.wire_name(r.topic), r.key, r.value, r.headers) for r in records]
        if not wired:
            return True
        try:
            await asyncio.to_thread(around.sink.publish_all, wired, PATIENCE)
        except (Transient, Rejected) as error:
            self._unacknowledged = True
            _log.warning("source.publish_failed", source=self.source.id, detail=str(error))
            return False
        return True

    def _report(self, judged: Judgement) -> None:
        _log.info(
            "source.polled",
            source=self.source.id,
            entities=judged.poll.size,
            published=len(judged.records),
            vanished=judged.vanished,
            rejected=dict(Counter(r.reason for r in judged.rejections)),
            error=judged.error and judged.error.value,
            notes=judged.poll.notes,
        )
        for rejection in judged.rejections:
            _log.debug(
                "source.rejected",
                source=self.source.id,
                native_id=rejection.native_id,
                reason=rejection.reason,
                detail=rejection.detail,
            )
