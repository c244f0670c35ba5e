"""Put the partial windows of several partitions together, each window once and in order.

A window is merged when its end is passed by the lowest watermark of its topic. What then still
comes of it is late: it is dropped, and counted. Nothing depends on the order of arrival. Only what
residents report is never dropped: a late window of theirs counts in the next.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from core.timespan import from_millis, to_millis
from indexer.anomalies.partials import REPORT, Partial, window_of

IDLE_AFTER: Final = timedelta(seconds=10)
"""How long a partition's watermark may stand still, in wall time, and still hold up the others …"""
IDLE_TIMES: Final = 2.0
"""… or so many times as long as it usually does, where few speak in it …"""
MAX_IDLE: Final = timedelta(seconds=60)
"""… but never longer than this."""
QUIET_AFTER: Final = timedelta(seconds=3)
"""The same for a topic in which people speak now and then: owners write what came each second."""
QUIET_GRACE: Final = timedelta(seconds=5)
"""How far behind the city's clock a window ends that is merged though its topic is quiet."""
MAX_EMPTY: Final = timedelta(minutes=60)
"""How long windows without a row follow one with rows; a longer silence is skipped."""


@dataclass(frozen=True, slots=True)
class Window:
    """Hold one merged window of one kind: `[start, end)` of event time.

    Attributes:
        kind: the kind of the rows.
        start: its beginning.
        end: its end.
        partials: what each partition had, by partition; none where nobody had anything.
    """

    kind: str
    start: datetime
    end: datetime
    partials: tuple[Partial, ...] = ()


class Progress(msgspec.Struct, kw_only=True):
    """Hold how far each kind is merged; part of the joiner's snapshot.

    Attributes:
        up_to_ms: by kind, the end of the last window merged.
        filled_ms: by kind, the end of the last one that had rows.
        late: partials that came after their window was merged.
    """

    up_to_ms: dict[str, int] = {}
    filled_ms: dict[str, int] = {}
    late: int = 0


def merged(
    progress: Progress, partials: Collection[Partial], passed: Mapping[str, datetime]
) -> Iterator[Window]:
    """Yield the windows that may be merged now, by end and kind, noting in `progress` which were.

    A window counts as merged once the next is asked for. Late partials are counted at once.

    Args:
        progress: how far merging has got; changed as windows are taken.
        partials: all that waits.
        passed: by kind, the event time up to which nothing more is expected.
    """
    by_kind: dict[str, dict[int, list[Partial]]] = defaultdict(lambda: defaultdict(list))
    for partial in partials:
        if is_late(progress, partial):
            progress.late += 1
            continue
        up_to_ms = progress.up_to_ms.get(partial.kind, partial.start_ms)
        by_kind[partial.kind][max(partial.start_ms, up_to_ms)].append(partial)
    steps = [
        (end_ms, kind)
        for kind, instant in passed.items()
        for end_ms in _ends(progress, kind, by_kind[kind], to_millis(instant))
    ]
    for end_ms, kind in sorted(steps):
        start_ms = end_ms - _length_ms(kind)
        parts = sorted(
            by_kind[kind].get(start_ms, ()), key=lambda part: (part.partition, part.start_ms)
        )
        yield Window(kind, from_millis(start_ms), from_millis(end_ms), tuple(parts))
        progress.up_to_ms[kind] = end_ms
        if parts:
            progress.filled_ms[kind] = end_ms


def is_late(progress: Progress, partial: Partial) -> bool:
    """Say whether a partial comes too late: its window is merged already."""
    if partial.kind == REPORT:
        return False
    up_to_ms = progress.up_to_ms.get(partial.kind, 0)
    return partial.start_ms + _length_ms(partial.kind) <= up_to_ms


class Paces:
    """Learn how long each partition's watermark usually stands still between two advances."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}
        self._usual: dict[str, timedelta] = {}

    def note(self, watermarks: Mapping[str, tuple[datetime, datetime]]) -> None:
        """Take note of when each watermark last advanced."""
        for partition, (_, advanced_at) in watermarks.items():
            before = self._seen.get(partition)
            if before is not None and advanced_at > before:
                gap = min(MAX_IDLE, advanced_at - before)
                self._usual[partition] = max(gap, 0.9 * self._usual.get(partition, timedelta()))
            self._seen[partition] = advanced_at

    def idle_after(self, partition: str) -> timedelta:
        """Return after how long without an advance a partition counts as idle."""
        usual = self._usual.get(partition, timedelta())
        return min(MAX_IDLE, max(IDLE_AFTER, IDLE_TIMES * usual))


def passed_by(
    watermarks: Mapping[str, tuple[datetime, datetime]],
    topics: Mapping[str, str],
    *,
    paces: Paces,
    wall: datetime,
    quiet_until: Mapping[str, datetime],
) -> dict[str, datetime]:
    """Return by kind the event time up to which every partition that still moves has got.

    A topic of which all partitions stand still has nothing under way: its newest watermark
    counts, and for what people send now and then, the city's clock. Of those, each partition soon
    counts as standing still.

    Args:
        watermarks: of each partition (`<topic>/<n>`) the watermark, and when it last advanced, in
            wall time.
        topics: the topic of each kind.
        paces: how long each partition usually stands still.
        wall: the machine's present instant.
        quiet_until: by kind, up to when a quiet topic is taken to have nothing to say.
    """
    quiet_topics = {topics[kind] for kind in quiet_until}
    heard: dict[str, list[datetime]] = defaultdict(list)
    moving: dict[str, list[datetime]] = defaultdict(list)
    for partition, (mark, advanced_at) in watermarks.items():
        topic = partition.rpartition("/")[0]
        heard[topic].append(mark)
        idle_after = QUIET_AFTER if topic in quiet_topics else paces.idle_after(partition)
        if wall - advanced_at < idle_after:
            moving[topic].append(mark)
    found: dict[str, datetime] = {}
    for kind, topic in topics.items():
        if moving[topic]:
            found[kind] = min(moving[topic])
        elif heard[topic]:
            newest = max(heard[topic])
            found[kind] = max(newest, quiet_until.get(kind, newest))
    return found


def merged_up_to(progress: Progress, kinds: Sequence[str]) -> datetime | None:
    """Return up to when the windows of every kind are merged; None while one has not begun."""
    ends = [progress.up_to_ms.get(kind) for kind in kinds]
    begun = [end for end in ends if end is not None]
    return from_millis(min(begun)) if begun and len(begun) == len(ends) else None


def _ends(
    progress: Progress, kind: str, filled: Mapping[int, object], passed_ms: int
) -> Iterator[int]:
    """Yield the ends of the windows to merge: those with rows, and a while after each."""
    starts, length_ms = sorted(filled), _length_ms(kind)
    most_ms = MAX_EMPTY // timedelta(milliseconds=1)
    at = progress.up_to_ms.get(kind, starts[0] if starts else None)
    if at is None:
        return
    last_filled = progress.filled_ms.get(kind, at)
    ahead = iter(starts)
    coming = next(ahead, None)
    while at + length_ms <= passed_ms:
        while coming is not None and coming < at:
            coming = next(ahead, None)
        if coming == at:
            last_filled = at + length_ms
        elif at + length_ms - last_filled > most_ms:
            if coming is None or coming + length_ms > passed_ms:
                return
            at = coming
            continue
        at += length_ms
        yield at


def _length_ms(kind: str) -> int:
    return window_of(kind) // timedelta(milliseconds=1)
