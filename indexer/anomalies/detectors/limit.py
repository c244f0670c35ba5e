"""Hold two thresholds, one to go beyond and one to fall back from, and tell the level between."""

from dataclasses import dataclass

from indexer.anomalies.detector import Level


@dataclass(frozen=True, slots=True)
class Limit:
    """Hold the thresholds of one measure.

    Attributes:
        upper: from here on it is beyond; below `lower` where less is worse.
        lower: on the other side of this it is clear.
    """

    upper: float
    lower: float

    def level(self, value: float) -> Level:
        """Return how the value stands to both; `upper < lower` says that less is worse."""
        if self.upper < self.lower:
            if value > self.lower:
                return Level.CLEAR
            return Level.BEYOND if value <= self.upper else Level.BETWEEN
        if value < self.lower:
            return Level.CLEAR
        return Level.BEYOND if value >= self.upper else Level.BETWEEN
