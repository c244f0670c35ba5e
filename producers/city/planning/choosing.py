"""Choose among a city's places, by chance or by what they are close to."""

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

import shapely

from core.geo import LonLat, as_shape
from producers.city.planning.draft import Episode
from producers.city.scenario import Near

CLOSEST = 6
"""Among how many of the nearest one is chosen."""


class Placed(Protocol):
    """Be something that lies at a point."""

    @property
    def point(self) -> LonLat:
        """Return where."""
        ...


_P = TypeVar("_P", bound=Placed)
_T = TypeVar("_T")


def shuffled(luck: random.Random, things: Sequence[_T]) -> list[_T]:
    """Return all things in an order of chance."""
    return luck.sample(list(things), len(things))


def nearest_first(
    episode: Episode, luck: random.Random, places: Sequence[_P], near: Near
) -> list[_P]:
    """Return places in an order of chance, or some that are close to what is wished."""
    if near is Near.ANYWHERE:
        return shuffled(luck, places)
    city = episode.city
    if near is Near.CENTER:
        goal = as_shape(city.center)
    elif near is Near.WATER:
        goal = shapely.union_all([place.geometry for place in city.water])
    else:
        stadiums = [p.geometry for p in city.landmarks if near.value in p.kind.lower()]
        goal = shapely.union_all(stadiums)
    if goal.is_empty:
        return shuffled(luck, places)
    ranked = sorted(places, key=lambda place: goal.distance(as_shape(place.point)))
    return shuffled(luck, ranked[:CLOSEST])
