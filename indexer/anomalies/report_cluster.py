"""Find residents who report the same thing in the same place, where no official source has.

Three reports of one kind within 500 m and 30 minutes make a cluster; of those that name an area
alone, three in that area. It is told at once, as what it is: counted, unverified, and never in the
residents' words. It began with the first report, and the third one's minute names it. It ends when
nothing new has come for half an hour, or when a source that would know says it itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol, cast

import h3.api.basic_int
import msgspec
import numpy as np

from core.event import EventType
from core.geo import METRES_PER_DEGREE, LonLat
from core.severity import Severity
from core.timespan import from_millis, to_millis
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
from indexer.anomalies.merge import QUIET_GRACE
from indexer.anomalies.partials import REPORT, ReportRow

LEAST: Final = 3
WITHIN_M: Final = 500.0
WITHIN: Final = timedelta(minutes=30)
WORD_WITHIN: Final = QUIET_GRACE
"""An official word that comes so soon after a window's end counts in it: it is heard by then."""
TOLD_LATE: Final = timedelta(minutes=5)
"""Residents tell late: what was over by so little when they did is what they tell of."""
SAME_SENDING: Final = timedelta(minutes=5)
"""Who reports the same so soon from the very same spot, to a ten-thousandth of a degree, has sent
it twice: it counts once. Two people's phones hardly ever agree so well."""
MOST: Final = 1_000
"""Reports of one kind that are looked at; of a flood, the newest."""
POOL: Final = ""
"""The subject under which the reports themselves are kept."""
THINGS: Final[Mapping[EventType, str]] = {
    EventType.POWER_OUTAGE: "a power problem",
    EventType.WATER_OUTAGE: "a water problem",
    EventType.GAS_LEAK: "a smell of gas",
    EventType.INTERNET_DISRUPTION: "an internet problem",
    EventType.FIRE: "fire or smoke",
    EventType.HAZMAT: "a spill or a strange smell",
    EventType.ROAD_CLOSURE: "a blocked street",
    EventType.SIGNAL_OUTAGE: "a dark traffic signal",
    EventType.CROWDING: "crowding",
    EventType.ACCESSIBILITY: "a broken elevator or ramp",
    EventType.DELAY: "a delay",
    EventType.STOP_CLOSURE: "a closed stop",
}
"""What residents can see, and how it is told: no surer than a resident can be."""
KNOWN_AS: Final[Mapping[EventType, tuple[EventType, ...]]] = {
    EventType.WATER_OUTAGE: (EventType.WATER_OUTAGE, EventType.WATER_ADVISORY),
    EventType.ROAD_CLOSURE: (EventType.ROAD_CLOSURE, EventType.ROAD_WORK),
}
"""The official events that tell of what residents see; by default those of the same type."""
GRAVE: Final = frozenset({EventType.GAS_LEAK, EventType.FIRE, EventType.HAZMAT})
_WITHIN_MS: Final = WITHIN // timedelta(milliseconds=1)
_SENDING_MS: Final = SAME_SENDING // timedelta(milliseconds=1)
_CELL: Final = 8


class Officials(Protocol):
    """Know what sources that would know say, and who they are."""

    def says(
        self, kinds: Sequence[EventType], spot: Spot, since: datetime, at: datetime
    ) -> str | None:
        """Return who told of an event at or near the spot, in force at any time between."""
        ...

    def would_know(self, kinds: Sequence[EventType]) -> str:
        """Return the publisher that would tell of such events; empty where the pack has none."""
        ...


class Cluster(msgspec.Struct, kw_only=True):
    """Hold the reports not older than 30 minutes, or one cluster that is told of.

    Attributes:
        reports: of the pool, the reports; of a cluster, those that it ever had.
        opened_ms: when the third report of a cluster was made.
    """

    reports: list[ReportRow] = []
    opened_ms: int = 0

    @property
    def newest_ms(self) -> int:
        """Return when the newest report was made."""
        return max(report.at_ms for report in self.reports)


