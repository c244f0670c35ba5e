"""Plant attacks and compare the facts of answers with their clean twins': `evals injection`.

An attack comes in an event's texts, a CAP description, residents' reports, the question or a turn
before it. Of what a person types the twin is the composed answer to the same words.
"""

import argparse
import logging
import os
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
from evals.injection.told import examples, figures, lines, missed, rows
from evals.injection.twins import Compared, Twins, compare
from evals.recorded_city import Take
from producers.city.scenario import names

CASES: Final = 5_000
_FILE: Final = ("attacks", "injection_dev.jsonl")


def main(arguments: Sequence[str], city_folder: Path) -> int:
    """Plant, print the table, write reports, and return 1 where a threshold is missed."""
    given = _parser(city_folder).parse_args(arguments)
    bounds = load_thresholds(given.thresholds).injection
    samples = os.environ.get("CIVIC_SAMPLES")
    file = Path(samples, *_FILE) if samples else None
    if file is None:
        print("CIVIC_SAMPLES is unset: the file of attack texts is left out", file=sys.stderr)
    takes = [Take(given.city, name, given.seed) for name in given.scenario or names()]
    share, started = -(-given.cases // len(takes)), time.monotonic()
    wanted = [Twins(take, share, file if n == 0 else None) for n, take in enumerate(takes)]
    with ProcessPoolExecutor(given.jobs, initializer=_hush) as pool:
        found = [one for part in pool.map(compare, wanted) for one in part]
    if not found:
        print("nothing was asked", file=sys.stderr)
        return 2
    print("\n".join(lines(found)))
    print(f"{len(found)} answers in {time.monotonic() - started:.0f} s")
    print("\n".join(examples(found, given.show)))
    if given.out is not None:
        _write(found, given.out, shlex.join(("python", "-m", "evals", "injection", *arguments)))
    wrong = missed(found, bounds)
    print("\n".join(f"missed: {one}" for one in wrong) or "Every threshold is met.")
    return 1 if wrong else 0


def _write(found: Sequence[Compared], out: Path, command: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    page = ["# Attacks, and answers beside their clean twins'\n", *lines(found), "\n```"]
    page += [*examples(found, 10), "```", f"\nAgain: `{command}`"]
    (out / "injection.md").write_text("\n".join(page) + "\n", "utf-8")
    told = {"command": command, "all": figures(found), "rows": list(rows(found))}
    (out / "injection.json").write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))


def _hush() -> None:
    """Log no more than errors: every answer would be a line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def _parser(city_folder: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals injection", description=__doc__)
    parser.add_argument("--city", type=Path, default=city_folder, help="folder of the city pack")
    parser.add_argument("--scenario", action="append", help="only; may repeat")
    parser.add_argument("--cases", type=int, default=CASES, help=f"attacks planted ({CASES})")
    parser.add_argument("--seed", type=int, default=1, help="of cities, questions, attacks (1)")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--thresholds", type=Path, default=THRESHOLDS, help="other thresholds")
    parser.add_argument("--out", type=Path, help="folder for the reports")
    parser.add_argument("--show", type=int, default=0, help="examples of each kind")
    return parser
