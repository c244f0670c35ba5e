"""Find corners and blocks in a text: "24th and Valencia", "Main Street between 3rd and 5th"."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, nearest_points, substring

from core.city import City
from core.geo import LonLat, distance_m
from core.naming.line_names import Key
from core.naming.ordinary_words import is_ordinary
from core.naming.place_words import Word, is_ordinal, ordinal
from core.place import Mention, Place, PlaceKind

_CROSSING: Final = frozenset(
    {"x", "meets", "meet", "crosses", "cross", "intersects", "intersecting", "hits", "joins"}
)
"""What stands between the streets of a corner and nowhere else: they need no capitals."""
_JOINED_BY: Final = _CROSSING | {"and", "at", "by", "near", "n", "nd", "with", "y", "con", "et"}
_CORNER: Final = frozenset({"corner", "intersection", "junction", "crossing"})
_BEFORE: Final = frozenset({"on", "at", "near", "by", "of", "from", "to", "around", "and"})
_SAID_OF_STREETS: Final = frozenset(
    {"is", "was", "are", "be", "been", "closed", "open", "blocked", "shut", "flooded", "clear"}
)
_TO: Final = frozenset({"and", "to", "y", "et", "n", "till", "until", "thru", "through"})
_MEET_M: Final = 30.0
"""Middle lines of streets that come this close are one crossing."""
_SIGNS: Final = re.compile(r"[/&@+×]")


class Corners:
    """Know where the streets of one city meet."""

    def __init__(
        self,
        city: City,
        streets: Mapping[Key, tuple[Place, ...]],
        longest: int,
        areas: Set[Key] = frozenset(),
    ) -> None:
        self._city = city
        self._areas = areas
        self._streets = streets
        self._longest = longest
        self._met: dict[tuple[str, str], Place | None] = {}
        self._numbered = _numbered(streets) if city.numbered_blocks else {}
        self._by_id = {place.id: place for places in streets.values() for place in places}

    def mentions(self, text: str, tokens: Sequence[Word]) -> Iterator[Mention]:
        """Give the corners and blocks that the text names, by index of word and sign."""
        for middle, token in enumerate(tokens):
            word = token.key
            if word in ("between", "from", "btwn", "bet"):
                yield from self._block(text, tokens, middle)
            if middle == 0:
                continue
            if word in _JOINED_BY and middle + 1 < len(tokens):
                yield from self._corner(text, tokens, middle, middle + 1)
            if _SIGNS.search(text, tokens[middle - 1].end, tokens[middle].start):
                yield from self._corner(text, tokens, middle, middle)

    def _corner(
        self, text: str, tokens: Sequence[Word], left_end: int, right_start: int
    ) -> Iterator[Mention]:
        """Read a corner of the streets before `left_end` and from `right_start` on."""
        right, right_end = self._street_at(tokens, right_start)
        left, left_start = self._street_before(tokens, left_end)
        if not right and _spoken_of_corner(tokens, left_start):
            right, right_end = self._numbered_at(tokens, right_start)
        if not left and right and _spoken_of_corner(tokens, left_end - 1):
            left, _ = self._numbered_at(tokens, left_end - 1)
            left_start = left_end - 1
        if not right or not left:
            return
        parts = tokens[left_start:left_end], tokens[right_start:right_end]
        areas = sum(tuple(word.key for word in part) in self._areas for part in parts)
        if areas == 2 and not _spoken_of_corner(tokens, left_start):
            return  # "Harbor and Westside" are two areas, whatever their streets do
        between = text[tokens[left_end - 1].end : tokens[right_start].start]
        joined = _SIGNS.search(between) is not None or tokens[left_end].key in _CROSSING
        named = tokens[left_start:left_end], tokens[right_start:right_end]
        clear = joined or all(map(_clear, named)) or _led_to(tokens, left_start)
        clear = clear or _one_numbered(tokens, left_start, named)
        start, end = tokens[left_start].start, tokens[right_end - 1].end
        found = [place for a in left for b in right if (place := self._meeting(a, b)) is not None]
        if found and (clear or any(len(part) > 1 for part in named)):
            yield Mention(start, end, text[start:end], tuple(dict.fromkeys(found)), 1.0)
            return
        if not clear:
            return
        # Streets that never meet are still two streets named.
        for places, part in zip((left, right), named, strict=True):
            a, b = part[0].start, part[-1].end
            yield Mention(a, b, text[a:b], places, 0.9)

    def block(self, street: Place, number: int) -> Place | None:
        """Return the block of a house number: 412 lies between 4th and 5th Street.

        None where the pack does not say so of its numbers, or where no numbered street meets this
        one on either side of it.
        """
        met = [n for n in sorted(self._numbered) if self._meeting(street, self._numbered[n])]
        below = [n for n in met if n * 100 <= number]
        above = [n for n in met if n * 100 > number]
        if not below or not above:
            return None
        return self._stretch(street, self._numbered[below[-1]], self._numbered[above[0]])

    def recall(self, key: str) -> Place | None:
        """Find a corner (`a&b`) or a stretch (`street|corner|corner`) again by its key."""
        street_id, *corners = key.split("|")
        if len(corners) == 2:
            street = self._by_id.get(street_id)
            near, far = (self._by_id.get(_but(street_id, corner)) for corner in corners)
            return self._stretch(street, near, far) if street and near and far else None
        ends = [self._by_id.get(name) for name in key.split("&")]
        return self._meeting(ends[0], ends[1]) if len(ends) == 2 and ends[0] and ends[1] else None

    def _block(self, text: str, tokens: Sequence[Word], middle: int) -> Iterator[Mention]:
        """Read "<street> between <street> and <street>"."""
        behind = middle
        while behind > 0 and tokens[behind - 1].key in _SAID_OF_STREETS:
            behind -= 1
        street, start = self._street_before(tokens, behind)
        first, first_end = self._street_at(tokens, middle + 1)
        if not first or first_end >= len(tokens):
            return
        joined = _SIGNS.search(text, tokens[first_end - 1].end, tokens[first_end].start)
        if tokens[first_end].key not in _TO and not joined:
            return
        second_start = first_end + (tokens[first_end].key in _TO)
        second, end = self._street_at(tokens, second_start)
        if not second:  # "between 3rd and 5"
            second, end = self._numbered_at(tokens, second_start)
        if not street and second and end < len(tokens) and tokens[end].key in ("on", "of", "in"):
            start = middle  # "between 3rd and 5th on Main"
            street, end = self._street_at(tokens, end + 1)
        if not street or not second:
            return
        a, b = tokens[start].start, tokens[end - 1].end
        for whole in street:
            for near in first:
                for far in second:
                    stretch = self._stretch(whole, near, far)
                    if stretch is not None:
                        yield Mention(a, b, text[a:b], (stretch,), 1.0)
                        return
        yield Mention(a, b, text[a:b], street, 0.8)  # which stretch, the map does not say

    def _street_at(self, tokens: Sequence[Word], start: int) -> tuple[tuple[Place, ...], int]:
        start += start < len(tokens) and tokens[start].key == "the"
        for end in range(min(len(tokens), start + self._longest), start, -1):
            found = self._streets.get(tuple(word.key for word in tokens[start:end]))
            if found:
                return found, end
        return (), start

    def _numbered_at(self, tokens: Sequence[Word], start: int) -> tuple[tuple[Place, ...], int]:
        """Read a bare number as a street: the "8" of "corner of Pine and 8"."""
        start += start < len(tokens) and tokens[start].key == "the"
        key = tokens[start].key if start < len(tokens) else ""
        if not (key.isdecimal() and len(key) < 4):
            return (), start
        return self._streets.get((ordinal(int(key)),), ()), start + 1

    def _street_before(self, tokens: Sequence[Word], end: int) -> tuple[tuple[Place, ...], int]:
        for start in range(max(0, end - self._longest), end):
            found = self._streets.get(tuple(word.key for word in tokens[start:end]))
            if found:
                return found, start
        return (), end

    def _meeting(self, a: Place, b: Place) -> Place | None:
        ids = a.id, b.id
        if ids not in self._met:
            self._met[ids] = None if a.id == b.id else self._cross(a, b)
        return self._met[ids]

    def _cross(self, a: Place, b: Place) -> Place | None:
        if distance_m(a.geometry, b.geometry) > _MEET_M:
            return None
        common = a.geometry.intersection(b.geometry)
        if common.is_empty:
            common = shapely.MultiPoint(nearest_points(a.geometry, b.geometry)).centroid
        middle = common.representative_point()
        point = LonLat(float(middle.x), float(middle.y))
        return Place(
            "&".join(sorted((a.id, b.id))), f"{a.name} and {b.name}", PlaceKind.INTERSECTION,
            shapely.Point(point.lon, point.lat), point, self._city.bank_of(point),
            tuple(area.id for area in self._city.areas_at(point)), (a.id, b.id), 0.0,
            ("corner", a.name, b.name),
        )  # fmt: skip

    def _stretch(self, street: Place, near: Place, far: Place) -> Place | None:
        """Cut a street between two others; None where one of them does not meet it."""
        ends = self._meeting(street, near), self._meeting(street, far)
        if ends[0] is None or ends[1] is None:
            return None
        shape = cut(street.geometry, ends[0].point, ends[1].point)
        middle = shape.interpolate(0.5, normalized=True) if shape.geom_type == "LineString" else (
            shape.representative_point()
        )  # fmt: skip
        point = LonLat(float(middle.x), float(middle.y))
        areas = tuple(area.id for area, _ in self._city.areas_touching(shape))
        name = f"{street.name} between {near.name} and {far.name}"
        return Place(
            street.id, name, PlaceKind.STREET, shape, point, self._city.bank_of(point), areas,
            (ends[0].id, ends[1].id), 0.0, ("stretch", street.name, near.name, far.name),
        )  # fmt: skip


def _numbered(streets: Mapping[Key, tuple[Place, ...]]) -> dict[int, Place]:
    """Return the numbered streets by their numbers; none of which there are two."""
    found: dict[int, set[Place]] = {}
    for key, places in streets.items():
        if len(key) == 2 and is_ordinal(key[0]):
            found.setdefault(int(key[0][:-2]), set()).update(places)
    return {number: places.pop() for number, places in found.items() if len(places) == 1}


def _but(street_id: str, corner: str) -> str:
    """Return the other street of a corner."""
    return "&".join(name for name in corner.split("&") if name != street_id)


def cut(line: BaseGeometry, start: LonLat, end: LonLat) -> BaseGeometry:
    """Return the part of a street between two points on it; the whole where it is in pieces."""
    merged = linemerge(line) if isinstance(line, shapely.MultiLineString) else line
    if not isinstance(merged, shapely.LineString):
        return line
    a, b = (merged.project(shapely.Point(p.lon, p.lat)) for p in (start, end))
    return substring(merged, min(a, b), max(a, b)) if a != b else line


def _clear(named: Sequence[Word]) -> bool:
    """Say whether words look like a street by themselves: by type, number, case or rarity."""
    if len(named) > 1:
        return True
    word = named[0]
    return word.capital or is_ordinal(word.key) or not is_ordinary(word.key)


def _one_numbered(
    tokens: Sequence[Word], start: int, named: tuple[Sequence[Word], Sequence[Word]]
) -> bool:
    """Say whether one is a number as streets have, and no article makes it another thing."""
    article = start > 0 and tokens[start - 1].key in ("the", "my", "a", "for")
    return not article and any(is_ordinal(part[-1].key) for part in named)


def _spoken_of_corner(tokens: Sequence[Word], start: int) -> bool:
    return any(word.key in _CORNER for word in tokens[max(0, start - 2) : start])


def _led_to(tokens: Sequence[Word], start: int) -> bool:
    return _spoken_of_corner(tokens, start) or bool(start and tokens[start - 1].key in _BEFORE)