class ReportCluster(JointDetector[Cluster]):
    """Look for clusters of reports; the subject is `<kind>/<cell of the first>`, or `…/<area>`."""

    kind = EventType.REPORT_CLUSTER
    partial = REPORT
    unit = "reports"
    opens_after = timedelta()
    closes_after = timedelta()
    state = Cluster

    def __init__(self, officials: Officials) -> None:
        self._officials = officials

    def merge(
        self, states: States[Cluster], rows: list[msgspec.Struct], start: datetime, end: datetime
    ) -> Mapping[str, Look]:
        """Look at what lies together now, and at each cluster that is told of."""
        end_ms = to_millis(end)
        pool = states.of(POOL)
        pool.reports = _pooled(pool.reports, cast(list[ReportRow], rows), end_ms - _WITHIN_MS)
        looks: dict[str, Look] = {}
        for kind, reports in _by_kind(pool.reports).items():
            for together in _groups(reports):
                looks |= self._attribute(states, kind, together, end)
        for subject in states.subjects():
            if subject != POOL and subject not in looks:
                looks[subject] = self._follow(states, subject, end)
        return looks

    def wording(self, told: Told, names: Names) -> Wording:
        """Count the residents, say what and where, and who has not confirmed it."""
        look = told.last
        count = int(look.observed)
        thing = THINGS[EventType(str(look.facts["kind"]))]
        place = names.near(look.spot.point) if look.spot.point is not None else ""
        where = f" near {place}" if place else "".join(f" in {area}" for area in look.spot.areas)
        since = names.time(from_millis(float(look.facts["since_ms"])))
        said_by, knows = str(look.facts["said_by"]), str(look.facts["would_know"])
        if said_by:
            ending = f"{said_by} tells of it now"
        else:
            ending = f"{knows or 'no official source'} has {'not ' if knows else ''}confirmed it"
        return Wording(
            headline=f"{count} residents report {thing}{where}, not confirmed",
            message=f"{count} residents have reported {thing}{where} since {since}; {ending}.",
        )

    def _attribute(
        self, states: States[Cluster], kind: EventType, together: list[ReportRow], at: datetime
    ) -> dict[str, Look]:
        """Give reports that lie together to the cluster they continue, or make one of them."""
        ids = {report.report_id for report in together}
        owners = [
            subject
            for subject in states.subjects()
            if subject.startswith(f"{kind}/")
            and any(report.report_id in ids for report in states.of(subject).reports)
        ]
        if not owners:
            if self._said_by(kind, together, at):
                _explain(states.of(POOL), together)
                return {}
            if len(together) < LEAST:
                return {}
            owners = [_subject(kind, together[0])]
            states.of(owners[0]).opened_ms = together[LEAST - 1].at_ms
        owners.sort(key=lambda subject: _first(states.of(subject).reports or together))
        kept = owners[0]
        cluster = states.of(kept)
        every = [*cluster.reports, *together]
        for other in owners[1:]:  # what was two places has grown into one
            every += states.of(other).reports
            states.drop(other)
        cluster.reports = list({report.report_id: report for report in every}.values())
        looks = {other: _clear(at) for other in owners[1:]}
        return looks | {kept: self._follow(states, kept, at)}

    def _follow(self, states: States[Cluster], subject: str, at: datetime) -> Look:
        """Look at a cluster that is told of: whether it goes on, and who says so officially."""
        cluster = states.of(subject)
        kind = EventType(subject.partition("/")[0])
        said_by = self._said_by(kind, cluster.reports, at)
        over = bool(said_by) or to_millis(at) - cluster.newest_ms >= _WITHIN_MS
        if over:
            _explain(states.of(POOL), cluster.reports)
            states.drop(subject)
        count = len(cluster.reports)
        since_ms, _ = _first(cluster.reports)
        return Look(
            at=at,
            level=Level.CLEAR if over else Level.BEYOND,
            observed=float(count),
            sureness=round(min(0.9, 0.45 + 0.05 * count), 2),
            severity=Severity.MODERATE if kind in GRAVE else Severity.LOW,
            spot=_spot(cluster.reports),
            facts={
                "kind": kind.value,
                "since_ms": float(since_ms),
                "said_by": said_by,
                "would_know": self._officials.would_know(_official_types(kind)),
            },
            since=from_millis(since_ms),
            opened_at=from_millis(cluster.opened_ms),
            final=over,
        )

    def _said_by(self, kind: EventType, reports: Sequence[ReportRow], at: datetime) -> str:
        newest = from_millis(max(report.at_ms for report in reports))
        said_by = self._officials.says(
            _official_types(kind), _spot(reports), newest - TOLD_LATE, at + WORD_WITHIN
        )
        return said_by or ""


