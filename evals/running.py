"""Ask recorded cities, one process each, and hand-written suites: `python -m evals run`.

With `--held-out` the paraphrases and dangers on which nothing is tuned are asked in their stead:
that is a measure, of which only all-clears that are false make the run fail.
"""

import argparse
import json
import shlex
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Final

from evals import answers
from evals.gate import THRESHOLDS, judge, load_thresholds
from evals.honestly import beside, newly_wrong, no_worse
from evals.interview import Interview, Talk, interview
from evals.outcome import Outcome, accuracy, by_slice, gravest, harm_counts, lags
from evals.over_http import Call, ask_over_http, running_system
from evals.phrasing import HELD_OUT, PARAPHRASES
from evals.recorded_city import Delay, Take
from evals.reports.run_told import SLICES, RunTold
from evals.reports.writing import write_reports
from evals.scorers import HarmName
from evals.task import HELD_OUT_DANGERS, load_dangers
from producers.city.scenario import names
from producers.settings import ProducersSettings

QUESTIONS: Final = 5400
_AT_NIGHT: Final = "lively"
_OVER_HTTP: Final = 400
"""Over HTTP no more is asked: so much takes as long as the city takes."""
_FALSE_ALL_CLEARS: Final = 0.005
"""The greatest share of them in wording that is held out."""
NIGHT: Final = (date(2026, 3, 7), time_of_day(22, 30))
"""A night over midnight, in which the clocks of the city go forward at two."""


def main(arguments: Sequence[str], city_folder: Path) -> int:
    """Ask, print figures, write reports, and return 1 where a threshold is missed."""
    parser = _parser(city_folder)
    given = parser.parse_args(arguments)
    if given.held_out and (given.api or given.suite or given.suites):
        parser.error("--held-out asks recorded cities and held-out dangers, and nothing else")
    if given.llm and (given.held_out or given.api):
        parser.error("--llm asks recorded cities and hand-written suites, and nothing else")
    begun_at, started = datetime.now(UTC), time.monotonic()
    plain: list[Outcome] = []
    if given.llm:
        plain, _ = _asked(given, llm=False)
    outcomes, delays = _asked(given, llm=given.llm)
    if not outcomes:
        print("nothing was asked", file=sys.stderr)
        return 2
    run = RunTold(
        outcomes=outcomes, judgements=judge(outcomes, load_thresholds(given.thresholds)),
        behind=lags(delays), command=shlex.join(("python", "-m", "evals", "run", *arguments)),
        seed=given.seed, begun_at=begun_at, took_s=time.monotonic() - started,
    )  # fmt: skip
    _show(run)
    for outcome in gravest(outcomes)[: given.list_wrong]:
        print(in_full(outcome))
    if given.out is not None:
        write_reports(run, given.out)
    if given.llm:
        print("\n".join(beside(plain, outcomes)))
        for outcome in newly_wrong(plain, outcomes)[: given.list_wrong]:
            print("only where a model writes:", in_full(outcome))
        return 0 if no_worse(plain, outcomes) and not run.missed else 1
    if given.held_out:
        share = harm_counts(outcomes).get(HarmName.FALSE_ALL_CLEAR, 0) / len(outcomes)
        return 1 if share > _FALSE_ALL_CLEARS else 0
    return 1 if run.missed else 0


def _asked(given: argparse.Namespace, *, llm: bool) -> tuple[list[Outcome], list[Delay]]:
    """Ask what was wished for, over HTTP where an address is given."""
    outcomes: list[Outcome] = []
    delays: list[Delay] = []
    if given.api is not None:
        talk = ask_over_http(_call(given))
        return list(talk.outcomes), list(talk.delays)
    if given.held_out:
        for path in HELD_OUT_DANGERS:
            outcomes += answers.ask_dangers(given.city, load_dangers(path))
    elif not given.scenario and not given.recorded:
        outcomes += answers.ask_suites(given.city, given.suite, show=given.show, llm=llm)
    if given.suite is None and not given.suites:
        for talk in ask_recordings(_interviews(given, llm=llm), given.jobs):
            outcomes += talk.outcomes
            delays += talk.delays
    return outcomes, delays


def ask_recordings(interviews: Iterable[Interview], jobs: int) -> list[Talk]:
    """Return what came of asking recorded cities, in the order of the interviews."""
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(interview, interviews))


def in_full(outcome: Outcome) -> str:
    """Write one answer out with what is wrong with it, to be read by people."""
    parts = outcome.slices
    head = f"[{outcome.asked_of} {outcome.at:%a %H:%M:%S} {parts.get('instant', '')}]"
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
    parser.add_argument("--suites", action="store_true", help="only the hand-written suites")
    parser.add_argument("--recorded", action="store_true", help="no hand-written suite")
    parser.add_argument("--held-out", action="store_true", help="words that nothing is tuned on")
    parser.add_argument("--llm", action="store_true", help="an honest model writes; both beside")
    parser.add_argument("--scenario", action="append", help="only; may repeat")
    parser.add_argument("--limit", type=int, default=QUESTIONS, help=f"questions ({QUESTIONS})")
    parser.add_argument("--seed", type=int, default=1, help="of the city and the questions (1)")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--api", metavar="URL", help="ask a running system, in step with a replay")
    parser.add_argument("--endpoints", type=Path, help="of the running system: its endpoints file")
    parser.add_argument("--minutes", type=float, default=20, help="of city time, with --api (20)")
    parser.add_argument("--thresholds", type=Path, default=THRESHOLDS, help="other thresholds")
    parser.add_argument("--out", type=Path, help="folder for the reports")
    parser.add_argument("--list-wrong", type=int, default=0, help="print so many wrong answers")
    parser.add_argument("--show", action="store_true", help="print every answer of the suites")
    return parser


def _call(given: argparse.Namespace) -> Call:
    """Say which running system to ask; without an endpoints file it is found as `cli` finds it."""
    written: dict[str, str] = (
        json.loads(given.endpoints.read_text("utf-8")) if given.endpoints else {}
    )
    kafka, clock = running_system(written, ProducersSettings().state_dir)
    return Call(
        given.api, kafka, clock, given.city, (given.scenario or [_AT_NIGHT])[0], given.seed,
        min(given.limit, _OVER_HTTP), timedelta(minutes=given.minutes),
    )  # fmt: skip


def _interviews(given: argparse.Namespace, *, llm: bool = False) -> list[Interview]:
    takes = [Take(given.city, name, given.seed) for name in given.scenario or names()]
    if not given.scenario:
        takes.append(Take(given.city, _AT_NIGHT, given.seed, *NIGHT))
    each = -(-given.limit // len(takes))
    worded = HELD_OUT if given.held_out else PARAPHRASES
    return [Interview(take, each, worded=worded, llm=llm) for take in takes]


def _show(run: RunTold) -> None:
    right = accuracy(run.outcomes)
    low, high = right.interval
    print(f"{right.right} of {right.asked} right: {right.share:.4f} [{low:.4f}, {high:.4f}]")
    for name, count in harm_counts(run.outcomes).items():
        print(f"  {name:16} {count:5}  {count / right.asked:.4f}")
    for kind in SLICES:
        shares = by_slice(run.outcomes, kind)
        if shares:
            told = ", ".join(f"{name} {s.share:.3f} ({s.asked})" for name, s in shares.items())
            print(f"{kind}: {told}")
    for lag in run.behind:
        print(
            f"{lag.source}: {lag.told} told, {lag.untold} never; "
            f"{lag.median_s:.0f} s behind the truth, 95 % within {lag.p95_s:.0f} s"
        )
    for judgement in run.missed:
        print(f"missed: {judgement}")
