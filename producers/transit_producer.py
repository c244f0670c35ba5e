"""Tell how the city's trains and buses run: `python producers/transit_producer.py`."""

import sys

from producers.city.command import main
from producers.city.parts import TRANSIT

if __name__ == "__main__":
    sys.exit(main(TRANSIT))
