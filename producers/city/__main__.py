"""Run the whole simulated city in one process: `python -m producers.city`.

Without Kafka it can write a recording, and what was really so; with it, play a recording in place
of the simulation. The clock is `CIVIC_CLOCK`, or the machine's.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from core.city import City, load_city
from core.errors import Misconfigured, Rejected, Transient
from core.logging import set_up_logging_from
from core.timespan import Clock, SystemClock, parse_rfc3339
from producers.city.beginnings import begin
from producers.city.fleet import Fleet
from producers.city.happening import Spoken
from producers.city.options import (
    add_common_options,
    add_fleet_option,
    add_trips_option,
    stop_on_signals,
)
from producers.city.parts import TOPICS
from producers.city.playing.console import Lines
from producers.city.playing.performing import Venue, perform
from producers.city.playing.script import FOREVER, Script
from producers.city.recording import Recording, write_recording
from producers.city.scenario import load
from producers.city.truth import write_truth
from producers.city.world import World
from producers.settings import ProducersSettings
from streams.endpoints import find_clock, find_settings
from streams.kafka import KafkaStreams
from streams.topics import ensure_topics


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as the command line says; return the exit code.

    0: all was said or written, or a person stopped it. 1: Kafka did not acknowledge everything.
    2: it could not start; one line on standard error says why.
    """
    given = _parser().parse_args(arguments)
    set_up_logging_from(os.environ)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    try:
        settings = ProducersSettings()
        folder = given.city or settings.city
        city = load_city(folder)
        if given.record or given.truth:
            _record(given, city, folder, console)
        else:
            _play(given, city, folder, settings, console)
    except Misconfigured as error:
        print(f"city: {error}", file=sys.stderr)
        return 2
    except (Transient, Rejected) as error:
        print(f"city: {error}", file=sys.stderr)
        return 1
    return 0


def _play(
    given: argparse.Namespace, city: City, folder: Path, settings: ProducersSettings,
    console: Console,
) -> None:  # fmt: skip
    """Play the world, or a recording, on Kafka until a signal comes or it is over."""
    stop = stop_on_signals()
    clock = find_clock(os.environ, settings.state_dir)
    kafka = find_settings(os.environ, settings.state_dir)
    ensure_topics(kafka)
    script = _script(given, city, folder, clock)
    venue = Venue(
        city, KafkaStreams(kafka), kafka, clock, settings.state_dir, Lines(console, city.timezone)
    )
    console.print(f"{city.name}, sent to {kafka.bootstrap_servers}. Ctrl-C stops it.")
    until = None if given.hours is None else clock.now() + timedelta(hours=given.hours)
    since = script.begins if isinstance(script, Recording) else None
    said = perform(script, given.only or TOPICS, venue, stop, since=since, until=until)
    console.print(f"{city.name}: {said} messages, all acknowledged.")


def _script(given: argparse.Namespace, city: City, folder: Path, clock: Clock) -> Script:
    if given.play is not None:
        return Recording(given.play, clock.now(), city.timezone, move_times=given.move_times)
    begins = given.begins or begin(load(given.scenario), clock, city.timezone)
    return _world(given, city, folder, begins)


def _world(given: argparse.Namespace, city: City, folder: Path, begins: datetime) -> World:
    fleet: Fleet = replace(given.fleet or Fleet(), trips_per_s=given.trips_per_second)
    return World(city, folder, load(given.scenario), given.seed, begins, fleet)


def _record(given: argparse.Namespace, city: City, folder: Path, console: Console) -> None:
    """Write a recording and the truth beside it, without Kafka and at once."""
    scenario = load(given.scenario)
    today = SystemClock().now().astimezone(city.timezone).date()
    begins = given.begins or scenario.begins_on(today, city.timezone)
    world = _world(given, city, folder, begins)
    length = scenario.length or timedelta(days=1)
    if given.hours is not None:
        length = timedelta(hours=given.hours)
    if given.record:
        records = recorded(world, given.only or TOPICS, begins, begins + length)
        console.print(f"{write_recording(records, given.record)} records in {given.record}")
    if given.truth:
        console.print(f"{write_truth(world.account(), given.truth)} lines in {given.truth}")


def recorded(
    world: Script, topics: Sequence[str], begins: datetime, ends: datetime
) -> Iterator[Spoken]:
    """Yield what stands when a recording begins, as said then, and what is said until it ends."""
    yield from (replace(spoken, at=begins) for spoken in world.states(topics, begins))
    yield from world.spoken(topics, begins, ends)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m producers.city", description="Run a whole simulated city."
    )
    add_common_options(parser)
    add_fleet_option(parser)
    add_trips_option(parser)
    parser.add_argument(
        "--only", nargs="+", choices=TOPICS, metavar="TOPIC", help="only these topics"
    )
    parser.add_argument(
        "--begins", type=_instant, metavar="RFC3339", help="when the city's first stretch begins"
    )
    parser.add_argument("--hours", type=_hours, metavar="H", help="end after so many hours")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write a recording, no Kafka")
    parser.add_argument("--truth", type=Path, metavar="FILE", help="write what was really so")
    parser.add_argument("--play", type=Path, metavar="FILE", help="play a recording")
    parser.add_argument(
        "--move-times", action="store_true", help="with --play: as if it happened now"
    )
    return parser


def _instant(text: str) -> datetime:
    try:
        return parse_rfc3339(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("must be like 2026-11-20T08:00:00-05:00") from error


def _hours(text: str) -> float:
    value = float(text)
    if not 0 < value <= FOREVER / timedelta(hours=1):
        raise argparse.ArgumentTypeError("must be above 0")
    return value


if __name__ == "__main__":
    sys.exit(main())
