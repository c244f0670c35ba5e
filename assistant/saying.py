"""Say times, distances and counts as people do, in the city's clock and the answer's language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from assistant.live.names import road_book
from assistant.moments import clock, moment, span
from assistant.phrases import Formed, Phrases, Words
from assistant.say_when import when_said
from assistant.understand.times import When
from core.city import City, Mode
from core.coverage import Coverage
from core.event import Event, EventType
from core.geo import LonLat
from core.naming.line_book import line_book
from core.place import Place, PlaceKind
from core.topics import Family
from core.whereabouts import Spotting, whereabouts

_VEHICLES: Final = {
    Mode.BUS: "bus", Mode.TRAM: "tram", Mode.CABLE: "tram", Mode.SUBWAY: "train",
    Mode.RAIL: "train", Mode.FERRY: "ferry",
}  # fmt: skip
_AREAS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK, PlaceKind.REGION})
WAY: Final = " – "
"""Stands between the ends of a way in its name."""
_WORD: Final = re.compile(r"\w+")
_BUS: Final = re.compile(r"(?:bus )?(\d+)", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(?:bus|tram|ferry|line) (\w+)|(\d+)", re.IGNORECASE)
"""Names of lines, as packs and feeds write them, that are no more than a number."""
_CORNER: Final = " and "
"""Joins two streets in the name of their corner (`core.whereabouts`)."""


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
        shortens: whether room is short, so that statements need a short form.
    """

    phrases: Phrases
    city: City
    now: datetime
    shortens: bool = True

    def clock(self, instant: datetime) -> Words:
        """Say the time of day alone: `2:30 pm`, `6 pm`."""
        return clock(self.phrases, self._local(instant))

    def moment(self, instant: datetime) -> Formed:
        """Say an instant, with its day where that is not today."""
        return moment(self.phrases, self._local(instant), self._local(self.now))

    def when(self, when: When) -> str:
        """Say back the time that a question is about: `tonight`."""
        return when_said(when, self)

    def span(self, length: timedelta) -> str:
        """Say a length of time in its largest whole unit."""
        return span(self.phrases, length)

    def sentence(self, text: str) -> str:
        """Return the text as a sentence of the language."""
        return self.phrases.sentence(text)

    def ago(self, instant: datetime) -> str:
        """Say how long ago an instant was."""
        length = self.now - instant
        if length < timedelta(seconds=2):
            return self.phrases.say("time.just_now")
        return self.phrases.say("time.ago", span=self.span(length))

    def lately(self, oldest: datetime) -> str:
        """Say in how many minutes all that is not older came: `in the last 2 minutes`."""
        minutes = -(-(self.now - oldest) // timedelta(minutes=1))
        return self.phrases.count("time.lately", max(1, minutes))

    def distance(self, metres: float) -> str:
        """Say a distance, no more exactly than it is known: `600 m`, `1.2 km`."""
        if metres >= 950:
            return self.phrases.say("measure.km", number=round(metres / 1000, 1))
        return self.phrases.say("measure.m", number=max(50, round(metres / 50) * 50))

    def line(self, name: str) -> Words:
        """Name a line in the middle of a sentence: `the Blue Line`, `bus 12`."""
        name = self._lines.get(name.lower(), name)
        numbered = _BUS.fullmatch(name)
        if numbered:
            return self._named("bus", numbered[1], PlaceKind.LINE)
        is_line = name.lower().endswith(self.phrases.listed("where.line_endings"))
        return self._named("line" if is_line else "line_other", name, PlaceKind.LINE)

    def route(self, name: str) -> Words:
        """Name a line apart from its vehicles: `the Blue Line`, `line 12`."""
        numbered = _NUMBERED.fullmatch(self._lines.get(name.lower(), name))
        if numbered:
            return self._named("route", numbered[1] or numbered[2], PlaceKind.LINE)
        return self.line(name)

    def line_id(self, name: str) -> str:
        """Return the pack's id of a line as feeds name it; empty where it knows none."""
        return line_book(self.city).id_of(name)

    def vehicle(self, line_id: str, count: int = 1) -> Formed:
        """Return the word for a line's vehicles: bus, train, vehicle.

        Args:
            line_id: the pack's id of the line.
            count: how many vehicles are meant.
        """
        line = self.city.line_by_id.get(line_id)
        kind = _VEHICLES.get(line.mode, "vehicle") if line is not None else "vehicle"
        return self.phrases.noun(f"vehicle.{kind}", count=count)

    def station(self, name: str) -> Words:
        """Name a stop so that it is no street: `the Oak Street stop`, `Central Station`."""
        words = set(_WORD.findall(name.lower()))
        if not words.isdisjoint(self.phrases.listed("where.stop_words")):
            return Words(name, kind=PlaceKind.STOP)
        return self._named("stop", name, PlaceKind.STOP)

    def at(self, place: Place | None) -> str:
        """Say where something is that was asked for at a place: `in Harbor`, `on bus 12`."""
        if place is None or place.kind is PlaceKind.CITY:
            return self.inside(self.city.name, PlaceKind.CITY)
        if place.kind is PlaceKind.POINT or not place.name:
            here = Words(self.phrases.say("place.your_location"), kind=PlaceKind.POINT)
            return self.phrases.say("where.at", name=here)
        if place.kind is PlaceKind.LINE:
            return self.phrases.say("where.on", name=self.line(place.name))
        if place.kind is PlaceKind.STREET:
            return self.on(place.name)
        start, way, end = place.name.partition(WAY)
        if way:
            return self.phrases.say("where.between", start=start, end=end)
        if place.kind is PlaceKind.STOP:
            return self.phrases.say("where.at", name=self.station(place.name))
        key = "where.in" if place.kind in _AREAS else "where.at"
        return self.phrases.say(key, name=Words(place.name, kind=place.kind))

    def inside(self, name: str, kind: PlaceKind = PlaceKind.AREA) -> str:
        """Say that something is in an area, or in several that are joined: `in Harbor`."""
        number = getattr(name, "number", 1)
        return self.phrases.say("where.in", name=Words(name, kind=kind, number=number))

    def on(self, street: str) -> str:
        """Say that something is on a street: `on Main Street`."""
        return self.phrases.say("where.on", name=Words(street, kind=PlaceKind.STREET))

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
        name = self.station(found.name) if at_stop else self._spot(found.name, found.how)
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

    def _spot(self, name: str, how: Spotting) -> Words:
        """Name a street, a corner of two streets, or an area."""
        first, corner, second = name.partition(_CORNER)
        roads = road_book(self.city)
        if corner and first in roads and second in roads:
            said = self.phrases.say("place.corner", first=first, second=second)
            return Words(said, kind=PlaceKind.INTERSECTION)
        return Words(name, kind=PlaceKind.AREA if how is Spotting.IN else PlaceKind.STREET)

    def _named(self, key: str, name: str, kind: PlaceKind) -> Words:
        return Words(self.phrases.say(f"where.{key}", name=name), kind=kind)

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.city.timezone)
