"""List the detectors that look at one partition's readings."""

from typing import Final

from indexer.anomalies.detector import AnyDetector

_LOCAL: Final[tuple[AnyDetector, ...]] = ()


def local_detectors() -> tuple[AnyDetector, ...]:
    """Return every detector that needs no more than one partition, in a fixed order."""
    return _LOCAL
