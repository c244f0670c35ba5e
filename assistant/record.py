"""Judge how far back the record of past events reaches, and count what it holds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from assistant.evidence import Evidence
from core.lifecycle import Phase
from core.store import EventReader, Hit, Query

KEPT: Final = timedelta(days=7)
"""How long the indexer keeps an ended event (its setting `retention`)."""
_FRESH: Final = timedelta(minutes=1)
_KNOWN_FOR: Final = timedelta(minutes=10)
"""How long a reach stays known, once there is one: what is heard later makes it no shorter."""
_PAGE: Final = 1000
_OVER: Final = (Phase.ENDED, Phase.CANCELLED, Phase.SUPERSEDED)


class Record:
    """Know since when the view has held what ended.

    An event that was heard more than once, or that is over, shows that the log was kept then; one
    that is merely in force may have begun long before anybody kept a record.
    """

    def __init__(self, reader: EventReader) -> None:
        self._reader = reader
        self._known: tuple[datetime, datetime | None] | None = None

    def since(self, now: datetime) -> datetime | None:
        """Return how far back the record is whole; None where nothing tells."""
        if self._known is None or not timedelta() <= now - self._known[0] < self._known_for():
            self._known = (now, self._oldest(now))
        oldest = self._known[1]
        return None if oldest is None else max(oldest, now - KEPT)

    def _known_for(self) -> timedelta:
        known = self._known is not None and self._known[1] is not None
        return _KNOWN_FOR if known and not self._reader.caught_up().rebuilding else _FRESH

    def _oldest(self, now: datetime) -> datetime | None:
        """Return the earliest instant that shows a record; any beyond what is kept will do."""
        oldest: datetime | None = None
        for shown in map(_shown_by, self._held(now)):
            oldest = shown if oldest is None else min(oldest, shown)
            if oldest <= now - KEPT:
                break
        return oldest

    def _held(self, now: datetime) -> Iterable[Hit]:
        """Yield all that is over, and of what is in force as much as is found at once."""
        yield from self._reader.search(Query(limit=_PAGE), now)
        query = Query(phases=_OVER, actual_only=False, limit=_PAGE)
        while True:
            page = self._reader.search(query, now)
            yield from page
            if len(page) < _PAGE:
                return
            query = replace(query, after=page[-1].mark)


def _shown_by(hit: Hit) -> datetime:
    """Return the earliest instant at which an event shows that the record was kept."""
    indexed, ended_at = hit.event, hit.standing.ended_at
    if indexed.versions:
        return indexed.first_issued_at
    shown = [indexed.indexed_at]
    if ended_at is not None:
        shown.append(max(ended_at, indexed.event.issued_at))
    return min(shown)


def cases(found: Sequence[Evidence], reader: EventReader) -> tuple[Evidence, ...]:
    """Return each real thing once: events of one type in one incident are one case."""
    kept: dict[object, Evidence] = {}
    for evidence in found:
        member = reader.membership(evidence.hit.event.key)
        kind = evidence.hit.event.event.type
        case = (kind, member.incident_id) if member is not None else evidence.hit.event.key
        kept.setdefault(case, evidence)
    return tuple(kept.values())
