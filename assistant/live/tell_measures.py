"""Tell how a road moves and how the sky is, as measured."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer import Kind, Statement
from assistant.live.glance import SKY_FIELDS
from assistant.live.sight import Live, Sight
from assistant.live.station_places import REGIONS, StationPlaces, anywhere
from assistant.live.tell_air import short_number
from assistant.saying import Saying
from assistant.wording import is_name
from core.place import Place
from core.telemetry import EnvironmentReading, TrafficCondition

_USUAL_SKY: Final = ("temperature", "wind", "rain")


class MeasureTeller:
    """Tell roads and stations in one language, at one instant."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._places = StationPlaces(saying)

    def traffic(self, live: Live, place: Place) -> list[Statement]:
        """Tell how fast the road moves; of a neighbourhood, its slowest."""
        sight = live.fresh[0]
        reading = sight.observation.reading
        if not isinstance(reading, TrafficCondition):
            raise TypeError("a road's reading is no traffic condition")
        slots = {
            "road": self._road(reading),
            "speed": round(reading.speed_kmh),
            "ago": self._saying.ago(reading.timestamp),
        }
        free = round(reading.free_flow_kmh) if reading.free_flow_kmh else None
        hits = (sight.hit,)
        if place.kind in REGIONS and len(live.fresh) > 1 and free:
            text = self._say(
                "traffic.slowest", count=len(live.fresh), place=place.name, free=free, **slots
            )
            hits = tuple(other.hit for other in live.fresh[:10])
        elif free:
            text = self._say("traffic.now", free=free, **slots)
        else:
            text = self._say("traffic.now_plain", **slots)
        return [
            Statement(
                self._saying.sentence(text),
                hits,
                worth=0,
                short=self._say("traffic.short", **slots),
            )
        ]

    def no_traffic(self, live: Live | None, place: Place | None) -> Statement:
        """Say that nobody can tell how the road moves now."""
        whole = place is not None and place.kind in REGIONS
        last = live.last if live is not None and not whole else None
        if last is not None and isinstance(reading := last.observation.reading, TrafficCondition):
            text = self._say(
                "traffic.last", road=self._road(reading), speed=round(reading.speed_kmh),
                ago=self._saying.ago(reading.timestamp),
            )  # fmt: skip
            return Statement(self._saying.sentence(text), (last.hit,), worth=0)
        text = self._say("traffic.none", where=self._places.at(place))
        return Statement(self._saying.sentence(text), kind=Kind.COVERAGE, worth=0)

    def sky(self, live: Live, place: Place | None) -> list[Statement]:
        """Tell how warm, windy or wet it is."""
        wants = live.ask.wants
        names = tuple(n for n in SKY_FIELDS if n in wants) if wants else _USUAL_SKY
        if anywhere(place) and len(live.fresh) > 1:
            return self._sky_range(live, names)
        for sight in live.fresh:
            values = self._sky_values(sight, names)
            if values:
                text = self._say(
                    "sky.now", where=self._places.seen(sight, place),
                    ago=self._saying.ago(sight.observation.taken_at),
                    values=self._saying.phrases.join(values),
                )  # fmt: skip
                return [
                    Statement(
                        self._saying.sentence(text),
                        (sight.hit,),
                        worth=0,
                        short=self._saying.sentence(text),
                    )
                ]
        return []

    def _sky_range(self, live: Live, names: Sequence[str]) -> list[Statement]:
        """Tell of the whole city from where to where it is measured, over all its stations."""
        values: list[str] = []
        for name in names:
            known = [
                v for s in live.fresh if (v := getattr(_station(s), SKY_FIELDS[name])) is not None
            ]
            if known and name == "rain":
                wet = [value for value in known if value > 0]
                values.append(
                    self._say("sky.rain_some", count=len(wet), value=_rounded(max(wet))) if wet
                    else self._say("sky.dry")
                )  # fmt: skip
            elif known:
                low, high = _rounded(min(known)), _rounded(max(known))
                span = low if low == high else self._say("sky.to", low=low, high=high)
                values.append(self._say(f"sky.{name}", value=span))
        if not values:
            return []
        oldest = min(sight.observation.taken_at for sight in live.fresh)
        text = self._say(
            "sky.range", count=len(live.fresh), city=self._saying.city.name,
            lately=self._saying.lately(oldest), values=self._saying.phrases.join(values),
        )  # fmt: skip
        hits = tuple(sight.hit for sight in live.fresh[:10])
        return [
            Statement(self._saying.sentence(text), hits, worth=0, short=self._saying.sentence(text))
        ]

    def no_sky(self, live: Live, place: Place | None) -> Statement:
        """Say that nobody can tell how warm, windy or wet it is."""
        last = self.last_sky(live, place, "sky.last")
        if last is not None:
            return replace(last, worth=0)
        text = self._say("sky.none", place=self._places.name(place))
        return Statement(self._saying.sentence(text), kind=Kind.COVERAGE, worth=0)

    def last_sky(
        self, live: Live, place: Place | None, key: str = "sky.last_beside"
    ) -> Statement | None:
        """Say when the sky was last measured there."""
        if live.last is None:
            return None
        where = self._places.seen(live.last, place)
        text = self._say(key, where=where, ago=self._saying.ago(live.last.observation.taken_at))
        return Statement(self._saying.sentence(text), (live.last.hit,), worth=3)

    def _sky_values(self, sight: Sight, names: tuple[str, ...]) -> list[str]:
        reading, values = _station(sight), list[str]()
        for name in names:
            value: float | None = getattr(reading, SKY_FIELDS[name])
            if value is None:
                continue
            dry = name == "rain" and value == 0
            values.append(self._say("sky.dry" if dry else f"sky.{name}", value=_rounded(value)))
        return values

    def _road(self, reading: TrafficCondition) -> str:
        street = self._saying.city.street_by_id.get(reading.road_id)
        if street is not None:
            return street.name
        return reading.name if is_name(reading.name) else reading.road_id


def _station(sight: Sight) -> EnvironmentReading:
    reading = sight.observation.reading
    if not isinstance(reading, EnvironmentReading):
        raise TypeError("a station's reading is none of the environment")
    return reading


def _rounded(value: float) -> float:
    """Round a measured value as people say it: whole from 10 on, one decimal below."""
    return round(value) if abs(value) >= 10 else short_number(value)
