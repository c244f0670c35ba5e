"""Make the tables of names that the gazetteer reads: every form of every name, and what it means.

A form is *full* where it names the place by itself ("Eastside", "Main Street"), *noun* where it is
an ordinary word that needs an article or a preposition ("the bay"), and *short* where the kind is
left off ("Main", "Springfield") and the words around must say that a place is meant.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.city import City
from core.city_parts import AreaKind, Line, Stop
from core.geo import LonLat, distance_m
from core.naming.line_names import Key, perhaps, surely
from core.naming.ordinary_words import is_ordinary
from core.naming.place_words import STREET_TYPES, is_ordinal, is_unspaced, keys
from core.place import Place, PlaceKind

ONE_PLACE_M: Final = 400.0
"""Things of one name that lie closer together than this are one place to people."""
_SUBJECTS: Final = frozenset({"power", "water", "gas", "internet", "fire", "traffic", "weather"})
"""What people ask about in a place: no end of a place's short name."""
_ARTICLES: Final = frozenset({"the", "el", "la", "los", "las", "le", "les", "l"})
_TAILS: Final = STREET_TYPES | {
    "park", "station", "library", "hospital", "bridge", "stadium", "market", "plaza", "center",
    "hall", "university", "college", "school", "museum", "airport", "terminal", "gardens", "tower",
    "arena", "zoo", "beach", "pier", "church", "square", "mall", "clinic", "theater", "courthouse",
    "reservoir", "preserve", "office", "temple", "cathedral", "fairgrounds", "marina", "depot",
}  # fmt: skip
_NEVER_ALONE: Final = STREET_TYPES | {
    "park", "station", "market", "center", "square", "school", "church", "hall", "bridge", "plaza",
    "office", "gardens", "tower", "mall", "clinic", "terminal", "temple",
}  # fmt: skip
_SEVERAL: Final = frozenset(
    {"park", "school", "church", "mall", "clinic", "bridge", "library", "hospital", "museum",
     "university", "college", "pier", "beach", "stadium", "arena", "temple", "theater"}
)  # fmt: skip
"""Of these, "at the library" asks which where there are several."""
_LEADING_TYPES: Final = frozenset(
    {"rue", "calle", "avenida", "avenue", "via", "viale", "boulevard", "camino", "paseo", "carrer",
     "quai", "chemin", "carretera", "rua", "strada", "allee", "cours", "ronda", "route", "pont"}
)  # fmt: skip
"""What a street's name begins with in other languages: "Rue de Rivoli"."""
_PARTICLES: Final = _ARTICLES | {"de", "du", "des", "del", "d", "di", "da", "do", "della", "les"}
_WHOLE_CITY: Final = (
    "citywide", "city wide", "the city", "the whole city", "the entire city", "all of the city",
    "all over the city", "all over town", "all areas", "entire service area",
)  # fmt: skip


class Strength(IntEnum):
    """How much a form says by itself."""

    SHORT = 1
    NOUN = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Form:
    """Hold one form of a name: what it may mean, and how much it says by itself."""

    places: tuple[Place, ...]
    strength: Strength


