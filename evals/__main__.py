"""Score the system: `python -m evals [WHAT] …`; what each can do it says with `--help`.

`run` (where nothing is named) asks the assistant thousands of questions about recorded cities, and
those of the hand-written suites; `mutations` plants faults that must each turn that red;
`retrieval` holds what is found against other ways to find it; `all` does these three, and writes
their reports. `verifier` has hostile and honest models write answers; `injection` plants attack
texts and compares answers with their clean twins'; `conversations` writes a page of real
conversations; `detectors` plays simulated cities, whose truth is known, to the detectors of
anomalies; `calibrate` fits how sure a likeness to exemplars is.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from core.errors import CivicError

_CITY: Final = Path(__file__).parents[1] / "cities" / "rivermouth"
_ALL: Final = ("run", "mutations", "retrieval")
_MODULES: Final = {
    "run": "running",
    "mutations": "mutations",
    "retrieval": "retrieval",
    "verifier": "verifier",
    "injection": "injection.command",
    "conversations": "conversations",
    "detectors": "detectors",
    "calibrate": "calibrate",
}
_REPORTS: Final = Path(__file__).parents[1] / "build" / "evals"


def main() -> int:
    """Run what is asked for; 1 where a threshold is missed, 2 where it cannot begin."""
    arguments = sys.argv[1:]
    name = arguments.pop(0) if arguments and arguments[0] in (*_MODULES, "all") else "run"
    return _all(arguments) if name == "all" else _score(name, arguments)


def _score(name: str, arguments: Sequence[str]) -> int:
    """Run one of them; what it needs is loaded only now."""
    try:
        return import_module(f"evals.{_MODULES[name]}").main(arguments, _CITY)
    except CivicError as error:
        print(f"evals: {error}", file=sys.stderr)
        return 2


def _all(arguments: Sequence[str]) -> int:
    """Run the three that make the evaluation, and return the worst of their codes."""
    parser = argparse.ArgumentParser(prog="python -m evals all", description=__doc__)
    parser.add_argument("--out", type=Path, default=_REPORTS, help="folder for the reports")
    out = str(parser.parse_args(arguments).out)
    codes: list[int] = []
    for name in _ALL:
        print(f"== {name}", flush=True)
        codes.append(_score(name, ["--out", out]))
    print(f"Reports: {out}")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
