"""Watch the readings of one partition: what is newest, what is unusual, what others must join.

`PartitionWatch.take` is the whole of it, once a reading in the log's order; `drain` gives what came
of the readings since the last time. What comes of them depends on the records alone: neither on the
clock nor on where batches end, so that a replay repeats it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final

import msgspec
import structlog

from core import topics
from core.event import Event
from core.observation import Observation
from core.telemetry import KEY_FIELDS, Reading, Subject, Trip, VehiclePosition, taken_at
from core.timespan import from_millis
from indexer.anomalies.anomaly_events import Gazette, compose
from indexer.anomalies.bank import Bank, BankSnapshot
from indexer.anomalies.detector import PANE, AnyDetector
from indexer.anomalies.episodes import Episode, Step
from indexer.anomalies.gather import VehicleRows
from indexer.anomalies.partials import Partial
from indexer.anomalies.windows import UsualInterval, Watermark, panes

VERSION: Final = 1
"""Of the snapshot; one of another version is not read."""
MAX_SUBJECTS: Final = 20_000
"""Subjects of one partition; beyond, those heard longest ago are let go."""
LEAP_PANES: Final = 12
"""Where event time leaps by more, nobody was heard meanwhile: only the last pane is looked at."""
SHOWN_FOR: Final = timedelta(hours=2)
"""How long a silent subject's latest reading is kept."""
SHOWN_FOR_OF: Final = {
    topics.VEHICLE_POSITIONS: timedelta(hours=1),
    topics.TRIPS: timedelta(hours=1),
}
KEPT_FOR_OF: Final = {
    topics.VEHICLE_POSITIONS: timedelta(hours=1),
    topics.TRIPS: timedelta(hours=1),
    topics.ENVIRONMENT_READINGS: timedelta(hours=12),
}
KEPT_FOR: Final = timedelta(hours=30)
"""How long detectors remember a silent subject: what is usual at this hour outlasts a night."""
SWEEP: Final = timedelta(minutes=1)

_PANE_MS: Final = PANE // timedelta(milliseconds=1)
_SWEEP_MS: Final = SWEEP // timedelta(milliseconds=1)
_log = structlog.stdlib.get_logger(__name__)


class WatchSnapshot(msgspec.Struct, array_like=True):
    """Hold a watch between two lives, with the offset that it stands at."""

    version: int
    offset: int
    mark: Watermark
    pane_ms: int
    swept_ms: int
    heard: dict[str, UsualInterval]
    rows: VehicleRows
    banks: dict[str, BankSnapshot]


@dataclass(frozen=True, slots=True)
class Drained:
    """Hold what came of the readings since the last time.

    Attributes:
        latest: the newest reading of each subject that has a newer one.
        gone: subjects heard of no more.
        events: anomalies that opened, changed or closed, in the order of their steps.
        partials: windows that are complete.
        watermark: how far event time has come; None before the first reading.
    """

    latest: Sequence[Observation] = ()
    gone: Sequence[Subject] = ()
    events: Sequence[Event] = ()
    partials: Sequence[Partial] = ()
    watermark: datetime | None = None


@dataclass(slots=True)
class _Pending:
    latest: dict[str, Reading] = field(default_factory=dict[str, Reading])
    gone: dict[str, None] = field(default_factory=dict[str, None])
    events: list[Event] = field(default_factory=list[Event])
    partials: list[Partial] = field(default_factory=list[Partial])


