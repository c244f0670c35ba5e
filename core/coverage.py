"""Judge which sources would know, and whether each is live (contract, 1.2 and "Coverage").

Only a live source can support "nothing is reported". A source is live up to the instant that we
ourselves have caught up to, and no further: our own delay is told as ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

import msgspec

from core.topics import Family


class SourceState(StrEnum):
    """How a source stands."""

    LIVE = "live"
    STALE = "stale"
    SILENT = "silent"


OUR_SIDE: Final = "our_side"
"""The reason given where the delay is ours, not the source's."""
MAX_VIEW_AGE: Final = timedelta(seconds=30)
"""A view older than this supports no all-clear, whatever the sources say."""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Hold the newest that a source's heartbeats said (`feed_status`)."""

    source: str
    family: Family | None = None
    types: tuple[str, ...] = ()
    state: str = "ok"
    error: str | None = None
    observed_at: datetime
    """When the producer last looked, successfully or not."""
    last_ok_at: datetime | None = None
    """`observed_at` of the last heartbeat that was `ok`."""
    entities: int | None = None
    max_silence_s: float | None = None
    full_state: bool = False
    publisher: str = ""


class KnownSource(Protocol):
    """See of a pack's source what coverage needs (`core.city.Source` has it)."""

    @property
    def id(self) -> str: ...
    @property
    def family(self) -> Family: ...
    @property
    def types(self) -> tuple[str, ...]: ...
    @property
    def max_silence(self) -> timedelta: ...


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """Say how far this reader itself has got.

    Attributes:
        as_of: the latest instant for which every event partition is applied to its end; None
            while that was never so.
        rebuilding: whether the store is being filled again from the log.
        lost: families whose log began after our position, by when that was noticed.
    """

    as_of: datetime | None
    rebuilding: bool = False
    lost: Mapping[Family, datetime] = field(default_factory=dict[Family, datetime])


@dataclass(frozen=True, slots=True)
class Coverage:
    """Hold one source's part in what an answer can claim.

    Attributes:
        source: the source's id.
        family: its family.
        state: live, stale, or silent (never heard).
        reason: `our_side`, the heartbeat's error, or None.
        last_heard_at: when its last good poll observed the world; None if never.
    """

    source: str
    family: Family
    state: SourceState
    reason: str | None
    last_heard_at: datetime | None

    @property
    def live(self) -> bool:
        """Say whether the source supports an all-clear."""
        return self.state is SourceState.LIVE


def judge(source: KnownSource, beat: Heartbeat | None, caught: CaughtUp, now: datetime) -> Coverage:
    """Judge one source of the pack at `now`.

    Between the heartbeat's `max_silence_s` and the pack's, the smaller holds.
    """
    heard = beat.last_ok_at if beat is not None else None

    def found(state: SourceState, reason: str | None = None) -> Coverage:
        return Coverage(source.id, source.family, state, reason, heard)

    ours = _our_delay(source, heard, caught, now)
    if beat is None or heard is None:
        reason = beat.error if beat is not None else None
        return found(SourceState.SILENT, OUR_SIDE if ours else reason)
    limit = source.max_silence
    if beat.max_silence_s is not None:
        limit = min(limit, timedelta(seconds=beat.max_silence_s))
    if now - heard >= limit:
        return found(SourceState.STALE, beat.error or (OUR_SIDE if ours else None))
    if ours or caught.as_of is None or now - caught.as_of >= limit:
        return found(SourceState.STALE, OUR_SIDE)
    return found(SourceState.LIVE)


def _our_delay(
    source: KnownSource, heard: datetime | None, caught: CaughtUp, now: datetime
) -> bool:
    lost_at = caught.lost.get(source.family)
    return (
        caught.rebuilding
        or caught.as_of is None
        or now - caught.as_of > MAX_VIEW_AGE
        or (lost_at is not None and (heard is None or heard <= lost_at))
    )


def would_know(source: KnownSource, types: Iterable[str]) -> bool:
    """Say whether the source reports any of these types."""
    return not set(source.types).isdisjoint(types)
