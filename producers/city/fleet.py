"""Say how many vehicles there are, and how often they report."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from producers.city.scenario import FleetPart

USUAL_TRANSIT: Final = 120
USUAL_CARS: Final = 380


@dataclass(frozen=True, slots=True)
class Fleet:
    """Hold the numbers of what reports.

    Attributes:
        transit: about how many vehicles of lines are out in the peaks; fewer leaves lines out.
        cars: taxis, vans, trucks and ambulances.
        scale: what all numbers are multiplied by, cameras and gates too: 0.1 for a tenth.
        trips_per_s: hired trips that end in a second by day; None for what the taxis do.
    """

    transit: int = USUAL_TRANSIT
    cars: int = USUAL_CARS
    scale: float = 1.0
    trips_per_s: float | None = None

    FULL_TRANSIT: ClassVar[int] = 110
    """From so many on all lines run."""

    def for_scenario(self, part: FleetPart) -> "Fleet":
        """Return the fleet as a scenario multiplies it."""
        return replace(
            self, transit=round(self.transit * part.transit), cars=round(self.cars * part.cars)
        )

    @property
    def wanted_transit(self) -> int:
        """Return how many vehicles of lines are wanted in the peaks."""
        return round(self.transit * self.scale)

    @property
    def wanted_cars(self) -> int:
        """Return how many cars are wanted."""
        return round(self.cars * self.scale)

    def sampled(self, count: int, least: int = 8) -> int:
        """Return how many of so many cameras or gates there are at this scale."""
        return min(count, max(least, round(count * min(1.0, self.scale))))
