"""Tell what the city's residents report: `python producers/producer_reports.py`."""

import sys

from producers.city.command import main
from producers.city.parts import REPORTS

if __name__ == "__main__":
    sys.exit(main(REPORTS))
