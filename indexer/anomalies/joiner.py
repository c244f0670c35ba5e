"""Be the one joiner of a city, or wait to be: a thread in every indexer process.

Whoever holds the lease reads events and partial windows from the store, publishes what
`JointWork` makes of them, and then writes its snapshot and the incidents in one step that checks
the lease's token. A step that is cut short anywhere is done again, by this joiner or the next one,
with the same records.
"""

import asyncio
import contextlib
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final, TypeVar

import structlog
from redis.exceptions import RedisError

from core.city import City
from core.errors import CivicError, Fenced, Rejected, Transient
from core.event import Event
from core.timespan import Clock, SystemClock, monotonic_s, paced
from indexer.anomalies.anomaly_events import outgoing
from indexer.anomalies.event_mirror import EventMirror
from indexer.anomalies.joint_work import JointWork, Surroundings
from indexer.anomalies.names import PackNames
from indexer.anomalies.timetable import read_timetable
from indexer.store.redis_reader import RedisReader
from indexer.store.truth import Joint, ReadingTruth
from streams.ports import RecordSink
from streams.record import Outgoing

TTL: Final = timedelta(seconds=10)
"""How long the lease holds unless it is renewed."""
RENEWED: Final = 5.0
"""How many times within that it is renewed."""
STEP_S: Final = 0.5
RETRY_S: Final = 1.0
SAVED_S: Final = 15.0
"""How often the snapshot is written though nothing came of the steps."""
PUBLISH_PATIENCE: Final = timedelta(seconds=2)
_CHUNK: Final = 10
"""Events taken in between two looks at the lease."""
SHARE: Final = 0.2
"""The share of the time in which events are taken in, where many wait: the owner's thread needs the
interpreter to keep the present, and incidents may come later."""

_T = TypeVar("_T")
_log = structlog.stdlib.get_logger(__name__)