class PartitionWatch:
    """Watch one partition of a telemetry topic; used by one thread."""

    def __init__(
        self,
        partition: str,
        detectors: Iterable[AnyDetector],
        names: Gazette,
        counts: Counter[str],
    ) -> None:
        """Begin without a memory.

        Args:
            partition: `<topic>/<number>`, by the topic's canonical name.
            detectors: all there are; those of other topics are left out.
            names: what people call things.
            counts: what happened, by name.
        """
        self.partition: Final = partition
        self.topic: Final = partition.rpartition("/")[0]
        self._key_of = attrgetter(KEY_FIELDS[self.topic])
        self._names = names
        self._counts = counts
        self._mark = Watermark()
        self._pane_ms = self._swept_ms = 0
        self._shown_ms = _millis(SHOWN_FOR_OF.get(self.topic, SHOWN_FOR))
        self._kept_ms = _millis(KEPT_FOR_OF.get(self.topic, KEPT_FOR))
        self._heard: dict[str, UsualInterval] = {}
        self._rows = VehicleRows()
        self._banks: list[Bank] = []
        self._pending = _Pending()
        self.use(detectors)

    def use(self, detectors: Iterable[AnyDetector]) -> None:
        """Look with these detectors from now on; what those that stay remember, they keep."""
        before, self._banks = {bank.name: bank for bank in self._banks}, []
        for detector in detectors:
            if detector.topic != self.topic:
                continue
            bank = Bank(detector)
            known = before.get(bank.name)
            if known is not None and known.detector is not detector:
                bank.restore(known.snapshot())
            elif known is not None:
                bank = known
            self._banks.append(bank)

    def take(self, reading: Reading, arrived_ms: int) -> None:
        """Take one reading.

        Args:
            reading: of this watch's topic.
            arrived_ms: when its record reached the log, in city time; -1 for unknown.
        """
        key: str = self._key_of(reading)
        at_ms = _instant_ms(taken_at(reading) if isinstance(reading, Trip) else reading.timestamp)
        if self._mark.hear(at_ms, arrived_ms) and self._mark.ms >= self._pane_ms + _PANE_MS:
            self._close_panes()
        interval = self._heard.get(key)
        if interval is None:
            interval = self._begin(key)
        newer = interval.hear(at_ms)
        if newer:
            self._pending.latest[key] = reading
            self._pending.gone.pop(key, None)
        if self._mark.is_late(at_ms):
            self._counts["late_readings"] += 1
            return
        if newer and type(reading) is VehiclePosition:
            self._rows.take(reading, at_ms)
        for bank in self._banks:
            if newer or not bank.ordered:
                bank.take(key, reading)
                if bank.turns:
                    self._tell(bank)

    def drop(self, key: str) -> None:
        """Forget a subject at its source's word."""
        if self._heard.pop(key, None) is not None:
            self._forget(key)
            self._pending.gone[key] = None

    @property
    def has_news(self) -> bool:
        """Say whether an anomaly took a step since the last drain."""
        return bool(self._pending.events)

    def open_anomalies(self) -> Iterator[tuple[AnyDetector, Episode]]:
        """Yield what is open now, or on its way, with the detector that sees it."""
        for bank in self._banks:
            for episode in bank.episodes():
                yield bank.detector, episode

    def drain(self) -> Drained:
        """Return what came of the readings since the last time."""
        pending, self._pending = self._pending, _Pending()
        return Drained(
            latest=[self._observation(key, reading) for key, reading in pending.latest.items()],
            gone=[Subject(self.topic, key) for key in pending.gone],
            events=pending.events,
            partials=pending.partials,
            watermark=from_millis(self._mark.ms) if self._mark.known else None,
        )

    def snapshot(self, offset: int) -> bytes:
        """Return what a later life goes on from, at the offset that follows what was taken."""
        return msgspec.msgpack.encode(
            WatchSnapshot(
                version=VERSION,
                offset=offset,
                mark=self._mark,
                pane_ms=self._pane_ms,
                swept_ms=self._swept_ms,
                heard=self._heard,
                rows=self._rows,
                banks={bank.name: bank.snapshot() for bank in self._banks},
            )
        )

    def restore(self, snapshot: bytes) -> int | None:
        """Go on from a snapshot; return its offset, or None where it cannot be read."""
        try:
            version = msgspec.msgpack.decode(snapshot, type=list[Any])[0]
            if version != VERSION:
                raise ValueError(f"version {version}")
            held = msgspec.msgpack.decode(snapshot, type=WatchSnapshot)
        except (msgspec.MsgspecError, ValueError, IndexError) as error:
            _log.warning("watch.started_anew", partition=self.partition, detail=str(error))
            return None
        self._mark, self._heard, self._rows = held.mark, held.heard, held.rows
        self._pane_ms, self._swept_ms = held.pane_ms, held.swept_ms
        for bank in self._banks:
            if bank.name in held.banks:
                bank.restore(held.banks[bank.name])
        return held.offset

    def _close_panes(self) -> None:
        ends = panes(self._pane_ms, self._mark.ms, _PANE_MS)
        first = self._pane_ms == 0
        self._pane_ms = ends[-1]
        if first:
            self._swept_ms = self._pane_ms
            return
        for end_ms in ends if len(ends) <= LEAP_PANES else ends[-1:]:
            watermark = from_millis(end_ms)
            for bank in self._banks:
                bank.pane(watermark)
                if bank.turns:
                    self._tell(bank)
        self._pending.partials += self._rows.close(self._mark.ms, self.partition)
        if self._pane_ms - self._swept_ms >= _SWEEP_MS:
            self._sweep()

    def _tell(self, bank: Bank) -> None:
        for turn in bank.turns:
            try:
                event = compose(bank.detector, turn, self._names)
            except Exception:  # what cannot be worded is not told; the look itself stands
                self._counts["unexpected"] += 1
                _log.exception("anomaly.not_worded", detector=bank.name)
                continue
            self._counts[f"anomaly_{turn.step.value}"] += 1
            if turn.step is Step.OPENED:
                self._counts[f"opened_{event.type.value}"] += 1
            self._pending.events.append(event)
        bank.turns.clear()

    def _begin(self, key: str) -> UsualInterval:
        if len(self._heard) >= MAX_SUBJECTS:
            oldest = sorted((interval.heard_ms, key) for key, interval in self._heard.items())
            for _, gone in oldest[: MAX_SUBJECTS // 10]:
                self.drop(gone)
                self._counts["subjects_crowded_out"] += 1
        interval = self._heard[key] = UsualInterval()
        return interval

    def _sweep(self) -> None:
        """Let go of readings that nothing has followed for long, and later of all memory."""
        shown_before, shown_now = (at - self._shown_ms for at in (self._swept_ms, self._pane_ms))
        kept_now = self._pane_ms - self._kept_ms
        silent = [(k, i.heard_ms) for k, i in self._heard.items() if i.heard_ms < shown_now]
        for key, heard_ms in silent:
            if heard_ms >= shown_before:
                self._pending.gone[key] = None
                self._pending.latest.pop(key, None)
            if heard_ms < kept_now:
                del self._heard[key]
                self._forget(key)
        self._swept_ms = self._pane_ms

    def _forget(self, key: str) -> None:
        self._pending.latest.pop(key, None)
        self._rows.forget(key)
        for bank in self._banks:
            bank.drop(key)

    def _observation(self, key: str, reading: Reading) -> Observation:
        interval = self._heard.get(key)
        derived: dict[str, float | str] = {}
        for bank in self._banks:
            if bank.derives:
                derived |= bank.derived(key)
        return Observation(
            reading=reading,
            usual_interval=None if interval is None else interval.usual,
            derived=derived,
        )


def _millis(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _instant_ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
