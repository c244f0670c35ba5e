"""Place events: turn what a source says of where into a `Footprint` of the city.

Geometry wins; a lone point stands for itself, or for its area where the thing is area-wide;
stops, then lines, then streets, then areas by name; then the nature of the thing. What lies
outside the city stays outside, whatever names it shares with ours.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

import orjson
import shapely
from msgspec.structs import replace
from shapely.geometry.base import BaseGeometry

from core.city import City
from core.event import Event, EventType
from core.footprint import Basis, Footprint
from core.gazetteer import Gazetteer
from core.geo import LonLat, to_shape
from core.naming.area_text import NamedPlaces, read_areas_text, read_road_text
from core.place import Place, PlaceKind
from core.relation import named_region, region_of
from core.topics import Family

AREA_WIDE: Final = frozenset(
    {EventType.POWER_OUTAGE, EventType.WATER_OUTAGE, EventType.WATER_ADVISORY,
     EventType.INTERNET_DISRUPTION, EventType.HEALTH_ADVISORY, EventType.WEATHER_ALERT,
     EventType.EVACUATION, EventType.EARTHQUAKE, EventType.AIR_QUALITY, EventType.HEAT,
     EventType.WIND, EventType.OUTAGE_GROWTH, EventType.CALL_RATE, EventType.REPORT_CLUSTER}
)  # fmt: skip
"""Types whose lone point is only a pin in the area that they name (contract, 2.1)."""
CITYWIDE: Final = frozenset(
    {EventType.WEATHER_ALERT, EventType.HEALTH_ADVISORY, EventType.EARTHQUAKE,
     EventType.AIR_QUALITY, EventType.HEAT, EventType.WIND}
)  # fmt: skip
"""Types that are wide by nature: air, ground and sickness know no streets. A network's fault or
an evacuation without a place is not told as everybody's: nobody can place it."""
AT_A_STOP: Final = frozenset(
    {EventType.STOP_CLOSURE, EventType.ACCESSIBILITY, EventType.CROWDING, EventType.SURGE}
)
_ZIP_SYSTEMS: Final = frozenset({"zip", "zipcode", "zip_code", "postal", "postal_code", "postcode"})
_AREA_KINDS: Final = (PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK)
_EVERYWHERE: Final = 0.98
_MEMO_SIZE: Final = 20_000

_K = TypeVar("_K")
_V = TypeVar("_V")


