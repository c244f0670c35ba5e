"""Choose among evidence and put it in the order in which it is told."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from assistant.evidence import Evidence, held_in, hit_held_in
from assistant.folding import is_measured
from assistant.understand.times import Tense, When
from assistant.understand.topics import ONE_VEHICLE
from core.event import EventType
from core.lifecycle import EndReason, Phase
from core.place import Place, PlaceKind
from core.store import Hit

_REMEMBERED: Final = timedelta(days=1)
"""How long an ended event stays worth telling, where nobody asked about the past."""
_FLED: Final = frozenset({EventType.EVACUATION, EventType.FIRE, EventType.HAZMAT})
_KINDS: Final = 4
_GRAVE: Final = 2
"""How many grave events are told in any case, be they of one kind."""


def in_force(evidence: Evidence) -> bool:
    """Say whether an event holds now."""
    return evidence.hit.standing.phase.in_force


def ahead(evidence: Evidence, when: When) -> bool:
    """Say whether an event is announced for the time asked about."""
    if evidence.hit.standing.phase is not Phase.UPCOMING:
        return False
    if when.tense is not Tense.AHEAD or when.span is None:
        return True
    return held_in(evidence, when.span)


def worth_telling(hit: Hit, when: When, now: datetime, *, asked: bool = False) -> bool:
    """Say whether an ended event bears on the time asked about, or ended lately.

    Args:
        hit: the event.
        when: the time asked about.
        now: aware UTC.
        asked: whether it is asked if, or when, it was over: then all that is still held counts.
    """
    ended_at = hit.standing.ended_at
    if ended_at is None:
        return False
    if when.tense is Tense.PAST and when.span is not None:
        return hit_held_in(hit, when.span)
    return asked or now - ended_at <= _REMEMBERED


def gravest(found: Iterable[Evidence], place: Place | None = None) -> tuple[Evidence, ...]:
    """Put the gravest first, then the nearest, then what names the street, then the newest."""
    street = place.id if place is not None and place.kind is PlaceKind.STREET else ""
    return tuple(sorted(found, key=lambda e: (
        -e.hit.event.event.severity.rank, e.relation.distance_m or 0.0,
        bool(street) and street not in e.hit.event.footprint.street_ids,
        -e.hit.event.event.issued_at.timestamp(),
    )))  # fmt: skip


def foremost(found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Choose of what is grave one of each kind, what people must get away from first.

    Args:
        found: what is grave and in reach, in the order in which it would be told.
    """
    kinds = [e.hit.event.event.type for e in found]
    first = [e for rank, e in enumerate(found) if kinds[rank] not in kinds[:rank]]
    rest = [e for e in found if e not in first]
    first.sort(key=lambda e: e.hit.event.event.type not in _FLED)
    return (*first[:_KINDS], *rest[: max(0, _GRAVE - len(first))])


def nearest(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Put the nearest first."""
    return tuple(sorted(found, key=lambda e: e.relation.distance_m or 0.0))


def soonest(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Put what begins first first."""
    return tuple(
        sorted(found, key=lambda e: e.hit.standing.changes_at or e.hit.event.event.begins_at)
    )


def told_over(found: Sequence[Evidence], *, asked: bool) -> tuple[Evidence, ...]:
    """Return what is over, the newest first; what was only measured, where the past is asked for.

    Args:
        found: events that are over.
        asked: whether it is asked what was, or whether it is over.
    """
    official = [e for e in found if not is_measured(e)]
    if official or not asked:
        return _resolved_first(newest(official))
    return newest(e for e in found if e.hit.event.event.type not in ONE_VEHICLE)


def _resolved_first(found: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Put what was resolved lately before a newer message that was only taken back."""
    if not found or found[0].hit.standing.end_reason is not EndReason.CANCELLED:
        return found
    since = _ended_s(found[0]) - _REMEMBERED.total_seconds()
    resolved = next(
        (e for e in found
         if e.hit.standing.end_reason is EndReason.RESOLVED and _ended_s(e) >= since),
        None,
    )  # fmt: skip
    return found if resolved is None else (resolved, *(e for e in found if e is not resolved))


def newest(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Put what ended last first."""
    return tuple(sorted(found, key=_ended_s, reverse=True))


def _ended_s(evidence: Evidence) -> float:
    ended_at = evidence.hit.standing.ended_at
    return ended_at.timestamp() if ended_at is not None else 0.0
