"""Plan what happens to whole lines: breakdowns that delay them, faults, missing runs."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from core.city import City, Line, Mode
from core.event import EventType
from core.timespan import Span
from producers.city.happening import Happening, Step, Where, whole_second
from producers.city.planning.choosing import shuffled
from producers.city.planning.draft import Episode, Wish
from producers.city.planning.lives import LIVES
from producers.city.planning.stops import crowd

RUNS: Final = (time(6, 0), time(23, 0))
"""The local time between which lines run often enough to be disturbed."""
FAULTS: Final = ("signal problems", "a door fault", "a points failure", "a medical emergency")
TRACK: Final = ("a broken rail", "a power fault on the track", "a stalled train")
FEWER: Final = ("vehicles in the workshop", "a staff shortage", "work on the track")
DELAY_MIN: Final = (7, 18)
STOPS: Final = (2, 4)
"""The least and the most neighbouring stops that a message about a line names."""
SHOWN_AFTER: Final = timedelta(minutes=5)
"""A vehicle stands still so long before its line counts as late."""
TRACK_DARK: Final = 0.4
"""The share of outages with a station in which the track is without power too."""
CROWDED: Final = 0.7
"""How likely each end of a suspended stretch becomes crowded."""


def plan_breakdown(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a vehicle that breaks down, and the delay of its line."""
    luck = episode.luck("breakdown")
    span = Span(at, at + episode.length("breakdown", luck, wish.minutes))
    for line in _running(episode, luck, at, span):
        stood = (span.end or at) - at
        begins = at + min(SHOWN_AFTER, stood / 2)
        ends = (span.end or at) + episode.length("delay", luck) * luck.uniform(0.3, 0.6)
        late = Span(whole_second(begins), whole_second(ends))
        if not episode.claim([f"line:{line.id}"], Span(at, late.end)):
            continue
        broken = episode.add(
            "breakdown", EventType.BREAKDOWN, span, Where(lines=(line.id,)), source="",
        )  # fmt: skip
        vehicle = "train" if line.mode.on_rails else line.mode.value
        _delay(episode, line, late, f"a broken-down {vehicle}", broken, luck)
        return True
    return False


