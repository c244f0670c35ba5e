"""Say where a station stands, seen from the place that a person asks about."""

from typing import Final

from assistant.live.sight import Sight
from assistant.phrases import Words
from assistant.saying import Saying
from core.place import Place, PlaceKind

REGIONS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK, PlaceKind.REGION})


class StationPlaces:
    """Name stations and the places asked about, in one language."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say

    def seen(self, sight: Sight, place: Place | None, *, short: bool = False) -> str:
        """Say where a station stands: `in Riverside`, `at the nearest station, 3 km from …,`.

        Args:
            sight: the station.
            place: what is asked about.
            short: whether for a text message, where no clause follows.
        """
        if anywhere(place) or place is None:
            near = self._saying.near(sight.point) if sight.point is not None else ""
            return near or self._saying.inside(self._saying.city.name, PlaceKind.CITY)
        if not sight.distance_m:
            return self.at(place)
        key = "air.nearest_short" if short else "air.nearest"
        return self._say(key, distance=self._distance(sight), place=self.name(place))

    def station(self, sight: Sight, place: Place | None) -> str:
        """Name a station: `air station in Riverside`, `nearest air station, 3 km from …,`."""
        if anywhere(place) or not sight.distance_m:
            return self._say("air.station", where=self.seen(sight, place))
        return self._say(
            "air.nearest_station", distance=self._distance(sight), place=self.name(place)
        )

    def name(self, place: Place | None) -> str:
        """Name the place asked about."""
        if place is None or place.kind is PlaceKind.CITY:
            return self._saying.city.name
        return place.name or self._say("place.your_location")

    def at(self, place: Place | None) -> str:
        """Say where the place asked about is: `in Riverside`, `on Main Street`."""
        if anywhere(place) or place is None or place.kind in REGIONS:
            kind = place.kind if place is not None else PlaceKind.CITY
            return self._saying.inside(self.name(place), kind)
        if place.kind is PlaceKind.STREET:
            return self._saying.on(place.name)
        return self._say("where.at", name=Words(self.name(place), kind=place.kind))

    def _distance(self, sight: Sight) -> str:
        return self._saying.distance(sight.distance_m or 0.0)


def anywhere(place: Place | None) -> bool:
    """Say whether the whole city is asked about."""
    return place is None or place.kind is PlaceKind.CITY
