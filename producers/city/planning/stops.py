"""Plan what happens at stops and stations: closed, crowded, a lift out of order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from core.city import Stop
from core.event import EventType
from core.geo import distance_m
from core.timespan import Span
from producers.city.happening import Happening, Where, whole_second
from producers.city.plan_parts import Match
from producers.city.planning.choosing import nearest_first, shuffled
from producers.city.planning.draft import Episode, Wish
from producers.city.planning.restoring import lit_again

CLOSED: Final = ("police activity", "water on the platform", "a blocked entrance")
LIFTS: Final = ("a door sensor", "a worn cable", "a safety check")
CROWDS: Final = ("an earlier gap in service", "a street festival nearby")
DARK_AT_LEAST: Final = timedelta(seconds=120)
DARK_CLOSES: Final = 0.45
"""The share of stations without power that close; at others only the lift stops."""
SPILLS: Final = 0.6
"""How likely a station beside one that closed becomes crowded."""
TRIES: Final = 10
MATCH_STATIONS: Final = 2
WALK_M: Final = 2_000.0
"""From a stadium further than this nobody walks to a station."""
BEFORE: Final = timedelta(minutes=55)
AFTER: Final = timedelta(minutes=45)


def plan_closed_stop(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a stop that a line passes without stopping."""
    return _plan_one(episode, at, wish, "closed_stop", _all_stops(episode), CLOSED, shut)


def plan_lift(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a lift that is out of order at a station."""
    return _plan_one(episode, at, wish, "lift", episode.atlas.stations, LIFTS, stop_lift)


def plan_crowd(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a stop at which many people wait."""
    return _plan_one(episode, at, wish, "crowd", _all_stops(episode), CROWDS, crowd)


def _plan_one(
    episode: Episode,
    at: datetime,
    wish: Wish,
    kind: str,
    stops: Sequence[Stop],
    reasons: Sequence[str],
    upset: "_Upset",
) -> bool:
    luck = episode.luck(kind.replace("_", " "))
    span = Span(at, at + episode.length(kind, luck, wish.minutes))
    return any(
        upset(episode, stop, span, luck.choice(reasons), real=not wish.mistaken)
        for stop in nearest_first(episode, luck, stops, wish.near)[:TRIES]
    )


def _all_stops(episode: Episode) -> Sequence[Stop]:
    return episode.atlas.stations or episode.city.stops


class _Upset(Protocol):
    """Upset one stop: close it, stop its lift or crowd it; None where that cannot be."""

    def __call__(
        self, episode: Episode, stop: Stop, span: Span, because: str, *, real: bool = True
    ) -> Happening | None: ...


def plan_match_crowds(episode: Episode, match: Match) -> bool:
    """Plan the crowds at the stations near a match, before it and after it."""
    by_foot = [(distance_m(match.point, s.point), s.id, s) for s in episode.atlas.stations]
    near = [stop for metres, _, stop in sorted(by_foot, key=_by_way) if metres <= WALK_M]
    because = f"a match at {match.name}"
    planned = False
    for stop in near[:MATCH_STATIONS]:
        luck = episode.luck("match", stop.id)
        for begins, ends in (
            (match.starts - BEFORE, match.starts - timedelta(minutes=luck.randint(5, 12))),
            (match.ends, match.ends + AFTER * luck.uniform(0.7, 1.0)),
        ):
            span = Span(whole_second(begins), whole_second(ends))
            planned |= crowd(episode, stop, span, because) is not None
    return planned


def stations_without_power(episode: Episode, outage: Happening) -> None:
    """Plan what an outage does to the stations inside of it."""
    first = outage.steps[0].shape or outage.where.shape
    if first is None:
        return
    luck = episode.luck("stations", outage.id)
    for stop in shuffled(luck, episode.atlas.stations_in(first))[:2]:
        begins = outage.span.start + timedelta(seconds=luck.randint(5, 40))
        span = Span(begins, lit_again(outage, stop.point, DARK_AT_LEAST))
        if luck.random() < DARK_CLOSES:
            closed = shut(episode, stop, span, "power outage", cause=outage)
            if closed is not None and luck.random() < SPILLS:
                _crowd_beside(episode, closed, stop)
        elif luck.random() < DARK_CLOSES:
            stop_lift(episode, stop, span, "power outage", cause=outage)


def _crowd_beside(episode: Episode, closed: Happening, stop: Stop) -> None:
    """Crowd a station beside a closed one, to which its riders go."""
    length = closed.ends - closed.span.start
    span = Span(whole_second(closed.span.start + length * 0.2), closed.span.end)
    for line_id in stop.line_ids:
        line = episode.city.line_by_id[line_id]
        place = line.stop_ids.index(stop.id)
        for near in (place - 1, place + 1):
            if line.mode.on_rails and 0 <= near < len(line.stop_ids):
                beside = episode.city.stop_by_id[line.stop_ids[near]]
                if crowd(episode, beside, span, f"{stop.name} station is closed", cause=closed):
                    return


def shut(
    episode: Episode,
    stop: Stop,
    span: Span,
    because: str,
    *,
    cause: Happening | None = None,
    kind: str = "closed_stop",
    real: bool = True,
) -> Happening | None:
    """Close a stop; None where it has another state already."""
    return _at(
        episode, kind, EventType.STOP_CLOSURE, stop, span, because, "closed_stop",
        [f"stop:{stop.id}", f"crowd:{stop.id}", f"lift:{stop.id}"], cause, real=real,
    )  # fmt: skip


def stop_lift(
    episode: Episode,
    stop: Stop,
    span: Span,
    because: str,
    *,
    cause: Happening | None = None,
    life: str = "lift",
    real: bool = True,
) -> Happening | None:
    """Stop the lift of a station; None where it is stopped or the station closed already."""
    return _at(
        episode, "lift", EventType.ACCESSIBILITY, stop, span, because, life,
        [f"lift:{stop.id}"], cause, real=real,
    )  # fmt: skip


def crowd(
    episode: Episode,
    stop: Stop,
    span: Span,
    because: str,
    *,
    cause: Happening | None = None,
    real: bool = True,
) -> Happening | None:
    """Crowd a stop; None where it has another state already."""
    return _at(
        episode, "crowd", EventType.CROWDING, stop, span, because, "crowd",
        [f"crowd:{stop.id}"], cause, real=real,
    )  # fmt: skip


def _at(
    episode: Episode,
    kind: str,
    type_: EventType,
    stop: Stop,
    span: Span,
    because: str,
    life: str,
    keys: Sequence[str],
    cause: Happening | None,
    *,
    real: bool,
) -> Happening | None:
    if not stop.line_ids or not episode.claim(keys, span):
        return None
    return episode.add(
        kind, type_, span,
        Where(areas=episode.atlas.area_ids(stop.point), point=stop.point,
              lines=stop.line_ids, stops=(stop.id,)),
        life=life, cause=cause, because=because, real=real,
    )  # fmt: skip


def _by_way(found: tuple[float, str, Stop]) -> tuple[float, str]:
    return found[0], found[1]
