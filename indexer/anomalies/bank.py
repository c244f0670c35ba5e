"""Run one detector over the subjects of one partition: their states, and their anomalies."""

from datetime import datetime
from typing import Any, Final, cast

import msgspec
import structlog

from core.telemetry import Reading
from indexer.anomalies.anomaly_events import detector_name
from indexer.anomalies.detector import AnyDetector, Detector, Level, Look
from indexer.anomalies.episodes import Episode, Episodes, Turn

_log = structlog.stdlib.get_logger(__name__)


class BankSnapshot(msgspec.Struct, array_like=True):
    """Hold one detector's part of a partition's snapshot.

    Attributes:
        states: msgpack of the states by key, in the detector's own type.
        episodes: its open anomalies, and those on their way, by subject.
    """

    states: msgspec.Raw
    episodes: dict[str, Episode]


class Bank:
    """Hold the states of one detector, by key.

    Attributes:
        detector: what looks.
        name: by what its state is known in snapshots.
        turns: steps that were taken and not yet told, oldest first.
        failures: how often the detector itself failed; a failed look is no look.
    """

    def __init__(self, detector: AnyDetector) -> None:
        kind, plain = type(detector), cast(Any, Detector)
        self.detector: Final = detector
        self.name: Final = detector_name(detector)
        self.ordered: Final = detector.ordered
        self.derives: Final = kind.derived is not plain.derived
        self.turns: list[Turn] = []
        self.failures = 0
        self._paned = kind.pane is not plain.pane
        self._take = detector.take
        self._pane = detector.pane
        self._prefix = detector.prefix
        self._states: dict[str, msgspec.Struct] = {}
        self._episodes = Episodes(detector.opens_after, detector.closes_after)

    def take(self, key: str, reading: Reading) -> None:
        """Look at one reading."""
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = self.detector.state()
        try:
            look = self._take(state, reading)
        except Exception:  # a detector that fails must not stop the partition, nor the others
            self._fail(key)
            return
        if look is not None and (look.level is not Level.CLEAR or self._episodes.held):
            self._look(key, look)

    def pane(self, watermark: datetime) -> None:
        """Look at every subject as a pane closes, and forget what nobody looks at."""
        if self._paned:
            for key, state in self._states.items():
                try:
                    look = self._pane(state, watermark)
                except Exception:
                    self._fail(key)
                    continue
                if look is not None and (look.level is not Level.CLEAR or self._episodes.held):
                    self._look(key, look)
        if self._episodes.held:
            self._episodes.forget(watermark)

    def derived(self, key: str) -> dict[str, float | str]:
        """Return the figures that the detector offers for a key."""
        state = self._states.get(key)
        if state is None:
            return {}
        try:
            return dict(self.detector.derived(state))
        except Exception:
            self._fail(key)
            return {}

    def episodes(self) -> list[Episode]:
        """Return what is open, or on its way."""
        return list(self._episodes.held.values())

    def drop(self, key: str) -> None:
        """Forget a subject, and claim nothing of it any more."""
        self._states.pop(key, None)
        self._episodes.held.pop(self._prefix + key, None)

    def snapshot(self) -> BankSnapshot:
        """Return what a later life goes on from."""
        states = msgspec.Raw(msgspec.msgpack.encode(self._states))
        return BankSnapshot(states, self._episodes.held)

    def restore(self, snapshot: BankSnapshot) -> None:
        """Go on from an earlier life; a state of another shape starts anew."""
        try:
            kind: Any = self.detector.state
            self._states = msgspec.msgpack.decode(snapshot.states, type=dict[str, kind])
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            _log.warning("detector.started_anew", detector=self.name, detail=str(error))
            return
        self._episodes.held = snapshot.episodes

    def _look(self, key: str, look: Look) -> None:
        turn = self._episodes.look(self._prefix + key, look)
        if turn is not None:
            self.turns.append(turn)

    def _fail(self, key: str) -> None:
        self.failures += 1
        if self.failures & (self.failures - 1) == 0:  # the 1st, 2nd, 4th, 8th …
            _log.exception("detector.failed", detector=self.name, key=key, times=self.failures)
