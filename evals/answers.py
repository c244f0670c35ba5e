"""Ask the real assistant every question of the suites: `python -m evals run [--suite NAME]`."""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from core.city import load_city
from evals.scorers import Harm, score
from evals.stage import Stage
from evals.task import SUITES, Suite, load_suite


def main(arguments: Sequence[str], city_folder: Path) -> int:
    """Play the suites, print what is wrong with which answer, and return 1 where anything is."""
    parser = argparse.ArgumentParser(prog="python -m evals run", description=__doc__)
    parser.add_argument("--suite", help="only the suite of this name")
    parser.add_argument("--city", type=Path, default=city_folder, help="folder of the city pack")
    parser.add_argument("--show", action="store_true", help="print every answer")
    given = parser.parse_args(arguments)
    stage = Stage(load_city(given.city))
    suites = [load_suite(path) for path in sorted(SUITES.glob("*.yaml"))]
    harms: Counter[str] = Counter()
    asked = right = 0
    for suite in suites:
        if given.suite in (None, suite.name):
            for wrong in play(stage, suite, show=given.show):
                asked += 1
                right += not wrong
                harms.update(harm.name for harm in wrong)
    print(f"{right} of {asked} answers right" + "".join(f", {n} {h}" for h, n in harms.items()))
    return 0 if asked and asked == right else 1


def play(stage: Stage, suite: Suite, *, show: bool = False) -> list[list[Harm]]:
    """Play one suite and return what is wrong with each answer."""
    found: list[list[Harm]] = []
    for case in suite.cases:
        for turn, answer in zip(case.turns, stage.play(case, suite.now), strict=True):
            wrong = score(answer, turn.expect)
            found.append(wrong)
            if show or wrong:
                print(f"{suite.name} / {case.name}\n  > {turn.ask}\n  {answer.text}")
            for harm in wrong:
                print(f"  {harm.name}: {harm.why}")
    return found
