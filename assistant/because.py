"""Find what led to an event: by what its source says, else by the incident that joined it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assistant.understand.topics import OPERATORS_ONLY
from core.event import EventType, Handling
from core.lifecycle import Phase
from core.store import EventReader, Hit
from core.topics import Family

STATED_SURENESS: Final = 0.9
"""So sure is a join only where the source names what led to it."""

_SAME_THING: Final = frozenset({"measured_on_line"})
"""Joins of what is measured to what is reported of the same: that a line is late says no why."""


@dataclass(frozen=True, slots=True)
class Because:
    """Hold the event that led to another, and how that is known.

    Attributes:
        hit: the event that came first.
        reason: code of what joined the two, such as `signals_in_outage`.
        stated: whether a source said so; otherwise place and time made it likely.
        gap: how long after it the other began; below 0 where it was noticed first.
    """

    hit: Hit
    reason: str
    stated: bool
    gap: timedelta


def because_of(hit: Hit, reader: EventReader, now: datetime) -> Because | None:
    """Return what led to an event; None where nothing is known to have."""
    membership = reader.membership(hit.event.key)
    if membership is None or membership.because is None:
        return None
    if membership.reason in _SAME_THING:
        return None
    key = membership.because
    found: Sequence[Hit] = [h for h in reader.get(key.event_id, now) if h.event.key == key]
    if not found or key == hit.event.key:
        return None
    first = found[0]
    event = first.event.event
    if event.handling is not Handling.ACTUAL or event.type in OPERATORS_ONLY:
        return None
    if event.type is EventType.OTHER and event.family is Family.ANOMALY:
        return None
    if first.standing.phase in (Phase.SUPERSEDED, Phase.CANCELLED, Phase.UPCOMING):
        return None
    return Because(
        hit=first,
        reason=membership.reason,
        stated=membership.sureness >= STATED_SURENESS,
        gap=_begun_at(hit) - _begun_at(first),
    )


def _begun_at(hit: Hit) -> datetime:
    """Return when an event began; an update that gives no start does not move it."""
    return hit.event.event.starts_at or hit.event.first_issued_at
