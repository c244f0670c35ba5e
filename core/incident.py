"""Say which events are one story: their membership in an incident, and what led to what."""

from datetime import datetime

import msgspec

from core.identity import EventKey


class Membership(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Say that an event belongs to an incident, and why; the event keeps its own life."""

    incident_id: str
    topic: str
    """Canonical topic of the member; with its id the member's `EventKey`."""
    event_id: str
    joined_at: datetime
    """City time of the news that joined it."""
    because_topic: str = ""
    because_id: str = ""
    """The member that led to this one; empty for the first, and where only place and time join."""
    reason: str = ""
    """Why: the code of the rule that joined it, such as `signals_in_outage`."""
    sureness: float = 1.0
    """0 to 1: a source said so, or how well place and time fit."""

    @property
    def key(self) -> EventKey:
        """Return which event it is about."""
        return EventKey(self.topic, self.event_id)

    @property
    def because(self) -> EventKey | None:
        """Return the event that led to this one; None where none is known."""
        return EventKey(self.because_topic, self.because_id) if self.because_id else None
