"""Say when an event next needs a look: its standing changes, or it is old enough to go."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from core.coverage import Heartbeat
from core.event import Event
from core.lifecycle import MAX_AGES, Standing, standing
from core.store import Forgotten, IndexedEvent

FORGOTTEN_KEPT: Final = timedelta(days=30)
"""How long a withdrawn id keeps out older news of itself."""


class DueTimes:
    """Compute due times under one city's settings.

    Args:
        retention: how long an ended event stays before its tombstone is published.
        max_age: the pack's own ages by type, over those of the contract.
    """

    def __init__(self, retention: timedelta, max_age: Mapping[str, timedelta | None]) -> None:
        self._retention = retention
        self._max_age = max_age

    def standing(self, event: Event, now: datetime, beat: Heartbeat | None) -> Standing:
        """Return what is true of the event now, whoever may have replaced it."""
        kind = event.type
        max_age = self._max_age[kind] if kind in self._max_age else MAX_AGES.get(kind)
        confirmed_at = beat.last_ok_at if beat is not None and beat.full_state else None
        return standing(event, now, confirmed_at=confirmed_at, max_age=max_age)

    def due_at(
        self,
        state: IndexedEvent | Forgotten,
        now: datetime,
        beat: Heartbeat | None = None,
    ) -> datetime | None:
        """Return when the event next needs a look; None for never."""
        if isinstance(state, Forgotten):
            return state.forgotten_at + FORGOTTEN_KEPT
        retired_at = self.retired_at(state, now, beat)
        if retired_at is not None:
            return retired_at
        return self.standing(state.event, now, beat).changes_at

    def retired_at(
        self, state: IndexedEvent, now: datetime, beat: Heartbeat | None
    ) -> datetime | None:
        """Return when an event that is over is to be withdrawn; None while it is not over."""
        ended_at = self.standing(state.event, now, beat).ended_at
        if ended_at is not None:
            return max(ended_at, state.event.issued_at) + self._retention
        return state.indexed_at + self._retention if state.superseded_by else None
