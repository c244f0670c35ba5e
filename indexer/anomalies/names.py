"""Say what people call the things that readings name by ids, from the city's pack."""

from datetime import datetime
from typing import Final

from core.city import City
from core.city_parts import Mode
from core.geo import LonLat
from core.naming.line_book import line_book
from core.naming.plain_names import plain_name
from core.whereabouts import whereabouts

_WORDS: Final = {Mode.BUS: "bus", Mode.TRAM: "tram", Mode.FERRY: "ferry"}
_MANY: Final = {Mode.BUS: "buses", Mode.TRAM: "trams", Mode.FERRY: "ferries"}


class PackNames:
    """Name lines, stops, places and times as the pack and the city's clock have them."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._lines = line_book(city)
        self._streets = {street.id.casefold(): street.name for street in city.streets}
        self._streets |= {street.name.casefold(): street.name for street in city.streets}
        self._whereabouts = whereabouts(city)

    def line(self, line: str) -> str:
        """Return `Blue Line` or `bus 12` for a line's id or name as feeds write it."""
        known = self._lines.line(line)
        if known is None:
            return plain_name(line, "an unknown line")
        word = _WORDS.get(known.mode, "")
        name = known.name
        return f"{word}{name[len(word) :]}" if word and name.lower().startswith(word) else name

    def vehicles(self, line: str) -> str:
        """Return what runs on a line: `Blue Line trains`, `buses of line 12`."""
        known = self._lines.line(line)
        kind = _MANY.get(known.mode, "trains") if known is not None else "vehicles"
        if known is not None and known.short_name.isdigit():
            return f"{kind} of line {known.short_name}"
        return f"{self.line(line)} {kind}"

    def line_ids(self, line: str) -> tuple[str, ...]:
        """Return the pack's id of a line, else its plain name as it came; empty for none."""
        known = self._lines.line(line)
        told = known.id if known is not None else plain_name(line)
        return (told,) if told else ()

    def stop(self, stop_id: str) -> str:
        """Return a stop's name; the id where the pack does not know it."""
        known = self._city.stop_by_id.get(stop_id)
        return known.name if known is not None else plain_name(stop_id, "a stop")

    def road(self, name: str, road_id: str) -> str:
        """Return a road's name, as the pack or its own reading has it, else its plain id."""
        known = self._streets.get(name.casefold()) or self._streets.get(road_id.casefold())
        return known or plain_name(name) or plain_name(road_id, "a road")

    def near(self, point: LonLat) -> str:
        """Return the nearest landmark, corner or street, else the area; empty for nowhere."""
        return self._whereabouts.of(point, stops=False).name

    def area(self, point: LonLat) -> str:
        """Return the neighbourhood or district; empty for none."""
        names = self.areas(point)
        return names[0] if names else ""

    def areas(self, point: LonLat) -> tuple[str, ...]:
        """Return the areas that people would name for a point, the smallest kind first."""
        return self._whereabouts.areas(point)

    def time(self, instant: datetime) -> str:
        """Return the city's clock time, such as `8:20 am`."""
        local = instant.astimezone(self._city.timezone)
        half = "am" if local.hour < 12 else "pm"
        return f"{local.hour % 12 or 12}:{local.minute:02d} {half}"
