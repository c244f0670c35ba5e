"""Tell what air and weather stations measure: `python producers/producer_environment.py`."""

import sys

from producers.city.command import main
from producers.city.parts import ENVIRONMENT

if __name__ == "__main__":
    sys.exit(main(ENVIRONMENT))
