"""Tell where one car is at any instant, from the stints of its day."""

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np

from producers.city.cars.cars import Day, Stint
from producers.city.course import Floats
from producers.city.streets.street_graph import StreetGraph
from producers.city.vehicles.track import Sample


@dataclass(frozen=True, slots=True, eq=False)
class CarMoves:
    """Say where one car is, from the stints of its day."""

    day: Day
    graph: StreetGraph = field(repr=False)
    _begins: list[float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_begins", [stint.begins_s for stint in self.day.stints])

    def sample(self, seconds: Floats) -> Sample:
        """Return what was so at instants, in order."""
        count = len(seconds)
        rows = np.zeros((5, count))
        state = np.zeros(count, dtype=np.int64)
        piece = np.zeros(count, dtype=np.int64)
        done = 0
        while done < count:
            place = max(0, bisect_right(self._begins, float(seconds[done])) - 1)
            stint = self.day.stints[place]
            upto = count
            if place + 1 < len(self._begins):
                upto = int(np.searchsorted(seconds, self._begins[place + 1], side="left"))
            upto = max(upto, done + 1)
            rows[:, done:upto] = self._stint(stint, seconds[done:upto])
            state[done:upto], piece[done:upto] = stint.state, place
            done = upto
        none = np.full(count, -1, dtype=np.int64)
        return Sample(
            rows[0], rows[1], np.full(count, np.nan), rows[2], rows[3], state, none, none,
            rows[4], piece,
        )  # fmt: skip

    def _stint(self, stint: Stint, seconds: Floats) -> Floats:
        """Return longitude, latitude, speed, heading and load."""
        found = np.zeros((5, len(seconds)))
        if stint.route is None:
            found[0], found[1] = self.graph.nodes[stint.crossing]
            return found
        course = stint.route.course
        spent = np.clip((seconds - stint.begins_s) / (stint.ends_s - stint.begins_s), 0, 1)
        share = stint.share[0] + spent * (stint.share[1] - stint.share[0])
        whole_s = (stint.ends_s - stint.begins_s) / max(1e-9, stint.share[1] - stint.share[0])
        shares = course.along_m / course.length_m if stint.even else stint.route.share
        found[0] = np.interp(share, shares, course.lon)
        found[1] = np.interp(share, shares, course.lat)
        piece = np.clip(np.searchsorted(shares, share, side="right") - 1, 0, len(shares) - 2)
        if stint.share[0] < stint.share[1]:
            steps, times = np.diff(course.along_m)[piece], np.diff(shares)[piece] * whole_s
            found[2] = steps / np.maximum(times, 1e-3) * 3.6
        found[3] = course.heading_deg[piece]
        return found
