"""Read what the commands of the city have in common, and stop them at a signal."""

import argparse
import re
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Final

from producers.city.beginnings import DEFAULT_SCENARIO, DEFAULT_SEED
from producers.city.fleet import Fleet

_FLEET: Final = re.compile(r"(\d{1,5})\+(\d{1,5})")
MAX_TRIPS_PER_S: Final = 1_000.0


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """Add what says which city is told of."""
    parser.add_argument("--city", type=Path, metavar="DIR", help="folder of the city pack")
    parser.add_argument(
        "--scenario", default=DEFAULT_SCENARIO, metavar="NAME",
        help=f"what happens: a scenario's name or file ({DEFAULT_SCENARIO})",
    )  # fmt: skip
    parser.add_argument(
        "--seed", type=int, default=DEFAULT_SEED, metavar="N",
        help=f"the same N gives the same city ({DEFAULT_SEED})",
    )  # fmt: skip


def add_fleet_option(parser: argparse.ArgumentParser) -> None:
    """Add how many vehicles there are."""
    usual = Fleet()
    parser.add_argument(
        "--fleet", type=read_fleet, metavar="TRANSIT+CARS",
        help=f"how many vehicles of each sort ({usual.transit}+{usual.cars}), or a share: 0.1",
    )  # fmt: skip


def add_trips_option(parser: argparse.ArgumentParser) -> None:
    """Add how many hired trips there are."""
    parser.add_argument(
        "--trips-per-second", type=_trips, metavar="N",
        help="hired trips that end in a second by day; unset, what the taxis do",
    )  # fmt: skip


def read_fleet(text: str) -> Fleet:
    """Read `120+380`, or a share of the usual fleet such as `0.1`."""
    numbers = _FLEET.fullmatch(text)
    if numbers:
        return Fleet(transit=int(numbers[1]), cars=int(numbers[2]))
    try:
        scale = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("must be like 120+380, or a share like 0.1") from error
    if not 0 < scale <= 20:
        raise argparse.ArgumentTypeError("a share must be above 0, at most 20")
    return Fleet(scale=scale)


def stop_on_signals() -> threading.Event:
    """Return an event that SIGTERM and Ctrl-C set."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    return stop


def _trips(text: str) -> float:
    value = float(text)
    if not 0 < value <= MAX_TRIPS_PER_S:
        raise argparse.ArgumentTypeError(f"must be above 0, at most {MAX_TRIPS_PER_S:g}")
    return value
