"""Tell how the air is, as measured: an index of hours, and never a judgement on one raw value."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from typing import Final

from assistant.answer import Kind, Statement
from assistant.live.sight import Live, Sight
from assistant.live.station_places import REGIONS, StationPlaces, anywhere
from assistant.phrases import Formed
from assistant.saying import Saying
from core.place import Place
from core.store import Hit
from core.telemetry import EnvironmentReading

_EDGES: Final = (50, 100, 150, 200, 300)
"""The highest index of each category but the last (EPA, 2024)."""
_POLLUTANTS: Final = (("pm25", "pm25_ugm3"), ("pm10", "pm10_ugm3"), ("o3", "o3_ppb"))
_CITED: Final = 10


class AirTeller:
    """Tell air stations in one language, at one instant."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._places = StationPlaces(saying)

    def tell(self, live: Live, place: Place | None) -> list[Statement]:
        """Tell the air quality index; of several stations the worst, and how the others are."""
        alike = _alike(live, place)
        if len(alike) > 1:
            return [self._worst(alike, place)]
        sight = live.fresh[0]
        aqi = _aqi(sight)
        if aqi is None:
            text = self._say(
                "air.early", station=self._places.station(sight, place),
                values=self._saying.phrases.join(self._values(sight)), time=self._time(sight),
            )  # fmt: skip
            short = self._say(
                "sms.air_early", station=self._places.station(sight, place),
                values=self._saying.phrases.join(self._values(sight)), time=self._time(sight),
            )  # fmt: skip
            short = self._saying.sentence(short)
            return [Statement(self._saying.sentence(text), (sight.hit,), worth=0, short=short)]
        where = self._places.seen(sight, place)
        slots = {"category": self._category(aqi), "aqi": aqi, "time": self._time(sight)}
        text = self._say("air.index", where=where, **slots)
        short = self._say("air.short", where=self._places.seen(sight, place, short=True), **slots)
        return [Statement(self._saying.sentence(text), (sight.hit,), worth=0, short=short)]

    def rest(self, live: Live, place: Place | None, told: Collection[str]) -> list[Statement]:
        """Tell how the air is at the other stations of the city, where some are told of already.

        Args:
            live: what stations show.
            place: what is asked about; nothing is added unless it is the whole city.
            told: ids of the stations told of.
        """
        others = [s for s in live.fresh if s.observation.subject.key not in told]
        rated = [s for s in others if _aqi(s) is not None]
        if not rated or not told or not anywhere(place):
            return []
        text = self._saying.phrases.count(
            "air.rest", len(rated), category=self._categories(list(map(_index, rated)))
        )
        return [Statement(self._saying.sentence(text), _cited(rated), worth=3)]

    def none(self, live: Live, place: Place | None, *, beside: bool) -> Statement | None:
        """Say when a station was last heard, or that none is."""
        last = live.last
        if last is not None:
            ago, distant = self._saying.ago(last.observation.taken_at), bool(last.distance_m)
            if beside:
                station = self._places.station(last, place)
                text = self._say("air.last_beside", station=station, ago=ago)
            elif distant and not anywhere(place):
                text = self._say(
                    "air.last_nearest", where=self._places.at(place), ago=ago,
                    distance=self._saying.distance(last.distance_m or 0.0),
                )  # fmt: skip
            else:
                text = self._say("air.last", where=self._places.seen(last, place), ago=ago)
            return Statement(self._saying.sentence(text), (last.hit,), worth=3 if beside else 0)
        if beside:
            return None
        text = self._say("air.none", place=self._places.name(place))
        return Statement(self._saying.sentence(text), kind=Kind.COVERAGE, worth=0)

    def _worst(self, alike: Sequence[Sight], place: Place | None) -> Statement:
        """Tell the worst of several stations, and how many others there are."""
        worst, rated = alike[0], [s for s in alike if _aqi(s) is not None]
        inside = "" if anywhere(place) else self._say("air.there", where=self._places.at(place))
        slots = {
            "count": len(alike),
            "there": inside,
            "where": self._places.seen(worst, None),
            "time": self._time(worst),
        }
        if not rated:
            text = self._say("air.most", value=self._values(worst)[0], **slots)
            return Statement(self._saying.sentence(text), _cited(alike), worth=0)
        aqi = _index(worst)
        slots |= {"aqi": aqi, "category": self._category(aqi)}
        short = self._say("air.short", **slots)
        if len(rated) == 1:
            text = self._say("air.only", **slots)
            return Statement(self._saying.sentence(text), _cited(alike), worth=0, short=short)
        others = self._categories([_index(sight) for sight in rated[1:]])
        key = "air.the_other" if len(rated) == 2 else "air.the_others"
        slots["count"] = len(rated)
        text = self._say(
            "air.worst", others=self._say(key, count=len(rated) - 1, category=others), **slots
        )
        return Statement(self._saying.sentence(text), _cited(rated), worth=0, short=short)

    def _categories(self, indexes: Sequence[int]) -> str:
        """Name the categories of several stations, from the best to the worst."""
        best, worst = self._category(min(indexes)), self._category(max(indexes))
        return best if best == worst else self._say("air.to", best=best, worst=worst)

    def _category(self, aqi: int) -> str:
        return self._saying.phrases.listed("air.categories")[bisect_left(_EDGES, aqi)]

    def _values(self, sight: Sight) -> list[str]:
        """Say what a station measures, fine dust first."""
        reading = _station(sight)
        return ([
            self._say(f"air.{name}", value=short_number(value))
            for name, field in _POLLUTANTS
            if (value := getattr(reading, field)) is not None
        ])  # fmt: skip

    def _time(self, sight: Sight) -> Formed:
        return self._saying.moment(sight.observation.taken_at)


def short_number(value: float) -> float:
    """Round a measured value to one decimal."""
    return round(value, 1)


def _alike(live: Live, place: Place | None) -> Sequence[Sight]:
    """Return the stations that speak for what is asked about, the worst first."""
    if anywhere(place):
        return live.fresh
    region = place is not None and place.kind in REGIONS
    return [s for s in live.fresh if s.distance_m == 0] if region else ()


def _cited(seen: Sequence[Sight]) -> tuple[Hit, ...]:
    return tuple(sight.hit for sight in seen[:_CITED])


def _station(sight: Sight) -> EnvironmentReading:
    reading = sight.observation.reading
    if not isinstance(reading, EnvironmentReading):
        raise TypeError("a station's reading is none of the environment")
    return reading


def _aqi(sight: Sight) -> int | None:
    aqi = sight.observation.derived.get("aqi")
    return round(aqi) if isinstance(aqi, int | float) else None


def _index(sight: Sight) -> int:
    return _aqi(sight) or 0
