"""Pass on, window by window, what only several partitions together can judge.

A partition's watch gathers rows by tumbling windows of event time; once its watermark has passed
a window's end, it writes them as one `Partial` in the transaction that moves the watermark. The
joiner merges the partials of one window over all partitions.

Residents' reports are few and come late: their windows, and their watermark, go by the instant at
which a report reached the log, and an open window is written too, whole, each time it has grown.
Those windows are short: where gas is smelt or something burns, a minute matters.
"""

from datetime import timedelta
from typing import Final

import msgspec

WINDOW: Final = timedelta(seconds=60)
"""Length of the tumbling windows, counted from 1970."""
REPORT_WINDOW: Final = timedelta(seconds=5)
"""Length of those of residents' reports."""
VEHICLE: Final = "vehicle"
"""Kind of the partials that hold `VehicleRow`s."""
PASS: Final = "pass"
"""Kind of those that hold `PassRow`s."""
REPORT: Final = "report"
"""Kind of those that hold `ReportRow`s."""


def window_of(kind: str) -> timedelta:
    """Return the length of a kind's windows."""
    return REPORT_WINDOW if kind == REPORT else WINDOW


class Partial(msgspec.Struct, frozen=True, kw_only=True):
    """Hold one partition's rows of one kind for one window, from `start_ms` on (`window_of`)."""

    kind: str
    partition: str
    """`<topic>/<number>`, by the topic's canonical name."""
    start_ms: int
    rows: bytes
    """Msgpack of a list of the kind's rows."""


class VehicleRow(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Hold where a vehicle in service was last in the window, and how late."""

    vehicle: str
    line: str
    delay_s: int | None
    lon: float
    lat: float
    at_ms: int


class PassRow(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Say that a vehicle left `stop`, heading for `toward`, and how late by its own word."""

    line: str
    stop: str
    toward: str
    vehicle: str
    at_ms: int
    delay_s: int | None = None


class ReportRow(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Hold one resident's report: what of, and where; never its words."""

    kind: str
    lon: float | None
    lat: float | None
    area: str
    at_ms: int
    report_id: str
    """Digest of the report's id."""
