"""Tell where the city's vehicles are: `python producers/producer_vehicle.py`."""

import sys

from producers.city.command import main
from producers.city.parts import VEHICLES

if __name__ == "__main__":
    sys.exit(main(VEHICLES))
