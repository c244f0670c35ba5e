"""Run the benches: `python -m scripts.bench [name …]`; all of them where none is named."""

import sys
from collections.abc import Callable, Mapping
from typing import Final

from scripts.bench import retrieval

BENCHES: Final[Mapping[str, Callable[[], None]]] = {
    "retrieval": retrieval.run,
}
"""Each prints its figures, one JSON line a figure."""


def main(names: list[str]) -> None:
    """Run the benches named."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.exit(f"no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    for name in names or BENCHES:
        BENCHES[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
