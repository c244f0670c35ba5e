"""Tell how a road moves and how the air is, as measured: never a judgement on one raw value."""

from bisect import bisect_left
from dataclasses import replace
from typing import Final

from assistant.answer import Kind, Statement
from assistant.live.glance import SKY_FIELDS
from assistant.live.sight import Live, Sight
from assistant.saying import Saying
from assistant.wording import is_name, sentence
from core.place import Place, PlaceKind
from core.telemetry import EnvironmentReading, TrafficCondition

_EDGES: Final = (50, 100, 150, 200, 300)
"""The highest index of each category but the last (EPA, 2024)."""
_REGIONS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK})
_POLLUTANTS: Final = (("pm25", "pm25_ugm3"), ("pm10", "pm10_ugm3"), ("o3", "o3_ppb"))
_USUAL_SKY: Final = ("temperature", "wind", "rain")


class MeasureTeller:
    """Tell roads and stations in one language, at one instant."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say

    def traffic(self, live: Live, place: Place) -> list[Statement]:
        """Tell how fast the road moves; of a neighbourhood, its slowest."""
        sight = live.fresh[0]
        reading = sight.observation.reading
        if not isinstance(reading, TrafficCondition):
            raise TypeError("a road's reading is no traffic condition")
        slots = {
            "road": self._road(reading),
            "speed": _whole(reading.speed_kmh),
            "ago": self._saying.ago(reading.timestamp),
        }
        free = _whole(reading.free_flow_kmh) if reading.free_flow_kmh else ""
        hits = (sight.hit,)
        if place.kind in _REGIONS and len(live.fresh) > 1 and free:
            text = self._say(
                "traffic.slowest", count=len(live.fresh), place=place.name, free=free, **slots
            )
            hits = tuple(other.hit for other in live.fresh[:10])
        elif free:
            text = self._say("traffic.now", free=free, **slots)
        else:
            text = self._say("traffic.now_plain", **slots)
        return [Statement(sentence(text), hits, worth=0, short=self._say("traffic.short", **slots))]

    def no_traffic(self, live: Live | None, place: Place | None) -> Statement:
        """Say that nobody can tell how the road moves now."""
        whole = place is not None and place.kind in _REGIONS
        last = live.last if live is not None and not whole else None
        if last is not None and isinstance(reading := last.observation.reading, TrafficCondition):
            text = self._say(
                "traffic.last", road=self._road(reading), speed=_whole(reading.speed_kmh),
                ago=self._saying.ago(reading.timestamp),
            )  # fmt: skip
            return Statement(sentence(text), (last.hit,), worth=0)
        text = self._say("traffic.none", where=self._where_named(place))
        return Statement(sentence(text), kind=Kind.COVERAGE, worth=0)

    def air(self, live: Live, place: Place | None) -> list[Statement]:
        """Tell the air quality index; what is measured, where it is too early for one."""
        sight = next((s for s in live.fresh if _aqi(s) is not None), live.fresh[0])
        reading, aqi = _station(sight), _aqi(sight)
        where, time = self._where(sight, live, place), self._saying.moment(reading.timestamp)
        if aqi is None:
            values = [
                self._say(f"air.{name}", value=_short_number(value))
                for name, field in _POLLUTANTS
                if (value := getattr(reading, field)) is not None
            ]
            text = self._say(
                "air.early", where=where, values=self._saying.phrases.join(values), time=time
            )
            return [Statement(sentence(text), (sight.hit,), worth=0)]
        category = self._saying.phrases.listed("air.categories")[bisect_left(_EDGES, aqi)]
        slots = {"where": where.rstrip(","), "category": category, "aqi": aqi, "time": time}
        short = self._say("air.short", **slots)
        rated = [s for s in live.fresh if _aqi(s) is not None]
        if _anywhere(place) and len(rated) > 1:
            text = self._say("air.worst", count=len(rated), **slots)
            hits = tuple(other.hit for other in rated[:10])
            return [Statement(sentence(text), hits, worth=0, short=short)]
        text = self._say("air.index", **{**slots, "where": where})
        return [Statement(sentence(text), (sight.hit,), worth=0, short=short)]

    def no_air(self, live: Live, place: Place | None, *, beside: bool) -> Statement | None:
        """Say when a station was last heard, or that none is."""
        if live.last is not None:
            text = self._say(
                "air.last_beside" if beside else "air.last",
                where=self._where(live.last, live, place).rstrip(","),
                ago=self._saying.ago(live.last.observation.taken_at),
            )
            return Statement(sentence(text), (live.last.hit,), worth=3 if beside else 0)
        if beside:
            return None
        text = self._say("air.none", place=self._named(place))
        return Statement(sentence(text), kind=Kind.COVERAGE, worth=0)

    def sky(self, live: Live, place: Place | None) -> list[Statement]:
        """Tell how warm, windy or wet it is."""
        wants = live.ask.wants
        names = tuple(n for n in SKY_FIELDS if n in wants) if wants else _USUAL_SKY
        for sight in live.fresh:
            values = self._sky_values(sight, names)
            if values:
                text = self._say(
                    "sky.now", where=self._where(sight, live, place),
                    ago=self._saying.ago(sight.observation.taken_at),
                    values=self._saying.phrases.join(values),
                )  # fmt: skip
                return [Statement(sentence(text), (sight.hit,), worth=0, short=sentence(text))]
        return []

    def no_sky(self, live: Live, place: Place | None) -> Statement:
        """Say that nobody can tell how warm, windy or wet it is."""
        last = self.last_sky(live, place, "sky.last")
        if last is not None:
            return replace(last, worth=0)
        text = self._say("sky.none", place=self._named(place))
        return Statement(sentence(text), kind=Kind.COVERAGE, worth=0)

    def last_sky(
        self, live: Live, place: Place | None, key: str = "sky.last_beside"
    ) -> Statement | None:
        """Say when the sky was last measured there."""
        if live.last is None:
            return None
        text = self._say(
            key, where=self._where(live.last, live, place).rstrip(","),
            ago=self._saying.ago(live.last.observation.taken_at),
        )  # fmt: skip
        return Statement(sentence(text), (live.last.hit,), worth=3)

    def _sky_values(self, sight: Sight, names: tuple[str, ...]) -> list[str]:
        reading, values = _station(sight), list[str]()
        for name in names:
            value: float | None = getattr(reading, SKY_FIELDS[name])
            if value is None:
                continue
            dry = name == "rain" and value == 0
            values.append(
                self._say("sky.dry" if dry else f"sky.{name}", value=_short_number(value))
            )
        return values

    def _road(self, reading: TrafficCondition) -> str:
        street = self._saying.city.street_by_id.get(reading.road_id)
        if street is not None:
            return street.name
        return reading.name if is_name(reading.name) else reading.road_id

    def _where(self, sight: Sight, live: Live, place: Place | None) -> str:
        """Say where a station stands, seen from the place asked about."""
        if _anywhere(place) or place is None:
            point = sight.point
            near = self._saying.near(point) if point is not None else ""
            return near or self._say("where.in", name=self._saying.city.name)
        if not sight.distance_m:
            return self._where_named(place)
        name = place.name or self._say("place.your_location")
        return self._say(
            "air.nearest", distance=self._saying.distance(sight.distance_m), place=name
        )

    def _named(self, place: Place | None) -> str:
        if place is None or place.kind is PlaceKind.CITY:
            return self._saying.city.name
        return place.name or self._say("place.your_location")

    def _where_named(self, place: Place | None) -> str:
        if place is None or place.kind is PlaceKind.CITY:
            return self._say("where.in", name=self._saying.city.name)
        if place.kind in _REGIONS:
            return self._say("where.in", name=place.name)
        if place.kind is PlaceKind.STREET:
            return self._say("where.on", name=place.name)
        return self._say("where.at", name=place.name or self._say("place.your_location"))


def _anywhere(place: Place | None) -> bool:
    return place is None or place.kind is PlaceKind.CITY


def _station(sight: Sight) -> EnvironmentReading:
    reading = sight.observation.reading
    if not isinstance(reading, EnvironmentReading):
        raise TypeError("a station's reading is none of the environment")
    return reading


def _aqi(sight: Sight) -> int | None:
    aqi = sight.observation.derived.get("aqi")
    return round(aqi) if isinstance(aqi, int | float) else None


def _whole(value: float) -> str:
    return f"{round(value)}"


def _short_number(value: float) -> str:
    """Write a measured value with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")
