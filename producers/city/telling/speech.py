"""Fill the texts of a saying with the names and figures of one happening."""

from collections.abc import Sequence
from typing import Any, Final

from core.city import AreaKind, City, Source
from producers.city.happening import Happening, Step
from producers.city.telling.sayings.saying import Saying, Spanish

MOST_NAMED: Final = 3
"""More areas than these are told of as parts of the city."""
ROUND_TO: Final = 10
"""Utilities count their customers roughly."""
SPANISH: Final = "es"


class Speech:
    """Put words into the mouths of a city's sources."""

    def __init__(self, city: City) -> None:
        self._city = city
        special = {AreaKind.BANK, AreaKind.ZIP, AreaKind.OTHER}
        self._ordinary = {a.id for a in city.areas if a.kind not in special}

    def area_names(self, areas: Sequence[str]) -> tuple[str, ...]:
        """Return the names of areas; the city's where it is all of them, or none is known."""
        if not areas or (self._ordinary and self._ordinary <= set(areas)):
            return (self._city.name,)
        return tuple(self._city.area_by_id[area].name for area in areas)

    def roughly(self, count: int) -> int:
        """Return a count as utilities tell it."""
        return max(1, count) if count < ROUND_TO else round(count / ROUND_TO) * ROUND_TO

    def texts(
        self, happening: Happening, saying: Saying, step: Step, source: Source, phase: str
    ) -> dict[str, Any]:
        """Return headline, message, instructions and translations.

        Args:
            happening: what is told of.
            saying: its words.
            step: what is so.
            source: who tells.
            phase: `ahead`, `on`, `over` or `mistake`.
        """
        words = self._words(happening, step, source, " and ")
        if phase == "ahead" and saying.ahead is not None:
            headline, message = saying.ahead.headline, saying.ahead.message
        elif phase == "over":
            headline, message = saying.ending, saying.over
        elif phase == "mistake":
            headline, message = f"Reported in error: {saying.headline}", saying.mistake
        else:
            headline, message = saying.headline, saying.words[step.note]
        fields: dict[str, Any] = {
            "headline": headline.format_map(words), "message": message.format_map(words)
        }  # fmt: skip
        if phase in ("ahead", "on"):
            fields["instructions"] = [line.format_map(words) for line in saying.instructions]
        if saying.spanish is not None and phase != "mistake" and self._in_spanish:
            spoken = self._words(happening, step, source, " y ")
            fields["translations"] = {SPANISH: _spanish(saying.spanish, spoken, phase)}
            fields["language"] = "en"
        return fields

    def _station(self, stop_id: str) -> str:
        """Return what to call a stop, so that nobody takes it for the area of its name."""
        stop = self._city.stop_by_id[stop_id]
        rails = any(self._city.line_by_id[line].mode.on_rails for line in stop.line_ids)
        word = "station" if rails else "stop"
        return stop.name if word in stop.name.lower().split() else f"{stop.name} {word}"

    @property
    def _in_spanish(self) -> bool:
        return SPANISH in self._city.languages and self._city.languages[0] == "en"

    def _words(
        self, happening: Happening, step: Step, source: Source, joint: str
    ) -> dict[str, str]:
        city, where = self._city, happening.where
        stops = [city.stop_by_id[stop].name for stop in where.stops] or [""]
        lines = [city.line_by_id[line].name for line in where.lines]
        names = self.area_names(where.areas)
        parts = names if len(names) <= MOST_NAMED else (city.name,)
        words = {
            "area": _listed(parts, joint),
            "road": city.street_by_id[where.road].name if where.road else "",
            "line": _listed(lines, joint),
            "stop": self._station(where.stops[0]) if where.stops else "",
            "first": stops[0],
            "last": stops[-1],
            "delay": str(step.delay_min or 0),
            "customers": f"{self.roughly(step.customers or 0):,}",
            "company": source.publisher,
            "emergency_number": city.emergency_number,
            "help_line": city.help_line,
        }
        return words | {name: text.replace(" and ", joint) for name, text in happening.words}


def _spanish(words: Spanish, spoken: dict[str, str], phase: str) -> dict[str, Any]:
    message = words.over if phase == "over" else words.message
    headline = words.over if phase == "over" else words.headline
    return {
        "headline": headline.format_map(spoken).rstrip("."),
        "message": message.format_map(spoken),
        "instructions": []
        if phase == "over"
        else [line.format_map(spoken) for line in words.instructions],
    }


def _listed(names: Sequence[str], joint: str) -> str:
    return joint.join(filter(None, (", ".join(names[:-1]), *names[-1:])))
