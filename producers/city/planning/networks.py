"""Plan gas leaks and internet disruptions."""

from datetime import datetime, timedelta
from typing import Final

from core.event import EventType
from core.geo import LonLat, buffer_m
from core.timespan import Span
from producers.city.happening import Happening, Where, whole_second
from producers.city.planning.choosing import nearest_first, shuffled
from producers.city.planning.closures import close_one_of
from producers.city.planning.draft import Episode, Wish

GAS_CAUSES: Final = ("a pipe hit by digging", "a worn joint in the gas main")
NET_CAUSES: Final = ("a cut fibre cable", "a failed router", "a power fault at an exchange")
WITHOUT_POWER: Final = 0.22
"""The share of outages with which a network goes down too."""
LEAK_M: Final = 180.0
"""How far around a leak people are kept away."""
CUSTOMERS: Final = (600, 5200)


def plan_gas_leak(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a leak at a corner, with the street closed where it can be."""
    luck = episode.luck("gas")
    span = Span(at, at + episode.length("gas_leak", luck, wish.minutes))
    for corner in nearest_first(episode, luck, episode.atlas.crossings.corners, wish.near)[:8]:
        areas = episode.atlas.area_ids(corner.point)
        if not areas or not episode.claim(
            episode.draft.claims.services(EventType.GAS_LEAK, areas), span
        ):
            continue
        leak = episode.add(
            "gas_leak", EventType.GAS_LEAK, span,
            Where(areas=areas, point=corner.point, shape=buffer_m(corner.point, LEAK_M),
                  road=corner.one.id),
            because=luck.choice(GAS_CAUSES), real=not wish.mistaken,
            words=(("corner", corner.name), ("other", corner.two.name)),
        )  # fmt: skip
        if leak.real and luck.random() < 0.6:
            into = (span.end or at) - at
            closed = Span(whole_second(at + into * 0.1), whole_second(at + into * 0.8))
            beside = shuffled(luck, episode.atlas.stretches_near(corner.point, 40))
            close_one_of(episode, beside, closed, "gas_closure", "a gas leak", leak)
        return True
    return False


def plan_internet(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan a network that fails in one area."""
    luck = episode.luck("internet")
    span = Span(at, at + episode.length("internet", luck, wish.minutes))
    for feeder in nearest_first(episode, luck, episode.atlas.feeders, wish.near)[:8]:
        because = luck.choice(NET_CAUSES)
        if _down(episode, feeder.area.id, span, because, None, real=not wish.mistaken):
            return True
    return False


def internet_without_power(episode: Episode, outage: Happening) -> None:
    """Plan a network's failure that an outage brings: it comes later, when batteries are empty."""
    luck = episode.luck("internet", outage.id)
    length = outage.ends - outage.span.start
    if luck.random() < WITHOUT_POWER and length > timedelta(minutes=8):
        begins = whole_second(outage.span.start + length * luck.uniform(0.15, 0.4))
        for area in outage.where.areas[:1]:
            _down(episode, area, Span(begins, outage.span.end), "power outage", outage)


def _down(
    episode: Episode,
    area: str,
    span: Span,
    because: str,
    cause: Happening | None,
    *,
    real: bool = True,
) -> bool:
    kind = EventType.INTERNET_DISRUPTION
    luck = episode.luck("network", area)
    source = episode.draft.source_of(kind, luck)
    if not episode.claim(episode.draft.claims.services(kind, [area], source), span):
        return False
    shape = episode.city.area_by_id[area].geometry
    inside = shape.representative_point()
    episode.add(
        "internet", kind, span, Where(areas=(area,), point=LonLat(inside.x, inside.y)),
        cause=cause, because=because, source=source, figure=luck.randint(*CUSTOMERS), real=real,
    )  # fmt: skip
    return True
