"""Tell how the city's sources stand: `python producers/producer_feed_status.py`."""

import sys

from producers.city.command import main
from producers.city.parts import FEED_STATUS

if __name__ == "__main__":
    sys.exit(main(FEED_STATUS))
