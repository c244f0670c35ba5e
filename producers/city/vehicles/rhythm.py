"""Say how often each vehicle reports, and how long its reports are on their way."""

from typing import Final

from producers.city.chance import share

INTERVALS_S: Final = (5.0, 30.0)
"""The shortest and the longest time between two reports of one vehicle."""


def interval_of(seed: int, vehicle: str) -> float:
    """Return the seconds between two reports of a vehicle."""
    least, most = INTERVALS_S
    return round(least + (most - least) * share(seed, "interval", vehicle), 1)


def rhythm_of(seed: int, vehicle: str) -> tuple[float, float, float]:
    """Return a vehicle's interval, its phase, and the seconds from a reading to its publishing."""
    interval = interval_of(seed, vehicle)
    phase = interval * share(seed, "phase", vehicle)
    return interval, phase, 0.3 + 1.2 * share(seed, "lag", vehicle)
