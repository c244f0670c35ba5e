"""Do the joiner's work without its surroundings: no Redis, no Kafka, no clock of its own.

Events go in by `hear`, partial windows by `step`; out come anomalies and memberships. The same
inputs give the same outputs, so that a step that was cut short can be done again.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog

from core.city import City
from core.event import Event
from core.identity import EventKey
from core.incident import Membership
from core.store import IndexedEvent
from core.timespan import from_millis, to_millis
from core.topics import CITIZEN_REPORTS, VEHICLE_POSITIONS
from indexer.anomalies.anomaly_events import Gazette, Speaker, compose
from indexer.anomalies.confirmations import Confirmations
from indexer.anomalies.episodes import Turn
from indexer.anomalies.horizon import Horizon
from indexer.anomalies.incidents import IncidentBook
from indexer.anomalies.joint_bank import EventBank, JointBank, JointSnapshot
from indexer.anomalies.joint_catalogue import event_detectors, joint_detectors
from indexer.anomalies.merge import (
    QUIET_GRACE,
    Paces,
    Progress,
    is_late,
    merged,
    merged_up_to,
    passed_by,
)
from indexer.anomalies.partials import PASS, REPORT, VEHICLE, Partial
from indexer.anomalies.timetable import Timetable

VERSION: Final = 1
TOPICS: Final[Mapping[str, str]] = {
    VEHICLE: VEHICLE_POSITIONS,
    PASS: VEHICLE_POSITIONS,
    REPORT: CITIZEN_REPORTS,
}
"""The topic that each kind of partial comes from."""
MINUTE: Final = timedelta(minutes=1)
MAX_MINUTES: Final = 30
"""Minutes that are made up for at most, where nobody joined for a while."""
MAX_WINDOWS: Final = 240
"""Windows that are merged in one step, so that the lease is renewed between two."""
_log = structlog.stdlib.get_logger(__name__)


class WorkSnapshot(msgspec.Struct, array_like=True):
    """Hold the work between two lives."""

    version: int
    progress: Progress
    looked_ms: int
    banks: dict[str, JointSnapshot]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Hold what one step needs to know of the world.

    Attributes:
        watermarks: of each partition, and when it last advanced, in wall time.
        wall: the machine's present instant.
        now: the city's.
        heard_until: up to when, in city time, everything that was sent is heard; None for unknown.
        reached: of each partition, up to when its owner has applied it to its end; None where
            nobody has said so yet. Where there are no owners there is nothing to wait for.
    """

    watermarks: Mapping[str, tuple[datetime, datetime]]
    wall: datetime
    now: datetime
    heard_until: datetime | None
    reached: Mapping[str, datetime | None] = field(default_factory=dict[str, datetime | None])


@dataclass(frozen=True, slots=True)
class Done:
    """Hold what one step did.

    Attributes:
        events: anomalies that opened, changed or closed, in order.
        merged: partials that are not needed any more.
        more: whether there is as much again to do.
    """

    events: Sequence[Event]
    merged: Sequence[Partial]
    more: bool = False


