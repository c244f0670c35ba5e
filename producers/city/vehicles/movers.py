"""Hold everything that moves and reports where it is: one view of lines' vehicles and of cars."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from producers.city.course import Floats
from producers.city.sensors.silences import Silence, spoken_at
from producers.city.vehicles.gauges import Gauges
from producers.city.vehicles.track import Sample

SPEED_LIMITS_KMH: Final = {
    "bus": 80.0, "tram": 70.0, "train": 120.0, "car": 100.0, "truck": 100.0, "ambulance": 100.0,
}  # fmt: skip


class Moves(Protocol):
    """Say where something is."""

    def sample(self, seconds: Floats) -> Sample:
        """Return what was so at instants, in order."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Mover:
    """Hold one vehicle that reports.

    Attributes:
        id: the vehicle's.
        kind: `bus`, `train`, `car` …
        line: id of its line; empty for cars.
        moves: where it is.
        trips: ids that a sample's `trip` counts.
        stops: ids that a sample's `stop` counts.
        interval_s: between two reports.
        phase_s: moves its reports against those of others.
        lag_s: from a reading to its publishing.
        gauges: None for what burns nothing.
        silences: when it reports nothing though it runs.
    """

    id: str
    kind: str
    line: str
    moves: Moves
    trips: Sequence[str]
    stops: Sequence[str]
    interval_s: float
    phase_s: float
    lag_s: float
    gauges: Gauges | None
    silences: Sequence[Silence] = ()

    def published(self, since_s: float, until_s: float) -> Floats:
        """Return the instants within `[since, until)` at which it publishes, silences left out."""
        return spoken_at(since_s, until_s, self.interval_s, self.phase_s, self.silences)
