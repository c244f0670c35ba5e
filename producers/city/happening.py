"""Hold what really happens in the simulated city: `Happening`, with its life and its cause."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from shapely.geometry.base import BaseGeometry

from core.event import EventType
from core.geo import LonLat
from core.severity import Severity
from core.telemetry import Reading
from core.timespan import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Say where a thing is, in the pack's ids.

    Attributes:
        areas: area ids.
        point: its one point, where it has one.
        shape: a polygon or a course, where it has one.
        road: street id.
        lines: line ids.
        stops: stop ids.
    """

    areas: tuple[str, ...] = ()
    point: LonLat | None = None
    shape: BaseGeometry | None = None
    road: str = ""
    lines: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Hold one change within a happening's life: what is so from `at` on.

    Attributes:
        at: from when.
        severity: how grave it is.
        customers: how many are without, where that is counted.
        estimate: when those who repair it expect the end, where they say so.
        note: what is done about it, in the word that a source gives as its status.
        delay_min: how many minutes a line runs late, where that is told.
        shape: what is concerned from now on; None for all of the happening's own shape.
    """

    at: datetime
    severity: Severity
    customers: int | None = None
    estimate: datetime | None = None
    note: str = ""
    delay_min: int | None = None
    shape: BaseGeometry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Hold one true thing: what, where, from when to when, and what it came from.

    Attributes:
        id: unique in the plan, such as `outage-3`.
        type: the type under which a source would tell of it.
        span: when it is really so, `[start, end)`.
        where: where.
        source: id of the pack's source that would tell; empty where only sensors show it.
        cause: id of the happening that brought it; empty where it came by itself.
        because: the cause in a source's words, such as `lightning strike`.
        steps: its changes, in order, the first at its start.
        real: False for what a source tells in error (a false alarm): told, and never so.
        planned: whether it is scheduled work.
        kind: what it is more exactly than its type says, such as `crash` or `detour`.
        announced: when a source first tells of it, where that is before it begins.
        words: what else its texts may name, such as the corner.
        pace: how fast its story goes, as a share of the usual; sources tell of it as fast.
    """

    id: str
    type: EventType
    span: Span
    where: Where
    source: str = ""
    cause: str = ""
    because: str = ""
    steps: tuple[Step, ...] = ()
    real: bool = True
    planned: bool = False
    kind: str = ""
    announced: datetime | None = None
    words: tuple[tuple[str, str], ...] = ()
    pace: float = 1.0

    @property
    def ends(self) -> datetime:
        """Return when it is over; everything that is planned has an end."""
        return self.span.end or self.span.start

    def step_at(self, instant: datetime) -> Step | None:
        """Return the step in force at an instant; None before the first."""
        found = None
        for step in self.steps:
            if step.at > instant:
                break
            found = step
        return found


@dataclass(frozen=True, slots=True)
class Spoken:
    """Hold one record that somebody in the city sends, and when.

    Attributes:
        at: the city's time at which it is published.
        topic: the contract's name of the topic.
        key: the record's key.
        value: a reading, or the JSON object of a message, report or heartbeat.
    """

    at: datetime
    topic: str
    key: str
    value: Reading | dict[str, Any]


Subject: TypeAlias = str


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthInterval:
    """Hold one thing that was really so of one subject, for scoring against.

    Attributes:
        type: the event or anomaly type that would tell of it.
        subject: the key by which detectors know it (vehicle, line, road, stop, station, area), or
            the happening's id.
        span: when it was so.
        where: where.
        happening: id of the happening behind it; empty where none is.
        detail: figures worth a look, by name.
    """

    type: EventType
    subject: Subject
    span: Span
    where: Where
    happening: str = ""
    detail: tuple[tuple[str, float | str], ...] = ()


def whole_second(instant: datetime) -> datetime:
    """Return the second that an instant lies in: nobody tells of less."""
    return instant.replace(microsecond=0)
