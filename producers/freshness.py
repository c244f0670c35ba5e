"""Judge whether a feed still speaks, or only repeats what it said (GTFS-Realtime best practice)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from producers.source import Poll

MAX_SKEW: Final = timedelta(seconds=60)
"""A header further ahead of our clock tells nothing about age; our own time stands in for it."""


class Age(Enum):
    """How a document stands in time."""

    FRESH = auto()
    STALE = auto()
    """Too old to end anything; what it tells still stands."""
    BEHIND = auto()
    """Older than the last one, from a cache that lags: it tells nothing."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Remember the newest document that was seen.

    Attributes:
        header_at: its own time; None where it tells none.
        skewed: whether that time lay ahead of our clock.
        fingerprint: a digest of its bytes.
        changed_at: when bytes or header were last new to us.
    """

    header_at: datetime | None
    skewed: bool
    fingerprint: str
    changed_at: datetime


def judge_freshness(
    before: Freshness | None, poll: Poll, fingerprint: str, now: datetime
) -> tuple[Age, Freshness]:
    """Say how a document stands in time, and what to remember of it.

    Stale is one whose own time lies `poll.stale_after` back or, where that time is missing or
    ahead of our clock, whose content has not moved for so long.
    """
    header = poll.header_at
    skewed = header is not None and header > now + MAX_SKEW
    if before is None or fingerprint != before.fingerprint:
        changed_at = now
    else:
        changed_at = before.changed_at
    seen = Freshness(header, skewed, fingerprint, changed_at)
    if poll.stale_after is None:
        return Age.FRESH, seen
    if _went_back(before, header):
        return Age.BEHIND, before or seen
    told_at = changed_at if header is None or skewed else header
    return (Age.STALE if now - told_at >= poll.stale_after else Age.FRESH), seen


def _went_back(before: Freshness | None, header: datetime | None) -> bool:
    return (
        before is not None
        and not before.skewed
        and before.header_at is not None
        and header is not None
        and header < before.header_at
    )
