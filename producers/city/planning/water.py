"""Plan broken mains, the streets above them, and boil-water notices that are lifted later."""

from datetime import datetime, timedelta
from typing import Final

import shapely

from core.city import Area
from core.event import EventType
from core.geo import LonLat, buffer_m, contains
from core.timespan import Span
from producers.city.happening import Happening, Where, whole_second
from producers.city.planning.choosing import shuffled
from producers.city.planning.closures import close_one_of
from producers.city.planning.crossings import Stretch
from producers.city.planning.draft import Episode, Wish
from producers.city.planning.feeders import polygons_of
from producers.city.scenario import Near

CAUSES: Final = ("an old cast-iron pipe broke", "ground movement", "a leaking valve")
NOTICE_CAUSES: Final = ("a water sample above the limit", "low pressure after a repair")
BOILS: Final = 0.35
"""The share of broken mains after which water has to be boiled."""
RADIUS_M: Final = (300.0, 650.0)
CUSTOMERS: Final = (200, 1600)
NOTICE_CUSTOMERS: Final = (1500, 6000)
TRIES: Final = 8


def plan_main_break(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a broken main: homes without water, the street above closed, perhaps a notice."""
    luck = episode.luck("main")
    span = Span(at, at + episode.length("main_break", luck, wish.minutes))
    stretches: list[Stretch | None] = list(
        shuffled(luck, episode.atlas.crossings.stretches)[:TRIES]
        if wish.near is not Near.WATER
        else shuffled(luck, episode.atlas.low_stretches)[:TRIES]
    )
    for stretch in stretches or [None] * TRIES:
        area = (
            luck.choice(episode.atlas.areas)
            if stretch is None
            else episode.atlas.area_at(stretch.point)
        )
        if area is None:
            continue
        boils = wish.big or luck.random() < BOILS
        notice = Span(*_notice_span(episode, span))
        water = episode.draft.claims.services(EventType.WATER_OUTAGE, [area.id])
        whole = Span(at, max(span.end or at, notice.end or at)) if boils else span
        if not episode.claim(water, whole):
            continue
        broken = _broken(episode, area, stretch, span, luck.choice(CAUSES), real=not wish.mistaken)
        if broken.real and stretch is not None:
            above = Span(whole_second(at + timedelta(seconds=30)), span.end)
            close_one_of(episode, [stretch], above, "main_closure", "a burst water main", broken)
        if broken.real and boils:
            _notice(episode, area, notice, "low pressure after a burst water main", broken)
        return True
    return False


def plan_boil_water(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a notice that a sample brings."""
    luck = episode.luck("boil")
    span = Span(at, at + episode.length("boil_water", luck, wish.minutes))
    for area in shuffled(luck, episode.atlas.areas)[:TRIES]:
        keys = episode.draft.claims.services(EventType.WATER_ADVISORY, [area.id])
        if episode.claim(keys, span):
            because = luck.choice(NOTICE_CAUSES)
            _notice(episode, area, span, because, None, real=not wish.mistaken)
            return True
    return False


def _broken(
    episode: Episode, area: Area, stretch: Stretch | None, span: Span, because: str, *, real: bool
) -> Happening:
    luck = episode.luck("broken", area.id)
    inside = area.geometry.representative_point()
    point = LonLat(inside.x, inside.y) if stretch is None else stretch.point
    circle = buffer_m(point, luck.uniform(*RADIUS_M))
    shape = polygons_of(shapely.intersection(circle, area.geometry))
    words = () if stretch is None else (("stretch", stretch.name),)
    return episode.add(
        "main_break", EventType.WATER_OUTAGE, span,
        Where(areas=(area.id,), point=point, shape=shape,
              road="" if stretch is None else stretch.street.id),
        because=because, figure=luck.randint(*CUSTOMERS), real=real, words=words,
    )  # fmt: skip


def _notice_span(episode: Episode, broken: Span) -> tuple[datetime, datetime]:
    luck = episode.luck("notice")
    length = (broken.end or broken.start) - broken.start
    begins = whole_second(broken.start + length * luck.uniform(0.25, 0.5))
    return begins, begins + episode.length("boil_water", luck)


def _notice(
    episode: Episode,
    area: Area,
    span: Span,
    because: str,
    cause: Happening | None,
    *,
    real: bool = True,
) -> None:
    luck = episode.luck("notice of", area.id)
    inside = area.geometry.representative_point()
    point = LonLat(inside.x, inside.y)
    episode.add(
        "boil_water", EventType.WATER_ADVISORY, span,
        Where(areas=(area.id,), point=point if contains(area.geometry, point) else None,
              shape=polygons_of(area.geometry)),
        cause=cause, because=because, figure=luck.randint(*NOTICE_CUSTOMERS), real=real,
    )  # fmt: skip
