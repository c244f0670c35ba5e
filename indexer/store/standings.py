"""Compute how events stand, and keep it for as long as it holds.

What is kept is only ever what `lifecycle.standing` said, together with the stretch of time for
which it says so: from the instant asked about until the standing next changes.
"""

from datetime import datetime, timedelta
from typing import Final

from core.city import City
from core.coverage import Heartbeat
from core.event import Event
from core.lifecycle import MAX_AGES, EndReason, Standing, standing
from core.store import Hit, IndexedEvent
from indexer.store.columns import ALWAYS_US, PHASE_CODES, Columns, micros


class Standings:
    """Know how events stand, by the events and by what their sources confirmed."""

    def __init__(self, city: City, columns: Columns) -> None:
        self.beats: Final[dict[str, Heartbeat]] = {}
        """The newest heartbeat of each source heard."""
        self._max_age = city.max_age
        self._columns = columns
        self._source_codes: dict[str, int] = {}

    def source_code(self, source: str) -> int:
        """Return the number under which a source's events are marked in the columns."""
        return self._source_codes.setdefault(source, len(self._source_codes))

    def hear(self, beat: Heartbeat) -> None:
        """Take in a source's newest heartbeat, and forget phases that it may undo."""
        code, before = self._source_codes.get(beat.source), self.beats.get(beat.source)
        self.beats[beat.source] = beat
        if code is None or not (beat.full_state or (before is not None and before.full_state)):
            return
        columns, top = self._columns, self._columns.top
        theirs = columns.source_code[:top] == code
        if before is not None and before.full_state == beat.full_state:
            theirs &= columns.lapsed[:top]  # of the others, good news only moves a later end
        columns.phase_until_us[:top][theirs] = -ALWAYS_US

    def of(self, indexed: IndexedEvent, now: datetime) -> tuple[Standing, datetime]:
        """Return how an event stands at `now`, and when its source last confirmed it."""
        event = indexed.event
        confirmed_at = self._confirmed_at(event)
        found = standing(
            event,
            now,
            confirmed_at=confirmed_at,
            max_age=self._max_age_of(event),
            superseded=bool(indexed.superseded_by),
        )
        if found.ended_at is not None and found.end_reason is not EndReason.UNCONFIRMED:
            confirmed_at = event.issued_at
        return found, confirmed_at

    def phase_code(self, slot: int, indexed: IndexedEvent, now: datetime) -> int:
        """Return the code of the phase at `now`, and keep it in the columns.

        What is kept of a later instant stays: queries about the past are rare.
        """
        found, _ = self.of(indexed, now)
        columns, now_us, code = self._columns, micros(now), PHASE_CODES[found.phase]
        if columns.phase_from_us[slot] <= now_us or columns.phase_until_us[slot] < now_us:
            columns.phase_code[slot] = code
            columns.phase_from_us[slot] = now_us
            columns.phase_until_us[slot] = (
                ALWAYS_US if found.changes_at is None else micros(found.changes_at)
            )
            columns.lapsed[slot] = found.end_reason is EndReason.UNCONFIRMED
        return code

    def _confirmed_at(self, event: Event) -> datetime:
        beat = self.beats.get(event.source)
        if beat is None or not beat.full_state or beat.last_ok_at is None or event.ends_by_word:
            return event.issued_at
        return max(event.issued_at, beat.last_ok_at)

    def _max_age_of(self, event: Event) -> timedelta | None:
        own = self._max_age
        return own[event.type] if event.type in own else MAX_AGES.get(event.type)


class Opened:
    """Hold an event that was decoded, and the hit last made of it while that still holds."""

    __slots__ = ("_beat", "_from", "_hit", "indexed")

    def __init__(self, indexed: IndexedEvent) -> None:
        self.indexed: Final = indexed
        self._hit: Hit | None = None
        self._beat: Heartbeat | None = None
        self._from = indexed.indexed_at

    def hit(self, standings: Standings, now: datetime, score: float) -> Hit:
        """Return the event as it stands at `now`."""
        beat = standings.beats.get(self.indexed.event.source)
        hit = self._hit
        if (
            hit is None
            or beat is not self._beat
            or not self._from <= now
            or (hit.standing.changes_at is not None and hit.standing.changes_at <= now)
        ):
            found, confirmed_at = standings.of(self.indexed, now)
            hit = self._hit = Hit(self.indexed, found, confirmed_at)
            self._beat, self._from = beat, now
        return Hit(hit.event, hit.standing, hit.confirmed_at, score) if score else hit
