"""Be the command line of the three seeds, and show a person what they say."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from rich.console import Console

from core.city import load_city
from core.errors import Misconfigured, Rejected, Transient
from core.event import Event
from core.logging import set_up_logging_from
from core.timespan import clock_from
from core.topics import Family
from producers.seeds.loop import run
from producers.seeds.settings import DEMO_LENGTH, REPERTOIRES, SeedSettings
from producers.settings import ProducersSettings
from streams.endpoints import find_settings
from streams.kafka import KafkaStreams
from streams.topics import ensure_topics


def main(families: Sequence[Family], arguments: Sequence[str] | None = None) -> int:
    """Run the seeds of `families` as the command line says; return the exit code.

    0: all was said, or a person stopped it. 1: Kafka did not acknowledge everything.
    2: it could not start; one line on standard error says why.
    """
    given = _parser(families).parse_args(arguments)
    set_up_logging_from(os.environ, "ERROR")
    stop = _stop_on_signals()
    console = Console(highlight=False, markup=False, soft_wrap=True)
    name = " and ".join(families) if len(families) < 3 else "seeds"
    started = False
    try:
        defaults = ProducersSettings()
        city = load_city(given.city or defaults.city)
        clock = clock_from()
        kafka = find_settings(os.environ, defaults.state_dir)
        ensure_topics(kafka)
        settings = SeedSettings(
            interval=None if given.interval is None else timedelta(seconds=given.interval),
            max_messages=given.max,
            demo=given.demo,
            seed=given.seed,
            state_dir=defaults.state_dir,
        )
        started = True
        console.print(_greeting(name, city.name, kafka.bootstrap_servers, settings))
        said = run(
            families, clock, settings, stop, city=city,
            streams=KafkaStreams(kafka), wire_name=kafka.wire_name,
            onlooker=_Lines(console, city.timezone),
        )  # fmt: skip
    except (Misconfigured, Transient, Rejected) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1 if started and not isinstance(error, Misconfigured) else 2
    console.print(f"{name}: {said} messages, all acknowledged.")
    return 0


def _greeting(name: str, city: str, broker: str, settings: SeedSettings) -> str:
    if settings.demo:
        length = round(DEMO_LENGTH.total_seconds())
        return (
            f"{name}: a show of {length} seconds in {city}, sent to {broker}: events begin, "
            "change and end quickly; what is open at the end is ended."
        )
    return f"{name}: speaking for {city} to {broker}. Ctrl-C stops it."


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    return stop


class _Lines:
    """Print one line a message on a terminal; elsewhere only what a person must know."""

    def __init__(self, console: Console, timezone: ZoneInfo) -> None:
        self._console, self._timezone = console, timezone
        self._statuses: dict[str, str] = {}

    def said(self, event: Event) -> None:
        """Print the message's time, source and headline; one that only confirms is dimmed."""
        if not self._console.is_terminal:
            return
        confirms = self._statuses.get(event.event_id) == event.status
        self._statuses[event.event_id] = event.status
        time = f"{event.issued_at.astimezone(self._timezone):%H:%M:%S}"
        status = "still" if confirms else event.status.replace("_", " ")
        line = f"{time}  {event.source:<20}  {event.headline}  ({status})"
        self._console.print(line, style="dim" if confirms else None)

    def waiting(self, reason: str) -> None:
        """Print that Kafka is waited for."""
        self._console.print(f"Waiting for Kafka: {reason}")

    def resumed(self) -> None:
        """Print that all is acknowledged again."""
        self._console.print("Kafka is back; everything is acknowledged.")


def _parser(families: Sequence[Family]) -> argparse.ArgumentParser:
    usual = ", ".join(f"{REPERTOIRES[f].interval.total_seconds():g}" for f in families)
    parser = argparse.ArgumentParser(
        description=f"Keep a city's {', '.join(families)} events alive: "
        "they start, change and end, in places of the city pack."
    )
    parser.add_argument(
        "--interval",
        type=_seconds,
        metavar="S",
        help=f"seconds of city time between messages ({usual})",
    )
    parser.add_argument("--max", type=_count, metavar="N", help="stop after so many messages")
    parser.add_argument(
        "--demo", action="store_true", help="a quick, varied show of a minute, then end"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="the same N gives the same events")
    parser.add_argument("--city", type=Path, metavar="DIR", help="folder of the city pack")
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.01 <= value <= 86_400:
        raise argparse.ArgumentTypeError("must be between 0.01 and 86400")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value
