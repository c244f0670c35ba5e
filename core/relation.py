"""Tell how an event's footprint stands to a place: inside, near, by name only, or elsewhere.

The readings are the contract's (2.1, "Place"): geometry wins, an area's name places only what has
no geometry, and what lies within 1 km is told with its distance, across the water or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.city import City
from core.city_parts import AreaKind
from core.footprint import Basis, Footprint
from core.geo import as_shape, distance_m, to_shape
from core.naming.corners import cut
from core.place import Place, PlaceKind, Precision

NEAR_M: Final = 1_000.0
"""What lies within this is near (contract, 2.1)."""
AT_M: Final = 75.0
"""A point or a line in an event's place stands for what lies within this: half a block."""
SERVES_M: Final = 250.0
"""A stop this near to a landmark is the one that people mean by it."""
_SLIVER: Final = 0.01
_ALL_BUT: Final = 0.999
"""Of an area's size, what can cover it: a shape with its corners in another order, too."""
_NAMED_SHARE: Final = 0.05
"""An area counts as part of a named one from this share on: ZIP borders are roughly drawn."""
_BY_NAME: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK})


class Covers(StrEnum):
    """How much of the place asked about an event covers."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Relation:
    """Hold how an event stands to a place.

    Attributes:
        covers: how much of the place it covers.
        precision: how exactly that is known; None where the event is simply elsewhere.
        distance_m: metres between them, 0 where they touch; None where only names are known.
        same_bank: False across the water; None where no side is known.
        part_names: what of the place is covered: areas, stops or streets in it, by name.
        part_side: which side of the place is covered (`northeast`); empty where it says nothing.
        maybe: True where the circle of the person's location is not wholly inside.
    """

    covers: Covers
    precision: Precision | None
    distance_m: float | None = None
    same_bank: bool | None = None
    part_names: tuple[str, ...] = ()
    part_side: str = ""
    maybe: bool = False

    @property
    def answers(self) -> bool:
        """Say whether the event bears on the place itself."""
        return self.covers is not Covers.NONE

    @property
    def is_near(self) -> bool:
        """Say whether it only lies near, and is to be told with its distance."""
        return self.covers is Covers.NONE and self.precision is Precision.NEARBY

    @property
    def is_unplaced(self) -> bool:
        """Say whether nobody can tell: it then prevents "nothing is reported"."""
        return self.covers is Covers.NONE and self.precision is Precision.UNKNOWN


ELSEWHERE: Final = Relation(Covers.NONE, None)


def relate(
    footprint: Footprint, geometry: Mapping[str, Any] | None, place: Place, city: City
) -> Relation:
    """Tell how an event stands to a place.

    Args:
        footprint: where the indexer placed it.
        geometry: the event's own GeoJSON, where it has one.
        place: what the person asked about; a shared point carries its accuracy.
        city: the pack that both are of.
    """
    if not footprint.in_city:
        return ELSEWHERE
    if footprint.basis is Basis.UNPLACED:
        return Relation(Covers.NONE, Precision.UNKNOWN)
    if footprint.basis is Basis.CITYWIDE:
        return Relation(Covers.WHOLE, Precision.CITYWIDE)
    if place.kind is PlaceKind.CITY:
        return _to_city(footprint)
    by_id = _by_id(footprint, place)
    if by_id is not None:
        return by_id
    if footprint.basis is Basis.AREA_NAME:
        return _by_name(footprint, place, city)
    region = region_of(footprint, geometry, city)
    if region.is_empty:
        return Relation(Covers.NONE, Precision.UNKNOWN)
    found = _by_shape(region, place, city)
    if not found.answers and _serves(footprint, place, found):
        stop = _nearest_stop(footprint, place, city)
        return replace(found, covers=Covers.PART, part_names=(stop,) if stop else ())
    if found.answers:
        if footprint.basis is Basis.STREET and len(footprint.points) != 2:
            found = replace(found, precision=_on_street(footprint, place))
        names = _part_names(footprint, region, place, found, city)
        return replace(found, part_names=names) if names else found
    whole_street = place.kind is PlaceKind.STREET and not place.member_ids
    if whole_street and place.id in footprint.street_ids:
        # The source names this street; where its point lies says which part, not whether.
        return Relation(Covers.PART, Precision.SAME_AREA, 0.0, True)
    return found


def region_of(footprint: Footprint, geometry: Mapping[str, Any] | None, city: City) -> BaseGeometry:
    """Return the shape of where an event lies, as exactly as its basis allows; may be empty."""
    if footprint.basis is Basis.GEOMETRY and geometry is not None:
        return to_shape(geometry)
    if footprint.basis is Basis.STREET:
        return _streets(footprint, city)
    if footprint.basis in (Basis.CITYWIDE, Basis.UNPLACED):
        return city.outline if footprint.basis is Basis.CITYWIDE else shapely.Point()
    if footprint.basis is Basis.AREA_NAME:
        return named_region(footprint, city)
    stops = [city.stop_by_id[s].point for s in footprint.stop_ids if s in city.stop_by_id]
    spots = [*stops, *footprint.points]
    if len(spots) == 1:
        return as_shape(spots[0])
    return shapely.MultiPoint([(p.lon, p.lat) for p in spots])


def named_region(footprint: Footprint, city: City) -> BaseGeometry:
    """Return the outline of the areas and landmarks that an event is named for."""
    shapes = [city.area_by_id[a].geometry for a in footprint.named_area_ids if a in city.area_by_id]
    marks = [m.geometry for m in city.landmarks if m.id in footprint.landmark_ids]
    return _joined([*shapes, *marks])


def _joined(shapes: list[BaseGeometry]) -> BaseGeometry:
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def _streets(footprint: Footprint, city: City) -> BaseGeometry:
    lines = [city.street_by_id[s].geometry for s in footprint.street_ids if s in city.street_by_id]
    if len(lines) == 1 and len(footprint.points) == 2:
        return cut(lines[0], *footprint.points)
    whole = _joined(lines)
    if footprint.named_area_ids:
        inside = whole.intersection(named_region(footprint, city))
        return inside if inside.length > 0 else whole
    return whole


def _serves(footprint: Footprint, place: Place, found: Relation) -> bool:
    """Say whether a stop serves a landmark: what stops there is what runs to it."""
    if place.kind is not PlaceKind.LANDMARK or footprint.basis not in (Basis.STOPS, Basis.LINE):
        return False
    way = place.id.startswith("way|")  # a strip between two places is none
    return not way and found.distance_m is not None and found.distance_m <= SERVES_M


def _nearest_stop(footprint: Footprint, place: Place, city: City) -> str:
    """Return the name of the event's stop nearest to a place; empty where it names none."""
    stops = [city.stop_by_id[s] for s in footprint.stop_ids if s in city.stop_by_id]
    near = min(stops, key=lambda stop: distance_m(place.geometry, stop.point), default=None)
    return "" if near is None else near.name


