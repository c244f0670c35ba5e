"""Plan what the rain of storms does: low streets under water, water in stations by the river."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from core.geo import LonLat
from core.timespan import Span
from producers.city.happening import Happening, whole_second
from producers.city.planning.closures import flood
from producers.city.planning.crossings import Stretch
from producers.city.planning.draft import Episode, Wish
from producers.city.planning.stops import shut
from producers.city.weather import Weather

FLOODED_MM: Final = 9.0
"""So much rain within a storm, and low streets stand under water; some bear twice as much."""
MAX_FLOODS: Final = 5
STATION_MM: Final = 20.0
MAX_STATIONS: Final = 2
LOOKS: Final = timedelta(minutes=3)


def plan_floods(episode: Episode, storm: Happening, weather: Weather) -> bool:
    """Plan the streets and stations that one storm floods, within its own time.

    Args:
        episode: to which they are added; the storm itself need not be part of it.
        storm: what brings them.
        weather: the rain.
    """
    luck = episode.luck("floods")
    found = wet_from(weather, episode.atlas.low_stretches, storm.span, luck)
    begun = 0
    for at, stretch in found:
        if begun < MAX_FLOODS and flood(episode, stretch, at, Wish(), storm) is not None:
            begun += 1
    stations = 0
    for stop in episode.atlas.low_stations:
        at = _wet_at(weather, stop.point, storm.span, STATION_MM * luck.uniform(0.8, 1.6))
        if at is not None and stations < MAX_STATIONS:
            span = Span(at, at + episode.length("closed_stop", luck))
            because = "water in the station"
            if shut(episode, stop, span, because, cause=storm, kind="flooded_stop"):
                stations += 1
    return bool(begun or stations)


def wet_from(
    weather: Weather, stretches: Sequence[Stretch], span: Span, luck: random.Random
) -> list[tuple[datetime, Stretch]]:
    """Return which low streets the rain floods, and from when, in order."""
    found: list[tuple[datetime, Stretch]] = []
    for stretch in stretches:
        at = _wet_at(weather, stretch.point, span, FLOODED_MM * luck.uniform(0.8, 2.2))
        if at is not None:
            found.append((at, stretch))
    return sorted(found, key=lambda pair: (pair[0], pair[1].name))


def _wet_at(weather: Weather, point: LonLat, span: Span, limit_mm: float) -> datetime | None:
    """Return when so much rain has fallen at a point; None where it never does."""
    fallen, at = 0.0, span.start
    while span.end is not None and at < span.end:
        fallen += weather.at(point, at).rain_mm_h * (LOOKS / timedelta(hours=1))
        if fallen > limit_mm:
            return whole_second(at)
        at += LOOKS
    return None
