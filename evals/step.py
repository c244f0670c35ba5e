"""Play a scenario to a running system by its own clock, and note when Kafka acknowledged what."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import orjson

from core import topics
from core.errors import CivicError, Transient
from core.timespan import Clock
from evals.recorded_city import SPOKEN, Heard
from producers.city.encoding import outgoing
from producers.city.happening import Spoken
from producers.city.world import World
from streams.kafka import KafkaStreams
from streams.settings import KafkaSettings

_PATIENCE_S: Final = 20.0


class Stepping:
    """Publish what a city says when its clock says so; hear what the indexer finds in it.

    Entering begins, leaving ends it; each of the two has a thread of its own.
    """

    def __init__(self, world: World, kafka: KafkaSettings, clock: Clock, ends: datetime) -> None:
        self._spoken = world.spoken(SPOKEN, world.plan.begins, ends)
        self._streams = KafkaStreams(kafka)
        self._clock = clock
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._heard: list[Heard] = []
        self._failed: CivicError | None = None
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._publish, self._listen)
        ]

    def __enter__(self) -> "Stepping":
        for thread in reversed(self._threads):
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(_PATIENCE_S)

    def heard_since(self, number: int) -> list[Heard]:
        """Return what was acknowledged after the first `number` records, in that order.

        Raises:
            CivicError: Kafka did not take what was said.
        """
        if self._failed is not None:
            raise self._failed
        with self._lock:
            return self._heard[number:]

    def wait_until(self, instant: datetime) -> None:
        """Return when the city's clock has come to an instant."""
        while (left := instant - self._clock.now()) > timedelta() and self._failed is None:
            self._over.wait(min(0.05, left.total_seconds()))

    def _publish(self) -> None:
        sink = self._streams.sink()
        try:
            for said in self._due():
                sink.publish_all([outgoing(spoken) for spoken in said])
                at = self._clock.now()
                self._note([Heard(at, s.topic, s.key, orjson.dumps(s.value)) for s in said])
            sink.close()
        except CivicError as error:
            self._failed = error

    def _due(self) -> Iterator[list[Spoken]]:
        """Yield what is due together, each time that something is, until all is said."""
        waiting: list[Spoken] = []
        for spoken in self._spoken:
            if spoken.at > self._clock.now() and waiting:
                yield waiting
                waiting = []
            self.wait_until(spoken.at)
            if self._over.is_set():
                return
            waiting.append(spoken)
        if waiting:
            yield waiting

    def _listen(self) -> None:
        log = self._streams.log()
        try:
            for record in log.tail([topics.ANOMALIES], self._over.is_set):
                key = (record.key or b"").decode()
                self._note([Heard(self._clock.now(), topics.ANOMALIES, key, record.value)])
        except Transient as error:
            self._failed = error
        finally:
            log.close()

    def _note(self, heard: list[Heard]) -> None:
        with self._lock:
            self._heard += heard
