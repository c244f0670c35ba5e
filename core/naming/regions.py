"""Make the parts of a city that are told by another place: "north of Downtown", "the rest"."""

from collections.abc import Callable
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.city import City
from core.geo import LonLat, buffer_m
from core.place import Place, PlaceKind

CORRIDOR_M: Final = 600.0
"""How far to either side of the straight way between two places still counts as between them."""
WAY: Final = " – "
"""Stands between the ends of a way in its name."""
SIDES: Final = {
    "north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0), "northeast": (1, 1),
    "northwest": (-1, 1), "southeast": (1, -1), "southwest": (-1, -1),
}  # fmt: skip
"""Directions as (east, north)."""
_FAR: Final = 10.0
"""Degrees that lead out of every city."""
_REMEMBERED: Final = 500
_LEAST_SHARE: Final = 0.9
"""Of a place, what has to lie on one side of the water for it to be on that side."""


class Regions:
    """Make regions of one city; each is found again by its id."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._made: dict[str, Place] = {}

    def rest(self, place: Place) -> Place:
        """Make all of the city but a place."""
        key = f"rest|{place.kind}|{place.key}"
        return self._known(key, lambda: self._make_rest(key, place))

    def beyond(self, place: Place, side: str) -> Place:
        """Make what lies on one side of a place, such as `north`; a key of `SIDES`."""
        key = f"beyond|{side}|{place.kind}|{place.key}"
        return self._known(key, lambda: self._make_beyond(key, place, side))

    def way(self, start: Place, end: Place) -> Place:
        """Make the way between two places: a strip along the straight line."""
        key = f"way|{start.kind}|{start.key}|{end.kind}|{end.key}"
        return self._known(key, lambda: self._make_way(key, start, end))

    def sides(self) -> tuple[Place, ...]:
        """Return the sides of the water, as the pack names them or by where they lie."""
        return tuple(self._side(side) for side in self._city.banks.sides)

    def side_of(self, place: Place) -> str | None:
        """Return the id of the side of the water that a place is on; None where it is on both."""
        if place.bank is not None:
            return place.bank
        size = place.geometry.area or place.geometry.length
        for side, shape in self._city.banks.sides.items():
            common = place.geometry.intersection(shape)
            if size and (common.area or common.length) >= _LEAST_SHARE * size:
                return side
        return None

    def recall(self, key: str, named: Callable[[PlaceKind, str], Place | None]) -> Place | None:
        """Find a region again by its id; None where the pack has what it is made of no more."""
        how, *parts = key.split("|")
        if how == "side":
            return self._side(parts[0]) if parts[0] in self._city.banks.sides else None
        if how == "way" and len(parts) == 4:
            start, end = named(PlaceKind(parts[0]), parts[1]), named(PlaceKind(parts[2]), parts[3])
            return self.way(start, end) if start and end else None
        if how == "rest" and len(parts) >= 2:
            place = named(PlaceKind(parts[0]), "|".join(parts[1:]))
            return self.rest(place) if place else None
        if how == "beyond" and len(parts) >= 3 and parts[0] in SIDES:
            place = named(PlaceKind(parts[1]), "|".join(parts[2:]))
            return self.beyond(place, parts[0]) if place else None
        return None

    def _known(self, key: str, make: Callable[[], Place]) -> Place:
        """Return the region made before, or make it."""
        found = self._made.get(key)
        if found is None:
            found = make()
            if len(self._made) >= _REMEMBERED:
                self._made.clear()
            self._made[key] = found
        return found

    def _make_rest(self, key: str, place: Place) -> Place:
        shape = self._city.outline.difference(place.geometry)
        return self._region(key, shape, ("rest", place.name))

    def _make_beyond(self, key: str, place: Place, side: str) -> Place:
        east, north = SIDES[side]
        half = self._city.outline
        for axis, sign in ((1, north), (0, east)):
            if sign:
                half = half.intersection(_half(place.geometry, axis, sign))
        shape = half.difference(place.geometry)
        said = (f"beyond_{side}", place.name)
        return self._region(key, shape, said)

    def _make_way(self, key: str, start: Place, end: Place) -> Place:
        straight = shapely.LineString(
            [(start.point.lon, start.point.lat), (end.point.lon, end.point.lat)]
        )
        corridor = buffer_m(straight, CORRIDOR_M)
        middle = straight.interpolate(0.5, normalized=True)
        point = LonLat(float(middle.x), float(middle.y))
        areas = tuple(area.id for area, _ in self._city.areas_touching(corridor))
        return Place(
            key, f"{start.name}{WAY}{end.name}",
            PlaceKind.LANDMARK, corridor, point, None, areas,
        )  # fmt: skip

    def _side(self, side: str) -> Place:
        area = self._city.area_by_id.get(side)
        shape = self._city.banks.sides[side]
        if area is not None:
            touched = (side, *self._city.overlaps[side])
            return _placed(side, area.name, PlaceKind.BANK, shape, touched, bank=side)
        water = self._city.water[0]
        across, up = (
            shape.centroid.x - water.geometry.centroid.x,
            shape.centroid.y - water.geometry.centroid.y,
        )
        wide = ("east" if across > 0 else "west", "north" if up > 0 else "south")
        compass = wide[0] if abs(across) >= abs(up) else wide[1]
        made = self._region(f"side|{side}", shape, (f"beyond_{compass}", water.name))
        return _placed(made.id, made.name, made.kind, shape, made.area_ids, side, made.said)

    def _region(self, key: str, shape: BaseGeometry, said: tuple[str, ...]) -> Place:
        """Make a region; nothing left of the city is still a place, which nothing touches."""
        areas = tuple(area.id for area, _ in self._city.areas_touching(shape))
        return _placed(key, " ".join(reversed(said)), PlaceKind.REGION, shape, areas, None, said)


def _placed(
    key: str, name: str, kind: PlaceKind, shape: BaseGeometry, area_ids: tuple[str, ...],
    bank: str | None = None, said: tuple[str, ...] = (),
) -> Place:  # fmt: skip
    middle = shape.representative_point()
    point = LonLat(0.0, 0.0) if middle.is_empty else LonLat(float(middle.x), float(middle.y))
    return Place(key, name, kind, shape, point, bank, area_ids, (), 0.0, said)


def _half(shape: BaseGeometry, axis: int, sign: int) -> BaseGeometry:
    """Return the half of the plane beyond a shape: of a street, what lies beside its line.

    Args:
        shape: the place.
        axis: 0 for east and west, 1 for north and south.
        sign: 1 to the east or north, -1 to the west or south.
    """
    spread = shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1]
    if isinstance(shape, shapely.LineString) and spread[1 - axis] > spread[axis]:
        return _beside(shape, axis, sign)
    middle = shape.centroid.x if axis == 0 else shape.centroid.y
    low, high = (middle, middle + sign * 2 * _FAR)
    low, high = min(low, high), max(low, high)
    if axis == 0:
        return shapely.box(low, -90, high, 90)
    return shapely.box(-360, low, 360, high)


def _beside(line: shapely.LineString, axis: int, sign: int) -> BaseGeometry:
    """Return the plane on one side of a line that is drawn out at both ends."""
    points = sorted(line.coords, key=lambda point: point[1 - axis])
    first, last = list(points[0][:2]), list(points[-1][:2])
    slope = (last[axis] - first[axis]) / (last[1 - axis] - first[1 - axis])
    for end, way in ((first, -_FAR), (last, _FAR)):
        end[1 - axis] += way
        end[axis] += way * slope
    edge = [first, *([p[0], p[1]] for p in points), last]
    moved = [[p[0] + sign * 5 * _FAR, p[1]] if axis == 0 else [p[0], p[1] + sign * 5 * _FAR]
             for p in reversed(edge)]  # fmt: skip
    return shapely.make_valid(shapely.Polygon([*edge, *moved]))
