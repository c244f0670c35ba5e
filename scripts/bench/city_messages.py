"""Write messages as a city's feeds do: many kinds, skewed places, every form of place.

Half of the events stand, half are over; most are small, few are grave. What they say is either
templated, as feeds are, or new in every message.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

import orjson
from shapely.geometry.base import BaseGeometry

from core.city import City
from core.event import EventType
from core.topics import EMERGENCY_EVENTS, FEED_STATUS, INFRASTRUCTURE_EVENTS, TRANSIT_EVENTS, Family
from streams.record import Outgoing

_TOPICS: Final = {
    Family.EMERGENCY: EMERGENCY_EVENTS,
    Family.TRANSIT: TRANSIT_EVENTS,
    Family.INFRASTRUCTURE: INFRASTRUCTURE_EVENTS,
}
_WEIGHTS: Final = {
    EventType.POWER_OUTAGE: 16, EventType.WATER_OUTAGE: 5, EventType.WATER_ADVISORY: 4,
    EventType.GAS_LEAK: 2, EventType.INTERNET_DISRUPTION: 8, EventType.ROAD_CLOSURE: 10,
    EventType.ROAD_WORK: 16, EventType.SIGNAL_OUTAGE: 6, EventType.DELAY: 14,
    EventType.ROUTE_CHANGE: 4, EventType.STOP_CLOSURE: 4, EventType.ACCESSIBILITY: 4,
    EventType.FIRE: 3, EventType.PUBLIC_SAFETY: 3, EventType.HAZMAT: 1,
    EventType.WEATHER_ALERT: 1,
}  # fmt: skip
_SEVERITIES: Final = {"critical": 1, "high": 14, "moderate": 45, "low": 40}
_CAUSES: Final = (
    "a fallen tree", "a burst pipe", "equipment failure", "a collision", "high wind", "flooding",
    "a signal fault", "planned work", "a damaged cable", "police activity", "ice", "heavy demand",
)  # fmt: skip
_WORDS: Final = (
    "crews", "valve", "street", "service", "repair", "inspect", "pressure", "cable", "bridge",
    "tower", "signal", "water", "smoke", "traffic", "detour", "basement", "transformer", "pump",
    "elevator", "platform", "bus", "train", "school", "hospital", "market", "residents", "drivers",
    "boil", "avoid", "expect", "closed", "open", "slow", "restored", "reported", "damaged",
    "flooded", "leaking", "broken", "blocked", "icy", "loud", "north", "lower", "upper", "main",
    "old", "heavy", "sudden", "brief", "overnight", "morning", "evening", "weekend", "pole",
    "wire", "tree", "truck", "barrier", "tunnel", "ramp", "corner", "garage", "roof", "fence",
)  # fmt: skip
_FORMS: Final = {
    Family.EMERGENCY: ("area", "point", "polygon"),
    Family.TRANSIT: ("line", "line", "stop"),
    Family.INFRASTRUCTURE: ("area", "area", "point", "polygon", "street"),
}


class Texts(Enum):
    """Whether messages say the same over and over."""

    REPEATING = "repeating"
    NEW = "new"


def city_messages(
    city: City,
    count: int,
    now: datetime,
    *,
    first: int = 0,
    texts: Texts = Texts.REPEATING,
    seed: int = 7,
) -> Iterator[Outgoing]:
    """Make `count` messages, each of an event of its own, numbered from `first`.

    Every second event is over; two thirds of those by word, the others by their end.
    """
    writer = _Writer(city, texts, random.Random(f"{seed}/{first}"))
    for number in range(first, first + count):
        yield writer.message(number, now)


def update_of(message: Outgoing, now: datetime) -> Outgoing:
    """Make a later message about the same event, with other customers and a later end."""
    assert message.value is not None
    fields = orjson.loads(message.value)
    fields["timestamp"] = now.isoformat()
    fields["message_type"] = "update"
    fields["affected_customers"] = fields.get("affected_customers", 0) + 1
    return Outgoing(message.topic, message.key, orjson.dumps(fields))


def heartbeats(city: City, now: datetime) -> Iterator[Outgoing]:
    """Make a heartbeat of every source of the pack."""
    for source in city.sources:
        beat = {
            "source": source.id,
            "family": source.family,
            "types": source.types,
            "observed_at": now.isoformat(),
            "state": "ok",
            "max_silence_s": source.max_silence.total_seconds(),
        }
        yield Outgoing(FEED_STATUS, source.id, orjson.dumps(beat))


class _Writer:
    """Write one message after another from one row of dice."""

    def __init__(self, city: City, texts: Texts, dice: random.Random) -> None:
        self._city = city
        self._texts = texts
        self._dice = dice
        self._kinds = tuple(_WEIGHTS)
        self._weights = tuple(_WEIGHTS.values())
        self._sources = {
            kind: source
            for source in city.sources
            for kind in self._kinds
            if kind.value in source.types
        }
        # Events crowd: some areas have many times the events of others.
        self._area_weights = [1 / (1 + place) for place in range(len(city.areas))]

    def message(self, number: int, now: datetime) -> Outgoing:
        dice = self._dice
        kind = dice.choices(self._kinds, self._weights)[0]
        family, source = _family_of(kind), self._sources[kind]
        issued_at = now - timedelta(minutes=dice.uniform(10, 300))
        area = dice.choices(self._city.areas, self._area_weights)[0]
        words = kind.value.replace("_", " ")
        fields: dict[str, Any] = {
            "event_id": f"{source.id}:bench-{number}",
            "source": source.id,
            "type": kind.value,
            "severity": dice.choices(tuple(_SEVERITIES), tuple(_SEVERITIES.values()))[0],
            "timestamp": issued_at.isoformat(),
            "publisher": source.publisher,
            **self._said(words, "" if family is Family.TRANSIT else f" in {area.name}"),
            **self._place(dice.choice(_FORMS[family]), area.name, area.geometry),
        }
        if kind in (EventType.POWER_OUTAGE, EventType.WATER_OUTAGE, EventType.INTERNET_DISRUPTION):
            fields["affected_customers"] = dice.randrange(10, 5000)
        fields |= _ending(number, issued_at, now, dice)
        event_id: str = fields["event_id"]
        return Outgoing(_TOPICS[family], event_id, orjson.dumps(fields))

    def _said(self, words: str, where: str) -> dict[str, Any]:
        dice = self._dice
        cause = dice.choice(_CAUSES)
        if self._texts is Texts.NEW:
            told = " ".join(dice.choices(_WORDS, k=8))
            headline = f"{words.capitalize()}{where} after {cause}"
            return {"headline": headline, "message": f"{told.capitalize()}.", "cause": cause}
        return {
            "headline": f"{words.capitalize()}{where}",
            "message": f"Crews work on a {words} caused by {cause}."
            f" About {dice.randrange(10, 5000)} people are affected.",
            "cause": cause,
        }

    def _place(self, form: str, area: str, outline: BaseGeometry) -> dict[str, Any]:
        dice, city = self._dice, self._city
        if form == "line":
            line = dice.choice(city.lines)
            return {"lines": [line.id], "direction": dice.choice(("north", "south"))}
        if form == "stop":
            return {"stops": [dice.choice(city.stops).name]}
        if form == "street":
            return {"road": dice.choice(city.streets).name, "areas": [area]}
        if form == "area":
            return {"areas": [area]}
        lon, lat = _spot_in(outline, dice)
        if form == "point":
            return {"coordinates": {"lat": lat, "lon": lon}, "areas": [area]}
        return {"geometry": _patch(lon, lat, dice), "areas": [area]}


def _family_of(kind: EventType) -> Family:
    if kind in (
        EventType.DELAY, EventType.ROUTE_CHANGE, EventType.STOP_CLOSURE, EventType.ACCESSIBILITY,
    ):  # fmt: skip
        return Family.TRANSIT
    emergencies = (
        EventType.FIRE, EventType.PUBLIC_SAFETY, EventType.HAZMAT, EventType.WEATHER_ALERT,
    )  # fmt: skip
    return Family.EMERGENCY if kind in emergencies else Family.INFRASTRUCTURE


def _ending(number: int, issued_at: datetime, now: datetime, dice: random.Random) -> dict[str, Any]:
    if number % 2 == 0:
        return {"estimated_restoration": (now + timedelta(hours=dice.uniform(2, 12))).isoformat()}
    if number % 3:
        return {"status": "resolved"}
    return {"ends_at": (issued_at + timedelta(minutes=5)).isoformat()}


def _spot_in(outline: BaseGeometry, dice: random.Random) -> tuple[float, float]:
    west, south, east, north = outline.bounds
    return dice.uniform(west, east), dice.uniform(south, north)


def _patch(lon: float, lat: float, dice: random.Random) -> dict[str, Any]:
    """Make a six-cornered patch some blocks wide."""
    size = dice.uniform(0.001, 0.006)
    corners: Sequence[tuple[float, float]] = (
        (0, 1), (0.9, 0.5), (0.9, -0.5), (0, -1), (-0.9, -0.5), (-0.9, 0.5), (0, 1),
    )  # fmt: skip
    ring = [[round(lon + size * x, 6), round(lat + size * y, 6)] for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}
