"""Hold where a vehicle is at every instant of a stretch, as arrays to be looked up."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from producers.city.course import Floats

Ints = NDArray[np.int64]


class State(IntEnum):
    """How a vehicle is."""

    IN_SERVICE = 0
    BROKEN = 1
    """It stands broken down, and says so."""
    STUCK = 2
    """It stands broken down, and reports nothing of it."""
    OUT_OF_SERVICE = 3
    OFF = 4
    """It reports nothing at all."""


STATUS: Final = ("in_service", "breakdown", "in_service", "out_of_service", "")


class Sample(NamedTuple):
    """Hold what was so at some instants, in their order; `due_s` is not a number without a run.

    `stop` and `trip` are places in the track's lists, below 0 where there is none; `piece` is the
    place of the piece of the track.
    """

    lon: Floats
    lat: Floats
    due_s: Floats
    speed_kmh: Floats
    heading_deg: Floats
    state: Ints
    trip: Ints
    stop: Ints
    load: Floats
    piece: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Hold one vehicle's way over a stretch: knots, and what holds between two of them.

    Attributes:
        seconds: instants of the knots.
        due_s: when the timetable had it where it is at each knot.
        speed_kmh: of each piece, as are the following.
        trips: ids of the trips that `trip` counts.
        stops: ids of the stops that `stop` counts.
    """

    seconds: Floats
    lon: Floats
    lat: Floats
    due_s: Floats
    speed_kmh: Floats
    heading_deg: Floats
    state: Ints
    trip: Ints
    stop: Ints
    load: Floats
    trips: Sequence[str]
    stops: Sequence[str]

    def sample(self, seconds: Floats) -> Sample:
        """Return what was so at instants; before and after the track it is `OFF`."""
        piece = np.searchsorted(self.seconds, seconds, side="right") - 1
        inside = (piece >= 0) & (piece < len(self.state))
        piece = np.clip(piece, 0, len(self.state) - 1)
        return Sample(
            np.interp(seconds, self.seconds, self.lon),
            np.interp(seconds, self.seconds, self.lat),
            np.interp(seconds, self.seconds, self.due_s),
            self.speed_kmh[piece],
            self.heading_deg[piece],
            np.where(inside, self.state[piece], int(State.OFF)),
            self.trip[piece],
            self.stop[piece],
            self.load[piece],
            piece,
        )
