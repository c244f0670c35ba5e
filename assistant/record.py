"""Judge how far back the record of past events reaches, and count what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assistant.evidence import Evidence
from core.lifecycle import Phase
from core.store import EventReader, Hit, Mark, Query

KEPT: Final = timedelta(days=7)
"""How long the indexer keeps an ended event (its setting `retention`)."""
_FRESH: Final = timedelta(minutes=1)
_KNOWN_FOR: Final = timedelta(minutes=10)
"""How long a reach stays known, once there is one: what is heard later makes it no shorter."""
_PAGE: Final = 1000
_LOOKED_AT: Final = 200
"""Of what is over, how much one question looks through: some milliseconds."""
_OVER: Final = (Phase.ENDED, Phase.CANCELLED, Phase.SUPERSEDED)


class Record:
    """Know since when the view has held what ended.

    An event that was heard more than once, or that is over, shows that the log was kept then; one
    that is merely in force may have begun long before anybody kept a record.
    """

    def __init__(self, reader: EventReader) -> None:
        self._reader = reader
        self._known: tuple[datetime, datetime | None] | None = None
        self._look: _Look | None = None

    def since(self, now: datetime) -> datetime | None:
        """Return how far back the record is whole; None where nothing tells.

        What is over is looked through page by page, one for each question, so that no question
        waits for thousands; until all is seen, the reach is told too short and never too long.
        """
        if self._look is None and self._is_old(now):
            self._look = _Look(self._living(now))
        if self._look is not None and self._look_on(self._look, now):
            self._known, self._look = (now, self._look.oldest), None
        known = self._known[1] if self._known is not None else None
        found = (known, self._look.oldest if self._look is not None else None)
        oldest = min((instant for instant in found if instant is not None), default=None)
        return None if oldest is None else max(oldest, now - KEPT)

    def _is_old(self, now: datetime) -> bool:
        if self._known is None:
            return True
        empty = self._known[1] is None or self._reader.caught_up().rebuilding
        return not timedelta() <= now - self._known[0] < (_FRESH if empty else _KNOWN_FOR)

    def _living(self, now: datetime) -> datetime | None:
        """Return the earliest that shows a record of what is in force, as much as is at hand."""
        found = self._reader.search(Query(limit=_PAGE), now)
        return min(map(_shown_by, found), default=None)

    def _look_on(self, look: "_Look", now: datetime) -> bool:
        """Look through one more page of what is over; say whether that was the last."""
        query = Query(phases=_OVER, actual_only=False, limit=_LOOKED_AT, after=look.after)
        page = self._reader.search(query, now)
        shown = [*map(_shown_by, page), *([look.oldest] if look.oldest is not None else [])]
        look.oldest = min(shown, default=None)
        if len(page) < _LOOKED_AT or (look.oldest is not None and look.oldest <= now - KEPT):
            return True
        look.after = page[-1].mark
        return False


@dataclass(slots=True)
class _Look:
    """Hold how far a look through what is over has come."""

    oldest: datetime | None
    after: Mark | None = None


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
