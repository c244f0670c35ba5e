"""Tell hired trips through the city: `python producers/producer_trips.py`."""

import sys

from producers.city.command import main
from producers.city.parts import TRIPS

if __name__ == "__main__":
    sys.exit(main(TRIPS))
