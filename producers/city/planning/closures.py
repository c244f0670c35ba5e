"""Plan closed streets, and the detours of the buses that run on them.

These are what sources tell. What the closure does to the streets is in `streets/closures.py`, and
the way that buses really take in `lines/detours.py`.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from core.city import Street
from core.event import EventType
from core.geo import LonLat, as_shape
from core.timespan import Span
from producers.city.happening import Happening, Where, whole_second
from producers.city.plan_parts import Upset
from producers.city.planning.choosing import nearest_first, shuffled
from producers.city.planning.crossings import Corner, Stretch
from producers.city.planning.draft import Episode, Wish
from producers.city.scenario import Near

CRASHES: Final = ("a crash", "a crash of two cars", "an overturned truck", "a fallen tree")
WORKS: Final = ("resurfacing", "work on a drain", "new cables", "work on a gas main")
TRIES: Final = 10
JAMS: Final = 0.5
"""The share of closures that jam a street nearby."""
AHEAD: Final = timedelta(hours=3)
"""How long before they begin works are announced, at the usual pace."""


def plan_crash(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a crash that closes a street; False where the city has no street for it."""
    luck = episode.luck("crash")
    span = Span(at, at + episode.length("closure", luck, wish.minutes))
    because = luck.choice(CRASHES)
    return any(
        close(episode, stretch, span, "crash", because, real=not wish.mistaken)
        for stretch in _chosen(episode, luck, wish.near)
    )


def plan_flood(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a street under water; False where no street lies low."""
    luck = episode.luck("flood")
    return any(
        flood(episode, stretch, at, wish) is not None
        for stretch in shuffled(luck, episode.atlas.low_stretches)[:TRIES]
    )


def flood(
    episode: Episode,
    stretch: Stretch,
    at: datetime,
    wish: Wish,
    cause: Happening | None = None,
) -> Happening | None:
    """Plan water on one stretch; None where the street is not free for it."""
    luck = episode.luck("flooded", stretch.name)
    span = Span(at, at + episode.length("flood", luck, wish.minutes))
    return close(
        episode, stretch, span, "flood", "flooding", cause=cause, life="flood",
        real=not wish.mistaken,
    )  # fmt: skip


def plan_works(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan work that was announced ahead; one lane stays open, so that buses pass."""
    luck = episode.luck("works")
    span = Span(at, at + episode.length("works", luck, wish.minutes))
    ahead = max(timedelta(minutes=3), AHEAD * episode.tempo * luck.uniform(0.3, 1))
    announced = whole_second(at - ahead)
    for stretch in _chosen(episode, luck, wish.near):
        if episode.claim([f"road:{stretch.street.id}"], Span(announced, span.end)):
            episode.add(
                "works", EventType.ROAD_WORK, span, _where(episode, stretch),
                because=luck.choice(WORKS), planned=True, announced=announced,
                words=_words(stretch, []),
            )  # fmt: skip
            return True
    return False


def crash_at(episode: Episode, corner: Corner, at: datetime, cause: Happening) -> None:
    """Plan a crash beside a corner, where a street there is free for it."""
    luck = episode.luck("crash at", corner.id)
    span = Span(at, at + episode.length("closure", luck))
    beside = shuffled(luck, episode.atlas.stretches_near(corner.point, 40))
    close_one_of(episode, beside, span, "crash", "a crash at dark traffic lights", cause)


def close_one_of(
    episode: Episode,
    stretches: Iterable[Stretch],
    span: Span,
    kind: str,
    because: str,
    cause: Happening,
) -> Happening | None:
    """Close the first stretch that can be closed; None where none can."""
    for stretch in stretches:
        closed = close(episode, stretch, span, kind, because, cause=cause)
        if closed is not None:
            return closed
    return None


def close(
    episode: Episode,
    stretch: Stretch,
    span: Span,
    kind: str,
    because: str,
    *,
    cause: Happening | None = None,
    life: str = "closure",
    real: bool = True,
) -> Happening | None:
    """Close a stretch, and send the buses on it another way.

    Returns:
        The closure; None where the street is taken or people are sent along it, or where a bus on
        it has other trouble already.
    """
    buses = episode.atlas.buses_on(stretch)
    keys = [f"road:{stretch.street.id}", *(f"line:{line.id}" for line in buses)]
    free = episode.draft.claims.free([f"way:{stretch.street.id}"], span)
    if not free or not episode.claim(keys, span):
        return None
    ways = [
        street for street in episode.atlas.crossings.ways_round(stretch)
        if episode.draft.claims.free([f"road:{street.id}"], span)
    ]  # fmt: skip
    closed = episode.add(
        kind, EventType.ROAD_CLOSURE, span, _where(episode, stretch), life=life, cause=cause,
        because=because, real=real, words=_words(stretch, ways),
    )  # fmt: skip
    episode.hold([f"way:{street.id}" for street in ways[:1]], span)
    if real:
        for line in buses:
            _detour(episode, closed, stretch, line.id)
        _jam(episode, closed, ways)
    return closed


def _chosen(episode: Episode, luck: random.Random, near: Near) -> list[Stretch]:
    stretches = episode.atlas.crossings.stretches
    if near is Near.ANYWHERE:
        return luck.sample(stretches, min(TRIES, len(stretches)))
    return nearest_first(episode, luck, stretches, near)


def _where(episode: Episode, stretch: Stretch) -> Where:
    ends: tuple[LonLat, LonLat] = (stretch.one.point, stretch.two.point)
    return Where(
        areas=episode.atlas.area_ids(*ends),
        point=stretch.point,
        shape=stretch.course,
        road=stretch.street.id,
    )


def _words(stretch: Stretch, ways: Sequence[Street]) -> tuple[tuple[str, str], ...]:
    one, two = stretch.one.street.name, stretch.two.street.name
    way = f"Use {ways[0].name}." if ways else f"Turn off at {one} or {two}."
    return (("stretch", stretch.name), ("cross", one), ("cross2", two), ("detour", way))


def _detour(episode: Episode, closed: Happening, stretch: Stretch, line_id: str) -> None:
    luck = episode.luck("detour", line_id, closed.id)
    late = min(timedelta(minutes=4) * episode.tempo, (closed.ends - closed.span.start) / 10)
    begins = whole_second(closed.span.start + late * luck.random())
    line = episode.city.line_by_id[line_id]
    stops = sorted(
        (episode.city.stop_by_id[stop_id] for stop_id in line.stop_ids),
        key=lambda stop: stretch.course.distance(as_shape(stop.point)),
    )[:2]
    ordered = [stop_id for stop_id in line.stop_ids if any(s.id == stop_id for s in stops)]
    episode.add(
        "detour", EventType.ROUTE_CHANGE, Span(begins, closed.span.end),
        Where(areas=closed.where.areas, lines=(line_id,), stops=tuple(ordered),
              shape=stretch.course, road=stretch.street.id),
        cause=closed, because=f"{stretch.street.name} is closed", words=closed.words,
    )  # fmt: skip


def _jam(episode: Episode, closed: Happening, ways: Sequence[Street]) -> None:
    luck = episode.luck("jam", closed.id)
    if ways and luck.random() < JAMS and closed.ends - closed.span.start > timedelta(minutes=14):
        begins = closed.span.start + timedelta(seconds=round(luck.uniform(60, 180)))
        episode.upsets.append(
            Upset(
                id=f"jam-{closed.id}", kind=EventType.CONGESTION,
                span=Span(begins, closed.span.end), fleet="road", pick=luck.random(),
                road=ways[0].id, cause=closed.id, factor=luck.uniform(0.25, 0.4),
            )
        )  # fmt: skip