class LeaseLost(Exception):
    """Say that the lease is another's now, or that the joiner was told to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinerParts:
    """Hold what a joiner is made of.

    Attributes:
        truth: the store, as a writer of its own; no other thread uses it.
        open_reader: opens the store for reading, in the joiner's own event loop.
        sink: takes the anomalies; no other thread uses it.
        topic: the topic of anomalies, by its name on the broker.
        city: the pack.
        clock: city time.
        pack: the pack's folder, for its timetable; None where there is none.
        wall: the machine's time, by which partitions are idle.
        ttl: how long the lease holds.
        counts: what happened, by name; no other thread writes it.
    """

    truth: ReadingTruth
    open_reader: Callable[[], AbstractAsyncContextManager[RedisReader]]
    sink: RecordSink
    topic: str
    city: City
    clock: Clock
    pack: Path | None = None
    wall: Clock = field(default_factory=SystemClock)
    ttl: timedelta = TTL
    counts: Counter[str] = field(default_factory=Counter[str])


class Joiner:
    """Join while holding the lease, in a thread of its own."""

    def __init__(self, parts: JoinerParts) -> None:
        self._parts = parts
        self._holder = secrets.token_hex(8)
        self._names = PackNames(parts.city)
        self._timetable = read_timetable(parts.pack, parts.city)
        self._token = 0
        self._renewed_at = float("-inf")
        self._saved_at = float("-inf")
        self._complained = False
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="joiner", daemon=True)

    def start(self) -> None:
        """Begin to wait for the lease."""
        self._thread.start()

    def stop(self) -> None:
        """Let go of the lease, and end."""
        self._stopped.set()
        self._thread.join(timeout=5)

    @property
    def token(self) -> int:
        """Return the token of the lease that is held; 0 for none."""
        return self._token

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        async with self._parts.open_reader() as reader:
            while not self._stopped.is_set():
                try:
                    token = self._parts.truth.lease(self._holder, self._parts.ttl)
                    if token is not None:
                        await self._hold(token, reader)
                except LeaseLost:
                    _log.info("lease.lost")
                except Fenced as fenced:
                    _log.info("joiner.fenced", detail=str(fenced))
                except (Transient, RedisError, OSError) as error:
                    self._complain(error)
                except Exception:  # whatever it is, the next life may do better
                    self._parts.counts["joiner_failed"] += 1
                    _log.exception("joiner.failed")
                self._token = 0
                await self._pause(min(RETRY_S, self._parts.ttl.total_seconds() / RENEWED))
        with contextlib.suppress(CivicError):
            self._parts.truth.lease(self._holder, timedelta(milliseconds=1))

    async def _hold(self, token: int, reader: RedisReader) -> None:
        """Join for as long as the lease is ours."""
        parts = self._parts
        self._token, self._renewed_at = token, monotonic_s()
        mirror = EventMirror(reader)
        work = JointWork(parts.city, self._names, parts.counts, self._timetable)
        snapshot, _ = parts.truth.joint_snapshot()
        work.restore(snapshot, parts.truth.memberships())
        # The newest first: what is long over then costs little.
        events = [event async for event in mirror.load()]
        events.sort(key=lambda event: (event.event.issued_at, event.key), reverse=True)
        for piece in _pieces(events):
            began = monotonic_s()
            for event in piece:
                work.hear(event)
            await self._make_room(began)
        _log.info("lease.taken", token=token, events=len(events))
        self._complained = False
        step_s = paced(STEP_S, parts.clock)
        while True:
            self._keep()
            more = await self._take_in(mirror, work)
            if not mirror.caught_up.rebuilding and not more:
                more = await self._step(mirror, work)
            if not more:
                await self._pause(step_s)

    async def _take_in(self, mirror: EventMirror, work: JointWork) -> bool:
        """Take in what changed; say whether there is more."""
        changes, more = await mirror.follow()
        for piece in _pieces(changes):
            began = monotonic_s()
            for news in piece:
                if news.event is None:
                    work.forget(news.key)
                else:
                    work.hear(news.event)
            await self._make_room(began)
        return more

    async def _make_room(self, began: float) -> None:
        """Keep the lease, and let the other threads have their share of the time."""
        self._keep()
        await self._pause((monotonic_s() - began) * (1 / SHARE - 1))

    async def _step(self, mirror: EventMirror, work: JointWork) -> bool:
        """Do one step: publish, then write; say whether there is more to do at once."""
        parts, truth = self._parts, self._parts.truth
        reached = truth.reached()  # before the watermarks: these then hold all that it says
        watermarks = truth.watermarks()  # before the partials: these then hold all that they passed
        around = Surroundings(
            watermarks=watermarks,
            wall=parts.wall.now(),
            now=parts.clock.now(),
            heard_until=mirror.caught_up.as_of,
            reached=reached,
        )
        done = work.step(truth.partials(), around)
        joining = work.book.changes()
        saved_ago_s = monotonic_s() - self._saved_at
        if not (done.events or done.merged or joining) and saved_ago_s < SAVED_S:
            return done.more
        joint = Joint(
            token=self._token,
            snapshot=work.snapshot(),
            merged_up_to=work.merged_up_to,
            merged=done.merged,
            joined=joining.joined,
            parted=joining.parted,
        )
        if done.events:
            await self._surely(lambda: self._publish(done.events))
        await self._surely(lambda: truth.join(joint))
        work.book.wrote(joining)
        self._saved_at = monotonic_s()
        parts.counts["events_joined"] += len(joining.joined)
        parts.counts["events_parted"] += len(joining.parted)
        return done.more

    async def _surely(self, do: Callable[[], object]) -> None:
        """Do it, again and again while log or store are away; nothing else is done meanwhile."""
        while True:
            try:
                self._keep()
                do()
            except Fenced:
                raise
            except (Transient, OSError) as error:
                self._complain(error)
                await self._pause(RETRY_S)
            else:
                self._complained = False
                return

    def _keep(self) -> None:
        """Renew the lease where it is time.

        Raises:
            LeaseLost: it is another's, or was for a while.
        """
        if self._stopped.is_set():
            raise LeaseLost
        every_s = self._parts.ttl.total_seconds() / RENEWED
        if monotonic_s() - self._renewed_at >= every_s:
            if self._parts.truth.lease(self._holder, self._parts.ttl) != self._token:
                raise LeaseLost
            self._renewed_at = monotonic_s()

    def _publish(self, events: Sequence[Event]) -> None:
        records = [outgoing(event, self._parts.topic) for event in events]
        try:
            self._parts.sink.publish_all(records, PUBLISH_PATIENCE)
        except Rejected:
            self._publish_singly(records)

    def _publish_singly(self, records: Sequence[Outgoing]) -> None:
        """Publish what can be taken; one record that never can must not hold up the others."""
        for record in records:
            try:
                self._parts.sink.publish_all([record], PUBLISH_PATIENCE)
            except Rejected as refused:
                self._parts.counts["anomalies_refused"] += 1
                _log.error("anomaly.refused", event_id=record.key, detail=refused.detail)

    async def _pause(self, seconds: float) -> None:
        """Wait; no longer than until the joiner is stopped."""
        await asyncio.to_thread(self._stopped.wait, seconds)

    def _complain(self, error: Exception) -> None:
        self._parts.counts["joiner_delayed"] += 1
        if not self._complained:
            self._complained = True
            _log.warning("joiner.delayed", detail=str(error))


def _pieces(things: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (things[at : at + _CHUNK] for at in range(0, len(things), _CHUNK))
