"""Gather the rows that the joiner merges, by tumbling windows of event time."""

from collections.abc import Iterator
from typing import Final

import msgspec

from core.telemetry import VehiclePosition
from indexer.anomalies.partials import (
    PASS,
    REPORT,
    REPORT_WINDOW,
    VEHICLE,
    WINDOW,
    Partial,
    PassRow,
    ReportRow,
    VehicleRow,
)

MAX_REPORTS: Final = 5_000
"""Reports of one window that are kept; a flood beyond says nothing new."""
_OUT: Final = "out_of_service"
_WINDOW_MS: Final = WINDOW.seconds * 1000
_REPORT_WINDOW_MS: Final = REPORT_WINDOW.seconds * 1000


class VehicleWindow(msgspec.Struct, array_like=True):
    """Hold the open window of one start."""

    vehicles: dict[str, VehicleRow] = {}
    passes: list[PassRow] = []


class VehicleRows(msgspec.Struct, array_like=True):
    """Gather where vehicles of lines were, and which stops they left.

    What belongs into a window that is closed already counts in the oldest open one; each row has
    its own time.
    """

    windows: dict[int, VehicleWindow] = {}
    toward: dict[str, tuple[str, str]] = {}
    """By vehicle: its line and the stop it was heading for."""
    open_ms: int = 0
    """The start of the oldest window that is open."""

    def take(self, reading: VehiclePosition, at_ms: int) -> None:
        """Take a reading, newest of its vehicle."""
        line, vehicle, stop = reading.line, reading.vehicle_id, reading.next_stop
        if not line or reading.status == _OUT:
            return
        start = max(at_ms - at_ms % _WINDOW_MS, self.open_ms)
        window = self.windows.get(start)
        if window is None:
            window = self.windows[start] = VehicleWindow()
        window.vehicles[vehicle] = VehicleRow(
            vehicle=vehicle,
            line=line,
            delay_s=reading.delay_s,
            lon=reading.lon,
            lat=reading.lat,
            at_ms=at_ms,
        )
        if not stop:
            return
        before = self.toward.get(vehicle)
        if before is None or before[1] != stop or before[0] != line:
            self.toward[vehicle] = (line, stop)
            if before is not None and before[0] == line:
                window.passes.append(
                    PassRow(
                        line=line,
                        stop=before[1],
                        toward=stop,
                        vehicle=vehicle,
                        at_ms=at_ms,
                        delay_s=reading.delay_s,
                    )
                )

    def close(self, watermark_ms: int, partition: str) -> Iterator[Partial]:
        """Yield the windows that the watermark has passed."""
        self.open_ms = watermark_ms - watermark_ms % _WINDOW_MS
        for start in sorted(start for start in self.windows if start < self.open_ms):
            window = self.windows.pop(start)
            yield _partial(VEHICLE, partition, start, list(window.vehicles.values()))
            if window.passes:
                yield _partial(PASS, partition, start, window.passes)

    def forget(self, vehicle: str) -> None:
        """Forget where a vehicle was heading."""
        self.toward.pop(vehicle, None)


class ReportRows(msgspec.Struct, array_like=True):
    """Gather residents' reports by the window in which they reached the log."""

    windows: dict[int, dict[str, ReportRow]] = {}
    """By start, then by the digest of the report's id: who repeats a report counts once."""
    open_ms: int = 0

    def take(self, row: ReportRow, arrived_ms: int) -> int | None:
        """Take a report; return the start of the window that has grown, None where none has."""
        start = max(arrived_ms - arrived_ms % _REPORT_WINDOW_MS, self.open_ms)
        window = self.windows.setdefault(start, {})
        if len(window) >= MAX_REPORTS or window.get(row.report_id) == row:
            return None
        window[row.report_id] = row
        return start

    def partial(self, start_ms: int, partition: str) -> Partial:
        """Return an open window as it is now."""
        return _partial(REPORT, partition, start_ms, list(self.windows[start_ms].values()))

    def closing(self, watermark_ms: int) -> list[int]:
        """Return the starts of the windows that the watermark has passed."""
        open_ms = watermark_ms - watermark_ms % _REPORT_WINDOW_MS
        return [start for start in self.windows if start < open_ms]

    def close(self, watermark_ms: int) -> None:
        """Let go of the windows that the watermark has passed."""
        for start in self.closing(watermark_ms):
            del self.windows[start]
        self.open_ms = watermark_ms - watermark_ms % _REPORT_WINDOW_MS


def _partial(
    kind: str,
    partition: str,
    start_ms: int,
    rows: list[VehicleRow] | list[PassRow] | list[ReportRow],
) -> Partial:
    return Partial(
        kind=kind, partition=partition, start_ms=start_ms, rows=msgspec.msgpack.encode(rows)
    )
