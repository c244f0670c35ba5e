"""Know a city's lines by all that feeds and readings call them."""

from collections.abc import Iterable
from functools import lru_cache

from core.city import City
from core.city_parts import Line


class LineBook:
    """Find a line by its id or one of its names, however written; an id wins over a name."""

    def __init__(self, lines: Iterable[Line]) -> None:
        known = tuple(lines)
        self._lines = {line.id.casefold(): line for line in known}
        for line in known:
            for called in (line.name, line.long_name, line.short_name):
                if called:
                    self._lines.setdefault(called.casefold(), line)

    def line(self, called: str) -> Line | None:
        """Return the line that is called so; None where it is none of the pack's."""
        return self._lines.get(called.strip().casefold())

    def id_of(self, called: str) -> str:
        """Return the pack's id of a line; empty where it is none of the pack's."""
        known = self.line(called)
        return known.id if known is not None else ""


@lru_cache(maxsize=8)
def line_book(city: City) -> LineBook:
    """Return the names of a city's lines, made once."""
    return LineBook(city.lines)
