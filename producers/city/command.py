"""Be the command line of each part of the city that runs alone: `producer_vehicle.py` and others.

With the same seed they all tell of the same city. `--interval` and `--demo` make a show of its own
of what is told by events and residents; of readings they let through so many.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from rich.console import Console

from core import topics
from core.city import City, Source, load_city
from core.errors import Misconfigured, Rejected, Transient
from core.logging import set_up_logging_from
from core.timespan import Clock, Span
from core.topics import Family
from producers.city.beginnings import begin
from producers.city.encoding import TELEMETRY
from producers.city.fleet import Fleet
from producers.city.options import (
    add_common_options,
    add_fleet_option,
    add_trips_option,
    stop_on_signals,
)
from producers.city.parts import Flag, Part
from producers.city.plan import speakers
from producers.city.playing.console import Lines
from producers.city.playing.performing import Venue, perform
from producers.city.playing.script import Script
from producers.city.playing.show import Pace, Show, Thinned
from producers.city.scenario import load
from producers.city.world import World
from producers.records import EVENT_TOPIC
from producers.settings import ProducersSettings
from streams.endpoints import find_clock, find_settings
from streams.kafka import KafkaStreams
from streams.topics import ensure_topics

DEMO_LENGTH: Final = timedelta(seconds=60)
DEMO_SCENARIO: Final = "thunderstorm"
"""What a show of a minute is about."""
DEMO_WINDOW: Final = timedelta(minutes=10)
"""So much of the storm's readings is told in a minute; of its messages, all."""
SHOWN_HOURS: Final = timedelta(hours=6)
"""Of what is told at a pace of one's own, so much is looked at at once."""
ENOUGH: Final = 20_000
"""Readings that are counted to learn how far apart they are."""


def main(part: Part, arguments: Sequence[str] | None = None) -> int:
    """Run one part of the city as the command line says; return the exit code.

    0: all was said, or a person stopped it. 1: Kafka did not acknowledge everything.
    2: it could not start; one line on standard error says why.
    """
    given = _parser(part).parse_args(arguments)
    set_up_logging_from(os.environ, "ERROR")
    stop = stop_on_signals()
    console = Console(highlight=False, markup=False, soft_wrap=True)
    started = False
    try:
        defaults = ProducersSettings()
        folder = given.city or defaults.city
        city = load_city(folder)
        _check(part, city)
        clock = find_clock(os.environ, defaults.state_dir)
        kafka = find_settings(os.environ, defaults.state_dir)
        ensure_topics(kafka)
        started = True
        console.print(_greeting(part, city.name, kafka.bootstrap_servers, given))
        venue = Venue(
            city, KafkaStreams(kafka), kafka, clock, defaults.state_dir,
            Lines(console, city.timezone),
        )  # fmt: skip
        now = clock.now()
        script = _script(part, given, city, folder, clock, now)
        until = now + DEMO_LENGTH if given.demo else None
        said = perform(
            script, part.topics, venue, stop, until=until, max_messages=given.max,
            farewell=script.farewell if isinstance(script, Show) else None,
        )  # fmt: skip
    except (Misconfigured, Transient, Rejected) as error:
        print(f"{part.name}: {error}", file=sys.stderr)
        return 1 if started and not isinstance(error, Misconfigured) else 2
    console.print(f"{part.name}: {said} messages, all acknowledged.")
    return 0


def _check(part: Part, city: City) -> None:
    if part.family and not _sources(part, city):
        raise Misconfigured(f"{city.name} has no source of family {part.family} to speak for")


def _script(
    part: Part, given: argparse.Namespace, city: City, folder: Path, clock: Clock, now: datetime
) -> Script:
    """Return what the part says, as fast and as much as was asked for."""
    scenario = load(DEMO_SCENARIO if given.demo else given.scenario)
    begins = now.replace(minute=0) if given.demo else begin(scenario, clock, city.timezone)
    world = World(city, folder, scenario, given.seed, begins, _fleet(given))
    sources = _sources(part, city)
    measured, beats = part.topic in TELEMETRY, part.topic == topics.FEED_STATUS
    if given.demo and not beats:
        window = Span(begins, begins + (scenario.length or timedelta(hours=1)))
        if measured:
            middle = begins + DEMO_WINDOW * 9
            window = Span(middle, middle + DEMO_WINDOW)
        return Show(world, window, now, sources, city.timezone, length=DEMO_LENGTH)
    if given.interval is None:
        return world
    pace = Pace(timedelta(seconds=given.interval), given.variability, given.seed)
    if beats or (measured and pace.mean >= _usual(world, part, now)):
        return Thinned(world, pace)
    window = Span(now, now + DEMO_WINDOW) if measured else Span(begins, begins + SHOWN_HOURS)
    return Show(world, window, now, sources, city.timezone, pace=pace)


def _usual(world: World, part: Part, now: datetime) -> timedelta:
    """Return how far apart a part's readings are in the minutes to come."""
    count = sum(1 for _ in islice(world.spoken(part.topics, now, now + DEMO_WINDOW), ENOUGH))
    return DEMO_WINDOW / max(1, count)


def _sources(part: Part, city: City) -> list[Source]:
    """Return those whose heartbeats go with a part's events."""
    return [s for s in speakers(city) if part.family and s.family in _families(part.family)]


def _families(family: Family) -> tuple[Family, ...]:
    """Return whose events go to a family's topic: the air's warnings are emergencies."""
    return tuple(f for f, topic in EVENT_TOPIC.items() if topic == EVENT_TOPIC[family])


def _fleet(given: argparse.Namespace) -> Fleet:
    fleet: Fleet = getattr(given, "fleet", None) or Fleet()
    return replace(fleet, trips_per_s=getattr(given, "trips_per_second", None))


def _greeting(part: Part, city: str, broker: str, given: argparse.Namespace) -> str:
    if given.demo:
        length = round(DEMO_LENGTH.total_seconds())
        return (
            f"{part.name}: a show of {length} seconds in {city}, sent to {broker}: {part.says}, "
            "told quickly; what is open at the end is ended."
        )
    return f"{part.name}: {part.says} in {city}, sent to {broker}. Ctrl-C stops it."


def _parser(part: Part) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=f"Tell of a simulated city: {part.says}. With the same seed, all commands "
        "tell of the same city."
    )
    add_common_options(parser)
    parser.add_argument(
        "--interval", type=_seconds, metavar="S",
        help="mean seconds of city time between messages; unset, as it comes",
    )  # fmt: skip
    parser.add_argument(
        "--variability", type=_share, default=0.5, metavar="V",
        help="0 for an interval like a metronome, 1 for pure chance (0.5)",
    )  # fmt: skip
    parser.add_argument("--max", type=_count, metavar="N", help="stop after so many messages")
    parser.add_argument(
        "--demo", action="store_true", help="a quick, varied show of a minute, then end"
    )
    if Flag.FLEET in part.flags:
        add_fleet_option(parser)
    if Flag.TRIPS in part.flags:
        add_trips_option(parser)
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.01 <= value <= 86_400:
        raise argparse.ArgumentTypeError("must be between 0.01 and 86400")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value
