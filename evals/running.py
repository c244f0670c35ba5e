"""Ask recorded cities, one process each, and hand-written suites: `python -m evals run`."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, time
from pathlib import Path
from typing import Final

from evals import answers
from evals.gate import load_thresholds, missed
from evals.interview import Interview, Talk, interview
from evals.outcome import Outcome, accuracy, by_slice, gravest, harm_counts, lags
from evals.recorded_city import Delay, Take
from evals.reports.writing import write_reports
from producers.city.scenario import names

QUESTIONS: Final = 5400
_AT_NIGHT: Final = "lively"
NIGHT: Final = (date(2026, 3, 7), time(22, 30))
"""A night over midnight, in which the clocks of the city go forward at two."""
SLICES: Final = (
    "topic", "aspect", "place", "language", "channel", "instant", "scenario", "polarity", "typo",
    "dialogue",
)  # fmt: skip


def main(arguments: Sequence[str], city_folder: Path) -> int:
    """Ask, print figures, write reports, and return 1 where a threshold is missed."""
    given = _parser(city_folder).parse_args(arguments)
    outcomes: list[Outcome] = []
    if not given.scenario and not given.recorded:
        outcomes += answers.ask_suites(given.city, given.suite, show=given.show)
    delays: list[Delay] = []
    if given.suite is None:
        for talk in ask_recordings(_interviews(given), given.jobs):
            outcomes += talk.outcomes
            delays += talk.delays
    if not outcomes:
        print("nothing was asked", file=sys.stderr)
        return 2
    lines = missed(outcomes, load_thresholds())
    _show(outcomes, lines)
    for lag in lags(delays):
        print(
            f"{lag.source}: {lag.told} told, {lag.untold} never; "
            f"{lag.median_s:.0f} s behind the truth, 95 % within {lag.p95_s:.0f} s"
        )
    for outcome in gravest(outcomes)[: given.list_wrong]:
        print(in_full(outcome))
    if given.out is not None:
        write_reports(outcomes, lines, lags(delays), given.out)
    return 1 if lines else 0


def ask_recordings(interviews: Iterable[Interview], jobs: int) -> list[Talk]:
    """Return what came of asking recorded cities, in the order of the interviews."""
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(interview, interviews))


def in_full(outcome: Outcome) -> str:
    """Write one answer out with what is wrong with it, to be read by people."""
    parts = outcome.slices
    head = f"[{parts.get('scenario', '')} {outcome.at:%a %H:%M:%S} {parts.get('instant', '')}]"
    asked = f"{outcome.before} >> {outcome.question}" if outcome.before else outcome.question
    harms = "\n".join(f"  ! {harm.name}: {harm.why}" for harm in outcome.harms)
    return (
        f"\n{head} {asked}\n  {outcome.status}: {outcome.answer}\n"
        f"  right: {outcome.expected}\n{harms}"
    )


def _parser(city_folder: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals run", description=__doc__)
    parser.add_argument("--city", type=Path, default=city_folder, help="folder of the city pack")
    parser.add_argument("--suite", help="only the hand-written suite of this name")
    parser.add_argument("--recorded", action="store_true", help="no hand-written suite")
    parser.add_argument("--scenario", action="append", choices=names(), help="only; may repeat")
    parser.add_argument("--limit", type=int, default=QUESTIONS, help=f"questions ({QUESTIONS})")
    parser.add_argument("--seed", type=int, default=1, help="of the city and the questions (1)")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--out", type=Path, help="folder for the reports")
    parser.add_argument("--list-wrong", type=int, default=0, help="print so many wrong answers")
    parser.add_argument("--show", action="store_true", help="print every answer of the suites")
    return parser


def _interviews(given: argparse.Namespace) -> list[Interview]:
    takes = [Take(given.city, name, given.seed) for name in given.scenario or names()]
    if not given.scenario:
        takes.append(Take(given.city, _AT_NIGHT, given.seed, *NIGHT))
    each = -(-given.limit // len(takes))
    return [Interview(take, each) for take in takes]


def _show(outcomes: Sequence[Outcome], lines: Sequence[str]) -> None:
    right = accuracy(outcomes)
    low, high = right.interval
    print(f"{right.right} of {right.asked} right: {right.share:.4f} [{low:.4f}, {high:.4f}]")
    for name, count in harm_counts(outcomes).items():
        print(f"  {name:16} {count:5}  {count / right.asked:.4f}")
    for kind in SLICES:
        shares = by_slice(outcomes, kind)
        told = ", ".join(f"{name} {s.share:.3f} ({s.asked})" for name, s in shares.items())
        print(f"{kind}: {told}")
    for line in lines:
        print(f"missed: {line}")
