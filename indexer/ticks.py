"""Find out up to which instant a partition is applied to its end.

Once a second of city time, but at most ten times a second, the broker is asked for the end
offsets; the instant is noted before the question.
When what is applied reaches the offset answered, everything acknowledged before that instant is
in the store. A broker that does not answer lets nothing tick.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from core.errors import CivicError
from core.timespan import Clock, paced
from indexer.names import TopicNames
from streams.ports import RecordLog

ASK_EVERY: Final = timedelta(seconds=1)

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ends:
    """Hold one answer of the broker.

    Attributes:
        asked_at: the instant before the question.
        cluster_id: who answered.
        offsets: the end of every partition of the topics, by its name in the store.
    """

    asked_at: datetime
    cluster_id: str
    offsets: Mapping[str, int]


def ask_ends(log: RecordLog, names: TopicNames, clock: Clock) -> Ends:
    """Ask the broker where every partition that the indexer reads ends now.

    Raises:
        Transient: it does not answer.
    """
    asked_at = clock.now()
    partitions = log.partitions_of(names.on_broker)
    ends = log.end_offsets(partitions)
    # The id is asked for last: a cluster that was replaced meanwhile shows.
    cluster_id = log.cluster_id()
    return Ends(asked_at, cluster_id, {names.partition(at): ends[at] for at in partitions})


class EndWatch:
    """Ask for the ends again and again, from a thread of its own, and keep the newest answer."""

    def __init__(
        self,
        make_log: Callable[[], RecordLog],
        names: TopicNames,
        clock: Clock,
        stopped: threading.Event | None = None,
    ) -> None:
        """Take what makes the log to ask, and perhaps what else may stop the asking."""
        self._make_log = make_log
        self._names = names
        self._clock = clock
        self._stop = stopped or threading.Event()
        self._newest: Ends | None = None
        self._thread = threading.Thread(target=self._run, name="ends", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stop.set()
        self._thread.join(timeout=2)

    def take(self) -> Ends | None:
        """Return the newest answer once; None while there is no new one."""
        newest, self._newest = self._newest, None
        return newest

    def _run(self) -> None:
        log = self._make_log()
        pause_s = paced(ASK_EVERY.total_seconds(), self._clock)
        try:
            while not self._stop.is_set():
                try:
                    self._newest = ask_ends(log, self._names, self._clock)
                except CivicError as error:
                    _log.debug("ends.not_answered", detail=str(error))
                self._stop.wait(pause_s)
        finally:
            log.close()


class Ticker:
    """Keep the questions that are still to be reached: one a partition, and the next answer."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[int, datetime]] = {}
        self._next: Ends | None = None

    def forget(self) -> None:
        """Drop all questions: the log, or the store, is not the one of before."""
        self._open.clear()
        self._next = None

    def heard(self, ends: Ends) -> None:
        """Take in a new answer; a partition that is still behind an older one keeps that."""
        self._next = ends

    def reached(self, applied: Mapping[str, int]) -> dict[str, datetime]:
        """Return up to which instant each partition is applied, where that is news.

        Args:
            applied: the next offset of each partition owned.
        """
        ticks: dict[str, datetime] = {}
        for partition, offset in applied.items():
            question = self._open.get(partition)
            if question is not None and offset >= question[0]:
                ticks[partition] = self._open.pop(partition)[1]
            if self._next is not None and partition not in self._open:
                end = self._next.offsets.get(partition)
                if end is None:
                    continue
                if offset >= end:
                    ticks[partition] = self._next.asked_at
                else:
                    self._open[partition] = (end, self._next.asked_at)
        return ticks

    def behind(self, applied: Mapping[str, int]) -> dict[str, int]:
        """Return how many records of each partition owned are not applied yet."""
        ends = self._next
        if ends is None:
            return {}
        return {p: max(ends.offsets.get(p, at) - at, 0) for p, at in applied.items()}
