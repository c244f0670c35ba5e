"""Run one indexer: `python -m indexer`. Several share the partitions."""

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Final, TypeVar

import structlog
from pydantic import ValidationError

from core.city import load_city
from core.errors import Misconfigured, Transient
from core.gazetteer import Gazetteer
from core.logging import set_up_logging_from
from core.timespan import clock_from
from indexer.anomalies.event_mirror import redis_reader
from indexer.anomalies.rule_book import FILE_NAME
from indexer.embedder import find_model, load_model
from indexer.locate import Locator
from indexer.names import TopicNames
from indexer.service import Indexer, JoinerStore, Parts
from indexer.settings import IndexerSettings
from indexer.store.redis_connection import connect
from indexer.store.redis_events import RedisEvents
from indexer.store.redis_readings import RedisReadings
from streams.endpoints import find_settings
from streams.kafka import KafkaStreams
from streams.topics import ensure_topics

START_PATIENCE: Final = timedelta(seconds=60)
"""How long broker and store may take to answer at start."""
TRY_EVERY_S: Final = 0.25
_COLLECT_AFTER: Final = 50_000, 20, 50
"""Objects made before Python looks for cycles: a batch of 2000 records makes many, and none."""

_T = TypeVar("_T")
_log = structlog.stdlib.get_logger(__name__)


def main() -> None:
    """Read the settings, start, and index until SIGTERM or Ctrl-C."""
    set_up_logging_from(os.environ)
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        serve(IndexerSettings(), stopped)
    except ValidationError as error:
        sys.exit(f"indexer: {error.errors()[0]['loc'][0]}: {error.errors()[0]['msg']}")
    except (Misconfigured, Transient) as error:
        sys.exit(f"indexer: {error}")


def serve(settings: IndexerSettings, stopped: threading.Event) -> None:
    """Index one city until `stopped` is set.

    Raises:
        Misconfigured: the pack, the broker or the store cannot be used; one line says why.
        Transient: broker or store did not answer for a minute.
    """
    clock = clock_from()
    find_model()  # a folder that is named and holds no model is better told now
    city = load_city(settings.city)
    kafka = find_settings(os.environ, settings.state_dir)
    client = connect(settings.store_url)
    truth = patiently(lambda: RedisEvents(client, city.id), stopped)
    report = patiently(lambda: ensure_topics(kafka), stopped)
    if truth is None or report is None:
        return
    for topic, policy in report.differing.items():
        _log.warning("topic.found_otherwise", topic=topic, cleanup_policy=policy)
    parts = Parts(
        streams=KafkaStreams(kafka),
        truth=truth,
        city=city,
        places=Locator(city, Gazetteer(city)),
        clock=clock,
        names=TopicNames(kafka.wire_name),
        find_model=load_model,
        group=f"{settings.group}-{city.id}",
        rules=settings.city / FILE_NAME,
        retention=settings.retention,
        batch_records=settings.batch_records,
        sweep_things=settings.sweep_things,
        joiner_store=JoinerStore(
            RedisReadings(client, city.id),
            lambda: redis_reader(settings.store_url, city.id),
            settings.city,
        ),
    )
    indexer = patiently(lambda: Indexer(parts), stopped)
    if indexer is None:
        return
    gc.freeze()  # the pack stays for good: no collection need look at it again
    gc.set_threshold(*_COLLECT_AFTER)
    end_metrics: Callable[[], None] | None = None
    if settings.metrics_port:
        end_metrics = indexer.metrics.serve(settings.metrics_port, "0.0.0.0")
    try:
        indexer.run(stopped.is_set)
    finally:
        if end_metrics is not None:
            end_metrics()


def patiently(make: Callable[[], _T], stopped: threading.Event) -> _T | None:
    """Return what `make` returns, asking again while it is `Transient`; None once stopped.

    Raises:
        Transient: it stayed so for a minute.
    """
    deadline = time.monotonic() + START_PATIENCE.total_seconds()
    while not stopped.is_set():
        try:
            return make()
        except Transient:
            if time.monotonic() > deadline:
                raise
            stopped.wait(TRY_EVERY_S)
    return None


if __name__ == "__main__":
    main()
