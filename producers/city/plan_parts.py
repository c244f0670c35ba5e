"""Hold what a plan has besides happenings: matches, failures of sources, upsets of sensors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from core.event import EventType
from core.geo import LonLat
from core.timespan import Span
from producers.city.scenario import How

Fleet: TypeAlias = Literal["transit", "cars", "camera", "station", "stop", "road"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Hold one match, to which people go and from which they come.

    Attributes:
        place_id: the landmark where it is.
        name: that landmark's name.
        crowd: how many people.
    """

    place_id: str
    name: str
    point: LonLat
    starts: datetime
    ends: datetime
    crowd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFailure:
    """Hold one failure of a source: who, when, and in which way."""

    source: str
    span: Span
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Upset:
    """Hold something that only sensors show.

    Attributes:
        id: unique in the plan.
        kind: as what it is measured.
        span: when it is so.
        fleet: of what sort its subject is.
        pick: which subject: `int(pick * n)` of the sorted candidates.
        line: the line that the subject is to be on; empty for any.
        road: the street that it is on, where a cause says so; empty for any.
        cause: id of the happening that brought it; empty where none did.
        factor: how strong. Share of the usual speed (congestion, slowdown); multiple of the limit
            (speeding) or of the usual (surge); degrees Celsius (engine_warning); per cent
            (fuel_warning); else 1.
    """

    id: str
    kind: EventType
    span: Span
    fleet: Fleet
    pick: float
    line: str = ""
    road: str = ""
    cause: str = ""
    factor: float = 1.0
