"""Tell the city's emergencies and weather: `python producers/emergency_producer.py`."""

import sys

from producers.city.command import main
from producers.city.parts import EMERGENCY

if __name__ == "__main__":
    sys.exit(main(EMERGENCY))
