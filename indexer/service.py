"""Put one indexer together, and run it until it is told to stop."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from core.city import City
from core.ports import Embedder
from core.timespan import Clock
from core.topics import ANOMALIES
from indexer.anomalies.detectors.catalogue import local_detectors
from indexer.anomalies.joiner import Joiner, JoinerParts
from indexer.anomalies.rule_book import RuleBook
from indexer.arrivals import Reader
from indexer.authority import Authority
from indexer.due import DueTimes
from indexer.embedding_worker import EmbeddingWorker
from indexer.expiry import Sweeper
from indexer.metrics import Metrics
from indexer.names import TopicNames
from indexer.owner import Owner, Surroundings
from indexer.pipeline import Places, Tools
from indexer.store.redis_reader import RedisReader
from indexer.store.truth import ReadingTruth, Truth
from indexer.ticks import EndWatch
from indexer.two_sources import TwoSources
from streams.ports import Assignment, Streams

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class JoinerStore:
    """Hold the store as the joiner, which works in a thread of its own, writes and reads it.

    Attributes:
        truth: a writer of its own.
        open_reader: opens the store for reading.
        pack: the pack's folder, for its timetable; None where there is none.
    """

    truth: ReadingTruth
    open_reader: Callable[[], AbstractAsyncContextManager[RedisReader]]
    pack: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Hold what an indexer is made of, chosen by whoever starts it.

    Attributes:
        streams: the log.
        truth: the store.
        city: the pack.
        places: where events lie in it.
        clock: city time.
        names: topics on the broker.
        find_model: returns the embedding model once there is one.
        group: consumer group that shares the partitions of events; that of readings has its name
            with `-readings` added.
        rules: file of the rules that look at readings besides the detectors; None for none.
        retention: how long an ended event stays.
        batch_records: records taken at once.
        sweep_things: events looked at in one sweep.
        joiner_store: the store for the joiner; None where this process is to join nothing.
    """

    streams: Streams
    truth: Truth
    city: City
    places: Places
    clock: Clock
    names: TopicNames
    find_model: Callable[[], Embedder | None]
    group: str
    rules: Path | None = None
    retention: timedelta = timedelta(days=7)
    batch_records: int = 2000
    sweep_things: int = 500
    joiner_store: JoinerStore | None = None


class Indexer:
    """Run an owner, with the threads that watch the log's ends, make vectors, and join."""

    def __init__(self, parts: Parts) -> None:
        """Join the group.

        Raises:
            Transient: the log or the store does not answer.
            Misconfigured: the rules cannot be used.
        """
        self.metrics = Metrics()
        counts = self.metrics.counts
        book = RuleBook(parts.rules, parts.city, local_detectors(parts.city), counts)
        due_times = DueTimes(parts.retention, parts.city.max_age)
        self._sink = parts.streams.sink()
        self._log = parts.streams.log()
        self._ends = EndWatch(parts.streams.log, parts.names, parts.clock)
        self._worker = EmbeddingWorker(parts.truth, parts.find_model)
        around = Surroundings(
            log=self._log,
            sink=self._sink,
            truth=parts.truth,
            tools=Tools(
                reader=Reader(parts.city.timezone, parts.clock, counts),
                authority=Authority(parts.city.sources),
                places=parts.places,
                due_times=due_times,
                counts=counts,
            ),
            sweeper=Sweeper(parts.truth, self._sink, due_times, parts.names, counts),
            ends=self._ends,
            names=parts.names,
            clock=parts.clock,
            offer=self._worker.offer,
            city=parts.city,
            detectors=book.detectors,
            counts=counts,
            batch_records=parts.batch_records,
            sweep_things=parts.sweep_things,
        )
        self.owner = Owner(around, lambda owner: _two_sources(parts, owner))
        self.metrics.lag = self.owner.behind
        self._joiner = _joiner(parts, counts)

    def run(self, stopped: Callable[[], bool]) -> None:
        """Index until `stopped` says so; it is asked ten times a second."""
        self._ends.start()
        self._worker.start()
        if self._joiner is not None:
            self._joiner.start()
        _log.info("indexer.started")
        try:
            while not stopped():
                self.owner.step()
        finally:
            self.close()
            _log.info("indexer.stopped", **self.metrics.counts)

    def close(self) -> None:
        """Leave the group and end the threads; what is applied stays applied."""
        self._ends.stop()
        self._worker.stop()
        if self._joiner is not None:
            self._joiner.stop()
        self.owner.close()
        self._log.close()


def _joiner(parts: Parts, counts: Counter[str]) -> Joiner | None:
    store = parts.joiner_store
    if store is None:
        return None
    return Joiner(
        JoinerParts(
            truth=store.truth,
            open_reader=store.open_reader,
            sink=parts.streams.sink(),
            topic=parts.names.wire(ANOMALIES),
            city=parts.city,
            clock=parts.clock,
            pack=store.pack,
            counts=counts,
        )
    )


def _two_sources(parts: Parts, owner: Assignment) -> TwoSources:
    names, streams = parts.names, parts.streams
    events = streams.source(parts.group, names.told_on_broker, owner)
    try:
        readings = streams.source(f"{parts.group}-readings", names.watched_on_broker, owner)
    except Exception:
        events.close()
        raise
    return TwoSources(events, readings, names.is_watched)
