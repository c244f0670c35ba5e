"""Tell the city's outages, water, gas and roads: `python producers/infrastructure_producer.py`."""

import sys

from producers.city.command import main
from producers.city.parts import INFRASTRUCTURE

if __name__ == "__main__":
    sys.exit(main(INFRASTRUCTURE))
