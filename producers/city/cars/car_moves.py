"""Tell where one car is at any instant, from the blocks of its day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from producers.city.cars.car_day import CarDay
from producers.city.cars.cars import Stint
from producers.city.course import Floats
from producers.city.figures import numbers
from producers.city.streets.street_graph import StreetGraph
from producers.city.vehicles.track import Ints, Sample


@dataclass(frozen=True, slots=True, eq=False)
class CarMoves:
    """Say where one car is, from the blocks of its day."""

    day: CarDay
    graph: StreetGraph = field(repr=False)

    def sample(self, seconds: Floats) -> Sample:
        """Return what was so at instants, in order."""
        count = len(seconds)
        rows = np.zeros((5, count))
        state = np.zeros(count, dtype=np.int64)
        piece = np.zeros(count, dtype=np.int64)
        done = 0
        while done < count:
            block = self.day.block(float(seconds[done]))
            upto = int(np.searchsorted(seconds, block.ends_s, side="left"))
            stints = block.stints(float(seconds[upto - 1]))
            begins = [stint.begins_s for stint in stints]
            places = np.searchsorted(begins, seconds[done:upto], side="right") - 1
            piece[done:upto] = np.maximum(places, 0)
            for place, first, last in _runs(piece[done:upto]):
                stint, part = stints[place], slice(done + first, done + last)
                rows[:, part] = self._stint(stint, seconds[part])
                state[part] = stint.state
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


def _runs(places: Ints) -> Iterator[tuple[int, int, int]]:
    """Yield each value of a list that rises, with where its run begins and where it ends."""
    firsts = numbers(np.flatnonzero(np.diff(places, prepend=-1)))
    for first, last in pairwise([*firsts, len(places)]):
        yield int(places[first]), first, last
