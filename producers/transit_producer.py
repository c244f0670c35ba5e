"""Keep the city's trains and buses alive: `python producers/transit_producer.py`."""

import sys

from core.topics import Family
from producers.seeds.command import main

if __name__ == "__main__":
    sys.exit(main([Family.TRANSIT]))