class Locator:
    """Place the events of one city, remembering places that repeat. Not for several threads."""

    def __init__(self, city: City, gazetteer: Gazetteer) -> None:
        self._city = city
        self._gazetteer = gazetteer
        self._memo: dict[object, Footprint] = {}
        self._named_memo: dict[object, NamedPlaces] = {}
        self._finished_memo: dict[Footprint, Footprint] = {}

    def locate(self, event: Event) -> Footprint:
        """Return where the event lies."""
        return _remembered(self._memo, _memo_key(event), lambda: self._placed(event))

    def _placed(self, event: Event) -> Footprint:
        of_pack = event.source in self._city.source_by_id
        named = self._named(event)
        lines = self._lines(event)
        stops = self._stops(event, named)
        spot = event.coordinates
        if spot is not None and spot.lon == 0 and spot.lat == 0:
            spot = None  # the sea off Africa is where forgotten coordinates lie
        if event.geometry is not None:
            shape = to_shape(event.geometry)
            return self._by_shape(shape, lines, stops, event.road)
        if spot is not None and not self._city.in_reach(spot):
            return Footprint(basis=Basis.POINT, in_city=False, points=(spot,))
        if event.family is Family.TRANSIT and (stops or lines):
            return self._by_transit(event, lines, stops, spot)
        if spot is not None:
            return self._by_point(event, spot, named, lines)
        if stops or lines:
            return self._by_transit(event, lines, stops, None)
        if named.places and (of_pack or len(named.unknown) <= len(named.places)):
            return self._by_name(event, named)
        return self._by_nature(event, named, of_pack)

    def _by_shape(
        self, shape: BaseGeometry, lines: tuple[str, ...], stops: tuple[str, ...], road: str
    ) -> Footprint:
        city = self._city
        if not city.in_reach(shape):
            return Footprint(basis=Basis.GEOMETRY, in_city=False)
        shapely.prepare(shape)
        touched = city.areas_touching(shape)
        whole = tuple(area.id for area, share in touched if share == 1.0)
        everywhere = len(whole) == len(city.areas) or bool(whole and shape.covers(city.outline))
        return Footprint(
            basis=Basis.GEOMETRY,
            everywhere=everywhere,
            area_ids=tuple(area.id for area, _ in touched),
            whole_area_ids=whole,
            line_ids=lines,
            stop_ids=stops,
            street_ids=self._street_ids(road),
            cells=() if everywhere else city.grid.cells_of(shape),
        )

    def _by_transit(
        self, event: Event, lines: tuple[str, ...], stops: tuple[str, ...], spot: LonLat | None
    ) -> Footprint:
        """Place at the stops named, else at a stop's own point, else at every stop of the lines."""
        if stops:
            return self._finished(Footprint(basis=Basis.STOPS, stop_ids=stops, line_ids=lines))
        if spot is not None and event.type in AT_A_STOP:
            return self._finished(Footprint(basis=Basis.POINT, points=(spot,), line_ids=lines))
        by_id = self._city.line_by_id
        called = tuple(dict.fromkeys(stop for line in lines for stop in by_id[line].stop_ids))
        return self._finished(Footprint(basis=Basis.LINE, line_ids=lines, stop_ids=called))

    def _by_point(
        self, event: Event, spot: LonLat, named: NamedPlaces, lines: tuple[str, ...]
    ) -> Footprint:
        if event.type in AREA_WIDE:
            if named.of_kind(*_AREA_KINDS, PlaceKind.CITY):
                return self._by_name(event, named, (spot,))
            if event.type in CITYWIDE:
                return Footprint(basis=Basis.CITYWIDE, everywhere=True, points=(spot,))
        streets = self._street_ids(event.road)
        return self._finished(
            Footprint(basis=Basis.POINT, points=(spot,), line_ids=lines, street_ids=streets)
        )

    def _by_name(
        self, event: Event, named: NamedPlaces, points: tuple[LonLat, ...] = ()
    ) -> Footprint:
        """Place by names: stops and corners exactly, streets along them, areas as a whole."""
        areas = named.of_kind(*_AREA_KINDS)
        corners = named.of_kind(PlaceKind.INTERSECTION)
        streets = named.of_kind(PlaceKind.STREET)
        stops = named.of_kind(PlaceKind.STOP)
        whole = tuple(place.id for place in areas if place.id not in named.partly)
        common: dict[str, Any] = {
            "named_area_ids": tuple(place.id for place in areas),
            "unknown_areas": named.unknown,
        }
        if corners:
            ids = tuple(street for place in corners for street in place.member_ids)
            spots = tuple(place.point for place in corners)
            return self._finished(
                Footprint(basis=Basis.POINT, points=spots, street_ids=ids, **common)
            )
        if streets and (event.road or not areas):
            ends = self._ends(streets[0]) if len(streets) == 1 else ()
            ids = tuple(dict.fromkeys(place.id for place in streets))
            return self._finished(
                Footprint(basis=Basis.STREET, street_ids=ids, points=ends, **common)
            )
        if named.of_kind(PlaceKind.CITY) and not areas:
            return Footprint(basis=Basis.CITYWIDE, everywhere=True, points=points)
        if stops and not areas:
            return self._finished(
                Footprint(basis=Basis.STOPS, stop_ids=self._stop_ids(stops), **common)
            )
        marks = tuple(place.id for place in named.of_kind(PlaceKind.LANDMARK))
        return self._finished(
            Footprint(
                basis=Basis.AREA_NAME, whole_area_ids=whole, landmark_ids=marks, points=points,
                **common,
            )
        )  # fmt: skip

    def _by_nature(self, event: Event, named: NamedPlaces, of_pack: bool) -> Footprint:
        """Place what names nothing that we know: citywide by nature, or not at all."""
        given = bool(named.unknown or event.areas or event.geocodes or event.road)
        given = given or bool(event.lines or event.stops)
        wide = event.type in CITYWIDE or event.family is Family.TRANSIT
        if wide and not given and (of_pack or not event.sourced):
            return Footprint(basis=Basis.CITYWIDE, everywhere=True)
        unknown = named.unknown or event.areas or ((event.road,) if event.road else ())
        return Footprint(basis=Basis.UNPLACED, in_city=of_pack, unknown_areas=_few(unknown))

    def _finished(self, footprint: Footprint) -> Footprint:
        """Add the areas and cells that a footprint touches; names repeat, points do not."""
        if footprint.basis is Basis.AREA_NAME:
            points, named = footprint.points, replace(footprint, points=())
            found = _remembered(self._finished_memo, named, lambda: self._named_finished(named))
            return replace(found, points=points) if points else found
        if footprint.points:
            return self._touching(footprint)
        return _remembered(self._finished_memo, footprint, lambda: self._touching(footprint))

    def _touching(self, footprint: Footprint) -> Footprint:
        city = self._city
        region = region_of(footprint, None, city)
        if region.is_empty:
            return footprint
        touched: dict[str, None] = dict.fromkeys(footprint.named_area_ids)
        for part in _pieces(region):
            touched.update(dict.fromkeys(area.id for area, _ in city.areas_touching(part)))
        return replace(footprint, area_ids=tuple(touched), cells=city.grid.cells_of(region))

    def _named_finished(self, footprint: Footprint) -> Footprint:
        city = self._city
        region = named_region(footprint, city)
        touched: dict[str, None] = dict.fromkeys(footprint.named_area_ids)
        whole: dict[str, None] = dict.fromkeys(footprint.whole_area_ids)
        partly = len(whole) < len(footprint.named_area_ids) or not whole
        for area, share in city.areas_touching(region):
            touched[area.id] = None
            if share == 1.0 and not partly:
                whole[area.id] = None
        everywhere = len(whole) == len(city.areas) or (
            len(whole) > 0 and region.area >= _EVERYWHERE * city.outline.area
        )
        return replace(
            footprint, area_ids=tuple(touched), whole_area_ids=tuple(whole), everywhere=everywhere,
            cells=() if everywhere else city.grid.cells_of(region),
        )  # fmt: skip

    def _named(self, event: Event) -> NamedPlaces:
        """Read the areas, the ZIP codes and the road that an event names."""
        codes = tuple(event.geocodes.items()) if event.geocodes else ()
        asked = (event.areas, codes, event.road)
        return _remembered(self._named_memo, asked, lambda: self._read(event))

    def _read(self, event: Event) -> NamedPlaces:
        named = read_areas_text(event.areas, self._gazetteer)
        coded = tuple(self._coded(event.geocodes))
        road = read_road_text(event.road, self._gazetteer) if event.road else NamedPlaces()
        return NamedPlaces(
            (*named.places, *coded, *road.places), named.partly, (*named.unknown, *road.unknown)
        )

    def _coded(self, geocodes: Mapping[str, tuple[str, ...]]) -> Iterable[Place]:
        for system, codes in geocodes.items():
            if system.strip().lower() in _ZIP_SYSTEMS:
                for code in codes:
                    places = self._gazetteer.lookup(code)
                    yield from (p for p in places if p.kind in (PlaceKind.ZIP, PlaceKind.AREA))

    def _lines(self, event: Event) -> tuple[str, ...]:
        """Return the ids of the lines named, by id or by any name: `Blue`, `12`, `Bus 12`."""
        found: dict[str, None] = {}
        for name in event.lines:
            if name in self._city.line_by_id:
                found[name] = None
                continue
            for form in (name, f"line {name}", f"bus {name}", f"ferry {name}"):
                places = self._gazetteer.lookup(form)
                ids = [place.id for place in places if place.kind is PlaceKind.LINE]
                if ids:
                    found.update(dict.fromkeys(ids))
                    break
        return tuple(found)

    def _stops(self, event: Event, named: NamedPlaces) -> tuple[str, ...]:
        """Return the ids of the stops named, by any platform's id or by name."""
        found: dict[str, None] = {}
        for name in event.stops:
            stop = self._city.stop_by_id.get(name)
            if stop is not None:
                found[stop.id] = None
                continue
            places = self._gazetteer.lookup(f"{name} station") or self._gazetteer.lookup(name)
            named_here = [place for place in places if place.kind is PlaceKind.STOP]
            found.update(dict.fromkeys(self._stop_ids(named_here)))
        if not found and event.family is Family.TRANSIT and not event.lines:
            return self._stop_ids(named.of_kind(PlaceKind.STOP))
        return tuple(found)

    def _stop_ids(self, places: Iterable[Place]) -> tuple[str, ...]:
        """Return the ids of the stops behind places: a name may stand for two that face."""
        by_id = self._city.stop_by_id
        return tuple(dict.fromkeys(by_id[m].id for place in places for m in place.member_ids))

    def _street_ids(self, road: str) -> tuple[str, ...]:
        if not road:
            return ()
        places = read_road_text(road, self._gazetteer).places
        ids = {
            street: None
            for place in places
            for street in (
                place.member_ids if place.kind is PlaceKind.INTERSECTION
                else (place.id,) if place.kind is PlaceKind.STREET else ()
            )
        }  # fmt: skip
        return tuple(ids)

    def _ends(self, street: Place) -> tuple[LonLat, ...]:
        """Return the two ends of a stretch of street; nothing for a whole one."""
        if not street.member_ids or street.geometry.geom_type != "LineString":
            return ()
        positions = shapely.get_coordinates(street.geometry)
        first, last = positions[0], positions[-1]
        return (
            LonLat(float(first[0]), float(first[1])),
            LonLat(float(last[0]), float(last[1])),
        )


def _remembered(memo: dict[_K, _V], key: _K, make: Callable[[], _V]) -> _V:
    """Return what was made for this key before, or make it; the oldest are forgotten."""
    found = memo.get(key)
    if found is None:
        found = make()
        if len(memo) >= _MEMO_SIZE:
            del memo[next(iter(memo))]
        memo[key] = found
    return found


def _few(names: tuple[str, ...]) -> tuple[str, ...]:
    """Keep of unknown names what a person may be told."""
    return tuple(name[:100] for name in names[:20])


def _memo_key(event: Event) -> tuple[Any, ...]:
    geometry = b""
    if event.geometry is not None:
        geometry = hashlib.blake2b(orjson.dumps(event.geometry), digest_size=16).digest()
    return (
        event.areas, event.lines, event.stops, event.road, event.coordinates, geometry,
        tuple(event.geocodes.items()) if event.geocodes else (),
        event.type, event.family, event.source, event.sourced,
    )  # fmt: skip


def _pieces(region: BaseGeometry) -> list[BaseGeometry]:
    """Give the points of a multi-point one by one, anything else whole."""
    return list(region.geoms) if isinstance(region, shapely.MultiPoint) else [region]
