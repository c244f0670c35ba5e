"""Say what people call the things that readings name by ids, from the city's pack."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from core.city import City
from core.city_parts import Line, Mode
from core.geo import LonLat
from core.whereabouts import whereabouts

_WORDS: Final = {Mode.BUS: "bus", Mode.TRAM: "tram", Mode.FERRY: "ferry"}


class PackNames:
    """Name lines, stops, places and times as the pack and the city's clock have them."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._lines = dict(_named(city.lines))
        self._whereabouts = whereabouts(city)

    def line(self, line: str) -> str:
        """Return `Blue Line` or `bus 12` for a line's id or name as feeds write it."""
        known = self._lines.get(line) or self._lines.get(line.strip().lower())
        if known is None:
            return line
        word = _WORDS.get(known.mode, "")
        name = known.name
        return f"{word}{name[len(word) :]}" if word and name.lower().startswith(word) else name

    def line_ids(self, line: str) -> tuple[str, ...]:
        """Return the pack's id of a line, else the word as it came; empty for none."""
        known = self._lines.get(line) or self._lines.get(line.strip().lower())
        return (known.id,) if known is not None else (line,) if line else ()

    def stop(self, stop_id: str) -> str:
        """Return a stop's name; the id where the pack does not know it."""
        known = self._city.stop_by_id.get(stop_id)
        return known.name if known is not None else stop_id

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


def _named(lines: Iterable[Line]) -> Iterable[tuple[str, Line]]:
    known = list(lines)
    for line in known:
        for name in (line.name, line.long_name, line.short_name):
            if name:
                yield name.lower(), line
    for line in known:  # an id wins over another line's name
        yield line.id, line
