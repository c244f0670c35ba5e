"""Plan dark traffic lights: by an outage, or by a fault of their own."""

from datetime import datetime, timedelta
from typing import Final

from core.event import EventType
from core.timespan import Span
from producers.city.happening import Happening, Where, whole_second
from producers.city.planning.choosing import nearest_first, shuffled
from producers.city.planning.closures import crash_at
from producers.city.planning.crossings import Corner
from producers.city.planning.draft import Episode, Wish
from producers.city.planning.restoring import lit_again

CAUSES: Final = ("a blown fuse", "a damaged control box", "a failed controller")
IN_OUTAGE: Final = (1, 4)
"""The least and the most corners that lose their lights with one outage; others have batteries."""
DARK_AT_LEAST: Final = timedelta(seconds=90)
CRASHES: Final = 0.3
"""The share of outages with dark lights in which a crash follows at one of them."""


def plan_dark_signal(episode: Episode, at: datetime, wish: Wish) -> bool:
    """Plan lights that fail by themselves; False where the city has no corner for it."""
    luck = episode.luck("dark signal")
    span = Span(at, at + episode.length("dark_signal", luck, wish.minutes))
    for corner in nearest_first(episode, luck, episode.atlas.crossings.corners, wish.near)[:8]:
        if darken(episode, corner, span, luck.choice(CAUSES), real=not wish.mistaken):
            return True
    return False


def signals_without_power(episode: Episode, outage: Happening) -> None:
    """Plan the lights that an outage darkens, each until its corner has power again."""
    first = outage.steps[0].shape or outage.where.shape
    if first is None:
        return
    luck = episode.luck("signals", outage.id)
    corners = shuffled(luck, episode.atlas.corners_in(first))
    dark: list[tuple[Corner, Happening]] = []
    for corner in corners[: luck.randint(*IN_OUTAGE)]:
        span = Span(outage.span.start, lit_again(outage, corner.point, DARK_AT_LEAST))
        found = darken(episode, corner, span, "power outage", cause=outage)
        if found is not None:
            dark.append((corner, found))
    if dark and luck.random() < CRASHES:
        corner, signal = dark[0]
        into = luck.uniform(0.1, 0.5) * (signal.ends - signal.span.start)
        crash_at(episode, corner, whole_second(signal.span.start + into), signal)


def darken(
    episode: Episode,
    corner: Corner,
    span: Span,
    because: str,
    *,
    cause: Happening | None = None,
    life: str = "dark_signal",
    real: bool = True,
) -> Happening | None:
    """Plan the lights of one corner; None where they are dark already."""
    if not episode.claim([f"signal:{corner.id}"], span):
        return None
    return episode.add(
        "dark_signal",
        EventType.SIGNAL_OUTAGE,
        span,
        Where(areas=episode.atlas.area_ids(corner.point), point=corner.point, road=corner.one.id),
        life=life,
        cause=cause,
        because=because,
        real=real,
        words=(("corner", corner.name), ("other", corner.two.name)),
    )
