"""Run the seeds of all three families in one process: `python -m producers.seeds`."""

import sys

from producers.seeds.command import main
from producers.seeds.loop import ALL_FAMILIES

if __name__ == "__main__":
    sys.exit(main(ALL_FAMILIES))
