"""Say which vehicle runs which runs of a day, and by which id it is known."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from core.city import City, Line, Mode

_TURN_S: Final = 240
"""A vehicle needs this long at its terminus before the next run."""
_DAY_S: Final = 86_400
_OVERNIGHT: Final = 90
"""From this number on: vehicles out when the next service day begins with number 1."""

Duty: TypeAlias = tuple[str, str, str, str, tuple[int, ...], str]
"""A trip: its id, line, first and last stop, seconds of its calls, and its block if it has one."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Give vehicles to trips.

    Attributes:
        stems: by line, with what the ids of its vehicles begin.
    """

    stems: Mapping[str, str]

    @classmethod
    def of(cls, city: City) -> "Blocks":
        """Make the ids' beginnings from the names of a city's lines: `bus-12`, `train-B`."""
        taken: dict[str, str] = {}
        for line in sorted(city.lines, key=lambda line: line.id):
            stem = next(stem for stem in _stems(line) if stem not in taken)
            taken[stem] = line.id
        return cls({line: stem for stem, line in taken.items()})

    def vehicles(self, duties: Iterable[Duty]) -> dict[str, str]:
        """Return the vehicle of each trip of one service day.

        The timetable's own blocks are kept. Else a run takes the vehicle that has waited longest
        where it begins.
        """
        ordered = sorted(duties, key=lambda duty: (duty[4][0], duty[0]))
        dawn: dict[str, int] = {}
        for duty in ordered:
            dawn.setdefault(duty[1], duty[4][0])
        vehicles: dict[str, str] = {}
        waiting: dict[tuple[str, str, bool], list[tuple[int, str]]] = {}
        of_block: dict[tuple[str, str], str] = {}
        used: dict[tuple[str, bool], int] = {}
        for trip, line, first, last, seconds, block in ordered:
            overnight = seconds[-1] + 1800 > _DAY_S + dawn[line]
            queue = waiting.setdefault((line, first, overnight), [])
            if block and (line, block) in of_block:
                vehicle = of_block[line, block]
            elif not block and queue and queue[0][0] <= seconds[0]:
                vehicle = queue.pop(0)[1]
            else:
                used[line, overnight] = number = used.get((line, overnight), 0) + 1
                vehicle = f"{self.stems[line]}{number + (_OVERNIGHT if overnight else 0):02d}"
            vehicles[trip] = vehicle
            if block:
                of_block[line, block] = vehicle
            else:
                arrived = waiting.setdefault((line, last, overnight), [])
                arrived.append((seconds[-1] + _TURN_S, vehicle))
                arrived.sort()
        return vehicles


def _stems(line: Line) -> Iterable[str]:
    """Yield what the ids of a line's vehicles may begin with, the shortest first."""
    kind = {Mode.BUS: "bus", Mode.TRAM: "tram", Mode.FERRY: "ferry"}.get(line.mode, "train")
    name = re.sub(r"[^A-Za-z0-9]", "", line.short_name or line.long_name or line.id)
    if name and not name[0].isdigit():
        yield from (f"{kind}-{name[:length].upper()}" for length in range(1, len(name) + 1))
    elif name:
        yield f"{kind}-{name}"
    yield f"{kind}-{line.id}-"
