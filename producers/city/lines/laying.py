"""Lay the track of one line's vehicle: the runs that it drove, with its waits between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from producers.city.course import Floats
from producers.city.lines.trajectory import Drive
from producers.city.vehicles.track import State, Track

_SOON_S: Final = 45 * 60.0
"""Between two runs closer than this a vehicle stays in service at its terminus."""
_AWAITED_S: Final = 3.5 * 3600.0
"""One whose run was cut off waits so long at most for its line to run again."""
_GOODBYE_S: Final = 150.0
"""How long a vehicle that goes to its depot still reports."""
_HELLO_S: Final = 280.0
_TRIP_ENDS_S: Final = 60.0
"""How long after its arrival a vehicle takes up its next run."""


def lay_track(drives: Sequence[Drive], crowds: Sequence[float]) -> Track:
    """Join the runs that one vehicle drove, with its waits between them.

    Args:
        drives: in order; one at least.
        crowds: how full each is, 0 to about 1.3.
    """
    laid = _Laying()
    for number, (run, crowd) in enumerate(zip(drives, crowds, strict=True)):
        laid.wait(drives[number - 1] if number else None, run)
        laid.run(run, crowd)
    laid.leave(drives[-1])
    return laid.track()


@dataclass(slots=True)
class _Laying:
    knots: list[Floats] = field(default_factory=list[Floats])
    """Rows: second, longitude, latitude, when it is due there."""
    pieces: list[Floats] = field(default_factory=list[Floats])
    """Rows: speed, heading, state, trip, stop, load."""
    trips: dict[str, int] = field(default_factory=dict[str, int])
    stops: dict[str, int] = field(default_factory=dict[str, int])
    end_s: float = 0.0

    def run(self, driven: Drive, crowd: float) -> None:
        """Lay one run: its knots, and every vertex of its course between them."""
        course, knots_m = driven.way.course, np.array(driven.along_m)
        knots_s = np.array(driven.seconds)
        inner = (course.along_m > knots_m[0]) & (course.along_m < knots_m[-1])
        vertex_m = course.along_m[inner]
        seconds = np.concatenate((knots_s, np.interp(vertex_m, knots_m, knots_s)))
        along = np.concatenate((knots_m, vertex_m))
        order = np.lexsort((along, seconds))
        seconds, along = seconds[order], along[order]
        calls = range(driven.first, driven.last + 1)
        due = np.interp(
            along, [driven.way.along_m[c] for c in calls], [driven.due(c) for c in calls]
        )
        steps = np.maximum(np.diff(seconds), 1e-3)
        middle = (seconds[1:] + seconds[:-1]) / 2
        piece = np.clip(np.searchsorted(knots_s, middle) - 1, 0, len(driven.heads_for) - 1)
        vertex = np.searchsorted(course.along_m, (along[1:] + along[:-1]) / 2) - 1
        vertex = np.clip(vertex, 0, len(course.heading_deg) - 1)
        heads_for = np.array(driven.heads_for)[piece]
        stops = np.array([self._stop(driven.stop(c)) for c in calls])[heads_for - driven.first]
        state = np.zeros(len(middle))
        for begins, ends, trouble in driven.stands:
            held = (middle > begins) & (middle < ends)
            state[held] = State.BROKEN if trouble.says else State.STUCK
        self._add(
            np.stack((seconds, np.interp(along, course.along_m, course.lon),
                      np.interp(along, course.along_m, course.lat), due)),
            np.stack((
                np.diff(along) / steps * 3.6, course.heading_deg[vertex], state,
                np.full(len(middle), self._trip(driven.run.trip)), stops,
                crowd * (0.6 + 0.4 * np.sin(np.pi * heads_for / max(1, len(driven.way.calls)))),
            )),
        )  # fmt: skip

    def wait(self, before: Drive | None, after: Drive) -> None:
        """Lay the wait ahead of a run."""
        leaves, due = after.seconds[0], after.due(after.first)
        if before is None:
            return self._stand(after, leaves - _HELLO_S, leaves, due, State.IN_SERVICE)
        long = leaves - self.end_s
        stays = before.stop(before.last) == after.stop(after.first)
        if stays and before.cut and long < _AWAITED_S:
            return self._stand(after, self.end_s, leaves, None, State.OUT_OF_SERVICE)
        if stays and long < _SOON_S:
            turns = min(self.end_s + _TRIP_ENDS_S, leaves)
            self._stand(before, self.end_s, turns, before.due(before.last), State.IN_SERVICE)
            return self._stand(after, turns, leaves, due, State.IN_SERVICE)
        self.leave(before)
        self._stand(after, self.end_s, leaves - _HELLO_S, None, State.OFF)
        return self._stand(after, self.end_s, leaves, due, State.IN_SERVICE)

    def leave(self, before: Drive) -> None:
        """Lay the last words of a vehicle that goes to its depot."""
        until = self.end_s + _GOODBYE_S
        self._stand(before, self.end_s, until, None, State.OUT_OF_SERVICE)

    def track(self) -> Track:
        """Return all that was laid."""
        knots, pieces = np.concatenate(self.knots, axis=1), np.concatenate(self.pieces, axis=1)
        whole = pieces[2:5].astype(np.int64)
        return Track(
            knots[0], knots[1], knots[2], knots[3], pieces[0], pieces[1],
            whole[0], whole[1], whole[2], pieces[5], list(self.trips), list(self.stops),
        )  # fmt: skip

    def _stand(
        self, run: Drive, since: float, until: float, due: float | None, state: State
    ) -> None:
        """Lay a stand where a run begins, or where it ended if it began earlier."""
        if until <= since:
            return
        ended = run.seconds[-1] <= since + 1
        call = run.last if ended else run.first
        lon, lat = run.way.course.point_at(run.along_m[-1 if ended else 0])
        seconds = [since, until]
        if due is None:
            dues = [np.nan, np.nan]
        else:
            if since < due < until and not ended:
                seconds = [since, due, until]
            dues = [second if ended else min(second, due) for second in seconds]
            if ended:
                late = max(0.0, since - due)
                dues = [second - late for second in seconds]
        trip = -1 if due is None else self._trip(run.run.trip)
        stop = -1 if due is None else self._stop(run.stop(call))
        count = len(seconds)
        self._add(
            np.array([seconds, [lon] * count, [lat] * count, dues]),
            np.array([[0.0, 0.0, float(state), trip, stop, 0.15]] * (count - 1)).T,
        )

    def _add(self, knots: Floats, pieces: Floats) -> None:
        if self.knots:
            # Two neighbouring parts share an instant: what lies between them takes no time.
            self.pieces.append(pieces[:, :1])
        self.knots.append(knots)
        self.pieces.append(pieces)
        self.end_s = float(knots[0, -1])

    def _trip(self, trip: str) -> int:
        return self.trips.setdefault(trip, len(self.trips))

    def _stop(self, stop: str) -> int:
        return self.stops.setdefault(stop, len(self.stops))
