"""Know streets by all that readings call them."""

from functools import lru_cache

from core.city import City
from core.telemetry import TrafficCondition


class RoadBook:
    """Know a city's streets by all that traffic readings call them."""

    def __init__(self, city: City) -> None:
        self._ids: dict[str, str] = {}
        for street in city.streets:
            for called in (*street.aliases, street.name):
                self._ids.setdefault(called.casefold(), street.id)
        self._ids |= {street.id.casefold(): street.id for street in city.streets}

    def __contains__(self, name: str) -> bool:
        """Say whether a street of the pack has this name."""
        return name.strip().casefold() in self._ids

    def named(self, name: str) -> str:
        """Return the pack's id of the street of this name; empty where it has none."""
        return self._ids.get(name.strip().casefold(), "")

    def id_of(self, reading: TrafficCondition) -> str:
        """Return the pack's id of the street measured; empty where it is none of the pack's."""
        by_name = self._ids.get(reading.name.strip().casefold(), "") if reading.name else ""
        return by_name or self._ids.get(reading.road_id.casefold(), "")


@lru_cache(maxsize=8)
def road_book(city: City) -> RoadBook:
    """Return the names of a city's streets, made once."""
    return RoadBook(city)
