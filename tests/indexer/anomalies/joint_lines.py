"""Run joint detectors over minutes of rows, and keep what their looks become."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from core.timespan import to_millis
from indexer.anomalies.detector import Look
from indexer.anomalies.episodes import Episodes, Turn
from indexer.anomalies.names import PackNames
from indexer.anomalies.partials import PassRow, VehicleRow
from indexer.anomalies.subject_states import SubjectStates
from tests.indexer.store.events import rivermouth

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""Noon of the demo city."""


def minute(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


def ms(minutes: float) -> int:
    return to_millis(minute(minutes))


@cache
def names() -> PackNames:
    return PackNames(rivermouth())


def late(vehicle: str, delay_s: int | None, at: float, line: str = "12") -> VehicleRow:
    return VehicleRow(
        vehicle=vehicle, line=line, delay_s=delay_s, lon=0.0, lat=0.0, at_ms=ms(at)
    )  # fmt: skip


def passed(vehicle: str, stop: str, toward: str, at: float, line: str = "Blue") -> PassRow:
    return PassRow(line=line, stop=stop, toward=toward, vehicle=vehicle, at_ms=ms(at))


class Play:
    """Give a detector rows minute by minute; keep each minute's looks and the steps taken."""

    def __init__(self, detector: Any) -> None:
        self.detector = detector
        self.states: SubjectStates[Any] = SubjectStates(detector.state)
        self.episodes = Episodes(detector.opens_after, detector.closes_after)
        self.looks: dict[datetime, Mapping[str, Look]] = {}
        self.turns: list[Turn] = []
        self.told: list[str] = []

    def run(self, rows: Iterable[Any], minutes: float) -> "Play":
        """Merge the windows from noon on, each with the rows that fall into it."""
        given = list(rows)
        start = minute(0)
        while start < minute(minutes):
            end = start + timedelta(minutes=1)
            inside = [r for r in given if to_millis(start) <= r.at_ms < to_millis(end)]
            found = self.detector.merge(self.states, inside, start, end)
            self.looks[end] = found
            for subject in sorted(found):
                turn = self.episodes.look(subject, found[subject])
                if turn is not None:
                    self.turns.append(turn)
                    self.told.append(self.detector.wording(turn.episode, names()).message)
            start = end
        return self

    def steps(self) -> list[tuple[str, float, str]]:
        """Return what happened to whom, and in which minute after noon; updates left out."""
        return [
            (t.step.value, (t.at - NOON) / timedelta(minutes=1), t.episode.subject)
            for t in self.turns
            if t.step.value != "updated"
        ]
