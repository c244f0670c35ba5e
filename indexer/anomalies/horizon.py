"""Hold back what is to be merged until no partition can have older records that nobody read yet.

A partition whose watermark stands still may have nothing to say, or records that its owner has
not come to: after a start, a hand-over, a pause. Only the owner knows, and says it by its ticks.
So an earlier look at the watermarks is used, from before the oldest tick of those that stand still.
"""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from indexer.anomalies.merge import MAX_IDLE, Paces

LOOKS_KEPT: Final = 256
"""Looks of one kind that are remembered: two minutes of them."""


class Horizon:
    """Remember earlier looks, and choose the one that is safe to go by."""

    def __init__(self, topics: Mapping[str, str], paces: Paces) -> None:
        """Begin without a memory.

        Args:
            topics: the topic of each kind of rows.
            paces: how long each partition usually stands still.
        """
        self._topics = topics
        self._paces = paces
        self._looks: dict[str, deque[tuple[datetime, datetime]]] = {
            kind: deque(maxlen=LOOKS_KEPT) for kind in topics
        }
        self._told: dict[str, tuple[datetime | None, datetime]] = {}

    def safe(
        self,
        passed: Mapping[str, datetime],
        watermarks: Mapping[str, tuple[datetime, datetime]],
        reached: Mapping[str, datetime | None],
        *,
        now: datetime,
        wall: datetime,
    ) -> dict[str, datetime]:
        """Return by kind up to when rows may be merged; a kind that has to wait is left out.

        Args:
            passed: what the watermarks alone would allow.
            watermarks: of each partition, and when it last advanced, in wall time.
            reached: of each partition the city's instant up to which its owner has applied it to
                its end; None where nobody has said so yet.
            now: the city's present instant.
            wall: the machine's.
        """
        for partition, instant in reached.items():
            told = self._told.get(partition)
            if told is None or told[0] != instant:
                self._told[partition] = (instant, wall)
        found: dict[str, datetime] = {}
        for kind, limit in passed.items():
            looks = self._looks[kind]
            looks.append((now, limit))
            until = self._heard_until(self._topics[kind], watermarks, reached, now, wall)
            while len(looks) > 1 and until is not None and looks[1][0] <= until:
                looks.popleft()
            if until is not None and looks[0][0] <= until:
                found[kind] = min(looks[0][1], limit)
        return found

    def _heard_until(
        self,
        topic: str,
        watermarks: Mapping[str, tuple[datetime, datetime]],
        reached: Mapping[str, datetime | None],
        now: datetime,
        wall: datetime,
    ) -> datetime | None:
        """Return the oldest tick of the partitions that stand still; None where one has none."""
        until = now
        for partition, instant in reached.items():
            if partition.rpartition("/")[0] != topic:
                continue
            mark = watermarks.get(partition)
            if mark is not None and wall - mark[1] < self._paces.idle_after(partition):
                continue
            if wall - self._told[partition][1] >= MAX_IDLE:
                continue  # nobody owns it: it must not hold up the others for ever
            if instant is None:
                return None
            until = min(until, instant)
        return until