def _to_city(footprint: Footprint) -> Relation:
    named = footprint.basis in (Basis.AREA_NAME, Basis.STREET)
    covers = Covers.WHOLE if footprint.everywhere else Covers.PART
    return Relation(covers, Precision.SAME_AREA if named else Precision.INSIDE_AREA, 0.0)


def _by_id(footprint: Footprint, place: Place) -> Relation | None:
    """Relate what is named by line and stop; None where shapes have to tell."""
    if place.kind is PlaceKind.LINE:
        if place.id in footprint.line_ids:
            return Relation(Covers.WHOLE, Precision.INSIDE_AREA, 0.0, True)
        if footprint.line_ids:
            return ELSEWHERE  # lines that share a station do not share their troubles
        if set(footprint.stop_ids) & set(place.member_ids):
            return Relation(Covers.PART, Precision.INSIDE_AREA, 0.0, True)
    if place.kind is PlaceKind.STOP and set(footprint.stop_ids) & {place.id, *place.member_ids}:
        return Relation(Covers.WHOLE, Precision.INSIDE_AREA, 0.0, True)
    return None


def _by_name(footprint: Footprint, place: Place, city: City) -> Relation:
    """Relate an event that has only the name of its area."""
    if place.kind in _BY_NAME:
        covers = _named_cover(footprint, place, city)
        if covers is not Covers.NONE:
            names = tuple(
                city.area_by_id[a].name for a in footprint.named_area_ids
                if a != place.id and (city.overlaps[place.id].get(a, 0.0) > 0)
            )  # fmt: skip
            whole = covers is Covers.WHOLE
            return Relation(covers, Precision.SAME_AREA, 0.0, True, () if whole else names)
    region = named_region(footprint, city)
    if place.kind not in _BY_NAME or footprint.landmark_ids:
        found = _by_shape(region, place, city)
        if found.answers or found.maybe:
            partly = not set(footprint.named_area_ids) <= set(footprint.whole_area_ids)
            covers = Covers.PART if partly else found.covers
            return Relation(covers, Precision.SAME_AREA, 0.0, True, maybe=found.maybe)
    if footprint.points:
        spots = shapely.MultiPoint([(p.lon, p.lat) for p in footprint.points])
        return _beside(spots, place, city)
    return ELSEWHERE


def _named_cover(footprint: Footprint, place: Place, city: City) -> Covers:
    if place.id in footprint.named_area_ids:
        return Covers.WHOLE if place.id in footprint.whole_area_ids else Covers.PART
    mine = city.overlaps.get(place.id, {})
    share = 0.0
    for area_id in footprint.named_area_ids:
        other = city.overlaps.get(area_id, {}).get(place.id, 0.0)
        if mine.get(area_id, 0.0) >= _NAMED_SHARE or other >= 2 * _NAMED_SHARE:
            share = max(share, mine.get(area_id, 0.0))
    if share == 0.0:
        return Covers.NONE
    return Covers.WHOLE if share == 1.0 and place.id in footprint.whole_area_ids else Covers.PART


