"""List the detectors that look at one partition's readings."""

from typing import Any, Final, TypeAlias

from indexer.anomalies.detector import Detector

AnyDetector: TypeAlias = Detector[Any, Any]

_LOCAL: Final[tuple[AnyDetector, ...]] = ()


def local_detectors() -> tuple[AnyDetector, ...]:
    """Return every detector that needs no more than one partition, in a fixed order."""
    return _LOCAL
