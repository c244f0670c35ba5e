"""Fetch the sources of the city pack: `python -m producers [--source ID …]`."""

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog

from core.city import City, load_city
from core.city_parts import Source as PackSource
from core.errors import Misconfigured, Transient
from core.logging import set_up_logging_from
from core.timespan import clock_from, monotonic_s
from producers.adapters import make_source
from producers.fetch import HttpFetch, new_client
from producers.runner import Runner, Surroundings
from producers.settings import ProducersSettings
from producers.source import Source
from streams.endpoints import find_settings
from streams.kafka import KafkaStreams
from streams.settings import KafkaSettings
from streams.topics import ensure_topics

LONGEST_PAUSE: Final = timedelta(minutes=5)
"""Between two looks at a source whose pack names no interval; at most a third of its silence."""
START_PATIENCE: Final = timedelta(seconds=60)
"""How long the broker may take to answer at start."""
TRY_EVERY_S: Final = 0.5

_log = structlog.stdlib.get_logger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or Ctrl-C; return the process's exit code."""
    given = _parser().parse_args(arguments)
    set_up_logging_from(os.environ)
    settings = ProducersSettings()
    try:
        city = load_city(settings.city)
        chosen = choose_sources(city, given.source)
        sources = [(pack, make_source(pack, city, settings.city)) for pack in chosen]
        kafka = find_settings(os.environ, settings.state_dir)
        _make_topics(kafka)
        asyncio.run(_run(sources, city, kafka))
    except (Misconfigured, Transient) as error:
        print(f"producers: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:  # while the broker was waited for
        return 130
    return 0


def choose_sources(city: City, wanted: Iterable[str]) -> list[PackSource]:
    """Return the sources of the pack to fetch: those named, else all with adapter and address.

    Raises:
        Misconfigured: a source named is not in the pack or cannot be fetched, or none can.
    """
    fetched = {s.id: s for s in city.sources if s.adapter and s.url}
    for source_id in wanted:
        if source_id not in city.source_by_id:
            raise Misconfigured(f"the city pack has no source {source_id!r}")
        if source_id not in fetched:
            raise Misconfigured(f"source {source_id}: city.toml gives it no adapter and url")
    chosen = [fetched[source_id] for source_id in dict.fromkeys(wanted)] or list(fetched.values())
    if not chosen:
        raise Misconfigured("no source of the city pack has an adapter and a url: nothing to fetch")
    return chosen


def pause_between(pack: PackSource) -> timedelta:
    """Return how often a source is looked at: often enough that one lost poll is no silence."""
    return pack.interval or min(LONGEST_PAUSE, pack.max_silence / 3)


def _make_topics(kafka: KafkaSettings) -> None:
    """Make the topics exist; raises `Transient` where the broker stays silent for a minute."""
    deadline = monotonic_s() + START_PATIENCE.total_seconds()
    while True:
        try:
            ensure_topics(kafka)
        except Transient:
            if monotonic_s() > deadline:
                raise
            time.sleep(TRY_EVERY_S)
        else:
            return


async def _run(
    sources: Iterable[tuple[PackSource, Source]], city: City, kafka: KafkaSettings
) -> None:
    streams = KafkaStreams(kafka)
    sink, log = streams.sink(), streams.log()
    around = Surroundings(
        sink=sink,
        log=log,
        wire_name=kafka.wire_name,
        timezone=city.timezone,
        clock=clock_from(),
    )
    try:
        async with new_client() as client:
            await _until_told(
                Runner(source, HttpFetch(client, pack.url), around, pause_between(pack)).run()
                for pack, source in sources
            )
    finally:
        log.close()
        with suppress(Transient):
            sink.close(timedelta(seconds=5))
    _log.info("producers.stopped", delivered=sink.delivered)


async def _until_told(loops: Iterable[Coroutine[None, None, None]]) -> None:
    """Run the loops side by side until SIGTERM or SIGINT comes, or one of them breaks."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    tasks = [asyncio.create_task(loop) for loop in loops]
    tasks.append(asyncio.create_task(_wait(told)))
    done, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in running:
        task.cancel()
    await asyncio.wait(tasks)
    for task in done:
        task.result()


async def _wait(told: asyncio.Event) -> None:
    await told.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m producers", description="Fetch the sources of the city pack."
    )
    parser.add_argument(
        "--source", action="append", default=[], metavar="ID", help="only this one; may repeat"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
