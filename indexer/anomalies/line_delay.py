"""See when a whole line is late: the middle one of its vehicles, by what they say themselves."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import Final, cast

import msgspec

from core.event import EventType
from core.severity import Severity
from core.timespan import to_millis
from indexer.anomalies.detector import (
    JointDetector,
    Level,
    Look,
    Names,
    Spot,
    States,
    Told,
    Wording,
)
from indexer.anomalies.partials import VEHICLE, VehicleRow

LATE_S: Final = 300.0
"""A line is late from this on; half its vehicles are at least so late."""
RECOVERED_S: Final = 180.0
LEAST_VEHICLES: Final = 3
HEARD_WITHIN: Final = timedelta(minutes=3)
"""A vehicle that has not been heard for longer is not running any more."""
_SEVERE: Final = ((1800.0, Severity.HIGH), (900.0, Severity.MODERATE))


class LineVehicles(msgspec.Struct, kw_only=True):
    """Hold what the line's vehicles said last: when (ms), and how late (s)."""

    heard: dict[str, tuple[int, int]] = {}


class LineDelay(JointDetector[LineVehicles]):
    """Look at the median delay of each line's vehicles; the subject is the line.

    Args:
        line_of: returns one id for all that feeds call a line.
    """

    kind = EventType.LINE_DELAY
    partial = VEHICLE
    unit = "min"
    opens_after = timedelta(minutes=4)
    closes_after = timedelta(minutes=1)
    state = LineVehicles

    def __init__(self, line_of: Callable[[str], str]) -> None:
        self._line_of = line_of

    def merge(
        self,
        states: States[LineVehicles],
        rows: list[msgspec.Struct],
        start: datetime,
        end: datetime,
    ) -> Mapping[str, Look]:
        """Look at every line of which a vehicle is running."""
        for row in sorted(cast(list[VehicleRow], rows), key=lambda row: (row.at_ms, row.vehicle)):
            if row.line and row.delay_s is not None:
                states.of(self._line_of(row.line)).heard[row.vehicle] = (row.at_ms, row.delay_s)
        since_ms = to_millis(end - HEARD_WITHIN)
        looks: dict[str, Look] = {}
        for line in states.subjects():
            state = states.of(line)
            state.heard = {v: said for v, said in state.heard.items() if said[0] >= since_ms}
            looks[line] = _look(line, [delay_s for _, delay_s in state.heard.values()], end)
            if not state.heard:
                states.drop(line)
        return looks

    def wording(self, told: Told, names: Names) -> Wording:
        """Say how late the line runs; the median rounded down, so that it holds for half."""
        line, look = names.line(told.subject), told.last
        minutes = int(look.observed)
        vehicles = int(look.facts["vehicles"])
        return Wording(
            headline=f"{line} is running about {minutes} minutes late",
            message=(
                f"At least half of the {vehicles} vehicles measured on {line} are {minutes} "
                f"minutes late or more, since {names.time(told.since)}; on time is usual."
            ),
        )


def _look(line: str, delays_s: list[int], at: datetime) -> Look:
    late_s = float(median(delays_s)) if delays_s else 0.0
    if len(delays_s) < LEAST_VEHICLES or late_s < RECOVERED_S:
        level = Level.CLEAR
    else:
        level = Level.BEYOND if late_s >= LATE_S else Level.BETWEEN
    return Look(
        at=at,
        level=level,
        observed=math.floor(late_s / 6) / 10,  # rounded down: it is said of "at least half"
        baseline=0.0,
        sureness=round(min(0.95, 0.6 + 0.05 * len(delays_s)), 2),
        severity=next((grave for above, grave in _SEVERE if late_s >= above), Severity.LOW),
        spot=Spot(lines=(line,)),
        facts={"vehicles": float(len(delays_s))},
    )