def plan_signal_fault(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a delay of a line on rails that comes from the line itself."""
    luck = episode.luck("signal fault")
    span = Span(at, at + episode.length("delay", luck, wish.minutes))
    for line in _running(episode, luck, at, span, rails=True):
        if episode.claim([f"line:{line.id}"], span):
            _delay(episode, line, span, luck.choice(FAULTS), None, luck, real=not wish.mistaken)
            return True
    return False


def plan_track_fault(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a stretch of rails, or a whole line, without trains; stations at its ends fill up."""
    luck = episode.luck("track fault")
    span = Span(at, at + episode.length("track_fault", luck, wish.minutes))
    for line in _running(episode, luck, at, span, rails=True):
        stops = line.stop_ids if wish.big else _neighbours(line, luck, (3, 6))
        inner = [f"stop:{stop}" for stop in (stops if wish.big else stops[1:-1])]
        if not episode.claim([f"line:{line.id}", *inner], span):
            continue
        suspended = episode.add(
            "track_fault", EventType.SUSPENSION, span,
            Where(areas=_areas(episode, stops), lines=(line.id,), stops=tuple(stops)),
            because=luck.choice(TRACK), real=not wish.mistaken,
        )  # fmt: skip
        if suspended.real:
            _crowd_ends(episode, suspended, line, luck)
        return True
    return False


def plan_fewer_runs(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a line that runs less often."""
    luck = episode.luck("fewer runs")
    span = Span(at, at + episode.length("fewer_runs", luck, wish.minutes))
    for line in _running(episode, luck, at, span):
        if episode.claim([f"line:{line.id}"], span):
            episode.add(
                "fewer_runs", EventType.REDUCED_SERVICE, span, Where(lines=(line.id,)),
                because=luck.choice(FEWER), real=not wish.mistaken,
            )  # fmt: skip
            return True
    return False


def trains_without_power(episode: Episode, outage: Happening) -> None:
    """Plan the trains that an outage stops, where it takes the power of a station's track."""
    first = outage.steps[0].shape or outage.where.shape
    luck = episode.luck("trains", outage.id)
    if first is None or luck.random() >= TRACK_DARK:
        return
    for stop in episode.atlas.stations_in(first):
        for line_id in stop.line_ids:
            line = episode.city.line_by_id[line_id]
            place = line.stop_ids.index(stop.id)
            stops = line.stop_ids[max(0, place - 1) : place + 2]
            begins = outage.span.start + timedelta(seconds=luck.randint(10, 60))
            span = Span(begins, outage.span.end)
            if not line.mode.on_rails or len(stops) < 3 or not runs(episode.city, span):
                continue
            if episode.claim([f"line:{line_id}", f"stop:{stop.id}"], span):
                suspended = episode.add(
                    "track_fault", EventType.SUSPENSION, span,
                    Where(areas=_areas(episode, stops), lines=(line_id,), stops=stops),
                    cause=outage, because="power outage",
                )  # fmt: skip
                _crowd_ends(episode, suspended, line, luck)
                return


def runs(city: City, span: Span) -> bool:
    """Say whether lines run for the whole of a span, by the local clock."""
    begins = span.start.astimezone(city.timezone)
    ends = (span.end or span.start).astimezone(city.timezone)
    same_day = begins.date() == ends.date()
    return same_day and RUNS[0] <= begins.time() and ends.time() <= RUNS[1]


def _delay(
    episode: Episode,
    line: Line,
    span: Span,
    because: str,
    cause: Happening | None,
    luck: random.Random,
    *,
    real: bool = True,
) -> Happening:
    stops = _neighbours(line, luck, STOPS)
    minutes = luck.randint(*DELAY_MIN)
    shares = {"investigating": 1.0, "in_progress": luck.uniform(1.0, 1.5), "monitoring": 0.55}
    steps: list[Step] = [
        replace(step, delay_min=max(5, round(minutes * shares.get(step.note, 1.0))))
        for step in LIVES["delay"].steps(span, luck, episode.tempo)
    ]
    return episode.add(
        "delay", EventType.DELAY, span, Where(lines=(line.id,), stops=stops), life="delay",
        cause=cause, because=because, steps=steps, real=real,
    )  # fmt: skip


def _crowd_ends(episode: Episode, suspended: Happening, line: Line, luck: random.Random) -> None:
    """Crowd the stations at which trains turn, or the busiest ones where none runs."""
    stops = suspended.where.stops
    length = suspended.ends - suspended.span.start
    whole = len(stops) == len(line.stop_ids)
    city = episode.city
    busy = sorted(stops, key=lambda stop_id: (-len(city.stop_by_id[stop_id].line_ids), stop_id))
    for stop_id in busy[:2] if whole else (stops[0], stops[-1]):
        stop = city.stop_by_id[stop_id]
        if luck.random() < CROWDED and len(stop.line_ids) > (1 if whole else 0):
            begins = whole_second(suspended.span.start + length * luck.uniform(0.1, 0.3))
            crowd(
                episode, stop, Span(begins, suspended.span.end),
                f"no trains on the {line.name}", cause=suspended,
            )  # fmt: skip


def _running(
    episode: Episode, luck: random.Random, at: datetime, span: Span, *, rails: bool = False
) -> list[Line]:
    """Return the lines that can be disturbed, in an order of chance."""
    if not runs(episode.city, Span(at, span.end)):
        return []
    return shuffled(
        luck,
        [
            line for line in episode.city.lines
            if len(line.stop_ids) >= STOPS[0] and (line.mode.on_rails or not rails)
            and line.mode is not Mode.OTHER
        ],
    )  # fmt: skip


def _neighbours(line: Line, luck: random.Random, many: tuple[int, int]) -> tuple[str, ...]:
    count = min(len(line.stop_ids), luck.randint(*many))
    start = luck.randint(0, len(line.stop_ids) - count)
    return line.stop_ids[start : start + count]


def _areas(episode: Episode, stop_ids: Sequence[str]) -> tuple[str, ...]:
    return episode.atlas.area_ids(*(episode.city.stop_by_id[stop].point for stop in stop_ids))
