"""Turn concentrations into the US Air Quality Index (40 CFR 58 App. G; PM2.5 as of May 2024)."""

import math
from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple, TypeAlias

from core.severity import Severity

MOST: Final = 500
"""Where the index ends; what is more is told as 500 too."""

Breakpoints: TypeAlias = Sequence[tuple[float, float, int, int]]
"""Concentrations from and to, and the index there; a concentration is cut to the table's digits."""


class Category(Enum):
    """Name a range of the index as EPA does."""

    GOOD = "good"
    MODERATE = "moderate"
    SENSITIVE = "unhealthy for sensitive groups"
    UNHEALTHY = "unhealthy"
    VERY_UNHEALTHY = "very unhealthy"
    HAZARDOUS = "hazardous"


class Pollutant(NamedTuple):
    """Hold how one pollutant's concentrations become an index.

    Attributes:
        words: what people call it.
        unit: of its concentrations.
        step: to which its concentrations are cut, downwards.
        breakpoints: its table.
    """

    words: str
    unit: str
    step: float
    breakpoints: Breakpoints


PM25: Final = Pollutant(
    "fine particles", "µg/m³", 0.1,
    ((0.0, 9.0, 0, 50), (9.1, 35.4, 51, 100), (35.5, 55.4, 101, 150),
     (55.5, 125.4, 151, 200), (125.5, 225.4, 201, 300), (225.5, 325.4, 301, 500)),
)  # fmt: skip
PM10: Final = Pollutant(
    "coarse particles", "µg/m³", 1.0,
    ((0, 54, 0, 50), (55, 154, 51, 100), (155, 254, 101, 150),
     (255, 354, 151, 200), (355, 424, 201, 300), (425, 604, 301, 500)),
)  # fmt: skip
OZONE_8H: Final = Pollutant(
    "ozone", "ppb", 1.0,
    ((0, 54, 0, 50), (55, 70, 51, 100), (71, 85, 101, 150),
     (86, 105, 151, 200), (106, 200, 201, 300)),
)  # fmt: skip
OZONE_1H: Final = Pollutant(
    "ozone", "ppb", 1.0,
    ((125, 164, 101, 150), (165, 204, 151, 200), (205, 404, 201, 300), (405, 604, 301, 500)),
)  # fmt: skip
"""For peaks of ozone: below 125 ppb the mean of one hour gives no index."""

_UP_TO: Final = (
    (50, Category.GOOD), (100, Category.MODERATE), (150, Category.SENSITIVE),
    (200, Category.UNHEALTHY), (300, Category.VERY_UNHEALTHY),
)  # fmt: skip
_SEVERITIES: Final = {
    Category.GOOD: Severity.LOW,
    Category.MODERATE: Severity.LOW,
    Category.SENSITIVE: Severity.MODERATE,
    Category.UNHEALTHY: Severity.HIGH,
    Category.VERY_UNHEALTHY: Severity.CRITICAL,
    Category.HAZARDOUS: Severity.CRITICAL,
}


def index_of(pollutant: Pollutant, concentration: float) -> int | None:
    """Return the index of a mean concentration; None below where the table begins."""
    steps = math.floor(round(concentration / pollutant.step, 6))
    cut = steps * pollutant.step
    if cut < pollutant.breakpoints[0][0]:
        return None
    for low, high, index_low, index_high in pollutant.breakpoints:
        if cut <= high + pollutant.step / 2:
            share = (cut - low) / (high - low)
            return round(index_low + share * (index_high - index_low))
    return pollutant.breakpoints[-1][3] if pollutant is OZONE_8H else MOST


def category_of(index: int) -> Category:
    """Return the category of an index."""
    return next((category for most, category in _UP_TO if index <= most), Category.HAZARDOUS)


def severity_of(category: Category) -> Severity:
    """Return how grave a category is."""
    return _SEVERITIES[category]
