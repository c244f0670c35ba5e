"""Measure the time between vehicles that follow each other, stop by stop, and what is usual.

A passage is a vehicle that left one stop of a line for the next. Two passages of the same stop in
the same direction, one after the other, are a headway. What is usual the pack's timetable says;
without one it is the median of the line's last headways: a gap or a bunched pair moves it little,
once enough were measured of several vehicles.
"""

from collections.abc import Iterable
from datetime import timedelta
from statistics import median
from typing import Final

import msgspec

from core.city import City
from core.naming.line_book import line_book
from core.timespan import from_millis
from indexer.anomalies.partials import PassRow
from indexer.anomalies.timetable import Timetable

HEADWAYS_KEPT: Final = 60
HEADWAYS_NEEDED: Final = 10
"""Headways of a line before anything is said to be usual …"""
VEHICLES_NEEDED: Final = 3
"""… and by how many vehicles: two that go back and forth have no headway."""
LEAST_USUAL_S: Final = 60.0
"""No line comes more often by plan: what seems so are vehicles that run together."""
LONGEST: Final = timedelta(minutes=120)
"""A longer time between two vehicles is a pause of the service, not a headway."""
SAME_PASSAGE: Final = timedelta(minutes=5)
"""A vehicle that leaves the same stop again so soon has only said so twice."""
_LONGEST_MS: Final = LONGEST // timedelta(milliseconds=1)
_SAME_MS: Final = SAME_PASSAGE // timedelta(milliseconds=1)


class Passage(msgspec.Struct, frozen=True, array_like=True):
    """Hold one vehicle's leaving of a stop.

    Attributes:
        way: in which direction; that is the same where a detour leaves out the next stop.
        delay_s: how late the vehicle said it was; None where it says nothing.
    """

    stop: str
    toward: str
    vehicle: str
    at_ms: int
    way: str = ""
    delay_s: int | None = None

    @property
    def spot(self) -> str:
        """Return where it passed and in which direction, as one key."""
        return f"{self.stop}{self.way or '>' + self.toward}"


class Followed(msgspec.Struct, frozen=True):
    """Hold one headway: who left a stop after whom, and how long after."""

    leader: Passage
    follower: Passage

    @property
    def seconds(self) -> float:
        """Return the headway in seconds."""
        return (self.follower.at_ms - self.leader.at_ms) / 1000


class LineRhythm(msgspec.Struct, kw_only=True):
    """Hold what a line's headways are measured by.

    Attributes:
        last: the newest passage at each spot.
        headways: the last headways anywhere on the line in seconds, and whose, the newest last.
    """

    last: dict[str, Passage] = {}
    headways: list[tuple[float, str]] = []

    @property
    def usual_s(self) -> float | None:
        """Return the line's usual headway now; None while it is not known."""
        few = len(self.headways) < HEADWAYS_NEEDED
        if few or len({vehicle for _, vehicle in self.headways}) < VEHICLES_NEEDED:
            return None
        usual_s = median(seconds for seconds, _ in self.headways)
        return usual_s if usual_s >= LEAST_USUAL_S else None

    def take(self, passages: Iterable[Passage]) -> list[Followed]:
        """Take in passages, oldest first; return the headways that they make."""
        found: list[Followed] = []
        for passage in passages:
            before = self.last.get(passage.spot)
            if before is not None and passage.at_ms <= before.at_ms:
                continue
            apart_ms = _LONGEST_MS if before is None else passage.at_ms - before.at_ms
            again = before is not None and before.vehicle == passage.vehicle
            if again and apart_ms < _SAME_MS:
                continue
            self.last[passage.spot] = passage
            if before is not None and not again and apart_ms < _LONGEST_MS:
                found.append(Followed(before, passage))
                self.headways.append((apart_ms / 1000, passage.vehicle))
        del self.headways[:-HEADWAYS_KEPT]
        return found

    def forget(self, now_ms: int) -> None:
        """Forget spots that nothing has passed for longer than a headway lasts."""
        self.last = {k: p for k, p in self.last.items() if now_ms - p.at_ms < _LONGEST_MS}


class Course:
    """Know of each line the order of its stops, and how often it is to come."""

    def __init__(self, city: City, timetable: Timetable | None = None) -> None:
        self._station = {stop: found.id for stop, found in city.stop_by_id.items()}
        self._order = {
            line.id: {stop: place for place, stop in enumerate(line.stop_ids)}
            for line in city.lines
        }
        self._lines = line_book(city)
        self._timetable = timetable

    def line_of(self, name: str) -> str:
        """Return the pack's id of a line as feeds write it, else the word as it came."""
        return self._lines.id_of(name) or name

    def passages(self, rows: Iterable[PassRow]) -> dict[str, list[Passage]]:
        """Sort rows by the pack's line and by time, platforms read as their stations."""
        found: dict[str, list[Passage]] = {}
        for row in sorted(rows, key=lambda row: (row.at_ms, row.vehicle, row.stop, row.toward)):
            stop = self._station.get(row.stop, row.stop)
            toward = self._station.get(row.toward, row.toward)
            line = self.line_of(row.line)
            if line and stop != toward:
                way = self._way(line, stop, toward)
                passage = Passage(stop, toward, row.vehicle, row.at_ms, way, row.delay_s)
                found.setdefault(line, []).append(passage)
        return found

    def _way(self, line: str, stop: str, toward: str) -> str:
        order = self._order.get(line, {})
        here, there = order.get(stop), order.get(toward)
        return "" if here is None or there is None else "+" if here < there else "-"

    def is_end(self, line: str, stop: str) -> bool:
        """Say whether a line begins or ends at a stop: vehicles stand there by plan."""
        order = self._order.get(line, {})
        return order.get(stop) in (0, len(order) - 1)

    def knows_when(self, line: str) -> bool:
        """Say whether a timetable says when the line is to come."""
        return self._timetable is not None and self._timetable.knows(line)

    def headways_s(
        self, line: str, passage: Passage, learned_s: float | None
    ) -> tuple[float, float] | None:
        """Return how long after a passage the next is usual, at least and at most.

        By timetable, where there is one for the line, else as learned; None for not known.
        """
        if self._timetable is None or not self._timetable.knows(line):
            return None if learned_s is None else (learned_s, learned_s)
        at = from_millis(passage.at_ms)
        return self._timetable.headways_s(line, passage.stop, passage.toward, at, passage.delay_s)

    def is_upstream(self, line: str, passage: Passage, of: Passage) -> bool:
        """Say whether one passage lies before another on the same way along the line."""
        order = self._order.get(line, {})
        here, there = order.get(passage.stop), order.get(of.stop)
        along, other = order.get(passage.toward), order.get(of.toward)
        if here is None or there is None or along is None or other is None:
            return False
        forward = along > here
        return forward == (other > there) and (here < there if forward else here > there)
