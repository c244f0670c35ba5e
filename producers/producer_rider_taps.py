"""Tell riders at the city's gates: `python producers/producer_rider_taps.py`."""

import sys

from producers.city.command import main
from producers.city.parts import TAPS

if __name__ == "__main__":
    sys.exit(main(TAPS))
