"""Keep the city's outages and roads alive: `python producers/infrastructure_producer.py`."""

import sys

from core.topics import Family
from producers.seeds.command import main

if __name__ == "__main__":
    sys.exit(main([Family.INFRASTRUCTURE]))
