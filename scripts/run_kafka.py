"""Run a real Kafka on loopback until Ctrl-C, and print its address.

    python scripts/run_kafka.py [--port 9092] [--partitions 4]

Its data is gone afterwards.
"""

from __future__ import annotations

import argparse
import signal
import sys

from core.errors import CivicError
from streams.kraft import KraftSettings, LocalKafka


def main() -> None:
    """Start the broker, print the line that others need, wait for the end."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--port", type=int, default=9092)
    arguments.add_argument("--partitions", type=int, default=4)
    wanted = arguments.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with LocalKafka(KraftSettings(port=wanted.port, partitions=wanted.partitions)) as kafka:
            print(f"KAFKA_BOOTSTRAP_SERVERS={kafka.bootstrap}", flush=True)
            kafka.wait()
    except KeyboardInterrupt:
        return
    except CivicError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
