"""Compare what detectors said with what was really so: which truths were found, which alarms false.

An alarm is right where it overlaps a truth of its kind and subject, a few minutes of grace on both
sides; a truth is found where any right alarm overlaps it. One alarm over two near truths is one
right alarm and finds both.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from core.event import EventType
from core.timespan import Span

GRACE: Final = timedelta(minutes=3)
"""How far an alarm may lie beside its truth: what is measured lags behind what is so."""
JOINED: Final = timedelta(minutes=5)
"""Truths of one subject that are less apart than this are one: nobody would call them two."""
GROUPS: Final[dict[EventType, EventType]] = {EventType.SLOWDOWN: EventType.CONGESTION}
"""Kinds that tell of one thing: either finds the other's truth."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Hold one anomaly as it was published.

    Attributes:
        type: its kind.
        subject: whom or what it is about.
        span: from when it was told to be so until it was closed; open where it never was.
        told_at: event time of its first message.
    """

    type: EventType
    subject: str
    span: Span
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Truth:
    """Hold one thing that was really so.

    Attributes:
        type: its kind.
        subject: whom or what it is about.
        span: while it was so.
        brief: whether it was over so soon that it may be seen, and need not be.
    """

    type: EventType
    subject: str
    span: Span
    brief: bool = False


_T = TypeVar("_T", Truth, Alarm)


@dataclass(slots=True)
class Tally:
    """Count, for one kind of anomaly, what was found, missed and invented.

    Attributes:
        found: truths that an alarm found.
        missed: truths that none did.
        right: alarms that a truth bears out.
        false: alarms that none does.
        delays_s: of each truth found, how long after its beginning the first alarm came.
    """

    found: list[Truth] = field(default_factory=list[Truth])
    missed: list[Truth] = field(default_factory=list[Truth])
    right: list[Alarm] = field(default_factory=list[Alarm])
    false: list[Alarm] = field(default_factory=list[Alarm])
    delays_s: list[float] = field(default_factory=list[float])

    @property
    def recall(self) -> float | None:
        """Return the share of truths found; None where there was none."""
        truths = len(self.found) + len(self.missed)
        return len(self.found) / truths if truths else None

    @property
    def precision(self) -> float | None:
        """Return the share of alarms that are right; None where there was none."""
        alarms = len(self.right) + len(self.false)
        return len(self.right) / alarms if alarms else None

    def add(self, other: "Tally") -> None:
        """Take in what another run counted."""
        self.found += other.found
        self.missed += other.missed
        self.right += other.right
        self.false += other.false
        self.delays_s += other.delays_s


def tally(truths: Iterable[Truth], alarms: Iterable[Alarm]) -> dict[EventType, Tally]:
    """Compare alarms with truths, by kind; kinds of one group are counted under its first."""
    so = _by_subject(truths)
    said = _by_subject(alarms)
    found: dict[EventType, Tally] = defaultdict(Tally)
    for key in sorted(so.keys() | said.keys()):
        _compare(_joined(so.get(key, [])), said.get(key, []), found[EventType(key[0])])
    return dict(found)


def _by_subject(things: Iterable[_T]) -> dict[tuple[str, str], list[_T]]:
    found: dict[tuple[str, str], list[_T]] = defaultdict(list)
    for thing in things:
        found[GROUPS.get(thing.type, thing.type).value, thing.subject].append(thing)
    return found


def _joined(truths: Sequence[Truth]) -> list[Truth]:
    found: list[Truth] = []
    for truth in sorted(truths, key=_begin):
        before = found[-1] if found else None
        if before is None or (before.span.end and before.span.end + JOINED < truth.span.start):
            found.append(truth)
            continue
        ends = (before.span.end, truth.span.end)
        end = None if None in ends else max(e for e in ends if e is not None)
        span = Span(before.span.start, end)
        found[-1] = Truth(before.type, before.subject, span, before.brief and truth.brief)
    return found


def _compare(truths: Sequence[Truth], alarms: Sequence[Alarm], into: Tally) -> None:
    ordered = sorted(alarms, key=_told)
    for alarm in ordered:
        right = any(_meet(truth.span, alarm.span) for truth in truths)
        (into.right if right else into.false).append(alarm)
    for truth in (truth for truth in truths if not truth.brief):
        first = next((alarm for alarm in ordered if _meet(truth.span, alarm.span)), None)
        if first is None:
            into.missed.append(truth)
        else:
            into.found.append(truth)
            into.delays_s.append(max(0.0, (first.told_at - truth.span.start).total_seconds()))


def _meet(truth: Span, alarm: Span) -> bool:
    end = None if truth.end is None else truth.end + GRACE
    return Span(truth.start - GRACE, end).overlaps(alarm)


def _begin(truth: Truth) -> datetime:
    return truth.span.start


def _told(alarm: Alarm) -> datetime:
    return alarm.told_at


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson's score); the whole range for no tries."""
    if not tries:
        return 0.0, 1.0
    z, share = 1.959964, hits / tries
    centre = share + z * z / (2 * tries)
    spread = z * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    low, high = (centre - spread) / (1 + z * z / tries), (centre + spread) / (1 + z * z / tries)
    return max(0.0, low), min(1.0, high)
