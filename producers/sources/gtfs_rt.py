"""Read a GTFS-Realtime feed: service alerts, trip updates and vehicle positions, in any mixture.

Alerts become events, trip updates become one event for a line, positions become readings. Every
document is a full data set: what it no longer holds is over, after the runner's grace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, final

from core.city import City
from core.city_parts import Source as PackSource
from core.event import Event
from core.static_gtfs import StaticGtfs
from core.topics import Family
from producers.source import Poll
from producers.sources.gtfs_feed import kind_of, read_feed
from producers.sources.gtfs_rt_alerts import read_alerts
from producers.sources.gtfs_rt_lines import tell_lines
from producers.sources.gtfs_rt_trips import LineState, read_trips
from producers.sources.gtfs_rt_vehicles import read_vehicles
from producers.sources.gtfs_schedule import Schedule, Teller, read_schedule

STALE_ALERTS: Final = timedelta(minutes=10)
STALE_POSITIONS: Final = timedelta(seconds=90)
"""How old a feed may be (GTFS-Realtime best practices, "Feed publishing")."""


@dataclass(frozen=True, slots=True)
class GtfsRtPoll(Poll):
    """Hold what one document says, its lines not told yet: that depends on what is open.

    Attributes:
        lines: how each line of the trip updates runs.
        told_at: the time of issue of what is told.
    """

    lines: tuple[LineState, ...] = ()
    told_at: datetime | None = None


@final
class GtfsRtSource:
    """Read one GTFS-Realtime feed."""

    family = Family.TRANSIT
    full_state = True

    def __init__(
        self,
        source_id: str,
        *,
        publisher: str = "",
        types: tuple[str, ...] = (),
        max_silence: timedelta = STALE_POSITIONS,
        schedule: Schedule | None = None,
        language: str = "en",
    ) -> None:
        self.id = source_id
        self.publisher = publisher
        self.types = types
        self.max_silence = max_silence
        self._teller = Teller(source_id, publisher, schedule or Schedule(), language)

    def parse(self, body: bytes, now: datetime) -> GtfsRtPoll:
        """Read one document.

        Raises:
            Unreadable: it is no GTFS-Realtime feed, a differential one, or too large.
        """
        feed = read_feed(body, now)
        of_kind = {kind: [e for e in feed.entities if kind_of(e) == kind] for kind in _KINDS}
        told = read_alerts(of_kind["alert"], self._teller, feed.told_at)
        trips = read_trips(of_kind["trip_update"], self._teller.schedule, feed.told_at)
        readings, unplaced = read_vehicles(
            of_kind["vehicle"], self._teller.schedule, trips.delay_s, feed.told_at
        )
        moving = bool(of_kind["trip_update"] or of_kind["vehicle"])
        return GtfsRtPoll(
            events=told.events,
            rejections=(*feed.rejections, *told.rejections, *trips.rejections, *unplaced),
            header_at=feed.header_at,
            full_state=True,
            readings=tuple(readings),
            entities=feed.size,
            undated=True,
            stale_after=STALE_POSITIONS if moving else STALE_ALERTS,
            notes=(*feed.notes, *told.notes),
            lines=trips.lines,
            told_at=feed.told_at,
        )

    def settle(self, poll: Poll, known: Mapping[str, Event]) -> Poll:
        """Tell the lines, given what was last published of them."""
        if not isinstance(poll, GtfsRtPoll) or poll.told_at is None:
            return poll
        lines = tell_lines(poll.lines, self._teller, known, poll.told_at)
        return replace(poll, events=(*poll.events, *lines))


_KINDS: Final = ("alert", "trip_update", "vehicle")


def gtfs_rt_source(pack: PackSource, city: City, folder: Path) -> GtfsRtSource:
    """Make the reader of a source of the pack, joined to the pack's own static GTFS.

    Raises:
        Misconfigured: the static GTFS cannot be read.
    """
    return GtfsRtSource(
        pack.id,
        publisher=pack.publisher,
        types=pack.types,
        max_silence=pack.max_silence,
        schedule=read_schedule(folder, StaticGtfs(city.stops, city.lines)),
        language=city.languages[0],
    )
