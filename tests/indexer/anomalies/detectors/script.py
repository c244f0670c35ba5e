"""Play a script of readings to one detector, and keep its looks and what came of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, TypeVar

import msgspec

from core.geo import LonLat
from core.telemetry import EnvironmentReading, RiderTaps, TrafficCondition, VehiclePosition
from indexer.anomalies.detector import PANE, Detector, Level, Look, Wording
from indexer.anomalies.episodes import Episode, Episodes, Step

MORNING = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
"""A Friday; 8:00 am in New York."""
BEHIND = timedelta(seconds=5)
LEAP = timedelta(seconds=120)
"""Where event time leaps further, only the last pane is looked at, as by a watch."""


class Words:
    """Name things as the tests expect them; the clock is New York's in winter."""

    def line(self, line: str) -> str:
        return {"12": "bus 12", "Blue": "Blue Line"}.get(line, line)

    def vehicles(self, line: str) -> str:
        return f"{self.line(line)} vehicles"

    def road(self, name: str, road_id: str) -> str:
        return name or road_id

    def stop(self, stop_id: str) -> str:
        return {"central": "Central Station"}.get(stop_id, stop_id)

    def near(self, point: LonLat) -> str:
        return "" if point.lon == 0 else "8th St and Pine St"

    def area(self, point: LonLat) -> str:
        return ""

    def time(self, instant: datetime) -> str:
        local = instant - timedelta(hours=5)
        return f"{local.hour % 12 or 12}:{local.minute:02d} {'am' if local.hour < 12 else 'pm'}"


def at(minutes: float) -> datetime:
    """Return the instant so many minutes after 8:00 am."""
    return MORNING + timedelta(minutes=minutes)


def bus(minutes: float, **fields: Any) -> VehiclePosition:
    """Return a reading of bus-1207."""
    told: dict[str, Any] = {
        "vehicle_id": "bus-1207", "kind": "bus", "line": "12", "trip_id": "t1", "lon": -74.0,
        "lat": 40.7, "speed_kmh": 25.0, "status": "in_service", "delay_s": 0,
    }  # fmt: skip
    told |= fields
    return VehiclePosition(timestamp=at(minutes), **told)


def road(minutes: float, speed_kmh: float, **fields: Any) -> TrafficCondition:
    """Return a reading of Harbor Bridge."""
    told: dict[str, Any] = {
        "road_id": "harbor-bridge", "name": "Harbor Bridge", "lon": -74.0, "lat": 40.7,
        "free_flow_kmh": 60.0, "camera_id": "cam-1",
    }  # fmt: skip
    told |= fields
    return TrafficCondition(timestamp=at(minutes), speed_kmh=float(speed_kmh), **told)


def air(minutes: float, **fields: Any) -> EnvironmentReading:
    """Return a reading of station env-3."""
    told: dict[str, Any] = {"station_id": "env-3", "lon": -74.0, "lat": 40.7} | fields
    measured: dict[str, Any] = {
        name: float(value) if isinstance(value, int) else value for name, value in told.items()
    }
    return EnvironmentReading(timestamp=at(minutes), **measured)


def taps(minutes: float, count: int, direction: str = "in", **fields: Any) -> RiderTaps:
    """Return taps at Central Station."""
    told: dict[str, Any] = {"stop_id": "central", "direction": direction} | fields
    return msgspec.convert({"timestamp": at(minutes), "count": count} | told, RiderTaps)


R = TypeVar("R")
Part: TypeAlias = tuple[float, float | Sequence[float]]


def series(
    make: Callable[[float, float], R], *parts: Part, step: float = 0.25, start: float = 0.0
) -> list[R]:
    """Return readings, one each `step` minutes.

    Args:
        make: makes one of its minute and its value.
        parts: one after another: for how many minutes which value; several are taken in turn.
        step: minutes between two readings.
        start: the first one's minute.
    """
    readings: list[R] = []
    for length, given in parts:
        values = given if isinstance(given, Sequence) else [given]
        for number in range(round(length / step)):
            readings.append(make(start + len(readings) * step, values[number % len(values)]))
    return readings


