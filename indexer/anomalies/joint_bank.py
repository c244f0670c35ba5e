"""Run one detector of the joiner: its states, and the anomalies that it has open."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

import msgspec
import structlog

from indexer.anomalies.anomaly_events import detector_name
from indexer.anomalies.detector import JointDetector, Look
from indexer.anomalies.episodes import Episode, Episodes, Turn
from indexer.anomalies.event_detector import EventDetector
from indexer.anomalies.merge import Window
from indexer.anomalies.partials import PASS, REPORT, VEHICLE, PassRow, ReportRow, VehicleRow
from indexer.anomalies.subject_states import SubjectStates

AnyJointDetector: TypeAlias = JointDetector[Any]
ROWS: Final[Mapping[str, type[msgspec.Struct]]] = {
    VEHICLE: VehicleRow,
    PASS: PassRow,
    REPORT: ReportRow,
}
_log = structlog.stdlib.get_logger(__name__)


class JointSnapshot(msgspec.Struct, array_like=True):
    """Hold one detector's part of the joiner's snapshot.

    Attributes:
        states: msgpack of what it remembers.
        episodes: its open anomalies, and those on their way, by subject.
    """

    states: bytes
    episodes: dict[str, Episode]


class JointBank:
    """Hold the states and episodes of one detector that merges windows."""

    def __init__(self, detector: AnyJointDetector) -> None:
        self.detector: Final = detector
        self.name: Final = detector_name(detector)
        self._states: SubjectStates[Any] = SubjectStates(detector.state)
        self._episodes = Episodes(detector.opens_after, detector.closes_after)

    def merge(self, window: Window) -> Iterator[Turn]:
        """Look at one merged window; yield the steps that are to be told."""
        rows = list(_rows(window))
        looks = self.detector.merge(self._states, rows, window.start, window.end)
        yield from _taken(self._episodes, looks, window.end)

    def snapshot(self) -> JointSnapshot:
        """Return what a later life goes on from."""
        return JointSnapshot(msgspec.msgpack.encode(self._states.held), self._episodes.held)

    def restore(self, snapshot: JointSnapshot) -> None:
        """Go on from an earlier life; raises `msgspec.MsgspecError` for another shape."""
        kind: Any = self.detector.state
        held = msgspec.msgpack.decode(snapshot.states, type=dict[str, kind])
        self._states = SubjectStates(kind, held)
        self._episodes.held = snapshot.episodes


class EventBank:
    """Hold the episodes of one detector that looks at events."""

    def __init__(self, detector: EventDetector) -> None:
        self.detector: Final = detector
        self.name: Final = detector_name(detector)
        self._episodes = Episodes(detector.opens_after, detector.closes_after)

    def look(self, at: datetime) -> Iterator[Turn]:
        """Look at a minute's end; yield the steps that are to be told."""
        looks = self.detector.look(at, tuple(self._episodes.held))
        yield from _taken(self._episodes, looks, at)

    def snapshot(self) -> JointSnapshot:
        """Return what a later life goes on from."""
        return JointSnapshot(self.detector.remember(), self._episodes.held)

    def restore(self, snapshot: JointSnapshot) -> None:
        """Go on from an earlier life; raises `msgspec.MsgspecError` for another shape."""
        if snapshot.states:
            self.detector.recall(snapshot.states)
        self._episodes.held = snapshot.episodes


def _taken(episodes: Episodes, looks: Mapping[str, Look], at: datetime) -> Iterator[Turn]:
    for subject in sorted(looks):
        turn = episodes.look(subject, looks[subject])
        if turn is not None:
            yield turn
    episodes.forget(at)


def _rows(window: Window) -> Iterator[msgspec.Struct]:
    kind: Any = ROWS[window.kind]
    for partial in window.partials:
        try:
            yield from msgspec.msgpack.decode(partial.rows, type=list[kind])
        except msgspec.MsgspecError as error:  # another version's; the other partitions count
            _log.error("partial.misread", partition=partial.partition, detail=str(error))