class PlaceIndex:
    """Hold the tables of one city. Frozen after it is made."""

    def __init__(self, city: City) -> None:
        self.forms: dict[Key, Form] = {}
        self.unspaced: dict[str, tuple[Place, ...]] = {}
        self.streets: dict[Key, tuple[Place, ...]] = {}
        self.bare_lines: dict[Key, tuple[Place, ...]] = {}
        self.line_names: dict[Key, tuple[Place, ...]] = {}
        self.place_of: dict[tuple[PlaceKind, str], Place] = {}
        self._city = city
        self._add_city()
        self._add_areas()
        self._add_stops_and_landmarks()
        self._add_streets()
        for line in city.lines:
            self._add_line(line)
        self._add_lone_nouns()
        self.areas: frozenset[Key] = frozenset(
            key for key, form in self.forms.items()
            if form.strength is Strength.FULL and any(p.kind is PlaceKind.AREA for p in form.places)
        )  # fmt: skip
        self.longest: dict[str, int] = {}
        for key in self.forms:
            self.longest[key[0]] = max(len(key), self.longest.get(key[0], 0))
        self.longest_street = max((len(key) for key in self.streets), default=0)
        self.vocabulary: tuple[str, ...] = tuple(
            sorted({w for key in self.forms for w in key if len(w) > 3 and w.isalpha()})
        )
        self.words: frozenset[str] = frozenset(w for key in self.forms for w in key)

    def _add_city(self) -> None:
        city = self._city
        area_ids = tuple(area.id for area in city.areas)
        place = Place(city.id, city.name, PlaceKind.CITY, city.outline, city.center, None, area_ids)
        self._name(place, (city.name, *city.aliases))
        for phrase in (*_WHOLE_CITY, f"city of {city.name}", f"{city.name} city"):
            self._put(keys(phrase), place, Strength.FULL)

    def _add_areas(self) -> None:
        kinds = {AreaKind.ZIP: PlaceKind.ZIP, AreaKind.BANK: PlaceKind.BANK}
        for area in self._city.areas:
            kind = kinds.get(area.kind, PlaceKind.AREA)
            touched = (area.id, *self._city.overlaps[area.id])
            place = self._place(area.id, area.name, kind, area.geometry, area_ids=touched)
            self._name(place, (area.name, *area.aliases))

    def _add_stops_and_landmarks(self) -> None:
        grouped = _grouped(self._city.stops)
        landmarks = {landmark.id: landmark for landmark in self._city.landmarks}
        for group in grouped:
            name_key = keys(group[0].name)
            same = next(
                (mark for mark in landmarks.values() if keys(mark.name) == name_key
                 and distance_m(mark.geometry, group[0].point) < ONE_PLACE_M), None,
            )  # fmt: skip
            shape: BaseGeometry = shapely.MultiPoint([(s.point.lon, s.point.lat) for s in group])
            aliases: tuple[str, ...] = ()
            if same is not None:
                shape, aliases = same.geometry, same.aliases
                del landmarks[same.id]
            members = tuple(dict.fromkeys(member for stop in group for member in stop.member_ids))
            place = self._place(group[0].id, group[0].name, PlaceKind.STOP, shape, members)
            if same is not None:
                self.place_of[PlaceKind.LANDMARK, same.id] = place
            for stop in group:
                self.place_of[PlaceKind.STOP, stop.id] = place
            self._name(place, (place.name, *aliases))
            for word in ("station", "stop"):
                if word not in name_key:
                    self._put((*name_key, word), place, Strength.FULL)
            if name_key[-1] not in STREET_TYPES:
                self._shorten(place, name_key)
        for landmark in landmarks.values():
            place = self._place(landmark.id, landmark.name, PlaceKind.LANDMARK, landmark.geometry)
            self._name(place, (landmark.name, *landmark.aliases))
            self._shorten(place, keys(landmark.name))

    def _add_streets(self) -> None:
        for street in self._city.streets:
            place = self._place(street.id, street.name, PlaceKind.STREET, street.geometry)
            self._name(place, (street.name, *street.aliases))
            for name in (street.name, *street.aliases):
                key = _without_article(keys(name))
                numbered = tuple(word[:-2] if is_ordinal(word) else word for word in key)
                if numbered != key:
                    self._put(numbered, place, Strength.FULL)
                if numbered != key and len(key) == 2:  # "street 24", as other languages have it
                    turned = {key[::-1], numbered[::-1]}
                    for form in turned:
                        self._put(form, place, Strength.FULL)
                else:
                    turned = set[Key]()
                # "Oak Bridge" leaves "Oak" to the street.
                heads = () if key[-1:] == ("bridge",) else tuple(_heads(key))
                for form in {key, numbered, *heads, *turned} - {
                    numbered if len(numbered) == 1 else ()
                }:
                    known = self.streets.get(form, ())
                    if form and place not in known:
                        self.streets[form] = (*known, place)
            key = keys(street.name)
            if key and (key[-1] in STREET_TYPES or key[0] in _LEADING_TYPES):
                self._shorten(place, key)

    def _add_line(self, line: Line) -> None:
        stops = [self._city.stop_by_id[stop_id] for stop_id in line.stop_ids]
        shape = line.shape or shapely.MultiPoint([(s.point.lon, s.point.lat) for s in stops])
        if shape.is_empty:
            shape = shapely.Point(self._city.center.lon, self._city.center.lat)
        place = self._place(line.id, line.name, PlaceKind.LINE, shape, line.stop_ids)
        for key in surely(line):
            self._put(key, place, Strength.FULL)
        for key in {keys(line.id), keys(line.short_name), keys(line.long_name)} - {()}:
            if place not in self.line_names.get(key, ()):
                self.line_names[key] = (*self.line_names.get(key, ()), place)
        for key in perhaps(line):
            if place not in self.bare_lines.get(key, ()):
                self.bare_lines[key] = (*self.bare_lines.get(key, ()), place)

    def _add_lone_nouns(self) -> None:
        """Let "the stadium" mean the only stadium."""
        by_tail: dict[str, list[Place]] = {}
        for (kind, _), place in self.place_of.items():
            key = keys(place.name)
            if len(key) < 2:
                continue
            told = kind is PlaceKind.LANDMARK or (kind is PlaceKind.STREET and key[-1] == "bridge")
            tail = key[-2] if key[-1].isdigit() else key[-1]  # "Pier 9"
            if told and place not in by_tail.get(tail, []):
                by_tail.setdefault(tail, []).append(place)
        for tail, places in by_tail.items():
            if len(places) > 1 and tail in _SEVERAL and (tail,) not in self.forms:
                self.forms[tail,] = Form(tuple(places), Strength.NOUN)
            elif (
                len(set(places)) == 1
                and tail in _TAILS - _NEVER_ALONE
                and (tail,) not in self.forms
            ):
                strength = Strength.NOUN if is_ordinary(tail) else Strength.FULL
                self._put((tail,), places[0], strength)

    def _place(
        self, place_id: str, name: str, kind: PlaceKind, shape: BaseGeometry,
        members: tuple[str, ...] = (), area_ids: tuple[str, ...] | None = None,
    ) -> Place:  # fmt: skip
        middle = shape.representative_point()
        if area_ids is None:
            area_ids = tuple(area.id for area, _ in self._city.areas_touching(shape))
        sides = self._city.banks.of(shape)
        place = Place(
            place_id, name, kind, shape, LonLat(float(middle.x), float(middle.y)),
            next(iter(sides)) if len(sides) == 1 else None, area_ids, members,
        )  # fmt: skip
        self.place_of[kind, place_id] = place
        return place

    def _name(self, place: Place, names: Iterable[str]) -> None:
        for name in names:
            if is_unspaced(name):
                known = self.unspaced.get(name, ())
                self.unspaced[name] = known if place in known else (*known, place)
                continue
            key = keys(name)
            bare = _without_article(key)
            lone_noun = len(bare) == 1 and is_ordinary(bare[0])
            self._put(bare, place, Strength.NOUN if lone_noun else Strength.FULL)
            if len(bare) == 2:
                joined = "".join(bare)
                if not is_ordinary(joined):
                    self._put((joined,), place, Strength.FULL)

    def _shorten(self, place: Place, key: Key) -> None:
        for head in _heads(key):
            if head and head[-1] not in _SUBJECTS:  # "ironworks power" asks for power
                self._put(head, place, Strength.SHORT)

    def _put(self, key: Key, place: Place, strength: Strength) -> None:
        if not key:
            return
        known = self.forms.get(key)
        if known is None or strength > known.strength:
            self.forms[key] = Form((place,), strength)
        elif strength == known.strength and place not in known.places:
            self.forms[key] = Form((*known.places, place), strength)


def _without_article(key: Key) -> Key:
    return key[1:] if len(key) > 1 and key[0] in _ARTICLES else key


def _heads(key: Key) -> Iterator[Key]:
    """Give a name without the word that says what it is: `main` of `main street`."""
    bare = _without_article(key)
    if len(bare) > 1 and bare[-1] in _TAILS:
        yield bare[:-1]
    elif len(bare) > 1 and bare[0] in _LEADING_TYPES:
        rest = bare[1:]
        while len(rest) > 1 and rest[0] in _PARTICLES:
            rest = rest[1:]
        yield rest


def _grouped(stops: Iterable[Stop]) -> Iterator[list[Stop]]:
    """Put together stops of one name that face each other across a street."""
    groups: dict[Key, list[list[Stop]]] = {}
    for stop in stops:
        near = groups.setdefault(keys(stop.name), [])
        for group in near:
            if distance_m(group[0].point, stop.point) < ONE_PLACE_M:
                group.append(stop)
                break
        else:
            near.append([stop])
    for near in groups.values():
        yield from near
