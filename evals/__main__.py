"""Score the system: `python -m evals [run|detectors] …`.

`run` asks the assistant the questions of the suites; `detectors` plays simulated cities, whose
truth is known, to the detectors of anomalies. Each says what it can do with `--help`.
"""

import sys
from pathlib import Path
from typing import Final

from core.errors import CivicError
from evals import answers, detectors

_CITY: Final = Path(__file__).parents[1] / "cities" / "rivermouth"
_SCORES: Final = {"run": answers.main, "detectors": detectors.main}


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
