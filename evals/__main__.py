"""Score the system: `python -m evals [run|mutations|conversations|detectors|calibrate] …`.

`run` asks the assistant thousands of questions about recorded cities, and those of the hand-written
suites; `mutations` plants faults that must each turn that red; `conversations` writes a page of
real conversations; `detectors` plays simulated cities, whose truth is known, to the detectors of
anomalies; `calibrate` fits how sure a likeness to exemplars is. Each says more with `--help`.
"""

import sys
from pathlib import Path
from typing import Final

from core.errors import CivicError
from evals import calibrate, detectors, mutations, running

_CITY: Final = Path(__file__).parents[1] / "cities" / "rivermouth"
_SCORES: Final = {
    "run": running.main,
    "detectors": detectors.main,
    "mutations": mutations.main,
    "calibrate": calibrate.main,
}


def main() -> int:
    """Run what is asked for, `run` where nothing is; 2 where it cannot begin."""
    arguments = sys.argv[1:]
    name = arguments.pop(0) if arguments and arguments[0] in _SCORES else "run"
    try:
        return _SCORES[name](arguments, _CITY)
    except CivicError as error:
        print(f"evals: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
