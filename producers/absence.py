"""Decide when what is missing from a snapshot feed is really over (architecture, section 5).

A snapshot without an event is weak evidence: feeds flicker, files are cut, servers answer with an
empty page. Two good polls without it end an event; a feed that lost more than half, or everything,
must say so three times over a minute before it is believed.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

MISSES: Final = 2
"""Good polls without an event before it is over."""
LEAST_LOSS: Final = 5
"""Losing fewer than these is never suspicious by number alone."""
AGREEING_POLLS: Final = 3
AGREEING_SPAN: Final = timedelta(seconds=60)
"""What a suspicious loss takes: so many polls in a row, this far apart in all."""


@dataclass(frozen=True, slots=True)
class Look:
    """Hold what one well-formed poll says about presence.

    Attributes:
        present: ids that the document names, readable or not.
        size: how many things the document held.
        header_at: when the feed says it was made; the poll's time where it does not say.
        at: when we looked.
    """

    present: Collection[str]
    size: int
    header_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say which open events are over, and whether the loss is too large to believe yet."""

    vanished: frozenset[str] = frozenset()
    halved: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """Remember what was missing so far; every look gives the next memory.

    Attributes:
        misses: good polls in a row without each missing event.
        suspicious: looks in a row that lost too much, with advancing header times.
        lost: what all of those looks miss.
    """

    misses: dict[str, int] = field(default_factory=dict[str, int])
    suspicious: tuple[Look, ...] = ()
    lost: frozenset[str] = frozenset()

    def after(self, look: Look, still_open: Collection[str]) -> "tuple[Verdict, Absence]":
        """Judge one good poll against what is open."""
        missing = frozenset(still_open) - frozenset(look.present)
        if _too_much(look, missing, still_open):
            return self._suspect(look, missing)
        misses = {event_id: self.misses.get(event_id, 0) + 1 for event_id in missing}
        vanished = frozenset(i for i, count in misses.items() if count >= MISSES)
        waiting = {i: count for i, count in misses.items() if i not in vanished}
        return Verdict(vanished), Absence(waiting)

    def after_failure(self) -> "Absence":
        """Return the memory after a poll that failed: it ends nothing and breaks a row."""
        return Absence(self.misses)

    def _suspect(self, look: Look, missing: frozenset[str]) -> "tuple[Verdict, Absence]":
        if self.suspicious and look.header_at <= self.suspicious[-1].header_at:
            return Verdict(halved=True), self  # the same document again is no new evidence
        row = (*self.suspicious, look)
        lost = missing & self.lost if self.suspicious else missing
        if len(row) >= AGREEING_POLLS and row[-1].at - row[0].at >= AGREEING_SPAN:
            return Verdict(lost), Absence()
        return Verdict(halved=True), Absence(self.misses, row, lost)


def _too_much(look: Look, missing: frozenset[str], still_open: Collection[str]) -> bool:
    if not missing:
        return False
    return look.size == 0 or (len(missing) >= LEAST_LOSS and 2 * len(missing) > len(still_open))
