"""Plan what emergency services tell of: fires with their smoke, spills, searches, clearances."""

import random
from datetime import datetime
from typing import Final

import shapely

from core.city import Area
from core.event import EventType
from core.geo import LonLat, buffer_m, contains
from core.timespan import Span
from producers.city.happening import Happening, Where, whole_second
from producers.city.planning.choosing import nearest_first, shuffled
from producers.city.planning.closures import close_one_of
from producers.city.planning.crossings import Corner
from producers.city.planning.draft import Episode, Wish
from producers.city.planning.feeders import polygons_of
from producers.city.weather import Plume

FIRES: Final = ("a kitchen fire", "an electrical fault", "work on a roof")
BLAZES: Final = ("a fire in a warehouse", "a fire at a timber yard", "a fire in a row of shops")
SPILLS: Final = ("a leaking tank truck", "a damaged barrel")
SEARCHES: Final = ("search for a missing person", "a suspicious bag")
CLEARANCES: Final = ("an unsafe building", "a gas cylinder at a building site")
SAMPLES: Final = ("a sample above the limit", "a broken filter")
TREMORS: Final = ("a light earthquake",)
FIRE_M: Final = 60.0
EVACUATED_M: Final = 380.0
PART_M: Final = (250.0, 550.0)
TRIES: Final = 8


