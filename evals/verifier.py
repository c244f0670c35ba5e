"""Let hostile and honest models write answers: `python -m evals verifier`.

Hostile ones must get nothing untrue shown, honest ones must be let through; both figures are
printed together, for either alone is easily had. Breaker, token cap and cache are off for hostile
answers, so that they reach the verifier, and on where a refusing server's rest is measured.
"""

import argparse
import logging
import shlex
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

import orjson
import structlog

from evals.gate import THRESHOLDS, load_thresholds
from evals.peers.models import HOSTILE
from evals.recorded_city import Take
from evals.running import NIGHT
from evals.verifying.bounds import VerifierBounds
from evals.verifying.told import VerifierRun, examples, figures, lines, missed
from evals.verifying.trial import Trial, Trialled, trial
from evals.verifying.waiting import wait
from producers.city.scenario import names

ANSWERS: Final = 10_000
HONEST: Final = 1_200
_LIVELY: Final = "lively"
_HANGING: Final = 100


def main(arguments: Sequence[str], city_folder: Path) -> int:
    """Have models write, print both figures, and return 1 where a threshold is missed."""
    given = _parser(city_folder).parse_args(arguments)
    bounds = load_thresholds(given.thresholds).verifier
    started = time.monotonic()
    _hush()
    with ProcessPoolExecutor(given.jobs, initializer=_hush) as pool:
        found = list(pool.map(trial, _trials(given)))
    waited, rested = [], None
    if given.hanging:
        take = Take(given.city, _LIVELY, given.seed)
        waited, rested = wait(take, given.seed, given.hanging, given.refuse_s)
    run = VerifierRun(
        hostile=[finding for one in found for finding in one.hostile],
        honest=[finding for one in found for finding in one.honest],
        waited=waited, rested=rested, took_s=time.monotonic() - started,
        command=shlex.join(("python", "-m", "evals", "verifier", *arguments)),
    )  # fmt: skip
    return _told(run, bounds, found, given)


def _hush() -> None:
    """Log no more than warnings: every answer would be a line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def _told(
    run: VerifierRun, bounds: VerifierBounds, found: Sequence[Trialled], given: argparse.Namespace
) -> int:
    print("\n".join(lines(run)))
    if given.show:
        print("\n".join(examples(run, given.show)))
    if not run.hostile and not run.honest:
        print(f"nothing was asked in {len(found)} cities", file=sys.stderr)
        return 2
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
        page = ["# Models that write, and what is shown of it\n", *lines(run), "", "```"]
        page += [*examples(run, 5), "```", f"\nAgain: `{run.command}`"]
        (given.out / "verifier.md").write_text("\n".join(page) + "\n", "utf-8")
        told = orjson.dumps(figures(run, bounds), option=orjson.OPT_INDENT_2)
        (given.out / "verifier.json").write_bytes(told)
    wrong = missed(run, bounds)
    print("\n".join(f"missed: {one}" for one in wrong) or "Every threshold is met.")
    return 1 if wrong else 0


def _trials(given: argparse.Namespace) -> list[Trial]:
    takes = [Take(given.city, name, given.seed) for name in given.scenario or names()]
    if not given.scenario:
        takes.append(Take(given.city, _LIVELY, given.seed, *NIGHT))
    hostile, honest = -(-given.answers // len(takes)), -(-given.honest // len(takes))
    return [Trial(take, hostile, honest, tuple(given.model or ())) for take in takes]


def _parser(city_folder: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals verifier", description=__doc__)
    parser.add_argument("--city", type=Path, default=city_folder, help="folder of the city pack")
    parser.add_argument("--scenario", action="append", help="only; may repeat")
    parser.add_argument("--model", action="append", choices=tuple(HOSTILE), help="only; may repeat")
    parser.add_argument("--answers", type=int, default=ANSWERS, help=f"hostile ({ANSWERS})")
    parser.add_argument("--honest", type=int, default=HONEST, help=f"honest answers ({HONEST})")
    parser.add_argument("--hanging", type=int, default=_HANGING, help="answers; 0 for no waiting")
    parser.add_argument("--refuse-s", type=float, default=60, help="seconds of refusing (60)")
    parser.add_argument("--seed", type=int, default=1, help="of cities, questions, models (1)")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--thresholds", type=Path, default=THRESHOLDS, help="other thresholds")
    parser.add_argument("--out", type=Path, help="folder for the reports")
    parser.add_argument("--show", type=int, default=0, help="examples of each reason")
    return parser
