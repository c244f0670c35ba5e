"""Measure how long an answer takes, over HTTP, with ever more events; and what memory that needs.

Each number is of events in force; as many again are over. Questions are put one after another
on one connection; the time is that until the whole answer was read.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from scripts.bench.aims import AtMost, tell, tell_times
from scripts.bench.city_messages import city_messages
from scripts.bench.door import Door
from scripts.bench.questions import city_questions
from scripts.bench.system import System

SIZES: Final = (1_000, 10_000, 100_000)
AIMED_AT: Final = 10_000
P50_MS: Final = 4.0
P99_MS: Final = 12.0
DOUBLING: Final = 2.0
API_MB: Final = 320.0
_QUESTIONS: Final = 1_000
_WARMED_BY: Final = 50


def run(quick: bool) -> None:
    """Fill the system step by step, and ask at every step."""
    sizes = SIZES[:2] if quick else SIZES
    medians: dict[int, float] = {}
    with System() as system:
        system.start_indexer()
        system.beat()
        system.start_api()
        there = 0
        for size in sizes:
            now = datetime.now(UTC)
            system.publish(city_messages(system.city, 2 * size - there, now, first=there))
            there = 2 * size
            system.wait_until_indexed()
            system.wait_until_embedded()
            medians[size] = _ask(system, size, _QUESTIONS // (5 if quick else 1))
            if size == AIMED_AT:
                _weigh(system, size)
    largest = sizes[-1]
    if largest > AIMED_AT:
        growth = medians[largest] / medians[AIMED_AT]
        tell("chat.growth", growth, "times", n=2, aim=AtMost(DOUBLING), events=largest)


def _ask(system: System, size: int, count: int) -> float:
    """Put the questions, and print the times; return the median."""
    system.beat()
    taken: list[float] = []
    inside: list[float] = []
    statuses: Counter[str] = Counter()
    questions = list(city_questions(system.city, count + _WARMED_BY))
    with Door(system.api) as door:
        for question in questions[:_WARMED_BY]:
            door.ask(question)
        for question in questions[_WARMED_BY:]:
            took_ms, answer = door.ask(question)
            taken.append(took_ms)
            inside.append(answer["timing_ms"]["total"])
            statuses[answer["status"]] += 1
    aimed = size == AIMED_AT
    tell_times(
        f"chat.{size}", taken,
        p50=P50_MS if aimed else None, p99=P99_MS if aimed else None,
        in_the_api_p50_ms=_median(inside), different=len(set(questions)), statuses=dict(statuses),
    )  # fmt: skip
    return _median(taken)


def _weigh(system: System, size: int) -> None:
    """Print the memory of each process of ours; Redis holds the events once more."""
    for name in ("api", "indexer"):
        found = system.memory_mb(name)
        aim = AtMost(API_MB) if name == "api" else None
        tell(f"memory.{name}", found["rss_mb"], "MB", n=1, aim=aim, pss_mb=found["pss_mb"],
             events=2 * size)  # fmt: skip
    tell("memory.redis", system.store_mb(), "MB", n=1, events=2 * size)


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