def _by_shape(region: BaseGeometry, place: Place, city: City) -> Relation:
    if place.kind is PlaceKind.POINT and place.accuracy_m > 0:
        return _to_circle(region, place, city)
    inside = Relation(Covers.WHOLE, Precision.INSIDE_AREA, 0.0, True)
    shape = place.geometry
    shapely.prepare(shape)  # one place meets many events
    if region.area > 0:
        if region.area >= _ALL_BUT * shape.area and region.covers(shape):
            return inside
        if not shape.intersects(region):
            return _beside(region, place, city)
        common = region if shape.covers(region) else region.intersection(shape)
        least = _SLIVER * min(region.area, shape.area)
        if not common.is_empty and common.area >= least and (shape.area == 0 or common.area > 0):
            return replace(inside, covers=Covers.PART, part_side=_side(common, shape))
    elif shape.area > 0:
        if shape.intersects(region):
            return replace(inside, covers=Covers.PART)
    elif distance_m(region, shape) <= AT_M:
        whole = shape.length == 0 or region.buffer(1e-4).covers(shape)
        return replace(inside, covers=Covers.WHOLE if whole else Covers.PART)
    return _beside(region, place, city)


def _to_circle(region: BaseGeometry, place: Place, city: City) -> Relation:
    """Relate to a person who is somewhere in a circle: inside only if the whole circle is."""
    from_center_m = distance_m(place.point, region)
    if region.area > 0:
        if region.covers(place.geometry):
            return Relation(Covers.WHOLE, Precision.INSIDE_AREA, 0.0, True)
        maybe = bool(region.intersects(place.geometry))
    else:
        if from_center_m + place.accuracy_m <= AT_M:
            return Relation(Covers.WHOLE, Precision.INSIDE_AREA, from_center_m, True)
        maybe = from_center_m <= place.accuracy_m + AT_M
    if not maybe:
        return _beside(region, place, city)
    bank = _same_bank(region, place, city)
    return Relation(Covers.PART, Precision.NEARBY, from_center_m, bank, maybe=True)


def _beside(region: BaseGeometry, place: Place, city: City) -> Relation:
    """Relate what does not touch: near within 1 km, else elsewhere."""
    apart_m = distance_m(place.point if place.accuracy_m else place.geometry, region)
    precision = Precision.NEARBY if apart_m <= NEAR_M else None
    return Relation(Covers.NONE, precision, apart_m, _same_bank(region, place, city))


def _same_bank(region: BaseGeometry, place: Place, city: City) -> bool | None:
    theirs = city.banks.of(region)
    ours = {place.bank} if place.bank else city.banks.of(place.geometry)
    return bool(theirs & ours) if theirs and ours else None


def _on_street(footprint: Footprint, place: Place) -> Precision:
    """Say how exact a street's bare name is: exact for the street, a name for a spot on it."""
    whole_street = place.kind is PlaceKind.STREET and not place.member_ids
    return (
        Precision.INSIDE_AREA
        if whole_street and place.id in footprint.street_ids
        else Precision.SAME_AREA
    )


def _part_names(
    footprint: Footprint, region: BaseGeometry, place: Place, found: Relation, city: City
) -> tuple[str, ...]:
    if found.covers is not Covers.PART:
        return ()
    if footprint.basis in (Basis.STOPS, Basis.LINE):
        stops = [city.stop_by_id[s] for s in footprint.stop_ids if s in city.stop_by_id]
        return tuple(
            dict.fromkeys(
                stop.name for stop in stops
                if place.geometry.intersects(shapely.Point(stop.point.lon, stop.point.lat))
            )
        )  # fmt: skip
    if footprint.basis is Basis.STREET:
        return tuple(city.street_by_id[s].name for s in footprint.street_ids if s != place.id)
    if place.kind not in _BY_NAME or region.area == 0:
        return ()
    inside = {a for a, shares in city.overlaps.items() if shares.get(place.id, 0.0) > 0.5}
    if not inside:  # a quarter has no quarters
        return ()
    return tuple(
        area.name
        for area, share in city.areas_touching(region)
        if area.id in inside and area.kind not in _PLAIN and share > _SLIVER
    )


_PLAIN: Final = frozenset({AreaKind.ZIP, AreaKind.BANK})
_SIDES: Final = (
    ("southwest", "south", "southeast"),
    ("west", "", "east"),
    ("northwest", "north", "northeast"),
)


def _side(part: BaseGeometry, whole: BaseGeometry) -> str:
    """Name the side of a place that a part lies on; empty for its middle and for most of it."""
    if whole.area == 0 or part.area > 0.6 * whole.area:
        return ""
    west, south, east, north = whole.bounds
    across = (part.centroid.x - west) / (east - west)
    up = (part.centroid.y - south) / (north - south)
    return _SIDES[_third(up)][_third(across)]


def _third(share: float) -> int:
    return 0 if share < 0.4 else 2 if share > 0.6 else 1
