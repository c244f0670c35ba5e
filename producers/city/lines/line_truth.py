"""Tell what was really so of each line: late as a whole, vehicles that bunch, gaps between them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from core.event import EventType
from producers.city.course import Floats
from producers.city.happening import TruthInterval, Where
from producers.city.lines.trajectory import Drive
from producers.city.lines.transit import Service
from producers.city.plan import Plan
from producers.city.spells import Spell, span_of, spells, united
from producers.city.vehicles.movers import Mover
from producers.city.vehicles.track import State
from producers.city.vehicles.vehicle_truth import LEAD_S, delays

STEP_S: Final = 15.0
LATE_S: Final = 300.0
LATE_FOR_S: Final = 300.0
RUNNING: Final = 3
CLOSE_SHARE: Final = 0.25
CLOSE_S: Final = 150.0
TOGETHER_S: Final = 180.0
GAP_TIMES: Final = 2.0
GAP_OVER_S: Final = 300.0
LEAST_GAP_S: Final = 60.0
_PARTED_S: Final = 120.0


def line_truth(plan: Plan, movers: Sequence[Mover], service: Service) -> Iterator[TruthInterval]:
    """Yield what was so of lines over the stretch, by type and line."""
    whole = (plan.begins.timestamp(), plan.ends.timestamp())
    lines = sorted({mover.line for mover in movers if mover.line})
    by_line = {line: [mover for mover in movers if mover.line == line] for line in lines}
    for line in lines:
        for spell in _clipped(late_spells(by_line[line], whole), whole):
            yield _interval(EventType.LINE_DELAY, line, spell)
    for line in lines:
        for spell in _clipped(bunched(service, line), whole):
            yield _interval(EventType.BUNCHING, line, spell)
    for line in lines:
        for spell in _clipped(gaps(service, line, whole[1]), whole):
            yield _interval(EventType.GAP, line, spell)


def late_spells(movers: Sequence[Mover], whole: Spell) -> list[Spell]:
    """Return when half of a line's vehicles were late, of three at least that ran."""
    seconds = np.arange(whole[0] - LEAD_S, whole[1], STEP_S)
    rows: list[Floats] = []
    for mover in movers:
        sample = mover.moves.sample(seconds)
        running = (sample.state != State.OFF) & (sample.state != State.OUT_OF_SERVICE)
        rows.append(np.where(running, delays(sample, seconds), np.nan))
    table = np.stack(rows)
    enough = np.isfinite(table).sum(axis=0) >= RUNNING
    late = np.zeros(len(seconds), dtype=bool)
    late[enough] = np.nanmedian(table[:, enough], axis=0) >= LATE_S
    return spells(late, seconds, LATE_FOR_S)


Passage = tuple[float, Drive, int]
"""When a vehicle left a stop, on which run, and the call's place among the way's."""


def passages(service: Service, line: str) -> dict[tuple[str, str], list[Passage]]:
    """Return who left each stop when, by direction and stop; last stops are no departures."""
    found: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    for driven in service.drives:
        pattern = driven.run.pattern
        if pattern.line == line:
            for call, left in enumerate(driven.leave[:-1], driven.first):
                found[pattern.direction, driven.stop(call)].append((left, driven, call))
    for left in found.values():
        left.sort(key=lambda passage: passage[0])
    return dict(found)


def bunched(service: Service, line: str) -> list[Spell]:
    """Return when two vehicles of a line ran close behind one another, away from its ends."""
    close: dict[tuple[str, float, str, float], list[tuple[int, float]]] = defaultdict(list)
    for left in passages(service, line).values():
        for (first_s, first, _), (second_s, second, call) in pairwise(left):
            if call > 0 and second_s - first_s <= min(
                CLOSE_SHARE * second.headway_s, CLOSE_S
            ) and first.run.vehicle != second.run.vehicle:  # fmt: skip
                pair = (first.run.trip, first.run.due[0], second.run.trip, second.run.due[0])
                close[pair].append((second.way.calls[call], second_s))
    found: list[Spell] = []
    for passed in close.values():
        passed.sort()
        runs: list[list[float]] = [[passed[0][1]]]
        for (before, _), (after, second) in pairwise(passed):
            if after == before + 1:
                runs[-1].append(second)
            else:
                runs.append([second])
        found += [(run[0], run[-1]) for run in runs if run[-1] - run[0] >= TOGETHER_S]
    return united(found, _PARTED_S)


def gaps(service: Service, line: str, ends_s: float) -> list[Spell]:
    """Return when riders at some stop waited far longer than the timetable has them wait."""
    due: dict[tuple[str, str], list[float]] = defaultdict(list)
    for run in service.runs:
        if run.pattern.line == line:
            for stop, at in zip(run.pattern.stops[:-1], run.due[:-1], strict=True):
                due[run.pattern.direction, stop].append(at)
    found: list[Spell] = []
    for key, left in passages(service, line).items():
        timetable = sorted(due[key])
        for place, (second, driven, call) in enumerate(left):
            after = int(np.searchsorted(timetable, driven.due(call) + 1))
            if after >= len(timetable):
                continue
            headway = timetable[after] - driven.due(call)
            until = left[place + 1][0] if place + 1 < len(left) else ends_s
            since = second + max(GAP_TIMES * headway, headway + GAP_OVER_S)
            if until > since:
                found.append((since, until))
    return [gap for gap in united(found, _PARTED_S) if gap[1] - gap[0] >= LEAST_GAP_S]


def _clipped(found: Sequence[Spell], whole: Spell) -> list[Spell]:
    clipped = [(max(since, whole[0]), min(until, whole[1])) for since, until in found]
    return [(since, until) for since, until in clipped if until - since >= 1]


def _interval(kind: EventType, line: str, spell: Spell) -> TruthInterval:
    return TruthInterval(type=kind, subject=line, span=span_of(spell), where=Where(lines=(line,)))