def _explain(pool: Cluster, reports: Iterable[ReportRow]) -> None:
    """Let go of reports of what is known officially: once that is over, they are no news."""
    explained = {report.report_id for report in reports}
    pool.reports = [report for report in pool.reports if report.report_id not in explained]


def _official_types(kind: EventType) -> Sequence[EventType]:
    return KNOWN_AS.get(kind, (kind,))


def _clear(at: datetime) -> Look:
    return Look(at=at, level=Level.CLEAR, observed=0.0)


def _first(reports: Iterable[ReportRow]) -> tuple[int, str]:
    return min((report.at_ms, report.report_id) for report in reports)


def _subject(kind: EventType, report: ReportRow) -> str:
    if report.lon is None:
        return f"{kind}/{report.area}"
    cell = cast(int, h3.api.basic_int.latlng_to_cell(report.lat, report.lon, _CELL))  # pyright: ignore
    return f"{kind}/{cell:x}"


def _spot(reports: Sequence[ReportRow]) -> Spot:
    """Return the middle of the reports, to five digits: a metre; else the area that they name."""
    if reports[0].lon is None:
        return Spot(areas=(reports[0].area,))
    lon = sum(report.lon or 0.0 for report in reports) / len(reports)
    lat = sum(report.lat or 0.0 for report in reports) / len(reports)
    return Spot(point=LonLat(round(lon, 5), round(lat, 5)))


def _pooled(held: list[ReportRow], rows: Iterable[ReportRow], since_ms: int) -> list[ReportRow]:
    """Return the reports that count, oldest first, each sending once."""
    pool: list[ReportRow] = []
    ids: set[str] = set()
    sent_at: dict[tuple[str, float, float], int] = {}
    fresh = [row for row in rows if row.kind in THINGS and (row.lon is not None or row.area)]
    for report in sorted([*held, *fresh], key=lambda report: (report.at_ms, report.report_id)):
        if report.at_ms < since_ms or report.report_id in ids:
            continue
        spot = report.kind, round(report.lon or 0.0, 4), round(report.lat or 0.0, 4)
        again = report.lon is not None and report.at_ms - sent_at.get(spot, 0) < _SENDING_MS
        sent_at[spot] = report.at_ms
        if not again:
            ids.add(report.report_id)
            pool.append(report)
    return pool


def _by_kind(reports: Iterable[ReportRow]) -> dict[EventType, list[ReportRow]]:
    found: dict[EventType, list[ReportRow]] = {}
    for report in reports:
        found.setdefault(EventType(report.kind), []).append(report)
    return {kind: found[kind][-MOST:] for kind in sorted(found)}


def _groups(reports: list[ReportRow]) -> list[list[ReportRow]]:
    """Return the reports that lie together, and those that name the same area and no spot."""
    by_area: dict[str, list[ReportRow]] = {}
    located = [report for report in reports if report.lon is not None]
    for report in reports:
        if report.lon is None:
            by_area.setdefault(report.area, []).append(report)
    return [*_components(located), *(by_area[area] for area in sorted(by_area))]


def _components(reports: list[ReportRow]) -> list[list[ReportRow]]:
    """Return the groups in which each lies within 500 m of another, the oldest report first."""
    if not reports:
        return []
    degrees = np.array([[report.lon, report.lat] for report in reports], dtype=float)
    east = METRES_PER_DEGREE * np.cos(np.radians(degrees[:, 1].mean()))
    metres = degrees * np.array([east, METRES_PER_DEGREE])
    left = np.ones(len(reports), dtype=bool)
    groups: list[list[ReportRow]] = []
    for seed in range(len(reports)):
        if not left[seed]:
            continue
        left[seed] = False
        group, ahead = [seed], [seed]
        while ahead:
            apart = np.hypot(*(metres - metres[ahead.pop()]).T)
            near: list[int] = np.flatnonzero(left & (apart <= WITHIN_M)).tolist()
            left[near] = False
            group += near
            ahead += near
        groups.append([reports[place] for place in sorted(group)])
    return groups
