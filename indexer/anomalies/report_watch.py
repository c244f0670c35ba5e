"""Watch one partition of residents' reports: what of and where, by window; never their words."""

from collections import Counter
from typing import Any, Final

import msgspec
import structlog
from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from core.city import City
from core.identity import digest
from core.timespan import from_millis, to_millis
from indexer.anomalies.gather import ReportRows
from indexer.anomalies.partials import Partial, ReportRow
from indexer.anomalies.report_kinds import fold, kind_of
from indexer.anomalies.watch import Drained
from indexer.anomalies.windows import Watermark
from indexer.reports import Report, ReportStatus

VERSION: Final = 1
AREA_SLIP: Final = 85.0
"""How alike (0 to 100) an area's name must be that is not written as the pack has it."""

_log = structlog.stdlib.get_logger(__name__)


class ReportSnapshot(msgspec.Struct, array_like=True):
    """Hold a watch between two lives, with the offset that it stands at."""

    version: int
    offset: int
    mark: Watermark
    rows: ReportRows


class ReportWatch:
    """Watch one partition of `citizen_reports`; used by one thread.

    Its watermark goes by when reports reach the log: people tell late of what they saw.
    """

    def __init__(self, partition: str, city: City, counts: Counter[str]) -> None:
        self.partition: Final = partition
        self._areas = {
            fold(n): area.name for area in city.areas for n in (area.name, *area.aliases)
        }
        self._counts = counts
        self._mark = Watermark()
        self._rows = ReportRows()
        self._grown: dict[int, None] = {}
        self._complete: list[Partial] = []

    def take(self, report: Report, arrived_ms: int) -> None:
        """Take one report; `arrived_ms` is when its record reached the log, -1 for unknown."""
        at_ms = to_millis(report.issued_at)
        arrived_ms = arrived_ms if arrived_ms >= 0 else at_ms
        if self._mark.hear(arrived_ms, arrived_ms):
            for start in self._rows.closing(self._mark.ms):
                if self._grown.pop(start, 0) is None:
                    self._complete.append(self._rows.partial(start, self.partition))
            self._rows.close(self._mark.ms)
        if report.status is ReportStatus.CLOSED:
            return
        spot = report.coordinates
        row = ReportRow(
            kind=kind_of(report.type, report.description),
            lon=None if spot is None else spot.lon,
            lat=None if spot is None else spot.lat,
            area=self._area(report.area),
            at_ms=at_ms,
            report_id=digest(report.report_id),
        )
        self._counts["reports"] += 1
        grown = self._rows.take(row, arrived_ms)
        if grown is not None:
            self._grown[grown] = None

    @property
    def has_news(self) -> bool:
        """Say that reports alone open no anomaly: only the joiner's clusters do."""
        return False

    def drain(self) -> Drained:
        """Return the windows that have grown since the last time, whole."""
        partials, self._complete = self._complete, []
        grown, self._grown = self._grown, {}
        partials += [self._rows.partial(start, self.partition) for start in grown]
        return Drained(
            partials=partials,
            watermark=from_millis(self._mark.ms) if self._mark.known else None,
        )

    def snapshot(self, offset: int) -> bytes:
        """Return what a later life goes on from, at the offset that follows what was taken."""
        return msgspec.msgpack.encode(ReportSnapshot(VERSION, offset, self._mark, self._rows))

    def restore(self, snapshot: bytes) -> int | None:
        """Go on from a snapshot; return its offset, or None where it cannot be read."""
        try:
            version = msgspec.msgpack.decode(snapshot, type=list[Any])[0]
            if version != VERSION:
                raise ValueError(f"version {version}")
            held = msgspec.msgpack.decode(snapshot, type=ReportSnapshot)
        except (msgspec.MsgspecError, ValueError, IndexError) as error:
            _log.warning("watch.started_anew", partition=self.partition, detail=str(error))
            return None
        self._mark, self._rows = held.mark, held.rows
        return held.offset

    def _area(self, told: str) -> str:
        """Return the pack's name for the area that a resident names; other words go no further."""
        if not told:
            return ""
        found = process.extractOne(
            fold(told), self._areas.keys(), scorer=ratio, score_cutoff=AREA_SLIP
        )
        return self._areas[found[0]] if found else ""
