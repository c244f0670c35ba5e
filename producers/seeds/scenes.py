"""Find where in the city a story may happen, so that no two events contradict each other there.

Every name and every shape comes from the city pack.
"""

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from core.city import AreaKind, City, Line
from core.geo import LonLat, buffer_m, contains, simplify_outwards, to_geojson
from producers.seeds.claims import Claims
from producers.seeds.crossings import Crossings
from producers.seeds.story import Story, Where

TRIES: Final = 12
RADIUS_M: Final = (300, 700)
STOPS: Final = (2, 4)
"""The least and the most neighbouring stops that an event on a line names."""
_DECIMALS: Final = 5
"""Of degrees: about a metre."""
_MAX_OUTLINE: Final = 200
_SPECIAL: Final = frozenset({AreaKind.BANK, AreaKind.ZIP, AreaKind.OTHER})
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Scene:
    """Hold a place for a story.

    Attributes:
        fields: what it fills of an `Event`.
        words: what the texts of a first chapter may name besides what the event holds.
    """

    fields: Mapping[str, Any]
    words: Mapping[str, str] = field(default_factory=dict[str, str])


class Scenes:
    """Find scenes in one city."""

    def __init__(self, city: City) -> None:
        self._city = city
        ordinary = [area for area in city.areas if area.kind not in _SPECIAL]
        self._areas = ordinary or [a for a in city.areas if a.kind is not AreaKind.BANK]
        self.claims = Claims(city, self._areas)
        self._finders: dict[Where, Callable[[Story, random.Random], Scene | None]] = {
            Where.CITY: self._city_scene,
            Where.SEVERAL_AREAS: self._several_areas,
            Where.NAMED_AREA: self._named_area,
            Where.AREA: self._area,
            Where.PART: self._part,
            Where.CORNER: self._corner,
            Where.STRETCH: self._stretch,
            Where.LINE: self._line,
            Where.STOP: self._stop,
        }

    def find(self, story: Story, taken: Collection[str], rng: random.Random) -> Scene | None:
        """Return a scene whose claims are free; None where a few tries find none."""
        for _ in range(TRIES):
            scene = self._finders[story.where](story, rng)
            if scene is None:
                return None
            if self.claims.of(story.type, scene.fields).isdisjoint(taken):
                return scene
        return None

    @cached_property
    def _crossings(self) -> Crossings:
        return Crossings(self._city.streets)

    def _city_scene(self, _: Story, __: random.Random) -> Scene:
        return Scene({"areas": (self._city.name,)})

    def _named_area(self, _: Story, rng: random.Random) -> Scene | None:
        return Scene({"areas": (rng.choice(self._areas).name,)}) if self._areas else None

    def _several_areas(self, _: Story, rng: random.Random) -> Scene | None:
        if not self._areas:
            return None
        first = rng.choice(self._areas)
        near = [a for a in self._areas if a is not first and a.geometry.intersects(first.geometry)]
        others = rng.sample(near, min(len(near), rng.randint(1, 2)))
        return Scene({"areas": tuple(area.name for area in (first, *others))})

    def _area(self, _: Story, rng: random.Random) -> Scene | None:
        if not self._areas:
            return None
        area = rng.choice(self._areas)
        return Scene({"areas": (area.name,), "geometry": _outline(area.geometry)})

    def _part(self, _: Story, rng: random.Random) -> Scene | None:
        if not self._areas:
            return None
        area = rng.choice(self._areas)
        circle = buffer_m(_point_within(area.geometry, rng), rng.uniform(*RADIUS_M))
        parts = shapely.get_parts(shapely.intersection(circle, area.geometry)).tolist()
        largest: BaseGeometry = max(parts, key=_size)
        return Scene({"areas": (area.name,), "geometry": _outline(largest)})

    def _corner(self, _: Story, rng: random.Random) -> Scene | None:
        street = _any(self._crossings.streets(least=1), rng)
        if street is None:
            return None
        crossing = rng.choice(self._crossings.of(street))
        return Scene(
            {
                "areas": self._areas_at(crossing.point),
                "road": street.name,
                "coordinates": _rounded(crossing.point),
            },
            {"corner": f"{street.name} and {crossing.street.name}"},
        )

    def _stretch(self, _: Story, rng: random.Random) -> Scene | None:
        street = _any(self._crossings.streets(least=2), rng)
        if street is None:
            return None
        met = self._crossings.of(street)
        at = rng.randrange(len(met) - 1)
        one, two = met[at], met[at + 1]
        course = self._crossings.between(street, one, two)
        return Scene(
            {
                "areas": self._areas_at(one.point, two.point),
                "road": street.name,
                "geometry": to_geojson(_round(course)),
            },
            {
                "stretch": f"{street.name} between {one.street.name} and {two.street.name}",
                "cross": one.street.name,
                "cross2": two.street.name,
            },
        )

    def _line(self, story: Story, rng: random.Random) -> Scene | None:
        line = _any(self._lines(story), rng)
        if line is None:
            return None
        count = min(len(line.stop_ids), rng.randint(*STOPS))
        start = rng.randint(0, len(line.stop_ids) - count)
        ids = line.stop_ids[start : start + count]
        return self._on_line(line, ids)

    def _stop(self, story: Story, rng: random.Random) -> Scene | None:
        line = _any(self._lines(story), rng)
        return None if line is None else self._on_line(line, [rng.choice(line.stop_ids)])

    def _on_line(self, line: Line, stop_ids: Iterable[str]) -> Scene:
        stops = [self._city.stop_by_id[stop_id] for stop_id in stop_ids]
        others = {
            self._city.line_by_id[line_id].name: stop.name
            for stop in stops
            for line_id in stop.line_ids
            if line_id != line.id
        }
        return Scene(
            {
                "mode": line.mode.value,
                "lines": (line.name,),
                "stops": tuple(dict.fromkeys(stop.name for stop in stops)),
                "alternatives": tuple(
                    f"{name} also stops at {stop}" for name, stop in list(others.items())[:3]
                ),
            }
        )

    def _lines(self, story: Story) -> list[Line]:
        return [
            line
            for line in self._city.lines
            if len(line.stop_ids) >= STOPS[0] and (not story.modes or line.mode in story.modes)
        ]

    def _areas_at(self, *points: LonLat) -> tuple[str, ...]:
        """Return the area of each point, once; the city where none has it."""
        found: dict[str, None] = {}
        for point in points:
            here = [area.name for area in self._areas if contains(area.geometry, point)]
            found |= dict.fromkeys(here[:1])
        return tuple(found) or (self._city.name,)


def _any(choices: list[_T], rng: random.Random) -> _T | None:
    return rng.choice(choices) if choices else None


def _point_within(shape: BaseGeometry, rng: random.Random) -> LonLat:
    west, south, east, north = shape.bounds
    for _ in range(TRIES):
        point = LonLat(lon=rng.uniform(west, east), lat=rng.uniform(south, north))
        if contains(shape, point):
            return point
    inside = shape.representative_point()
    return LonLat(lon=inside.x, lat=inside.y)


def _outline(shape: BaseGeometry) -> dict[str, Any]:
    return simplify_outwards(to_geojson(_round(shape)), _MAX_OUTLINE)


def _round(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda positions: positions.round(_DECIMALS))


def _rounded(point: LonLat) -> LonLat:
    return LonLat(lon=round(point.lon, _DECIMALS), lat=round(point.lat, _DECIMALS))


def _size(shape: BaseGeometry) -> float:
    return float(shape.area)
