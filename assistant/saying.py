"""Say times, distances and counts as people do, in the city's clock and the answer's language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from assistant.live.names import line_book
from assistant.phrases import Phrases
from core.city import City, Mode
from core.coverage import Coverage
from core.event import Event, EventType
from core.geo import LonLat
from core.place import Place, PlaceKind
from core.topics import Family
from core.whereabouts import Spotting, whereabouts

_VEHICLES: Final = {
    Mode.BUS: "bus", Mode.TRAM: "tram", Mode.CABLE: "tram", Mode.SUBWAY: "train",
    Mode.RAIL: "train", Mode.FERRY: "ferry",
}  # fmt: skip
_AREAS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK})
WAY: Final = " – "
"""Stands between the ends of a way in its name."""
_STOP_WORDS: Final = re.compile(r"\b(?:station|terminal|stop|pier)\b", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(?:bus|tram|ferry|line) (\w+)", re.IGNORECASE)


@lru_cache(maxsize=8)
def _line_names(city: City) -> dict[str, str]:
    """Return the names of a city's lines, by id, short name and long name in lower case."""
    return {
        called.lower(): line.name
        for line in reversed(city.lines)
        for called in (line.id, line.short_name, line.long_name)
        if called
    }


@dataclass(frozen=True, slots=True)
class Saying:
    """Say things to a person in one city, in one language, at one instant.

    Attributes:
        phrases: the language's catalogue.
        city: the city, for its clock and the names of its publishers.
        now: aware UTC.
    """

    phrases: Phrases
    city: City
    now: datetime

    def clock(self, instant: datetime) -> str:
        """Say the time of day alone: `2:30 pm`, `6 pm`."""
        local = self._local(instant)
        half = self.phrases.say("time.am" if local.hour < 12 else "time.pm")
        hour = (local.hour % 12) or 12
        return f"{hour}:{local.minute:02d} {half}" if local.minute else f"{hour} {half}"

    def moment(self, instant: datetime) -> str:
        """Say an instant, with its day where that is not today."""
        local, today = self._local(instant), self._local(self.now)
        days = (local.date() - today.date()).days
        clock = self.clock(instant)
        if days in (-1, 0, 1):
            return self.phrases.say(
                f"time.{('yesterday', 'today', 'tomorrow')[days + 1]}", clock=clock
            )
        if 1 < days < 7:
            weekday = self.phrases.listed("time.weekdays")[local.weekday()]
            return self.phrases.say("time.weekday", weekday=weekday, clock=clock)
        month = self.phrases.listed("time.months")[local.month - 1]
        said = self.phrases.say("time.date", month=month, day=local.day, clock=clock)
        return said if local.year == today.year else f"{said}, {local.year}"

    def span(self, length: timedelta) -> str:
        """Say a length of time in its largest whole unit."""
        seconds = max(0, int(length.total_seconds()))
        for key, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
            if seconds >= 2 * size or (seconds >= size and key == "minutes"):
                return self.phrases.count(f"time.{key}", seconds // size)
        return self.phrases.count("time.seconds", seconds)

    def ago(self, instant: datetime) -> str:
        """Say how long ago an instant was."""
        length = self.now - instant
        if length < timedelta(seconds=2):
            return self.phrases.say("time.just_now")
        return self.phrases.say("time.ago", span=self.span(length))

    def within(self, oldest: datetime) -> str:
        """Say in how many minutes all that is not older came: `minute`, `2 minutes`."""
        minutes = -(-(self.now - oldest) // timedelta(minutes=1))
        whole = self.phrases.say("vehicles.minute")
        return whole if minutes <= 1 else self.phrases.count("time.minutes", minutes)

    def distance(self, metres: float) -> str:
        """Say a distance, no more exactly than it is known: `600 m`, `1.2 km`."""
        if metres >= 950:
            return f"{metres / 1000:.1f} km".replace(".0 km", " km")
        return f"{max(50, round(metres / 50) * 50):d} m"

    def line(self, name: str) -> str:
        """Name a line in the middle of a sentence: `the Blue Line`, `bus 12`."""
        name = self._lines.get(name.lower(), name)
        if name.isdigit():
            return self.phrases.say("where.bus", name=name)
        if name.lower().startswith("bus ") and name[4:].isdigit():
            return self.phrases.say("where.bus", name=name[4:])
        is_line = name.lower().endswith(("line", "ferry", "express"))
        return self.phrases.say("where.line", name=name) if is_line else name

    def route(self, name: str) -> str:
        """Name a line apart from its vehicles: `the Blue Line`, `line 12`."""
        known = self._lines.get(name.lower(), name)
        numbered = _NUMBERED.fullmatch(known)
        if numbered:
            return self.phrases.say("where.route", name=numbered[1])
        return self.phrases.say("where.route", name=known) if known.isdigit() else self.line(known)

    def line_id(self, name: str) -> str:
        """Return the pack's id of a line as feeds name it; empty where it knows none."""
        return line_book(self.city).id_of(name)

    def vehicle(self, line_id: str) -> str:
        """Return the phrase section for a line's vehicles: `bus`, `train`, `vehicle`."""
        line = self.city.line_by_id.get(line_id)
        return _VEHICLES.get(line.mode, "vehicle") if line is not None else "vehicle"

    def station(self, name: str) -> str:
        """Name a stop so that it is no street: `the Oak Street stop`, `Central Station`."""
        own = _STOP_WORDS.search(name) is not None
        return name if own else self.phrases.say("where.stop", name=name)

    def at(self, place: Place | None) -> str:
        """Say where something is that was asked for at a place: `in Harbor`, `on bus 12`."""
        if place is None or place.kind is PlaceKind.CITY:
            return self.phrases.say("where.in", name=self.city.name)
        if place.kind is PlaceKind.POINT or not place.name:
            return self.phrases.say("where.at", name=self.phrases.say("place.your_location"))
        if place.kind is PlaceKind.LINE:
            return self.phrases.say("where.on", name=self.line(place.name))
        if place.kind is PlaceKind.STREET:
            return self.phrases.say("where.on", name=place.name)
        start, way, end = place.name.partition(WAY)
        if way:
            return self.phrases.say("where.between", start=start, end=end)
        name = self.station(place.name) if place.kind is PlaceKind.STOP else place.name
        return self.phrases.say("where.in" if place.kind in _AREAS else "where.at", name=name)

    def near(self, point: LonLat, *, roughly: bool = False, stops: bool = True) -> str:
        """Say where a point is: `near Pine Street and 8th Street`; empty for nowhere known.

        Args:
            point: the point.
            roughly: whether it is only the middle of something, and so never *at* a stop.
            stops: whether it may be named after a stop.
        """
        found = whereabouts(self.city).of(point, stops=stops)
        if found.how is Spotting.NOWHERE:
            return ""
        at_stop = found.how in (Spotting.AT_STOP, Spotting.NEAR_STOP)
        name = self.station(found.name) if at_stop else found.name
        key = "near" if at_stop else found.how.value
        key = "at" if found.how is Spotting.AT_STOP and not roughly else key
        return self.phrases.say(f"where.{key}", name=name)

    def stop(self, name: str) -> str:
        """Name a stop as people do, where a feed gives only its id."""
        known = self.city.stop_by_id.get(name)
        return known.name if known is not None else name

    @property
    def _lines(self) -> dict[str, str]:
        """Return the names of lines, by all that feeds call them."""
        return _line_names(self.city)

    def publisher(self, event: Event) -> str:
        """Name who says so: the source of the pack where it is one, else what the event names."""
        if event.type is EventType.REPORT_CLUSTER:
            return self.phrases.say("who.residents")
        if event.family in (Family.ANOMALY, Family.TELEMETRY):
            return self.phrases.say("who.measured")
        source = self.city.source_by_id.get(event.source)
        if source is not None:
            return source.publisher
        return event.publisher or event.utility_company or event.source

    def publishers(self, coverage: Sequence[Coverage]) -> list[str]:
        """Name the sources' publishers, each once."""
        by_id = self.city.source_by_id
        return list(dict.fromkeys(by_id[c.source].publisher for c in coverage if c.source in by_id))

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.city.timezone)