class JointWork:
    """Hold all that the holder of the lease knows; used by one thread."""

    def __init__(
        self,
        city: City,
        names: Gazette,
        counts: Counter[str],
        timetable: Timetable | None = None,
    ) -> None:
        """Begin without a memory.

        Args:
            city: the pack.
            names: what people call things.
            counts: what happened, by name.
            timetable: the pack's; None where what is usual is to be learned.
        """
        self._city, self._names, self._counts = city, names, counts
        self.book = IncidentBook(city)
        self._progress = Progress()
        self._paces = Paces()
        self._horizon = Horizon(TOPICS, self._paces)
        self._failures: Counter[str] = Counter()
        self._looked_ms = 0
        confirmations = Confirmations(city, self.book.sites)
        self._joint = [JointBank(each) for each in joint_detectors(city, confirmations, timetable)]
        self._told = [EventBank(each) for each in event_detectors(city)]

    def restore(self, snapshot: bytes | None, memberships: Collection[Membership]) -> None:
        """Go on from what another life left; its events have to be heard again."""
        self.book.go_on(memberships)
        if snapshot is None:
            return
        try:
            held = msgspec.msgpack.decode(snapshot, type=WorkSnapshot)
            if held.version != VERSION:
                raise ValueError(f"version {held.version}")
        except (msgspec.MsgspecError, ValueError) as error:
            _log.warning("joiner.started_anew", detail=str(error))
            return
        self._progress, self._looked_ms = held.progress, held.looked_ms
        for bank in (*self._joint, *self._told):
            if bank.name in held.banks:
                try:
                    bank.restore(held.banks[bank.name])
                except msgspec.MsgspecError as error:
                    _log.warning("detector.started_anew", detector=bank.name, detail=str(error))

    def snapshot(self) -> bytes:
        """Return what a later life goes on from."""
        banks = {bank.name: bank.snapshot() for bank in (*self._joint, *self._told)}
        return msgspec.msgpack.encode(WorkSnapshot(VERSION, self._progress, self._looked_ms, banks))

    @property
    def merged_up_to(self) -> datetime | None:
        """Return up to when the windows of every kind are merged."""
        return merged_up_to(self._progress, list(TOPICS))

    def hear(self, indexed: IndexedEvent) -> None:
        """Take in an event's new state."""
        self.book.hear(indexed)
        for bank in self._told:
            bank.detector.hear(indexed)

    def forget(self, key: EventKey) -> None:
        """Let an event go that is known no longer."""
        self.book.forget(key)
        for bank in self._told:
            bank.detector.forget(key)

    def step(self, partials: Sequence[Partial], around: Surroundings) -> Done:
        """Merge what may be merged, and look at the minutes that have passed."""
        quiet = min(around.now, around.heard_until or around.now) - QUIET_GRACE
        self._paces.note(around.watermarks)
        passed = passed_by(
            around.watermarks,
            TOPICS,
            paces=self._paces,
            wall=around.wall,
            quiet_until={REPORT: quiet} if around.heard_until is not None else {},
        )
        passed = self._horizon.safe(
            passed, around.watermarks, around.reached, now=around.now, wall=around.wall
        )
        late = [partial for partial in partials if is_late(self._progress, partial)]
        used = [*late]
        events: list[Event] = []
        count = 0
        windows = merged(self._progress, partials, passed)
        for window in windows:
            if count == MAX_WINDOWS:
                return Done(events, used, more=True)
            count += 1
            for bank in self._joint:
                if bank.detector.partial == window.kind:
                    events += self._say(bank.name, bank.detector, bank.merge(window))
            used += window.partials
        self._counts["partials_late"] += len(late)
        self._counts["windows_merged"] += count
        for minute in self._minutes(around.now):
            for bank in self._told:
                events += self._say(bank.name, bank.detector, bank.look(minute))
        return Done(events, used)

    def _minutes(self, now: datetime) -> Iterator[datetime]:
        """Yield the whole minutes that have passed since the last look, not too many."""
        minute_ms = to_millis(from_millis(0) + MINUTE)
        last_ms = to_millis(now) // minute_ms * minute_ms
        first_ms = max(self._looked_ms, last_ms - MAX_MINUTES * minute_ms) + minute_ms
        if self._looked_ms == 0:
            first_ms = last_ms
        for at_ms in range(first_ms, last_ms + 1, minute_ms):
            self._looked_ms = at_ms
            yield from_millis(at_ms)

    def _say(self, name: str, detector: Speaker, turns: Iterator[Turn]) -> Iterator[Event]:
        """Word the steps of one detector; one that fails stops neither the joiner nor the rest."""
        try:
            for turn in turns:
                event = compose(detector, turn, self._names)
                self._counts[f"anomaly_{turn.step.value}"] += 1
                yield event
        except Exception:
            self._counts["unexpected"] += 1
            self._failures[name] += 1
            times = self._failures[name]
            if times & (times - 1) == 0:  # the 1st, 2nd, 4th, 8th …
                _log.exception("detector.failed", detector=name, times=times)
