"""Tell how fast the city's roads run: `python producers/producer_traffic.py`."""

import sys

from producers.city.command import main
from producers.city.parts import TRAFFIC

if __name__ == "__main__":
    sys.exit(main(TRAFFIC))