def plan_fire(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a fire at a corner; a large one brings an evacuation, and smoke far downwind."""
    luck = episode.luck("fire")
    large = wish.big or (not wish.mistaken and luck.random() < episode.draft.blazes)
    kind = "blaze" if large else "fire"
    span = Span(at, at + episode.length(kind, luck, wish.minutes))
    because = luck.choice(BLAZES if large else FIRES)
    for corner in nearest_first(episode, luck, episode.atlas.crossings.corners, wish.near)[:TRIES]:
        fire = _at_corner(
            episode, kind, EventType.FIRE, corner, span, because, FIRE_M, real=not wish.mistaken
        )
        if fire is None:
            continue
        if fire.real:
            _burn(episode, fire, corner, luck, large=large)
        return True
    return False


def plan_hazmat(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a spill at a corner, and the street beside it closed."""
    luck = episode.luck("hazmat")
    span = Span(at, at + episode.length("hazmat", luck, wish.minutes))
    because = luck.choice(SPILLS)
    for corner in nearest_first(episode, luck, episode.atlas.crossings.corners, wish.near)[:TRIES]:
        spill = _at_corner(
            episode, "hazmat", EventType.HAZMAT, corner, span, because, 120,
            real=not wish.mistaken,
        )  # fmt: skip
        if spill is not None:
            if spill.real:
                _close_beside(episode, spill, corner, "spill_closure", "a fuel spill", 0.9)
            return True
    return False


def plan_police(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan police at work in part of an area."""
    because = episode.luck("police").choice(SEARCHES)
    return _part(episode, "police", EventType.PUBLIC_SAFETY, at, wish, because)


def plan_clearance(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan part of an area that people have to leave for a while."""
    because = episode.luck("clearance").choice(CLEARANCES)
    return _part(episode, "clearance", EventType.EVACUATION, at, wish, because)


def plan_health(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan an advisory on an area's public fountains."""
    luck = episode.luck("health")
    span = Span(at, at + episode.length("health", luck, wish.minutes))
    for area in shuffled(luck, episode.atlas.areas)[:TRIES]:
        keys = episode.draft.claims.services(EventType.HEALTH_ADVISORY, [area.id])
        if episode.claim(keys, span):
            episode.add(
                "health", EventType.HEALTH_ADVISORY, span, Where(areas=(area.id,)),
                because=luck.choice(SAMPLES), real=not wish.mistaken,
            )  # fmt: skip
            return True
    return False


def plan_tremor(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a light earthquake that does no harm."""
    luck = episode.luck("tremor")
    span = Span(at, at + episode.length("tremor", luck, wish.minutes))
    if not episode.claim(["earthquake"], span):
        return False
    episode.add(
        "tremor", EventType.EARTHQUAKE, span, Where(), because=TREMORS[0], real=not wish.mistaken
    )
    return True


def _burn(
    episode: Episode, fire: Happening, corner: Corner, luck: random.Random, *, large: bool
) -> None:
    """Plan what a fire does: smoke, a closed street, people who have to leave."""
    begins, length = fire.span.start, fire.ends - fire.span.start
    burning = Span(begins, whole_second(begins + length * 0.7))
    strong = luck.uniform(260, 480) if large else luck.uniform(40, 130)
    episode.plumes.append(Plume(corner.point, burning, strong))
    _close_beside(episode, fire, corner, "fire_closure", "a fire", 0.85)
    if not large:
        return
    span = Span(whole_second(begins + length * 0.12), whole_second(begins + length * 0.75))
    areas = fire.where.areas
    if episode.claim(episode.draft.claims.services(EventType.EVACUATION, areas), span):
        circle = buffer_m(corner.point, EVACUATED_M)
        episode.add(
            "evacuation", EventType.EVACUATION, span,
            Where(areas=areas, point=corner.point, shape=circle), life="clearance",
            cause=fire, because=f"a large fire at {corner.name}",
            words=(("corner", corner.name),),
        )  # fmt: skip
    smoke = Span(whole_second(begins + length * 0.2), burning.end)
    keys = episode.draft.claims.services(EventType.HEALTH_ADVISORY, areas)
    if episode.claim(keys, smoke):
        episode.add(
            "smoke_advice", EventType.HEALTH_ADVISORY, smoke, Where(areas=areas), life="health",
            cause=fire, because=f"smoke from the fire at {corner.name}",
        )  # fmt: skip


def _close_beside(
    episode: Episode, cause: Happening, corner: Corner, kind: str, because: str, until: float
) -> None:
    luck = episode.luck("closed by", cause.id)
    begins, length = cause.span.start, cause.ends - cause.span.start
    span = Span(whole_second(begins + length * 0.08), whole_second(begins + length * until))
    beside = shuffled(luck, episode.atlas.stretches_near(corner.point, 40))
    close_one_of(episode, beside, span, kind, because, cause)


def _at_corner(
    episode: Episode,
    kind: str,
    type_: EventType,
    corner: Corner,
    span: Span,
    because: str,
    radius_m: float,
    *,
    real: bool,
) -> Happening | None:
    areas = episode.atlas.area_ids(corner.point)
    if not areas or not episode.claim(episode.draft.claims.services(type_, areas), span):
        return None
    return episode.add(
        kind, type_, span,
        Where(areas=areas, point=corner.point, shape=buffer_m(corner.point, radius_m),
              road=corner.one.id),
        because=because, real=real, words=(("corner", corner.name), ("other", corner.two.name)),
    )  # fmt: skip


def _part(
    episode: Episode, kind: str, type_: EventType, at: datetime, wish: Wish, because: str
) -> bool:
    luck = episode.luck(kind)
    span = Span(at, at + episode.length(kind, luck, wish.minutes))
    for area in shuffled(luck, episode.atlas.areas)[:TRIES]:
        if episode.claim(episode.draft.claims.services(type_, [area.id]), span):
            point = _point_within(area, luck)
            circle = buffer_m(point, luck.uniform(*PART_M))
            episode.add(
                kind, type_, span,
                Where(areas=(area.id,), point=point,
                      shape=polygons_of(shapely.intersection(circle, area.geometry))),
                because=because, real=not wish.mistaken,
            )  # fmt: skip
            return True
    return False


def _point_within(area: Area, luck: random.Random) -> LonLat:
    west, south, east, north = area.geometry.bounds
    for _ in range(TRIES):
        point = LonLat(round(luck.uniform(west, east), 5), round(luck.uniform(south, north), 5))
        if contains(area.geometry, point):
            return point
    inside = area.geometry.representative_point()
    return LonLat(inside.x, inside.y)
