"""Name what a person may mean by a place, and how an event can stand to it."""

from dataclasses import dataclass, field
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from core.geo import LonLat


class PlaceKind(StrEnum):
    """What sort of place a name means."""

    AREA = "area"
    ZIP = "zip"
    BANK = "bank"
    LANDMARK = "landmark"
    STREET = "street"
    INTERSECTION = "intersection"
    STOP = "stop"
    LINE = "line"
    CITY = "city"
    REGION = "region"
    """Part of the city told by another place: "north of Downtown", "the rest of the city"."""
    POINT = "point"


class Precision(StrEnum):
    """How exactly an event's place answers the place asked about (contract, 2.1)."""

    INSIDE_AREA = "inside_area"
    NEARBY = "nearby"
    SAME_AREA = "same_area"
    CITYWIDE = "citywide"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """Hold one place of the city, or one point that a person shared.

    Attributes:
        id: the pack's id; for a corner the ids of its streets joined by `&`.
        name: what to call it when speaking.
        geometry: its shape in degrees.
        point: a point in it, for a map.
        bank: the side of the water, where it lies on one side only.
        area_ids: areas that it touches; an area's own id is the first.
        member_ids: ids of the stop's platforms or of the line's stops; of a corner, its streets.
        accuracy_m: radius of the circle that the person is in; 0 for named places.
        said: where the name is made of others: how (`corner`, `stretch`, `rest`, `beyond_north`),
            then their names, for whoever speaks another language than the pack.
    """

    id: str
    name: str
    kind: PlaceKind
    geometry: BaseGeometry = field(compare=False, repr=False)
    point: LonLat = field(compare=False)
    bank: str | None = field(default=None, compare=False)
    area_ids: tuple[str, ...] = field(default=(), compare=False)
    member_ids: tuple[str, ...] = field(default=(), compare=False, repr=False)
    accuracy_m: float = 0.0
    said: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def key(self) -> str:
        """Return what finds the place again among those of its kind: `Gazetteer.place`."""
        cut = self.kind is PlaceKind.STREET and self.member_ids
        return "|".join((self.id, *self.member_ids)) if cut else self.id


@dataclass(frozen=True, slots=True)
class Mention:
    """Hold one place named in a text.

    Attributes:
        start: index of its first character in the text.
        end: index after its last character.
        text: the words themselves.
        places: what they may mean; more than one where the name fits several.
        score: 1 for a name as the pack has it, less for short forms and misspellings, above 0.
        house_number: the number before a street's name; the place is then the whole street.
    """

    start: int
    end: int
    text: str
    places: tuple[Place, ...]
    score: float = 1.0
    house_number: str = ""

    @property
    def place(self) -> Place | None:
        """Return the place where there is no doubt which; None where the name fits several."""
        return self.places[0] if len(self.places) == 1 else None
