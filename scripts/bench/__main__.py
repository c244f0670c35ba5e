"""Run the benches: `python -m scripts.bench [--only NAME …] [--quick]`; all where none is named.

Each prints its figures, one JSON line a figure. A bench that cannot be run says why in a line of
its own, and the others go on.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Final

from core.errors import CivicError
from core.logging import set_up_logging
from scripts.bench import answerable, chat, model, retrieval, start, storm, telemetry, throughput
from scripts.bench.aims import tell

BENCHES: Final[Mapping[str, Callable[[bool], None]]] = {
    "retrieval": lambda _quick: retrieval.run(),
    "answerable": answerable.run,
    "throughput": throughput.run,
    "chat": chat.run,
    "model": model.run,
    "storm": storm.run,
    "telemetry": telemetry.run,
    "start": start.run,
}


def main() -> int:
    """Run the benches named; return 1 where one of them could not be run."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure, a line a figure.")
    parser.add_argument("--only", nargs="+", choices=BENCHES, default=list(BENCHES), metavar="NAME",
                        help=f"some of: {', '.join(BENCHES)}")  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="short forms, for trying out")
    asked = parser.parse_args()
    set_up_logging("WARNING")
    failed = False
    for name in asked.only:
        try:
            BENCHES[name](asked.quick)
        except (CivicError, RuntimeError) as error:
            failed = True
            tell(name, None, "", n=0, error=str(error))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