@dataclass
class Played:
    """Hold what a script came to.

    Attributes:
        looks: all that the detector said.
        steps: minute since 8:00 am, step and wording of every turn that was told.
    """

    looks: list[Look] = field(default_factory=list[Look])
    steps: list[tuple[float, Step, Wording, Episode]] = field(
        default_factory=list[tuple[float, Step, Wording, Episode]]
    )

    @property
    def opened(self) -> list[float]:
        """Return the minutes at which an anomaly opened."""
        return [minute for minute, step, _, _ in self.steps if step is Step.OPENED]

    @property
    def closed(self) -> list[float]:
        """Return the minutes at which one closed."""
        return [minute for minute, step, _, _ in self.steps if step is Step.CLOSED]

    @property
    def first(self) -> Wording:
        """Return what was said when it opened."""
        return next(wording for _, step, wording, _ in self.steps if step is Step.OPENED)

    @property
    def end(self) -> Wording:
        """Return what was said when it closed."""
        return next(wording for _, step, wording, _ in self.steps if step is Step.CLOSED)

    @property
    def since(self) -> list[float]:
        """Return the minutes since which each that opened was so."""
        return [_minutes(e.since) for _, step, _, e in self.steps if step is Step.OPENED]

    def levels(self) -> list[Level]:
        """Return the levels of all looks."""
        return [look.level for look in self.looks]


def play(
    detector: Detector[Any, Any],
    readings: Iterable[Any],
    until: float | None = None,
    state: Any = None,
    after_each: Callable[[Any], Any] = lambda state: state,
    others: Iterable[float] = (),
) -> Played:
    """Play readings of one subject in the order given.

    Args:
        detector: who looks.
        readings: of one subject.
        until: the minute up to which event time then goes on.
        state: to begin with.
        after_each: is given the state after each call, and returns the one to go on with.
        others: minutes at which other subjects of the topic are heard, so that time goes on.
    """
    played, episodes = Played(), Episodes(detector.opens_after, detector.closes_after)
    held: Any = detector.state() if state is None else state
    beats = [(at(minute), None) for minute in others]
    if until is not None:
        beats.append((at(until), None))
    spoken: list[tuple[datetime, Any]] = [(reading.timestamp, reading) for reading in readings]
    order = spoken + beats if not others else sorted(spoken + beats, key=lambda pair: pair[0])
    newest, heard, pane_end = None, None, None
    for instant, reading in order:
        newest = instant if newest is None else max(newest, instant)
        pane_end = pane_end or _pane_of(newest - BEHIND)
        if newest - BEHIND - pane_end > LEAP:
            pane_end = _pane_of(newest - BEHIND) - PANE
        while pane_end + PANE <= newest - BEHIND:
            pane_end += PANE
            _keep(played, episodes, detector, detector.pane(held, pane_end))
            held = after_each(held)
        fresh = heard is None or instant > heard
        if reading is not None and (fresh or not detector.ordered):
            heard = instant if fresh else heard
            _keep(played, episodes, detector, detector.take(held, reading))
            held = after_each(held)
    return played


def thawed(detector: Detector[Any, Any]) -> Callable[[Any], Any]:
    """Return what writes a state into a snapshot and reads it back."""

    def thaw(state: Any) -> Any:
        written = msgspec.msgpack.encode(state)
        read = msgspec.msgpack.decode(written, type=detector.state)
        assert read == state
        assert msgspec.msgpack.encode(read) == written
        return read

    return thaw


def outlives_snapshots(detector: Detector[Any, Any], readings: Iterable[Any], **more: Any) -> bool:
    """Say whether a detector that is restored at every point looks the same as one that is not."""
    kept = list(readings)
    whole = play(detector, kept, **more)
    assert whole.looks, "a script without a look shows nothing"
    return play(detector, kept, after_each=thawed(detector), **more).looks == whole.looks


def _keep(
    played: Played, episodes: Episodes, detector: Detector[Any, Any], look: Look | None
) -> None:
    if look is None:
        return
    assert look.at.utcoffset() == timedelta(0)
    assert 0 <= look.sureness <= 1
    played.looks.append(look)
    turn = episodes.look(SUBJECTS[detector.topic], look)
    if turn is not None:
        wording = detector.wording(turn.episode, Words())
        played.steps.append((_minutes(turn.at), turn.step, wording, turn.episode))


SUBJECTS = {
    "vehicle_positions": "bus-1207",
    "traffic_conditions": "harbor-bridge",
    "environment_readings": "env-3",
    "rider_taps": "central",
}


def _minutes(instant: datetime) -> float:
    return round((instant - MORNING).total_seconds() / 60, 2)


def _pane_of(instant: datetime) -> datetime:
    return instant - timedelta(seconds=instant.timestamp() % PANE.total_seconds())
