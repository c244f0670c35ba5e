"""Draw the seam between detectors, which only look, and the engine, which keeps an anomaly's life.

A detector is pure: it holds no readings and no clock of its own. The engine gives it the state of
one subject and one reading, or one pane of event time that has closed; it gives back a `Look`, or
nothing where there is nothing to say yet. Whether looks open, renew or close an anomaly is decided
by `indexer.anomalies.episodes`, the same for all.

A detector is a class that names `Detector` (or `JointDetector`) as its base: what has a value
here need not be said again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import msgspec

from core.event import EventType
from core.geo import LonLat
from core.severity import Severity
from core.telemetry import Reading

PANE: Final = timedelta(seconds=10)
"""How much event time closes at once; `Detector.pane` is asked once a pane of the watermark."""

S = TypeVar("S", bound=msgspec.Struct)
S_co = TypeVar("S_co", bound=msgspec.Struct, covariant=True)
R_contra = TypeVar("R_contra", bound=Reading, contravariant=True)


class Level(IntEnum):
    """How a look stands to the detector's two thresholds."""

    CLEAR = 0
    """Back below the lower one: it counts towards closing."""
    BETWEEN = 1
    """Neither: what is open stays open, what is closed stays closed."""
    BEYOND = 2
    """Past the upper one: it counts towards opening."""


class Spot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold where something was measured, in the fields that an event has for it."""

    point: LonLat | None = None
    areas: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    road: str = ""


class Look(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold what one look at one subject found."""

    at: datetime
    """Event time of what was looked at; never the clock's."""
    level: Level
    observed: float
    """In the unit of the detector's `unit`."""
    baseline: float | None = None
    """What is usual, or the limit; in the same unit."""
    sureness: float = 1.0
    """0 to 1: how sure the measurement makes it."""
    severity: Severity = Severity.LOW
    spot: Spot = Spot()
    facts: dict[str, str | float] = {}
    """What else the sentence names: a station's name, a category, how many."""
    since: datetime | None = None
    """Since when it is so, where what is looked at has times of its own; else the looks' say it."""
    opened_at: datetime | None = None
    """Likewise, since when it is an anomaly; that minute names it."""
    final: bool = False
    """Whether a clear look says why it is over; it is then told as the last."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Hold what an anomaly says: one line, and one plain sentence that explains it."""

    headline: str
    message: str


class Told(Protocol):
    """See of an open or closing anomaly what its sentence needs; an episode has it."""

    @property
    def subject(self) -> str:
        """Return the key of what is measured."""
        ...

    @property
    def since(self) -> datetime:
        """Return since when it has been beyond its threshold."""
        ...

    @property
    def last(self) -> Look:
        """Return the newest look that was not clear, or is final: it has the spot and the facts."""
        ...

    @property
    def worst(self) -> Look:
        """Return the look that was furthest beyond."""
        ...

    @property
    def until(self) -> datetime | None:
        """Return since when it is clear again, once that closes it; None while it is open.

        Where it is set, the sentence speaks of what was.
        """
        ...


class Detector(Protocol[R_contra, S]):
    """Look at the readings of one topic, key by key.

    Attributes:
        kind: the type of the anomalies.
        topic: the telemetry topic that it looks at.
        kind_text: a type that the contract does not name, where `kind` is `other`.
        name: tells it from others of its kind; empty for the kind's own word.
        prefix: stands before the records' key in an anomaly's subject, as in `<rule id>/<key>`.
        ordered: take each key's readings only if newer than those taken before; else all that
            are not late (30 s), whatever their order, as counts want it.
        unit: unit of `observed` and `baseline`, as people write it.
        opens_after: how long looks must stay beyond, in event time, before the anomaly opens.
        closes_after: how long they must stay clear before it closes.
        state: the type of a subject's state: a small mutable msgspec struct, made without
            arguments, that goes into the partition's snapshot. Its fields hold what their types
            say, as a snapshot gives it back: no whole number where a float is meant.
    """

    kind: EventType
    topic: str
    unit: str
    opens_after: timedelta
    closes_after: timedelta
    state: type[S]
    kind_text: str = ""
    name: str = ""
    prefix: str = ""
    ordered: bool = True

    def take(self, state: S, reading: R_contra) -> Look | None:
        """Look at one reading, and remember what later looks need.

        It runs for every reading: test what most readings fail first, and leave the spot and the
        facts out of clear looks. `at` is the reading's own time.
        """
        ...

    def pane(self, state: S, watermark: datetime) -> Look | None:
        """Look when a pane of event time closes at `watermark`; it is the look's `at`.

        Every reading older than `watermark` was taken before, but for late ones.
        """
        return None

    def derived(self, state: S) -> Mapping[str, float | str]:
        """Return figures to show beside the subject's latest reading, by name."""
        return {}

    def wording(self, told: Told, names: "Names") -> Wording:
        """Say it in one headline and one plain sentence: observed, usual, since when, where."""
        ...


AnyDetector: TypeAlias = Detector[Any, Any]


class Names(Protocol):
    """Turn ids into what people call things, and times into the city's clock."""

    def line(self, line: str) -> str:
        """Return `Blue Line` or `bus 12` for a line's id or name as feeds write it."""
        ...

    def vehicles(self, line: str) -> str:
        """Return what runs on a line, such as `Blue Line trains`, `buses of line 12`."""
        ...

    def road(self, name: str, road_id: str) -> str:
        """Return a road's name, by the pack or its own reading."""
        ...

    def stop(self, stop_id: str) -> str:
        """Return a stop's name; the id where the pack does not know it."""
        ...

    def near(self, point: LonLat) -> str:
        """Return the nearest landmark, corner or street, else the area; empty for nowhere."""
        ...

    def area(self, point: LonLat) -> str:
        """Return the neighbourhood or district; empty for none."""
        ...

    def time(self, instant: datetime) -> str:
        """Return the city's clock time, such as `8:20 am`."""
        ...


class JointDetector(Protocol[S]):
    """Look at what several partitions measured together, window by window (the joiner's side).

    Attributes:
        kind: the type of the anomalies.
        partial: the kind of `indexer.anomalies.partials.Partial` rows that it merges.
        kind_text: as for `Detector`.
        name: as for `Detector`.
        prefix: as for `Detector`.
        unit: as for `Detector`.
        opens_after: as for `Detector`.
        closes_after: as for `Detector`.
        state: as for `Detector`, one for each subject.
    """

    kind: EventType
    partial: str
    unit: str
    opens_after: timedelta
    closes_after: timedelta
    state: type[S]
    kind_text: str = ""
    name: str = ""
    prefix: str = ""

    def merge(
        self,
        states: "States[S]",
        rows: list[msgspec.Struct],
        start: datetime,
        end: datetime,
    ) -> Mapping[str, Look]:
        """Look at one merged window `[start, end)`; return a look for each subject with one."""
        ...

    def wording(self, told: Told, names: Names) -> Wording:
        """Say it in one headline and one plain sentence."""
        ...


class States(Protocol[S_co]):
    """Hold one state a subject, made when first asked for."""

    def of(self, subject: str) -> S_co:
        """Return the subject's state."""
        ...

    def subjects(self) -> list[str]:
        """Return every subject that has one, in order."""
        ...

    def drop(self, subject: str) -> None:
        """Forget a subject."""
        ...
