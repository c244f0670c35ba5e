"""Measure how many messages a second the indexer takes in, and how fast vectors follow."""

import time
from datetime import UTC, datetime
from typing import Final

from scripts.bench.aims import AtLeast, tell
from scripts.bench.city_messages import Texts, city_messages
from scripts.bench.system import System

FACTS_A_SECOND: Final = 10_000
VECTORS_A_SECOND: Final = 500
_VECTORS_WATCHED_S: Final = 20.0


def run(quick: bool) -> None:
    """Index a full log from its start: texts that repeat, then texts that are all new."""
    for texts, count in ((Texts.REPEATING, 60_000), (Texts.NEW, 30_000)):
        with System() as system:
            count = count // 6 if quick else count
            system.publish(city_messages(system.city, count, datetime.now(UTC), texts=texts))
            _facts(system, texts, count)
            if texts is Texts.NEW:
                _vectors(system)


def _facts(system: System, texts: Texts, count: int) -> None:
    """Time from the first record in the store to the last; the start is another bench's."""
    system.start_indexer()
    system.wait(lambda: system.applied() > 0, "the first record is indexed")
    before, began = system.applied(), time.perf_counter()
    system.wait(lambda: system.applied() >= count, "all is indexed")
    rate = (count - before) / (time.perf_counter() - began)
    name = f"indexed.{texts.value}_texts"
    tell(name, rate, "messages/s", n=count - before, aim=AtLeast(FACTS_A_SECOND))


def _vectors(system: System) -> None:
    """Watch vectors being made for some seconds, once the facts are in."""
    before, began = system.vectors(), time.perf_counter()
    while system.vectors() == before and time.perf_counter() - began < _VECTORS_WATCHED_S / 4:
        time.sleep(0.1)
    before, began = system.vectors(), time.perf_counter()
    time.sleep(_VECTORS_WATCHED_S / 2)
    made, took_s = system.vectors() - before, time.perf_counter() - began
    rate = made / took_s if made else None
    tell("vectors.new_texts", rate, "vectors/s", n=made, aim=AtLeast(VECTORS_A_SECOND))
