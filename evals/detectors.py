"""Score the detectors and the joining of incidents: `python -m evals detectors`.

Whole stretches of the simulated city are played to them, from many seeds; what they tell is
compared with what was so. A calm day has a tenth of the fleet, as false alarms a day are counted
on it.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from rich.console import Console
from rich.table import Table

from core.event import EventType
from evals.alarms import Alarm, Tally, Truth, tally, wilson
from evals.rehearsals import Rehearsal, Run, rehearse
from producers.city.fleet import Fleet
from producers.city.scenario import names

CALM: Final = "calm"
RECALL: Final = 0.95
PRECISION: Final = 0.9
FALSE_A_DAY: Final = 2.0
PAIR_PRECISION: Final = 0.95
PAIR_RECALL: Final = 0.8
_FLEETS: Final = {CALM: Fleet(scale=0.1)}
_FLEET: Final = Fleet(cars=40)
"""All lines, and a tenth of the cars: what cars show does not depend on how many there are."""
_FIRST_SEED: Final = 1
_ENDLESS: Final = frozenset({"lively"})
"""The demo's day is a show: it plays everything at once, and is scored only where it is named."""


@dataclass(slots=True)
class Score:
    """Hold what all runs came to.

    Attributes:
        tallies: by kind of anomaly.
        calm: how long the calm days were in all, and their false alarms.
        pairs: pairs of happenings joined rightly, joined wrongly, and missed.
    """

    tallies: dict[EventType, Tally] = field(default_factory=lambda: defaultdict(Tally))
    calm: timedelta = timedelta()
    calm_false: list[Alarm] = field(default_factory=list[Alarm])
    joined: int = 0
    misjoined: int = 0
    unjoined: int = 0
    records: int = 0

    def add(self, played: Rehearsal) -> None:
        """Take in one run."""
        counted = tally(played.truths, played.alarms)
        for kind, found in counted.items():
            self.tallies[kind].add(found)
        if played.run.scenario == CALM:
            self.calm += played.length
            self.calm_false += [alarm for found in counted.values() for alarm in found.false]
        self.joined += len(played.paired & played.belonging)
        self.misjoined += len(played.paired - played.belonging)
        self.unjoined += len(played.belonging - played.paired)
        self.records += played.records

    @property
    def false_a_day(self) -> float | None:
        """Return the false alarms in 24 calm hours; None where no calm day was played."""
        days = self.calm / timedelta(days=1)
        return len(self.calm_false) / days if days else None

    @property
    def good(self) -> bool:
        """Say whether every aim is reached."""
        reached = [
            _at_least(found.recall, RECALL) and _at_least(found.precision, PRECISION)
            for found in self.tallies.values()
        ]
        precision, recall = self.pair_shares
        return (
            all(reached)
            and (self.false_a_day or 0.0) <= FALSE_A_DAY
            and _at_least(precision, PAIR_PRECISION)
            and _at_least(recall, PAIR_RECALL)
        )

    @property
    def pair_shares(self) -> tuple[float | None, float | None]:
        """Return precision and recall of the pairs of events joined; None where there are none."""
        said, so = self.joined + self.misjoined, self.joined + self.unjoined
        return (self.joined / said if said else None, self.joined / so if so else None)


def main(arguments: Sequence[str], city_folder: Path) -> int:
    """Play, print the table, and return 1 where an aim is missed."""
    parser = argparse.ArgumentParser(prog="python -m evals detectors", description=__doc__)
    parser.add_argument("--city", type=Path, default=city_folder, help="folder of the city pack")
    parser.add_argument("--seeds", type=int, default=20, help="how many seeds (20)")
    parser.add_argument(
        "--scenario", action="append", choices=names(), help="only this one; may repeat"
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--wrong", action="store_true", help="list what was missed and invented")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    runs = [
        Run(given.city, scenario, seed, _FLEETS.get(scenario, _FLEET))
        for scenario in given.scenario or [n for n in names() if n not in _ENDLESS]
        for seed in range(_FIRST_SEED, _FIRST_SEED + given.seeds)
    ]
    score = Score()
    with ProcessPoolExecutor(given.jobs) as pool:
        for played in pool.map(rehearse, runs):
            score.add(played)
            if given.wrong:
                _tell_wrong(played)
    if given.json:
        print(json.dumps(_figures(score)))
    else:
        _show(score, len(runs))
    return 0 if score.good else 1


def _at_least(share: float | None, aim: float) -> bool:
    return share is None or share >= aim


def _tell_wrong(played: Rehearsal) -> None:
    name = f"{played.run.scenario} {played.run.seed}"
    for kind, found in tally(played.truths, played.alarms).items():
        for truth in found.missed:
            print(f"{name}: missed {kind.value} of {truth.subject} {_span(truth)}")
        for alarm in found.false:
            print(f"{name}: false {kind.value} of {alarm.subject} {_span(alarm)}")
    for pairs, word in (
        (played.paired - played.belonging, "joined wrongly"),
        (played.belonging - played.paired, "not joined"),
    ):
        for one, other in sorted(pairs):
            print(f"{name}: {word}: {one} and {other}")


def _span(thing: Truth | Alarm) -> str:
    end = "…" if thing.span.end is None else f"{thing.span.end:%H:%M:%S}"
    return f"{thing.span.start:%H:%M:%S} to {end}"


def _show(score: Score, runs: int) -> None:
    table = Table(title=f"Detectors over {runs} runs, {score.records:,} records")
    for column in (
        "kind",
        "true",
        "told",
        "recall",
        "95 %",
        "precision",
        "95 %",
        "delay p50",
        "p95",
    ):
        table.add_column(column, justify="left" if column == "kind" else "right")
    for kind, found in sorted(score.tallies.items()):
        truths, alarms = len(found.found) + len(found.missed), len(found.right) + len(found.false)
        table.add_row(
            kind.value, str(truths), str(alarms),
            _share(found.recall), _interval(len(found.found), truths),
            _share(found.precision), _interval(len(found.right), alarms),
            *_delays(found.delays_s),
        )  # fmt: skip
    console = Console(width=110)
    console.print(table)
    if score.false_a_day is not None:
        days = score.calm / timedelta(days=1)
        console.print(f"False alarms a calm day: {score.false_a_day:.2f} ({days:g} days)")
    precision, recall = score.pair_shares
    said, so = score.joined + score.misjoined, score.joined + score.unjoined
    console.print(
        f"Incidents, pairs of events: precision {_share(precision)} of {said}, "
        f"recall {_share(recall)} of {so}"
    )


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _interval(hits: int, tries: int) -> str:
    low, high = wilson(hits, tries)
    return f"{low:.2f}-{high:.2f}" if tries else "-"


def _delays(delays_s: Iterable[float]) -> tuple[str, str]:
    found = list(delays_s)
    if not found:
        return "-", "-"
    p50, p95 = np.quantile(found, [0.5, 0.95])
    return f"{p50:.0f} s", f"{p95:.0f} s"


def _figures(score: Score) -> dict[str, Any]:
    precision, recall = score.pair_shares
    kinds = {
        kind.value: {
            "true": len(found.found) + len(found.missed),
            "told": len(found.right) + len(found.false),
            "recall": found.recall,
            "precision": found.precision,
            "delays_s": sorted(found.delays_s),
        }
        for kind, found in sorted(score.tallies.items())
    }
    return {
        "kinds": kinds,
        "false_a_calm_day": score.false_a_day,
        "pairs": {"precision": precision, "recall": recall},
        "records": score.records,
        "good": score.good,
    }
